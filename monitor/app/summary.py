"""Tallies as the summaries that commands print."""

from typing import Any

from alerts import api as alerts
from monitor.types import Tally


def counted(tally: Tally) -> dict[str, Any]:
    """Return what was found and what came of it, with PRODUCT.md's keys."""
    return {
        "sources": {
            "polled": tally.polled,
            "not_modified": tally.not_modified,
            "failed": tally.sources_failed,
        },
        "articles": {
            "new": tally.new,
            "copies": tally.copies,
            "revisions": tally.revisions,
            "failed": tally.articles_failed,
        },
        "stories": {
            "new": len(tally.opened),
            "updated": len(tally.updated - tally.opened),
        },
        "hits": tally.hits,
        "alerts": tally.alerts,
    }


def sent(tally: alerts.Tally) -> dict[str, int]:
    """Return what became of deliveries."""
    return {"sent": tally.sent, "pending": tally.pending, "dead": tally.dead}
