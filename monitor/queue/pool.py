"""Processes that parse foreign bytes, and are killed when that takes too long or too much.

50,000 nested elements in 244 kB keep a parser busy for 10 s, 20 MB of HTML need 565 MB: a page
must never be parsed in the process that everything else depends on.
"""

import asyncio
import gc
import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as ParseTimeout
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

from pebble import ProcessExpired, ProcessPool

from monitor.errors import ParseError, ParseReason
from monitor.types import Page

P = ParamSpec("P")
T = TypeVar("T")

_PRELOADED = ["monitor.extract.page", "monitor.poll.source"]
_TASKS_A_PROCESS = 2_000
_MAX_WAITING_BYTES = 64 << 20
_FAREWELL_S = 5.0


class ParsePool:
    """A pool of `workers` processes, each call limited to `timeout_s` and `max_memory` bytes.

    Use as a context manager. A process that runs over a limit is killed and replaced; the others
    go on. The processes start with the first call, and end once there was none for `idle_s`
    seconds: a daemon that waits for news keeps neither their memory nor the threads that watch
    them. If nothing ends for `patience_s` longer than a call may take, all are replaced.
    """

    def __init__(
        self,
        *,
        workers: int,
        timeout_s: float,
        max_memory: int,
        idle_s: float = 300.0,
        patience_s: float = 10.0,
    ) -> None:
        self._workers = workers
        self._timeout_s = timeout_s
        self._max_memory = max_memory
        self._idle_s = idle_s
        self._pool: ProcessPool | None = None
        self._opening = asyncio.Lock()
        self._running = 0
        self._stuck_s = timeout_s + patience_s
        self._progress_s = 0.0
        self._idle: asyncio.TimerHandle | None = None
        self._room = asyncio.Event()
        self._room.set()
        self.waiting_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    async def room(self) -> None:
        """Wait until less than 64 MB wait to be parsed: whoever fetches more asks here first."""
        await self._room.wait()

    async def __call__(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the module-level function `act` in a worker and return what it returned.

        Raises what `act` raised, or ParseError if it ran over a limit.
        """
        size = sum(len(arg.body) for arg in args if isinstance(arg, Page))
        self._begin(size)
        try:
            return await self._run(act, *args, **kwargs)
        finally:
            self._end(size)

    async def _run(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        pool = await self._sound()
        future = pool.schedule(act, args=args, kwargs=kwargs, timeout=self._timeout_s)
        try:
            return cast("T", await self._result(pool, asyncio.wrap_future(future)))
        except ParseTimeout as error:
            raise ParseError(
                ParseReason.TIMEOUT, f"not done after {self._timeout_s:g} s"
            ) from error
        except MemoryError as error:
            raise ParseError(ParseReason.CRASHED, "needed too much memory") from error
        except (ProcessExpired, BrokenProcessPool, RecursionError) as error:
            raise ParseError(ParseReason.CRASHED, str(error)) from error

    async def _result(self, pool: ProcessPool, answer: "asyncio.Future[Any]") -> Any:
        """Return the answer, unless the whole pool is stuck.

        Whoever kills an idle worker may leave the lock that it held to nobody. But while work is
        waiting, some of it ends within `timeout_s`, one way or the other.
        """
        try:
            while not (await asyncio.wait({answer}, timeout=self._stuck_s))[0]:
                if asyncio.get_running_loop().time() - self._progress_s >= self._stuck_s:
                    self._leave(pool)
                    raise ParseError(ParseReason.CRASHED, "the processes that parse got stuck")
            return answer.result()
        finally:
            answer.cancel()

    def _leave(self, pool: ProcessPool) -> None:
        """Let a pool end by itself; the next call opens another."""
        if pool is self._pool:
            self._pool = None
            _end(pool)

    async def _sound(self) -> ProcessPool:
        """Return a pool that takes work: one whose idle worker was killed never does again."""
        async with self._opening:
            if self._pool is not None and not self._pool.active:
                self._leave(self._pool)
            if self._pool is None:
                self._pool = await asyncio.to_thread(self._open)
            return self._pool

    def _begin(self, size: int) -> None:
        if not self._running:
            self._progress_s = asyncio.get_running_loop().time()
        self._running += 1
        self.waiting_bytes += size
        if self.waiting_bytes >= _MAX_WAITING_BYTES:
            self._room.clear()
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _end(self, size: int) -> None:
        self._progress_s = asyncio.get_running_loop().time()
        self._running -= 1
        self.waiting_bytes -= size
        if self.waiting_bytes < _MAX_WAITING_BYTES:
            self._room.set()
        if not self._running and self._pool is not None:
            self._idle = asyncio.get_running_loop().call_later(self._idle_s, self._close_idle)

    def _open(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)  # imported once, shared by every worker
        pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=_TASKS_A_PROCESS,
            initializer=_limit,
            initargs=(self._max_memory,),
            context=context,
        )
        if not pool.active:  # which also starts it: up to two seconds
            raise AssertionError("a pool that has just begun has ended")
        return pool

    def _close_idle(self) -> None:
        self._idle = None
        if self._pool is not None:
            self._leave(self._pool)

    def _close(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        pool, self._pool = self._pool, None
        if pool is not None:
            _end(pool).join(_FAREWELL_S)


def _end(pool: ProcessPool) -> threading.Thread:
    """End a pool's processes, in a thread: to join them takes a moment, and may take a minute."""
    pool.stop()
    thread = threading.Thread(target=pool.join, daemon=True)
    thread.start()
    return thread


def spare_collector() -> None:
    """Let the cyclic collector leave what is imported alone, and look seldom at the rest.

    It finds next to nothing here: measured on the simulated newsroom, 5 % of a fetch's CPU.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _limit(max_memory: int) -> None:
    """Bound this worker's memory, and leave Ctrl-C to the process that owns the pool."""
    resource.setrlimit(resource.RLIMIT_AS, (max_memory, max_memory))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    spare_collector()
