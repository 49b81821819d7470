"""Whose wish for an address a code belongs to, and the address that a way back leads to."""

import sqlalchemy as sa
from alembic import op

revision = "0019_people"
down_revision = "0018_catalogue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; so far nobody asked for another address."""
    with op.batch_alter_table("mailed_codes") as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_mailed_codes_person_id"), "people", ["person_id"], ["id"])
        batch_op.create_index(op.f("ix_mailed_codes_person_id"), ["person_id"])
    with op.batch_alter_table("mailed_secrets") as batch_op:
        batch_op.add_column(sa.Column("email", sa.Text(), nullable=True))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("mailed_secrets") as batch_op:
        batch_op.drop_column("email")
    with op.batch_alter_table("mailed_codes") as batch_op:
        batch_op.drop_index(op.f("ix_mailed_codes_person_id"))
        batch_op.drop_constraint(op.f("fk_mailed_codes_person_id"), type_="foreignkey")
        batch_op.drop_column("person_id")
