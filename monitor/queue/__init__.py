"""Where work runs: the processes that parse foreign bytes."""

from monitor.queue.pool import ParsePool, spare_collector

__all__ = ["ParsePool", "spare_collector"]
