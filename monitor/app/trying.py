"""`backtest`: a rule over what is stored, what a change of it adds and drops, what it just misses.

The 73,850 articles of a month's wire, of 380 characters each, take 8 s of CPU: 22 µs an article to
read and 59 µs to match against a rule and what is left of it. So one process does; and every
article is looked at, since the full-text index knows words otherwise than rules do.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from alerts import api as alerts
from alerts.errors import RuleError
from alerts.types import Article, Hit, Rule, RuleId
from monitor import clauses
from monitor.app.names import Definitions
from monitor.app.nearly import article_row, near_names
from monitor.config import Config
from monitor.errors import UsageError
from monitor.store import Store, laboratory
from monitor.store.laboratory import Scope, Stored
from monitor.types import Source

_BATCH = 500
_EXAMPLES = 10
_TRIED, _AGAINST = RuleId("tried"), RuleId("against")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A rule to try under a configuration, and maybe another to compare it with.

    `changed` tells whether `rule` is the change, and what it is compared with stands; else it is
    the other way round.
    """

    config: Config
    rule: Rule
    changed: bool = False
    against: Rule | None = None
    against_config: Config | None = None
    against_name: str | None = None


def trial(config: Config, rule: RuleId, *, when: str | None = None) -> Trial:
    """Return the trial of a configured rule, or of `when` as a change of it.

    With `when` the rule need not exist. Raises UsageError if neither is given.
    """
    configured = config.rules.get(rule)
    if when is None:
        if configured is None:
            raise UsageError(
                f"rule {rule}: not in {config.path}; to try one that is not there, add --when"
            )
        return Trial(config=config, rule=configured)
    if configured is None:
        return Trial(config=config, rule=Rule(id=rule, when=when))
    changed = Trial(config=config, rule=replace(configured, when=when), changed=True)
    return against(changed, config, rule, str(rule))


def against(given: Trial, config: Config, rule: RuleId, name: str) -> Trial:
    """Return the trial compared with `rule` of `config`. Raises UsageError if there is none."""
    if rule not in config.rules:
        raise UsageError(f"rule {rule}: not in {config.path}")
    return replace(given, against=config.rules[rule], against_config=config, against_name=name)


def backtest(
    store: Store,
    given: Trial,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int | None = None,
    expect: Callable[[int], None] = lambda total: None,
    advance: Callable[[int], None] = lambda count: None,
) -> dict[str, Any]:
    """Return what the rule finds among the stored articles of its sources, as PRODUCT.md has it.

    `hits` counts articles, `copies` the copies that would not alert. Lists hold the `most` newest
    articles. `adds` are what the change finds and what stands does not, `drops` the other way
    round. Days are in UTC. Raises UsageError for an expression that is wrong.
    """
    began = time.monotonic()
    bench = _bench(given)
    asks_story = any(side.ruleset.asks_story for side in bench.sides)
    scope = Scope(sources=bench.sources, since=since, until=until, with_story=asks_story)
    expect(store.run(lambda conn: laboratory.count(conn, scope)))
    sheet = _Sheet(most=most, shorts={each.id: _Group() for each in bench.shorts})
    for stored in _read(store, scope, advance):
        sheet.note(stored, bench.judge(stored), watched=bench.watches(stored))
    own = replace(scope, sources=bench.own_sources)
    names = store.run(
        lambda conn: near_names(
            conn, bench.definitions, bench.tried, bench.article, own, sheet.found_ids
        )
    )
    return sheet.told(given) | {
        "near_misses": [*_clauses(bench, sheet, most), *names],
        **sheet.more(given),
        "elapsed_s": round(time.monotonic() - began, 3),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """A ruleset, and the tags that its configuration gives to sources."""

    ruleset: alerts.Ruleset
    tags: Mapping[str, tuple[str, ...]]

    def hits(self, article: Article) -> dict[RuleId, Hit]:
        tagged = replace(article, tags=self.tags.get(article.ref.source, ()))
        return {hit.rule: hit for hit in alerts.match(self.ruleset, tagged).hits}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """All that an article is held against at once."""

    definitions: Definitions
    tried: Rule
    shorts: Sequence[Rule]
    clauses: Mapping[RuleId, str]
    sides: Sequence[_Side]
    sources: frozenset[str] | None
    own_sources: frozenset[str] | None

    def article(self, stored: Stored) -> Article:
        tags = self.sides[0].tags.get(stored.ref.source, ())
        return Article(
            ref=stored.ref,
            text=stored.text,
            tags=tags,
            authors=stored.authors,
            story=stored.story,
        )

    def judge(self, stored: Stored) -> dict[RuleId, Hit]:
        article = self.article(stored)
        return {rule: hit for side in self.sides for rule, hit in side.hits(article).items()}

    def watches(self, stored: Stored) -> bool:
        return self.own_sources is None or stored.ref.source in self.own_sources


@dataclass(slots=True)
class _Group:
    """Articles counted, and the newest of them."""

    articles: int = 0
    newest: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: dict[str, Any], most: int | None) -> None:
        self.articles += 1
        if most is None or len(self.newest) < most:
            self.newest.append(row)


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """What was found so far; articles are noted from the newest on."""

    most: int | None
    shorts: dict[RuleId, _Group]
    articles: int = 0
    copies: int = 0
    first: datetime | None = None
    last: datetime | None = None
    found: _Group = field(default_factory=_Group)
    alone: _Group = field(default_factory=_Group)
    other: _Group = field(default_factory=_Group)
    per_day: Counter[str] = field(default_factory=Counter)
    found_ids: set[int] = field(default_factory=set)

    def note(self, stored: Stored, hits: Mapping[RuleId, Hit], *, watched: bool) -> None:
        if stored.is_copy:
            self.copies += _TRIED in hits
            return
        if watched:
            self.articles += 1
            self.first = min(stored.at, self.first or stored.at)
            self.last = max(stored.at, self.last or stored.at)
        if not hits:
            return
        if tried := hits.get(_TRIED):
            self.found_ids.add(stored.ref.id)
            self.per_day[_day(stored.at)] += 1
            self.found.add(_row(stored, tried), self.most)
            if _AGAINST not in hits:
                self.alone.add(_row(stored, tried), self.most)
            return
        for rule, hit in hits.items():
            if rule == _AGAINST:
                self.other.add(_row(stored, hit), self.most)
            else:
                self.shorts[rule].add(_row(stored, hit), self.most or _EXAMPLES)

    def told(self, given: Trial) -> dict[str, Any]:
        return {
            "rule": given.rule.id,
            "articles": self.articles,
            "hits": self.found.articles,
            "per_day": dict(sorted(self.per_day.items())),
        }

    def more(self, given: Trial) -> dict[str, Any]:
        compared = given.against is not None
        adds, drops = (self.alone, self.other) if given.changed else (self.other, self.alone)
        return {
            "when": given.rule.when,
            "copies": self.copies,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "found": self.found.newest,
            "against": given.against_name,
            "added": adds.articles if compared else None,
            "dropped": drops.articles if compared else None,
            "adds": adds.newest if compared else [],
            "drops": drops.newest if compared else [],
        }


def _bench(given: Trial) -> _Bench:
    definitions = Definitions.of(given.config.ruleset)
    tried = replace(given.rule, id=_TRIED, tests=())
    shorts, cut = [], {}
    for number, short in enumerate(clauses.one_short(tried.when)):
        rule = replace(tried, id=RuleId(f"short {number}"), when=short.rest)
        shorts.append(rule)
        cut[rule.id] = " ".join(short.clause.split())
    try:
        ruleset, shorts = definitions.compiled_where_possible(tried, shorts)
    except RuleError as error:
        raise UsageError("; ".join(_wrong(error))) from error
    _require_known(ruleset, given.config)
    sides = [_Side(ruleset=ruleset, tags=_tags(given.config))]
    watched = _watched(tried, given.config.sources)
    own = watched
    if given.against is not None and given.against_config is not None:
        other = replace(given.against, id=_AGAINST, tests=())
        ruleset = Definitions.of(given.against_config.ruleset).compiled([other])
        sides.append(_Side(ruleset=ruleset, tags=_tags(given.against_config)))
        more = _watched(other, given.against_config.sources)
        watched = None if watched is None or more is None else watched | more
    return _Bench(
        definitions=definitions,
        tried=tried,
        shorts=shorts,
        clauses=cut,
        sides=sides,
        sources=watched,
        own_sources=own,
    )


def _require_known(ruleset: alerts.Ruleset, config: Config) -> None:
    """Raise UsageError if the rule names a source or tag that the configuration does not have."""
    known = {each.id for each in config.sources}
    tags = {f"tag:{tag}" for each in config.sources for tag in each.tags}
    for cited in ruleset.citations():
        if cited.path[:2] == ("rules", 0) and cited.source not in known | tags:
            where = f"column {cited.column}: source:{cited.source}"
            raise UsageError(f"--when: {where}: not in {config.path}")


def _wrong(error: RuleError) -> Iterator[str]:
    for problem in error.problems:
        if problem.path[:2] != ("rules", 0):  # what is left of it is wrong too
            continue
        column = f"column {problem.column}: " if problem.column else ""
        yield f"--when: {column}{problem.message}"


def _tags(config: Config) -> dict[str, tuple[str, ...]]:
    return {source.id: source.tags for source in config.sources}


def _watched(rule: Rule, given: Sequence[Source]) -> frozenset[str] | None:
    """Return the sources that a rule looks at, None for all, also those no longer configured."""
    if not rule.sources:
        return None
    tagged = (each.id for each in given if any(f"tag:{tag}" in rule.sources for tag in each.tags))
    return frozenset({*(name for name in rule.sources if not name.startswith("tag:")), *tagged})


def _read(store: Store, scope: Scope, advance: Callable[[int], None]) -> Iterator[Stored]:
    """Yield articles from the newest on, each piece in a transaction of its own."""
    below: int | None = None
    while True:
        with store.transaction() as conn:
            piece = laboratory.newest(conn, scope, below=below, most=_BATCH)
        if not piece:
            return
        yield from piece
        below = piece[-1].ref.id
        advance(len(piece))


def _clauses(bench: _Bench, sheet: _Sheet, most: int | None) -> Iterator[dict[str, Any]]:
    """Yield what is one clause short, the fewest articles first: they tell the most."""
    groups = sorted(sheet.shorts.items(), key=lambda item: item[1].articles)
    for rule, group in groups:
        if group.articles:
            yield {
                "kind": "clause",
                "why": f"without {bench.clauses[rule]}",
                "articles": group.articles,
                "examples": group.newest,
            }


def _row(stored: Stored, hit: Hit) -> dict[str, Any]:
    return article_row(stored, dict.fromkeys(match.text for match in hit.matches))


def _day(when: datetime) -> str:
    return when.astimezone(UTC).date().isoformat()
