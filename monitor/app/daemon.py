"""`run`: the daemon. It makes the parts, lets them work, reloads, and ends in order."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import metadata

from sqlalchemy import Connection

from alerts import api as alerts
from monitor.app.compose import flush_by, jitter, parse_pool, rulebook
from monitor.app.endpoints import tell_disabled
from monitor.app.enroll import enroll
from monitor.app.minute import Minute
from monitor.app.network import Network, open_network, settings_of
from monitor.app.subscribing import Hooks
from monitor.config import Config
from monitor.errors import ConfigError, MonitorError, StoreError, UsageError
from monitor.log import Event
from monitor.pipeline import Eyes, Stages, Storybook
from monitor.queue import ParsePool, spare_collector
from monitor.queue.local import LocalTimer
from monitor.store import Store, sources
from monitor.store.daemon import Daemon as Said
from monitor.store.daemon import read as last_said
from monitor.store.daemon import save as say
from monitor.watch.clock import Clock
from monitor.watch.heart import Heart
from monitor.watch.poller import Poller, Work
from monitor.watch.post import Post
from monitor.watch.record import Record
from monitor.watch.signals import handling
from monitor.watch.systemd import Notifier
from monitor.watch.trouble import Trouble

TICK_S = 1.0
_MINUTE_S = 60.0
_HOUR_S = 3600.0
_FINISH_POLLS_S = 8.0
_FINISH_POST_S = 10.0
_LAST_WRITE_S = 2.0
"""An attempt takes up to 20 s; one that is cut off is made again, under the same id."""
_SWAP_S = 5.0
_A_POLL = 100
"""Candidates of one poll: other sources of its host get their turn before the next hundred."""

Reread = Callable[[], Config]
Face = Callable[["Daemon"], AbstractAsyncContextManager[None]]


class Daemon:
    """The running wireroom; the one object that changes with time.

    `reread` reads the configuration anew and checks it; `listen` is told to people only. Time is
    `clock`'s; `tick_s` is how often it is looked what is due.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        reread: Reread,
        record: Record,
        notifier: Notifier,
        listen: str | None = None,
        clock: Clock | None = None,
        tick_s: float = TICK_S,
    ) -> None:
        self.config = config
        self.record = record
        self.clock = clock = clock or Clock()
        self.trouble = Trouble(record, clock.steady_s)
        self.heart = Heart(clock, notifier, self._stepped)
        self.stopping = False
        self.watching = False
        self._store = store
        self._stories = Storybook()
        self._reread = reread
        self._notifier = notifier
        self._tick_s = tick_s
        planning = Clock(now=self._now, steady_s=clock.steady_s)
        self._poller = Poller(record, self.trouble, planning)
        self._post = Post(record, self.trouble, planning)
        self._timer = LocalTimer(lambda error: record.bug(error, where="timer"))
        self._minute = Minute(record, notifier, clock)
        self._said = Said(
            pid=os.getpid(),
            version=metadata.version("wireroom"),
            started_at=clock.now(),
            beat_at=clock.now(),
            loaded_at=clock.now(),
            listen=listen,
        )
        self._wake = asyncio.Event()
        self._ticking = asyncio.Lock()
        self._reload = False
        self._owed = timedelta(0)
        """By how much the wall clock was set without that what is planned has moved."""
        self._parse: ParsePool
        self._network: Network
        self._work: Work
        self._open = AsyncExitStack()

    async def run(self, face: Face) -> None:
        """Watch until SIGTERM or SIGINT; SIGHUP reloads. `face` shows it to the network.

        Ends within 20 s: what is under way is finished or released. Raises StoreError if the store
        is damaged, or cannot be used at the start.
        """
        spare_collector()
        metrics, record = self.record.metrics, self.record
        metrics.build.labels(self._said.version).set(1)
        metrics.started.set(self._said.started_at.timestamp())
        metrics.config_good.set(1)
        record.log.info(
            Event.STARTED,
            version=self._said.version,
            config=str(self.config.path),
            database=str(self.config.settings.database_path),
            sources=len(self.config.sources),
            rules=len(self.config.rules),
            listen=self._said.listen,
        )
        await self._store.transact(self._begin)
        acts = {signal.SIGTERM: self.stop, signal.SIGINT: self.stop, signal.SIGHUP: self.reload}
        with parse_pool() as self._parse, handling(acts):
            async with self._open, face(self):
                await self._connect()
                beating = asyncio.create_task(self.heart.beat())
                try:
                    await self._watch()
                finally:
                    beating.cancel()
                    await self._finish()
        record.log.info(Event.STOPPED)
        if self.trouble.fatal is not None:
            raise self.trouble.fatal

    def stop(self) -> None:
        """End, in order."""
        self.stopping = True
        self._wake.set()

    def reload(self) -> None:
        """Read the configuration anew."""
        self._reload = True
        self._wake.set()

    def problems(self) -> list[str]:
        """Return why the daemon does not do its work; nothing if it does."""
        found = []
        if not self.watching:
            found.append("stopping" if self.stopping else "starting")
        if self.heart.stuck:
            found.append("nothing was looked at for a minute")
        if self.trouble.lasting:
            found.append("the store cannot be used")
        return found

    def hooks(self) -> Hooks | None:
        """Return what webhooks are managed with; None until it watches, and once it ends."""
        if not self.watching or self.stopping:
            return None
        sender, store = self._network.senders.webhook, self._store
        return Hooks(config=self.config, transact=store.transact, sender=sender, now=self.clock.now)

    def live(self) -> None:
        """Bring the metrics up to date that change from moment to moment."""
        self.record.metrics.visits.set(self._poller.running)
        self.record.metrics.parsing.set(self._parse.waiting_bytes)

    async def _watch(self) -> None:
        self._timer.every(self._tick_s, self._tick)
        self._timer.every(_MINUTE_S, self._each_minute)
        self._timer.every(_HOUR_S, self._each_hour)
        self._timer.start()
        self._notifier.tell("READY=1", "STATUS=watching")
        self.watching = True
        self.record.log.info(Event.READY)
        while not self.stopping:
            await self._wake.wait()
            self._wake.clear()
            if self._reload and not self.stopping:
                self._reload = False
                await self._reloaded()

    async def _finish(self) -> None:
        self.watching = False
        self._notifier.tell("STOPPING=1", "STATUS=finishing what is under way")
        self.record.log.info(Event.STOPPING, polls=self._poller.running)
        self._timer.stop()
        async with self._ticking:
            self.stopping = True
        await asyncio.gather(self._poller.stop(_FINISH_POLLS_S), self._post.stop(_FINISH_POST_S))
        now, holds = self.clock.now(), self._network.fetcher.holds
        said = replace(self._said, beat_at=now, stopped_at=now)

        def last(conn: Connection) -> None:
            sources.save_holds(conn, holds, now)
            say(conn, said)

        # A store that cannot be used is told of already, and a start repairs what is missing.
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(_LAST_WRITE_S):
                await self._store.transact(last)

    async def _tick(self) -> None:
        self.record.metrics.ticked.set(self.clock.now().timestamp())
        async with self._ticking:
            if not self.stopping and await self._able():
                await self._poller.tick(self._work)
                await self._post.tick(
                    self._store.transact,
                    self._network.courier,
                    self.config.channels,
                    flush_by(self.config),
                )
        self.heart.progressed()
        if self.trouble.fatal is not None:
            self.stop()

    async def _each_minute(self) -> None:
        if self.trouble.resting:
            return
        holds = dict(self._network.fetcher.holds)
        self._said = replace(self._said, beat_at=self.clock.now())
        try:
            await self._minute.pass_by(self._store, self.config, self._said, holds)
        except StoreError as error:
            self.trouble.failed(error)

    async def _each_hour(self) -> None:
        with suppress(StoreError):  # the next hour will do
            async with self._ticking:
                if await self._able():
                    await self._store.transact(
                        lambda conn: enroll(conn, self.config, self.clock.now())
                    )
            await self._store.checkpoint()

    async def _able(self) -> bool:
        """Whether the store can be used, and what is planned stands where it should.

        A store that failed has to take a write before work goes on: to read says nothing of a
        full disk.
        """
        self.heart.look()
        if self.trouble.resting:
            return False
        by, now = self._owed, self.clock.now()
        if not (by or self.trouble.lasting):
            return True
        said = replace(self._said, beat_at=now)

        def act(conn: Connection) -> None:
            say(conn, said)
            if by:
                self._move(conn, by, now)

        self._owed -= by  # whoever asks for the time from here on writes after this has moved
        try:
            await self._store.transact(act)
        except StoreError as error:
            self._owed += by
            self.trouble.failed(error)
            return False
        self.trouble.over()
        return True

    def _move(self, conn: Connection, by: timedelta, now: datetime) -> None:
        """Move what is planned by as much as the wall clock was set.

        So that causes neither a burst of all sources nor a gap in which none is due.
        """
        sources.shift(conn, by)
        alerts.shift(conn, by)
        alerts.clamp(conn, now)
        enroll(conn, self.config, now)

    def _now(self) -> datetime:
        """Return the time by which all is planned: the wall clock's, as of the last move."""
        self.heart.look()
        return self.clock.now() - self._owed

    def _stepped(self, by: timedelta) -> None:
        """Note that the wall clock was set: the next tick moves what is planned."""
        self._owed += by
        self.record.metrics.clock_steps.inc()
        self.record.log.warning(Event.CLOCK, by_s=round(by.total_seconds(), 1))
        self._timer.rearm()

    def _begin(self, conn: Connection) -> None:
        """Take the store over: from what an earlier run was doing, and what its clock planned."""
        now = self.clock.now()
        alerts.release(conn, now)
        alerts.clamp(conn, now)
        enroll(conn, self.config, now)
        self._minute.resume(self.config, last_said(conn), now)
        say(conn, self._said)

    async def _connect(self, held: Mapping[str, datetime] | None = None) -> None:
        """Open the network; `held` are the hosts to leave alone, else those in the store."""
        if held is None:
            held = await self._store.transact(lambda conn: sources.holds(conn, self.clock.now()))
        network = open_network(
            self.config,
            self._store,
            self._parse,
            now=self._now,
            held=held,
            settled=self.record.settled,
            disabled=lambda *found: tell_disabled(self.config, *found),
        )
        self._network = await self._open.enter_async_context(network)
        self._use(self.config)

    def _use(self, config: Config) -> None:
        self.config = config
        stages = Stages(
            eyes=Eyes(fetcher=self._network.fetcher, parse=self._parse),
            store=self._store,
            book=rulebook(config),
            stories=self._stories,
            now=self._now,
            jitter=jitter,
            at_most=_A_POLL,
        )
        by_id = {source.id: source for source in config.sources}
        self._work = Work(stages=stages, sources=by_id)

    async def _reloaded(self) -> None:
        """Take a new configuration, or keep the old one and say why."""
        self._notifier.tell("RELOADING=1")
        try:
            config = await asyncio.to_thread(self._reread)
            self._refuse_moved(config)
            async with self._ticking:  # no poll begins with parts of both
                if not await self._able():
                    raise UsageError("the store cannot be used now; reload again later")
                await self._poller.let_go({source.id: source for source in config.sources})
                await self._store.transact(lambda conn: enroll(conn, config, self.clock.now()))
                await self._accept(config)
        except (ConfigError, UsageError, StoreError) as error:
            self._refused(error)
        self._notifier.tell("READY=1")
        await self._each_minute()

    def _refuse_moved(self, config: Config) -> None:
        old, new = self.config.settings.database_path, config.settings.database_path
        if old != new:
            raise UsageError(
                f"{config.path}: settings.database: {new}: another store takes a restart"
            )

    def _refused(self, error: MonitorError) -> None:
        self.record.metrics.reloads.labels("refused").inc()
        self.record.metrics.config_good.set(0)
        told = str(error).replace("\n", "; ")
        self._said = replace(self._said, reload_error=self.config.hide(told))
        self.record.log.error(Event.REFUSED, error=told, kept=str(self.config.path))

    async def _accept(self, config: Config) -> None:
        moved = settings_of(config) != settings_of(self.config)
        relisten = config.settings.listen != self.config.settings.listen
        self.config = config
        if moved:
            await self._reconnect()
        self._use(config)
        self._post.look_again()
        self.record.metrics.reloads.labels("loaded").inc()
        self.record.metrics.config_good.set(1)
        self._said = replace(self._said, loaded_at=self.clock.now(), reload_error=None)
        self.record.log.info(
            Event.RELOADED,
            sources=len(config.sources),
            rules=len(config.rules),
            channels=len(config.channels),
            note="settings.listen takes a restart" if relisten else None,
        )

    async def _reconnect(self) -> None:
        """Open the network by new settings.

        Nothing may be under way meanwhile, or two pacers would ask one host.
        """
        await asyncio.gather(self._poller.stop(_SWAP_S), self._post.stop(_SWAP_S))
        held = dict(self._network.fetcher.holds)
        await self._open.pop_all().aclose()
        await self._connect(held)
