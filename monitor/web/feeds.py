"""Feeds of what rules report: `/feeds/rules/<id>.atom`."""

import asyncio
import hashlib

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from alerts.types import RuleId
from monitor.app.daemon import Daemon
from monitor.app.feeding import rule_feed
from monitor.errors import StoreError

_ATOM = "application/atom+xml; charset=utf-8"
_UNKNOWN = "There is no rule of this id in the configuration. `wireroom coverage` lists them.\n"
_UNREADABLE = "The store cannot be read now. Try again later.\n"


def feed_routes(daemon: Daemon) -> list[Route]:
    """Return the routes of the feeds of `daemon`."""

    async def of_rule(request: Request) -> Response:
        rule = RuleId(request.path_params["rule"])
        config = daemon.config
        if rule not in config.rules:
            return PlainTextResponse(_UNKNOWN, status_code=404)
        try:
            body = await asyncio.to_thread(rule_feed, config, rule)
        except StoreError:
            return PlainTextResponse(_UNREADABLE, status_code=503, headers={"Retry-After": "60"})
        return _answer(request, body)

    return [Route("/feeds/rules/{rule}.atom", of_rule)]


def _answer(request: Request, body: bytes) -> Response:
    """Return the feed, or 304 to whoever has it.

    By its ETag alone: a time says too little, as two alerts may share a second, and replayed ones
    have one long past.
    """
    tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if _has(request.headers.getlist("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=_ATOM, headers=headers)


def _has(fields: list[str], tag: str) -> bool:
    """Whether If-None-Match names `tag` (RFC 9110, section 13.1.2: by weak comparison)."""
    named = {each.strip().removeprefix("W/") for field in fields for each in field.split(",")}
    return bool(named & {tag, "*"})
