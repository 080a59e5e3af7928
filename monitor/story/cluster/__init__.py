"""Which articles tell of one event: the story of an article, and its repair."""

from monitor.story.cluster.clusters import KEPT_ARTICLES, KEPT_DAYS, Stories
from monitor.story.cluster.placed import Move, Placed, Why
from monitor.story.cluster.terms import Report

__all__ = ["KEPT_ARTICLES", "KEPT_DAYS", "Move", "Placed", "Report", "Stories", "Why"]
