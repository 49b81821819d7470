"""Let a question's revisions tell what it was about: product, release, setup and tags, beside title and text."""

import sqlalchemy as sa
from alembic import op

revision = "0002_question_revisions"
down_revision = "0001_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Older revisions get what the question says now, since nobody knows what they said themselves."""
    with op.batch_alter_table("question_revisions") as batch_op:
        batch_op.add_column(sa.Column("product_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("release_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("environment", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("tags", sa.Text(), server_default="", nullable=False))
        batch_op.create_foreign_key(
            op.f("fk_question_revisions_product_id_products"), "products", ["product_id"], ["id"]
        )
        batch_op.create_foreign_key(
            op.f("fk_question_revisions_release_id_releases"), "releases", ["release_id"], ["id"]
        )
    joined = "group_concat" if op.get_bind().dialect.name == "sqlite" else "string_agg"
    op.execute(
        f"""
        UPDATE question_revisions SET
            product_id = (SELECT q.product_id FROM questions q WHERE q.id = question_revisions.question_id),
            release_id = (SELECT q.release_id FROM questions q WHERE q.id = question_revisions.question_id),
            environment = (SELECT q.environment FROM questions q WHERE q.id = question_revisions.question_id),
            tags = coalesce((
                SELECT {joined}(named.name, ', ') FROM (
                    SELECT t.name FROM question_tags qt JOIN tags t ON t.id = qt.tag_id
                    WHERE qt.question_id = question_revisions.question_id ORDER BY t.name
                ) AS named
            ), '')
        """  # noqa: S608 - one of two names of our own
    )


def downgrade() -> None:
    """Forget what the revisions were about."""
    with op.batch_alter_table("question_revisions") as batch_op:
        batch_op.drop_constraint(op.f("fk_question_revisions_product_id_products"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_question_revisions_release_id_releases"), type_="foreignkey")
        for name in ("product_id", "release_id", "environment", "tags"):
            batch_op.drop_column(name)
