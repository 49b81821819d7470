"""Letters about somebody's account: the link to a new password, and word of every change."""

from dataclasses import dataclass

import sqlalchemy as sa

from forum import config
from forum.core.db import session
from forum.core.text import N_, Message
from forum.core.translation import translated
from forum.journal.drain import Happened
from forum.notifications.mail import Letter, is_queued, queue
from forum.people.models import Person
from forum.people.reset import make_reset_secret

RESET_SUBJECT = N_("Choose a new password for %(site)s")
RESET_TEXT = N_(
    """Hello %(name)s,

somebody asked for a new password for your account. If it was you, open this page within two hours:

%(link)s

If it was not you, do nothing: your password stays as it is.
"""
)
CHANGED_SUBJECT = N_("Your password for %(site)s was changed")
CHANGED_TEXT = N_(
    """Hello %(name)s,

your password was changed, and you were signed out on all other devices.

If it was not you, choose a new password at once:

%(link)s
"""
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a letter goes to."""

    id: int
    name: str
    email: str
    locale: str


def _reader(person_id: int) -> Reader | None:
    """Return whom to write to, None for somebody without an address."""
    query = sa.select(Person.name, Person.email, Person.locale).where(Person.id == person_id)
    row = session().execute(query).one_or_none()
    if row is None or row.email is None:
        return None
    return Reader(person_id, row.name, row.email, row.locale or config.current().default_language)


def _key(event: Happened) -> str:
    """Return the key of the letter that an event calls for."""
    return f"event-{event.id}"


def _write(event: Happened, reader: Reader, subject: str, text: str, link: str) -> None:
    """Queue the letter that an event calls for."""
    settings = config.current()
    values = {"site": settings.site_name, "name": reader.name, "link": link}
    queue(
        Letter(
            key=_key(event),
            to=reader.email,
            subject=translated(Message(subject, values), reader.locale),
            text=translated(Message(text, values), reader.locale),
            person_id=reader.id,
        )
    )


def mail_reset_link(event: Happened) -> None:
    """Write the link that somebody asked for; its secret is made here and stands in the letter only."""
    reader = _reader(event.root.id)
    # Repeated, it would end the link that the first letter carries.
    if reader is not None and not is_queued(_key(event)):
        link = f"{config.current().base_url.rstrip('/')}/reset/{make_reset_secret(reader.id)}"
        _write(event, reader, RESET_SUBJECT, RESET_TEXT, link)


def mail_password_changed(event: Happened) -> None:
    """Tell somebody that their password was changed, in case it was not them."""
    reader = _reader(event.root.id)
    if reader is not None:
        _write(event, reader, CHANGED_SUBJECT, CHANGED_TEXT, f"{config.current().base_url.rstrip('/')}/reset")
