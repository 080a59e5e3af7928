"""Sets, entities and rules, handed to alerts; its problems come back to their places."""

from collections.abc import Iterator, Sequence

from alerts.errors import Problem, RuleError
from alerts.rules import Ruleset, compile_ruleset
from alerts.types import ChannelId, Rule, RuleId, RuleTest
from monitor.config.models import RuleModel
from monitor.config.report import Document, Key, Report, suggest
from monitor.config.sections import Entry, Sections
from monitor.config.spots import spot
from monitor.config.tree import Node, Scalar


def compiled(sections: Sections, report: Report) -> tuple[Ruleset | None, tuple[Rule, ...]]:
    """Return the compiled rules, None when something is wrong, and the rules as values.

    What has a wrong shape is stood in for, so that whatever refers to it is still judged.
    """
    sets = {e.id: e.value if e.value is not None else ["x"] for e in sections.sets if e.id}
    entities = {e.id: e.raw if e.value else {"names": ["x"]} for e in sections.entities if e.id}
    entries = [entry for entry in sections.rules if _when(entry) is not None]
    rules = [_rule(entry.value) if entry.value else _stand_in(entry) for entry in entries]
    try:
        ruleset = compile_ruleset(sets=sets, entities=entities, rules=rules)
    except RuleError as error:
        for problem in error.problems:
            _report(problem, sections, entries, report)
        return None, tuple(rules)
    for problem in _unknown(ruleset, sections):
        _report(problem, sections, entries, report)
    return ruleset, tuple(rules)


def _unknown(ruleset: Ruleset, sections: Sections) -> Iterator[Problem]:
    """Yield the sources and tags that rules and entities name and no source has."""
    raws = [entry.raw for entry in sections.sources if isinstance(entry.raw, dict)]
    known = {str(raw.get("id")) for raw in raws}
    for raw in raws:
        tags = raw.get("tags")
        known |= {f"tag:{tag}" for tag in (tags if isinstance(tags, list) else [tags])}
    for cited in ruleset.citations():
        if cited.source not in known:
            kind = cited.source.startswith("tag:")
            like = [
                name for name in known if name.startswith("tag:") is kind and name != "tag:None"
            ]
            written = cited.source if kind and cited.column is None else f"source:{cited.source}"
            said = f"unknown {'tag' if kind else 'source'} {written}"
            message = f"{said}; {suggest(cited.source, like)}"
            yield Problem(path=cited.path, message=message, column=cited.column)


def _when(entry: Entry[RuleModel]) -> str | None:
    when = entry.raw.get("when") if isinstance(entry.raw, dict) else None
    return when if isinstance(when, str) else None


def _stand_in(entry: Entry[RuleModel]) -> Rule:
    return Rule(id=RuleId(entry.id or ""), when=_when(entry) or "")


def _rule(model: RuleModel) -> Rule:
    return Rule(
        id=RuleId(model.id),
        when=model.when,
        parts=tuple(model.parts),
        sources=tuple(model.sources or ()),
        severity=model.severity,
        notify=model.notify,
        send=tuple(ChannelId(name) for name in model.send or ()),
        tests=tuple(
            RuleTest(text=test.text, title=test.title, expect=test.expect) for test in model.tests
        ),
        group_s=model.calm.group if model.calm else None,
        cooldown_s=model.calm.cooldown if model.calm else None,
        digest=model.calm.digest if model.calm else None,
    )


def _report(
    problem: Problem, sections: Sections, rules: Sequence[Entry[RuleModel]], report: Report
) -> None:
    section, own, *rest = problem.path
    entries = sections.sets if section == "sets" else sections.entities
    entry = rules[own] if isinstance(own, int) else next(e for e in entries if e.id == own)
    key: Key = (*entry.key, *rest)
    if entry.document.is_hidden(key):
        message = f"{entry.document.shown(key)}, and it cannot be used here"
        report.add(entry.document, key, message)
    elif problem.column is None:
        report.add(entry.document, key, problem.message, at_name=not rest)
    else:
        _report_at(entry.document, key, problem.message, problem.column, report)


def _report_at(document: Document, key: Key, message: str, column: int, report: Report) -> None:
    """Add a problem of one character of an expression."""
    at = _column(document, key, column)
    place = None if at else _place(document, key, column)
    if place is None:
        message += "" if at else f" (at character {column} of the text)"
        report.add(document, key, message, column=at)
    elif key not in document.broken:
        document.broken.add(key)
        report.add_node(document, Node(*place), message, key=key, column=place[1])


def _place(document: Document, key: Key, column: int) -> tuple[int, int] | None:
    """Return line and column in the file of a text that takes several lines."""
    _, node = document.place(key)
    if not isinstance(node, Scalar) or node.width or node.style == ">":
        return None  # what > folds is told by character
    try:
        source = document.path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    return spot(source, node, column - 1)


def _column(document: Document, key: Key, column: int) -> int | None:
    """Return the column in the file, None where the text in the file is not the text meant."""
    _, node = document.place(key)
    if not isinstance(node, Scalar):
        return None
    quote = 1 if node.style else 0
    as_written = node.width == len(node.text) + 2 * quote and "${" not in node.text
    return node.column + quote + column - 1 if as_written else None
