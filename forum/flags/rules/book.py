"""All rules of a site together, and what they find in a text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forum.core.markup import Passages
from forum.flags.rules.finders import find
from forum.flags.rules.matching import Pattern, Words
from forum.flags.rules.meaning import Meaning, is_meaning
from forum.flags.rules.quoting import is_contradicted, is_warned_of
from forum.flags.rules.rule import Finder, Place, Rule, RuleError
from forum.flags.rules.units import Unit, units_of

EVIDENCE_MAX = 200
NO_SIGNALS: Mapping[Finder, str] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the rule, and the words that made it."""

    rule: Rule
    evidence: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule with its patterns compiled."""

    rule: Rule
    looked_for: Pattern | Words | Meaning
    unless: Pattern | None


class Rulebook:
    """Rules ready for use. Assessing takes time linear in the text, whatever the patterns of the rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Compile the rules; raise `RuleError`, naming the rule, where one cannot be used."""
        rules = list(rules)
        self.by_key = {rule.key: rule for rule in rules}
        self._finders = {rule.finder: rule for rule in rules if rule.finder is not None}
        ready = [_made_ready(rule) for rule in rules if rule.finder is None]
        self._by_place = {place: [one for one in ready if place in one.rule.places] for place in Place}

    def assess(
        self, text: Passages, *, product_id: int | None = None, signals: Mapping[Finder, str] = NO_SIGNALS
    ) -> tuple[Finding, ...]:
        """Return what is found, the most severe first, one finding a rule. `product_id`: what the post is about.

        `signals`: what somebody else found who knows more than the text, with the words that made it.
        """
        found = {
            finding.rule.key: finding
            for finding in (*self._found(text, product_id), *self._signalled(signals))
            if _holds(finding.rule, product_id)
        }
        return tuple(sorted(found.values(), key=lambda one: (-one.rule.severity, one.rule.key)))

    def _signalled(self, signals: Mapping[Finder, str]) -> Iterator[Finding]:
        for finder, evidence in signals.items():
            if finder in self._finders:
                yield Finding(self._finders[finder], evidence[:EVIDENCE_MAX])

    def _found(self, text: Passages, product_id: int | None) -> Iterator[Finding]:
        for finder, evidence in find(text, self._finders):
            yield Finding(self._finders[finder], evidence)
        for place, units in units_of(text).items():
            whole = "\n".join(unit.plain for unit in units).encode()
            mine = [one for one in self._by_place[place] if _holds(one.rule, product_id)] if units else []
            mentioned = [one for one in mine if one.looked_for.is_in(whole)]
            sure = [finding for one in mentioned for finding in _within(one, units)]
            yield from sure
            for one in mentioned:
                yield from _meant(one, units, sure)


def _holds(rule: Rule, product_id: int | None) -> bool:
    """Whether a rule is for posts about this product."""
    return rule.product_id is None or rule.product_id == product_id


def _made_ready(rule: Rule) -> _Ready:
    """Compile a rule."""
    try:
        ready = looked_for(rule)
        unless = Pattern(rule.unless, ignores_case=rule.ignores_case) if rule.unless else None
    except RuleError as error:
        raise RuleError(f"{rule.key}: {error}") from error
    return _Ready(rule, ready, unless)


def looked_for(rule: Rule) -> Pattern | Words | Meaning:
    """Return what a rule looks for, ready for use; raise `RuleError` where that cannot be."""
    if not rule.words:
        return Pattern(rule.pattern, ignores_case=rule.ignores_case)
    return Meaning(rule.words) if is_meaning(rule.words) else Words(rule.words)


def _meant(one: _Ready, units: list[Unit], sure: list[Finding]) -> Iterator[Finding]:
    """Yield the first thing that is advised, by the meaning of the units, and neither excepted nor contradicted.

    What patterns found in the same sentence for the same hazard is not said again.
    """
    if not isinstance(one.looked_for, Meaning):
        return
    known = [other.evidence for other in sure if other.rule.hazard is one.rule.hazard]
    left = [unit for unit in units if not any(evidence in unit.text for evidence in known)]
    for number, place in one.looked_for.advised(unit.plain for unit in left):
        unit = left[number]
        is_excepted = one.unless is not None and one.unless.is_in(unit.plain.encode())
        if is_excepted or is_contradicted(unit, place[1]):
            continue
        yield Finding(one.rule, unit.text[slice(*place)].strip()[:EVIDENCE_MAX])
        return


def _within(one: _Ready, units: list[Unit]) -> Iterator[Finding]:
    """Yield the first finding of a pattern or word list in the units that is not excepted and not warned of."""
    if isinstance(one.looked_for, Meaning):
        return
    for unit in units:
        raw = unit.plain.encode()
        if not one.looked_for.is_in(raw):
            continue
        for start, end in one.looked_for.spans(raw):
            place = len(raw[:start].decode(errors="replace")), len(raw[:end].decode(errors="replace"))
            if one.unless is not None and one.unless.is_in(unit.command(*place).encode()):
                continue
            if is_warned_of(unit, *place):
                continue
            yield Finding(one.rule, unit.text[slice(*place)].strip()[:EVIDENCE_MAX])
            return
