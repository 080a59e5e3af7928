"""What is asked and what is answered: the JSON of the API."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from alerts.types import EndpointState, Severity, WebhookFormat

_RULE = Annotated[str, Field(min_length=1, max_length=100)]
_TIME = "RFC 3339, in UTC"


class Asked(BaseModel):
    """Refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SubscriptionAsked(Asked):
    """Where alerts are to go, and which ones."""

    url: Annotated[
        str,
        Field(
            max_length=2000,
            description="https://…; it has to answer a webhook.challenge before anything is stored",
            examples=["https://example.org/hook"],
        ),
    ]
    rules: Annotated[
        list[_RULE], Field(max_length=100, description="Only alerts of these rules; empty: of all")
    ] = []
    severity: Annotated[Severity, Field(description="Only alerts that are at least so severe")] = (
        Severity.LOW
    )
    format: Annotated[
        WebhookFormat,
        Field(description="standard: the whole alert; brief: id, rule, severity, title and url"),
    ] = WebhookFormat.STANDARD


class SubscriptionShown(BaseModel):
    """A subscription as it stands. Of its `url` only plain words are shown."""

    id: str
    url: str
    state: EndpointState
    rules: Annotated[list[str], Field(description="Empty: alerts of all rules")]
    severity: Severity
    format: WebhookFormat
    created_at: Annotated[str, Field(description=_TIME)]
    last_success: Annotated[str | None, Field(description=_TIME)]
    failures: Annotated[int, Field(description="Attempts in a row since the last success")]
    since: Annotated[str, Field(description="Since when it is in this state")]
    reason: Annotated[str | None, Field(description="Why it is in this state")]


class SubscriptionMade(SubscriptionShown):
    """A new subscription, with its secret, which is shown this once."""

    secret: str


class Subscriptions(BaseModel):
    """All subscriptions of a token, the newest first."""

    data: list[SubscriptionShown]


class SecretMade(BaseModel):
    """A new secret, shown this once; the old one signs too until `old_secret_until`."""

    id: str
    secret: str
    old_secret_until: str


class Tested(BaseModel):
    """What became of a `webhook.test`; `answer` is the beginning of what was answered."""

    id: str
    url: str
    sent: bool
    status: int | None
    error: str | None
    answer: str | None


class Attempt(BaseModel):
    """One try of a delivery, the `n`-th."""

    delivery_id: str
    alert_id: str | None
    n: int
    at: str
    outcome: str
    reason: str | None
    status: int | None
    error: str | None
    elapsed_ms: int
    answer: str | None


class Attempts(BaseModel):
    """Attempts, those of the newest delivery first."""

    data: list[Attempt]


class Alerts(BaseModel):
    """Alerts, the newest first; `next` goes on where these end, as `before`."""

    data: Annotated[list[dict[str, Any]], Field(description="As in alert.created")]
    next: str | None
