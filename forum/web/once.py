"""A form that is sent twice has one effect: a second press, the back button, another tab, a line that broke."""

import hashlib
import json
from collections.abc import Callable

from flask import request
from werkzeug.datastructures import FileStorage

from forum.people import sent
from forum.web.access import viewer
from forum.web.keeping import typed


def once(change: Callable[[], str]) -> str:
    """Make a change and return the path that it leads to; the same form sent again leads there and changes nothing."""
    return sent.once(viewer().actor, _digest(), change)


def _digest() -> str:
    """Return what stands for the form: its address, all that was typed, and the files that came with it."""
    files = [(name, hashlib.sha256(_content(file)).hexdigest()) for name, file in request.files.items(multi=True)]
    said = json.dumps([request.path, sorted(typed().items()), sorted(files)])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _content(file: FileStorage) -> bytes:
    """Return a file's bytes, whoever read them before."""
    file.stream.seek(0)
    return file.stream.read()
