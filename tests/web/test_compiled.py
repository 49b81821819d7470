"""Compiled templates are kept, and never outlive the text that they were made from."""

from pathlib import Path

from flask import Flask
from jinja2 import FileSystemLoader

from forum.web import compiled
from forum.web.quick import QuickEnvironment


def drawn(app: Flask, text: str, folder: Path) -> str:
    """What a fresh process makes of a template with this text."""
    (folder / "page.html").write_text(text)
    environment = QuickEnvironment(app, autoescape=True, loader=FileSystemLoader(str(folder)))
    environment.bytecode_cache = compiled.cache(folder / "kept")
    return str(environment.get_template("page.html").render(name="<Ada>"))


def test_a_changed_template_is_compiled_anew(app: Flask, tmp_path: Path) -> None:
    assert drawn(app, "Hello {{ name }}", tmp_path) == "Hello &lt;Ada&gt;"
    (kept,) = (tmp_path / "kept").iterdir()
    before = kept.read_bytes()
    assert drawn(app, "Hello {{ name }}", tmp_path) == "Hello &lt;Ada&gt;"
    assert kept.read_bytes() == before
    assert drawn(app, "Good day {{ name }}", tmp_path) == "Good day &lt;Ada&gt;"
    assert kept.read_bytes() != before


def test_the_site_keeps_them(app: Flask) -> None:
    assert app.jinja_env.bytecode_cache is not None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    assert compiled.cache(tmp_path / "missing" / "kept") is None
