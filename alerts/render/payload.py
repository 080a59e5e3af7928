"""The JSON of an alert: what commands print, webhooks carry and the store keeps."""

from datetime import UTC, datetime
from typing import Any

from alerts.types import Alert, ArticleRef, Disagreement, Evidence, Match


def payload(alert: Alert) -> dict[str, Any]:
    """Return `alert` with exactly the keys that are promised of an alert."""
    return {
        "id": alert.id,
        "rule": alert.rule,
        "severity": str(alert.severity),
        "kind": str(alert.kind),
        "story_id": alert.story,
        "article": _article(alert.article),
        "matches": [match_data(m) for m in alert.matches],
        "new": list(alert.new),
        "disagreements": [_disagreement(d) for d in alert.disagreements],
        "created_at": instant(alert.created_at),
    }


def match_data(match: Match) -> dict[str, Any]:
    """Return `match` with its evidence; offsets count code points of the stored field."""
    return {
        "entity": match.entity,
        "field": str(match.field),
        "start": match.start,
        "end": match.end,
        "text": match.text,
        "evidence": [_evidence(e) for e in match.evidence],
        "confidence": match.confidence,
    }


def instant(moment: datetime) -> str:
    """Return an aware time as RFC 3339 in UTC, to the second: `2023-08-13T14:05:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _article(article: ArticleRef) -> dict[str, Any]:
    return {
        "id": article.id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "source": article.source,
        "title": article.title,
        "published": instant(article.published_at) if article.published_at else None,
        "language": article.language,
    }


def _disagreement(disagreement: Disagreement) -> dict[str, Any]:
    values = [
        {"value": v.value, "text": v.text, "source": v.source, "url": v.url}
        for v in disagreement.values
    ]
    return {"what": disagreement.what, "values": values}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "set": evidence.set,
        "field": str(evidence.field),
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "weight": evidence.weight,
    }
