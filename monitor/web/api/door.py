"""Who may come in, for what, and how often."""

import ipaddress
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from monitor.app import Hooks
from monitor.store import tokens
from monitor.store.tokens import Scope, Token
from monitor.web.api.problems import Problem

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token of `wireroom tokens add`; what it may do are its scopes.",
)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="wireroom"'}
_SITE_BITS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often: requests of a token, subscriptions and tests of one, failed logins of an address.

    As `limits` writes them. A subscription makes wireroom post to an address of the asker's
    choice: so few of them are no use to whoever would attack that address.
    """

    requests: str = "120/minute"
    posts: str = "20/hour"
    failures: str = "10/minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, and what is answered with."""

    token: Token
    hooks: Hooks


class Door:
    """Lets in who shows a valid token with the scope that is needed, as often as `rates` allow.

    `hooks` are None while the daemon starts. Failed logins are counted by address, IPv6 by /64; a
    valid token is let in from wherever it comes: 32 random bytes are not guessed, and nobody is
    to be locked out by a neighbour.
    """

    def __init__(self, hooks: Callable[[], Hooks | None], rates: Rates) -> None:
        self._hooks = hooks
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._requests = parse(rates.requests)
        self._posts = parse(rates.posts)
        self._failures = parse(rates.failures)

    async def enter(
        self,
        request: Request,
        shown: HTTPAuthorizationCredentials | None,
        scope: Scope,
        *,
        posts: bool,
    ) -> Visitor:
        """Return who asks, if it may do what needs `scope`. Raises Problem.

        `posts` marks what makes wireroom post.
        """
        hooks = self._hooks()
        if hooks is None:
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "starting",
                "wireroom is starting or stopping; try again",
                headers={"Retry-After": "5"},
            )
        token = await self._known(request, shown, hooks)
        self._spend(self._requests, "requests", token.id)
        if scope not in token.scopes:
            raise Problem(
                HTTPStatus.FORBIDDEN,
                "scope",
                f"this token may not do that: it lacks {scope}",
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
            )
        if posts:
            self._spend(self._posts, "posts", token.id)
        return Visitor(token=token, hooks=hooks)

    async def _known(
        self, request: Request, shown: HTTPAuthorizationCredentials | None, hooks: Hooks
    ) -> Token:
        token, now = None, hooks.now()
        if shown is not None:
            text = shown.credentials
            token = await hooks.transact(lambda conn: tokens.used(conn, text, now))
        if token is not None:
            return token
        self._spend(self._failures, "failures", _site(request))
        said = (
            "no token: send Authorization: Bearer wrt_…"
            if shown is None
            else "this token is wrong, expired or revoked"
        )
        raise Problem(HTTPStatus.UNAUTHORIZED, "token", said, headers=_CHALLENGE)

    def _spend(self, rate: RateLimitItem, *key: str) -> None:
        if self._limiter.hit(rate, *key):
            return
        ends = self._limiter.get_window_stats(rate, *key).reset_time
        wait_s = max(1, math.ceil(ends - time.time()))
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "rate",
            f"too often: {rate}; try again in {wait_s} s",
            headers={"Retry-After": str(wait_s)},
        )


def needs(scope: Scope, *, posts: bool = False) -> Callable[..., Awaitable[Visitor]]:
    """Return the dependency that lets in for `scope`; `posts` marks what makes wireroom post."""

    async def enter(
        request: Request,
        shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    ) -> Visitor:
        door: Door = request.app.state.door
        return await door.enter(request, shown, scope, posts=posts)

    return enter


def _site(request: Request) -> str:
    """Return the address that asks, of IPv6 its network: each customer has that many."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, _SITE_BITS), strict=False))
