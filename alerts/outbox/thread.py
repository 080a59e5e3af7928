"""Which conversation the mails of an alert belong to."""

import json

from sqlalchemy import Connection, select

from alerts.outbox.tables import alert as table
from alerts.render import thread_id
from alerts.types import Alert, Thread


def thread_of(conn: Connection, alert: Alert) -> Thread:
    """Return the conversation that the first alert on the article of `alert` opened.

    It keeps the address and the title of then: a publisher changes both, and mail programs part a
    conversation where its subject changes. `alert` itself has to be stored.
    """
    of_article = select(table.c.payload).where(table.c.article_id == alert.article.id)
    first = conn.execute(of_article.order_by(table.c.seq).limit(1)).scalar_one()
    article = json.loads(first)["article"]
    return Thread(id=thread_id(article["canonical_url"]), title=article["title"])
