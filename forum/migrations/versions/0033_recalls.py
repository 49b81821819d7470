"""Recalls: what people are told of advice that became wrong, and to whom it went."""

import sqlalchemy as sa
from alembic import op

revision = "0033_recalls"
down_revision = "0032_erasures"
branch_labels = None
depends_on = None

UNSENT = sa.text("state IN ('offered', 'waiting', 'due') AND reverses_id IS NULL")
TOPICS = (
    *("answered", "commented", "mentioned", "accepted", "checked", "corrected", "edited", "decided", "followed"),
    "called",
)
OTHERS = (
    ("answer_id", "answers"),
    ("entry_id", "entries"),
    ("product_id", "products"),
    ("reverses_id", "recalls"),
    ("cause_event_id", "events"),
    ("decided_by_id", "people"),
    ("approved_by_id", "people"),
)


def _topics(*topics: str) -> None:
    """Let people choose how they are told of these."""
    words = ", ".join(f"'{topic}'" for topic in topics)
    with op.batch_alter_table("notice_choices") as batch_op:
        batch_op.drop_constraint(op.f("ck_notice_choices_topic"), type_="check")
        batch_op.create_check_constraint(op.f("ck_notice_choices_topic"), f"topic IN ({words})")


def _fixed(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    """Add the tables, and two more things to be told of."""
    _topics(*TOPICS, "safety", "recalled")
    op.create_table(
        "recalls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("cause", _fixed("cause", "corrected", "incorrect", "unsafe", "quarantined"), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("cause_event_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _fixed("recallstate", "offered", "declined", "waiting", "due", "sent"), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("what_now", sa.Text(), nullable=False),
        sa.Column("instead_kind", sa.String(20), nullable=True),
        sa.Column("instead_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(answer_id IS NULL) <> (entry_id IS NULL)", name=op.f("ck_recalls_one_thing")),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name=op.f("ck_recalls_severity_range")),
        sa.CheckConstraint(
            "state NOT IN ('waiting', 'due', 'sent') OR (summary <> '' AND what_now <> '')",
            name=op.f("ck_recalls_words_given"),
        ),
        sa.CheckConstraint("state <> 'declined' OR reason <> ''", name=op.f("ck_recalls_reason_given")),
        sa.CheckConstraint("state <> 'due' OR send_at IS NOT NULL", name=op.f("ck_recalls_send_at_given")),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name=op.f("ck_recalls_sent_at_given")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_recalls_{column}_{table}"))
            for column, table in OTHERS
        ),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_recalls_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
    )
    for thing in ("answer", "entry"):
        op.create_index(f"ix_recalls_{thing}_id", "recalls", [f"{thing}_id"])
        op.create_index(
            f"uq_recalls_{thing}",
            "recalls",
            [f"{thing}_id"],
            unique=True,
            sqlite_where=UNSENT,
            postgresql_where=UNSENT,
        )
    op.create_index("ix_recalls_state", "recalls", ["state", "id"])
    op.create_table(
        "recall_recipients",
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("why", _fixed("why", "accepted", "worked", "bookmarked", "follows"), nullable=False),
        sa.Column("undid_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["recall_id"], ["recalls.id"], name=op.f("fk_recall_recipients_recall_id_recalls")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recall_recipients_person_id_people")),
        sa.PrimaryKeyConstraint("recall_id", "person_id", name=op.f("pk_recall_recipients")),
    )
    op.create_index(op.f("ix_recall_recipients_person_id"), "recall_recipients", ["person_id"])


def downgrade() -> None:
    """Forget them, and that anybody was told."""
    op.drop_table("recall_recipients")
    op.drop_table("recalls")
    op.execute("DELETE FROM notices WHERE about_kind = 'recall'")
    op.execute("DELETE FROM notice_choices WHERE topic IN ('safety', 'recalled')")
    _topics(*TOPICS)
