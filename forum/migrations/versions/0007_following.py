"""What people follow, mute, keep, and have trouble with too; and what they choose to be told, and how."""

import sqlalchemy as sa
from alembic import op

revision = "0007_following"
down_revision = "0012_asking"
branch_labels = None
depends_on = None

STANCE = sa.Enum("follows", "muted", "left", name="stance", native_enum=False, create_constraint=True, length=20)
TOPIC = sa.Enum(
    "answered",
    "commented",
    "mentioned",
    "accepted",
    "checked",
    "corrected",
    "edited",
    "decided",
    "followed",
    name="topic",
    native_enum=False,
    create_constraint=True,
    length=20,
)
WHOLE = sa.text("answer_id IS NULL")
AT = sa.DateTime(timezone=True)
# Whoever wrote on a page before follows it, as whoever writes from now on. People of imports cannot sign in.
TOOK_PART = """
    INSERT INTO question_follows (person_id, question_id, stance, changed_at)
    SELECT wrote.author_id, wrote.question_id, 'follows', MIN(wrote.created_at)
    FROM (
        SELECT author_id, id AS question_id, created_at FROM questions
        UNION ALL SELECT author_id, question_id, created_at FROM answers
        UNION ALL SELECT author_id, question_id, created_at FROM comments
    ) AS wrote
    JOIN people ON people.id = wrote.author_id
    WHERE people.email IS NOT NULL
    GROUP BY wrote.author_id, wrote.question_id
"""


def upgrade() -> None:
    """Add the tables, and let those who took part follow."""
    op.create_table(
        "question_follows",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("stance", STANCE, nullable=False),
        sa.Column("changed_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_question_follows_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_question_follows_question_id")),
        sa.PrimaryKeyConstraint("person_id", "question_id", name=op.f("pk_question_follows")),
    )
    op.create_index("ix_question_follows_question", "question_follows", ["question_id", "stance", "person_id"])
    for table, column, target in (("tag_follows", "tag_id", "tags"), ("product_follows", "product_id", "products")):
        op.create_table(
            table,
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column(column, sa.Integer(), nullable=False),
            sa.Column("created_at", AT, nullable=False),
            sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id")),
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}")),
            sa.PrimaryKeyConstraint("person_id", column, name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    _bookmarks()
    op.create_table(
        "have_too",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_have_too_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_have_too_question_id")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_have_too_release_id")),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_have_too")),
    )
    op.create_index(op.f("ix_have_too_person_id"), "have_too", ["person_id"])
    op.add_column("questions", sa.Column("have_too", sa.Integer(), server_default="0", nullable=False))
    op.execute(TOOK_PART)
    _notices()


def _notices() -> None:
    """Add what people choose to be told, and let letters be about notices."""
    op.create_table(
        "notice_choices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", TOPIC, nullable=False),
        sa.Column("bell", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        sa.Column("changed_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notice_choices_person_id")),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_notice_choices")),
    )
    op.add_column("notices", sa.Column("in_bell", sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table("mails") as batch_op:
        batch_op.add_column(sa.Column("notice_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_mails_notice_id"), "notices", ["notice_id"], ["id"])


def _bookmarks() -> None:
    """Add the table of what people keep."""
    op.create_table(
        "bookmarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_bookmarks_answer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_bookmarks_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_bookmarks_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmarks")),
        sa.UniqueConstraint("person_id", "answer_id", name=op.f("uq_bookmarks_person_id_answer_id")),
    )
    op.create_index(op.f("ix_bookmarks_answer_id"), "bookmarks", ["answer_id"])
    op.create_index(op.f("ix_bookmarks_question_id"), "bookmarks", ["question_id"])
    op.create_index(
        "uq_bookmarks_question",
        "bookmarks",
        ["person_id", "question_id"],
        unique=True,
        sqlite_where=WHOLE,
        postgresql_where=WHOLE,
    )


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("mails") as batch_op:
        batch_op.drop_constraint(op.f("fk_mails_notice_id"), type_="foreignkey")
        batch_op.drop_column("notice_id")
    op.drop_column("notices", "in_bell")
    op.drop_table("notice_choices")
    op.drop_column("questions", "have_too")
    for table in ("have_too", "bookmarks", "product_follows", "tag_follows", "question_follows"):
        op.drop_table(table)
