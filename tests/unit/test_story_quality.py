"""The quality of stories may not fall: floors a little under what was measured."""

from itertools import permutations
from pathlib import Path

import pytest

from bench.stories import seed_reports
from bench.storyfit import NOW, load, scores, shares, stream
from monitor.story.cluster import Stories
from monitor.story.origin import account, origins
from telling import stale_among

SHARED = Path(__file__).resolve().parents[2] / "../shared"
pytestmark = pytest.mark.skipif(
    not (SHARED / "data/stories_dev").is_dir(),
    reason="the shared development data is not beside the project",
)


@pytest.mark.parametrize(
    ("name", "b3", "pair"),
    [
        pytest.param("ecb_dev", 0.91, 0.88, id="two events on each topic, no dates"),
        pytest.param("basil_dev", 0.97, 0.96, id="three outlets, dated"),
    ],
)
def test_stories_of_the_development_sets(name: str, b3: float, pair: float) -> None:
    docs = load(SHARED, name)
    answers, _, _ = stream(docs, None)
    found = scores([part for _, part in shares(docs, answers)])
    assert found["b3"] >= b3
    assert found["pair"] >= pair


def test_the_seeds_are_one_story_and_another_town_in_every_order() -> None:
    given = seed_reports(SHARED)
    for order in permutations(given):
        stories = Stories()
        for each in order:
            stories.add(each, NOW)
        ids = [stories.story_of(each.id) for each in given]
        assert ids[0] == ids[1] == ids[2] == ids[4] != ids[3]


def test_the_seeds_have_two_sources_and_a_wrong_stamp() -> None:
    given = seed_reports(SHARED)
    story = [given[at] for at in (0, 1, 2, 4)]
    assert origins([account(each) for each in story]).independent == 2
    (found,) = stale_among(story)
    assert (found.article, found.late_days) == (given[0].id, 88)
