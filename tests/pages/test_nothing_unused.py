"""What nothing uses is deleted: templates, macros, style, drawings and scripts."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Made of a word and the name of a level, a layout or a colour; `htmx-request` is set by htmx, `align-` by Markdown.
MADE = re.compile(r"(?:t|rail|avatar|layout|align|trust|flash)-[\w-]+|htmx-request")


def words(*patterns: str) -> str:
    """All text of these files."""
    return "\n".join(path.read_text() for pattern in patterns for path in sorted(ROOT.glob(pattern)))


def is_used(name: str, text: str, times: int = 1) -> bool:
    """Whether a name stands in the text as a word of its own."""
    return len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)) >= times


PAGES = words("templates/**/*.html", "static/js/*.js", "forum/**/*.py")


def test_every_template_is_shown_or_included() -> None:
    templates = ROOT / "templates"
    names = [str(path.relative_to(templates)) for path in templates.rglob("*.html")]
    # An error's page bears the number of its status.
    named = [name for name in names if not re.fullmatch(r"errors/\d+\.html", name)]
    assert [name for name in named if name not in PAGES] == []


def test_every_macro_is_called() -> None:
    macros = re.findall(r"{%-?\s*macro\s+(\w+)", words("templates/**/*.html"))
    assert macros
    assert [name for name in macros if not is_used(name, PAGES, 2)] == []


def test_every_class_of_the_style_is_on_a_page() -> None:
    style = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", words("static/css/[!h]*.css"), flags=re.S)
    classes = set(re.findall(r"\.([a-zA-Z][\w-]+)", style))
    assert len(classes) > 100
    assert sorted(name for name in classes if not MADE.fullmatch(name) and not is_used(name, PAGES)) == []


def test_every_variable_of_the_style_is_read() -> None:
    style = words("static/css/*.css")
    # The roles of the tokens are a whole: each meaning has its text, its line and its wash, used today or not.
    style = style.replace(words("static/css/tokens.css"), "")
    assert sorted(name for name in set(re.findall(r"(--[\w-]+):", style)) if f"var({name}" not in style) == []


def test_every_drawing_is_on_a_page() -> None:
    drawn = re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text())
    assert [name for name in drawn if not MADE.fullmatch(name) and not is_used(name, PAGES)] == []


def test_every_script_is_started_and_every_export_imported() -> None:
    scripts = {path.name: path.read_text() for path in (ROOT / "static/js").glob("*.js")}
    everywhere = "\n".join([*scripts.values(), words("templates/**/*.html")])
    assert [name for name in scripts if name not in everywhere] == []
    exported = re.findall(r"export (?:async )?(?:function|const) (\w+)", everywhere)
    assert [name for name in exported if not is_used(name, everywhere, 2)] == []
