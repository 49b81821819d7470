"""Copies of everything about a person that they asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0021_data_exports"
down_revision = "0020_former_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "data_exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_data_exports_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_exports")),
    )
    op.create_index(op.f("ix_data_exports_person_id"), "data_exports", ["person_id"])
    op.create_index(op.f("ix_data_exports_expires_at"), "data_exports", ["expires_at"])


def downgrade() -> None:
    """Forget them; the files are left to whoever goes back."""
    op.drop_table("data_exports")
