"""Articles from files: text, HTML, JSON Lines, WARC, feeds. No network, no clock, no settings."""

from monitor.read.document import Document, FeedFile, Read, Unreadable
from monitor.read.file import FORMATS, documents

__all__ = ["FORMATS", "Document", "FeedFile", "Read", "Unreadable", "documents"]
