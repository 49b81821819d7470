"""Rules, privacy and terms in versions, which admins write in the browser."""

import sqlalchemy as sa
from alembic import op

revision = "0039_terms"
down_revision = "0038_held_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; the site begins with the rules that come with Vouch."""
    op.create_table(
        "terms_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(20), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_terms_versions_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_versions")),
        sa.UniqueConstraint("topic", "language", "number", name=op.f("uq_terms_versions_topic_language_number")),
    )
    op.create_index(op.f("ix_terms_versions_by_id"), "terms_versions", ["by_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(op.f("ix_terms_versions_by_id"), "terms_versions")
    op.drop_table("terms_versions")
