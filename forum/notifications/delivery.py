"""How a recall went: how many have their notice, read it, and got their letter. For the staff who sent it."""

from dataclasses import dataclass

import sqlalchemy as sa

from forum.core.db import session
from forum.core.refs import Kind
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.notifications.daily_letters import PREFIX, morning_after
from forum.notifications.mail import GIVEN_UP_AFTER
from forum.notifications.models import Mail, Notice
from forum.recalls.models import Recall, RecallRecipient


@dataclass(frozen=True, slots=True)
class Delivery:
    """Numbers of people: `told` have the notice under their bell; letters are counted as far as people want any.

    `undone` say that they undid what they had done.
    """

    told: int
    read: int
    letters_sent: int
    letters_waiting: int
    letters_failed: int
    undone: int


def delivery_of(recall: Recall) -> Delivery:
    """Return how a recall that was sent has come to its people so far. One statement."""
    mine = (Event.about_kind == Kind.RECALL, Event.about_id == recall.id, Event.kind == EventKind.RECALL_SENT)
    event_id = sa.select(Event.id).where(*mine).scalar_subquery()
    own = sa.and_(Notice.event_id == event_id, Notice.person_id == RecallRecipient.person_id)
    is_sent = sa.and_(Mail.sent_at.is_not(None), Mail.error.is_(None))
    gave_up = sa.or_(Mail.attempts >= GIVEN_UP_AFTER, sa.and_(Mail.sent_at.is_not(None), Mail.error.is_not(None)))
    query = (
        sa.select(
            sa.func.count(Notice.id),
            sa.func.count(Notice.read_at),
            sa.func.count(sa.case((is_sent, 1))),
            sa.func.count(sa.case((sa.and_(Mail.sent_at.is_(None), Mail.attempts < GIVEN_UP_AFTER), 1))),
            sa.func.count(sa.case((sa.and_(sa.not_(is_sent), gave_up), 1))),
            sa.func.count(RecallRecipient.undid_at),
        )
        .select_from(RecallRecipient)
        .outerjoin(Notice, own)
        .outerjoin(Mail, Mail.key.in_(_keys(recall)))
        .where(RecallRecipient.recall_id == recall.id)
    )
    return Delivery(*map(int, session().execute(query).one()))


def _keys(recall: Recall) -> list[sa.ColumnElement[str]]:
    """SQL: the keys that the letter about a notice may have: its own, or that of the next morning."""
    if recall.is_grave or recall.sent_at is None:
        return [sa.literal("notice-") + sa.cast(Notice.id, sa.Text)]
    mornings = {morning_after(recall.sent_at), morning_after(morning_after(recall.sent_at))}
    person = sa.literal(PREFIX) + sa.cast(Notice.person_id, sa.Text)
    return [person + sa.literal(f"-{morning:%Y%m%d}") for morning in sorted(mornings)]
