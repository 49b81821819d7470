"""A second moderator reads decisions again, and authors appeal against them."""

import sqlalchemy as sa
from alembic import op

revision = "0034_second_reading"
down_revision = "0033_recalls"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Change the schema; what was decided before need not be read again."""
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.add_column(sa.Column("rule_before", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("reading", sa.String(20), nullable=False, server_default="none"))
        batch_op.add_column(sa.Column("second_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("second_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("second_at", AT, nullable=True))
        batch_op.create_foreign_key(op.f("fk_decisions_second_id_people"), "people", ["second_id"], ["id"])
    waits = sa.text("reading = 'waits'")
    op.create_index("ix_decisions_waiting", "decisions", ["id"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", AT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name=op.f("ck_appeals_outcome_given")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_appeals_author_id_people")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_appeals_decided_by_id_people")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_appeals_decision_id_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeals_decision_id")),
    )
    open_ones = sa.text("decided_at IS NULL")
    op.create_index("ix_appeals_open", "appeals", ["id"], sqlite_where=open_ones, postgresql_where=open_ones)
    op.create_index(op.f("ix_appeals_author_id"), "appeals", ["author_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("appeals")
    op.drop_index("ix_decisions_waiting", "decisions")
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.drop_constraint(op.f("fk_decisions_second_id_people"), type_="foreignkey")
        for name in ("second_at", "second_reason", "second_id", "reading", "rule_before"):
            batch_op.drop_column(name)
