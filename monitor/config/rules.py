"""Sets, entities and rules, handed to alerts; its problems come back to their places."""

from collections.abc import Sequence

from alerts.errors import Problem, RuleError
from alerts.rules import Ruleset, compile_ruleset
from alerts.types import ChannelId, Rule, RuleId, RuleTest
from monitor.config.models import RuleModel
from monitor.config.report import Document, Key, Report
from monitor.config.sections import Entry, Sections
from monitor.config.tree import Scalar


def compiled(sections: Sections, report: Report) -> tuple[Ruleset | None, tuple[Rule, ...]]:
    """Return the compiled rules, None when something is wrong, and the rules as values.

    What has a wrong shape is stood in for, so that whatever refers to it is still judged.
    """
    sets = {e.id: e.value if e.value is not None else ["x"] for e in sections.sets if e.id}
    entities = {e.id: e.raw if e.value else {"names": ["x"]} for e in sections.entities if e.id}
    entries = [entry for entry in sections.rules if _when(entry) is not None]
    rules = [_rule(entry.value) if entry.value else _stand_in(entry) for entry in entries]
    try:
        return compile_ruleset(sets=sets, entities=entities, rules=rules), tuple(rules)
    except RuleError as error:
        for problem in error.problems:
            _report(problem, sections, entries, report)
        return None, tuple(rules)


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
    )


def _report(
    problem: Problem, sections: Sections, rules: Sequence[Entry[RuleModel]], report: Report
) -> None:
    section, own, *rest = problem.path
    entries = sections.sets if section == "sets" else sections.entities
    entry = rules[own] if isinstance(own, int) else next(e for e in entries if e.id == own)
    key: Key = (*entry.key, *rest)
    message, column = problem.message, None
    if entry.document.is_hidden(key):
        message = f"{entry.document.shown(key)}, and it cannot be used here"
    elif problem.column is not None:
        column = _column(entry.document, key, problem.column)
        if column is None:
            message += f" (at character {problem.column} of the text)"
    report.add(entry.document, key, message, column=column)


def _column(document: Document, key: Key, column: int) -> int | None:
    """Return the column in the file, None where the text in the file is not the text meant."""
    _, node = document.place(key)
    if not isinstance(node, Scalar):
        return None
    quote = 1 if node.style else 0
    as_written = node.width == len(node.text) + 2 * quote and "${" not in node.text
    return node.column + quote + column - 1 if as_written else None
