"""What a person was told goes with them: the lines under their bell, letters that wait, and letters in the folder."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from forum import config
from forum.core.db import session
from forum.core.erasing import AT_ONCE, Traces, Words, clean_rows
from forum.core.operation import operation
from forum.notifications.models import Mail, Notice, NoticeChoice

WORDS = (Words(Mail, ("to", "subject", "text", "error")),)


def erase(traces: Traces) -> Iterator[int]:
    """Erase what a person was told, and letters to anybody that name them."""
    # Also addresses that they once wanted and never confirmed.
    written_to = set(session().scalars(sa.select(Mail.to).where(Mail.person_id == traces.person_id))) - {""}
    session().rollback()
    traces = replace(traces, addresses=tuple({*traces.addresses, *written_to}))
    # The folder first: the rows tell what to look for there.
    yield _empty_folder(traces)
    mine = (Mail.person_id == traces.person_id, Mail.to.in_(traces.addresses))
    yield from _erase_all(Mail, sa.or_(*mine))
    yield from _erase_all(Notice, Notice.person_id == traces.person_id)
    yield from _erase_all(NoticeChoice, NoticeChoice.person_id == traces.person_id)
    yield from clean_rows(WORDS, traces)


def _erase_all(model: type[Mail | Notice | NoticeChoice], which: sa.ColumnElement[bool]) -> Iterator[int]:
    """Erase rows some at a time."""
    while True:
        changed = _erase(model, which)
        yield changed
        if changed < AT_ONCE:
            return


@operation
def _erase(model: type[Mail | Notice | NoticeChoice], which: sa.ColumnElement[bool]) -> int:
    rows = session().scalars(sa.select(model).where(which).limit(AT_ONCE).with_for_update(of=model)).all()
    for row in rows:
        session().delete(row)
    return len(rows)


def _empty_folder(traces: Traces) -> int:
    """Remove letters in the folder, where there is one, that go to the person or name them; they are copies."""
    folder = config.current().mail_folder
    gone = 0
    for path in folder.glob("*.eml") if folder.is_dir() else ():
        if _names(path, traces):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _names(path: Path, traces: Traces) -> bool:
    """Whether a letter has one of the person's names or addresses in it."""
    try:
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    except FileNotFoundError:
        return False
    body = letter.get_body(preferencelist=("plain",))
    texts = [str(value) for _, value in letter.items()] + ([body.get_content()] if body else [])
    return any(traces.is_in(text) for text in texts)
