"""Storing people: names to attribute to, without address or sign-in."""

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Forbidden
from forum.core.operation import operation
from forum.core.provenance import Channel
from forum.core.site import bump_epoch
from forum.core.slugs import slugify
from forum.importing.batches import Outcome, look_up, marks_of
from forum.importing.models import ImportMark
from forum.importing.parts import Parts
from forum.importing.policy import can_import
from forum.importing.report import Arrival, Kept
from forum.importing.thread import ImportedPerson, digest, fingerprint
from forum.people.models import Person
from forum.people.policy import Actor

PERSON, PEOPLE = "person", "people"


@operation
def store_people(actor: Actor, source: str, arrivals: Sequence[Arrival[ImportedPerson]], *, only_new: bool) -> Outcome:
    """Add new people and follow new names; a name that was changed here stays. Nobody is merged with anybody."""
    if not can_import(actor):
        raise Forbidden
    outcome = Outcome()
    names = [arrival.thing.external_id for arrival in arrivals]
    marks = marks_of(PERSON, names)
    present = look_up(sa.select(Person.external_id, Person), Person.external_id, names)
    for thing in (arrival.thing for arrival in arrivals):
        mark = marks.get(thing.external_id)
        if mark is None and thing.external_id not in present:
            _add(thing, source)
            outcome.note(PEOPLE, Kept.ADDED)
        elif mark is None or only_new:
            outcome.note(PEOPLE, Kept.UNCHANGED)
        else:
            outcome.note(PEOPLE, _follow(thing, mark, present.get(thing.external_id)))
    if outcome.changes[PEOPLE, Kept.UPDATED]:
        bump_epoch()
    return outcome


def _add(thing: ImportedPerson, source: str) -> None:
    """Add a person and the mark."""
    person = Person(
        name=thing.name,
        slug=slugify(thing.name, fallback="person"),
        created_at=thing.created_at,
        profile_url=thing.profile_url,
        external_id=thing.external_id,
        channel=Channel.IMPORT,
    )
    parts = Parts()
    parts.wrote("name", thing.name, digest(thing.name))
    mark = ImportMark(
        kind=PERSON,
        external_id=thing.external_id,
        source=source,
        fingerprint=fingerprint(thing),
        parts=parts.values,
    )
    session().add_all([person, mark])


def _follow(thing: ImportedPerson, mark: ImportMark, person: Person | None) -> Kept:
    """Bring a known person up to date; somebody erased here stays so, without a trace of what the source says."""
    if person is None or person.erased_at is not None:
        return Kept.LOCAL
    mark.fingerprint = fingerprint(thing)
    parts, outcomes = Parts(mark.parts), list[Kept]()
    with parts.thing(outcomes):
        if parts.take("name", thing.name, digest(person.name)):
            person.name, person.slug = thing.name, slugify(thing.name, fallback="person")
            parts.wrote("name", thing.name, digest(person.name))
    mark.parts = parts.values
    return outcomes[0]
