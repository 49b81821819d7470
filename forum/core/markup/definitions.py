"""Link definitions: `[label]: https://... "title"` lines, which are no text themselves."""

import re

_DEFINITION = re.compile(
    r"\[(?!\^)(?P<label>[^\[\]]{1,500})\]:[ \t]*+\n?[ \t]*+"
    r"(?:<(?P<angle>[^<>\n]*+)>|(?P<bare>[^\s<][^\s]*+))"
    r"(?:(?:[ \t]++|[ \t]*+\n[ \t]*+)(?P<title>\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?[ \t]*+(?:\n|$)"
)


def take_definitions(text: str, references: dict[str, tuple[str, str]]) -> str:
    """Put the definitions that a paragraph begins with into `references`; return the remaining text.

    The first definition of a label counts.
    """
    place = 0
    while text.startswith("[", place) and (match := _DEFINITION.match(text, place)):
        label = " ".join(match["label"].lower().split())
        if not label:
            break
        title = (match["title"] or "")[1:-1]
        references.setdefault(label, (match["angle"] or match["bare"] or "", title))
        place = match.end()
    return text[place:]
