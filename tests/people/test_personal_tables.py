"""Everything that is kept of people is handed to them: no table, no reference and no column is forgotten."""

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import Base
from forum.core.personal import Holding
from forum.core.text import N_
from forum.people.models import Person
from forum.personal.table import HELD, IMPERSONAL, OWN, WORDLESS, WORDS
from forum.personal.words import LABELS, LINKS

# A column with such a word in its name keeps something that nobody should have in a file.
SECRETS = ("digest", "hash", "secret", "ticket", "salt", "nonce")


def people_in(table: sa.Table) -> set[str]:
    """The columns of a table that name a person."""
    return {
        column.name
        for column in table.columns
        if any(key.column.table is Person.__table__ for key in column.foreign_keys)
    }


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_a_table_is_handed_out_or_not_about_people(app: Flask, name: str) -> None:
    held = [holding for holding in HELD if holding.table == name]
    assert len(held) == 1 or (not held and name in IMPERSONAL), f"{name}: say whose it is in forum/personal/table.py"
    assert not held or name not in IMPERSONAL
    table = Base.metadata.tables[name]
    named = people_in(table)
    for holding in held:
        assert named <= {*holding.whose, *holding.kept_back} or holding.mine, f"{name}: who are {sorted(named)}?"
        assert {*holding.whose, *holding.shown, *holding.kept_back} <= {column.name for column in table.columns}
        kept = [column.name for column in table.columns if any(word in column.name for word in SECRETS)]
        assert set(kept) - {"sha256"} <= holding.kept_back.keys(), f"{name}: secrets are not handed out"
        assert all(holding.kept_back.values())
    assert held or not named, f"{name} names people in {sorted(named)}"


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_no_column_that_may_name_somebody_is_forgotten(app: Flask, name: str) -> None:
    searched = {column for words in WORDS if words.table.name == name for column in words.columns}
    for column in Base.metadata.tables[name].columns:
        if not isinstance(column.type, sa.Text | sa.String | sa.JSON) or isinstance(column.type, sa.Enum):
            continue
        known = column.name in searched or name in OWN or {column.name, f"{name}.{column.name}"} & WORDLESS.keys()
        assert known, f"{name}.{column.name}: may it name somebody? Say so in forum/personal/table.py"


def test_what_is_said_to_name_nobody_is_there(app: Flask) -> None:
    tables = Base.metadata.tables.values()
    there = {column.name for table in tables for column in table.columns}
    there |= {f"{table.name}.{column.name}" for table in tables for column in table.columns}
    assert there >= WORDLESS.keys()
    assert Base.metadata.tables.keys() >= OWN


def test_a_new_table_that_nobody_named_is_found(app: Flask) -> None:
    class Fresh:
        __table__ = sa.Table("fresh", sa.MetaData(), sa.Column("by_id", sa.ForeignKey(Person.__table__.c.id)))

    holding = Holding(N_("Fresh"), Fresh, whose=())  # type: ignore[arg-type] # a table is all that is asked for
    assert people_in(Fresh.__table__) == {"by_id"}
    assert not people_in(Fresh.__table__) <= {*holding.whose, *holding.kept_back}


def test_every_column_of_the_readable_page_has_a_name(app: Flask) -> None:
    shown = {name for holding in HELD for name in holding.shown}
    assert shown == LABELS.keys()
    assert shown >= LINKS.keys()
    for holding in HELD:
        assert holding.shown, holding.table
        assert set(holding.shown) <= set(holding.given()), holding.table
