"""Pictures in hidden texts, as a part that staff opens."""

import sqlalchemy as sa
from alembic import op

revision = "0036_opened_pictures"
down_revision = "0035_terms_of_decisions"
branch_labels = None
depends_on = None

PARTS = ("text", "reporters", "address")
SAME_TEXT = """
EXISTS (
    SELECT 1 FROM daily_openings AS other
    WHERE other.part = 'text' AND other.kind = daily_openings.kind AND other.thing_id = daily_openings.thing_id
        AND other.person_id = daily_openings.person_id AND other.day = daily_openings.day
)
"""


def upgrade() -> None:
    """Know another part."""
    _know((*PARTS, "picture"))


def downgrade() -> None:
    """Count a picture as the text that shows it, once where somebody opened both."""
    op.execute(sa.text(f"DELETE FROM daily_openings WHERE part = 'picture' AND {SAME_TEXT}"))  # noqa: S608 - our words
    op.execute("UPDATE daily_openings SET part = 'text' WHERE part = 'picture'")
    _know(PARTS)


def _know(parts: tuple[str, ...]) -> None:
    words = ", ".join(f"'{part}'" for part in parts)
    with op.batch_alter_table("daily_openings") as batch_op:
        batch_op.drop_constraint(op.f("ck_daily_openings_part"), type_="check")
        batch_op.create_check_constraint(op.f("ck_daily_openings_part"), f"part IN ({words})")
