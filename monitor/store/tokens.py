"""The tokens of programs that may use the API: kept as digests, told once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, RowMapping, insert, select, update

from monitor.store.tables import token

_BYTES: Final = 32
_PREFIX: Final = "wrt_"
_LENGTH: Final = len(_PREFIX) + len(secrets.token_urlsafe(_BYTES))
_USED_EVERY: Final = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token may be used for."""

    SUBSCRIPTIONS_READ = "subscriptions:read"
    SUBSCRIPTIONS_WRITE = "subscriptions:write"
    ALERTS_READ = "alerts:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is kept: what it may do, and until when; its text is not known any more."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def valid(self, now: datetime) -> bool:
        """Whether it may be used at `now`."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def add(
    conn: Connection,
    *,
    name: str,
    scopes: frozenset[Scope],
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """Make a token and return it with its text, which is 32 random bytes and stored nowhere."""
    text = _PREFIX + secrets.token_urlsafe(_BYTES)
    made = Token(
        id="tok_" + secrets.token_hex(8),
        name=name,
        scopes=scopes,
        created_at=now,
        expires_at=expires_at,
    )
    row = {
        "id": made.id,
        "name": name,
        "digest": _digest(text),
        "scopes": sorted(scopes),
        "created_at": now,
        "expires_at": expires_at,
    }
    conn.execute(insert(token).values(row))
    return made, text


def used(conn: Connection, text: str, now: datetime) -> Token | None:
    """Return the token of that text if it is valid at `now`, and note that it was used.

    What is looked up is the digest: how long it takes tells nothing of any token. The time of use
    is written once a minute at most.
    """
    if len(text) != _LENGTH or not text.startswith(_PREFIX):
        return None
    query = select(token).where(token.c.digest == _digest(text))
    row = conn.execute(query).mappings().one_or_none()
    found = _token(row) if row else None
    if found is None or not found.valid(now):
        return None
    if found.last_used_at is None or not timedelta(0) <= now - found.last_used_at < _USED_EVERY:
        conn.execute(update(token).where(token.c.id == found.id).values(last_used_at=now))
    return found


def tokens(conn: Connection, *, limit: int | None = None) -> tuple[Token, ...]:
    """Return all tokens, the newest first, at most `limit`; revoked and expired ones too."""
    query = select(token).order_by(token.c.created_at.desc(), token.c.id).limit(limit)
    return tuple(map(_token, conn.execute(query).mappings()))


def revoke(conn: Connection, token_id: str, now: datetime) -> Token | None:
    """Let a token be used no more, and return it; None if there is none of that id."""
    own = token.c.id == token_id
    conn.execute(update(token).where(own, token.c.revoked_at.is_(None)).values(revoked_at=now))
    row = conn.execute(select(token).where(own)).mappings().one_or_none()
    return _token(row) if row else None


def _digest(text: str) -> str:
    """Return what is kept of a token: of 32 random bytes no slow hash is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def _token(row: RowMapping) -> Token:
    return Token(
        id=row["id"],
        name=row["name"],
        scopes=frozenset(map(Scope, row["scopes"])),
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )
