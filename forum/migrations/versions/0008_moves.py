"""Texts can be deleted and shown again, closed by somebody, and moved into others, with the way back kept."""

import sqlalchemy as sa
from alembic import op

revision = "0008_moves"
down_revision = "0013_daily_searches"
branch_labels = None
depends_on = None

GONE = sa.text("deleted_at IS NOT NULL OR moved_id IS NOT NULL")
TABLES = ("questions", "answers", "comments")
# Those that search asks.
SEARCHED = ("questions", "answers")
REASONS = ("no_solution", "not_checked", "contained", "judged_wrong", "disputed", "too_short")


def upgrade() -> None:
    """Add the columns; nothing was deleted, moved, or closed by anybody known before."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("deleted_reason", sa.Text(), server_default="", nullable=False))
            batch_op.add_column(sa.Column("deleted_by_id", sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column("moved_kind", sa.String(20), nullable=True))
            batch_op.add_column(sa.Column("moved_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_{table}_deleted_by_id"), "people", ["deleted_by_id"], ["id"])
            if table in SEARCHED:
                name = f"ix_{table}_gone"
                batch_op.create_index(name, ["moved_id"], sqlite_where=GONE, postgresql_where=GONE)
    with op.batch_alter_table("questions") as batch_op:
        batch_op.add_column(sa.Column("closed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(op.f("fk_questions_closed_by_id"), "people", ["closed_by_id"], ["id"])
        batch_op.create_index(op.f("ix_questions_duplicate_of_id"), ["duplicate_of_id"])
    _allow((*REASONS, "gone"))
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(20), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_kind", sa.String(20), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_moves_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    op.create_index("ix_moves_source", "moves", ["source_kind", "source_id"])
    op.create_index("ix_moves_target", "moves", ["target_kind", "target_id"])


def _allow(reasons: tuple[str, ...]) -> None:
    """Let a solution be withdrawn for these reasons."""
    words = ", ".join(f"'{reason}'" for reason in reasons)
    with op.batch_alter_table("entries") as batch_op:
        batch_op.drop_constraint(op.f("ck_entries_withdrawnreason"), type_="check")
        batch_op.create_check_constraint(op.f("ck_entries_withdrawnreason"), f"withdrawn_reason IN ({words})")


def downgrade() -> None:
    """Forget them: what was deleted is shown again, what was moved stays where it is."""
    op.drop_table("moves")
    op.execute("UPDATE entries SET withdrawn_reason = 'no_solution' WHERE withdrawn_reason = 'gone'")
    _allow(REASONS)
    with op.batch_alter_table("questions") as batch_op:
        batch_op.drop_index(op.f("ix_questions_duplicate_of_id"))
        batch_op.drop_constraint(op.f("fk_questions_closed_by_id"), type_="foreignkey")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("closed_by_id")
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            if table in SEARCHED:
                batch_op.drop_index(f"ix_{table}_gone")
            batch_op.drop_constraint(op.f(f"fk_{table}_deleted_by_id"), type_="foreignkey")
            for column in ("moved_id", "moved_kind", "deleted_by_id", "deleted_reason", "deleted_at"):
                batch_op.drop_column(column)
