"""An index of the few comments that were deleted, for the moderators' list."""

import sqlalchemy as sa
from alembic import op

revision = "0025_deleted_comments"
down_revision = "0024_moved_suggestions"
branch_labels = None
depends_on = None

DELETED = sa.text("deleted_at IS NOT NULL")


def upgrade() -> None:
    """Add it."""
    op.create_index("ix_comments_deleted", "comments", ["deleted_at"], sqlite_where=DELETED, postgresql_where=DELETED)


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_comments_deleted", "comments")
