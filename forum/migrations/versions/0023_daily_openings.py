"""Who of the staff opened what is private, by day."""

import sqlalchemy as sa
from alembic import op

revision = "0023_daily_openings"
down_revision = "0022_sent_forms"
branch_labels = None
depends_on = None

PARTS = sa.Enum("text", "reporters", "address", name="part", native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    """Add the table; nobody was counted before."""
    op.create_table(
        "daily_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", PARTS, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_daily_openings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_openings")),
        sa.UniqueConstraint(
            *("kind", "thing_id", "part", "person_id", "day"),
            name=op.f("uq_daily_openings_kind_thing_id_part_person_id_day"),
        ),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("daily_openings")
