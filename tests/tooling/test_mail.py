"""The test mailbox is a real SMTP server."""

import smtplib
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.mail import Mailbox, parse, read_folder


def _message(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@example.org", "ben@example.org", subject
    message.set_content("It works again.")
    return message


def _send(url: str, message: EmailMessage) -> None:
    address = urlsplit(url)
    with smtplib.SMTP(address.hostname or "", address.port or 0) as client:
        client.send_message(message)


def test_mailbox_keeps_what_was_sent(mailbox: Mailbox) -> None:
    _send(mailbox.url, _message("Größe"))
    assert [str(message["Subject"]) for message in mailbox.to("ben@example.org")] == ["Größe"]
    assert mailbox.to("ada@example.org") == []


def test_mailbox_can_refuse(mailbox: Mailbox) -> None:
    mailbox.refuse = True
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        _send(mailbox.url, _message("Again"))
    assert mailbox.messages == []


def test_folder_is_read_in_order(tmp_path: Path) -> None:
    for subject in ("first", "second"):
        (tmp_path / f"{subject}.eml").write_bytes(bytes(_message(subject)))
    assert [str(message["Subject"]) for message in read_folder(tmp_path)] == ["first", "second"]
    assert str(parse(bytes(_message("third")))["To"]) == "ben@example.org"
