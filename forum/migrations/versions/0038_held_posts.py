"""Posts that wait for a moderator, prints of what was posted, and how far people are trusted."""

import sqlalchemy as sa
from alembic import op

revision = "0038_held_posts"
down_revision = "0037_risk_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them. Whoever has been here for a month is no stranger, and who came since is not quite one."""
    for table in ("questions", "answers", "comments"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("held_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("people") as batch_op:
        batch_op.add_column(sa.Column("trust_level", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_check_constraint(op.f("ck_people_trust_range"), "trust_level BETWEEN 0 AND 3")
    people = sa.table("people", sa.column("trust_level", sa.Integer), sa.column("created_at", sa.DateTime))
    op.execute(people.update().values(trust_level=1))
    ago = "datetime('now', '-30 days')" if op.get_bind().dialect.name == "sqlite" else "now() - interval '30 days'"
    op.execute(people.update().where(people.c.created_at < sa.text(ago)).values(trust_level=2))
    op.create_table(
        "post_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(20), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("tail", sa.Text(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_prints")),
        sa.UniqueConstraint("about_kind", "about_id", name=op.f("uq_post_prints_about_kind_about_id")),
    )
    for name in ("whole", "head", "tail", "created_at"):
        op.create_index(op.f(f"ix_post_prints_{name}"), "post_prints", [name])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("post_prints")
    with op.batch_alter_table("people") as batch_op:
        batch_op.drop_constraint(op.f("ck_people_trust_range"), type_="check")
        batch_op.drop_column("trust_level")
    for table in ("questions", "answers", "comments"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("held_reason")
            batch_op.drop_column("held_until")
