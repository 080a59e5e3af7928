"""Which conversation the mails of an alert belong to."""

import json

from sqlalchemy import Connection, select

from alerts.outbox.tables import alert as table
from alerts.render import thread_id
from alerts.types import Alert, Thread


def thread_of(conn: Connection, alert: Alert) -> Thread:
    """Return the conversation that the first alert on the story of `alert` opened.

    On its article, if it has no story. It keeps the address and the title of then: a publisher
    changes both, and mail programs part a conversation where its subject changes. Named by the
    address, the conversation is never that of another wireroom's story of the same number.
    `alert` itself has to be stored.
    """
    if alert.story is None:
        of_one = table.c.article_id == alert.article.id
    else:
        of_one = table.c.story_id == alert.story
    first = select(table.c.payload).where(of_one).order_by(table.c.seq).limit(1)
    article = json.loads(conn.execute(first).scalar_one())["article"]
    return Thread(id=thread_id(article["canonical_url"]), title=article["title"])
