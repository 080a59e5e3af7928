"""What the daemon shows on its address: health, readiness, metrics, feeds, and the API."""

from monitor.web.serve import bind, serving

__all__ = ["bind", "serving"]
