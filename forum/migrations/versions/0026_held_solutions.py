"""Which text of a solution readers get while the newest one waits for its check."""

import sqlalchemy as sa
from alembic import op

revision = "0026_held_solutions"
down_revision = "0025_deleted_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; so far readers get the newest text or none."""
    with op.batch_alter_table("entries") as batch_op:
        batch_op.add_column(sa.Column("shown_revision", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("shown_source", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("entries") as batch_op:
        batch_op.drop_column("shown_source")
        batch_op.drop_column("shown_revision")
