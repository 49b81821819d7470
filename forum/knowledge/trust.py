"""How far a solution can be trusted: a view as far as its answer, an editor's text by what engineers said of it.

The level of both comes from the one function of `forum.questions.trust`. What an editor wrote begins with what
engineers had said of the text that it was made from, as a judgement of revision 0: so a verified answer's solution is
"changed since" after an edit, and one that was out of date stays so. Nothing else of the answer's marks is taken along:
nobody accepted or tried the editor's text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from forum import config
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.slugs import slugify
from forum.knowledge.models import Entry, EntryRevision
from forum.questions.marks import Judgements, Said, marks_of, release_ids, said_of
from forum.questions.models import AnswerRevision, Question
from forum.questions.reader import ANYBODY, Reader
from forum.questions.trust import VERIFIED_KINDS, Marks, Trust, VerdictMark, assess

Releases = Mapping[int | None, Sequence[int]]


def said_about(entries: Sequence[Entry]) -> tuple[list[int], list[int]]:
    """Return what `said_of` has to read about entries: the answers that they come from, and those with a text of their
    own."""
    answers = [entry.answer_id for entry in entries if entry.answer_id is not None]
    return answers, [entry.id for entry in entries if entry.revision]


def entry_trusts(
    entries: Sequence[Entry], releases: Releases, reader: Reader = ANYBODY, *, said: Said | None = None
) -> dict[int, Trust]:
    """Derive the trust of entries. One statement at most.

    Views need their answer with them, and for a certain reader all need their question. `releases` maps each product to
    its releases, oldest first; `said`, where it was read already, is what staff said of all in `said_about`.
    """
    found: dict[int, Trust] = {}
    by_id = {entry.id: entry for entry in entries}
    for ident, marks in marks_of_entries(entries, releases, said).items():
        entry = by_id[ident]
        known = releases.get(entry.product_id, ())
        release_id = None if reader is ANYBODY else reader.release_for(entry.question, known)
        found[ident] = as_shown(entry, assess(marks, release_id))
    return found


def marks_of_entries(entries: Sequence[Entry], releases: Releases, said: Said | None = None) -> dict[int, Marks]:
    """Return what the trust of entries is derived from; views need their answer with them. One statement at most."""
    said = said_of(*said_about(entries)) if said is None else said
    nothing = Judgements()
    found: dict[int, Marks] = {}
    for entry in entries:
        known = releases.get(entry.product_id, ())
        source = said.answers.get(entry.answer_id or 0, nothing)
        if entry.revision:
            found[entry.id] = _own_marks(entry, said.entries[entry.id], source, known, holds=entry.is_held)
        elif entry.answer is not None:
            found[entry.id] = marks_of(entry.answer, source, known)
    return found


def _own_marks(
    entry: Entry, own: Sequence[VerdictMark], source: Judgements, known: Sequence[int], *, holds: bool
) -> Marks:
    """Return what the level of an editor's text is derived from; `holds`: every edit waits for its check."""
    last = _last_judged(entry, source)
    return Marks(
        current_revision=entry.revision,
        last_substantial_revision=entry.revision if holds else 0,
        containment=entry.decided,
        verdicts=(*(replace(one, revision=0) for one in source.verdicts if one.revision == last), *own),
        corrections=tuple(replace(one, revision=0) for one in source.corrections if one.revision == last),
        releases=tuple(known),
    )


def _last_judged(entry: Entry, source: Judgements) -> int | None:
    """Return the newest revision of the answer, up to the one that the editor had, that an engineer judged."""
    read = [one.revision for one in source.verdicts]
    read += [one.revision for one in source.corrections if one.by_engineer]
    return max((revision for revision in read if revision <= entry.answer_revision), default=None)


def as_shown(entry: Entry, trust: Trust) -> Trust:
    """Return the trust of an entry as told beside its text: a view may stay at an older revision of its answer.

    Not where a check has just found the newest one right: the mark stands beside the very text that was read, also
    before the view has followed.
    """
    if entry.revision or not entry.answer_revision or trust.level in VERIFIED_KINDS:
        return trust
    return replace(trust, shown_revision=entry.answer_revision)


def settle_level(entry: Entry) -> set[str]:
    """Bring what is stored of the trust in an editor's text in line with the verdicts; return what changed."""
    if not entry.revision:
        return set()
    said = said_of(*said_about([entry]))
    source, own = said.answers.get(entry.answer_id or 0, Judgements()), said.entries[entry.id]
    known = release_ids([entry.product_id]).get(entry.product_id, ())
    trust = assess(_own_marks(entry, own, source, known, holds=config.current().kb_requires_verdict))
    shown, judged = _kept(entry, trust, _last_judged(entry, source))
    title = _title(entry, shown)
    wanted: dict[str, object] = {
        "own_level": trust.level,
        "containment": trust.containment,
        "disagreement": trust.disagreement,
        "shown_revision": shown,
        "shown_source": judged,
        "title": title,
        "slug": slugify(title, fallback="solution"),
    }
    changed = {name for name, value in wanted.items() if getattr(entry, name) != value}
    for name in changed:
        setattr(entry, name, wanted[name])
    return changed


def _kept(entry: Entry, trust: Trust, judged: int | None) -> tuple[int | None, int | None]:
    """Return what readers keep until the newest text is checked: an editor's revision, or 0 and the answer's.

    None: they get the newest. An answer's text that is held back by itself is nothing to go back to.
    """
    if not trust.held:
        return None, None
    if trust.shown_revision:
        return trust.shown_revision, None
    mine = (AnswerRevision.answer_id == entry.answer_id, AnswerRevision.number == judged)
    held = session().scalar(sa.select(AnswerRevision.containment).where(*mine))
    return (0, judged) if held is Containment.NONE else (None, None)


def _title(entry: Entry, shown: int | None) -> str:
    """Return the title of the text that readers get: what nobody has checked stands in no title either."""
    if shown == 0:
        asked = sa.select(Question.title).where(Question.id == entry.question_id)
        return session().scalar(asked) or entry.title
    mine = (EntryRevision.entry_id == entry.id, EntryRevision.number == (shown or entry.revision))
    return session().scalar(sa.select(EntryRevision.title).where(*mine)) or entry.title
