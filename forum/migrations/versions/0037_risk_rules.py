"""Risk rules that a site keeps itself, their versions, and what rules found."""

import sqlalchemy as sa
from alembic import op

revision = "0037_risk_rules"
down_revision = "0036_opened_pictures"
branch_labels = None
depends_on = None

HAZARDS = ("data_loss", "security", "safety", "money", "legal", "privacy")
EFFECTS = ("count", "report", "warn", "quarantine")
SUBJECTS = ("spam", "privacy", "advice")
ONE_WAY = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in ("pattern", "words", "finder")) + " = 1"


def upgrade() -> None:
    """Add the tables. Rules had one version so far, and only what was reported is known of what they found."""
    op.create_table(
        "rule_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("hazard", _words("hazard", HAZARDS), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("effect", _words("effect", EFFECTS), nullable=False),
        sa.Column("subject", _words("subject", SUBJECTS), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("finder", sa.String(20), nullable=True),
        sa.Column("unless", sa.Text(), nullable=False),
        sa.Column("ignores_case", sa.Boolean(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name=op.f("ck_rule_versions_severity_range")),
        sa.CheckConstraint(ONE_WAY, name=op.f("ck_rule_versions_one_way")),
        sa.CheckConstraint(
            "subject <> 'advice' OR effect <> 'quarantine'", name=op.f("ck_rule_versions_advice_is_not_hidden")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_rule_versions_product_id_products")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_rule_versions_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
        sa.UniqueConstraint("key", "number", name=op.f("uq_rule_versions_key_number")),
    )
    op.create_index(op.f("ix_rule_versions_by_id"), "rule_versions", ["by_id"])
    op.create_table(
        "rule_hits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(20), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_hits")),
        sa.UniqueConstraint("rule", "about_kind", "about_id", name=op.f("uq_rule_hits_rule_about_kind_about_id")),
    )
    with op.batch_alter_table("flags") as batch_op:
        batch_op.add_column(sa.Column("rule_version", sa.Integer(), nullable=True))
        batch_op.create_index("ix_flags_rule", ["rule", "agreed"])
    # "mended" is said of what its author mended, and is no rule.
    op.execute("UPDATE flags SET rule_version = 1 WHERE rule IS NOT NULL AND rule <> 'mended'")
    op.execute(
        "INSERT INTO rule_hits (rule, version, about_kind, about_id, effect, created_at)"
        " SELECT flags.rule, 1, cases.about_kind, cases.about_id, 'report', MIN(flags.created_at)"
        " FROM flags JOIN cases ON cases.id = flags.case_id WHERE flags.rule_version IS NOT NULL"
        " GROUP BY flags.rule, cases.about_kind, cases.about_id"
    )


def downgrade() -> None:
    """Drop them; the shipped rules are all on again."""
    with op.batch_alter_table("flags") as batch_op:
        batch_op.drop_index("ix_flags_rule")
        batch_op.drop_column("rule_version")
    op.drop_table("rule_hits")
    op.drop_index(op.f("ix_rule_versions_by_id"), "rule_versions")
    op.drop_table("rule_versions")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    """Return the type of a column that holds one of a few words."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)
