"""Checks that wait for a second engineer."""

import sqlalchemy as sa
from alembic import op

revision = "0046_waiting_checks"
down_revision = "0045_due_checks"
branch_labels = None
depends_on = None

WAITING = sa.text("decided_at IS NULL")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "waiting_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "verified",
                "conditional",
                "outdated",
                "incorrect",
                "unsafe",
                name="verdictkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("engineer_id", sa.Integer(), nullable=False),
        sa.Column(
            "evidence",
            sa.Enum(
                "tested",
                "documented",
                "experience",
                name="evidence",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("release_ids", sa.JSON(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("since_release_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "hazard",
            sa.Enum(
                "data_loss",
                "security",
                "safety",
                "money",
                "legal",
                "privacy",
                name="hazard",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("instead", sa.Text(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("confirmed", "refused", "taken_back", name="checkoutcome", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("verdict_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'conditional' OR condition IS NOT NULL", name=op.f("ck_waiting_checks_condition_given")
        ),
        sa.CheckConstraint(
            "kind <> 'outdated' OR since_release_id IS NOT NULL", name=op.f("ck_waiting_checks_since_given")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('incorrect', 'unsafe') OR note <> ''", name=op.f("ck_waiting_checks_note_given")
        ),
        sa.CheckConstraint("outcome <> 'refused' OR reason <> ''", name=op.f("ck_waiting_checks_reason_given")),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name=op.f("ck_waiting_checks_outcome_given")),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_waiting_checks_answer_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_waiting_checks_decided_by_id")),
        sa.ForeignKeyConstraint(["engineer_id"], ["people.id"], name=op.f("fk_waiting_checks_engineer_id")),
        sa.ForeignKeyConstraint(["since_release_id"], ["releases.id"], name=op.f("fk_waiting_checks_since_release_id")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdicts.id"], name=op.f("fk_waiting_checks_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_checks")),
        sa.UniqueConstraint("verdict_id", name=op.f("uq_waiting_checks_verdict_id")),
    )
    with op.batch_alter_table("waiting_checks") as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_checks_answer_id"), ["answer_id"])
        batch_op.create_index(batch_op.f("ix_waiting_checks_engineer_id"), ["engineer_id"])
        batch_op.create_index(
            "uq_waiting_checks_open",
            ["engineer_id", "answer_id"],
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("waiting_checks")
