"""Whether the database has the tables that this version needs, told without loading Alembic."""

import re
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import ForumError
from forum.core.text import N_

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"
_NAME = re.compile(r"^(revision|down_revision)\b[^=\n]*= *(?:['\"]([^'\"]*)['\"]|None)", re.MULTILINE)


class OldSchema(ForumError):
    """The database was made by another version of Vouch, or not at all."""

    status = 503
    code = "old_schema"
    default = N_("The database is not ready for this version of Vouch. Run: forum db upgrade")


@cache
def needed() -> str:
    """Return the name of the newest migration of this version."""
    found = [dict(_NAME.findall(path.read_text())) for path in sorted(MIGRATIONS.glob("[0-9]*.py"))]
    followed = {each.get("down_revision") for each in found}
    heads = [each["revision"] for each in found if each["revision"] not in followed]
    if len(heads) != 1:
        raise RuntimeError(f"the migrations have {len(heads)} ends: {', '.join(heads)}")
    return str(heads[0])


def present() -> str | None:
    """Return the name of the migration that the database has, None for an empty one."""
    connection = session().connection()
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    name: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return name


def require_current() -> None:
    """Raise `OldSchema` unless the database has what this version needs."""
    if present() != needed():
        raise OldSchema
    session().rollback()
