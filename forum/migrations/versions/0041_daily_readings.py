"""On how many questions somebody looked on which day, for their trust level."""

import sqlalchemy as sa
from alembic import op

revision = "0041_daily_readings"
down_revision = "0040_silence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "daily_readings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_daily_readings_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_daily_readings")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("daily_readings")
