"""Rules that are read for their meaning: advice is found however it is said; warnings and questions are not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from forum.core.containment import Hazard
from forum.core.markup import passages_of, render
from forum.flags.rules import Effect, Place, Rule, Rulebook, RuleError
from forum.flags.rules.checking import faults
from forum.flags.rules.meaning import Meaning
from forum.flags.rules.meaning.rule import PIECES
from forum.flags.rules.shipped.meant import RULES

HELD = {5, 6}
SHUTTER = Rule(
    "greenhouses.shutter",
    Hazard.SAFETY,
    2,
    Effect.REPORT,
    "It keeps the plants from freezing.",
    places=frozenset({Place.PROSE}),
    words="<switch-off> frost guard*, geada",
)
ADVISED = (
    "Just switch off the frost guard.",
    "The frost guard should be disabled for good.",
    "Turn the frost guard off and it works.",
    "I removed the frost guard and the problem was gone.",
    "Have you tried disabling the frost guard?",
    "If it does not start, deactivate the frost guard.",
    "Basta desligar o alarme de geada.",
    "Deixe o alarme de geada desativado.",
)
LEFT_ALONE = (
    "Never switch off the frost guard.",
    "You do not have to disable the frost guard.",
    "Instead of turning the frost guard off, open a window.",
    "Disabling the frost guard is dangerous.",
    "Is it safe to turn off the frost guard?",
    "The update disabled the frost guard by mistake.",
    "A caller told me to disable the frost guard, I refused.",
    "Some guides say: disable the frost guard. Don't do that.",
    "Make sure that the frost guard is on.",
    "Nunca desligue o alarme de geada.",
    "Em vez de desligar o alarme de geada, abra a janela.",
    "A atualização desativou o alarme de geada.",
)
# People to whom no right is to be given, of whom no shipped rule has heard either.
VISITORS = replace(SHUTTER, key="greenhouses.visitors", words="<give-rights> gardeners, jardineiros")
GIVEN = (
    "Give the gardeners full control of that folder.",
    "Just let the gardeners write to the share and it works.",
    "Dê permissão total aos jardineiros e pronto.",
    "Deixe a pasta aberta para os jardineiros gravarem, resolve na hora.",
)
NOT_GIVEN = (
    "Never give the gardeners full control of that folder.",
    "Can the gardeners write to the share?",
    "The gardeners read the list.",
    "Nunca dê permissão total aos jardineiros.",
    "Os jardineiros podem gravar nessa pasta?",
)


def flagged(text: str, book: Rulebook) -> bool:
    return bool(book.assess(passages_of(render(text).html)))


@pytest.mark.parametrize(
    ("rule", "texts", "is_found"),
    [(SHUTTER, ADVISED, True), (SHUTTER, LEFT_ALONE, False), (VISITORS, GIVEN, True), (VISITORS, NOT_GIVEN, False)],
)
def test_staff_names_the_thing_and_the_rule_knows_how_advice_is_said(
    rule: Rule, texts: tuple[str, ...], is_found: bool
) -> None:
    """Of a thing that no shipped rule has ever heard of."""
    assert list(faults(rule)) == []
    book = Rulebook([rule])
    assert [text for text in texts if flagged(text, book) != is_found] == []


@pytest.mark.parametrize("words", ["<wish-away> firewall", "<switch-off> ufw\nfirewall", "<switch-off> a.*b"])
def test_a_line_without_a_way_or_a_word_is_named(words: str) -> None:
    with pytest.raises(RuleError):
        Meaning(words)
    assert [fault.field for fault in faults(replace(SHUTTER, words=words))] == ["words"]


def test_only_so_much_of_a_text_is_read() -> None:
    """What costs time is bounded: so many passages about the thing, however long the text."""
    meaning = Meaning(SHUTTER.words)
    quiet = "The frost guard is white."
    advice = "Just switch off the frost guard."
    assert [number for number, _ in meaning.advised([quiet, advice])] == [1]
    assert list(meaning.advised([quiet] * PIECES + [advice])) == []


def test_others_than_those_who_taught_the_rules_are_understood() -> None:
    """Below the target of 0.9 yet; what is reached must not be lost."""
    lines = (Path(__file__).parent / "prose_personas.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["author"] in HELD]
    book = Rulebook(RULES)
    found = [(row["risky"], flagged(row["text"], book)) for row in rows]
    right = found.count((True, True))
    assert right / sum(is_risky for is_risky, _ in found) >= 0.55
    assert right / (right + found.count((False, True))) >= 0.85
