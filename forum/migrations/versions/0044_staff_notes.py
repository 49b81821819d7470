"""Notes between moderators."""

import sqlalchemy as sa
from alembic import op

revision = "0044_staff_notes"
down_revision = "0043_cases_about"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "staff_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("case_id IS NOT NULL OR subject_id IS NOT NULL", name=op.f("ck_staff_notes_about")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_staff_notes_case_id_cases")),
        sa.ForeignKeyConstraint(["subject_id"], ["people.id"], name=op.f("fk_staff_notes_subject_id_people")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_staff_notes_author_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notes")),
    )
    with op.batch_alter_table("staff_notes") as batch_op:
        batch_op.create_index(op.f("ix_staff_notes_case_id"), ["case_id"], unique=False)
        batch_op.create_index(op.f("ix_staff_notes_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(op.f("ix_staff_notes_author_id"), ["author_id"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("staff_notes")
