"""A newer dump adds and updates; what was changed here stays; an older one changes nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.importing.operations import import_stackexchange
from forum.importing.report import Kept, Report
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.models import Person
from forum.people.policy import SYSTEM, Actor
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    NextAction,
    Question,
    QuestionRevision,
    QuestionState,
    QuestionTag,
)
from forum.questions.operations import edit_answer, vote_answer
from forum.questions.queries import thread
from forum.questions.trust import Level, VerdictKind
from tests.importing.dumps import DAY, HOST, answer, comment, link, pond, user, write
from tests.support.cast import Cast

Tables = dict[str, list[dict[str, object]]]


@pytest.fixture
def bring(cast: Cast, tmp_path: Path) -> Callable[[Tables], Report]:
    """Write a dump and import it as the operator does. The first one is there already."""
    numbers = iter(range(100))

    def run(tables: Tables) -> Report:
        return import_stackexchange(SYSTEM, write(tmp_path / str(next(numbers)) / HOST, tables), host=HOST)

    run(pond())
    return run


def later(**changes: Any) -> Tables:
    """Return the pond two days later: `Posts={1: {"Score": 9}}` changes the row with this Id."""
    tables = pond()
    for table, rows in changes.items():
        for row in tables[table]:
            row.update(rows.get(row["Id"], {}))
    return tables


def asked(number: int) -> Question:
    """Return an imported question."""
    return session().scalars(sa.select(Question).where(Question.external_id == f"{HOST}:q:{number}")).one()


def answered(number: int) -> Answer:
    """Return an imported answer."""
    return session().scalars(sa.select(Answer).where(Answer.external_id == f"{HOST}:a:{number}")).one()


def tags_of(question: Question) -> list[str]:
    """Return the names of a question's tags."""
    return [tag.name for tag in thread(SYSTEM, question.id).tags]


def newest_text(answer: Answer) -> AnswerRevision:
    """Return the newest revision of an answer."""
    query = sa.select(AnswerRevision).where(AnswerRevision.answer_id == answer.id)
    return session().scalars(query.order_by(AnswerRevision.number.desc()).limit(1)).one()


def updates(report: Report) -> dict[str, int]:
    """Return what was added, updated or kept as it is here, by kind."""
    told = {}
    for kind, counts in report.changes.items():
        for kept in (Kept.ADDED, Kept.UPDATED, Kept.LOCAL):
            if counts[kept]:
                told[f"{kind} {kept}"] = counts[kept]
    return told


Bring = Callable[[Tables], Report]


def test_new_things_are_added(bring: Bring) -> None:
    tables = pond()
    tables["Posts"].append(answer(20, 9, AcceptedAnswerId=None))
    tables["Comments"] += [comment(20, 20), comment(21, 1)]
    tables["Users"].append(user(20, "Wanda"))
    tables["PostLinks"].append(link(20, 9, 6))

    report = bring(tables)

    assert updates(report) == {"people added": 1, "answers added": 1, "comments added": 2, "duplicates added": 1}
    assert asked(9).answer_count == 2
    assert (
        session().scalar(sa.select(Comment.answer_id).where(Comment.external_id == f"{HOST}:c:20")) == answered(20).id
    )
    assert asked(9).duplicate_of_id == asked(6).id
    assert updates(bring(tables)) == {}


def test_a_new_text_is_a_new_revision(bring: Bring) -> None:
    change = {
        "Body": "<p>Press <code>reset</code> for 20 seconds.</p>",
        "LastEditDate": DAY.format(7),
        "LastEditorUserId": 1,
    }

    report = bring(later(Posts={3: change}))

    text = newest_text(answered(3))
    assert updates(report) == {"answers updated": 1}
    assert (text.number, text.text) == (2, "Press reset for 20 seconds.")
    assert (answered(3).revision, answered(3).shown_revision) == (2, 2)


def test_new_history_becomes_the_revisions_between(bring: Bring) -> None:
    tables = later(Posts={1: {"Body": "<p>Still dry, twice.</p>", "LastEditDate": DAY.format(8)}})
    for number, text in ((20, "Still dry."), (21, "Still dry, *twice*.")):
        row = {
            "Id": number,
            "PostHistoryTypeId": 5,
            "PostId": 1,
            "RevisionGUID": str(number),
            "UserId": 2,
            "Text": text,
        }
        tables["PostHistory"].append({**row, "CreationDate": DAY.format(number - 13)})

    bring(tables)

    query = sa.select(QuestionRevision.number, QuestionRevision.text).where(QuestionRevision.question_id == asked(1).id)
    assert session().execute(query.order_by(QuestionRevision.number)).all()[3:] == [
        (4, "Still dry."),
        (5, "Still dry, twice."),
    ]
    assert asked(1).revision == 5


def test_scores_acceptance_tags_state_and_names_follow(bring: Bring) -> None:
    posts = {
        1: {
            "AcceptedAnswerId": 2,
            "Score": 8,
            "Tags": "<filter>",
            "ClosedDate": DAY.format(6),
            "LastActivityDate": DAY.format(6),
        },
        6: {"ClosedDate": None},
    }

    report = bring(later(Posts=posts, Users={2: {"DisplayName": "Victor"}}, Comments={1: {"Text": "Now?", "Score": 4}}))

    first = asked(1)
    assert (first.score, first.state, tags_of(first)) == (8, QuestionState.CLOSED, ["filter"])
    assert (answered(2).accepted, answered(3).accepted, first.is_accepted) == (True, False, True)
    assert asked(6).state == QuestionState.OPEN
    assert session().scalar(sa.select(Person.name).where(Person.external_id == f"{HOST}:u:2")) == "Victor"
    changed = session().scalars(sa.select(Comment).where(Comment.external_id == f"{HOST}:c:1")).one()
    assert (changed.text, changed.score) == ("Now?", 4)
    assert updates(report) == {"people updated": 1, "questions updated": 2, "comments updated": 1}


def test_an_updated_question_still_waits_for_nobody(bring: Bring) -> None:
    bring(later(Posts={1: {"Score": 9}, 9: {"Score": 2}}))

    assert {(asked(number).next_action, asked(number).due_at) for number in (1, 6, 9)} == {(NextAction.NOTHING, None)}


def test_an_acceptance_that_was_taken_back_is_taken_back(bring: Bring) -> None:
    bring(later(Posts={1: {"AcceptedAnswerId": None}}))

    assert not answered(3).accepted
    assert not asked(1).is_accepted


def test_each_changed_thread_has_one_more_event(bring: Bring) -> None:
    bring(later(Posts={1: {"Score": 9, "LastActivityDate": DAY.format(9)}, 3: {"Score": 9}}))

    events = session().scalars(sa.select(Event).order_by(Event.id)).all()
    assert [event.kind for event in events] == [EventKind.QUESTION_IMPORTED] * 4
    assert (events[-1].about.id, events[-1].occurred_at) == (asked(1).id, asked(1).active_at)


def test_votes_cast_here_stay_counted(bring: Bring, cast: Cast) -> None:
    vote_answer(cast.ada, answered(3).id, 1)

    bring(later(Posts={3: {"Score": 7}}))

    assert (answered(3).score, answered(3).imported_score) == (8, 7)


def test_what_the_newer_dump_lacks_stays(bring: Bring) -> None:
    tables = pond()
    tables["Posts"] = [row for row in tables["Posts"] if row["Id"] not in (2, 9, 10)]
    tables["Comments"] = []

    assert updates(bring(tables)) == {}
    assert (asked(9).answer_count, asked(1).answer_count) == (1, 2)


def test_no_newer_dump_lifts_what_an_engineer_checked(bring: Bring, cast: Cast) -> None:
    give_verdict(cast.eva, answered(3).id, VerdictDraft(VerdictKind.VERIFIED, revision=1))

    bring(later(Posts={3: {"Body": "<p>Open the valve, then press <code>drain</code> for 90 seconds.</p>"}}))

    assert answered(3).level == Level.EDITED_SINCE
    assert (answered(3).revision, answered(3).shown_revision) == (2, 1)


def local_text(actor: Actor) -> None:
    """Edit answer 3 here."""
    edit_answer(actor, answered(3).id, render("Ask the plumber, then read on."), base_revision=1)


def test_a_text_edited_here_beats_a_newer_dump(bring: Bring, cast: Cast) -> None:
    local_text(cast.max)
    newer = later(Posts={3: {"Body": "<p>From the source.</p>", "Score": 6}})

    report = bring(newer)

    assert newest_text(answered(3)).text == "Ask the plumber, then read on."
    assert answered(3).score == 6
    assert updates(report) == {"answers updated": 1}
    assert updates(bring(newer)) == {}
    assert updates(bring(later(Posts={3: {"Body": "<p>Once more.</p>", "Score": 6}}))) == {"answers local": 1}


def test_what_was_changed_here_beats_a_newer_dump(bring: Bring, cast: Cast) -> None:
    with unit():
        first, good, other = asked(1), answered(3), answered(2)
        first.state, first.closed_reason = QuestionState.CLOSED, "Answered by phone."
        session().execute(sa.delete(QuestionTag).where(QuestionTag.question_id == first.id))
        good.accepted, good.accepted_at, good.accepted_by_id = False, None, None
        session().flush()
        other.accepted = True
        person = session().scalars(sa.select(Person).where(Person.external_id == f"{HOST}:u:2")).one()
        person.name = "Somebody"
        remark = session().scalars(sa.select(Comment).where(Comment.external_id == f"{HOST}:c:1")).one()
        remark.source = remark.html = remark.text = "(removed)"
    posts = {1: {"AcceptedAnswerId": None, "Tags": "<filter>"}, 6: {"Score": 4}}

    report = bring(later(Posts=posts, Users={2: {"DisplayName": "Victor"}}, Comments={1: {"Text": "Now?"}}))

    assert (asked(1).state, tags_of(asked(1)), answered(2).accepted) == (QuestionState.CLOSED, [], True)
    assert session().scalar(sa.select(Person.name).where(Person.external_id == f"{HOST}:u:2")) == "Somebody"
    assert session().scalar(sa.select(Comment.text).where(Comment.external_id == f"{HOST}:c:1")) == "(removed)"
    assert updates(report) == {"people local": 1, "questions local": 1, "questions updated": 1, "comments local": 1}


def test_what_was_removed_here_does_not_come_back(bring: Bring) -> None:
    with unit():
        session().execute(sa.delete(Comment).where(Comment.external_id == f"{HOST}:c:1"))

    bring(later(Posts={1: {"Score": 4}}))

    assert session().scalar(sa.select(Comment.id).where(Comment.external_id == f"{HOST}:c:1")) is None


def test_an_older_dump_changes_nothing_and_adds_what_is_missing(bring: Bring) -> None:
    bring(later(Posts={1: {"Score": 9, "LastActivityDate": DAY.format(9)}}))
    older = pond()
    older["Users"].append(user(50, "Wanda"))

    report = bring(older)

    assert report.is_older
    assert updates(report) == {"people added": 1}
    assert asked(1).score == 9
