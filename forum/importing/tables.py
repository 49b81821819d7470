"""Reading one table of a dump as a stream: rows of attributes, one at a time, in memory that does not grow.

The parser is Expat itself: it gives a row's attributes without building a tree, and it lets us refuse a document type
declaration (no dump has one) before any entity of it could be expanded.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from forum.core.text import N_
from forum.importing.report import ImportFailed, Watcher

CHUNK = 1 << 16
# A post has at most 30,000 characters, a row several times that; beyond this it is an attack or damage.
LONGEST_ROW = 1 << 22

Attributes = dict[str, str]


def find(folder: Path, table: str) -> Path | None:
    """Return the file of a table, plain or compressed, or None."""
    for name in (f"{table}.xml", f"{table}.xml.gz"):
        if (path := folder / name).is_file():
            return path
    return None


def rows(path: Path, watcher: Watcher) -> Iterator[Attributes]:
    """Yield the attributes of each row. Raises `ImportFailed` if the file is cut off, damaged or something else."""
    reader = _Rows(path.name.split(".", 1)[0].lower())
    watcher.phase(path.name, path.stat().st_size)
    with path.open("rb") as raw:
        try:
            yield from _read(raw, path, reader, watcher)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ImportFailed(CUT_OFF, file=path.name, rows=reader.count) from error
        except expat.ExpatError as error:
            raise _explained(error, path, reader) from error
        except OSError as error:
            raise ImportFailed(UNREADABLE, file=path.name, detail=error.strerror or str(error)) from error


CUT_OFF = N_("%(file)s is cut off or damaged after %(rows)d rows. Get the file again; nothing of it was imported.")
NOT_XML = N_("%(file)s is not readable XML: line %(line)d, %(detail)s. Nothing of it was imported.")
NOT_A_TABLE = N_("%(file)s is not this table of a Stack Exchange dump: it holds <%(element)s>.")
DOCTYPE = N_("%(file)s declares a document type, which no dump does. It was refused.")
TOO_LONG = N_("%(file)s holds a row of more than %(limit)d bytes after row %(rows)d. It was refused.")
UNREADABLE = N_("%(file)s cannot be read: %(detail)s.")


class _DoctypeError(Exception):
    """Raised inside the parser."""


class _UnexpectedElementError(Exception):
    """Raised inside the parser."""


class _Rows:
    """Collects what the parser finds."""

    def __init__(self, root: str) -> None:
        """Expect `<root>` with rows inside."""
        self.root = root
        self.found: list[Attributes] = []
        self.count = 0
        self._depth = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Take an element that begins."""
        self._depth += 1
        if (self._depth, name.lower()) not in ((1, self.root), (2, "row")):
            raise _UnexpectedElementError(name)
        if self._depth == 2:
            self.found.append(attributes)
            self.count += 1

    def end(self, _name: str) -> None:
        """Leave an element."""
        self._depth -= 1

    def doctype(self, *_declaration: object) -> None:
        """Refuse a document type: entities are declared in it."""
        raise _DoctypeError

    def take(self) -> list[Attributes]:
        """Return the rows found since the last time."""
        taken, self.found = self.found, []
        return taken


def _read(raw: BinaryIO, path: Path, reader: _Rows, watcher: Watcher) -> Iterator[Attributes]:
    """Feed the file to the parser chunk by chunk."""
    source: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.doctype
    done = waiting = 0
    while chunk := source.read(CHUNK):
        _feed(parser, chunk, False, path, reader)
        found = reader.take()
        waiting = 0 if found else waiting + len(chunk)
        if waiting > LONGEST_ROW:
            raise ImportFailed(TOO_LONG, file=path.name, limit=LONGEST_ROW, rows=reader.count)
        yield from found
        watcher.advance(raw.tell() - done)
        done = raw.tell()
    _feed(parser, b"", True, path, reader)
    yield from reader.take()


def _feed(parser: expat.XMLParserType, chunk: bytes, final: bool, path: Path, reader: _Rows) -> None:
    """Parse a chunk, and say in our words what the file should not hold."""
    try:
        parser.Parse(chunk, final)
    except _DoctypeError:
        raise ImportFailed(DOCTYPE, file=path.name) from None
    except _UnexpectedElementError as error:
        raise ImportFailed(NOT_A_TABLE, file=path.name, element=str(error)) from None


def _explained(error: expat.ExpatError, path: Path, reader: _Rows) -> ImportFailed:
    """Tell a file that ends too early from one that is not XML."""
    ends = {
        expat.errors.codes[text] for text in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
    }
    if error.code in ends:
        return ImportFailed(CUT_OFF, file=path.name, rows=reader.count)
    return ImportFailed(NOT_XML, file=path.name, line=error.lineno, detail=expat.ErrorString(error.code))
