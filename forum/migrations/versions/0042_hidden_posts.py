"""Posts that are hidden together by one decision about their author."""

import sqlalchemy as sa
from alembic import op

revision = "0042_hidden_posts"
down_revision = "0041_daily_readings"
branch_labels = None
depends_on = None

TO_DO = sa.text("state IN ('waits', 'returning')")


def upgrade() -> None:
    """Add the table, and of what decision another one is a part."""
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.add_column(sa.Column("part_of_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_decisions_part_of_id_decisions"), "decisions", ["part_of_id"], ["id"])
    op.create_table(
        "hidden_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_hidden_posts_decision_id_decisions")),
        sa.ForeignKeyConstraint(["made_id"], ["decisions.id"], name=op.f("fk_hidden_posts_made_id_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hidden_posts")),
        sa.UniqueConstraint(
            "decision_id", "about_kind", "about_id", name=op.f("uq_hidden_posts_decision_id_about_kind_about_id")
        ),
    )
    with op.batch_alter_table("hidden_posts") as batch_op:
        batch_op.create_index("ix_hidden_posts_to_do", ["id"], sqlite_where=TO_DO, postgresql_where=TO_DO)


def downgrade() -> None:
    """Take it away; each post keeps its own decision."""
    op.drop_table("hidden_posts")
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.drop_constraint(op.f("fk_decisions_part_of_id_decisions"), type_="foreignkey")
        batch_op.drop_column("part_of_id")
