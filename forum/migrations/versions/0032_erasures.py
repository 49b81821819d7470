"""Erasing people: the wish and how far it has come, and texts that were taken out for good."""

import sqlalchemy as sa
from alembic import op

revision = "0032_erasures"
down_revision = "0031_evidence_unsaid"
branch_labels = None
depends_on = None

EMPTIED = ("question_revisions", "answer_revisions", "entry_revisions", "comment_revisions", "comments")


def upgrade() -> None:
    """Add the table and the columns; so far nobody was erased."""
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "posts",
            sa.Enum("keep", "remove", name="posts", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_erasures_person_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_erasures_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_person_id"), "erasures", ["person_id"])
    op.create_index(
        "uq_erasures_unfinished",
        "erasures",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
    )
    with op.batch_alter_table("people") as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    for table in EMPTIED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget them."""
    for table in EMPTIED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("redacted_at")
    with op.batch_alter_table("people") as batch_op:
        batch_op.drop_column("erased_at")
    op.drop_table("erasures")
