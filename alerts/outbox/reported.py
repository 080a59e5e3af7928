"""What rules reported of a story before: the articles on which each raised an alert."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from alerts.outbox.tables import alert, hit
from alerts.types import ArticleId, RuleId


def reported(
    conn: Connection,
    article: ArticleId,
    rules: Iterable[RuleId],
    among: Collection[ArticleId],
) -> dict[RuleId, frozenset[ArticleId]]:
    """Return for each of `rules` the articles `among` on which it raised an alert.

    A rule of which it is known that it hits `article` is left out: it reports that no more.
    """
    found: dict[RuleId, set[ArticleId]] = {rule: set() for rule in rules}
    known = select(hit.c.rule).where(hit.c.article_id == article)
    for rule in conn.execute(known).scalars():
        found.pop(RuleId(rule), None)
    if found and among:
        raised = select(alert.c.rule, alert.c.article_id).where(alert.c.article_id.in_(among))
        for rule, told in conn.execute(raised):
            if rule in found:
                found[RuleId(rule)].add(ArticleId(told))
    return {rule: frozenset(articles) for rule, articles in found.items()}
