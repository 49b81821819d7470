"""Reading segments where they lie.

Whoosh maps a segment into memory and then copies each of its parts, so every reader holds the whole index once more.
Here a part is a window of the open file, read piece by piece: nothing is copied, and the kernel keeps what is read
often. A file that is cut off while it is open gives an error, where touching a memory map would end the process.
"""

import os
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

# What unpickling reads ahead: the heads of blocks of postings are shorter.
_AHEAD = 128


class Descriptor:
    """An open file, closed when no window needs it any more; Whoosh's readers do not close their segments."""

    def __init__(self, path: str) -> None:
        """Open the file for reading."""
        self.number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def __del__(self) -> None:
        """Close it, if it could be opened."""
        if (number := getattr(self, "number", None)) is not None:
            os.close(number)


class Window:
    """A part of a file, with a place of its own: as much of a file object as Whoosh and pickle ask for."""

    def __init__(self, file: Descriptor, offset: int, length: int) -> None:
        """Take the file, and the bounds in bytes."""
        self._file = file
        self._offset = offset
        self._length = length
        self._at = 0

    def part(self, offset: int, length: int) -> "Window":
        """Return a window of this one."""
        return Window(self._file, self._offset + offset, length)

    def get(self, position: int, length: int) -> bytes:
        """Return what stands at a position, less at the end. Raises EOFError where the file was cut off."""
        length = max(0, min(length, self._length - position))
        found = os.pread(self._file.number, length, self._offset + position)
        if len(found) != length:
            raise EOFError("a segment of the index was cut off")
        return found

    def peek(self, _size: int = 0) -> bytes:
        """Return a little of what comes next, without going on."""
        return self.get(self._at, _AHEAD)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes and go on behind them."""
        found = self.get(self._at, self._length - self._at if size < 0 else size)
        self._at += len(found)
        return found

    def readline(self) -> bytes:
        """Return the rest of a line; only pickles in a text format would ask for one, and Whoosh writes none."""
        raise NotImplementedError

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        self._at = position + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def close(self) -> None:
        """Nothing: other windows may look at the same file."""


class SegmentFile(StructFile):  # type: ignore[misc]  # Whoosh has no type information
    """A segment, or a file within it."""

    def __init__(self, window: Window, name: str) -> None:
        """Take the window to read from."""
        super().__init__(window, name=name)
        self._window = window

    def subset(self, position: int, length: int, name: str | None = None) -> "SegmentFile":
        """Return a file within this one."""
        return SegmentFile(self._window.part(position, length), name or self._name)

    def get(self, position: int, length: int) -> bytes:
        """Return what stands at a position."""
        return self._window.get(position, length)


class SegmentStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no type information
    """A directory whose segments are read where they lie. All else in it is read and written as Whoosh does."""

    def __init__(self, folder: str) -> None:
        """Take the directory."""
        super().__init__(folder, supports_mmap=False)

    def open_file(self, name: str, **given: Any) -> Any:
        """Open a file for reading."""
        if not name.endswith(".seg"):
            return super().open_file(name, **given)
        descriptor = Descriptor(self._fpath(name))
        return SegmentFile(Window(descriptor, 0, os.fstat(descriptor.number).st_size), name)
