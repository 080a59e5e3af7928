"""What each rule found, and whether it could have found anything: silence is news only if heard."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from alerts import api as alerts
from alerts.render.payload import instant
from alerts.types import Event, Notice, Rule
from monitor.config import Config
from monitor.health import health, health_since
from monitor.pipeline import local_time, source_data
from monitor.store import outages, sources
from monitor.store.outages import Outage
from monitor.types import Health, Source, SourceId, SourceState

_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """What is true of all sources in a time: what each rule's part of it is told from."""

    since: datetime
    until: datetime
    states: Mapping[SourceId, SourceState]
    outages: Sequence[Outage]
    timezone: ZoneInfo
    hide: Callable[[str], str]


def coverage(
    conn: Connection, config: Config, *, since: datetime, until: datetime
) -> list[dict[str, Any]]:
    """Return for each rule what it found between two times, and how its sources fared.

    `says` puts it in a line: what was found, or "nothing found; 41 of 44 sources healthy; 3 blind
    since 06:10". `gaps` are the times in which one of its sources was blind and is not any more.
    """
    world = _World(
        since=since,
        until=until,
        states=sources.states(conn, config.sources),
        outages=outages.between(conn, since, until),
        timezone=config.settings.timezone,
        hide=config.hide,
    )
    found = alerts.count_by_rule(conn, since=since, until=until)
    return [
        _row(rule, found.get(rule.id, alerts.Found()), _watched(rule, config.sources), world)
        for rule in config.rules.values()
    ]


def daily_notice(conn: Connection, config: Config, *, since: datetime, until: datetime) -> Notice:
    """Return the heartbeat of the day that ends at `until`, for the channels that ask for it."""
    rows = coverage(conn, config, since=since, until=until)
    states = sources.states(conn, config.sources)
    counts = sources.article_counts(conn)
    blind = [
        source_data(
            each, states[each.id], articles=counts.get(each.id, 0), now=until, hide=config.hide
        )
        for each in config.sources
        if health(states[each.id], until).blind
    ]
    summary = _summary(states.values(), until)
    day = until.astimezone(config.settings.timezone).date().isoformat()
    raised = sum(row["alerts"] for row in rows)
    return Notice(
        type="coverage.daily",
        event=Event.COVERAGE,
        key=("coverage.daily", day),
        title=f"{day}: {raised} alerts, {summary['blind']} of {summary['all']} sources blind",
        lines=(
            *(f"{row['rule']}: {row['says']}" for row in rows),
            *(_blind(each, config.settings.timezone) for each in blind),
        ),
        data={
            "since": instant(since),
            "until": instant(until),
            "sources": summary,
            "blind": blind,
            "rules": [
                {key: row[key] for key in ("rule", "hits", "alerts", "says")} for row in rows
            ],
        },
        created_at=until,
    )


def _blind(source: Mapping[str, Any], timezone: ZoneInfo) -> str:
    since = local_time(datetime.fromisoformat(source["since"]), timezone) if source["since"] else ""
    return f"blind: {source['id']} since {since}: {source['reason']}"


def _watched(rule: Rule, given: Iterable[Source]) -> tuple[Source, ...]:
    """Return the sources that a rule looks at."""
    if not rule.sources:
        return tuple(given)
    wanted = set(rule.sources)
    return tuple(
        each for each in given if each.id in wanted or wanted & {f"tag:{tag}" for tag in each.tags}
    )


def _row(
    rule: Rule, found: alerts.Found, watched: Sequence[Source], world: _World
) -> dict[str, Any]:
    own = {each.id: world.states[each.id] for each in watched}
    blind = [
        {
            "id": name,
            "health": health(state, world.until),
            "since": _iso(health_since(state, world.until)),
            "reason": world.hide(state.reason) if state.reason else None,
        }
        for name, state in own.items()
        if health(state, world.until).blind
    ]
    gaps = [
        {"source": each.source, "from": _iso(each.began_at), "to": _iso(each.ended_at)}
        for each in world.outages
        if each.source in own and each.ended_at is not None
    ]
    summary = _summary(own.values(), world.until)
    return {
        "rule": rule.id,
        "since": _iso(world.since),
        "until": _iso(world.until),
        "hits": found.hits,
        "alerts": found.alerts,
        "latest": found.latest,
        "sources": summary,
        "blind": blind,
        "gaps": gaps,
        "says": _says(found, summary, own, gaps, world),
    }


def _summary(states: Iterable[SourceState], now: datetime) -> dict[str, int]:
    counts = Counter(health(state, now) for state in states)
    blind = sum(count for each, count in counts.items() if each.blind)
    return {"all": counts.total(), **{each: counts[each] for each in Health}, "blind": blind}


def _says(
    found: alerts.Found,
    summary: Mapping[str, int],
    own: Mapping[SourceId, SourceState],
    gaps: Sequence[Mapping[str, Any]],
    world: _World,
) -> str:
    parts = [_found(found), _sources(summary)]
    if summary["blind"]:
        sinces = [
            health_since(s, world.until) for s in own.values() if health(s, world.until).blind
        ]
        first = min(filter(None, sinces), default=None)
        since = f" since {_clock(first, world)}" if first else ""
        parts.append(f"{summary['blind']} blind{since}")
    if summary[Health.QUIET]:
        parts.append(f"{summary[Health.QUIET]} quiet")
    if summary[Health.NEW]:
        parts.append(f"{summary[Health.NEW]} not polled yet")
    if gaps:
        names = list(dict.fromkeys(gap["source"] for gap in gaps))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        parts.append(f"blind for a time: {', '.join(names[:_NAMED])}{more}")
    return "; ".join(parts)


def _found(found: alerts.Found) -> str:
    if not found.hits:
        return "nothing found"
    articles = "1 article" if found.hits == 1 else f"{found.hits} articles"
    raised = "1 alert" if found.alerts == 1 else f"{found.alerts} alerts"
    return f"{articles}, {raised}"


def _sources(summary: Mapping[str, int]) -> str:
    noun = "source" if summary["all"] == 1 else "sources"
    return f"{summary[Health.HEALTHY]} of {summary['all']} {noun} healthy"


def _clock(when: datetime, world: _World) -> str:
    """Return the time of day, with the day if that is another one."""
    local, today = when.astimezone(world.timezone), world.until.astimezone(world.timezone)
    same = local.date() == today.date()
    return f"{local:%H:%M}" if same else f"{local:%Y-%m-%d %H:%M}"


def _iso(when: datetime | None) -> str | None:
    return instant(when) if when else None
