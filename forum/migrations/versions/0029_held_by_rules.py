"""A risk rule holds an answer back until a moderator decides, and tells readers a safer way."""

import sqlalchemy as sa
from alembic import op

revision = "0029_held_by_rules"
down_revision = "0028_carried"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no rule held anything back before."""
    op.add_column("answers", sa.Column("decided_instead", sa.Text(), server_default="", nullable=False))
    op.add_column("answers", sa.Column("decided_rule", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop them; what a rule held back stays so, as if a moderator had decided it."""
    op.drop_column("answers", "decided_rule")
    op.drop_column("answers", "decided_instead")
