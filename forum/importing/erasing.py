"""What is kept of an imported person: nothing but that they are not to come back with the next dump."""

from collections.abc import Iterator

import sqlalchemy as sa

from forum.core.db import session
from forum.core.operation import operation
from forum.importing.models import ImportMark
from forum.importing.people import PERSON
from forum.people.models import Person


def erase(person_id: int) -> Iterator[int]:
    """Empty the digests of what the source said of a person. The mark itself keeps the next dump from adding them."""
    yield _erase(person_id)


@operation
def _erase(person_id: int) -> int:
    name = session().scalar(sa.select(Person.external_id).where(Person.id == person_id))
    mine = sa.select(ImportMark).where(ImportMark.kind == PERSON, ImportMark.external_id == name)
    row = session().scalars(mine.with_for_update()).one_or_none() if name is not None else None
    if row is None or (not row.parts and not row.fingerprint):
        return 0
    row.parts, row.fingerprint = {}, ""
    return 1
