"""Storing solutions that have no question: an editor's own entries of the knowledge base."""

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden
from forum.core.operation import operation
from forum.core.provenance import Channel
from forum.core.slugs import slugify
from forum.importing.batches import Outcome, Texts, look_up, marks_of, product_ids, tag_ids
from forum.importing.claims import NO_PRODUCT, OTHER_SOURCE, TAKEN
from forum.importing.models import ImportMark
from forum.importing.parts import Parts
from forum.importing.policy import can_import
from forum.importing.report import Arrival, BrokenRow, Kept, Skip
from forum.importing.thread import ImportedEntry, fingerprint
from forum.importing.writing import World
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.models import Entry, EntryRevision, EntryTag
from forum.knowledge.operations import settle_alone
from forum.people.policy import Actor

ENTRY, ENTRIES = "entry", "entries"


@operation
def store_entries(actor: Actor, source: str, arrivals: Sequence[Arrival[ImportedEntry]], texts: Texts) -> Outcome:
    """Add new entries and follow changed ones; an entry that was revised here keeps its text."""
    if not can_import(actor):
        raise Forbidden
    outcome = Outcome()
    marks = marks_of(ENTRY, (arrival.thing.external_id for arrival in arrivals))
    query = sa.select(Entry.external_id, Entry).with_for_update(of=Entry)
    present = look_up(query, Entry.external_id, (arrival.thing.external_id for arrival in arrivals))
    products = product_ids(arrival.thing.product for arrival in arrivals if arrival.thing.product)
    tags = tag_ids(tag for arrival in arrivals for tag in arrival.thing.tags)
    world = World(texts, {}, products, tags, now())
    for arrival in arrivals:
        thing = arrival.thing
        mark, entry = marks.get(thing.external_id), present.get(thing.external_id)
        try:
            _admit(source, thing, mark, entry, world)
        except BrokenRow as error:
            outcome.skips.append(Skip(arrival.file, arrival.where, error.reason))
        else:
            kept = _add(actor, source, thing, world) if mark is None else _follow(actor, thing, mark, entry, world)
            outcome.note(ENTRIES, kept)
    return outcome


def _admit(source: str, thing: ImportedEntry, mark: ImportMark | None, entry: Entry | None, world: World) -> None:
    """Raise `BrokenRow` where the id is another's or the product is unknown."""
    if mark is not None and mark.source != source:
        raise BrokenRow(OTHER_SOURCE, id=thing.external_id, source=mark.source)
    if mark is None and entry is not None:
        raise BrokenRow(TAKEN, id=thing.external_id)
    if thing.product and thing.product not in world.products:
        raise BrokenRow(NO_PRODUCT, slug=thing.product)


def _add(actor: Actor, source: str, thing: ImportedEntry, world: World) -> Kept:
    """Add an entry with its first revision."""
    entry = Entry(
        title=thing.title,
        slug=slugify(thing.title, fallback="solution"),
        revision=1,
        product_id=world.products[thing.product] if thing.product else None,
        language=thing.language,
        external_id=thing.external_id,
        channel=Channel.IMPORT,
    )
    session().add(entry)
    session().flush()
    _write(entry, thing, world)
    parts = Parts()
    _remember(parts, thing, entry)
    mark = ImportMark(
        kind=ENTRY,
        external_id=thing.external_id,
        source=source,
        fingerprint=fingerprint(thing),
        parts=parts.values,
    )
    session().add(mark)
    record(EventKind.ENTRY_PUBLISHED, actor, entry.ref, data={"revision": entry.revision})
    return Kept.ADDED


def _follow(actor: Actor, thing: ImportedEntry, mark: ImportMark, entry: Entry | None, world: World) -> Kept:
    """Bring an entry up to date; one that was removed here stays away, one that was revised here stays as it is."""
    mark.fingerprint = fingerprint(thing)
    if entry is None:
        return Kept.LOCAL
    parts, outcomes = Parts(mark.parts), list[Kept]()
    with parts.thing(outcomes):
        if parts.take("all", _given(thing), entry.revision):
            entry.revision += 1
            entry.version += 1
            entry.changed_at = world.at
            entry.title, entry.slug = thing.title, slugify(thing.title, fallback="solution")
            entry.product_id = world.products[thing.product] if thing.product else None
            entry.language = thing.language
            session().execute(sa.delete(EntryTag).where(EntryTag.entry_id == entry.id))
            _write(entry, thing, world)
            _remember(parts, thing, entry)
            record(EventKind.ENTRY_CHANGED, actor, entry.ref, data={"revision": entry.revision})
            settle_alone(entry)
    mark.parts = parts.values
    return outcomes[0]


def _write(entry: Entry, thing: ImportedEntry, world: World) -> None:
    """Add the revision that the entry now shows, and its tags."""
    columns = world.revision(thing.text, entry.revision)
    session().add(EntryRevision(entry_id=entry.id, title=thing.title, **columns))
    for tag in sorted({world.tags[name] for name in thing.tags}):
        session().add(EntryTag(entry_id=entry.id, tag_id=tag))
    session().flush()


def _given(thing: ImportedEntry) -> object:
    """Return what an entry is compared by: as a whole, since its parts have one author."""
    return [thing.title, thing.text.source, thing.tags, thing.product, thing.language]


def _remember(parts: Parts, thing: ImportedEntry, entry: Entry) -> None:
    """Note that both sides agree."""
    parts.wrote("all", _given(thing), entry.revision)
