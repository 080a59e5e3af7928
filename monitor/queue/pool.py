"""Processes that parse foreign bytes, and are killed when that takes too long or too much.

50,000 nested elements in 244 kB keep a parser busy for 10 s, 20 MB of HTML need 565 MB: a page
must never be parsed in the process that everything else depends on.
"""

import asyncio
import gc
import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as ParseTimeout
from types import TracebackType
from typing import ParamSpec, Self, TypeVar, cast

from pebble import ProcessExpired, ProcessPool

from monitor.errors import ParseError, ParseReason

P = ParamSpec("P")
T = TypeVar("T")

_PRELOADED = ["monitor.extract.page", "monitor.poll.source"]
_TASKS_A_PROCESS = 2_000


class ParsePool:
    """A pool of `workers` processes, each call limited to `timeout_s` and `max_memory` bytes.

    Use as a context manager. A process that runs over a limit is killed and replaced; the others
    go on.
    """

    def __init__(self, *, workers: int, timeout_s: float, max_memory: int) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)  # imported once, shared by every worker
        self._timeout_s = timeout_s
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=_TASKS_A_PROCESS,
            initializer=_limit,
            initargs=(max_memory,),
            context=context,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.stop()
        self._pool.join()

    async def __call__(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the module-level function `act` in a worker and return what it returned.

        Raises what `act` raised, or ParseError if it ran over a limit.
        """
        future = self._pool.schedule(act, args=args, kwargs=kwargs, timeout=self._timeout_s)
        try:
            return cast("T", await asyncio.wrap_future(future))
        except ParseTimeout as error:
            raise ParseError(
                ParseReason.TIMEOUT, f"not done after {self._timeout_s:g} s"
            ) from error
        except MemoryError as error:
            raise ParseError(ParseReason.CRASHED, "needed too much memory") from error
        except (ProcessExpired, RecursionError) as error:
            raise ParseError(ParseReason.CRASHED, str(error)) from error


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
