"""Templates as they were compiled, kept beside our compiled modules, so that a process need not compile them again.

Each is compiled anew when its text has changed.
"""

import contextlib
import hashlib
import os
from pathlib import Path

import jinja2

from forum.web import quick

HERE = Path(__file__).parent / "__pycache__"


def maker() -> str:
    """Return 12 characters that change with what compiles: Jinja and our generator of code."""
    return hashlib.sha256(jinja2.__version__.encode() + Path(quick.__file__).read_bytes()).hexdigest()[:12]


def cache(folder: Path = HERE) -> jinja2.BytecodeCache | None:
    """Return the cache, None where nothing may be written."""
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
    if not os.access(folder, os.W_OK):
        return None
    return jinja2.FileSystemBytecodeCache(str(folder), f"template-{maker()}-%s.jinja")
