"""What follows of calm for a whole channel, whatever alerts are raised on whatever calm."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from alerts.calm import Departure, Raised, breaks_through, replay, story_of
from alerts.hours import Daily, Hourly, Quiet
from alerts.types import AlertId, Calm, RuleId, Severity, StoryId
from calming import HOUR, NIGHT, NOON, UTC_ZONE, calm

RULES = [RuleId(name) for name in "abc"]
CALMS = st.builds(
    Calm,
    group_s=st.sampled_from([0.0, 1.0, 90.0, 600.0, 86_400.0]),
    cooldown_s=st.sampled_from([0.0, 0.0, 90.0, 7200.0, 86_400.0]),
    digest=st.sampled_from([None, Hourly(minute=7), Daily(at=time(7)), Daily(at=time(2, 30))]),
    quiet=st.sampled_from([None, NIGHT, Quiet(start=time(6), end=time(5, 59))]),
    at_most=st.sampled_from([None, 1, 2, 5]),
    through=st.sampled_from([None, Severity.HIGH]),
    timezone=st.sampled_from([UTC_ZONE, ZoneInfo("Europe/Berlin")]),
)
# Around the nights in which Berlin's clocks are set.
NIGHTS = (datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC))
STARTS = st.sampled_from([NOON, *NIGHTS])
ALERTS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 5, 60, 300, 3600, 20_000]),
        st.sampled_from(RULES),
        st.sampled_from([Severity.NORMAL, Severity.HIGH]),
        st.sampled_from([None, StoryId(1), StoryId(2), StoryId(3)]),
    ),
    max_size=60,
)
Drawn = Sequence[tuple[int, RuleId, Severity, StoryId | None]]


def raised(start: datetime, given: Drawn) -> list[Raised]:
    found, now = [], start
    for number, (wait_s, rule, severity, story) in enumerate(given):
        now += timedelta(seconds=wait_s)
        found.append(
            Raised(id=AlertId(str(number)), rule=rule, severity=severity, at=now, story=story)
        )
    return found


@given(STARTS, ALERTS, st.lists(CALMS | st.none(), min_size=3, max_size=3))
def test_each_alert_leaves_once_in_order_and_in_time(
    start: datetime, given_: Drawn, calms: Sequence[Calm | None]
) -> None:
    alerts = raised(start, given_)
    calm_of: Callable[[RuleId], Calm | None] = dict(zip(RULES, calms, strict=True)).__getitem__
    departures = list(replay(alerts, calm_of))
    gone = [each for departure in departures for each in departure.alerts]
    assert sorted(map(id, gone)) == sorted(map(id, alerts)), "each in exactly one message"
    times = [departure.at for departure in departures]
    assert times == sorted(times)
    batches: dict[object, list[datetime]] = {}
    for each in gone:
        policy_ = calm_of(each.rule)
        story = story_of(policy_, each.story) if policy_ else None
        batches.setdefault((each.rule, each.severity, story), []).append(each.at)
    for own in batches.values():
        assert own == sorted(own), "none overtakes another of its rule, or story"
    for departure in departures:
        for each in departure.alerts:
            assert each.at <= departure.at <= each.at + timedelta(days=4), "not for ever"
            policy_ = calm_of(each.rule)
            if policy_ is None:
                assert departure.at == each.at


@given(STARTS, ALERTS, CALMS)
def test_at_most_so_many_in_any_hour(start: datetime, given_: Drawn, calm_: Calm) -> None:
    departures = list(replay(raised(start, given_), lambda rule: calm_))
    for at_most, loud in ((calm_.at_most, False), (calm_.at_most, True)):
        times = [each.at for each in departures if _is_loud(each, calm_) is loud]
        for number, at in enumerate(times):
            if at_most is not None and number >= at_most:
                assert at - times[number - at_most] >= HOUR


@given(STARTS, ALERTS, CALMS)
def test_nothing_leaves_in_quiet_hours_or_beside_a_digest(
    start: datetime, given_: Drawn, calm_: Calm
) -> None:
    for departure in replay(raised(start, given_), lambda rule: calm_):
        clock = departure.at.astimezone(calm_.timezone).time()
        if calm_.quiet == NIGHT and not _is_loud(departure, calm_):
            assert NIGHT.end <= clock < NIGHT.start
        spared = calm_.quiet or calm_.at_most or calm_.group_s or calm_.cooldown_s
        plain = calm_.digest and not spared
        if plain and isinstance(calm_.digest, Hourly) and not _is_loud(departure, calm_):
            assert (clock.minute, clock.second) == (calm_.digest.minute, 0)


@given(STARTS, ALERTS, CALMS)
def test_a_story_is_told_no_more_often_than_its_cool_down(
    start: datetime, given_: Drawn, calm_: Calm
) -> None:
    last: dict[object, datetime] = {}
    for departure in replay(raised(start, given_), lambda rule: calm_):
        stories = {
            (each.rule, each.severity, each.story)
            for each in departure.alerts
            if each.story is not None and not breaks_through(calm_, each.severity)
        }
        for story in stories:
            if story in last:
                assert departure.at - last[story] >= timedelta(seconds=calm_.cooldown_s)
            last[story] = departure.at


@given(STARTS, ALERTS, st.sampled_from([90.0, 7200.0, 86_400.0]))
def test_a_cool_down_keeps_back_no_other_story(
    start: datetime, given_: Drawn, cooldown_s: float
) -> None:
    """Each story leaves at the times at which it would if there were no other."""
    alerts = raised(start, given_)

    def times(chosen: Sequence[Raised]) -> dict[str, datetime]:
        departures = replay(chosen, lambda rule: calm(cooldown_s=cooldown_s))
        return {each.id: left_.at for left_ in departures for each in left_.alerts}

    together = times(alerts)
    for rule, story in {(each.rule, each.story) for each in alerts}:
        own = [each for each in alerts if (each.rule, each.story) == (rule, story)]
        for id_, at in times(own).items():
            assert together[id_] == at
        if story is None:
            assert [together[each.id] for each in own] == [each.at for each in own]


def _is_loud(departure: Departure, calm_: Calm) -> bool:
    return any(breaks_through(calm_, each.severity) for each in departure.alerts)
