"""Pictures in suggested texts, and suggestions that ended because their text was moved."""

import sqlalchemy as sa
from alembic import op

revision = "0024_moved_suggestions"
down_revision = "0023_daily_openings"
branch_labels = None
depends_on = None

OUTCOMES = ("accepted", "rejected", "withdrawn")


def upgrade() -> None:
    """Add the table; nobody knows the pictures of suggestions that were made before."""
    op.create_table(
        "suggestion_images",
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["images.id"], name=op.f("fk_suggestion_images_image_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_images_suggestion_id")),
        sa.PrimaryKeyConstraint("suggestion_id", "image_id", name=op.f("pk_suggestion_images")),
    )
    op.create_index(op.f("ix_suggestion_images_image_id"), "suggestion_images", ["image_id"])
    _allow((*OUTCOMES, "moved"))


def _allow(outcomes: tuple[str, ...]) -> None:
    """Let a suggestion end in these ways."""
    words = ", ".join(f"'{outcome}'" for outcome in outcomes)
    with op.batch_alter_table("suggestions") as batch_op:
        batch_op.drop_constraint(op.f("ck_suggestions_outcome"), type_="check")
        batch_op.create_check_constraint(op.f("ck_suggestions_outcome"), f"outcome IN ({words})")


def downgrade() -> None:
    """Forget them: what ended so counts as taken back."""
    op.execute("UPDATE suggestions SET outcome = 'withdrawn' WHERE outcome = 'moved'")
    _allow(OUTCOMES)
    op.drop_table("suggestion_images")
