"""Average linkage, and which group keeps which story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.types import StoryId
from monitor.story.cluster.assign import assign
from monitor.story.cluster.linkage import FLOOR, floor_among, group

ODDS = st.integers(1, 7).flatmap(
    lambda size: st.tuples(
        st.just(size),
        st.lists(
            st.floats(-6, 6, allow_nan=False),
            min_size=size * size,
            max_size=size * size,
            unique=True,
        ),
        st.permutations(range(size)),
    )
)


@given(ODDS)
def test_groups_do_not_depend_on_the_order(given: tuple[int, list[float], list[int]]) -> None:
    size, odds, order = given
    found = group(order, lambda later, earlier: odds[later * size + earlier], floor=-1)
    assert found == group(range(size), lambda a, b: odds[a * size + b], floor=-1)
    assert sorted(key for some in found for key in some) == list(range(size))


@given(ODDS)
def test_a_pair_is_asked_for_once_the_later_first(
    given: tuple[int, list[float], list[int]],
) -> None:
    size, odds, order = given
    asked = []

    def log_odds(later: int, earlier: int) -> float:
        asked.append((later, earlier))
        return odds[later * size + earlier]

    group(order, log_odds, floor=-1)
    assert sorted(asked) == [(a, b) for a in range(size) for b in range(a)]


@pytest.mark.parametrize(
    ("links", "want"),
    [
        pytest.param({}, [[0], [1], [2], [3]], id="nothing in common"),
        pytest.param({(1, 0): 3, (3, 2): 2}, [[0, 1], [2, 3]], id="two pairs"),
        pytest.param({(1, 0): 3, (2, 1): 3, (2, 0): 3}, [[0, 1, 2], [3]], id="three that agree"),
        pytest.param({(1, 0): 3, (2, 1): 2.5}, [[0, 1], [2], [3]], id="a bridge to one only"),
        pytest.param(
            {(1, 0): 5, (2, 1): 0.3, (2, 0): 0.3}, [[0, 1], [2], [3]], id="those agree, it hardly"
        ),
    ],
)
def test_groups(links: dict[tuple[int, int], float], want: list[list[int]]) -> None:
    assert group(range(4), lambda a, b: links.get((a, b), -4.0), floor=FLOOR) == want


def test_the_more_stories_the_higher_the_floor() -> None:
    assert floor_among(1) == floor_among(100) < floor_among(1000) < floor_among(100_000)


@pytest.mark.parametrize(
    ("groups", "before", "story_of", "merged", "opened"),
    [
        pytest.param([[1, 2]], {1: 7}, {1: 7, 2: 7}, {}, set(), id="joins"),
        pytest.param([[1], [2]], {1: 7}, {1: 7, 2: 50}, {}, {50}, id="opens"),
        pytest.param([[1, 2, 3]], {1: 7, 2: 8}, {1: 8, 2: 8, 3: 8}, {7: 8}, set(), id="merge"),
        pytest.param([[1, 2], [3]], {1: 7, 2: 7, 3: 7}, {1: 7, 2: 7, 3: 50}, {}, {50}, id="split"),
        pytest.param([[1], [2, 3]], {1: 7, 2: 7, 3: 8}, {1: 7, 2: 8, 3: 8}, {}, set(), id="closer"),
    ],
)
def test_stories_stay_where_most_of_them_is(
    groups: list[list[int]],
    before: dict[int, int],
    story_of: dict[int, int],
    merged: dict[int, int],
    opened: set[int],
) -> None:
    old = {key: StoryId(story) for key, story in before.items()}
    sizes = {StoryId(7): 3, StoryId(8): 5}
    found = assign(groups, old, sizes, unused=50)
    assert found.story_of == story_of
    assert found.merged == merged
    assert found.opened == opened
