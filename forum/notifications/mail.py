"""Mail: one port. Letters wait as rows, written in the transaction of what calls for them; the worker sends them.

A letter goes to an SMTP server where `FORUM_MAIL_URL` names one, else into a folder as `*.eml`. It is sent at least
once: its Message-ID stays the same, so that a mail program shows a repeated one once.
"""

import hashlib
import logging
import os
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import ForumError
from forum.core.operation import in_unit, operation
from forum.core.text import without_addresses
from forum.notifications.daily_letters import PREFIX, daily_words
from forum.notifications.models import Mail
from forum.notifications.notice_letters import words_of

log = logging.getLogger(__name__)
# A letter that is being sent is left alone for this long: whoever began it may have been killed.
LEASE = timedelta(minutes=5)
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=6)
GIVEN_UP_AFTER = 20
TIMEOUT = 20.0
# Kept with a letter that was not sent, because its reader could not see any more what it was about.
NOTHING_TO_SAY = "not sent: nothing left to say"

Transport = Callable[[EmailMessage, str], None]


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is told by mail. `key` names the reason: a second letter of the same key is not written."""

    key: str
    to: str
    subject: str
    text: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter that is being sent. `unsubscribe`: where one click ends letters like it, None for account letters."""

    id: int
    key: str
    to: str
    subject: str
    text: str
    created_at: datetime
    notice_id: int | None = None
    unsubscribe: str | None = None


@dataclass
class Sent:
    """How many letters were sent and how many failed this time."""

    done: int = 0
    failed: int = 0


def queue(letter: Letter) -> bool:
    """Write the letter's row inside the open unit; return whether it is new."""
    if not in_unit():
        raise RuntimeError("a letter queued outside a unit of work")
    if is_queued(letter.key):
        return False
    session().add(
        Mail(key=letter.key, person_id=letter.person_id, to=letter.to, subject=letter.subject, text=letter.text)
    )
    return True


def is_queued(key: str) -> bool:
    """Whether a letter of this key has been written."""
    return session().scalar(sa.select(Mail.id).where(Mail.key == key)) is not None


def send_due(limit: int = 20) -> Sent:
    """Send the letters that are due; a failed one is tried again later, each time after a longer while."""
    sent = Sent()
    transport: Transport | None = None
    for ident in _due(limit):
        claimed = _claim(ident)
        if claimed is None:
            continue
        try:
            letter = _with_words(claimed)
            if letter is None:
                _note_sent(ident, NOTHING_TO_SAY)
                continue
            transport = transport or transport_of(config.current())
            transport(compose(letter), f"{letter.created_at:%Y%m%dT%H%M%S}-{letter.id}.eml")
        except (OSError, smtplib.SMTPException, ValueError, LookupError, ForumError) as error:
            # Servers repeat whom a letter is for.
            words = without_addresses(f"{type(error).__name__}: {error}")
            log.warning("a letter could not be sent", extra={"mail": ident, "error": words})
            _note_failure(ident, words)
            sent.failed += 1
        else:
            _note_sent(ident)
            sent.done += 1
    return sent


def _due(limit: int) -> list[int]:
    """Return the letters to send now, oldest first."""
    query = sa.select(Mail.id).where(Mail.sent_at.is_(None), Mail.due_at <= now(), Mail.attempts < GIVEN_UP_AFTER)
    found = list(session().scalars(query.order_by(Mail.due_at, Mail.id).limit(limit)))
    session().rollback()
    return found


@operation
def _claim(ident: int) -> Outgoing | None:
    """Take a letter for the time of its sending and return it, None if somebody else has it."""
    query = sa.select(Mail).where(Mail.id == ident, Mail.sent_at.is_(None), Mail.due_at <= now())
    row = session().scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    row.due_at = now() + LEASE
    row.attempts += 1
    return Outgoing(row.id, row.key, row.to, row.subject, row.text, row.created_at, row.notice_id)


def _with_words(claimed: Outgoing) -> Outgoing | None:
    """Return a letter with its words; about a notice they are made now, of what its reader sees. None for nothing."""
    if claimed.key.startswith(PREFIX):
        words = daily_words(claimed.key)
    elif claimed.notice_id is not None:
        words = words_of(claimed.notice_id)
    else:
        return claimed
    session().rollback()
    if words is None:
        return None
    return replace(claimed, to=words.to, subject=words.subject, text=words.text, unsubscribe=words.unsubscribe)


@operation
def _note_sent(ident: int, why_not: str | None = None) -> None:
    """Mark a letter done and drop its words: links in it were secrets, and the reader has them now."""
    session().execute(sa.update(Mail).where(Mail.id == ident).values(sent_at=now(), error=why_not, text=""))


@operation
def _note_failure(ident: int, error: str) -> None:
    """Keep the error and set the next try."""
    row = session().get_one(Mail, ident, populate_existing=True)
    row.error = error[:500]
    row.due_at = now() + min(FIRST_DELAY * 2 ** min(row.attempts - 1, 12), LONGEST_DELAY)


def compose(mail: Outgoing) -> EmailMessage:
    """Return the letter as it goes over the wire."""
    settings = config.current()
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.created_at)
    host = urlsplit(settings.base_url).hostname or "localhost"
    message["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{host}>"
    # Nobody's absence note answers a machine.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if mail.unsubscribe is not None:
        # RFC 8058: the mail program ends these letters with one POST, without opening a page.
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    return message


def transport_of(settings: config.Config) -> Transport:
    """Return the way that letters go on this site."""
    scheme = urlsplit(settings.mail_url).scheme
    if scheme in {"smtp", "smtps"}:
        return lambda message, _name: _send_by_smtp(settings.mail_url, message)
    return lambda message, name: _write_file(settings.mail_folder, message, name)


def _send_by_smtp(url: str, message: EmailMessage) -> None:
    """Hand a letter to the server of `smtp[s]://user:password@host:port`; encrypted wherever the server can."""
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
    with server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _write_file(folder: Path, message: EmailMessage, name: str) -> None:
    """Put a letter into the folder, readable by its owner only, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    policy = SMTP if message.as_string().isascii() else SMTPUTF8
    unready = folder / f".{name}.part"
    handle = os.open(unready, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(message.as_bytes(policy=policy))
    unready.replace(folder / name)
    log.info("mail written to %s", folder / name)
