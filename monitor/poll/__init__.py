"""The bytes at a source's address as candidates. Pure; made to run in a worker that can be killed.

The bytes may be hostile: nothing is fetched, no entity is resolved, and what is kept is bounded.
"""

from monitor.poll.limits import MAX_CANDIDATES
from monitor.poll.listing import selector_error
from monitor.poll.source import read

__all__ = ["MAX_CANDIDATES", "read", "selector_error"]
