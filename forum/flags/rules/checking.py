"""Whether a rule that staff wrote can be used, and if not, what has to be mended."""

import re
import time
from collections.abc import Iterator
from functools import cache
from itertools import islice

from forum.core.errors import FieldError
from forum.core.markup import Code, Link, Passages
from forum.core.text import N_, Message, is_blank
from forum.flags.rules.book import Rulebook, looked_for
from forum.flags.rules.matching import PATTERN_MAX, Pattern, Words, need_small
from forum.flags.rules.meaning import Meaning, is_meaning
from forum.flags.rules.rule import Effect, Rule, RuleError, Subject

KEY_MAX, TEXT_MAX = 60, 500
# Processor time that one rule may need for a text of `TRIED` characters: fifty shipped rules need less together.
MOST_MS = 5.0
TRIED = 5_000
# What a pattern may need, in bytes, so that hundreds of rules fit into a process and none takes long to get ready. One
# line is only looked at for mistakes.
MEMORY, LINE = 1 << 20, 1 << 16
TOO_LARGE = "pattern too large"
# Ordinary texts in which a rule may find something before it counts as one that finds everything.
ORDINARY_MAX = 2
# Findings that are looked at while the time is taken: in most texts the first one decides.
SPANS = 50

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")
# By how the engine's own message begins: what is the matter, and what to do.
_MENDS = (
    ("missing )", N_("a round bracket is not closed. Close it, or write \\( for the bracket itself")),
    ("unexpected )", N_("a round bracket is closed that was not opened. Open it, or write \\) for the bracket itself")),
    ("missing ]", N_("a square bracket is not closed. Close it, or write \\[ for the bracket itself")),
    ("no argument for repetition", N_("a sign as * + or ? has nothing before it. Write \\* for the sign itself")),
    ("bad repetition operator", N_("two repetitions stand together. Keep one of them")),
    ("invalid repetition size", N_("something is repeated more than 1,000 times. Use a smaller number, or *")),
    (
        "invalid perl operator",
        N_("it looks ahead or behind, which is not possible here. Write that under “But not where”"),
    ),
    ("invalid escape", N_("a letter behind \\ has no meaning here. References such as \\1 are not possible")),
    ("trailing \\", N_("it ends with \\. Write \\\\ for the sign itself")),
    ("invalid character class range", N_("a range in square brackets runs backwards. Turn it around")),
    (TOO_LARGE, N_("it needs too much memory. Repeat less, or make two rules of it")),
    ("longer than", N_("it is too long. Make two rules of it")),
)
_PROSE = (
    "open the settings, choose your network and restart the router once",
    "i have the same problem since the update, and the app says that it is offline",
    "thank you, that worked for me on version 2.1",
    "abra as configurações, escolha a rede e tente de novo",
    "which model do you have, and what does the light on its side do",
    "the lamp blinks twice when the cable is loose",
)
_COMMANDS = ("ls -la /var/log", "git status", "cat notes.txt", "ping -c 3 example.org", "x = total + 1", "SELECT 1;")
_LINKS = (
    "https://example.org/manual",
    "https://example.com/download/app-2.1.zip",
    "https://forum.example.org/questions/12",
    "http://192.0.2.1/",
    "https://docs.example.net/en/setup#step-2",
    "https://example.edu/~somebody/notes",
)


def faults(rule: Rule) -> Iterator[FieldError]:
    """Yield what has to be mended before a rule can be kept."""
    if len(rule.key) > KEY_MAX or not _KEY.fullmatch(rule.key):
        text = N_("Use small letters, digits and hyphens, with a dot between area and name: printers.loose-cable.")
        yield FieldError("key", "malformed", Message(text))
    yield from _words_for_readers(rule)
    if not 1 <= rule.severity <= 4:
        yield FieldError("severity", "out_of_range", Message(N_("Choose a number from 1 to 4.")))
    if rule.subject is Subject.ADVICE and rule.effect is Effect.QUARANTINE:
        text = N_("A rule about advice warns at most. Only spam and private data are hidden by a rule.")
        yield FieldError("effect", "too_much", Message(text))
    if rule.finder is None:
        yield from _places_and_ways(rule)


def _words_for_readers(rule: Rule) -> Iterator[FieldError]:
    if is_blank(rule.explanation):
        text = N_("Say in a sentence what is the matter. Readers see it with a warning.")
        yield FieldError("explanation", "required", Message(text))
    for name, said in (("explanation", rule.explanation), ("instead", rule.instead)):
        if len(said) > TEXT_MAX:
            yield FieldError(name, "too_long", Message(N_("Use at most %(most)s characters."), {"most": TEXT_MAX}))


def _places_and_ways(rule: Rule) -> Iterator[FieldError]:
    """Yield what is wrong with what is looked for, and where."""
    if not rule.places:
        yield FieldError("places", "required", Message(N_("Choose where the rule looks.")))
    if bool(rule.pattern) == bool(rule.words):
        text = N_("Give either a pattern or words, not both.") if rule.pattern else N_("Give a pattern or words.")
        yield FieldError("pattern", "one_way", Message(text))
        return
    errors = [*_pattern_faults("pattern", rule), *_pattern_faults("unless", rule), *_word_faults(rule)]
    yield from errors
    if not errors and rule.places:
        yield from _too_much(rule)


def _pattern_faults(name: str, rule: Rule) -> Iterator[FieldError]:
    """Yield what is wrong with a pattern, by the first line of it that cannot be used."""
    source: str = getattr(rule, name)
    if not source:
        return
    for number, line in enumerate(source.splitlines(), start=1):
        try:
            _need_end(line)
            need_small(line, ignores_case=rule.ignores_case, memory=LINE)
        except RuleError as error:
            if str(error).startswith(TOO_LARGE):
                # Whether all of it together is, is told below.
                continue
            values = {"line": number, "why": _mend(str(error))}
            yield FieldError(name, "malformed", Message(N_("Line %(line)s cannot be used: %(why)s."), values))
            return
    try:
        need_small(source, ignores_case=rule.ignores_case, memory=MEMORY)
    except RuleError as error:
        yield FieldError(name, "malformed", Message(N_("This cannot be used: %(why)s."), {"why": _mend(str(error))}))


def _need_end(line: str) -> None:
    """Refuse a line whose last sign wants another: the lines are put together, and it would get that."""
    if (len(line) - len(line.rstrip("\\"))) % 2:
        raise RuleError("trailing \\")


def _mend(said: str) -> str | Message:
    """Return what to do about the engine's message, or the message itself where nobody knows."""
    return next((Message(mend) for begins, mend in _MENDS if said.startswith(begins)), said)


def _word_faults(rule: Rule) -> Iterator[FieldError]:
    if len(rule.words) > PATTERN_MAX:
        yield FieldError("words", "too_long", Message(N_("Use at most %(most)s characters."), {"most": PATTERN_MAX}))
    elif rule.words and is_meaning(rule.words):
        try:
            Meaning(rule.words)
        except RuleError:
            text = N_(
                "Begin each line with what is done, as <switch-off>, and then give words with commas between them."
            )
            yield FieldError("words", "malformed", Message(text))
    elif rule.words:
        try:
            Words(rule.words)
        except RuleError:
            text = N_(
                "Write words of letters and digits, with commas between them; * at the end stands for any ending."
            )
            yield FieldError("words", "malformed", Message(text))


def _too_much(rule: Rule) -> Iterator[FieldError]:
    """Yield an error for a rule that finds something in everything, or that takes too long."""
    name = "words" if rule.words else "pattern"
    book = Rulebook([rule])
    if sum(bool(book.assess(text, product_id=rule.product_id)) for text in _ordinary()) > ORDINARY_MAX:
        text = N_("This finds something in ordinary texts, too. Look for something that only a bad one says.")
        yield FieldError(name, "finds_everything", Message(text))
    if cost(rule) > MOST_MS:
        text = N_("This takes too long to look for. Repeat less, or make two rules of it.")
        yield FieldError(name, "too_slow", Message(text))


@cache
def _ordinary() -> tuple[Passages, ...]:
    """Return texts in which no rule should find anything."""
    return tuple(_text(prose, command, link) for prose, command, link in zip(_PROSE, _COMMANDS, _LINKS, strict=True))


def _text(prose: str, command: str, link: str) -> Passages:
    return Passages((Code(command, "", "", is_block=True),), (prose,), (Link(link, ""),))


def cost(rule: Rule) -> float:
    """Return milliseconds of processor time that a rule needs for one text, the slowest of several."""
    ready = looked_for(rule)
    # What a rule looks for leads it furthest into its own pattern.
    own = (rule.pattern or rule.words)[:TRIED] + " "
    pieces = (own, *(f"{one}\n" for one in (_PROSE[0], _COMMANDS[0], _LINKS[1])), "a", "ab ", "0 ")
    texts = [(piece * (TRIED // len(piece) + 1))[:TRIED].encode() for piece in pieces]
    return max(min(_timed(ready, text) for _ in range(3)) for text in texts)


def _timed(ready: Pattern | Words | Meaning, text: bytes) -> float:
    begun = time.thread_time()
    if ready.is_in(text):
        found = ready.advised([text.decode()]) if isinstance(ready, Meaning) else ready.spans(text)
        for _ in islice(found, SPANS):
            pass
    return (time.thread_time() - begun) * 1_000
