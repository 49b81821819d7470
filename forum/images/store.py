"""Where the files of images lie: a folder, or a service that speaks as Amazon S3 does. By setting."""

import os
import tempfile
from pathlib import Path
from typing import Protocol

from forum import config
from forum.images.s3 import Bucket


class Store(Protocol):
    """Keeps files by name. Each method raises `OSError` where it cannot be reached, and may be repeated."""

    def put(self, name: str, data: bytes) -> None:
        """Keep a file; when this returns it is there for good."""

    def get(self, name: str) -> bytes | None:
        """Return a file, None where there is none."""

    def delete(self, name: str) -> None:
        """Forget a file, if there is one."""


class Folder:
    """Files in a folder of this machine, in sub-folders by the first letters of their names."""

    def __init__(self, path: Path) -> None:
        """Take the folder, which need not be there yet."""
        self._path = path

    def put(self, name: str, data: bytes) -> None:
        """Write aside, then put in place: nobody ever reads half a file."""
        place = self._place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(place)
        self._keep_entry(place.parent)

    def get(self, name: str) -> bytes | None:
        """Return the file."""
        try:
            return self._place(name).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        """Remove the file."""
        self._place(name).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        return self._path / name[:2] / name

    @staticmethod
    def _keep_entry(folder: Path) -> None:
        """Let the folder's list of files reach the disk too."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def store() -> Store:
    """Return the store that the settings name."""
    settings = config.current()
    if settings.media_url.startswith("s3"):
        return Bucket(settings.media_url)
    return Folder(settings.media_folder)
