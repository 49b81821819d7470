"""Text as somebody wrote it, and everything that is made of it once, when it is saved."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Literal

from forum.core.errors import Invalid
from forum.core.markup import pool
from forum.core.markup.features import Features, features_of
from forum.core.markup.limits import CPU_SECONDS, NESTING, OPEN_BRACKETS, PARTS
from forum.core.markup.passages import Passages, passages_of
from forum.core.text import N_, message

_log = logging.getLogger(__name__)

Format = Literal["markdown", "html"]

# Stored with every rendered text: texts with a smaller number are worth rendering again.
RENDERER_VERSION = 2
# The version of a text that could not be rendered and is shown as it was written.
UNRENDERED = 0

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

REASONS = {
    "too_deep": message(
        N_(
            "More than %(limit)d lists, quotations or tags stand inside each other here. "
            "Please write it flatter, or show it as code between two lines of ```."
        ),
        limit=NESTING,
    ),
    "too_many_parts": message(
        N_("This text has more than %(limit)d paragraphs, list items and cells. Please split it up."), limit=PARTS
    ),
    "too_many_brackets": message(
        N_(
            "More than %(limit)d square brackets are open in one paragraph. "
            "Please close them, or show the passage as code between two lines of ```."
        ),
        limit=OPEN_BRACKETS,
    ),
}
_TOO_LONG = N_("This text has %(length)d characters and may have %(limit)d. Please shorten it or split it up.")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A source and what was made of it: safe HTML for pages, plain text for search, snippets and mail.

    `source` is what was sent with line feeds only and without control characters. `version` is `UNRENDERED` when the
    renderer gave up and `html` shows the source as it is. `spent` is the processor time it took, in seconds.
    `parts` is the text taken apart, which `passages` returns.
    """

    source: str
    format: Format
    html: str
    text: str
    version: int
    spent: float = field(default=0.0, compare=False)
    parts: Passages | None = field(default=None, compare=False, repr=False)

    @property
    def passages(self) -> Passages:
        """Code, sentences and links, taken apart when the text was rendered: that is no work for a transaction."""
        return self.parts or passages_of(self.html)


def render(
    source: str,
    *,
    format: Format = "markdown",  # noqa: A002 - the word of the data model
    field: str = "body",
    max_chars: int = 30_000,
    names: Mapping[str, str] | None = None,
) -> Rendered:
    """Return `source` with its safe HTML and its plain text.

    `names` are the people whom `@name` can mean here: addresses of their pages, by names in small letters.

    Raises `Invalid` for `field` if it is longer than `max_chars` characters or built to keep a renderer busy. Whatever
    else goes wrong while rendering, the text is shown as it was written; `Busy` where no renderer becomes free. Takes
    milliseconds, half a second at most;
    call it before a transaction begins, never inside.
    """
    source = _cleaned(source)
    if len(source) > max_chars:
        raise Invalid.one(field, "too_long", _TOO_LONG, length=len(source), limit=max_chars)
    if not source.strip():
        return Rendered(source, format, "", "", RENDERER_VERSION)
    answer = pool.ask({"source": source, "format": format, "names": dict(names or {})})
    if "refused" in answer:
        code = answer["refused"]
        raise Invalid.one(field, code, REASONS[code])
    if "html" not in answer:
        _log.warning("A %s text of %d characters was not rendered: %s", format, len(source), answer.get("failed"))
        return replace(unrendered(source, format=format), spent=float(answer.get("spent", CPU_SECONDS)))
    html, spent = answer["html"], float(answer["spent"])
    return Rendered(source, format, html, answer["text"], RENDERER_VERSION, spent, passages_of(html))


def unrendered(source: str, *, format: Format = "markdown") -> Rendered:  # noqa: A002 - the word of the data model
    """Return `source` as it was written, escaped: for a text that cannot be sent back to its author for mending."""
    source = _cleaned(source)
    html = f'<div class="code"><pre tabindex="0"><code>{escape(source)}</code></pre></div>'
    return Rendered(source, format, html, source, UNRENDERED)


def features(source: str, format: Format = "markdown") -> Features:  # noqa: A002 - the word of the data model
    """Return code, links and numbers of a source. Where its HTML is stored, `features_of(html)` costs much less."""
    return features_of(render(source, format=format, max_chars=max(len(source), 1)).html)


def _cleaned(source: str) -> str:
    """Return `source` as it is kept: what databases refuse and pages cannot show is gone, lines end in one way."""
    return _UNPRINTABLE.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
