"""Texts that moderators keep for reasons they give again and again."""

from dataclasses import dataclass

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import FieldError, Forbidden, Invalid
from forum.core.operation import lock, operation
from forum.core.refs import SITE
from forum.core.text import N_, Message, is_blank, one_line
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.models import CannedText
from forum.moderation.policy import can_keep_texts
from forum.people.policy import Actor

TITLE_MAX, TEXT_MAX = 60, 2_000
# More than a page can show and a hand can learn.
MOST = 40


@dataclass(frozen=True, slots=True)
class Canned:
    """A text to choose: `id` None for one that comes with Vouch. Its words are marked for translation."""

    id: int | None
    title: str
    text: str
    position: int = 0


SHIPPED: tuple[Canned, ...] = (
    Canned(None, N_("All is well"), N_("We have read it and see no reason to hold it back.")),
    Canned(
        None, N_("Not proven"), N_("This has not been shown to work. Please say how you know, or where it is written.")
    ),
    Canned(
        None,
        N_("Could do harm"),
        N_("Whoever follows this could lose something. Please say what has to be saved first."),
    ),
    Canned(None, N_("Advertising"), N_("This advertises something that the question did not ask for.")),
    Canned(None, N_("Private data"), N_("This shows data that belongs to a person. Please take it out.")),
    Canned(None, N_("Tone"), N_("Please speak of the matter and not of the person.")),
    Canned(None, N_("Off topic"), N_("This has nothing to do with the question. Please ask a question of your own.")),
)


def canned_texts() -> list[Canned]:
    """Return what moderators keep, in their order; while they keep none, what comes with Vouch. One statement."""
    rows = session().scalars(
        sa.select(CannedText).where(CannedText.dropped_at.is_(None)).order_by(CannedText.position, CannedText.id)
    )
    return [Canned(row.id, row.title, row.text, row.position) for row in rows] or list(SHIPPED)


@operation
def keep_text(actor: Actor, title: str, text: str, *, text_id: int | None = None, position: int = 0) -> CannedText:
    """Add a text for everybody who moderates, or change one, also one that was taken out: then it is back.

    The same again changes nothing.
    """
    if not can_keep_texts(actor):
        raise Forbidden
    title, text = _checked(title, text)
    row = lock(CannedText, text_id) if text_id is not None else CannedText(kept_by_id=actor.id)
    there = text_id is not None and row.dropped_at is None
    if there and (row.title, row.text, row.position) == (title, text, position):
        return row
    if not there and session().scalar(_count()) >= MOST:  # type: ignore[operator] # a count is a number
        raise Invalid.one("title", "too_many", N_("Take one out first: more than %(most)s are no help."), most=MOST)
    row.title, row.text, row.position, row.changed_at, row.dropped_at = title, text, position, now(), None
    session().add(row)
    session().flush()
    details = {"title": title, "text": text}
    record(EventKind.CANNED_TEXT_KEPT, actor, SITE, data={"text": row.id}, details=details, react=False)
    return row


@operation
def drop_text(actor: Actor, text_id: int) -> None:
    """Take a text out. Decisions that used it keep its words; twice is once."""
    if not can_keep_texts(actor):
        raise Forbidden
    row = lock(CannedText, text_id)
    if row.dropped_at is None:
        row.dropped_at = now()
        record(EventKind.CANNED_TEXT_DROPPED, actor, SITE, data={"text": row.id}, react=False)


def _count() -> sa.Select[int]:
    return sa.select(sa.func.count(CannedText.id)).where(CannedText.dropped_at.is_(None))


def _checked(title: str, text: str) -> tuple[str, str]:
    """Return both as they are kept; raise `Invalid` where something has to be mended."""
    errors = []
    for name, said, most in (("title", title, TITLE_MAX), ("text", text, TEXT_MAX)):
        if is_blank(said):
            errors.append(FieldError(name, "required", Message(N_("Please fill this in."))))
        elif len(said.strip()) > most:
            errors.append(FieldError(name, "too_long", Message(N_("Use at most %(most)s characters."), {"most": most})))
    if errors:
        raise Invalid(errors)
    return one_line(title), text.strip()
