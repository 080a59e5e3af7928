"""Where work runs: the processes that parse foreign bytes."""

from monitor.queue.pool import ParsePool

__all__ = ["ParsePool"]
