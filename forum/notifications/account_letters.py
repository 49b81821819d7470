"""Letters about somebody's account: digits to sign in with, the link to a new password, word of every change."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from babel.dates import format_date

from forum import config
from forum.core.db import session
from forum.core.text import N_, Message
from forum.core.translation import translated
from forum.journal.drain import Happened
from forum.notifications.mail import Letter, is_queued, queue
from forum.people.address import make_way_back
from forum.people.codes import Case, make_code, wanted
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


CODE_SUBJECT = N_("Your code for %(site)s")
NO_ACCOUNT_SUBJECT = N_("No account with this address at %(site)s")
OPENS_TEXT = N_(
    """Hello,

to finish your account at %(site)s, type these digits on the page that asks for them, within ten minutes:

%(code)s

If you did not ask for an account, do nothing: without the digits there is none.
"""
)
SIGNS_IN_TEXT = N_(
    """Hello %(name)s,

to sign in at %(site)s, type these digits on the page that asks for them, within ten minutes:

%(code)s

If it was not you, do nothing and tell nobody the digits.
"""
)
HAS_ONE_TEXT = N_(
    """Hello %(name)s,

somebody, maybe you, wanted to create an account at %(site)s with this address. It has one already: yours, and it
stays as it is. To sign in to it, type these digits on the page that asks for them, within ten minutes:

%(code)s

If it was not you, do nothing and tell nobody the digits. To choose a new password: %(link)s
"""
)
HAS_NONE_TEXT = N_(
    """Hello,

somebody, maybe you, wanted to sign in at %(site)s with this address, but there is no account with it. Maybe you
registered with another one. You can create an account here:

%(link)s
"""
)
MOVES_HERE_TEXT = N_(
    """Hello,

to use this address for your account at %(site)s, type these digits on the page that asks for them, within ten minutes:

%(code)s

If you have no account there or did not ask for this, do nothing and tell nobody the digits.
"""
)
IS_TAKEN_SUBJECT = N_("Your address at %(site)s")
IS_TAKEN_TEXT = N_(
    """Hello %(name)s,

somebody, maybe you, wanted to use this address for another account at %(site)s. It belongs to yours, and stays there.

If it was not you, do nothing. If you do not know your password any more, choose a new one: %(link)s
"""
)
MOVED_SUBJECT = N_("The address of your account at %(site)s was changed")
MOVED_TEXT = N_(
    """Hello %(name)s,

your account at %(site)s has another address now. From now on letters go there, and you sign in with it.

If it was you, there is nothing to do. If it was not you, take this address back within two weeks: everybody is signed
out then, and you choose a new password:

%(link)s
"""
)
ERASES_TEXT = N_(
    """Hello %(name)s,

to have your account at %(site)s erased, type these digits on the page that asks for them, within ten minutes:

%(code)s

If it was not you, do nothing, tell nobody the digits, and choose a new password: %(link)s
"""
)
ERASURE_SUBJECT = N_("Your account at %(site)s is going to be erased")
ERASURE_TEXT = N_(
    """Hello %(name)s,

your account at %(site)s is going to be erased on %(day)s, as was asked for on its pages. Until then you can keep it:

%(link)s

If it was not you, keep it, and choose a new password at once.
"""
)
CODE_TEXTS = {
    Case.ERASES: ERASES_TEXT,
    Case.OPENS: OPENS_TEXT,
    Case.SIGNS_IN: SIGNS_IN_TEXT,
    Case.HAS_ONE: HAS_ONE_TEXT,
    Case.HAS_NONE: HAS_NONE_TEXT,
    Case.MOVES_HERE: MOVES_HERE_TEXT,
    Case.IS_TAKEN: IS_TAKEN_TEXT,
}
# Letters without digits have nobody to let in.
PLAIN_SUBJECTS = {Case.HAS_NONE: NO_ACCOUNT_SUBJECT, Case.IS_TAKEN: IS_TAKEN_SUBJECT}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a letter goes to."""

    id: int
    name: str
    email: str
    chosen: str | None
    """The language that they chose; None for whoever leaves it to the browser."""

    @property
    def locale(self) -> str:
        """The language of a letter that no page asked for."""
        return self.chosen or config.current().default_language


def _reader(person_id: int) -> Reader | None:
    """Return whom to write to, None for somebody without an address."""
    query = sa.select(Person.name, Person.email, Person.locale).where(Person.id == person_id)
    row = session().execute(query).one_or_none()
    if row is None or row.email is None:
        return None
    return Reader(person_id, row.name, row.email, row.locale)


def _key(event: Happened) -> str:
    """Return the key of the letter that an event calls for."""
    return f"event-{event.id}"


def _write(event: Happened, reader: Reader, subject: str, text: str, link: str, **more: object) -> None:
    """Queue the letter that an event calls for."""
    settings = config.current()
    values = {"site": settings.site_name, "name": reader.name, "link": link, **more}
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


def mail_address_changed(event: Happened) -> None:
    """Tell the address that an account has left, with the way back, in case it was not its owner's wish."""
    if "way_back" not in event.data or is_queued(_key(event)):
        return
    reader, made = _reader(event.root.id), make_way_back(int(event.data["way_back"]))
    if reader is not None and made is not None:
        secret, email = made
        link = f"{config.current().base_url.rstrip('/')}/account/address/back/{secret}"
        _write(event, replace(reader, email=email), MOVED_SUBJECT, MOVED_TEXT, link)


def mail_erasure_asked(event: Happened) -> None:
    """Tell somebody that their account is going to be erased, in case it was not their wish.

    Whoever is erased by an admin has no address any more.
    """
    reader = _reader(event.root.id)
    if reader is not None and event.actor_id == reader.id:
        day = format_date(datetime.fromisoformat(event.data["due_at"]), locale=reader.locale)
        link = f"{config.current().base_url.rstrip('/')}/account/data"
        _write(event, reader, ERASURE_SUBJECT, ERASURE_TEXT, link, day=day)


def mail_code(event: Happened) -> None:
    """Write the digits that somebody asked for; they are made here and stand in the letter only."""
    asked = wanted(int(event.data["code"]))
    if asked is None or is_queued(_key(event)):
        return
    settings = config.current()
    own = _reader(asked.person_id) if asked.person_id is not None else None
    locale = (own.chosen if own else None) or asked.locale or settings.default_language
    page = "/register" if asked.case is Case.HAS_NONE else "/reset"
    values = {"site": settings.site_name, "name": own.name if own else "", "link": settings.base_url.rstrip("/") + page}
    if asked.case not in PLAIN_SUBJECTS:
        values["code"] = make_code(asked.id)
    subject = PLAIN_SUBJECTS.get(asked.case, CODE_SUBJECT)
    queue(
        Letter(
            key=_key(event),
            to=asked.email,
            subject=translated(Message(subject, values), locale),
            text=translated(Message(CODE_TEXTS[asked.case], values), locale),
            # So that it goes with whoever wanted another's address, or one that nobody has here.
            person_id=asked.person_id if asked.person_id is not None else asked.asked_by_id,
        )
    )
