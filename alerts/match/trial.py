"""The tests that rules carry with them: `tests: [{text: …, expect: false}]`."""

from dataclasses import dataclass

from alerts.match.judge import match
from alerts.rules import Ruleset
from alerts.types import Article, ArticleId, ArticleRef, Match, RuleId, RuleTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A rule's test that went the other way. `matches` are what made the rule true, if it was."""

    rule: RuleId
    index: int
    expected: bool
    text: str
    matches: tuple[Match, ...]


def run_tests(ruleset: Ruleset) -> tuple[Failure, ...]:
    """Return the failing tests of all rules, in order; `index` counts a rule's tests from 0.

    A test is a text alone: a rule's sources and conditions do not limit it.
    """
    failures = []
    for compiled in ruleset.rules:
        for index, test in enumerate(compiled.rule.tests):
            hits = match(ruleset, _article(test), any_source=True).hits
            hit = next((hit for hit in hits if hit.rule == compiled.rule.id), None)
            if (hit is not None) is not test.expect:
                failures.append(
                    Failure(
                        rule=compiled.rule.id,
                        index=index,
                        expected=test.expect,
                        text=test.text,
                        matches=hit.matches if hit else (),
                    )
                )
    return tuple(failures)


def _article(test: RuleTest) -> Article:
    ref = ArticleRef(
        id=ArticleId(0),
        url="",
        canonical_url="",
        source="",
        title=test.title,
        published_at=None,
        language=None,
    )
    return Article(ref=ref, text=test.text)
