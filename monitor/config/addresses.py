"""Addresses in the configuration: web, mail, network, secret. Errors never repeat the value."""

import base64
import binascii
import ipaddress
import re
from urllib.parse import SplitResult, unquote, urlsplit

from alerts.render.leave import PLACES
from alerts.types import SmtpSecurity, SmtpServer

WEB = "an address such as https://example.org/feed.xml"
EMAIL = "an e-mail address such as desk@example.org"
SMTP = (
    "smtp://, smtp+starttls:// or smtps://, then HOST, HOST:PORT or USER:PASSWORD@HOST:PORT; "
    "percent-encode @ : / # ? and % in a password that stands in the file"
)
SERVICE = "an address of Apprise such as ntfy://ntfy.example.org/desk or slack://TOKENS/#desk"
UNSUBSCRIBE = (
    "an e-mail address, or an address such as https://example.org/stop?who={recipient}, "
    "in which {recipient}, {list} and {id} may stand once each"
)
LISTEN = "HOST:PORT such as 127.0.0.1:8080, or none"
NETWORK = "a network such as 10.0.0.0/8 or an address such as 127.0.0.1"
SECRET = "whsec_ and then 24 to 64 random bytes in base64"  # noqa: S105  # the name of a format
SECRETS = "one secret, or while it is changed a list of two: the new one, then the old one"
POSTGRES = (
    "sqlite:///PATH: this version stores in SQLite only, PostgreSQL is not supported; "
    "nothing of your database was touched"
)
SQLITE = "sqlite:///PATH, relative to this file, or sqlite:////PATH from the root"

_HOST = re.compile(r"(?!-)[^\s\x00-\x20/\\?#@%:<>\[\]^|{}\"`]{1,253}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_SMTP = re.compile(
    r"(?P<scheme>smtp|smtp\+starttls|smtps)://(?:(?P<user>[^:]*)(?::(?P<password>.*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?/?",
    re.DOTALL,
)
_SERVICE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\x00-\x1f\x7f]+")
_SMTP_PORTS = {SmtpSecurity.OPPORTUNISTIC: 25, SmtpSecurity.STARTTLS: 587, SmtpSecurity.TLS: 465}
_MAX_URL = 2000
_MAX_UNSUBSCRIBE = 300  # so that it fits into one line of a mail, which no header folds


def web_address(value: object) -> str:
    """Return an http or https address with a host and without a password. Raises ValueError."""
    text = _text(value, WEB)
    if len(text) > _MAX_URL or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise ValueError(f"{WEB}, without spaces and under {_MAX_URL} characters")
    parts = _split(text)
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"{WEB}, starting with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{WEB}, without user:password@")
    if not parts.hostname or not _is_host(parts.hostname):
        raise ValueError(f"{WEB}, with the name of a host after ://")
    return text


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises when it is no port
    except ValueError:
        raise ValueError(f"{WEB}, with a host and, if any, a port up to 65535") from None
    if parts.port == 0:
        raise ValueError(f"{WEB}, with a port from 1 to 65535")
    return parts


def _is_host(host: str) -> bool:
    if ":" in host:
        return literal_ip(host) is not None
    return (
        _HOST.fullmatch(host) is not None
        and not host.startswith(".")
        and ".." not in host
        and all(len(label) <= 63 for label in host.split("."))
    )


def literal_ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the IP address that `host` is in its usual form, None if it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def mail_address(value: object) -> str:
    """Return a bare e-mail address in ASCII. Raises ValueError."""
    return _mail_address(_text(value, EMAIL), EMAIL)


def _mail_address(text: str, expected: str) -> str:
    local, _, domain = text.rpartition("@")
    if not _EMAIL.fullmatch(text) or not _is_host(domain) or domain.endswith("."):
        raise ValueError(f"{expected}, alone and in ASCII")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError(expected)
    return text


def unsubscribe(value: object) -> str:
    """Return a mail address, or an https address with its places still to fill.

    Raises ValueError.
    """
    text = _text(value, UNSUBSCRIBE)
    if "://" not in text:
        return _mail_address(text, UNSUBSCRIBE)
    if not text.isascii() or len(text) > _MAX_UNSUBSCRIBE or not text.startswith("https://"):
        raise ValueError(f"{UNSUBSCRIBE}; https, in ASCII, at most {_MAX_UNSUBSCRIBE} characters")
    filled = text
    for place in PLACES:
        filled = filled.replace(place, "x", 1)
    if re.search(r"[{}<>\"]", filled) or "{" in text.split("/")[2]:
        raise ValueError(UNSUBSCRIBE)
    try:
        web_address(filled)
    except ValueError:
        raise ValueError(UNSUBSCRIBE) from None
    return text


def smtp_server(value: object) -> SmtpServer:
    """Return the server of an smtp, smtp+starttls or smtps address. Raises ValueError.

    User and password are percent-decoded (RFC 3986, section 2.1) and may hold any character but
    controls; the last @ ends them. Ports: 25, 587 (STARTTLS required) and 465 (TLS).
    """
    written = _SMTP.fullmatch(_text(value, SMTP))
    if written is None:
        raise ValueError(SMTP)
    security = SmtpSecurity(written["scheme"])
    host = written["host"].strip("[]")
    port = int(written["port"]) if written["port"] else _SMTP_PORTS[security]
    user, password = _decoded(written["user"]), _decoded(written["password"])
    if not _is_host(host) or not 1 <= port <= 65535:
        raise ValueError(SMTP)
    if (user is None) != (password is None):
        raise ValueError(f"{SMTP}; USER and PASSWORD both or neither")
    if re.search(r"[\x00-\x1f\x7f]", f"{user}{password}"):
        raise ValueError(f"{SMTP}; no control characters in USER and PASSWORD")
    return SmtpServer(host=host, port=port, security=security, user=user, password=password)


def _decoded(part: str | None) -> str | None:
    try:
        return unquote(part, errors="strict") if part else None
    except UnicodeDecodeError:
        raise ValueError(f"{SMTP}; percent-encoded as UTF-8") from None


def secret(value: object) -> str:
    """Return a secret of the Standard Webhooks convention. Raises ValueError."""
    text = value if isinstance(value, str) else ""
    encoded = text.removeprefix("whsec_")
    try:
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not text.startswith("whsec_") or not 24 <= len(raw) <= 64:
        raise ValueError(f'{SECRET}; make one with: echo "whsec_$(openssl rand -base64 32)"')
    return text


def service(value: object) -> str:
    """Return an address that has the form of Apprise's. Raises ValueError."""
    text = _text(value, SERVICE)
    if len(text) > _MAX_URL or not re.fullmatch(
        r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\x00-\x1f\x7f]+", text
    ):
        raise ValueError(SERVICE)
    return text


def secrets(value: object) -> tuple[str, ...]:
    """Return the secrets of a webhook, the newest first. Raises ValueError."""
    given = value if isinstance(value, list) else [value]
    if len(given) not in {1, 2}:
        raise ValueError(SECRETS)
    if len(given) == 2 and given[0] == given[1]:
        raise ValueError(f"{SECRETS}, two different ones")
    return tuple(map(secret, given))


def network(value: object) -> str:
    """Return a network in its usual form, 127.0.0.1 as 127.0.0.1/32. Raises ValueError."""
    text = _text(value, NETWORK)
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        pass
    try:
        meant = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(NETWORK) from None
    raise ValueError(f"{NETWORK}; with this prefix length it is {meant}")


def listen(value: object) -> tuple[str, int] | None:
    """Return the host and port of HOST:PORT or [IPv6]:PORT, None for none. Raises ValueError."""
    text = _text(value, LISTEN)
    if text == "none":
        return None
    host, _, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535 or not _is_host(bare):
        raise ValueError(LISTEN)
    if ":" in bare and bare == host:
        raise ValueError(f"{LISTEN}; an IPv6 address stands in brackets, [::1]:8080")
    return bare, int(port)


def sqlite_path(value: object) -> str:
    """Return the PATH of sqlite:///PATH. Raises ValueError."""
    text = _text(value, SQLITE)
    if re.match(r"postgres(ql)?(\+\w+)?://", text):
        raise ValueError(POSTGRES)
    path = text.removeprefix("sqlite:///")
    if path == text or not path or re.search(r"[\x00-\x1f?#]", path) or path == ":memory:":
        raise ValueError(SQLITE)
    return path


def _text(value: object, expected: str) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(expected)
    return value
