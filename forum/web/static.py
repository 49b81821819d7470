"""Style and scripts: at addresses that change with their content, so that browsers keep them for ever.

`url_for('static', filename=...)` gives `/static/v-DIGEST/...`, where the digest is of all files together: modules and
style sheets name each other by relative paths, and find each other under the same address.
"""

import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, redirect, url_for
from flask_compress import Compress
from werkzeug.security import safe_join
from werkzeug.wrappers import Response
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from forum import config
from forum.core.errors import NotFound

STATIC, TEMPLATES = config.ROOT / "static", config.ROOT / "templates"
MINUTES = 5 * 60
# Versions whose files stay: the processes of an upgrade overlap.
KEPT = 3


def digest_of(folder: Path) -> str:
    """Return 12 characters that change with any file's name or content."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(str(path.relative_to(folder)).encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]


@cache
def version() -> str:
    """Return the digest of style and scripts."""
    return digest_of(STATIC)


@cache
def build() -> str:
    """Return the digest of everything that a page is made with: a page of another build is another page."""
    return hashlib.sha256(f"{version()} {digest_of(TEMPLATES)}".encode()).hexdigest()[:12]


def prepare(settings: config.Config) -> Path:
    """Make a compressed copy of all files in the instance folder, once for each version; return its folder."""
    kept = settings.instance / "static"
    folder = kept / version()
    if folder.is_dir():
        return folder
    kept.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=kept))
    shutil.copytree(STATIC, making, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for path in sorted(making.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    making.chmod(0o755)
    try:
        os.rename(making, folder)  # noqa: PTH104 - Path.rename says the same; this one names what must be atomic
    except OSError:
        # Another process was first.
        shutil.rmtree(making)
    for old in sorted(kept.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def register(app: Flask) -> None:
    """Serve the files in front of the application, and compress its pages."""
    prefix = f"v-{version()}"
    copy = config.current().instance / "static" / version()
    server = WhiteNoise(
        app.wsgi_app,
        max_age=MINUTES,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: url.startswith(f"/static/{prefix}/"),
    )
    folder = copy if copy.is_dir() else STATIC
    server.add_files(str(folder), prefix=f"static/{prefix}/")
    server.add_files(str(folder), prefix="static/")
    app.wsgi_app = server  # type: ignore[method-assign] # the way that Flask documents

    def name_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["filename"] = f"{prefix}/{values['filename']}"

    def renewed(old: str, filename: str) -> Response:
        # A page from before an upgrade asks for files of that time.
        path = safe_join(str(STATIC), filename)
        if old == version() or path is None or not Path(path).is_file():
            raise NotFound
        return redirect(url_for("static", filename=filename))

    app.url_defaults(name_version)
    app.add_url_rule("/static/v-<string(length=12):old>/<path:filename>", "old_static", renewed)
    app.config.update(COMPRESS_BR_LEVEL=4, COMPRESS_ZSTD_LEVEL=3, COMPRESS_LEVEL=6, COMPRESS_STREAMS=False)
    Compress(app)
