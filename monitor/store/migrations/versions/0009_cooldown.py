"""When rules last told channels of a story, and of which story what is held is.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table, and a column in place to another, with an index."""
    op.create_table(
        "cooldown",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "rule", "story_id"),
    )
    op.create_index("ix_cooldown_at", "cooldown", ["channel", "at"])
    op.add_column("held", sa.Column("story_id", sa.Integer(), nullable=True))
    columns = ["channel", "rule", "severity", "story_id", "due_at"]
    op.create_index("ix_held_story", "held", columns)
