"""Forms that were sent, so that the same one sent again has no second effect."""

import sqlalchemy as sa
from alembic import op

revision = "0022_sent_forms"
down_revision = "0021_data_exports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "sent_forms",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sent_forms_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "digest", name=op.f("pk_sent_forms")),
    )
    op.create_index(op.f("ix_sent_forms_sent_at"), "sent_forms", ["sent_at"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("sent_forms")
