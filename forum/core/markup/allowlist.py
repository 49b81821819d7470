"""What may stand in a text that somebody sent: the one list that both sanitizers use.

Nothing here carries style, id or name, and no class is taken over from the author: the classes below are set by us.
"""

# fmt: off  (one line per kind reads better than one per element)
ELEMENTS = frozenset(
    {
        "blockquote",
        "br",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "summary",
        "ul",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "a",
        "abbr",
        "b",
        "code",
        "del",
        "em",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "var",
        "input",
        "label",
    }
)
# fmt: on

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
