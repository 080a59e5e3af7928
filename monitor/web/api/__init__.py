"""`/api/v1`: subscriptions and alerts for programs, with a token."""

from monitor.web.api.app import api

__all__ = ["api"]
