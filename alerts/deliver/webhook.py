"""Signed webhooks: Standard Webhooks, version 1.0.0."""

import asyncio
import base64
import binascii
import contextlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook

from alerts.deliver.sender import answer_of, reason_of, redacted
from alerts.deliver.status import answered, reason_of_status
from alerts.errors import ChannelError, DeliverReason
from alerts.render import secret_parts
from alerts.types import Dead, Later, Message, Outcome, Sent, WebhookChannel

_PREFIX: Final = "whsec_"
_MAX_ANSWER_BYTES: Final = 64 * 1024
_ANSWER_S: Final = 1.0


class WebhookSender:
    """Posts the bytes of a message, signed at the moment of sending.

    `client` decides which addresses may be reached: its errors are httpx's, caused by what
    `sender.reason_of` knows. `deadline_s` is for the whole exchange.
    """

    def __init__(
        self, client: httpx.AsyncClient, *, now: Callable[[], datetime], deadline_s: float = 20.0
    ) -> None:
        self._client = client
        self._now = now
        self._deadline_s = deadline_s

    async def send(self, message: Message, channel: WebhookChannel) -> Outcome:
        """Post `message` to `channel`: 2xx is sent, 410 ends it, everything else is tried again.

        Redirects are never followed and count as failures. Of an answer only the status and
        Retry-After decide; its body is read up to 64 kB, of which the outcome has the beginning.
        """
        where = _origin(channel.url)
        try:
            headers = _signed(message, channel.secrets, self._now())
            async with asyncio.timeout(max(self._deadline_s - _ANSWER_S, 0)):
                response = await self._post(message, channel.url, headers)
        except ChannelError as error:
            return Later(reason=DeliverReason.AUTH, error=f"{where}: {error}")
        except TimeoutError:
            error_text = f"{where}: no answer within {self._deadline_s:g} s"
            return Later(reason=DeliverReason.TIMEOUT, error=error_text)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            detail = redacted(str(error) or type(error).__name__, *_secrets(channel))
            return Later(reason=reason_of(error), error=f"{where}: {detail}")
        try:
            said = await _read(response)
        finally:
            await response.aclose()
        return _outcome(response, where, self._now(), answer_of(said, *_secrets(channel)))

    async def _post(self, message: Message, url: str, headers: dict[str, str]) -> httpx.Response:
        request = self._client.build_request(
            "POST", url, content=message.body, headers=headers, timeout=self._deadline_s
        )
        return await self._client.send(request, stream=True, follow_redirects=False)


def check_secret(secret: str) -> None:
    """Raise ChannelError unless `secret` is `whsec_` and base64 of at least one byte."""
    _key(secret)


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix(_PREFIX)
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key or not secret.startswith(_PREFIX):
        # From None: the foreign error would show the secret.
        raise ChannelError("the secret must be whsec_ and base64, as by `openssl rand -base64 24`")
    return key


def _signed(message: Message, secrets: tuple[str, ...], now: datetime) -> dict[str, str]:
    """Return the headers of one attempt at `message`, made at `now`, a signature a secret."""
    moment, body = now.astimezone(UTC), message.body.decode()
    keys = map(_key, secrets)
    signature = " ".join(Webhook(key).sign(message.id, moment, body) for key in keys)
    if not signature:
        raise ChannelError("there is no secret to sign with")
    return {
        "content-type": "application/json",
        "accept-encoding": "identity",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signature,
    }


async def _read(response: httpx.Response) -> bytes:
    """Read the answer for at most a second, up to 64 kB: what it says is decided already."""
    said = bytearray()
    with contextlib.suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(_ANSWER_S):
            async for chunk in response.aiter_raw():
                said += chunk
                if len(said) >= _MAX_ANSWER_BYTES:
                    break
    return bytes(said[:_MAX_ANSWER_BYTES])


def _outcome(response: httpx.Response, where: str, now: datetime, answer: str | None) -> Outcome:
    status = response.status_code
    if response.is_success:
        return Sent(status=status, answer=answer)
    error = answered(where, status)
    if status == HTTPStatus.GONE:
        return Dead(
            reason=DeliverReason.GONE, error=error, status=status, discarded=True, answer=answer
        )
    return Later(
        reason=reason_of_status(status),
        error=error,
        status=status,
        hinted_s=_retry_after_s(response.headers.get("retry-after", ""), now),
        answer=answer,
    )


def _retry_after_s(value: str, now: datetime) -> float:
    """Return Retry-After in seconds (RFC 9110, section 10.2.3); 0 without, or if unreadable."""
    if re.fullmatch(r"\s*\d{1,9}\s*", value, re.ASCII):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _origin(url: str) -> str:
    """Return scheme, host and port: path, query and user information may hold a token."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port is not None else ""
        return redacted(f"{parts.scheme}://{parts.hostname}{port}")
    except ValueError:
        return "webhook"


def _secrets(channel: WebhookChannel) -> tuple[str, ...]:
    """Return every part of `channel` that must not show, the longest forms included."""
    bare = (secret.removeprefix(_PREFIX).rstrip("=") for secret in channel.secrets)
    return (*channel.secrets, *bare, *secret_parts(channel.url))
