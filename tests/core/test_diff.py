"""Two texts are compared so that a person sees at once what changed."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.diff import Change, differences, fold

LINES = st.lists(st.sampled_from(["one two\n", "three\n", "\n", "one 2 two\n", "    code()\n", "end"]), max_size=12)


def read(changes: list[Change]) -> list[tuple[str, str]]:
    return [(change.kind, change.text) for change in changes]


def test_equal_texts_have_one_unchanged_piece() -> None:
    assert read(differences("a\nb\n", "a\nb\n")) == [("same", "a\nb\n")]


def test_two_empty_texts_have_no_changes() -> None:
    assert differences("", "") == []


def test_a_changed_word_is_shown_inside_its_line() -> None:
    assert read(differences("Press the red button.\n", "Press the green button.\n")) == [
        ("same", "Press the "),
        ("removed", "red"),
        ("added", "green"),
        ("same", " button.\n"),
    ]


def test_words_changed_side_by_side_read_as_one_change() -> None:
    changes = read(differences("Open the old menu and wait there.\n", "Open the new page and wait there.\n"))
    assert changes[1:3] == [("removed", "old menu"), ("added", "new page")]


def test_an_added_line_is_added_whole() -> None:
    assert read(differences("a\nc\n", "a\nb\nc\n")) == [("same", "a\n"), ("added", "b\n"), ("same", "c\n")]


def test_a_line_without_likeness_is_replaced_whole() -> None:
    changes = read(differences("Reset the router.\n", "Nobody knows why it is so.\n"))
    assert changes == [("removed", "Reset the router.\n"), ("added", "Nobody knows why it is so.\n")]


def test_a_changed_number_in_a_command_stands_out() -> None:
    assert ("removed", "8080") in read(differences("curl localhost:8080/health\n", "curl localhost:9090/health\n"))


def test_a_missing_line_feed_at_the_end_is_a_change() -> None:
    assert read(differences("a", "a\n")) == [("same", "a"), ("added", "\n")]


@given(LINES.map("".join), LINES.map("".join))
def test_both_texts_can_be_read_back_from_lines(old: str, new: str) -> None:
    changes = differences(old, new)
    assert "".join(change.text for change in changes if change.kind != "added") == old
    assert "".join(change.text for change in changes if change.kind != "removed") == new


@given(st.text(max_size=200), st.text(max_size=200))
def test_both_texts_can_be_read_back_from_anything(old: str, new: str) -> None:
    changes = differences(old, new)
    assert "".join(change.text for change in changes if change.kind != "added") == old
    assert "".join(change.text for change in changes if change.kind != "removed") == new


@given(LINES.map("".join), LINES.map("".join), st.integers(0, 4))
def test_folding_leaves_nothing_out(old: str, new: str, context: int) -> None:
    folded = fold(differences(old, new), context)
    assert "".join(change.text for change in folded if change.kind != "added") == old


def test_far_away_lines_are_folded_with_their_number() -> None:
    old = "".join(f"line {number}\n" for number in range(20))
    folded = fold(differences(old, old.replace("line 10\n", "line ten\n")), context=2)
    assert [(change.kind, change.lines) for change in folded if change.kind == "skipped"] == [
        ("skipped", 8),
        ("skipped", 7),
    ]
    assert folded[1].text == "line 8\nline 9\nline "


def test_one_hidden_line_would_save_nothing_so_it_stays() -> None:
    old = "a\nb\nc\nd\n"
    assert all(change.kind != "skipped" for change in fold(differences(old, "a\nb\nc\nD\n"), context=2))


WORST = [
    ("x\n" * 15_000, "y\n" + "x\n" * 14_000),
    ("x\ny\n" * 7_500, "y\nx\nx\n" * 5_000),
    ("".join(f"{n}\n" for n in range(5_000)), "".join(f"{n}\n" for n in range(5_000, 0, -1))),
    (" ".join(map(str, range(6_000))), " ".join(map(str, range(6_000, 0, -1)))),
    ("a b " * 7_500, "b a a " * 5_000),
    ("a" * 30_000, "b" * 30_000),
    ("\n" * 30_000, " \n" * 15_000),
    ("!" * 30_000, "?!" * 15_000),
]


@pytest.mark.hard
@pytest.mark.parametrize(("old", "new"), WORST, ids=range(len(WORST)))
def test_the_worst_texts_stay_below_half_a_second_of_cpu(old: str, new: str) -> None:
    before = process_time()
    changes = differences(old, new)
    assert process_time() - before < 0.5
    assert "".join(change.text for change in changes if change.kind != "added") == old
