"""Decisions keep what some actions are told: until when, which question, which revision."""

import sqlalchemy as sa
from alembic import op

revision = "0035_terms_of_decisions"
down_revision = "0034_second_reading"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no earlier action needed them."""
    op.add_column("decisions", sa.Column("until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("decisions", sa.Column("target_id", sa.Integer(), nullable=True))
    op.add_column("decisions", sa.Column("number", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("decisions") as batch_op:
        for name in ("number", "target_id", "until"):
            batch_op.drop_column(name)
