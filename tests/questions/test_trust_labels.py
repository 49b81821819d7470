"""The words for each level: plain, whole, and the same wherever they are shown."""

import re
from pathlib import Path

import pytest

from forum.core.containment import Hazard
from forum.questions.trust import Level, OutcomeCounts, Trust, assess, label
from forum.questions.trust import labels as source
from tests.questions.trust_cast import EVA, FINN, NEW, OLD, correction, marks, verdict

WORDS = {"site": "Acme", "releases": "2.0", "date": "3 Nov 2026", "month": "Nov 2026", "before": "1.9", "since": "2.0"}
ONLY_NEW = (NEW,)

LOSS = Hazard.DATA_LOSS


@pytest.mark.parametrize(
    ("trust", "text"),
    [
        (assess(marks(verdict("verified"))), "Verified by Eva Lind, Acme engineer, 3 Nov 2026"),
        (
            assess(marks(verdict("verified", releases=ONLY_NEW))),
            "Verified by Eva Lind, Acme engineer, for 2.0, 3 Nov 2026",
        ),
        (assess(marks(verdict("conditional"))), "Verified, but only if the network is wired"),
        (
            assess(marks(verdict("conditional", releases=ONLY_NEW))),
            "Verified for 2.0, but only if the network is wired",
        ),
        (
            assess(marks(verdict("conditional", EVA, condition="A"), verdict("conditional", FINN, condition="B"))),
            "Verified, but only if A; B",
        ),
        (assess(marks(correction(FINN))), "Corrected by Finn Berg: see the mark"),
        (
            assess(marks(correction(EVA), verdict("verified", FINN))),
            "Corrected by Eva Lind: see the mark",
        ),
        (assess(marks(verdict("verified", lapsed=True))), "Verified in Nov 2026, due for a new check"),
        (
            assess(marks(verdict("verified", lapsed=True, releases=ONLY_NEW))),
            "Verified in Nov 2026 for 2.0, due for a new check",
        ),
        (
            assess(marks(verdict("conditional", lapsed=True))),
            "Verified in Nov 2026, but only if the network is wired, due for a new check",
        ),
        (
            assess(marks(verdict("conditional", lapsed=True, releases=ONLY_NEW))),
            "Verified in Nov 2026 for 2.0, but only if the network is wired, due for a new check",
        ),
        (
            assess(marks(verdict("unsafe", hazard=LOSS, instead="export first."))),
            "Do not do this: could lose your data. Instead: export first.",
        ),
        (
            assess(marks(verdict("unsafe", hazard=LOSS, instead="export first."), current=2)),
            "Do not do this (the text was changed since): could lose your data. Instead: export first.",
        ),
        (
            assess(marks(verdict("unsafe", hazard=LOSS))),
            "Do not do this: could lose your data. it deletes the table",
        ),
        (
            assess(marks(verdict("unsafe", hazard=LOSS), current=2)),
            "Do not do this (the text was changed since): could lose your data. it deletes the table",
        ),
        (
            assess(marks(verdict("incorrect", hazard=LOSS))),
            "Checked and found wrong, could lose your data: it deletes the table",
        ),
        (
            assess(marks(verdict("incorrect", hazard=LOSS), current=2)),
            "Checked and found wrong, changed since, could lose your data: it deletes the table",
        ),
        (assess(marks(verdict("verified"), current=2)), "Changed after it was verified"),
        (
            assess(marks(verdict("verified"), current=2, last_substantial_revision=2)),
            "Changed after it was verified. You see the verified text until the change is checked",
        ),
        (assess(marks(by_staff=True)), "From Acme staff, not double-checked"),
        (assess(marks(accepted=True)), "Solved it for the asker, not checked by staff"),
        (
            assess(marks(accepted=True, by_staff=True)),
            "Solved it for the asker. From Acme staff, not double-checked",
        ),
        (assess(marks(outcomes=OutcomeCounts(12))), "Worked for 12 people"),
        (assess(marks(outcomes=OutcomeCounts(1))), "Worked for one person"),
        (assess(marks(outcomes=OutcomeCounts(2, 1))), "Worked for 2 of 3"),
        (assess(marks()), "Not yet checked"),
        (assess(marks(outcomes=OutcomeCounts(3, 5, 4))), "Did not work for 5 of 8"),
        (assess(marks(verdict("outdated"))), "Right up to 1.9, changed in 2.0"),
        (
            assess(marks(verdict("outdated"), current=2)),
            "Right up to 1.9, changed in 2.0. The text was changed since this check",
        ),
        (assess(marks(verdict("outdated", since=OLD))), "Out of date since 2.0"),
        (
            assess(marks(verdict("outdated", since=OLD), current=2)),
            "Out of date since 2.0. The text was changed since this check",
        ),
        (assess(marks(verdict("incorrect"))), "Checked and found wrong: it deletes the table"),
        (
            assess(marks(verdict("incorrect"), current=2)),
            "Checked and found wrong, changed since: it deletes the table",
        ),
        (assess(marks(verdict("unsafe"))), "Do not do this: it deletes the table"),
        (
            assess(marks(verdict("unsafe"), current=2)),
            "Do not do this (the text was changed since): it deletes the table",
        ),
    ],
)
def test_the_line_says_who_for_which_release_and_when(trust: Trust, text: str) -> None:
    assert str(label(trust, **WORDS)) == text


def test_a_reader_of_an_older_release_reads_that_it_is_verified_for_that_one() -> None:
    trust = assess(marks(verdict("outdated")), OLD)
    assert (
        str(label(trust, **{**WORDS, "releases": "1.9"})) == "Verified by Eva Lind, Acme engineer, for 1.9, 3 Nov 2026"
    )


def test_without_words_the_values_are_what_the_domain_knows() -> None:
    trust = assess(marks(verdict("verified", releases=ONLY_NEW)))
    assert label(trust).values == {"name": "Eva Lind", "site": "", "releases": ONLY_NEW, "date": trust.at}
    outdated = assess(marks(verdict("outdated")))
    assert label(outdated).values == {"before": OLD, "since": NEW}


def test_words_that_a_line_has_no_place_for_are_left_out() -> None:
    assert label(assess(marks()), **WORDS).values == {}


def test_every_level_has_a_line() -> None:
    assert set(source._TEXTS) == set(Level)


def test_the_words_are_plain() -> None:
    texts = re.findall(r'N_\("([^"]+)"\)', Path(source.__file__).read_text(encoding="utf-8"))
    assert len(texts) > 20
    internal = re.compile(
        r"verdict|hazard|contain|\bcase\b|\bleases?\b|recall|\bentry\b|journal|trust|oops|!", re.IGNORECASE
    )
    assert [text for text in texts if internal.search(text)] == []
