"""Solutions of all products, the newest first, without sorting them all for each page."""

from alembic import op

revision = "0010_newest_entries"
down_revision = "0006_mailed_codes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_entries_newest", "entries", ["state", "published_at", "id"])


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_entries_newest", "entries")
