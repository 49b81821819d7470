"""From a source to safe HTML and plain text. It runs in the renderer's process (see `process`), never in a request."""

import re
from collections.abc import Mapping
from typing import Literal

from markdown import Markdown

from forum.core.markup import allowlist, inline
from forum.core.markup.gates import sanitized
from forum.core.markup.limits import NESTING, Refused
from forum.core.markup.text import plain
from forum.core.markup.tree import TreeBuilder

# Tags that a browser closes by itself do not nest.
_UNNESTED = frozenset({"p", "li", "dd", "dt", "td", "th", "tr", "br", "hr", "img", "rp", "rt"})
_TAG = re.compile(rf"<(/?)({'|'.join(sorted(allowlist.AUTHORS_ELEMENTS - _UNNESTED))})(?=[\s/>])", re.IGNORECASE)


def convert(source: str, form: Literal["markdown", "html"], names: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Return safe HTML and plain text of `source`. Raises `Refused`, and whatever the libraries raise.

    `names`: the addresses of whom `@name` can mean in a Markdown text, by names in small letters.
    """
    html = _markdown(source, names or {}) if form == "markdown" else source
    _check_nesting(html)
    html = sanitized(html).strip()
    return html, plain(html)


def _markdown(source: str, names: Mapping[str, str]) -> str:
    """Return the HTML of a Markdown text, not yet safe."""
    _converter.reset()
    inline.know(names)
    return _converter.convert(source)


def _check_nesting(html: str) -> None:
    """Refuse tags that are left open in numbers: the first sanitizer needs the square of it in time."""
    depth = 0
    for match in _TAG.finditer(html):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > 2 * NESTING:
            raise Refused("too_deep")


def _make_converter() -> Markdown:
    converter = Markdown(output_format="html")
    # Both work on the whole text, code included; the block parser does their work where it is due.
    converter.preprocessors.deregister("normalize_whitespace")
    converter.preprocessors.deregister("html_block")
    converter.parser = TreeBuilder(converter)
    inline.install(converter)
    return converter


_converter = _make_converter()
