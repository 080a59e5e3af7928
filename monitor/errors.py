"""Every error of monitor, and the closed reasons why.

    MonitorError
    ├── ConfigError      sources.yaml or what it refers to is wrong        exit 2
    ├── UsageError       a command was asked for something that is not so  exit 2
    ├── InUseError       another program has what we need                  exit 75
    ├── StoreError       the store cannot be used (StoreReason)            exit 75 if passing else 2
    ├── SubscribeError   a webhook cannot be subscribed (SubscribeReason)  exit 2
    ├── FetchError       bytes could not be had (FetchReason)              caught at the item
    ├── PollError        bytes are not the source they should be           caught at the source
    ├── ExtractError     a page gave no article (ExtractReason)            caught at the item
    └── ParseError       parsing ran over its limits (ParseReason)         caught at the item

A reason is stored, printed and counted: never rename a value.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class FetchReason(StrEnum):
    """Why a fetch failed."""

    BAD_URL = "bad_url"
    DNS = "dns"
    REFUSED_ADDRESS = "refused_address"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    ENCODING = "encoding"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    WAIT = "wait"
    BOT_WALL = "bot_wall"
    UNAUTHORIZED = "unauthorized"
    PAYWALL = "paywall"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"

    @property
    def permanent(self) -> bool:
        """Whether asking for the same address again is pointless."""
        return self in {FetchReason.BAD_URL, FetchReason.GONE, FetchReason.ROBOTS}


class PollReason(StrEnum):
    """Why a source's body could not be read as a source."""

    HTML = "html"
    BOT_WALL = "bot_wall"
    CONSENT_PAGE = "consent_page"
    LOGIN_PAGE = "login_page"
    EMPTY = "empty"
    MALFORMED = "malformed"
    NO_LINKS = "no_links"
    UNKNOWN_KIND = "unknown_kind"


class ExtractReason(StrEnum):
    """Why a page gave no article."""

    EMPTY = "empty"
    NOT_HTML = "not_html"


class ParseReason(StrEnum):
    """Why the parsing of foreign bytes was ended."""

    TIMEOUT = "timeout"
    CRASHED = "crashed"


class StoreReason(StrEnum):
    """Why the store cannot be used."""

    BUSY = "busy"
    FULL = "full"
    BEHIND = "behind"
    AHEAD = "ahead"
    MISSING = "missing"
    DAMAGED = "damaged"
    UNUSABLE = "unusable"

    @property
    def passing(self) -> bool:
        """Whether it may be over soon, by itself or by what an operator does beside us."""
        return self in {StoreReason.BUSY, StoreReason.FULL}


class SubscribeReason(StrEnum):
    """Why a webhook is not subscribed or managed as asked."""

    BAD_URL = "bad_url"
    UNKNOWN_RULE = "unknown_rule"
    UNPROVEN = "unproven"
    TOO_MANY = "too_many"
    UNKNOWN = "unknown"
    CONFIGURED = "configured"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigProblem:
    """One thing wrong in the configuration, at a place that an editor can open."""

    file: str
    line: int
    key: str
    message: str
    column: int | None = None

    def __str__(self) -> str:
        """Render as `file:line[:column]: key: message`."""
        place = f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class MonitorError(Exception):
    """The root of monitor's own errors."""


class ConfigError(MonitorError):
    """The configuration is wrong; carries every problem found, in file order."""

    def __init__(self, problems: tuple[ConfigProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class UsageError(MonitorError):
    """A command was asked for something that does not exist or cannot be; nothing was changed."""


class InUseError(MonitorError):
    """Another program has what we need; it may give it back."""


class StoreError(MonitorError):
    """The store cannot be used."""

    def __init__(self, reason: StoreReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class SubscribeError(MonitorError):
    """A webhook cannot be subscribed or managed as asked; nothing was changed."""

    def __init__(self, reason: SubscribeReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class FetchError(MonitorError):
    """Bytes could not be had from `url`.

    `status` is the HTTP status if there was one. `retry_after_s` is the server's Retry-After in
    seconds (RFC 9110, section 10.2.3), unclamped.
    """

    def __init__(
        self,
        reason: FetchReason,
        url: str,
        detail: str = "",
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(f"{url}: {reason}" + (f": {detail}" if detail else ""))
        self.reason = reason
        self.url = url
        self.detail = detail
        self.status = status
        self.retry_after_s = retry_after_s


class PollError(MonitorError):
    """The body of a source is not what its kind says. Pickles: it crosses from the workers."""

    def __init__(self, reason: PollReason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        """Render as `reason: detail`."""
        return f"{self.reason}: {self.detail}" if self.detail else str(self.reason)


class ExtractError(MonitorError):
    """A page gave no article. Pickles: it crosses from the workers."""

    def __init__(self, reason: ExtractReason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        """Render as `reason: detail`."""
        return f"{self.reason}: {self.detail}" if self.detail else str(self.reason)


class ParseError(MonitorError):
    """Parsing foreign bytes took too long or too much memory, and its process was ended."""

    def __init__(self, reason: ParseReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@contextmanager
def first_error() -> Iterator[None]:
    """Raise the first of the errors that ended a group of tasks: one cause is what people need.

    A bug goes before an error that we know.
    """
    try:
        yield
    except ExceptionGroup as group:
        causes = list(_causes(group))
        bugs = (cause for cause in causes if not isinstance(cause, MonitorError))
        raise next(bugs, causes[0]) from group


def _causes(group: ExceptionGroup[Exception]) -> Iterator[Exception]:
    for error in group.exceptions:
        if isinstance(error, ExceptionGroup):
            yield from _causes(error)
        else:
            yield error
