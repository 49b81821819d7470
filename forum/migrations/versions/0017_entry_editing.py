"""Editors improve solutions: what their text was made from, engineers' verdicts on it, and how it was retired."""

import sqlalchemy as sa
from alembic import op

revision = "0017_entry_editing"
down_revision = "0015_images"
branch_labels = None
depends_on = None

REASONS = ("no_solution", "not_checked", "contained", "judged_wrong", "disputed", "too_short", "gone")
ONE_THING = "(answer_id IS NULL) <> (entry_id IS NULL)"


def upgrade() -> None:
    """Add the columns. A solution that shows its answer has that answer as its source."""
    with op.batch_alter_table("entries") as batch_op:
        batch_op.add_column(sa.Column("solution_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("disagreement", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("retired_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("retired_reason", sa.Text(), server_default="", nullable=False))
        batch_op.create_foreign_key(op.f("fk_entries_solution_id"), "answers", ["solution_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_entries_retired_by_id"), "people", ["retired_by_id"], ["id"])
    op.execute("UPDATE entries SET solution_id = answer_id")
    _allow((*REASONS, "retired"))
    op.create_index(op.f("ix_entries_edited_at"), "entries", ["edited_at"])
    op.create_index(op.f("ix_entries_successor_id"), "entries", ["successor_id"])
    with op.batch_alter_table("entry_revisions") as batch_op:
        batch_op.add_column(sa.Column("answer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answer_revision", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_entry_revisions_answer_id"), "answers", ["answer_id"], ["id"])
    with op.batch_alter_table("verdicts") as batch_op:
        batch_op.alter_column("answer_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("entry_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_verdicts_entry_id"), "entries", ["entry_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_verdicts_entry_id_number"), ["entry_id", "number"])
        batch_op.create_check_constraint(op.f("ck_verdicts_one_thing"), ONE_THING)


def _allow(reasons: tuple[str, ...]) -> None:
    """Let a solution be withdrawn for these reasons."""
    words = ", ".join(f"'{reason}'" for reason in reasons)
    with op.batch_alter_table("entries") as batch_op:
        batch_op.drop_constraint(op.f("ck_entries_withdrawnreason"), type_="check")
        batch_op.create_check_constraint(op.f("ck_entries_withdrawnreason"), f"withdrawn_reason IN ({words})")


def downgrade() -> None:
    """Forget them: checks of editors' texts are lost, and what was retired counts as withdrawn for want of one."""
    op.execute("DELETE FROM verdict_releases WHERE verdict_id IN (SELECT id FROM verdicts WHERE entry_id IS NOT NULL)")
    op.execute("DELETE FROM verdicts WHERE entry_id IS NOT NULL")
    with op.batch_alter_table("verdicts") as batch_op:
        batch_op.drop_constraint(op.f("ck_verdicts_one_thing"), type_="check")
        batch_op.drop_constraint(op.f("uq_verdicts_entry_id_number"), type_="unique")
        batch_op.drop_constraint(op.f("fk_verdicts_entry_id"), type_="foreignkey")
        batch_op.drop_column("entry_id")
        batch_op.alter_column("answer_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("entry_revisions") as batch_op:
        batch_op.drop_constraint(op.f("fk_entry_revisions_answer_id"), type_="foreignkey")
        batch_op.drop_column("answer_revision")
        batch_op.drop_column("answer_id")
    op.drop_index(op.f("ix_entries_successor_id"), "entries")
    op.drop_index(op.f("ix_entries_edited_at"), "entries")
    op.execute("UPDATE entries SET withdrawn_reason = 'no_solution' WHERE withdrawn_reason = 'retired'")
    _allow(REASONS)
    with op.batch_alter_table("entries") as batch_op:
        batch_op.drop_constraint(op.f("fk_entries_retired_by_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_entries_solution_id"), type_="foreignkey")
        for column in ("retired_reason", "retired_by_id", "retired_at", "disagreement", "edited_at", "solution_id"):
            batch_op.drop_column(column)
