from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting import DISAGREEMENTS, MATCHES, alert, ref
from alerts.render import payload, restored
from alerts.types import Alert, AlertKind, Disagreement, Severity, StoryId

_moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(
    st.text(),
    st.none() | _moments,
    st.none() | st.text(),
    _moments,
    st.sampled_from(Severity),
    st.sampled_from(AlertKind),
    st.lists(st.sampled_from(MATCHES)),
    st.none() | st.integers(min_value=1).map(StoryId),
    st.lists(st.text()),
    st.lists(st.sampled_from(DISAGREEMENTS)),
)
def test_what_was_made_of_an_alert_makes_it_again(
    title: str,
    published: datetime | None,
    language: str | None,
    created: datetime,
    severity: Severity,
    kind: AlertKind,
    matches: list[object],
    story: StoryId | None,
    new: list[str],
    disagreements: list[Disagreement],
) -> None:
    article = ref(title=title, published_at=published, language=language)
    one = alert(
        article=article,
        severity=severity,
        kind=kind,
        created_at=created,
        matches=tuple(matches),
        story=story,
        new=tuple(new),
        disagreements=tuple(disagreements),
    )
    assert restored(payload(one)) == one


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"colour": "red", "later": True}, id="more keys"),
        pytest.param({}, id="none"),
    ],
)
def test_other_keys_are_left_alone(change: dict[str, object]) -> None:
    one: Alert = alert()
    assert restored(payload(one) | change) == one


def test_an_alert_from_before_confidence_is_read() -> None:
    data = payload(alert())
    for match in data["matches"]:
        del match["confidence"]
        for evidence in match["evidence"]:
            del evidence["weight"]
    assert restored(data).matches[0].confidence == 1.0
