"""What was decided about a thing, found without reading all cases."""

from alembic import op

revision = "0043_cases_about"
down_revision = "0042_hidden_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    with op.batch_alter_table("cases") as batch_op:
        batch_op.create_index("ix_cases_about", ["about_kind", "about_id"], unique=False)


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_index("ix_cases_about")
