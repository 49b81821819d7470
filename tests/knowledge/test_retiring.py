"""Solutions are retired with a successor or a reason, keep their address, and can be brought back."""

import pytest

from forum.core.errors import Forbidden, Invalid, NotFound
from forum.knowledge.models import Entry, EntryState, WithdrawnReason
from forum.knowledge.operations import settle_entry
from forum.knowledge.queries import entry_of, entry_view, list_entries, successor_of
from forum.knowledge.retiring import bring_back_entry, retire_entry
from forum.knowledge.status import Status
from forum.questions.models import Question
from forum.questions.operations import accept_answer, unaccept_answer
from tests.knowledge.test_entries import settled, solve
from tests.support.cast import Cast


def solutions(cast: Cast, number: int) -> list[tuple[Question, Entry]]:
    """So many solved questions with their solutions."""
    made = []
    for _ in range(number):
        question, _answer = solve(cast)
        entry = entry_of(cast.visitor, question.id)
        assert entry is not None
        made.append((question, entry))
    return made


def test_with_a_reason_it_stays_away_whatever_becomes_of_its_answer(cast: Cast) -> None:
    question, made = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    for stranger in (cast.visitor, cast.ada, cast.ben, cast.sam, cast.amy):
        with pytest.raises(Forbidden):
            retire_entry(stranger, entry.id, reason="No.")
    with pytest.raises(Invalid):
        retire_entry(cast.max, entry.id, reason=" ")
    with pytest.raises(NotFound):
        retire_entry(cast.max, 4711, reason="No.")
    retire_entry(cast.max, entry.id, reason="The box is no longer sold.")
    version = entry_view(cast.visitor, entry.id).entry.version
    retire_entry(cast.eva, entry.id, reason="The box is no longer sold.")
    unaccept_answer(cast.ada, made.id)
    settled(question)
    accept_answer(cast.ada, made.id)
    settled(question)
    settle_entry(question.id)
    view = entry_view(cast.visitor, entry.id)
    assert (view.gone, view.status, view.text) == (WithdrawnReason.RETIRED, Status.WITHDRAWN, None)
    assert (view.entry.retired_reason, view.entry.version) == ("The box is no longer sold.", version)
    assert list_entries(cast.visitor).items == []
    with pytest.raises(NotFound):
        bring_back_entry(cast.sam, entry.id)
    bring_back_entry(cast.eva, entry.id)
    bring_back_entry(cast.eva, entry.id)
    view = entry_view(cast.visitor, entry.id)
    assert (view.gone, view.entry.state, view.entry.retired_reason) == (None, EntryState.LIVE, "")


def test_successors_lead_on_to_the_last_and_never_in_a_circle(cast: Cast) -> None:
    (first_question, first), (_, second), (_, third) = solutions(cast, 3)
    retire_entry(cast.max, first.id, successor_id=second.id)
    retire_entry(cast.max, second.id, reason="One is enough.", successor_id=third.id)
    for successor in (third.id, first.id, second.id, 4711):
        with pytest.raises(Invalid):
            retire_entry(cast.max, third.id, successor_id=successor)
    for entry in (first, second):
        found = successor_of(cast.visitor, entry_view(cast.visitor, entry.id).entry)
        assert found is not None
        assert found.id == third.id
    # What stands in its place is gone itself: nobody is led there.
    retire_entry(cast.max, third.id, reason="All wrong.")
    assert successor_of(cast.visitor, entry_view(cast.visitor, first.id).entry) is None
    bring_back_entry(cast.max, first.id)
    settled(first_question)
    assert entry_view(cast.visitor, first.id).gone is None
    assert [row.entry.id for row in list_entries(cast.visitor).items] == [first.id]
