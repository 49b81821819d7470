"""A verdict on a wrong or dangerous text names the hazard, and what to do instead."""

import sqlalchemy as sa
from alembic import op

revision = "0005_verdict_hazard"
down_revision = "0004_containment"
branch_labels = None
depends_on = None

HAZARD = sa.Enum(
    "data_loss",
    "security",
    "safety",
    "money",
    "legal",
    "privacy",
    name="hazard",
    native_enum=False,
    create_constraint=True,
    length=20,
)


def upgrade() -> None:
    """Add the columns; of what was judged before, no hazard is known."""
    with op.batch_alter_table("verdicts") as batch_op:
        batch_op.add_column(sa.Column("hazard", HAZARD, nullable=True))
        batch_op.add_column(sa.Column("instead", sa.Text(), server_default="", nullable=False))
        batch_op.create_check_constraint(
            op.f("ck_verdicts_hazard_of_wrong"), "hazard IS NULL OR kind IN ('incorrect', 'unsafe')"
        )


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("verdicts") as batch_op:
        batch_op.drop_constraint(op.f("ck_verdicts_hazard_of_wrong"), type_="check")
        batch_op.drop_column("instead")
        batch_op.drop_column("hazard")
