"""What runs here runs on the oldest Python that Vouch supports, Debian 12's 3.11.2."""

import re
from pathlib import Path

FORUM = Path(__file__).resolve().parents[2] / "forum"
# A possessive group `(...)*+` or an atomic one `(?>...)`, which Python before 3.11.5 matches wrongly.
UNSAFE = re.compile(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+|\(\?>")


def test_patterns_hold_no_possessive_groups() -> None:
    files = sorted(FORUM.rglob("*.py"))
    assert len(files) > 100
    found = [
        f"{path.relative_to(FORUM)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNSAFE.search(line.replace("#$%&'()*+,-./:;", ""))  # Markdown's list of punctuation is no pattern
    ]
    assert found == []


def test_the_guard_knows_what_it_looks_for() -> None:
    assert [bool(UNSAFE.search(text)) for text in (r"(?:a|b)*+", r"(a)++", r"(?>ab)", r"[ab]*+", r"\)*+", r"(a)*")] == [
        *(True, True, True),
        *(False, False, False),
    ]
