"""Permissions are truth tables: `tables.txt` says for every policy who may, in which state, and who may not.

A table begins with `[policy]` and the states that are its columns. Its rows name actors of `world.py`, `*` stands for
all that no other row names. `Y` is yes, `-` is no.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from forum import config
from forum.config import Config
from forum.core.containment import Containment
from forum.core.refs import Kind, Ref
from forum.people.policy import Actor
from forum.web.policies import POLICIES
from tests.permissions import world
from tests.permissions.world import ACTORS, AUTHOR, ENGINEER, MODERATOR, STATES, State

EVERYBODY_ELSE = "*"


@dataclass(frozen=True)
class Table:
    """What is expected of one policy: by actor, a yes or no for each state."""

    states: tuple[str, ...]
    rows: Mapping[str, tuple[bool, ...]]


def read(path: Path) -> dict[str, Table]:
    """Read all tables; a table that forgets an actor, names one twice or lacks a column is an error."""
    found: dict[str, Table] = {}
    for block in ("\n" + path.read_text()).split("\n[")[1:]:
        head, *lines = [line for line in block.splitlines() if line.strip()]
        name, _, states = head.partition("]")
        columns = tuple(state.strip() for state in states.split("|")[1:])
        rows: dict[str, tuple[bool, ...]] = {}
        for line in lines:
            names, _, cells = line.partition("|")
            marks = cells.split()
            assert len(marks) == len(columns), (name, line)
            assert set(marks) <= {"Y", "-"}, (name, line)
            for actor in (each.strip() for each in names.split(",")):
                assert actor not in rows, (name, actor)
                rows[actor] = tuple(mark == "Y" for mark in marks)
        others = rows.pop(EVERYBODY_ELSE, None)
        assert rows.keys() <= ACTORS.keys(), (name, rows.keys() - ACTORS.keys())
        assert others is not None or rows.keys() == ACTORS.keys(), (name, "forgets somebody")
        assert name not in found, (name, "twice")
        found[name] = Table(columns, {actor: rows.get(actor, others or ()) for actor in ACTORS})
    return found


TABLES = read(Path(__file__).parent / "tables.txt")


def in_question(policy: Callable[..., bool]) -> Callable[[Actor, State], bool]:
    return lambda actor, state: policy(actor, world.question_in(state))


def in_answer(policy: Callable[..., bool]) -> Callable[[Actor, State], bool]:
    return lambda actor, state: policy(actor, world.answer_in(state))


def alone(policy: Callable[..., bool]) -> Callable[[Actor, State], bool]:
    return lambda actor, _state: policy(actor)


# What each policy is asked about, in a state. Whoever writes a policy adds it here and its table to tables.txt.
ASKED: dict[str, Callable[[Actor, State], bool]] = {
    **{
        name: in_question(POLICIES[name])
        for name in (
            "see_question",
            "answer_question",
            "comment",
            "vote_question",
            "edit_question",
            "close_question",
            "reopen_question",
            "delete_question",
            "merge_question",
            "keep_question",
            "have_too",
            "suggest_question",
            "see_openings",
        )
    },
    **{
        name: in_answer(POLICIES[name])
        for name in (
            "see_answer",
            "vote_answer",
            "keep_answer",
            "report_outcome",
            "note_outcome",
            "edit_answer",
            "accept_answer",
            "accept_for_asker",
            "unaccept_answer",
            "check_answer",
            "see_history",
            "correct_answer",
            "answer_correction",
            "suggest_answer",
            "convert_answer",
            "delete_answer",
        )
    },
    **{
        name: alone(POLICIES[name])
        for name in (
            "ask",
            "see_restraints",
            "follow",
            "change_profile",
            "create_token",
            "go_by_another_name",
            "see_own_names",
            "keep_drafts",
            "keep_image",
            "manage_people",
            "manage_catalogue",
            "see_numbers",
            "keep_going",
            "keep_terms",
            "create_product",
            "change_product",
            "change_tag",
            "curate",
            "read_settings",
            "see_all_openings",
            "import",
            "moderate",
            "keep_texts",
            "engineer",
            "find_folded",
            "tell",
            "edit_solutions",
        )
    },
    "see_texts": lambda actor, state: POLICIES["see_texts"](actor, world.comment_in(state), state.product),
    "see_comment": lambda actor, state: POLICIES["see_comment"](
        actor, world.comment_in(state), world.question_in(state)
    ),
    "convert_comment": lambda actor, state: POLICIES["convert_comment"](
        actor, world.comment_in(state), world.question_in(state)
    ),
    "convert_back": lambda actor, state: POLICIES["convert_back"](
        actor, world.answer_in(state), world.question_in(state), AUTHOR
    ),
    "delete_comment": lambda actor, state: POLICIES["delete_comment"](
        actor, world.comment_in(state), world.question_in(state)
    ),
    "edit_comment": lambda actor, state: POLICIES["edit_comment"](
        actor, world.comment_in(state), world.question_in(state)
    ),
    "vote_comment": lambda actor, state: POLICIES["vote_comment"](
        actor, world.comment_in(state), world.question_in(state)
    ),
    "restore": lambda actor, state: POLICIES["restore"](actor, world.answer_in(state), state.product),
    "see_revision": lambda actor, state: POLICIES["see_revision"](
        actor, world.answer_in(state), world.answer_in(state).containment
    ),
    "see_entry": lambda actor, state: POLICIES["see_entry"](actor, world.entry_in(state)),
    "edit_entry": lambda actor, state: POLICIES["edit_entry"](actor, world.entry_in(state)),
    "check_entry": lambda actor, state: POLICIES["check_entry"](actor, world.revised_entry_in(state), MODERATOR),
    "retire_entry": lambda actor, state: POLICIES["retire_entry"](actor, world.entry_in(state)),
    "bring_back_entry": lambda actor, state: POLICIES["bring_back_entry"](
        actor, world.revised_entry_in(state, retired=True)
    ),
    "see_entry_history": lambda actor, state: POLICIES["see_entry_history"](
        actor, world.revised_entry_in(state), is_gone=state.containment is not Containment.NONE
    ),
    "see_case": lambda actor, state: POLICIES["see_case"](actor, world.case_in(state)),
    "decide_case": lambda actor, state: POLICIES["decide_case"](actor, world.case_in(state), state.written_by),
    "read_again": lambda actor, state: POLICIES["read_again"](actor, world.case_in(state), state.written_by, ENGINEER),
    "suspend": lambda actor, state: POLICIES["suspend"](actor, state.written_by, staff=False),
    "silence": lambda actor, state: POLICIES["silence"](actor, state.written_by, staff=False),
    "note_person": lambda actor, state: POLICIES["note_person"](actor, state.written_by),
    "note_case": lambda actor, state: POLICIES["note_case"](actor, world.case_in(state), state.written_by),
    "see_note": lambda actor, state: POLICIES["see_note"](actor, world.note_in(state), world.case_in(state)),
    "drop_note": lambda actor, state: POLICIES["drop_note"](actor, world.note_in(state)),
    "hide_posts": lambda actor, state: POLICIES["hide_posts"](actor, state.written_by, staff=False),
    "appeal": lambda actor, state: POLICIES["appeal"](actor, state.written_by),
    "see_recall": lambda actor, state: POLICIES["see_recall"](actor, world.recall_in(state)),
    "decide_recall": lambda actor, state: POLICIES["decide_recall"](actor, world.recall_in(state), state.written_by),
    "approve_recall": lambda actor, state: POLICIES["approve_recall"](actor, world.recall_in(state), state.written_by),
    "say_undone": lambda actor, _state: POLICIES["say_undone"](actor, AUTHOR),
    "see_suggestion": lambda actor, state: POLICIES["see_suggestion"](
        actor, world.suggestion_in(), world.answer_in(state)
    ),
    "decide_suggestion": lambda actor, state: POLICIES["decide_suggestion"](
        actor, world.suggestion_in(), world.answer_in(state)
    ),
    "withdraw_suggestion": lambda actor, _state: POLICIES["withdraw_suggestion"](actor, world.suggestion_in()),
    "confirm_check": lambda actor, state: POLICIES["confirm_check"](actor, world.check_in(), world.answer_in(state)),
    "take_check_back": lambda actor, _state: POLICIES["take_check_back"](actor, world.check_in()),
    "resolve_objection": lambda actor, state: POLICIES["resolve_objection"](
        actor, world.correction_in(), world.answer_in(state)
    ),
    "flag": lambda actor, state: POLICIES["flag"](actor, state.written_by),
    "name_hazard": lambda actor, state: POLICIES["name_hazard"](actor, state.product),
    "see_rule": lambda actor, state: POLICIES["see_rule"](actor, state.product),
    "keep_rule": lambda actor, state: POLICIES["keep_rule"](actor, state.product),
    "manage_account": lambda actor, _state: POLICIES["manage_account"](actor, AUTHOR),
    "export": alone(POLICIES["export"]),
    "erase_oneself": alone(POLICIES["erase_oneself"]),
    "erase_others": lambda actor, _state: POLICIES["erase_others"](actor, AUTHOR),
    "see_reversals": lambda actor, _state: POLICIES["see_reversals"](actor, AUTHOR),
    "take_export": lambda actor, _state: POLICIES["take_export"](actor, AUTHOR),
    "see_draft": lambda actor, _state: POLICIES["see_draft"](actor, AUTHOR),
    "see_unused_image": lambda actor, state: POLICIES["see_unused_image"](actor, world.image_in(state)),
    "erase_image": lambda actor, state: POLICIES["erase_image"](actor, world.image_in(state)),
    "erase_images_by": lambda actor, state: POLICIES["erase_images_by"](actor, world.image_in(state).owner_id),
    "register": alone(POLICIES["register"]),
}


@pytest.fixture(autouse=True)
def site(tmp_path: Path) -> None:
    """A site that visitors may register on."""
    config.use(Config(instance=tmp_path))


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_policy_decides_as_its_table_says(name: str) -> None:
    table = TABLES[name]
    for actor, expected in table.rows.items():
        for state, wanted in zip(table.states, expected, strict=True):
            found = ASKED[name](ACTORS[actor], STATES[state])
            assert found is wanted, f"can_{name}: {actor}, {state}: {found}, the table says {wanted}"


def test_every_policy_has_a_table() -> None:
    assert TABLES.keys() == ASKED.keys() == POLICIES.keys()


# What somebody who is silenced may not do, since it puts words before others. The rest is as for everybody.
WORDS = {
    *("ask", "answer_question", "comment", "note_outcome", "flag", "suggest_question", "suggest_answer", "keep_image"),
    *("edit_question", "edit_answer", "edit_comment", "close_question", "convert_answer", "convert_comment"),
    *("answer_correction", "decide_suggestion", "change_profile"),
}
# Of these, what staff asked them to mend.
MENDED = {"edit_question", "edit_answer", "edit_comment", "answer_correction", "decide_suggestion", "keep_image"}
MENDING = frozenset({Ref(Kind.QUESTION, 1), Ref(Kind.ANSWER, 1), Ref(Kind.COMMENT, 1)})


@pytest.mark.parametrize("name", sorted(TABLES))
def test_whoever_is_silenced_writes_nothing_but_what_they_were_asked_to_mend(name: str) -> None:
    for who in ("stranger", "asker", "author"):
        free = ACTORS[who]
        for state in TABLES[name].states:
            may = ASKED[name](free, STATES[state])
            silent = ASKED[name](replace(free, silenced=True), STATES[state])
            mending = ASKED[name](replace(free, silenced=True, mends=MENDING), STATES[state])
            assert silent is (may and name not in WORDS), (name, who, state)
            assert mending is (may and (name not in WORDS or name in MENDED)), (name, who, state)
