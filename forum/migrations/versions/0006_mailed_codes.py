"""Six digits by mail: a row for each wish to register, or to sign in without a password."""

import sqlalchemy as sa
from alembic import op

revision = "0006_mailed_codes"
down_revision = "0005_verdict_hazard"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "mailed_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("next_url", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_codes")),
        sa.UniqueConstraint("ticket", name=op.f("uq_mailed_codes_ticket")),
    )
    op.create_index(op.f("ix_mailed_codes_created_at"), "mailed_codes", ["created_at"])


def downgrade() -> None:
    """Forget who waits for a letter."""
    op.drop_table("mailed_codes")
