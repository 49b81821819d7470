"""What releases were called before, so that their old addresses lead on."""

import sqlalchemy as sa
from alembic import op

revision = "0020_former_releases"
down_revision = "0019_public_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nobody remembers the names before."""
    op.create_table(
        "former_releases",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_former_releases_product_id")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_former_releases_release_id")),
        sa.PrimaryKeyConstraint("product_id", "name", name=op.f("pk_former_releases")),
    )
    with op.batch_alter_table("former_releases") as batch_op:
        batch_op.create_index(op.f("ix_former_releases_release_id"), ["release_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("former_releases")
