"""What a moderator decided stands beside what a verdict holds back, and an acceptance keeps its reason."""

import sqlalchemy as sa
from alembic import op

revision = "0004_containment"
down_revision = "0003_search_at_scale"
branch_labels = None
depends_on = None

CONTAINMENTS = ("none", "warned", "folded", "quarantined")
HAZARDS = ("data_loss", "security", "safety", "money", "legal", "privacy")
HELD = {"warn": "warned", "fold": "folded", "quarantine": "quarantined"}
# What holds is the stronger of both; a quarantine only ever came from a decision.
STRONGER = """
    UPDATE answers SET containment = CASE
        WHEN decided = 'quarantined' THEN 'quarantined'
        WHEN decided = 'folded' OR level = 'unsafe' THEN 'folded'
        WHEN decided = 'warned' OR level = 'incorrect' THEN 'warned'
        ELSE 'none' END
"""
ANSWERS = sa.table(
    "answers",
    *map(sa.column, ("id", "revision", "accepted", "accepted_reason")),
    *map(sa.column, ("decided", "decided_hazard", "decided_reason", "decided_revision")),
    sa.column("decided_at", sa.DateTime(timezone=True)),
)


def _add_word(table: str, column: str, words: tuple[str, ...], rest: str = "") -> None:
    """Add a column for one of these words, checked on both databases without writing the table anew."""
    listed = ", ".join(f"'{word}'" for word in words)
    check = f"CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({listed}))"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(20) {rest} {check}")


def upgrade() -> None:
    """Change the schema, and say of every answer what a moderator decided about it."""
    _add_word("decisions", "hazard", HAZARDS)
    _add_word("answer_revisions", "containment", CONTAINMENTS, "DEFAULT 'none' NOT NULL")
    _add_word("answers", "decided", CONTAINMENTS, "DEFAULT 'none' NOT NULL")
    _add_word("answers", "decided_hazard", HAZARDS)
    op.add_column("answers", sa.Column("decided_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("answers", sa.Column("decided_at", sa.DateTime(timezone=True)))
    op.add_column("answers", sa.Column("decided_revision", sa.Integer()))
    op.add_column("answers", sa.Column("accepted_reason", sa.Text(), server_default="", nullable=False))
    _decided()
    op.execute(STRONGER)
    _accepted()
    for table in ("questions", "answers", "comments", "entries"):
        op.drop_column(table, "contained_by_decision")


def _decided() -> None:
    """Let the newest decision that did anything stand; a dismissal used to leave everything as it was."""
    cases = sa.table("cases", *map(sa.column, ("id", "about_kind", "about_id", "hazard")))
    at = sa.column("created_at", sa.DateTime(timezone=True))
    decisions = sa.table("decisions", *map(sa.column, ("id", "case_id", "action", "hazard", "reason")), at)
    made = (
        sa.select(decisions, cases.c.about_id, cases.c.hazard.label("named"))
        .join(cases, cases.c.id == decisions.c.case_id)
        .where(cases.c.about_kind == "answer", decisions.c.action.in_(list(HELD)))
        .order_by(decisions.c.id)
    )
    for row in op.get_bind().execute(made).all():
        op.execute(sa.update(decisions).where(decisions.c.id == row.id).values(hazard=row.named))
        decided = {"decided": HELD[row.action], "decided_hazard": row.named, "decided_reason": row.reason}
        values = {**decided, "decided_at": row.created_at, "decided_revision": ANSWERS.c.revision}
        op.execute(sa.update(ANSWERS).where(ANSWERS.c.id == row.about_id).values(values))


def _accepted() -> None:
    """Give acceptances in the asker's stead the reason that the journal holds."""
    events = sa.table("events", *map(sa.column, ("id", "kind", "about_id")))
    details = sa.table("details", sa.column("event_id"), sa.column("values", sa.JSON()))
    said = sa.select(events.c.about_id, details.c["values"]).join(details, details.c.event_id == events.c.id)
    said = said.where(events.c.kind == "answer.accepted").order_by(events.c.id)
    for answer_id, values in op.get_bind().execute(said).all():
        if "reason" not in values:
            continue
        mine = sa.update(ANSWERS).where(ANSWERS.c.id == answer_id, ANSWERS.c.accepted)
        op.execute(mine.values(accepted_reason=values["reason"]))


def downgrade() -> None:
    """Take the change back."""
    for table in ("questions", "answers", "comments", "entries"):
        was: sa.Column[bool] = sa.Column(
            "contained_by_decision", sa.Boolean(), server_default=sa.false(), nullable=False
        )
        op.add_column(table, was)
    op.execute("UPDATE answers SET contained_by_decision = (decided <> 'none')")
    for name in ("decided", "decided_hazard", "decided_reason", "decided_at", "decided_revision", "accepted_reason"):
        op.drop_column("answers", name)
    op.drop_column("answer_revisions", "containment")
    op.drop_column("decisions", "hazard")
