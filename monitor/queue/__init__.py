"""Where and when work runs: the processes that parse foreign bytes, and the timer."""

from monitor.queue.pool import ParsePool, spare_collector

__all__ = ["ParsePool", "spare_collector"]
