"""Stories, the story of each article and alert, and how articles moved between stories.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three tables, and a column in place to each of three others."""
    op.create_table(
        "story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["merged_into"], ["story.id"]),
    )
    op.create_index("ix_story_last_seen", "story", ["last_seen"])
    op.create_table(
        "story_move",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.ForeignKeyConstraint(["before"], ["story.id"]),
        sa.ForeignKeyConstraint(["after"], ["story.id"]),
        sa.ForeignKeyConstraint(["by"], ["article.id"]),
    )
    op.create_table(
        "article_terms",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("article_id"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
    )
    for column in ("article_id", "before", "after"):
        op.create_index(f"ix_story_move_{column}", "story_move", [column])
    # As SQL: Alembic would write the reference as a constraint of its own, which SQLite refuses.
    op.execute("ALTER TABLE article ADD COLUMN story_id INTEGER REFERENCES story (id)")
    op.create_index("ix_article_story", "article", ["story_id"])
    op.add_column(
        "article_entity",
        sa.Column("by_story", sa.Boolean(), nullable=False, server_default="0"),
    )
    op.add_column("alert", sa.Column("story_id", sa.Integer(), nullable=True))
    op.create_index("ix_alert_story", "alert", ["story_id", "seq"])
