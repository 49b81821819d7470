"""Reports of all kinds of things, what they weigh, who is at them, and texts for reasons given again and again."""

import sqlalchemy as sa
from alembic import op

revision = "0030_reports"
down_revision = "0029_held_by_rules"
branch_labels = None
depends_on = None

CONTAINMENTS = "'none', 'warned', 'folded', 'quarantined'"
KINDS = "'dangerous', 'wrong', 'spam', 'abuse'"
ACTIONS = "'dismiss', 'warn', 'fold', 'quarantine'"


TOPICS = ("answered", "commented", "mentioned", "accepted", "checked", "corrected", "edited", "decided", "followed")


def _topics(*topics: str) -> None:
    """Let people choose how they are told of these."""
    words = ", ".join(f"'{topic}'" for topic in topics)
    with op.batch_alter_table("notice_choices") as batch_op:
        batch_op.drop_constraint(op.f("ck_notice_choices_topic"), type_="check")
        batch_op.create_check_constraint(op.f("ck_notice_choices_topic"), f"topic IN ({words})")


def upgrade() -> None:
    """Change the schema. Which words there are is the program's matter from now on, since more will come."""
    with op.batch_alter_table("flags") as batch_op:
        batch_op.drop_constraint(op.f("ck_flags_flagkind"), type_="check")
        batch_op.add_column(sa.Column("weight", sa.Double(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("agreed", sa.Boolean(), nullable=True))
        batch_op.create_index("ix_flags_reporter", ["reporter_id", "agreed"])
    with op.batch_alter_table("cases") as batch_op:
        batch_op.add_column(sa.Column("taken_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("called_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(op.f("fk_cases_taken_by_id_people"), "people", ["taken_by_id"], ["id"])
        batch_op.create_index(op.f("ix_cases_taken_by_id"), ["taken_by_id"])
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.drop_constraint(op.f("ck_decisions_action"), type_="check")
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=True))
    check = f"CONSTRAINT ck_entries_decided CHECK (decided IN ({CONTAINMENTS}))"
    op.execute(f"ALTER TABLE entries ADD COLUMN decided VARCHAR(20) DEFAULT 'none' NOT NULL {check}")
    op.execute(
        "UPDATE decisions SET revision = (SELECT answers.decided_revision FROM answers JOIN cases"
        " ON cases.about_kind = 'answer' AND cases.about_id = answers.id WHERE cases.id = decisions.case_id)"
    )
    _topics(*TOPICS, "called")
    # Whoever reported what a moderator then held back was right.
    op.execute(
        "UPDATE flags SET agreed = (SELECT decisions.action <> 'dismiss' FROM decisions"
        " WHERE decisions.case_id = flags.case_id ORDER BY decisions.id DESC LIMIT 1)"
    )
    op.create_table(
        "canned_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["kept_by_id"], ["people.id"], name=op.f("fk_canned_texts_kept_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_texts")),
    )


def downgrade() -> None:
    """Take the change back; what has none of the old words becomes the nearest of them."""
    op.execute(f"UPDATE flags SET kind = 'wrong' WHERE kind NOT IN ({KINDS})")  # noqa: S608 - words of our own
    op.execute(f"UPDATE decisions SET action = 'dismiss' WHERE action NOT IN ({ACTIONS})")  # noqa: S608 - words of our own
    op.drop_table("canned_texts")
    op.execute("DELETE FROM notice_choices WHERE topic = 'called'")
    _topics(*TOPICS)
    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_index(op.f("ix_cases_taken_by_id"))
        batch_op.drop_constraint(op.f("fk_cases_taken_by_id_people"), type_="foreignkey")
        batch_op.drop_column("called_at")
        batch_op.drop_column("taken_until")
        batch_op.drop_column("taken_by_id")
    with op.batch_alter_table("flags") as batch_op:
        batch_op.drop_index("ix_flags_reporter")
        batch_op.drop_column("agreed")
        batch_op.drop_column("weight")
        batch_op.create_check_constraint(op.f("ck_flags_flagkind"), f"kind IN ({KINDS})")
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.drop_column("revision")
        batch_op.create_check_constraint(op.f("ck_decisions_action"), f"action IN ({ACTIONS})")
    with op.batch_alter_table("entries") as batch_op:
        batch_op.drop_constraint(op.f("ck_entries_decided"), type_="check")
        batch_op.drop_column("decided")
