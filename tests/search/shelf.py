"""A few posts to search in, and short ways to make more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from forum.search.engine import Document

FIRST_DAY = datetime(2024, 3, 1, 12, tzinfo=UTC)


def question(number: int, title: str, body: str = "", **more: object) -> Document:
    """Return question `number`, asked on its day; it is the group `thread:NUMBER`."""
    made = Document(f"question:{number}", "question", f"thread:{number}", day(number), title, body, language="en")
    return replace(made, **more)  # type: ignore[arg-type]  # any field of a document


def answer(number: int, thread: int, body: str, **more: object) -> Document:
    """Return answer `number` to a question."""
    made = Document(f"answer:{number}", "answer", f"thread:{thread}", day(thread), body=body, language="en")
    return replace(made, **more)  # type: ignore[arg-type]  # any field of a document


def entry(number: int, thread: int, title: str, body: str = "", **more: object) -> Document:
    """Return entry `number` of a thread."""
    made = Document(f"entry:{number}", "entry", f"thread:{thread}", day(thread), title, body, language="en")
    return replace(made, **more)  # type: ignore[arg-type]  # any field of a document


def day(number: int) -> datetime:
    """Return the day of that number."""
    return FIRST_DAY + timedelta(days=number)


SHELF = (
    question(
        1,
        "Router drops the connection every night",
        "Since the update the router restarts at two o'clock.",
        tags=("wifi", "firmware"),
        product="hub",
        releases=("2.0",),
        states=("open", "accepted"),
        level="verified",
    ),
    answer(11, 1, "Turn off the scheduled restart in the maintenance menu.", level="verified"),
    answer(12, 1, "Buy another cable.", level="disputed"),
    entry(
        1,
        1,
        "Stop the nightly restart",
        "Turn off the scheduled restart in the maintenance menu.",
        product="hub",
        releases=("2.0",),
        level="verified",
    ),
    question(2, "Lamp does not answer to the switch", "It blinks twice.", product="lamp", states=("unanswered",)),
    question(3, "Error E-4031 while printing", "The printer shows E-4031 and 0x80070005.", product="printer"),
    answer(31, 3, "Delete the files in C:\\Windows\\System32\\spool and restart the spooler.", level="unreviewed"),
    answer(32, 3, "Edit /etc/cups/cupsd.conf, it worked with cups 2.4.1.", level="accepted"),
    question(4, "Where is the maintenance menu", "I cannot find it.", product="hub", releases=("1.9",)),
    question(5, "A impressora não imprime", "Depois da configuração ela ficou muda.", language="pt-BR"),
)
