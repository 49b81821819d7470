"""What a rule looks at, one after another: a command, a sentence, the address of a link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forum.core.markup import Code, Passages
from forum.flags.rules.matching import fold
from forum.flags.rules.rule import Place

# Commands of a text that are looked at, and the characters of one: far more than anybody reads.
UNITS_MAX = 5_000
UNIT_MAX = 4_000
PAIR_MAX = 200

_SENTENCE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bDr)(?<!\bSr)(?<!\bex)[.!?…]+[\"'”’)\]]*(?=\s)")
_SPACES = re.compile(r"\s+")
# What stands before a command where somebody copied it from: the names of machine and folder, a prompt.
_PROMPT = re.compile(
    r"(?:\([\w.-]+\) )?(?:\[?[\w.-]+@[\w.-]+[:\s~]?[^$#>%]{0,80}\]?[$#%>]|PS [A-Z]:\\[^>]{0,120}>|[A-Z]:\\[^>]{0,120}>"
    r"|(?:mysql|mariadb|redis|mongo|mongosh|sqlite|MariaDB \[[^\]]*\])>|[\w-]+[=-][#>]|[$%>❯➜])\s+"
)
_CONTINUED = re.compile(r"(?:[\\^]|\s`)\s*\n\s*|\n\s*(?=\||&&|\|\|)|(?<=[|])\s*\n\s*|(?<=&&)\s*\n\s*")
_CLAUSE = re.compile(
    r"(?<!;)(?<!;\s)[ \t]*\n[ \t]*(?=(?:WHERE|SET|FROM|AND|OR|JOIN|VALUES|USING|LIMIT|ORDER BY|RETURNING)\b)", re.I
)
# "... the firewall. Turn it off.": the two sentences are read together.
_POINTS_BACK = re.compile(
    r"\b(?:it|that|this|them|ele|ela|isso|esse|essa)\b|^[^a-z]{0,3}\+?\(?\d[\d ().-]{7,}", re.IGNORECASE
)
_COMMAND_END = re.compile(r";|&&|\|\|")


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece that rules look at. `plain` is `text` in letters without accents, of the same length.

    `before` and `after` are what is said in the same sentence and beside it.
    """

    text: str
    plain: str
    place: Place
    before: str = ""
    after: str = ""

    def command(self, start: int, end: int) -> str:
        """Return what stands from `start` to where the command ends, or the whole of a sentence or address."""
        if self.place is not Place.CODE:
            return self.plain
        match = _COMMAND_END.search(self.plain, end)
        return self.plain[start : match.start() if match else len(self.plain)]


def units_of(text: Passages) -> dict[Place, list[Unit]]:
    """Return the pieces of a text by where they stand."""
    code = [unit for passage in text.code for unit in _commands(passage)]
    prose = [unit for paragraph in text.prose for unit in _sentences(paragraph)]
    links = [_unit(link.address, Place.LINKS) for link in text.links]
    return {Place.CODE: code[:UNITS_MAX], Place.PROSE: prose[:UNITS_MAX], Place.LINKS: links[:UNITS_MAX]}


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph."""
    found, start = [], 0
    for match in _SENTENCE_END.finditer(paragraph):
        found.append(paragraph[start : match.end()])
        start = match.end()
    found.append(paragraph[start:])
    return [line for line in (_SPACES.sub(" ", one).strip() for one in found) if line]


def _commands(passage: Code) -> Iterator[Unit]:
    """Yield the lines of a code passage, with what continues them."""
    whole = _CLAUSE.sub(" ", _CONTINUED.sub(" ", passage.text))
    for line in whole.splitlines():
        command = _SPACES.sub(" ", _without_prompt(line.strip())).strip()
        if command:
            yield _unit(command, Place.CODE, passage.before, passage.after)


def _without_prompt(line: str) -> str:
    """Return a command without the prompt that it was copied with."""
    match = _PROMPT.match(line)
    return line[match.end() :] if match else line


def _sentences(paragraph: str) -> Iterator[Unit]:
    """Yield the sentences of a paragraph, each between its neighbours."""
    found = sentences(paragraph)
    for place, sentence in enumerate(found):
        before = found[place - 1] if place else ""
        after = found[place + 1] if place + 1 < len(found) else ""
        yield _unit(sentence, Place.PROSE, before, after)
        if before and len(before) < PAIR_MAX and _POINTS_BACK.search(sentence[:PAIR_MAX]):
            yield _unit(f"{before} {sentence}", Place.PROSE, found[place - 2] if place > 1 else "", after)


def _unit(text: str, place: Place, before: str = "", after: str = "") -> Unit:
    text = text[:UNIT_MAX]
    return Unit(text, fold(text), place, before, after)
