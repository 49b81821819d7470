"""Letters that put together what can wait until the next morning: one a day and person, worded when it is sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum import config
from forum.core.db import session
from forum.core.text import N_, Message
from forum.core.translation import translated
from forum.notifications.choices import DAILY, TOPIC_OF
from forum.notifications.models import Notice, NoticeKind, Topic
from forum.notifications.notice_letters import CLOSING, GREETING, Words, absolute, path_of
from forum.notifications.queries import Line, line_of
from forum.notifications.unsubscribing import Subscription, make_token
from forum.notifications.wording import said, sentence
from forum.people.models import Person
from forum.people.queries import actor_of

PREFIX = "daily-"
# In UTC: early in Europe, before work nearly everywhere in America.
HOUR = 6
DAY = timedelta(days=1)
SUBJECT = N_("Corrected since yesterday")
DAILY_KINDS = frozenset(kind for kind in NoticeKind if TOPIC_OF[kind] in DAILY)


def morning_after(moment: datetime) -> datetime:
    """Return when the letter goes out that tells of something that happened at a moment."""
    morning = moment.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return morning if moment < morning else morning + DAY


def daily_words(key: str) -> Words | None:
    """Return the letter of a key, `daily-PERSON-YYYYMMDD`, in its reader's language.

    None where nothing is left to say: they have read all of it under the bell, or have no address.
    """
    number, day = key.removeprefix(PREFIX).split("-")
    person = session().get(Person, int(number))
    if person is None or person.email is None:
        return None
    end = datetime.strptime(f"{day} {HOUR:02}+0000", "%Y%m%d %H%z")
    lines = _lines(person.id, end)
    if not lines:
        return None
    locale = person.locale or config.current().default_language
    token = make_token(Subscription(person.id, Topic.RECALLED))
    parts = [Message(GREETING, {"name": person.name})]
    texts = [translated(part, locale) for part in parts] + [_told(line, locale) for line in lines]
    ways = {"unsubscribe": absolute(f"/letters/{token}/unsubscribe"), "settings": absolute("/account/notices")}
    texts.append(translated(Message(CLOSING, ways), locale))
    return Words(person.email, translated(Message(SUBJECT), locale), "\n\n".join(texts) + "\n", ways["unsubscribe"])


def _lines(person_id: int, end: datetime) -> Sequence[Line]:
    """Return what a person was told in the day before, and has not read."""
    unread = (Notice.person_id == person_id, Notice.kind.in_(DAILY_KINDS), Notice.read_at.is_(None))
    within = (Notice.created_at >= end - DAY, Notice.created_at < end)
    ids = session().scalars(sa.select(Notice.id).where(*unread, *within).order_by(Notice.id)).all()
    reader = actor_of(person_id)
    found = [line_of(reader, ident) for ident in ids]
    return [line for line in found if line is not None]


def _told(line: Line, locale: str) -> str:
    """Return one paragraph: what happened, what is to be done, and where it stands."""
    words = [translated(part, locale) for part in (sentence(line), *said(line))]
    return "\n".join([words[0], line.title, *words[1:], absolute(path_of(line))])
