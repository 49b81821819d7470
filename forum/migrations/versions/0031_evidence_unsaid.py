"""An engineer need not say how they know."""

import sqlalchemy as sa
from alembic import op

revision = "0031_evidence_unsaid"
down_revision = "0030_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Allow none. What was said before stays: nobody can tell any more who chose it and who left it as it was."""
    with op.batch_alter_table("verdicts") as batch_op:
        batch_op.alter_column("evidence", existing_type=sa.String(20), nullable=True)


def downgrade() -> None:
    """Say what was assumed before."""
    op.execute("UPDATE verdicts SET evidence = 'experience' WHERE evidence IS NULL")
    with op.batch_alter_table("verdicts") as batch_op:
        batch_op.alter_column("evidence", existing_type=sa.String(20), nullable=False)
