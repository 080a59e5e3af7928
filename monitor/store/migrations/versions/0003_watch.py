"""What the daemon remembers: cadence and health of sources, their outages, and itself.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns of sources, and two tables."""
    with op.batch_alter_table("source") as source:
        source.add_column(sa.Column("host", sa.Text(), nullable=False, server_default=""))
        source.add_column(sa.Column("moved_url", sa.Text(), nullable=True))
        source.add_column(sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
        source.add_column(sa.Column("alarmed", sa.Boolean(), nullable=False, server_default="0"))
        source.add_column(sa.Column("full_at", sa.DateTime(), nullable=True))
        source.add_column(sa.Column("hint_s", sa.Float(), nullable=False, server_default="0"))
        source.add_column(sa.Column("ttl_s", sa.Float(), nullable=False, server_default="0"))
        source.add_column(sa.Column("weekly", sa.Float(), nullable=True))
        source.add_column(sa.Column("dated", sa.Integer(), nullable=False, server_default="0"))
        source.add_column(sa.Column("oldest_at", sa.DateTime(), nullable=True))
        source.add_column(sa.Column("usual_gap_s", sa.Float(), nullable=True))
        source.add_column(sa.Column("newest_at", sa.DateTime(), nullable=True))
    op.create_table(
        "outage",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "began_at"),
    )
    op.create_index("ix_outage_ended", "outage", ["ended_at"])
    op.create_table(
        "daemon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("beat_at", sa.DateTime(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(), nullable=True),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.Column("reload_error", sa.Text(), nullable=True),
        sa.Column("listen", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
