"""What a demo came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """What the demo came to.

    `first` and `second` are the summaries of its two runs, as `fetch --json` prints them;
    `second_answers` counts what the sites answered to the second, by status; `articles` (with
    their texts) and `alerts` are as the commands of these names print them.
    """

    folder: Path
    config: Path
    inbox: Path
    webhooks: Path
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    second_answers: Mapping[int, int]
    articles: tuple[Mapping[str, Any], ...]
    alerts: tuple[Mapping[str, Any], ...]
    emails: int
    webhooks_verified: int
    webhooks_refused: int
    elapsed_s: float

    @property
    def held(self) -> bool:
        """Whether the promise held: mail came, and every webhook that came was genuine."""
        return self.emails > 0 and self.webhooks_verified > 0 and not self.webhooks_refused

    def as_json(self) -> dict[str, Any]:
        """Return the summary of `demo --json`."""
        return {
            "held": self.held,
            "config": str(self.config),
            "inbox": str(self.inbox),
            "webhooks": str(self.webhooks),
            "emails": self.emails,
            "webhooks_verified": self.webhooks_verified,
            "webhooks_refused": self.webhooks_refused,
            "first": dict(self.first),
            "second": dict(self.second),
            "elapsed_s": round(self.elapsed_s, 3),
        }
