"""How often was searched, and how often in vain: counts by day."""

import sqlalchemy as sa
from alembic import op

revision = "0013_daily_searches"
down_revision = "0011_visitors_help"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "daily_searches",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("without", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_searches")),
    )


def downgrade() -> None:
    """Forget the counts."""
    op.drop_table("daily_searches")
