"""The address of a webhook, shown so that its owner knows it and nobody else can use it. Pure."""

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from alerts.render.neutral import one_line

HIDDEN: Final = "***"

# One or two plain words, or a version: /hooks, /v1, /incoming-alerts. What is longer, or has
# digits or capitals in it, may be a token, as in the addresses of Slack, Discord and Zapier.
_PLAIN: Final = re.compile(r"(?:[A-Z]?[a-z]{1,15}(?:[-_.][a-z]{1,15})?|v[0-9]{1,2})?")


def shown_address(url: str) -> str:
    """Return `url` as listings show it: scheme, host, port, and the plain words of its path.

    Whatever else may hold a token is `***`: other segments, the whole query, user information.
    """
    try:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{_host(parts)}"
    except ValueError:
        return HIDDEN
    path = "/".join(step if _PLAIN.fullmatch(step) else HIDDEN for step in parts.path.split("/"))
    return one_line(origin + path + (f"?{HIDDEN}" if parts.query else ""))


def secret_parts(url: str) -> tuple[str, ...]:
    """Return what of `url` may be a secret, each part as it may be repeated by who received it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return (url,)
    steps = (step for step in parts.path.split("/") if not _PLAIN.fullmatch(step))
    values = (value for _, value in parse_qsl(parts.query))
    return (
        url,
        f"{parts.path}?{parts.query}",
        parts.path,
        parts.query,
        parts.netloc.rpartition("@")[0],
        parts.password or "",
        *steps,
        *values,
    )


def _host(parts: SplitResult) -> str:
    port = f":{parts.port}" if parts.port is not None else ""
    host = parts.hostname or ""
    return (f"[{host}]" if ":" in host else host) + port
