"""Where a follow, a bookmark or "I have this too" came from, if somebody had it of another question first."""

import sqlalchemy as sa
from alembic import op

revision = "0028_carried"
down_revision = "0027_comments"
branch_labels = None
depends_on = None

TABLES = ("question_follows", "bookmarks", "have_too")


def upgrade() -> None:
    """Add the column; so far nothing was carried."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("carried_from_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_{table}_carried_from_id"), "questions", ["carried_from_id"], ["id"])


def downgrade() -> None:
    """Forget it."""
    for table in reversed(TABLES):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_carried_from_id"), type_="foreignkey")
            batch_op.drop_column("carried_from_id")
