"""Where the index lies on disk, who may write it, and how a new one takes the old one's place.

    root/current            the name of the directory in use, replaced atomically
    root/v1-1f0c.../        a Whoosh index
    root/write.lock         held by the kernel for the one who writes, so a killed writer leaves nothing locked

A rebuild fills a directory aside and then renames a new `current` over the old. Readers that had the old one open
keep it until they look again.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from whoosh import index

from forum.search.engine import IndexBusy, IndexDamaged
from forum.search.whoosh_engine.files import SegmentStorage
from forum.search.whoosh_engine.schema import FORMAT, schema

T = TypeVar("T")

_PAUSE = 0.05
_TRIES = 10


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

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write, or raise `IndexBusy`."""
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / "write.lock").open("wb") as lock:
            self._wait_for(lock.fileno())
            yield

    def _wait_for(self, lock: int) -> None:
        end = time.monotonic() + self._lock_timeout
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
        """Hand a directory's files to the disk: Whoosh itself leaves that to the kernel, so a power cut could lose
        them."""
        path = self._root / name
        for file in path.iterdir():
            if file.suffix in {".toc", ".seg"}:
                _flush(file)
        _flush(path)


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


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
