"""What is done while the store cannot be used: wait, longer each time, and go on."""

from collections.abc import Callable

from monitor.errors import StoreError, StoreReason
from monitor.log import Event
from monitor.watch.record import Record

_FIRST_S = 2.0
_LONGEST_S = 30.0
_SURE_S = 60.0
"""A store that fails again within a minute was not mended: a full disk takes small writes."""


class Trouble:
    """Knows whether the store works. A full disk or a lock is waited out; nothing is lost by it.

    What could not be written was not marked as done either, and is done again.
    """

    def __init__(self, record: Record, steady_s: Callable[[], float]) -> None:
        self._record = record
        self._steady_s = steady_s
        self._pause_s = 0.0
        self._until_s = 0.0
        self.lasting = False
        """Whether the store failed, and nothing was written to it since."""
        self.fatal: StoreError | None = None
        """The error that no waiting mends, if there was one."""

    @property
    def resting(self) -> bool:
        """Whether the store is to be left alone for now."""
        return self._steady_s() < self._until_s

    def failed(self, error: StoreError) -> None:
        """Leave the store alone for 2 s, twice as long after each failure, at most 30 s."""
        if error.reason is StoreReason.DAMAGED:
            self.fatal = error
        if self.resting:
            return  # many tasks notice the same
        now_s = self._steady_s()
        again = self.lasting or now_s - self._until_s < _SURE_S
        self._pause_s = min(_LONGEST_S, 2 * self._pause_s or _FIRST_S) if again else _FIRST_S
        self._until_s = now_s + self._pause_s
        self.lasting = True
        self._record.store_failed(error, pause_s=self._pause_s)

    def over(self) -> None:
        """Go on as usual: the store was written to without an error."""
        if self.lasting and not self.resting:
            self.lasting = False
            self._record.log.info(Event.STORE_BACK)
