"""Tags that became part of another, names that led to a tag for ever, products that take no new questions."""

import sqlalchemy as sa
from alembic import op

revision = "0018_catalogue"
down_revision = "0017_entry_editing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no tag was merged yet, and no product archived."""
    with op.batch_alter_table("tags") as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_tags_merged_into_id"), "tags", ["merged_into_id"], ["id"])
        batch_op.create_index(op.f("ix_tags_merged_into_id"), ["merged_into_id"])
    with op.batch_alter_table("tag_synonyms") as batch_op:
        batch_op.add_column(sa.Column("former", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("products") as batch_op:
        batch_op.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("products") as batch_op:
        batch_op.drop_column("archived_at")
    with op.batch_alter_table("tag_synonyms") as batch_op:
        batch_op.drop_column("former")
    with op.batch_alter_table("tags") as batch_op:
        batch_op.drop_index(op.f("ix_tags_merged_into_id"))
        batch_op.drop_constraint(op.f("fk_tags_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
