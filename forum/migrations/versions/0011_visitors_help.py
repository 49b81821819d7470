"""What visitors without an account say: counts by thing, revision and day."""

import sqlalchemy as sa
from alembic import op

revision = "0011_visitors_help"
down_revision = "0010_newest_entries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "daily_help",
        sa.Column(
            "kind",
            sa.Enum(
                "question",
                "answer",
                "comment",
                "entry",
                "case",
                "person",
                "product",
                "tag",
                "site",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("thing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("did_not", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "thing_id", "revision", "day", name=op.f("pk_daily_help")),
    )


def downgrade() -> None:
    """Forget what visitors said."""
    op.drop_table("daily_help")
