"""An alert made again of its JSON, as the store keeps it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alerts.types import (
    Alert,
    AlertId,
    AlertKind,
    ArticleId,
    ArticleRef,
    Disagreement,
    EntityId,
    Evidence,
    Field,
    Match,
    RuleId,
    Severity,
    StoryId,
    Value,
)


def restored(data: Mapping[str, Any]) -> Alert:
    """Return the alert of which `payload` made `data`; other keys are left alone."""
    return Alert(
        id=AlertId(data["id"]),
        rule=RuleId(data["rule"]),
        severity=Severity(data["severity"]),
        kind=AlertKind(data["kind"]),
        article=_article(data["article"]),
        matches=tuple(map(_match, data["matches"])),
        created_at=datetime.fromisoformat(data["created_at"]),
        story=StoryId(data["story_id"]) if data["story_id"] is not None else None,
        new=tuple(data["new"]),
        disagreements=tuple(map(_disagreement, data["disagreements"])),
    )


def _article(data: Mapping[str, Any]) -> ArticleRef:
    published = data["published"]
    return ArticleRef(
        id=ArticleId(data["id"]),
        url=data["url"],
        canonical_url=data["canonical_url"],
        source=data["source"],
        title=data["title"],
        published_at=datetime.fromisoformat(published) if published else None,
        language=data["language"],
    )


def _disagreement(data: Mapping[str, Any]) -> Disagreement:
    return Disagreement(what=data["what"], values=tuple(Value(**each) for each in data["values"]))


def _match(data: Mapping[str, Any]) -> Match:
    entity = data["entity"]
    return Match(
        entity=EntityId(entity) if entity else None,
        field=Field(data["field"]),
        start=data["start"],
        end=data["end"],
        text=data["text"],
        evidence=tuple(map(_evidence, data["evidence"])),
        # Alerts from before there was one have none.
        confidence=data.get("confidence", 1.0),
    )


def _evidence(data: Mapping[str, Any]) -> Evidence:
    return Evidence(
        set=data["set"],
        field=Field(data["field"]),
        start=data["start"],
        end=data["end"],
        text=data["text"],
        weight=data.get("weight", 1.0),
    )
