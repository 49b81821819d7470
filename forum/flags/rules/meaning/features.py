"""What speaks for and against an event being advised: which concepts stand around it, and in which form it is said."""

from collections.abc import Iterator

from forum.flags.rules.meaning.events import Event
from forum.flags.rules.meaning.reading import Reading, is_sign

# Concepts that tell advice from warning, report, question and the safe thing.
TELLING = (
    *("not", "comfort", "contrast", "evil", "praise", "devalue", "undo", "safe", "part", "first", "second", "third"),
    *("report", "accident", "advise", "question", "invite", "option", "condition", "own", "refuse", "nocall", "tous"),
    *("all", "on", "state", "off", "need", "check", "other"),
)
# Words of an event from which on it may be said of different things.
LONG = 6
# Letters of a word that count, and words around an event that are looked at one by one.
STEM, AROUND = 6, 20
_ENGLISH_PAST = frozenset(
    [
        "threw",
        "took",
        "got",
        "went",
        "gave",
        "sent",
        "told",
        "rang",
        "left",
        "had",
        "kept",
        "ran",
        "wound",
        "hung",
        "began",
        "cut",
    ]
)
_FORMS = (
    ("ing", ("ing", "ando", "endo", "indo")),
    ("first", ("ei", "amos")),
    ("past", ("ed", "ou", "aram", "eram", "iram", "asse", "ava", "avam")),
    ("part", ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas")),
    ("inf", ("ar", "er", "ir")),
    ("s", ("s",)),
)
_LINKS = frozenset(["and", "or", "then", "e", "ou", "entao", "also", "tambem", "please", "kindly", "just", "so", "to"])


def features(reading: Reading, event: Event) -> Iterator[str]:
    """Yield the names of what is so about an event, each once or more."""
    yield f"kind:{event.kind}"
    form = "part" if event.kind == "off-passive" else form_of(reading.words[event.verb])
    yield f"form:{form}"
    start, turn, end = _clause(reading, event), _turn(reading, event), len(reading.words) - 1
    zones = {
        "before": (0, start - 1),
        "lead": (start, event.first - 1),
        "inside": (event.first, event.last),
        "after": (event.last + 1, turn - 1),
        "turn": (turn, end),
    }
    present = {
        f"{concept}@{zone}"
        for concept in TELLING
        for span in reading.of(concept)
        for zone, (first, last) in zones.items()
        if first <= span[0] <= last
    }
    yield from present
    yield from (f"{event.kind}+{name}" for name in ("state@after", "state@inside", "other@inside") if name in present)
    yield from (f"word:{word[:STEM]}" for word in reading.words[max(0, event.first - AROUND) : event.last + AROUND])
    yield from _positions(reading, event, form, start)
    yield from _together(present, form)


def form_of(word: str) -> str:
    """Return the form of a verb: base, ing, first (Portuguese: I did), past, part, inf or s."""
    if word in _ENGLISH_PAST:
        return "past"
    return next((name for name, ends in _FORMS if len(word) > 3 and word.endswith(ends)), "base")


def _clause(reading: Reading, event: Event) -> int:
    """Return the first word of the clause in which an event is said."""
    for number in range(event.first - 1, -1, -1):
        if is_sign(reading.words[number]) or any(number == first for first, _ in reading.of("but")):
            return number + 1
    return 0


def _turn(reading: Reading, event: Event) -> int:
    """Return the first word behind an event from which on the sentence turns around."""
    return next((first for first, _ in reading.of("but") if first > event.last), len(reading.words))


def _positions(reading: Reading, event: Event, form: str, start: int) -> Iterator[str]:
    lead = [word for word in reading.words[start : event.first] if word not in _LINKS]
    if not lead:
        yield "initial"
        yield f"initial:{form}"
    if event.verb and reading.words[event.verb - 1] in {"to", "de", "para"}:
        yield "to"
    if reading.words[-1].startswith("?") or reading.words[-1].endswith("?"):
        yield "asked"
    if start:
        yield "later-clause"
    inside = reading.words[event.first : event.last + 1]
    if len(inside) > LONG:
        yield "far"
    if any(is_sign(word) for word in inside):
        yield "commas"


def _together(present: set[str], form: str) -> Iterator[str]:
    first = "first@lead" in present
    third = "third@lead" in present
    if first:
        yield f"i:{form}"
    if third and not first:
        yield f"they:{form}"
    if not first and not third and form == "past":
        yield "past-alone"
    good = {"praise@after", "praise@before", "praise@turn"} & present
    if good and form in {"past", "first", "ing"} and not {"evil@after", "evil@turn", "evil@before"} & present:
        yield "worked"
    if "condition@lead" in present and not good:
        yield "condition-alone"
