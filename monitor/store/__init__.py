"""The store: every SQL statement of monitor, behind one door."""

from monitor.store.handle import Store

__all__ = ["Store"]
