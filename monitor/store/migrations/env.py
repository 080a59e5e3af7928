"""Runs the migrations on the connection that `monitor.store.schema` hands over."""

from alembic import context
from sqlmodel import SQLModel

from alerts.outbox import tables as outbox_tables
from monitor.store import tables as store_tables

ROOMS = (outbox_tables, store_tables)
"""Whose tables the metadata holds, once they are imported."""


def include(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the full-text index and its shadow tables out of comparisons."""
    return not (kind == "table" and name is not None and name.startswith("article_fts"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    include_name=include,
    transaction_per_migration=False,
)
context.run_migrations()
