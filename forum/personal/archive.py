"""A copy of everything about a person: one file for machines, one page to read, and their pictures, in a zip."""

import json
import logging
import os
import secrets
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.journal.drain import Happened
from forum.people.exporting import folder, note_made, waiting_export
from forum.people.models import Person
from forum.personal.page import write_page
from forum.personal.table import FILES, HELD

log = logging.getLogger(__name__)


def make_exports(events: Sequence[Happened]) -> None:
    """Make the copies that people have asked for, outside of any unit; safe to repeat."""
    for event in events:
        row = waiting_export(int(event.data["export"]))
        if row is None:
            continue
        ident, person_id, name = row.id, row.person_id, row.file
        session().rollback()
        write_archive(person_id, folder() / name)
        note_made(ident)


def write_archive(person_id: int, path: Path) -> None:
    """Write everything about a person to `path`, readable by the site's own user only, whole or not at all.

    Raises `NotFound` where there is no such person.
    """
    locale = session().execute(sa.select(Person.locale).where(Person.id == person_id)).one_or_none()
    if locale is None:
        raise NotFound
    unready = path.with_name(f".{secrets.token_hex(8)}.part")
    handle = os.open(unready, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, "everything.json", lambda out: _write_json(person_id, out))
            language = locale[0] or config.current().default_language
            _write(archive, "index.html", lambda out: write_page(person_id, language, out))
            _add_files(archive, person_id)
        unready.replace(path)
    finally:
        unready.unlink(missing_ok=True)
        session().rollback()


def _write(archive: zipfile.ZipFile, name: str, write: Callable[[BinaryIO], None]) -> None:
    """Add a file that is written piece by piece."""
    with archive.open(name, "w") as out:
        write(out)  # type: ignore[arg-type] # a file that takes bytes


def _write_json(person_id: int, out: BinaryIO) -> None:
    """Write all that is held of a person as one JSON object: the rows of each table, by its name."""
    about = {"site": config.current().base_url, "person": person_id, "made_at": now().isoformat()}
    out.write(json.dumps(about, ensure_ascii=False)[:-1].encode())
    for holding in HELD:
        out.write(f',\n"{holding.table}": ['.encode())
        for number, row in enumerate(holding.rows(person_id)):
            out.write((",\n" if number else "\n").encode() + json.dumps(row, ensure_ascii=False).encode())
        out.write(b"]")
    out.write(b"}\n")


def _add_files(archive: zipfile.ZipFile, person_id: int) -> None:
    """Add the files that belong to a person; one that is gone is left out."""
    for files in FILES:
        for file in files(person_id):
            if (data := file.read()) is not None:
                archive.writestr(file.name, data)
