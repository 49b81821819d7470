"""Changes that somebody suggests, and what becomes of corrections: taken over, objected to, upheld or withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0016_suggestions"
down_revision = "0007_following"
branch_labels = None
depends_on = None

OPEN = sa.text("decided_at IS NULL")
DISPUTED = sa.text("objected_at IS NOT NULL AND resolved_at IS NULL")
AT = sa.DateTime(timezone=True)
OUTCOME = sa.Enum(
    "accepted", "rejected", "withdrawn", name="outcome", native_enum=False, create_constraint=True, length=20
)


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("outcome", OUTCOME, nullable=True),
        sa.Column("decided_at", AT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("improved", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(question_id IS NULL) <> (answer_id IS NULL)", name=op.f("ck_suggestions_one_thing")),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name=op.f("ck_suggestions_outcome_given")),
        sa.CheckConstraint("outcome <> 'rejected' OR reason <> ''", name=op.f("ck_suggestions_reason_given")),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_suggestions_answer_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_suggestions_decided_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_suggestions_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_suggestions_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    for column in ("answer_id", "person_id", "question_id"):
        op.create_index(op.f(f"ix_suggestions_{column}"), "suggestions", [column])
    for thing in ("question", "answer"):
        op.create_index(
            f"uq_suggestions_open_{thing}",
            "suggestions",
            ["person_id", f"{thing}_id"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
    for table in ("questions", "answers"):
        op.add_column(table, sa.Column("open_suggestions", sa.Integer(), server_default="0", nullable=False))
    _objections()


def _objections() -> None:
    """Let authors take corrections over, or object to them."""
    with op.batch_alter_table("corrections") as batch_op:
        batch_op.add_column(sa.Column("adopted_revision", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("objection", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("objected_at", AT, nullable=True))
        batch_op.add_column(sa.Column("resolution", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("resolved_at", AT, nullable=True))
        batch_op.add_column(sa.Column("resolved_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_corrections_resolved_by_id"), "people", ["resolved_by_id"], ["id"])
        batch_op.create_check_constraint(
            op.f("ck_corrections_objection_given"), "objected_at IS NULL OR objection <> ''"
        )
        batch_op.create_check_constraint(
            op.f("ck_corrections_resolution_given"), "resolved_at IS NULL OR resolution <> ''"
        )
    op.create_index(
        "ix_corrections_disputed", "corrections", ["objected_at"], sqlite_where=DISPUTED, postgresql_where=DISPUTED
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_index("ix_corrections_disputed", "corrections")
    with op.batch_alter_table("corrections") as batch_op:
        for check in ("objection_given", "resolution_given"):
            batch_op.drop_constraint(op.f(f"ck_corrections_{check}"), type_="check")
        batch_op.drop_constraint(op.f("fk_corrections_resolved_by_id"), type_="foreignkey")
        columns = "resolved_by_id", "resolved_at", "resolution", "objected_at", "objection", "adopted_revision"
        for column in columns:
            batch_op.drop_column(column)
    for table in ("answers", "questions"):
        op.drop_column(table, "open_suggestions")
    op.drop_table("suggestions")
