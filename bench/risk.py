"""What the shipped risk rules find of known bad and good texts, each good one flagged by name, and what it costs.

Run from the checkout: `FORUM_TEST_DATA=DIR python -m bench.risk [PART ...]`, PART one of commands, dumps, prose,
personas, unseen, spam, cost; by default all. Exits with 1 where a target is missed, with 2 if the data is missing.
"""

import csv
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from forum.core.markup import passages_of, render
from forum.core.markup.rendered import Format
from forum.core.refs import Kind
from forum.flags.assessing import effect_on
from forum.flags.likeness import Print, print_of
from forum.flags.rules import Effect, Finder, Finding, Rulebook
from forum.flags.rules.book import NO_SIGNALS
from forum.flags.rules.shipped import SHIPPED
from forum.flags.spam import Standing
from forum.importing import stackexchange as se
from forum.importing.report import Watcher
from forum.importing.tables import find, rows

PROSE = Path(__file__).parent.parent / "tests" / "flags"
SITES = (
    "iot.stackexchange.com",
    "french.meta.stackexchange.com",
    "cardano.stackexchange.com",
    "quantumcomputing.stackexchange.com",
)
ANSWERS = 3_551
TARGETS = {
    "Critical and High found": (0.95, 1),
    "not_matched flagged": (0, 0.05),
    "answers of dumps flagged at severity 3-4": (0, 0.005),
    "prose_seen recall": (0.9, 1),
    "prose_seen precision": (0.9, 1),
    "prose_unseen recall": (0.9, 1),
    "prose_unseen precision": (0.9, 1),
    "prose_unseen_later recall": (0.9, 1),
    "prose_unseen_later precision": (0.9, 1),
}
# Whose sentences only measure.
HELD = frozenset({5, 6})
MOST_MS = 10
BOOK = Rulebook(SHIPPED)
_missed: list[str] = []


def main() -> int:
    """Run the parts that were asked for; return the exit status."""
    data = os.environ.get("FORUM_TEST_DATA", "")
    if not data or not (Path(data) / "risky-commands").is_dir():
        print("Nothing was measured: set FORUM_TEST_DATA to the folder of the public data sets.")
        return 2
    parts: dict[str, Callable[[Path], None]] = {
        "commands": commands,
        "dumps": dumps,
        "prose": lambda _: prose("prose_seen"),
        "personas": lambda _: personas(),
        "unseen": lambda _: prose("prose_unseen"),
        "unseen-later": lambda _: prose("prose_unseen_later"),
        "spam": spam,
        "cost": lambda _: cost(),
    }
    for name in sys.argv[1:] or parts:
        parts[name](Path(data))
    for line in _missed:
        print(f"MISSED  {line}")
    return 1 if _missed else 0


def assess(text: str, kind: Format = "markdown") -> tuple[Finding, ...]:
    """Return what is found in a text that somebody posts."""
    return BOOK.assess(passages_of(render(text, format=kind, max_chars=200_000).html))


def commands(data: Path) -> None:
    """Each command as a block of code. What is missed of the bad and found in the good is named."""
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for line in (data / "risky-commands" / "commands.dev.jsonl").read_text().splitlines():
        case = json.loads(line)
        group = case["severity"] or "not_matched"
        findings = assess(f"```\n{case['command']}\n```")
        total[group] += 1
        found[group] += bool(findings)
        if bool(findings) != (group in {"Critical", "High"}) and group in {"Critical", "High", "not_matched"}:
            print(f"  {group}: {case['command']!r} {_named(findings)}")
    for group in ("Critical", "High", "Medium", "Low"):
        print(f"{group:12}{found[group]:5} of {total[group]}")
    serious = found["Critical"] + found["High"], total["Critical"] + total["High"]
    _tell("Critical and High found", *serious)
    _tell("not_matched flagged", found["not_matched"], total["not_matched"])


def dumps(data: Path) -> None:
    """The answers of real sites, harmless but for few: each one that is found severe is named."""
    severe = counted = any_ = 0
    for site, body, ident in answers(data / "stackexchange"):
        findings = assess(body, "html")
        counted += 1
        any_ += any(finding.rule.effect != "count" for finding in findings)
        worst = [finding for finding in findings if finding.rule.severity >= 3]
        if worst:
            severe += 1
            print(f"  {site} {ident}: {_named(worst)}")
    print(f"{counted} answers, expected {ANSWERS}; {any_} reported at any severity")
    _tell("answers of dumps flagged at severity 3-4", severe, counted)


def answers(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Yield site, body and number of every answer that an import of the dumps brings."""
    for site in SITES:
        path = find(folder / site, se.POSTS)
        for row in rows(path, Watcher()) if path else ():
            if row.get("PostTypeId") == "2":
                yield site, row["Body"], int(row["Id"])


def prose(name: str) -> None:
    """Sentences with a label; the unseen ones are not printed, or somebody would tune the rules on them."""
    path = PROSE / f"{name}.jsonl"
    if not path.exists():
        print(f"{name}: not there")
        return
    right: Counter[tuple[bool, bool]] = Counter()
    for line in path.read_text().splitlines():
        case = json.loads(line)
        is_harmful = _is_harmful(case)
        findings = [one for one in assess(case["text"]) if one.rule.severity >= 2]
        right[is_harmful, bool(findings)] += 1
        if is_harmful != bool(findings) and name == "prose_seen":
            print(f"  {'missed' if is_harmful else 'wrongly'}: {case['text']!r} {_named(findings)}")
    found = right[True, True]
    _tell(f"{name} recall", found, found + right[True, False])
    _tell(f"{name} precision", found, found + right[False, True])


def personas() -> None:
    """Sentences in the manners of several people. Rules were tuned on them but for those of the authors held out."""
    rows = [json.loads(line) for line in (PROSE / "prose_personas.jsonl").read_text().splitlines()]
    for is_held in (False, True):
        right: Counter[tuple[bool, bool]] = Counter()
        for row in rows:
            if (row["author"] in HELD) == is_held:
                right[_is_harmful(row), any(one.rule.severity >= 2 for one in assess(row["text"]))] += 1
        name = "personas held out" if is_held else "personas tuned on"
        _tell(f"{name}, recall", right[True, True], right[True, True] + right[True, False])
        _tell(f"{name}, precision", right[True, True], right[True, True] + right[False, True])


def _is_harmful(case: dict[str, object]) -> bool:
    """Return the label of a sentence."""
    return bool(case["risky"])


def spam(data: Path) -> None:
    """Real comments under a video, as if strangers posted one after the other: both rates are told, without a target.

    Held: nobody sees it before a moderator looked. Reported: moderators are told of it, which is less.
    """
    with (data / "comment-spam" / "comments.dev.csv").open(newline="") as file:
        rows = [(row["label"], row["text"]) for row in csv.DictReader(file)]
    before: list[Print] = []
    effects = [(label, _effects(text, before)) for label, text in rows]
    for label in ("spam", "ham"):
        mine = [found for name, found in effects if name == label]
        _tell(f"comments, {label} held", sum(Effect.QUARANTINE in found for found in mine), len(mine))
        told = sum(bool(found & {Effect.QUARANTINE, Effect.REPORT}) for found in mine)
        _tell(f"comments, {label} held or reported", told, len(mine))


def _effects(text: str, before: list[Print]) -> set[Effect]:
    """Return what becomes of a stranger's comment after others, to which it is added."""
    passages = passages_of(render(text).html)
    made = print_of(passages, b"bench")
    is_repeat = made is not None and any(made.is_like(other) for other in before)
    before += [made] if made is not None else []
    found = BOOK.assess(passages, signals={Finder.REPEAT: text} if is_repeat else NO_SIGNALS)
    return {effect_on(one.rule, Kind.COMMENT, Standing.NEW) for one in found}


def cost() -> None:
    """Processor time for texts of 5,000 characters with all rules: code, prose, and what is made to be slow."""
    line = "sudo systemctl status app.service --no-pager | grep -i active && echo done-{n}\n"
    sentence = "Open the settings of the router, choose the tab for the network and note what it says about port {n}. "
    texts = {
        "code": "```\n" + _filled(line, 4_990) + "\n```",
        "prose": _filled(sentence, 5_000),
        "inline": _filled(
            "Set `net.port-{n}` to `8{n}`, then see `journalctl -u app` and [this](https://example.org/{n}). ", 5_000
        ),
        "repeated": "a " * 2_500,
        "dangerous": _filled("turn off the firewall, disable certificate checks, send me your password {n} ", 5_000),
    }
    for name, text in texts.items():
        html = render(text).html
        best = min(_timed(lambda html=html: BOOK.assess(passages_of(html))) for _ in range(7))  # type: ignore[misc]
        print(f"{name:12}{best:8.2f} ms for {len(text):,} characters, target {MOST_MS}")
        if best > MOST_MS:
            _missed.append(f"{name}: {best:.2f} ms")


def _filled(piece: str, length: int) -> str:
    """Return numbered pieces of that length together."""
    text = ""
    number = 0
    while len(text) < length:
        text += piece.replace("{n}", str(number))
        number += 1
    return text[:length]


def _timed(call: Callable[[], object]) -> float:
    """Return milliseconds of processor time."""
    begun = time.process_time()
    call()
    return (time.process_time() - begun) * 1_000


def _named(findings: Iterable[Finding]) -> str:
    """Return findings in one line."""
    return "; ".join(f"{one.rule.key} ({one.rule.severity}): {one.evidence!r}" for one in findings)


def _tell(name: str, part: int, whole: int) -> None:
    """Print a share beside its target."""
    share = part / whole if whole else 0.0
    low, high = TARGETS.get(name, (0, 1))
    is_met = low <= share <= high
    print(f"{name:44}{part:6} of {whole:6} {share:8.2%}{'' if is_met else '  MISSED'}")
    if not is_met:
        _missed.append(f"{name}: {share:.2%}")


if __name__ == "__main__":
    sys.exit(main())
