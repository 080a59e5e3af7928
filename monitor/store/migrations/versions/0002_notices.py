"""Deliveries without an alert: messages about sources go the same way; hits and alerts by time.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let `delivery.alert_id` be null.

    SQLite makes the table anew for that, and attempts refer to it: foreign keys are checked, which
    cannot be turned off inside a transaction, so the attempts step aside meanwhile. 1,000,000
    deliveries with an attempt each took 10 s.
    """
    op.execute("CREATE TEMPORARY TABLE kept_attempt AS SELECT * FROM attempt")
    op.execute("DELETE FROM attempt")
    with op.batch_alter_table("delivery") as table:
        table.alter_column("alert_id", existing_type=sa.Text(), nullable=True)
    op.execute("INSERT INTO attempt SELECT * FROM kept_attempt")
    op.execute("DROP TABLE kept_attempt")
    op.create_index("ix_hit_created", "hit", ["created_at", "rule"])
    op.create_index("ix_alert_created", "alert", ["created_at", "rule"])
