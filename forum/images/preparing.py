"""From the bytes that somebody sent to an image that can be kept. Slow: before a transaction begins, never inside."""

import hashlib
import json
import logging
import os
import secrets
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from forum.core.errors import Busy, Invalid
from forum.core.text import N_, message

_log = logging.getLogger(__name__)

# Of a photo as cameras of today write them; more would hold a slow line for minutes.
BYTES_MAX = 15 * 1024 * 1024
_MEGABYTES = BYTES_MAX // (1024 * 1024)
REASONS = {
    "heic": message(
        N_(
            "This photo is a HEIC file, which many devices cannot show. Save it as JPEG and send that. "
            "On an iPhone: Settings, Camera, Formats, Most Compatible."
        )
    ),
    "kind": message(N_("This is no picture that can be shown here. Send a JPEG, PNG, WebP or GIF file.")),
    "too_large": message(N_("This picture has too many pixels. Make it smaller, or cut out the part that matters.")),
    "damaged": message(N_("This file is damaged and cannot be read to its end. Save or take the picture again.")),
    "too_long": message(
        N_("This file is larger than %(most)d megabytes. Make the picture smaller, then send it again."),
        most=_MEGABYTES,
    ),
    "required": message(N_("Choose a picture first.")),
}
# Whoever sent it waits. The process itself has a limit of processor time, which a hostile file reaches first.
_SECONDS = 60
# One image at a time in each process of the site: what is decoded takes memory, and pages go on being answered.
_turn = threading.BoundedSemaphore(1)
_ROOT = Path(__file__).resolve().parents[2]
# The process reads what strangers send: of our environment it gets what Python needs to start, and no secret.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An image that is ready to be kept: a WebP file, its size in pixels, and the name that it is kept under."""

    name: str
    data: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The digest of the file."""
        return hashlib.sha256(self.data).hexdigest()


def prepare(data: bytes, *, field: str = "file") -> Prepared:
    """Return what is kept of the file `data`.

    Raises `Invalid` for `field` where it is no picture that we take, `Busy` where other pictures are in the way. Takes
    a part of a second, seconds for the largest.
    """
    if not data:
        raise _refusal(field, "required")
    if len(data) > BYTES_MAX:
        raise _refusal(field, "too_long")
    if not _turn.acquire(timeout=_SECONDS):
        raise Busy
    try:
        answer, image = _recoded(data)
    finally:
        _turn.release()
    if "refused" in answer:
        raise _refusal(field, answer["refused"])
    width, height = int(answer["width"]), int(answer["height"])
    return Prepared(f"{secrets.token_hex(10)}-{width}x{height}.webp", image, width, height)


def _refusal(field: str, code: str) -> Invalid:
    return Invalid.one(field, code, REASONS[code])


def _recoded(data: bytes) -> tuple[dict[str, str], bytes]:
    """Return what the process says and the image behind it; one that dies found a damaged file. Raises `Busy`."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "forum.images.process"],
            input=data,
            capture_output=True,
            env=environment | {"PYTHONPATH": str(_ROOT)},
            timeout=_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise Busy from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace")[-500:]
        _log.warning("An image of %d bytes was not decoded: status %d %s", len(data), error.returncode, said)
        return {"refused": "damaged"}, b""
    line, _, image = done.stdout.partition(b"\n")
    answer: dict[str, str] = json.loads(line)
    return answer, image
