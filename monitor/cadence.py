"""How often a source brings something new. Pure.

Most sources date their entries; for those that do not, what was new at each poll has to tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp

from monitor.types import SourceState

_WEEK = timedelta(days=7)
_FEW = 5
"""Fewer distinct dates tell nothing of what stood in the source before them."""
_MEMORY = timedelta(days=2)
_SHORTEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """What a poll tells of a source's cadence; the fields are those of SourceState."""

    weekly: float | None
    usual_gap_s: float | None
    newest_at: datetime | None
    dated: int = 0
    oldest_at: datetime | None = None


def learned(
    state: SourceState, dates: Iterable[datetime | None], *, new: int, now: datetime
) -> Cadence:
    """Return what a poll at `now`, which showed entries of these `dates`, tells of the cadence.

    `new` counts the entries that were not known. An unchanged source shows none: what it showed
    becomes less a week as time goes by.
    """
    shown = list(dates)
    dated = sorted({when for when in shown if when is not None and when <= now})
    if 2 * len(dated) >= len(shown) and len(dated) > 1:
        return _by_dates(state, dated, now)
    if shown:
        return _by_polls(state, new, now)
    return _unchanged(state, now)


def _unchanged(state: SourceState, now: datetime) -> Cadence:
    """Return the cadence of a source that shows what it did: a burst does not last for ever."""
    known = _known(state)
    if state.newest_at is not None and now - state.newest_at > _WEEK:
        return replace(known, weekly=0.0)
    if known.weekly is None or known.oldest_at is None or known.dated < _FEW:
        return known
    faded = known.dated * (_WEEK / max(now - known.oldest_at, _SHORTEST))
    return replace(known, weekly=min(known.weekly, faded))


def _known(state: SourceState) -> Cadence:
    return Cadence(
        weekly=state.weekly,
        usual_gap_s=state.usual_gap_s,
        newest_at=state.newest_at,
        dated=state.dated,
        oldest_at=state.oldest_at,
    )


def _by_dates(state: SourceState, dated: list[datetime], now: datetime) -> Cadence:
    """Count the last week; a source that shows less than a week is taken as a part of it."""
    span = now - dated[0]
    newest = max(dated[-1], state.newest_at or dated[-1])
    gap_s = (dated[-1] - dated[0]).total_seconds() / (len(dated) - 1)
    if span >= _WEEK:
        weekly = float(sum(now - when <= _WEEK for when in dated))
    elif len(dated) >= _FEW:
        weekly = len(dated) * (_WEEK / max(span, _SHORTEST))
    else:
        weekly = float(len(dated))
    return Cadence(
        weekly=weekly,
        usual_gap_s=gap_s,
        newest_at=newest,
        dated=len(dated),
        oldest_at=dated[0],
    )


def _by_polls(state: SourceState, new: int, now: datetime) -> Cadence:
    """Let what was new since the last poll count, and what was learned before fade over two days.

    The first poll finds everything new, and so tells nothing.
    """
    if state.polled_at is None:
        return Cadence(weekly=None, usual_gap_s=None, newest_at=now)
    passed = max(now - state.polled_at, _SHORTEST)
    rate = new * (_WEEK / passed)
    kept = exp(-(passed / _MEMORY))
    weekly = rate if state.weekly is None else kept * state.weekly + (1 - kept) * rate
    if not new:
        return replace(_known(state), weekly=weekly)
    since_s = (now - (state.newest_at or state.polled_at)).total_seconds()
    gap_s = since_s / new
    before = state.usual_gap_s
    usual = gap_s if before is None else (3 * before + gap_s) / 4
    return Cadence(weekly=weekly, usual_gap_s=usual, newest_at=now)
