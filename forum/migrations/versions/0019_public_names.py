"""The name of staff who go by another one on pages."""

import sqlalchemy as sa
from alembic import op

revision = "0019_public_names"
down_revision = "0019_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; so far everybody goes by their own name."""
    with op.batch_alter_table("people") as batch_op:
        batch_op.add_column(sa.Column("own_name", sa.Text(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("people") as batch_op:
        batch_op.drop_column("own_name")
