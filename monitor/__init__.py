"""Watches news sources: poll, fetch, extract, de-duplicate, store, and hand over to alerts."""
