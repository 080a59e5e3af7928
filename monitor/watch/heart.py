"""The heart: tells systemd of real progress, and notices when the wall clock is set."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from monitor.watch.clock import Clock, Reading, step_s
from monitor.watch.systemd import Notifier

_BEAT_S = 1.0
STUCK_S = 60.0
"""Ticks that did not end for so long are no progress."""


class Heart:
    """Beats once a second beside the timer, which the wall clock can lead astray.

    systemd hears of us only while ticks go through: a blocked loop, a dead timer and a store that
    never answers all end in a restart. `stepped` is told by how much the wall clock was set.
    """

    def __init__(
        self,
        clock: Clock,
        notifier: Notifier,
        stepped: Callable[[timedelta], None],
    ) -> None:
        self._clock = clock
        self._notifier = notifier
        self._stepped = stepped
        self._progress_s = clock.steady_s()
        self._last = Reading.of(clock)

    def progressed(self) -> None:
        """Note that a tick has gone through."""
        self._progress_s = self._clock.steady_s()

    @property
    def stuck(self) -> bool:
        """Whether no tick has gone through for a minute."""
        return self._clock.steady_s() - self._progress_s > STUCK_S

    def look(self) -> None:
        """Notice whether the wall clock was set: before anything is found to be due by it."""
        reading = Reading.of(self._clock)
        by_s = step_s(self._last, reading)
        self._last = reading
        if by_s:
            self._stepped(timedelta(seconds=by_s))

    async def beat(self) -> None:
        """Beat until cancelled."""
        while True:
            self.look()
            if self._notifier.watchdog_s is not None and self._alive(self._notifier.watchdog_s):
                self._notifier.tell("WATCHDOG=1")
            await asyncio.sleep(_BEAT_S)

    def _alive(self, watchdog_s: float) -> bool:
        return self._clock.steady_s() - self._progress_s < watchdog_s / 2
