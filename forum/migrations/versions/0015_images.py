"""Images that people send, and the texts that show them."""

import sqlalchemy as sa
from alembic import op

revision = "0015_images"
down_revision = "0016_suggestions"
branch_labels = None
depends_on = None

KEPT = sa.text("state = 'kept'")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "images",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("kept", "erased", "gone", name="imagestate", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_images_has_size")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_images_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint("name", name=op.f("uq_images_name")),
    )
    op.create_index("ix_images_owner", "images", ["owner_id", "created_at"])
    op.create_index(
        "uq_images_kept", "images", ["owner_id", "sha256"], unique=True, sqlite_where=KEPT, postgresql_where=KEPT
    )
    op.create_table(
        "image_uses",
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["images.id"], name=op.f("fk_image_uses_image_id_images")),
        sa.PrimaryKeyConstraint("image_id", "about_kind", "about_id", "revision", name=op.f("pk_image_uses")),
    )


def downgrade() -> None:
    """Forget both; the files stay where they are."""
    op.drop_table("image_uses")
    op.drop_table("images")
