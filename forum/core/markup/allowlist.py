"""What may stand in a text that somebody sent: the one list that both sanitizers use.

Nothing here carries style, id or name, and no class is taken over from the author: the classes below are set by us.
"""

# One line per kind reads better than one per element.
# fmt: off
BLOCK_ELEMENTS = frozenset({
    "blockquote", "dd", "details", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
INLINE_ELEMENTS = frozenset({
    "a", "abbr", "b", "br", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strong", "sub", "sup", "u", "var",
})
# fmt: on
EMPTY_ELEMENTS = frozenset({"br", "hr", "img", "input"})
# Old elements in old posts, and what they are called today.
RENAMED = {"strike": "s", "tt": "code", "acronym": "abbr"}
AUTHORS_ELEMENTS = BLOCK_ELEMENTS | INLINE_ELEMENTS | RENAMED.keys()
# The renderer adds the boxes of task lists.
ELEMENTS = BLOCK_ELEMENTS | INLINE_ELEMENTS | {"input", "label"}

# What an author may set, by element. Addresses are checked apart (`addresses.py`).
ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "title", "width", "height"}),
    "ol": frozenset({"start", "reversed"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}

SCHEMES = frozenset({"http", "https", "mailto"})
LINK_RELATION = "nofollow ugc noopener"
