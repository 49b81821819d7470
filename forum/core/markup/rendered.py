"""Text as somebody wrote it, and everything that is made of it once, when it is saved."""

from dataclasses import dataclass
from html import escape
from typing import Literal

import bleach
import markdown
import nh3

from forum.core.errors import Invalid
from forum.core.markup import allowlist
from forum.core.markup.features import Features, features_of
from forum.core.markup.text import plain
from forum.core.text import N_

Format = Literal["markdown", "html"]

# Stored with every rendered text: texts with a smaller number are rendered again.
RENDERER_VERSION = 1


@dataclass(frozen=True, slots=True)
class Rendered:
    """A source and what was made of it: safe HTML for pages, plain text for search, snippets and mail."""

    source: str
    format: Format
    html: str
    text: str
    version: int


def render(source: str, *, format: Format = "markdown", field: str = "body", max_chars: int = 30_000) -> Rendered:  # noqa: A002 - the word of the data model
    """Return `source` with its safe HTML and its plain text. Raises `Invalid` for `field` if it is too long."""
    if len(source) > max_chars:
        text = N_("This text has %(length)d characters, and %(limit)d are possible. Please shorten it.")
        raise Invalid.one(field, "too_long", text, length=len(source), limit=max_chars)
    try:
        html = _convert(source, format)
    except Exception:
        # Whatever the libraries raise, the author's words are shown.
        html = f"<pre>{escape(source)}</pre>"
    return Rendered(source, format, html, plain(html), RENDERER_VERSION)


def features(source: str, format: Format = "markdown") -> Features:  # noqa: A002 - the word of the data model
    """Return code, links and numbers of a source. Where its HTML is stored, `features_of(html)` is much cheaper."""
    return features_of(render(source, format=format, max_chars=max(len(source), 1)).html)


def _convert(source: str, form: Format) -> str:
    html = source
    if form == "markdown":
        html = markdown.markdown(source, extensions=["fenced_code", "tables", "sane_lists", "nl2br"])
    html = bleach.clean(html, tags=allowlist.ELEMENTS, attributes={k: list(v) for k, v in allowlist.ATTRIBUTES.items()})
    attributes = {k: set(v) for k, v in allowlist.ATTRIBUTES.items()}
    return nh3.clean(
        html,
        tags=set(allowlist.ELEMENTS),
        attributes=attributes,
        url_schemes=set(allowlist.SCHEMES),
        link_rel=allowlist.LINK_RELATION,
    )
