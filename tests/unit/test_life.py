"""An alert's life for people: all of it is told, and nothing in it acts on a terminal."""

import re
from dataclasses import replace
from typing import Any

import pytest

from alerting import DISAGREEMENTS, HOSTILE, MATCHES, TEXT, TITLE, alert, ref
from alerts.render import payload
from alerts.render.neutral import one_line
from alerts.types import Alert, Disagreement, Value
from monitor.cli import life

STYLES = re.compile(r"\x1b\[(?:1;33|4|0)m")
ACTIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
ATTEMPT = {
    "n": 1, "at": "2023-08-14T12:00:00Z", "outcome": "later", "reason": "server_error",
    "status": 503, "error": "answered 503", "elapsed_ms": 12,
}  # fmt: skip
DELIVERY = {
    "id": "msg_1",
    "alert_id": "al_test",
    "channel": "desk",
    "state": "retry_wait",
    "attempts": 1,
    "next_attempt_at": "2023-08-14T12:05:00Z",
    "last_status": 503,
    "last_error": "server_error: answered 503",
    "explained": "waits for its 2nd attempt at 2023-08-14 12:05Z; the 1st failed: answered 503",
    "recipient": "a@desk.example",
    "created_at": "2023-08-14T12:00:00Z",
    "settled_at": None,
    "resent_at": None,
    "history": [ATTEMPT],
}
COPY = {
    "id": 9, "source": "maliweb", "title": "Le camp de Ber est vide", "published": None,
    "url": "https://m.example/1", "fetched_at": "2023-08-14T12:30:00+00:00",
}  # fmt: skip
REVISION = {
    "version": 1, "title": "A camp is left", "fetched_at": "2023-08-14T12:00:00+00:00",
    "replaced_at": "2023-08-14T15:00:00+00:00",
}  # fmt: skip


NOWHERE: dict[str, list[Any]] = {"deliveries": [], "held": [], "copies": [], "revisions": []}


def told(of: Alert | None = None, *, coloured: bool = False, text: str = TEXT, **more: Any) -> str:
    given = payload(of or alert()) | NOWHERE | {"deliveries": [DELIVERY]}
    fields = {"title": (of or alert()).article.title, "text": text}
    return "\n".join(life.lines(given | more, fields, coloured=coloured))


def test_the_whole_life_is_told() -> None:
    assert (
        told(copies=[COPY], revisions=[REVISION])
        == """\
id          al_test
rule        un-leaves-the-north
severity    high
kind        article
story_id    -
created_at  2023-08-14 12:00Z

article  7
  title          Peacekeepers quit Ber base
  source         sahel-post
  published      2023-08-13 09:30Z
  language       en
  url            https://news.example/mali/ber
  canonical_url  https://news.example/mali/ber

copies  1
  id  published  source   title
  9   -          maliweb  Le camp de Ber est vide

earlier texts  1
  version  fetched_at         replaced_at        title
  1        2023-08-14 12:00Z  2023-08-14 15:00Z  A camp is left

why  4 matches
  ber  title 18-21  confidence 0.9
    Peacekeepers quit [Ber] base
    on evidence  mali: Mali (weight 0.9, text 105-109)
  ber  text 28-31  confidence 0.9
    The convoy left the camp at [Ber] before dawn, two days ahead of plan.
    on evidence  mali: Mali (weight 0.9, text 105-109)
  cma  text 89-92  confidence 0.9
    A spokesman for the [CMA] in northern Mali said its men would stay away.
    on evidence  mali: Mali (weight 0.9, text 105-109)
  minusma  text 140-147  confidence 0.99
    [MINUSMA] gave no new date for Kidal.

went  1 delivery
  desk a@desk.example  msg_1
    waits for its 2nd attempt at 2023-08-14 12:05Z; the 1st failed: answered 503
    n  at                 outcome  status  took   error
    1  2023-08-14 12:00Z  later    503     12 ms  answered 503

to come
  2023-08-14 12:05Z  the 2nd attempt to desk a@desk.example"""
    )


def test_what_is_held_is_still_to_come() -> None:
    hold = {"channel": "desk", "until": "2023-08-15T06:00:00Z", "why": "quiet"}
    said = told(deliveries=[], held=[hold])
    assert "2023-08-15 06:00Z  leaves for desk, held by its calm: quiet" in said


def test_an_alert_that_nobody_was_told_of_says_so() -> None:
    said = told(deliveries=[])
    assert "copies  none\n" in said
    assert "earlier texts" not in said
    assert said.endswith("went  nowhere\n\nto come\n  nothing")


def test_a_terminal_has_names_and_evidence_in_colour() -> None:
    assert (
        "A spokesman for the \x1b[1;33mCMA\x1b[0m in northern \x1b[4mMali\x1b[0m said its men"
    ) in told(coloured=True)


def test_a_text_that_is_not_stored_any_more_leaves_the_words() -> None:
    given = payload(alert()) | NOWHERE
    assert "    [MINUSMA]\n" in "\n".join(life.lines(given, None, coloured=False))


def test_a_rule_s_own_word_and_an_older_alert_are_told() -> None:
    given = payload(alert()) | NOWHERE
    given["matches"] = [
        {"entity": None, "field": "text", "start": 4, "end": 10, "text": "convoy",
         "evidence": [{"set": "s", "field": "text", "start": 0, "end": 3, "text": "The"}]},
    ]  # fmt: skip
    said = "\n".join(life.lines(given, {"title": TITLE, "text": TEXT}, coloured=False))
    assert '  "convoy"  text 4-10  confidence 1\n' in said
    assert "on evidence  s: The (text 0-3)" in said


def test_what_is_new_and_who_disagrees_comes_before_all_else() -> None:
    news = alert(new=(TEXT.split("\n")[1], "From elsewhere."), disagreements=DISAGREEMENTS * 21)
    said = told(news)
    assert (
        """
new  2 sentences
  A spokesman for the CMA in northern Mali said its men would stay away.
  From elsewhere.

sources disagree  21 points
  civilian killed
    four  sahel-post, https://news.example/mali/four
      The governor said that four civilians were killed.
    at least nine  river-radio, https://radio.example/nine
      Witnesses counted at least nine dead.
  civilian killed
"""
        in said
    )
    assert "… and 1 more; --json has them all\n\ncopies" in said
    assert "\n  A spokesman for the \x1b[1;33mCMA\x1b[0m in northern Mali" in told(
        news, coloured=True
    )


def test_the_article_itself_is_named_so() -> None:
    said = told(alert(article=ref(url="https://radio.example/nine"), disagreements=DISAGREEMENTS))
    assert "    at least nine  river-radio, this article\n" in said


def test_of_very_many_the_first_are_told() -> None:
    said = told(replace(alert(), matches=MATCHES * 6), copies=[COPY] * 25)
    assert "why  24 matches" in said
    assert "… and 4 more; --json has them all" in said
    assert "… and 5 more; --json has them all" in said


@pytest.mark.parametrize("coloured", [False, True])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_was_scraped_acts_on_a_terminal(text: str, coloured: bool) -> None:
    matches = tuple(
        replace(m, text=text, evidence=tuple(replace(e, text=text) for e in m.evidence))
        for m in MATCHES
    )
    value = Value(value=text, text=text, source=text, url=text)
    hostile = alert(
        matches=matches,
        article=ref(title=text + TITLE, source=text, url=text),
        new=(text, text + TEXT),
        disagreements=(Disagreement(what=text, values=(value, replace(value, url="x" + text))),),
    )
    sent = DELIVERY | {
        "explained": text, "last_error": text, "history": [ATTEMPT | {"error": text}],
    }  # fmt: skip
    said = told(
        hostile,
        coloured=coloured,
        text=text + TEXT,
        copies=[COPY | {"title": text}],
        revisions=[REVISION | {"title": text}],
        deliveries=[sent],
    )
    assert not ACTIVE.search(STYLES.sub("", said))
    assert f"  title          {one_line(text + TITLE)}\n" in said
