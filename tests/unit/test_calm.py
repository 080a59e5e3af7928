"""Whether an alert leaves, is held, or joins what is held."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

import pytest

from alerts.calm import (
    Batch,
    Departure,
    Hold,
    Left,
    Now,
    Pace,
    Raised,
    Verdict,
    Why,
    breaks_through,
    leaves,
    policy,
    replay,
    sorted_out,
    story_of,
)
from alerts.hours import Daily, Hourly, Quiet
from alerts.types import AlertId, Calm, Rule, RuleId, Severity, StoryId
from calming import NIGHT, NOON, OTHER, RULE, UTC_ZONE, calm, minutes


def left(
    *ago: float, loud: bool = False, latest: float | None = None, told: float | None = None
) -> Pace:
    """Return the pace of a channel whose messages left so many minutes before noon."""
    return Pace(
        messages=[Left(at=NOON - minutes(each), loud=loud) for each in ago],
        latest=NOON - minutes(latest) if latest is not None else None,
        told=NOON - minutes(told) if told is not None else None,
    )


def held(after: float, why: Why) -> Hold:
    return Hold(until=NOON + minutes(after), why=why)


@pytest.mark.parametrize(
    ("given", "pace", "verdict"),
    [
        pytest.param(calm(), left(1, latest=1), Now(), id="nothing set"),
        pytest.param(calm(group_s=600), left(), Now(), id="the first of its rule"),
        pytest.param(calm(group_s=600), left(latest=4), held(6, Why.GROUP), id="in the group"),
        pytest.param(calm(group_s=600), left(latest=10), Now(), id="group is over"),
        pytest.param(calm(cooldown_s=7200), left(1, latest=1), Now(), id="the first of its story"),
        pytest.param(
            calm(cooldown_s=7200), left(told=30), held(90, Why.COOLDOWN), id="in the cool-down"
        ),
        pytest.param(calm(cooldown_s=7200), left(told=120), Now(), id="cool-down is over"),
        pytest.param(
            calm(cooldown_s=7200, group_s=600), left(latest=1, told=30), held(90, Why.COOLDOWN),
            id="the later of group and cool-down",
        ),
        pytest.param(
            calm(cooldown_s=7200, group_s=600), left(latest=1, told=119), held(9, Why.GROUP),
            id="the later of cool-down and group",
        ),
        pytest.param(
            calm(cooldown_s=7200, quiet=Quiet(start=time(13), end=time(15))), left(told=30),
            held(180, Why.QUIET), id="the cool-down ends in quiet hours",
        ),
        pytest.param(
            calm(cooldown_s=600, at_most=1), left(1, told=1), held(59, Why.AT_MOST),
            id="no room when the cool-down is over",
        ),
        pytest.param(calm(digest=Daily(at=time(14))), left(), held(120, Why.DIGEST), id="daily"),
        pytest.param(calm(digest=Hourly()), left(), held(60, Why.DIGEST), id="hourly, just passed"),
        pytest.param(
            calm(digest=Hourly(minute=5), group_s=600), left(latest=1), held(9, Why.GROUP),
            id="the later of digest and group",
        ),
        pytest.param(calm(quiet=NIGHT), left(), Now(), id="not quiet"),
        pytest.param(
            calm(quiet=Quiet(start=time(11), end=time(13))), left(), held(60, Why.QUIET), id="quiet"
        ),
        pytest.param(
            calm(quiet=Quiet(start=time(12, 5), end=time(13)), group_s=600), left(latest=1),
            held(60, Why.QUIET), id="the group ends in quiet hours",
        ),
        pytest.param(
            calm(quiet=Quiet(start=time(13), end=time(15)), digest=Daily(at=time(14))), left(),
            held(180, Why.QUIET), id="the digest falls into quiet hours",
        ),
        pytest.param(calm(at_most=3), left(30), Now(), id="room for two"),
        pytest.param(calm(at_most=3), left(30, 21), Now(), id="the last, a share later"),
        pytest.param(calm(at_most=3), left(30, 5), held(15, Why.AT_MOST), id="the last: a list"),
        pytest.param(calm(at_most=3), left(59, 50, 1), held(10, Why.AT_MOST), id="no room"),
        pytest.param(calm(at_most=3), left(50, 40, 1), held(19, Why.AT_MOST), id="a share later"),
        pytest.param(calm(at_most=3), left(45, 5, 1), held(19, Why.AT_MOST), id="room, no share"),
        pytest.param(calm(at_most=3), left(30, 5, 1), held(30, Why.AT_MOST), id="full for longer"),
        pytest.param(calm(at_most=3), left(60, 60, 60), Now(), id="the hour is over"),
        pytest.param(calm(at_most=1), left(), Now(), id="one an hour: the first"),
        pytest.param(calm(at_most=1), left(20), held(40, Why.AT_MOST), id="one an hour: the next"),
        pytest.param(
            calm(at_most=1, quiet=Quiet(start=time(12, 30), end=time(13))), left(20),
            held(60, Why.QUIET), id="there is room when it is quiet",
        ),
    ],
)  # fmt: skip
def test_leaves(given: Calm, pace: Pace, verdict: Verdict) -> None:
    assert leaves(given, pace, Severity.NORMAL, since=NOON, now=NOON) == verdict


@pytest.mark.parametrize(
    ("given", "since", "pace", "verdict"),
    [
        pytest.param(calm(digest=Daily(at=time(12))), -60, Pace(), Now(), id="the digest is due"),
        pytest.param(
            calm(digest=Daily(at=time(11))), -600, Pace(), Now(), id="a digest that was missed"
        ),
        pytest.param(
            calm(digest=Daily(at=time(9)), quiet=Quiet(start=time(11), end=time(13))), -600,
            Pace(), held(60, Why.QUIET), id="missed, and quiet by now",
        ),
        pytest.param(calm(quiet=NIGHT), -720, Pace(), Now(), id="quiet hours are over"),
        pytest.param(
            calm(cooldown_s=7200), -120, left(told=5), Now(),
            id="the rest of the story broke through meanwhile",
        ),
        pytest.param(
            calm(cooldown_s=7200), -90, left(told=5), held(30, Why.COOLDOWN),
            id="for no longer than a cool-down",
        ),
    ],
)  # fmt: skip
def test_what_is_held_leaves(given: Calm, since: float, pace: Pace, verdict: Verdict) -> None:
    began = NOON + minutes(since)
    assert leaves(given, pace, Severity.NORMAL, since=began, now=NOON) == verdict


LOUD = calm(
    digest=Hourly(),
    group_s=3600,
    cooldown_s=7200,
    quiet=Quiet(start=time(11), end=time(14)),
    at_most=2,
    through=Severity.NORMAL,
)


@pytest.mark.parametrize(
    ("severity", "pace", "verdict"),
    [
        pytest.param(Severity.HIGH, left(5, 4, latest=1), Now(), id="higher than asked for"),
        pytest.param(Severity.NORMAL, left(5, 4, latest=1), Now(), id="as asked for"),
        pytest.param(Severity.HIGH, left(5, 4, told=1), Now(), id="of a story just told"),
        pytest.param(Severity.LOW, left(), held(120, Why.QUIET), id="lower"),
        pytest.param(Severity.HIGH, left(40, loud=True), Now(), id="a second loud one"),
        pytest.param(
            Severity.HIGH, left(40, 1, loud=True), held(29, Why.AT_MOST), id="a storm of loud ones"
        ),
    ],
)
def test_what_breaks_through_minds_its_own_kind_only(
    severity: Severity, pace: Pace, verdict: Verdict
) -> None:
    assert leaves(LOUD, pace, severity, since=NOON, now=NOON) == verdict
    assert breaks_through(LOUD, severity) is (severity is not Severity.LOW)


@pytest.mark.parametrize(
    ("channel", "rule", "found"),
    [
        pytest.param(None, {}, None, id="none of both"),
        pytest.param(calm(at_most=3), {}, calm(at_most=3), id="the channel's"),
        pytest.param(None, {"group_s": 9.0}, calm(group_s=9.0), id="the rule's"),
        pytest.param(
            calm(at_most=3, group_s=5), {"group_s": 9.0}, calm(at_most=3, group_s=9.0), id="both"
        ),
        pytest.param(
            calm(digest=Hourly()),
            {"digest": Daily(at=time(7))},
            calm(digest=Daily(at=time(7))),
            id="a digest of its own",
        ),
        pytest.param(
            calm(group_s=5, cooldown_s=60),
            {"cooldown_s": 9.0},
            calm(group_s=5, cooldown_s=9.0),
            id="a cool-down of its own",
        ),
    ],
)
def test_policy(channel: Calm | None, rule: dict[str, Any], found: Calm | None) -> None:
    assert policy(channel, Rule(id=RULE, when="x", **rule), UTC_ZONE) == found
    assert policy(channel, None, UTC_ZONE) == channel, "a rule that is no more changes nothing"


def batch(rule: RuleId, why: Why) -> Batch:
    return Batch(rule=rule, severity=Severity.NORMAL, since=NOON, hold=Hold(until=NOON, why=why))


def test_what_waits_for_room_goes_along_with_what_leaves() -> None:
    calms = {RULE: calm(at_most=1), OTHER: None}
    both = [batch(RULE, Why.AT_MOST), batch(OTHER, Why.GROUP)]
    paces = {RULE: left(1), OTHER: Pace()}

    def pace_of(batch: Batch) -> Pace:
        return paces[batch.rule]

    alone = sorted_out(both[:1], calm_of=calms.get, pace_of=pace_of, now=NOON)
    assert alone == [held(59, Why.AT_MOST)]
    verdicts = sorted_out(both, calm_of=calms.get, pace_of=pace_of, now=NOON)
    assert verdicts == [Now(), Now()]


def storm(count: int, *, over_s: float, rule: RuleId = RULE) -> list[Raised]:
    return [
        Raised(
            id=AlertId(f"{rule} {number}"),
            rule=rule,
            severity=Severity.NORMAL,
            at=NOON + timedelta(seconds=over_s * number / count),
        )
        for number in range(count)
    ]


def shown(departures: Sequence[Departure]) -> list[tuple[int, int]]:
    """Return of each message how many seconds after noon it leaves, and with how many alerts."""
    return [(round((d.at - NOON).total_seconds()), len(d.alerts)) for d in departures]


@pytest.mark.parametrize(
    ("given", "messages"),
    [
        pytest.param(
            calm(at_most=20),
            [*((1, 1),) * 19, (181, 981)],
            id="at most 20: one list of the rest, three minutes after the 19th",
        ),
        pytest.param(calm(at_most=1), [(0, 1), (3600, 999)], id="one an hour"),
        pytest.param(calm(group_s=600), [(0, 1), (600, 999)], id="groups of ten minutes"),
        pytest.param(calm(digest=Hourly(minute=30)), [(1800, 1000)], id="hourly digest"),
        pytest.param(
            calm(quiet=Quiet(start=time(12), end=time(12, 20))), [(1200, 1000)], id="quiet hours"
        ),
    ],
)
def test_a_thousand_matches_in_a_minute(given: Calm, messages: list[tuple[int, int]]) -> None:
    departures = list(replay(storm(1000, over_s=60), lambda rule: given))
    assert [count for _, count in shown(departures)] == [count for _, count in messages]
    for (at, _), (wanted, _) in zip(shown(departures), messages, strict=True):
        assert abs(at - wanted) <= 1


@pytest.mark.parametrize(
    ("given", "story", "found"),
    [
        pytest.param(calm(cooldown_s=60), StoryId(4), StoryId(4), id="told apart"),
        pytest.param(calm(cooldown_s=60), None, None, id="an alert without a story"),
        pytest.param(calm(group_s=60), StoryId(4), None, id="no cool-down"),
    ],
)
def test_story_of(given: Calm, story: StoryId | None, found: StoryId | None) -> None:
    assert story_of(given, story) == found


def told(*given_: tuple[float, int | None], rule: RuleId = RULE) -> list[Raised]:
    """Return alerts raised so many minutes after noon, each on the story of a number."""
    return [
        Raised(
            id=AlertId(f"{number}"),
            rule=rule,
            severity=Severity.NORMAL,
            at=NOON + minutes(after),
            story=None if story is None else StoryId(story),
        )
        for number, (after, story) in enumerate(given_)
    ]


@pytest.mark.parametrize(
    ("given", "alerts", "messages"),
    [
        pytest.param(
            calm(cooldown_s=7200), [(0, 1), (10, 1), (20, 1)], [(0, "0"), (120, "12")],
            id="what comes of a story meanwhile leaves together",
        ),
        pytest.param(
            calm(cooldown_s=7200), [(0, 1), (10, 2), (20, 1), (30, 3)],
            [(0, "0"), (10, "1"), (30, "3"), (120, "2")], id="another story is not kept back",
        ),
        pytest.param(
            calm(cooldown_s=7200), [(0, None), (1, None), (2, None)],
            [(0, "0"), (1, "1"), (2, "2")], id="without a story it does nothing",
        ),
        pytest.param(
            calm(cooldown_s=7200), [(0, 1), (121, 1), (122, 1)],
            [(0, "0"), (121, "1"), (241, "2")], id="counted from what left last",
        ),
        pytest.param(
            calm(cooldown_s=7200, group_s=600), [(0, 1), (5, 2), (6, 3), (7, 1)],
            [(0, "0"), (10, "12"), (120, "3")], id="groups of stories, and one that cools down",
        ),
        pytest.param(
            calm(cooldown_s=3600, at_most=2), [(0, 1), (1, 1), (2, 2), (3, 3)],
            [(0, "0"), (30, "23"), (60, "1")], id="one that cools down and a list of the rest",
        ),
        pytest.param(
            calm(cooldown_s=3600, quiet=Quiet(start=time(12, 30), end=time(20))),
            [(0, 1), (1, 1), (2, 2)], [(0, "0"), (2, "2"), (480, "1")],
            id="quiet when it is over, not yet for others",
        ),
        pytest.param(
            calm(cooldown_s=3600, digest=Hourly(minute=30)), [(0, 1), (40, 1), (50, 2)],
            [(30, "0"), (90, "12")], id="a digest that comes later",
        ),
    ],
)  # fmt: skip
def test_a_story_cools_down(
    given: Calm, alerts: list[tuple[float, int | None]], messages: list[tuple[float, str]]
) -> None:
    departures = replay(told(*alerts), lambda rule: given)
    assert [
        ((each.at - NOON) / minutes(1), "".join(a.id for a in each.alerts)) for each in departures
    ] == messages


def test_rules_tell_of_a_story_by_themselves() -> None:
    both = sorted(told((0, 1), (20, 1)) + told((10, 1), rule=OTHER), key=lambda each: each.at)
    departures = list(replay(both, lambda rule: calm(cooldown_s=7200)))
    assert [(each.at - NOON) / minutes(1) for each in departures] == [0, 10, 120]
