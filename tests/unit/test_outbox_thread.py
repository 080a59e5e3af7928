"""Which conversation the mails of an article are put into, when rules and titles change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting import NOW, TITLE, article
from alerts import outbox
from alerts.render import thread_id
from alerts.types import News, RuleId, StoryId
from alertstore import DESK, LEAVES, OTHER, RULES, Store, record
from mails import part, read

LATER = NOW + timedelta(minutes=5)  # when the lease of a claim is over
DEVELOPED = News(first=False, develops=True, new=("The convoy came under fire.",))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    yield opened
    opened.close()


def mails(store: Store) -> list[EmailMessage]:
    with store.write() as conn:
        return [read(m.body) for m in outbox.claim(conn, NOW, channel=DESK, limit=99)]


def test_a_revision_and_a_second_rule_join_the_conversation(store: Store) -> None:
    with store.write() as conn:
        record(conn, LEAVES)
        revised = article(title="UPDATE 2: Base quit", canonical_url="https://news.example/new")
        record(conn, LEAVES, OTHER, article=revised)
    told = mails(store)
    assert len(told) == 4, "two rules, two recipients"
    assert len({str(m["References"]) for m in told}) == 1
    assert {str(m["Subject"]) for m in told} == {f"[high, {LEAVES}] {TITLE}", f"[{OTHER}] {TITLE}"}
    assert len({m["Message-ID"] for m in told}) == 4


def test_articles_are_conversations_of_their_own(store: Store) -> None:
    with store.write() as conn:
        record(conn, OTHER)
        url = "https://news.example/other"
        record(conn, OTHER, article=article(id=8, url=url, canonical_url=url))
    assert len({str(m["References"]) for m in mails(store)}) == 2


@dataclass(frozen=True, kw_only=True)
class Told:
    """An article of a story that hits some rules."""

    id: int
    story: int | None
    rules: tuple[RuleId, ...] = (LEAVES,)
    first: bool = False

    @property
    def url(self) -> str:
        return f"https://news.example/{self.id}"


def conversations(store: Store, *told: Told) -> list[tuple[str, str, str]]:
    """Return of each mail to the first recipient the article, the rule and whose thread it is in.

    In the order of their coming; a thread is told by the article that opened it.
    """
    with store.write() as conn:
        for each in told:
            record(
                conn,
                *each.rules,
                article=article(
                    id=each.id, url=each.url, canonical_url=each.url, title=f"Title {each.id}"
                ),
                story=StoryId(each.story) if each.story is not None else None,
                news={} if each.first else dict.fromkeys(RULES, DEVELOPED),
            )
    own = [mail for mail in mails(store) if mail["To"] == "a@desk.example"]
    openers = {f"<{thread_id(each.url)}@example.org>": f"Title {each.id}" for each in told}
    found = []
    for mail in own:
        assert mail["References"] == mail["In-Reply-To"], "one root, which is never sent"
        bracket, _, title = str(mail["Subject"]).partition("] ")
        assert title == openers[str(mail["References"])], "subject and thread are of one article"
        shown = part(mail, "plain").splitlines()[0]
        found.append((shown.removeprefix("Title "), bracket[1:], title.removeprefix("Title ")))
    assert len({mail["Message-ID"] for mail in own}) == len(own)
    return found


HIGH, CMA = f"high, {LEAVES}", str(OTHER)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        pytest.param(
            [Told(id=1, story=1, first=True), Told(id=2, story=1)],
            [("1", HIGH, "1"), ("2", HIGH, "1")],
            id="two articles of one story",
        ),
        pytest.param(
            [Told(id=1, story=1, first=True), Told(id=2, story=2, first=True)],
            [("1", HIGH, "1"), ("2", HIGH, "2")],
            id="two stories",
        ),
        pytest.param(
            [Told(id=1, story=1, first=True), Told(id=2, story=1, rules=(OTHER,), first=True)],
            [("1", HIGH, "1"), ("2", CMA, "1")],
            id="two rules, each with an article of its own",
        ),
        pytest.param(
            [
                Told(id=1, story=1, rules=(LEAVES, OTHER), first=True),
                Told(id=2, story=1, rules=(OTHER, LEAVES)),
            ],
            [("1", HIGH, "1"), ("1", CMA, "1"), ("2", CMA, "1"), ("2", HIGH, "1")],
            id="two rules on both",
        ),
        pytest.param(
            [Told(id=1, story=None, first=True), Told(id=2, story=None, first=True)],
            [("1", HIGH, "1"), ("2", HIGH, "2")],
            id="articles without a story are no conversation",
        ),
        pytest.param(
            [Told(id=1, story=None, first=True), Told(id=1, story=1, rules=(OTHER,), first=True)],
            [("1", HIGH, "1"), ("1", CMA, "1")],
            id="an article that is put into a story later",
        ),
    ],
)
def test_a_story_is_a_conversation(
    store: Store, told: list[Told], found: list[tuple[str, str, str]]
) -> None:
    assert conversations(store, *told) == found


@pytest.mark.parametrize(
    ("before", "merged", "after", "thread"),
    [
        pytest.param([1, 2], (2, 1), 1, "1", id="into the one that was told of first"),
        pytest.param([1, 2], (1, 2), 2, "1", id="into the one that was told of later"),
        pytest.param([2], (2, 1), 1, "1", id="into one that nobody was told of"),
    ],
)
def test_a_conversation_goes_on_where_two_stories_are_one(
    store: Store, before: list[int], merged: tuple[int, int], after: int, thread: str
) -> None:
    told = [Told(id=at, story=story, first=True) for at, story in enumerate(before, 1)]
    conversations(store, *told)
    with store.write() as conn:
        outbox.merge(conn, *map(StoryId, merged))
    last = Told(id=9, story=after)
    with store.write() as conn:
        record(
            conn,
            LEAVES,
            article=article(id=9, url=last.url, canonical_url=last.url, title="Title 9"),
            story=StoryId(after),
            news={LEAVES: DEVELOPED},
        )
        bodies = [read(m.body) for m in outbox.claim(conn, LATER, channel=DESK, limit=99)]
    (mail,) = {
        m["Message-ID"]: m
        for m in bodies
        if "Title 9" in part(m, "plain") and m["To"] == "a@desk.example"
    }.values()
    assert str(mail["Subject"]).endswith(f"Title {thread}")


def test_the_subject_keeps_the_title_of_the_story_and_the_mail_shows_its_own(store: Store) -> None:
    conversations(store, Told(id=1, story=1, first=True), Told(id=2, story=1))
    with store.write() as conn:
        bodies = [read(m.body) for m in outbox.claim(conn, LATER, channel=DESK, limit=9)]
    second = next(m for m in bodies if "Development" in part(m, "plain"))
    assert second["Subject"] == f"[{HIGH}] Title 1"
    assert "<title>Title 2</title>" in part(second, "html")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 1, 2, 3]),
            st.sampled_from([(LEAVES,), (OTHER,), (LEAVES, OTHER)]),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_mails_share_a_conversation_as_their_articles_share_a_story(
    tmp_path_factory: pytest.TempPathFactory,
    given_: list[tuple[int | None, tuple[RuleId, ...]]],
) -> None:
    store = Store(tmp_path_factory.mktemp("laws") / "outbox.db")
    told = [
        Told(id=number, story=story, rules=rules, first=True)
        for number, (story, rules) in enumerate(given_)
    ]
    # Each a first report, so that no rule leaves one out.
    found = conversations(store, *told)
    store.close()
    stories = {str(each.id): each.story for each in told}
    assert len(found) == sum(len(each.rules) for each in told)
    for own, _, opener in found:
        same = [other for other, story in stories.items() if story == stories[own]]
        assert opener == (min(same, key=int) if stories[own] is not None else own)
