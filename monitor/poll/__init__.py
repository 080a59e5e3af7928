"""The bytes at a source's address as candidates. Pure; made to run in a worker that can be killed.

The bytes may be hostile: nothing is fetched, no entity is resolved, and what is kept is bounded.
"""

from monitor.poll.limits import MAX_CANDIDATES
from monitor.poll.listing import selector_error
from monitor.types import Elsewhere, Listed, Page, SourceKind

__all__ = ["MAX_CANDIDATES", "read", "selector_error"]


def read(page: Page, *, kind: SourceKind | None, links: str | None) -> Listed | Elsewhere:
    """Return what a source's body holds; see `monitor.poll.source.read`."""
    # Imported at the first call: the parsers are needed where bytes are parsed, in the workers.
    from monitor.poll.source import read as found

    return found(page, kind=kind, links=links)
