"""Search at scale: deliveries in parts, and indexes of what is held back.

An event that touches thousands of threads holds up nobody, and each search asks for what may not be found.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_search_at_scale"
down_revision = "0002_question_revisions"
branch_labels = None
depends_on = None

HELD_BACK = sa.text("containment <> 'none'")
TABLES = ("questions", "answers", "entries")


def upgrade() -> None:
    """Change the schema."""
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.add_column(sa.Column("part", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint("uq_deliveries_event_id_reaction", type_="unique")
        batch_op.create_unique_constraint("uq_deliveries_event_id_reaction_part", ["event_id", "reaction", "part"])
    for table in TABLES:
        op.create_index(
            f"ix_{table}_contained", table, ["containment"], sqlite_where=HELD_BACK, postgresql_where=HELD_BACK
        )


def downgrade() -> None:
    """Change it back; of a divided delivery its parts become one that is done again."""
    for table in TABLES:
        op.drop_index(f"ix_{table}_contained", table)
    op.execute("DELETE FROM deliveries WHERE part > 0 AND done_at IS NOT NULL")
    op.execute(
        "DELETE FROM deliveries WHERE part > (SELECT min(other.part) FROM deliveries other"
        " WHERE other.event_id = deliveries.event_id AND other.reaction = deliveries.reaction)"
    )
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.drop_constraint("uq_deliveries_event_id_reaction_part", type_="unique")
        batch_op.create_unique_constraint("uq_deliveries_event_id_reaction", ["event_id", "reaction"])
        batch_op.drop_column("part")
