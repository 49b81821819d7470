"""What stands in the letters that a live site has written."""

import re

from tests.support.mail import read_folder
from tests.support.servers import Server
from tests.support.waiting import eventually


def in_letter(server: Server, pattern: str) -> str:
    """What stands in a letter of the site, as soon as there is one with it."""

    def find() -> str:
        texts = [letter.get_content() for letter in read_folder(server.settings.mail_folder)]
        found = [match[0] for text in reversed(texts) if (match := re.search(pattern, text, re.MULTILINE))]
        return found[0] if found else ""

    return eventually(find)


def code_in(server: Server) -> str:
    """The digits of the newest letter."""
    return in_letter(server, r"^\d{6}\b")
