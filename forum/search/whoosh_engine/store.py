"""Where the index lies on disk, who may write it, and how a new one takes the old one's place.

    root/current            the name of the directory in use, replaced atomically
    root/v2-1f0c.../        a Whoosh index
    root/v2-1f0c.../sums    checksums of its files
    root/vectors            the vectors of texts, for every index that there may be
    root/write.lock         held by the kernel for the one who writes, so a killed writer leaves nothing locked

A rebuild fills a directory aside and then renames a new `current` over the old. Readers that had the old one open
keep it until they look again.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar
from zlib import crc32

from whoosh import index

from forum.search.engine import IndexBusy, IndexDamaged
from forum.search.whoosh_engine.files import SegmentStorage
from forum.search.whoosh_engine.schema import FORMAT, schema

T = TypeVar("T")

_PAUSE = 0.05
_TRIES = 10
_CHUNK = 2**20


@contextmanager
def damage_reported() -> Iterator[None]:
    """Turn whatever Whoosh stumbles over in a damaged file into `IndexDamaged`.

    A cut or overwritten file shows as errors of five and more kinds, a bare `Exception` ("Block tag error") among
    them, so nothing narrower can be caught. Wrap calls into Whoosh only.
    """
    try:
        yield
    except (IndexDamaged, IndexBusy, FileNotFoundError):
        raise
    except index.EmptyIndexError as error:  # a directory that is just being removed looks like one without an index
        raise FileNotFoundError from error
    except Exception as error:
        raise IndexDamaged from error


class Store:
    """The directory of one index."""

    def __init__(self, root: Path, lock_timeout: float) -> None:
        """Take the directory, which need not exist yet, and how many seconds a writer waits for another."""
        self._root = root
        self._lock_timeout = lock_timeout
        self._verified: dict[str, tuple[int, int]] = {}

    @property
    def vectors(self) -> Path:
        """The file with the vectors of texts."""
        return self._root / "vectors"

    @contextmanager
    def writing(self, timeout: float | None = None) -> Iterator[None]:
        """Hold the right to write, or raise `IndexBusy`, after so many seconds if not the usual."""
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / "write.lock").open("wb") as lock:
            self._wait_for(lock.fileno(), self._lock_timeout if timeout is None else timeout)
            yield

    def _wait_for(self, lock: int, timeout: float) -> None:
        end = time.monotonic() + timeout
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() >= end:
                    raise IndexBusy from error
                time.sleep(_PAUSE)
            else:
                return

    def current(self) -> str:
        """Return the name of the directory in use. Raises `IndexDamaged` if there is none of this format."""
        try:
            name = (self._root / "current").read_text().strip()
        except OSError as error:
            raise IndexDamaged from error
        if not name.startswith(f"v{FORMAT}-"):
            raise IndexDamaged
        return name

    def open(self, name: str) -> Any:
        """Return the Whoosh index in a directory. Raises FileNotFoundError if a writer replaced it meanwhile."""
        with damage_reported():
            return index.FileIndex(SegmentStorage(str(self._root / name)), schema=schema())

    def create(self) -> tuple[str, Any]:
        """Make a new directory with an empty index, not yet in use, and return its name and the index."""
        name = f"v{FORMAT}-{token_hex(8)}"
        path = self._root / name
        path.mkdir(parents=True)
        return name, index.FileIndex.create(SegmentStorage(str(path)), schema())

    def publish(self, name: str) -> None:
        """Put a directory in use and remove all others, abandoned ones included."""
        self.flush(name)
        pointer = self._root / "current.new"
        pointer.write_text(name)
        _flush(pointer)
        pointer.replace(self._root / "current")
        _flush(self._root)
        for path in self._root.glob("v*-*"):
            if path.name != name:
                shutil.rmtree(path, ignore_errors=True)

    def flush(self, name: str) -> None:
        """Hand a directory's files to the disk, and note their sums.

        Whoosh itself leaves the first to the kernel, so a power cut could lose files, and does without the second, so
        spoilt bytes could pass for postings. A file never changes under its name, so each is summed once.
        """
        path = self._root / name
        known, sums = _sums(path), dict[str, int]()
        for file in path.iterdir():
            if file.suffix in {".toc", ".seg"}:
                sums[file.name] = known[file.name] if file.name in known else _sum(file)
                _flush(file)
        fresh = path / "sums.new"
        fresh.write_text(json.dumps(sums))
        _flush(fresh)
        fresh.replace(path / "sums")
        _flush(path)

    def verify(self, name: str) -> None:
        """Read every byte that searches may read and compare it with what was written; raise `IndexDamaged` if it
        differs.

        What was verified is looked at again only when its size or date differ. Hold the right to write meanwhile.
        """
        path = self._root / name
        with damage_reported():
            toc = self.open(name)._read_toc()
            segments = [segment.make_filename(segment.COMPOUND_EXT) for segment in toc.segments]
            sums = _sums(path)
            seen: dict[str, tuple[int, int]] = {}
            for file in [toc._filename(index._DEF_INDEX_NAME, toc.generation), *segments]:
                facts = (path / file).stat()
                seen[file] = (facts.st_size, facts.st_mtime_ns)
                if self._verified.get(file) != seen[file] and sums.get(file) != _sum(path / file):
                    raise IndexDamaged
        self._verified = seen


def retried(attempt: Callable[[], T]) -> T:
    """Return what `attempt` returns, tried again while a writer replaces files under it."""
    for _ in range(_TRIES - 1):
        try:
            return attempt()
        except FileNotFoundError:
            time.sleep(_PAUSE)
    try:
        return attempt()
    except FileNotFoundError as error:
        raise IndexDamaged from error


def _sums(path: Path) -> dict[str, int]:
    """Return the noted sums of a directory's files, none where nothing readable was noted."""
    try:
        noted = json.loads((path / "sums").read_text())
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _sum(path: Path) -> int:
    """Return the checksum of a file."""
    total = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total = crc32(chunk, total)
    return total


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
