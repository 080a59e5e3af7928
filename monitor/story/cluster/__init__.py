"""Which articles tell of one event: the story of an article, and its repair."""

from monitor.story.cluster.clusters import Stories
from monitor.story.cluster.placed import Move, Placed, StoryId, Why
from monitor.story.cluster.terms import Report

__all__ = ["Move", "Placed", "Report", "Stories", "StoryId", "Why"]
