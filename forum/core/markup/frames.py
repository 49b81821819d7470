"""How the site and the renderer's process speak: four bytes of length, then JSON, through pipes."""

import json
import os
import select
import struct
import time
from typing import Any

_LENGTH = struct.Struct("!I")


def send(file: int, value: object) -> None:
    """Write a value to a file descriptor. Raises `OSError` if nobody reads."""
    body = json.dumps(value).encode()
    data = memoryview(_LENGTH.pack(len(body)) + body)
    while data:
        data = data[os.write(file, data) :]


def receive(file: int, seconds: float | None = None) -> Any:
    """Return the next value from a file descriptor.

    Raises `EOFError` when the other side has ended, `TimeoutError` when it says nothing for so many seconds in all.
    """
    until = None if seconds is None else time.monotonic() + seconds
    length = _LENGTH.unpack(_read(file, _LENGTH.size, until))[0]
    return json.loads(_read(file, length, until))


def waiting(file: int) -> bool:
    """Tell whether there is something to read, or the end."""
    return bool(_poll(file, 0))


def _read(file: int, length: int, until: float | None) -> bytes:
    """Return exactly `length` bytes."""
    pieces: list[bytes] = []
    while length:
        if until is not None and not _poll(file, max(until - time.monotonic(), 0)):
            raise TimeoutError
        piece = os.read(file, length)
        if not piece:
            raise EOFError
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _poll(file: int, seconds: float) -> list[tuple[int, int]]:
    poll = select.poll()  # select() itself knows no descriptors above 1,023
    poll.register(file, select.POLLIN)
    return poll.poll(seconds * 1000)
