"""Where words are left: in every column of the database, and in every file of a folder."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from forum.core.db import session


def in_database(words: Sequence[str]) -> list[str]:
    """Name the columns in which one of the words stands, small or large; of JSON also in the way it escapes letters."""
    found = []
    connection = session().connection()
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        for column in table.columns:
            for word in words:
                text = sa.func.lower(sa.cast(column, sa.Text))
                if connection.scalar(sa.select(sa.func.count()).where(text.contains(word.lower()))):
                    found.append(f"{table.name}.{column.name}: {word}")
    session().rollback()
    return found


def in_files(path: Path, words: Sequence[str]) -> list[str]:
    """Name the files below a folder in which one of the words stands."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return [
        f"{file}: {word}"
        for file in sorted(files)
        for word in words
        if word.lower().encode() in file.read_bytes().lower()
    ]
