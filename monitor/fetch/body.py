"""The body of a response: decompressed and counted while it comes in."""

import zlib
from collections.abc import AsyncIterable
from typing import Protocol

import httpx

from monitor.errors import FetchError, FetchReason

_GZIP = zlib.MAX_WBITS | 16
_MAX_MEMBERS = 64
# Each piece costs 20 µs, however small: ten megabytes byte by byte would be minutes.
_MANY_PIECES = 10_000
_SMALL_BYTES = 64
_PLAIN = {"", "identity", "none", "utf-8"}
_GZIPPED = {"gzip", "x-gzip"}


class Decoder(Protocol):
    """Turns raw bytes into at most `room` bytes; zlib.error if they are not what they should be."""

    def feed(self, raw: bytes, room: int) -> bytes:
        """Return what `raw` says."""
        ...

    def complete(self) -> bool:
        """Tell whether the data may end here."""
        ...


class _Plain:
    def feed(self, raw: bytes, room: int) -> bytes:
        return raw[:room]

    def complete(self) -> bool:
        return True


class _Gzip:
    """RFC 1952: one or more members; what follows them is ignored, as browsers do."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1
        self._begun = False

    def feed(self, raw: bytes, room: int) -> bytes:
        self._begun = self._begun or bool(raw)
        out = b""
        while raw and len(out) < room:
            if self._member.eof:
                if not raw.startswith(b"\x1f") or self._members == _MAX_MEMBERS:
                    break
                self._members += 1
                self._member = zlib.decompressobj(_GZIP)
            out += self._member.decompress(raw, room - len(out))
            raw = self._member.unused_data
        return out

    def complete(self) -> bool:
        return self._member.eof or not self._begun


class _Deflate:
    """RFC 9110, section 8.4.1.2: a zlib stream; some servers send raw DEFLATE instead."""

    def __init__(self) -> None:
        self._head = b""
        self._stream: zlib._Decompress | None = None

    def feed(self, raw: bytes, room: int) -> bytes:
        if self._stream is None:
            raw = self._head = self._head + raw
            if len(raw) < 2:
                return b""
            # RFC 1950, section 2.2: method 8, and a check of the first two bytes.
            wrapped = raw[0] & 0x0F == 8 and int.from_bytes(raw[:2], "big") % 31 == 0
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        return self._stream.decompress(raw, room)

    def complete(self) -> bool:
        return not self._head or (self._stream is not None and self._stream.eof)


async def read(
    response: httpx.Response, url: str, *, max_bytes: int, truncate: bool = False
) -> bytes:
    """Return the decompressed body of `response`, of at most `max_bytes` raw and decompressed.

    Never holds more than that and one raw chunk, whatever the compression ratio. Longer bodies are
    cut if `truncate`, else an error. Understands gzip, deflate and identity.
    Raises FetchError: TOO_LARGE, ENCODING, PROTOCOL if it comes in crumbs; httpx.TransportError.
    """
    announced = response.headers.get("content-length", "")
    if not truncate and announced.isdecimal() and int(announced[:19]) > max_bytes:
        raise _too_large(url, max_bytes)
    decoder = _decoder(response, url)
    try:
        body = await _gather(response.aiter_raw(), decoder, url, max_bytes)
    except zlib.error as error:
        raise FetchError(FetchReason.ENCODING, url, f"damaged compression: {error}") from error
    if len(body) > max_bytes:
        if truncate:
            return body[:max_bytes]
        raise _too_large(url, max_bytes)
    if not decoder.complete():
        raise FetchError(FetchReason.ENCODING, url, "compressed data ends too early")
    return body


async def _gather(
    chunks: AsyncIterable[bytes], decoder: Decoder, url: str, max_bytes: int
) -> bytes:
    parts, size, raw_size = [], 0, 0
    async for raw in chunks:
        part = decoder.feed(raw, max_bytes + 1 - size)
        parts.append(part)
        size += len(part)
        raw_size += len(raw)
        if size > max_bytes:
            break
        if raw_size > max_bytes:
            # So much compressed data that says so little is no text.
            parts.append(bytes(max_bytes + 1 - size))
            break
        if len(parts) > _MANY_PIECES and raw_size < _SMALL_BYTES * len(parts):
            raise FetchError(FetchReason.PROTOCOL, url, "sent in crumbs of a few bytes")
    return b"".join(parts)


def _decoder(response: httpx.Response, url: str) -> Decoder:
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in _PLAIN:
        return _Plain()
    if coding in _GZIPPED:
        return _Gzip()
    if coding == "deflate":
        return _Deflate()
    raise FetchError(FetchReason.ENCODING, url, f"unknown Content-Encoding {coding[:40]!r}")


def _too_large(url: str, max_bytes: int) -> FetchError:
    return FetchError(FetchReason.TOO_LARGE, url, f"more than {max_bytes:,} bytes")
