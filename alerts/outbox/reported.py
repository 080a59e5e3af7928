"""What rules reported of a story before: the texts on which each raised an alert."""

import json
from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from alerts.outbox.tables import alert, hit
from alerts.types import ArticleId, Reported, RuleId

# One value however many articles there are: SQLite takes no more than so many.
_AMONG: Final = select(func.json_each(bindparam("among")).table_valued("value").c.value)
_RAISED: Final = select(alert.c.rule, alert.c.article_id, alert.c.created_at).where(
    alert.c.article_id.in_(_AMONG)
)


def reported(
    conn: Connection,
    article: ArticleId,
    rules: Iterable[RuleId],
    among: Collection[ArticleId],
) -> dict[RuleId, frozenset[Reported]]:
    """Return for each of `rules` what it raised an alert on, of the articles `among`.

    A rule of which it is known that it hits `article` is left out: it reports that no more.
    """
    found: dict[RuleId, set[Reported]] = {rule: set() for rule in rules}
    known = select(hit.c.rule).where(hit.c.article_id == article)
    for rule in conn.execute(known).scalars():
        found.pop(RuleId(rule), None)
    if found and among:
        for rule, told, at in conn.execute(_RAISED, {"among": json.dumps(list(among))}):
            if rule in found:
                found[RuleId(rule)].add(Reported(article=ArticleId(told), at=at))
    return {rule: frozenset(told) for rule, told in found.items()}
