"""Link definitions: `[label]: https://... "title"` lines, which are no text themselves."""

import re

_DEFINITION = re.compile(
    r"\[(?!\^)(?P<label>[^\[\]]{1,500})\]:[ \t]*+\n?[ \t]*+"
    r"(?:<(?P<angle>[^<>\n]*+)>|(?P<bare>[^\s<][^\s]*+))"
    r"(?:(?:[ \t]++|[ \t]*+\n[ \t]*+)(?P<title>\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?[ \t]*+(?:\n|$)"
)


def take_definitions(text: str, references: dict[str, tuple[str, str]]) -> str:
    """Put the definitions that a paragraph begins or ends with into `references`; return the remaining text.

    By the letter a paragraph cannot end with definitions, but people leave out the blank line between. The first
    definition of a label counts.
    """
    place = 0
    while text.startswith("[", place) and (match := _DEFINITION.match(text, place)):
        if not _keep(match, references):
            break
        place = match.end()
    end = len(text)
    while (line := text.rfind("\n", place, end) + 1) > place and text.startswith("[", line):
        match = _DEFINITION.fullmatch(text, line, end)
        if not match or "://" not in match[0] or not _keep(match, references):
            break
        end = line - 1
    return text[place:end]


def _keep(match: re.Match[str], references: dict[str, tuple[str, str]]) -> bool:
    """Note a definition; tell whether it has a label."""
    label = " ".join(match["label"].lower().split())
    if label:
        references.setdefault(label, (match["angle"] or match["bare"] or "", (match["title"] or "")[1:-1]))
    return bool(label)
