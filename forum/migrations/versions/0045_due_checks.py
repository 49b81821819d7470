"""What waits for a new check since a release appeared."""

import sqlalchemy as sa
from alembic import op

revision = "0045_due_checks"
down_revision = "0044_staff_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables. The releases that are there have been looked after: no round is begun for them."""
    op.create_table(
        "check_rounds",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("answers_to", sa.Integer(), nullable=False),
        sa.Column("entries_to", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_check_rounds_release_id_releases")),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_check_rounds")),
    )
    op.create_table(
        "due_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(answer_id IS NULL) <> (entry_id IS NULL)", name=op.f("ck_due_checks_one_thing")),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_due_checks_answer_id_answers")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_due_checks_entry_id_entries")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_due_checks_release_id_releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_checks")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_due_checks_answer_id")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_due_checks_entry_id")),
    )
    with op.batch_alter_table("due_checks") as batch_op:
        batch_op.create_index("ix_due_checks_queue", ["severity", "views", "id"], unique=False)
        batch_op.create_index(op.f("ix_due_checks_release_id"), ["release_id"], unique=False)
    with op.batch_alter_table("verdicts") as batch_op:
        batch_op.add_column(sa.Column("newer_release_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_verdicts_newer_release_id_releases"), "releases", ["newer_release_id"], ["id"]
        )


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("verdicts") as batch_op:
        batch_op.drop_constraint(op.f("fk_verdicts_newer_release_id_releases"), type_="foreignkey")
        batch_op.drop_column("newer_release_id")
    op.drop_table("due_checks")
    op.drop_table("check_rounds")
