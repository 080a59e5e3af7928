"""Two stories turn out to be one: what was told of either was told of it."""

from sqlalchemy import Connection, delete, insert, select, update

from alerts.outbox.tables import alert, cooldown, held
from alerts.types import StoryId


def merge(conn: Connection, ended: StoryId, into: StoryId) -> None:
    """Take alerts, what is held and cool-downs of a story that `ended` for those of another.

    So that mails go on in the conversation of whichever was told of first. What alerts say of
    themselves stays as it was sent.
    """
    conn.execute(update(alert).where(alert.c.story_id == ended).values(story_id=into))
    conn.execute(update(held).where(held.c.story_id == ended).values(story_id=into))
    both = cooldown.c.story_id.in_((ended, into))
    found = select(cooldown.c.channel, cooldown.c.rule, cooldown.c.at).where(both)
    latest = {
        (row.channel, row.rule): row.at for row in conn.execute(found.order_by(cooldown.c.at))
    }
    conn.execute(delete(cooldown).where(both))
    if latest:
        rows = [
            {"channel": channel, "rule": rule, "story_id": into, "at": at}
            for (channel, rule), at in latest.items()
        ]
        conn.execute(insert(cooldown), rows)
