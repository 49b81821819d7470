"""People who are silenced, and who it is that a decision suspends or silences."""

import sqlalchemy as sa
from alembic import op

revision = "0040_silence"
down_revision = "0039_terms"
branch_labels = None
depends_on = None

# Whose text or profile a case is about.
AUTHOR = """
    SELECT CASE cases.about_kind
        WHEN 'question' THEN (SELECT questions.author_id FROM questions WHERE questions.id = cases.about_id)
        WHEN 'answer' THEN (SELECT answers.author_id FROM answers WHERE answers.id = cases.about_id)
        WHEN 'comment' THEN (SELECT comments.author_id FROM comments WHERE comments.id = cases.about_id)
        WHEN 'person' THEN (SELECT people.id FROM people WHERE people.id = cases.about_id)
    END
    FROM cases WHERE cases.id = decisions.case_id
"""


def upgrade() -> None:
    """Add the columns, and name those whom decisions have suspended so far."""
    with op.batch_alter_table("people") as batch_op:
        batch_op.add_column(sa.Column("silenced_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_decisions_person_id_people"), "people", ["person_id"], ["id"])
        batch_op.create_index(op.f("ix_decisions_person_id"), ["person_id"], unique=False)
    op.execute(f"UPDATE decisions SET person_id = ({AUTHOR}) WHERE action = 'suspend'")  # noqa: S608 - words of ours


def downgrade() -> None:
    """Take it away; who is silenced may write again."""
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.drop_index(op.f("ix_decisions_person_id"))
        batch_op.drop_constraint(op.f("fk_decisions_person_id_people"), type_="foreignkey")
        batch_op.drop_column("person_id")
    with op.batch_alter_table("people") as batch_op:
        batch_op.drop_column("silenced_until")
