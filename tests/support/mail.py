"""Mailboxes for tests: a real SMTP server that keeps what it was sent, and a reader of mail in a folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port


@dataclass
class Mailbox:
    """What an SMTP server of the test received, in order."""

    url: str = ""
    messages: list[EmailMessage] = field(default_factory=list)
    refuse: bool = False  # answer every message with a temporary error, as a full or broken server does

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd for each message."""
        if self.refuse:
            return "451 try again later"
        content = envelope.content or b""
        self.messages.append(parse(content if isinstance(content, bytes) else content.encode()))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The messages to one address, oldest first."""
        return [message for message in self.messages if address in str(message["To"])]


def parse(content: bytes) -> EmailMessage:
    """Read one message as it would go over the wire."""
    return message_from_bytes(content, policy=policy.default)


def read_folder(folder: Path) -> list[EmailMessage]:
    """The messages that were written to a mail folder as `*.eml`, oldest first."""
    files = sorted(folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    return [parse(path.read_bytes()) for path in files]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """An SMTP server on a free port of 127.0.0.1; `mailbox.url` is what FORUM_MAIL_URL should say."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        box.url = f"smtp://127.0.0.1:{controller.port}"
        yield box
    finally:
        controller.stop()
