"""Improving solutions: an editor's text stands in immutable revisions, each of which names its source."""

from dataclasses import dataclass

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Stale
from forum.core.markup import Rendered
from forum.core.operation import operation
from forum.core.slugs import slugify
from forum.core.text import N_, Message, is_blank, one_line
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.images import note_entry_images
from forum.knowledge.locks import lock_entry
from forum.knowledge.models import Entry, EntryRevision
from forum.knowledge.operations import settle_alone, settle_entry
from forum.knowledge.policy import can_edit_entry
from forum.knowledge.queries import newest_text, newest_title
from forum.people.policy import Actor
from forum.questions.operations.asking import NOTE_MAX, TITLE_MAX, written
from forum.questions.queries import answer_revision

SEEN_OLD = N_("The answer was changed since you looked. Look at what is new, then decide again.")


@dataclass(frozen=True, slots=True)
class Source:
    """One revision of an answer."""

    answer_id: int
    revision: int


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What an editor writes. `note` says in a line what changed.

    `source` is the answer's text that the editor had before them: from now on theirs counts as made from it. None: it
    stays as it was.
    """

    title: str
    body: Rendered
    note: str = ""
    source: Source | None = None


@operation
def revise_entry(actor: Actor, entry_id: int, draft: EntryDraft, *, base_revision: int) -> Entry:
    """Write a new revision of a solution; raise `Stale` when what the editor began with is no longer the newest.

    The first one makes the solution an editor's text; until then `base_revision` is 0. The same text again changes
    nothing. No edit lifts a judgement, and none is ever more than "changed since" before an engineer has read it.
    """
    entry = lock_entry(actor, entry_id)
    if not can_edit_entry(actor, entry):
        raise Forbidden
    if base_revision != entry.revision or _is_of_older_answer(entry, draft):
        raise Stale(entry.revision)
    _check(draft)
    before = newest_text(entry)
    if (before.source, newest_title(entry, before)) == (draft.body.source, one_line(draft.title)):
        return entry
    if entry.revision and draft.source is not None:
        _take_source(entry, draft.source)
    return _write(actor, entry, draft)


@operation
def take_over_answer(actor: Actor, entry_id: int, *, base_revision: int, source: Source) -> Entry:
    """Make the newest text of the question's solution the entry's; raise `Conflict` where it was changed since."""
    entry = _reviewed(actor, entry_id, base_revision, source)
    text = answer_revision(entry.answer_id or 0, entry.answer_revision)
    if text is None:
        raise NotFound
    before = newest_text(entry)
    if before.source == text.source:
        return _kept(actor, entry)
    body = Rendered(text.source, "html" if text.format == "html" else "markdown", text.html, text.text, text.renderer)
    return _write(actor, entry, EntryDraft(newest_title(entry, before), body))


@operation
def keep_entry(actor: Actor, entry_id: int, *, base_revision: int, source: Source) -> Entry:
    """Leave the entry's text as it is, having seen how the answer changed; raise `Conflict` where it did since."""
    return _kept(actor, _reviewed(actor, entry_id, base_revision, source))


def _kept(actor: Actor, entry: Entry) -> Entry:
    entry.version += 1
    data = {"answer": entry.answer_id, "answer_revision": entry.answer_revision}
    record(EventKind.ENTRY_KEPT, actor, entry.ref, data=data)
    return settled(entry)


def _is_of_older_answer(entry: Entry, draft: EntryDraft) -> bool:
    """Whether the view that the editor began with shows another text by now."""
    shown = Source(entry.answer_id or 0, entry.answer_revision)
    return not entry.revision and draft.source not in {None, shown}


def _reviewed(actor: Actor, entry_id: int, base_revision: int, seen: Source) -> Entry:
    """Return the locked entry, whose source is from now on the answer's text that the editor has seen."""
    entry = lock_entry(actor, entry_id)
    if not can_edit_entry(actor, entry):
        raise Forbidden
    if base_revision != entry.revision:
        raise Stale(entry.revision)
    if not entry.answer_changed or not _take_source(entry, seen):
        raise Conflict(SEEN_OLD, code="changed")
    return entry


def _take_source(entry: Entry, seen: Source) -> bool:
    """Let the entry's text count as made from this text, where it is still the newest of the question's solution."""
    new = entry.solution
    if new is None or seen != Source(new.id, new.revision):
        return False
    entry.answer, entry.answer_revision, entry.licence = new, new.revision, new.licence
    return True


def _check(draft: EntryDraft) -> None:
    """Find everything that has to be mended in one go."""
    errors = []
    if not one_line(draft.title):
        errors.append(FieldError("title", "required", Message(N_("Give it a title that says what it solves."))))
    elif len(one_line(draft.title)) > TITLE_MAX:
        too_long = N_("Use at most %(most)s characters.")
        errors.append(FieldError("title", "too_long", Message(too_long, {"most": TITLE_MAX})))
    if is_blank(draft.body.source):
        errors.append(FieldError("body", "required", Message(N_("Write what to do, step by step."))))
    if errors:
        raise Invalid(errors)


def _write(actor: Actor, entry: Entry, draft: EntryDraft) -> Entry:
    """Add the newest revision, and let the level follow."""
    entry.revision += 1
    entry.title, entry.slug = one_line(draft.title), slugify(draft.title, fallback="solution")
    entry.edited_at = entry.changed_at = now()
    entry.version += 1
    note = draft.note.strip()[:NOTE_MAX]
    session().add(
        EntryRevision(
            entry_id=entry.id,
            number=entry.revision,
            title=entry.title,
            author_id=actor.id,
            created_at=now(),
            note=note,
            answer_id=entry.answer_id,
            answer_revision=entry.answer_revision if entry.answer_id else None,
            **written(draft.body),
        )
    )
    session().flush()
    note_entry_images(actor, entry, draft.body.html)
    data = {"revision": entry.revision, "answer": entry.answer_id, "answer_revision": entry.answer_revision}
    record(EventKind.ENTRY_REVISED, actor, entry.ref, data=data, details={"note": note} if note else None)
    return settled(entry)


def settled(entry: Entry) -> Entry:
    """Let state and level follow what was done, in the same transaction."""
    session().flush()
    if entry.question_id is None:
        return settle_alone(entry)
    return settle_entry(entry.question_id) or entry
