"""The alerts of a rule as a feed."""

from urllib.parse import quote

from alerts import api as alerts
from alerts.types import RuleId
from monitor.config import Config
from monitor.store import Store, reading

_ALERTS = 50


def rule_address(rule: RuleId) -> str:
    """Return where the feed of a rule is served, relative to the host."""
    return f"/feeds/rules/{quote(rule)}.atom"


def rule_feed(config: Config, rule: RuleId) -> bytes:
    """Return the Atom feed of the newest 50 alerts of `rule`; reads beside whoever writes.

    Raises StoreError if the store cannot be read.
    """
    with Store.to_read(config.settings.database_path) as store, store.transaction() as conn:
        listed = alerts.list_alerts(conn, limit=_ALERTS, rule=rule)
        found = [alerts.restored(data) for data in listed]
        texts = reading.texts(conn, {alert.article.id for alert in found})
    return alerts.atom(
        rule,
        [(alert, texts.get(alert.article.id, "")) for alert in found],
        address=rule_address(rule),
        timezone=config.settings.timezone,
    )
