"""What a person asked for again, and what has ended with its bytes, by state and time.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns in place, and an index.

    By ALTER TABLE: to make the table anew would copy the bytes of every delivery.
    """
    op.add_column("delivery", sa.Column("resent_at", sa.DateTime(), nullable=True))
    op.add_column(
        "delivery", sa.Column("resent_after", sa.Integer(), nullable=False, server_default="0")
    )
    ended = sa.text("body IS NOT NULL AND settled_at IS NOT NULL")
    op.create_index(
        "ix_delivery_ended",
        "delivery",
        ["state", "settled_at"],
        sqlite_where=ended,
        postgresql_where=ended,
    )
