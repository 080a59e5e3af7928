"""Bytes from the network: guarded, limited, polite."""

from monitor.fetch.client import guarded_client
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.guard import AddressGuard
from monitor.fetch.wire import UnreachableError

__all__ = ["AddressGuard", "Fetcher", "UnreachableError", "guarded_client"]
