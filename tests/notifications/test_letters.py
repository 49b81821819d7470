"""Letters: written with what calls for them, sent at least once, the same one every time."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.operation import unit
from forum.notifications.mail import GIVEN_UP_AFTER, Letter, queue, send_due
from forum.notifications.models import Mail
from tests.support.cast import Cast
from tests.support.mail import Mailbox, read_folder

LETTER = Letter(
    "event-7", "ada@example.org", "Grüße\r\nBcc: x@example.org", "Hello Ada,\n\nall is well: https://x.example\n", 1
)


def write(letter: Letter = LETTER) -> bool:
    with unit():
        return queue(letter)


@pytest.fixture
def by_smtp(app: Flask, settings: config.Config, mailbox: Mailbox) -> Iterator[Mailbox]:
    """The site with a mail server."""
    config.use(dataclasses.replace(settings, mail_url=mailbox.url))
    yield mailbox
    config.use(settings)


def check(message: EmailMessage) -> None:
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Grüße Bcc: x@example.org"
    assert message["Bcc"] is None
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@127.0.0.1>")
    assert "all is well" in message.get_content()


def test_without_a_server_letters_are_files(cast: Cast, settings: config.Config) -> None:
    write()
    assert send_due().done == 1
    assert send_due().done == 0
    (message,) = read_folder(settings.mail_folder)
    check(message)
    (path,) = settings.mail_folder.glob("*")
    assert path.stat().st_mode & 0o077 == 0


def test_with_a_server_letters_are_sent(cast: Cast, by_smtp: Mailbox) -> None:
    write()
    assert send_due().done == 1
    (message,) = by_smtp.to("ada@example.org")
    check(message)


def test_a_letter_of_the_same_key_is_written_once(cast: Cast) -> None:
    assert write()
    assert not write()
    assert session().scalar(sa.select(sa.func.count(Mail.id))) == 1


def test_a_letter_is_written_only_with_what_calls_for_it(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        queue(LETTER)


def test_a_refused_letter_is_tried_again_later_with_the_same_id(cast: Cast, by_smtp: Mailbox) -> None:
    write()
    by_smtp.refuse = True
    assert send_due().failed == 1
    row = session().scalars(sa.select(Mail)).one()
    assert "451" in (row.error or "")
    assert send_due().failed == 0
    by_smtp.refuse = False
    with travel(now() + timedelta(minutes=10)):
        assert send_due().done == 1
    assert len(by_smtp.messages) == 1


def test_a_sent_letter_keeps_no_words(cast: Cast, settings: config.Config) -> None:
    write()
    send_due()
    assert session().scalars(sa.select(Mail.text)).one() == ""


def test_a_letter_that_never_arrives_is_given_up(cast: Cast, by_smtp: Mailbox) -> None:
    write()
    with unit():
        session().execute(sa.update(Mail).values(attempts=GIVEN_UP_AFTER))
    assert send_due().done == 0


def test_a_letter_whose_sender_was_killed_is_sent_again_after_a_while(cast: Cast, settings: config.Config) -> None:
    write()
    with unit():
        session().execute(sa.update(Mail).values(due_at=now() + timedelta(minutes=5), attempts=1))
    assert send_due().done == 0
    with travel(now() + timedelta(minutes=6)):
        assert send_due().done == 1
