"""A dump becomes part of the site: every post with its author, its date and its licence, and no noise."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.catalog.models import Tag
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid
from forum.core.provenance import Channel
from forum.importing.operations import import_stackexchange
from forum.importing.policy import can_import
from forum.importing.report import ImportFailed, Kept, Report
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.people.models import Person
from forum.people.policy import SYSTEM
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    NextAction,
    Question,
    QuestionRevision,
    QuestionState,
)
from forum.questions.operations import close_question, reopen_question
from forum.questions.queries import awaiting_check, needs_answer, overdue, thread
from forum.questions.trust import Level
from tests.importing.dumps import HOST, Onlooker, answer, comment, pond, question, user, write
from tests.support.cast import Cast


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """The folder of the pond's dump."""
    return write(tmp_path / HOST, pond())


def bring(folder: Path, host: str = HOST) -> Report:
    """Import as the operator does."""
    return import_stackexchange(SYSTEM, folder, host=host)


def count(model: type[Question | Answer | Comment | Person]) -> int:
    """Return how many imported rows there are."""
    return session().execute(sa.select(sa.func.count()).where(model.channel == Channel.IMPORT)).scalar_one()


def asked(number: int) -> Question:
    """Return an imported question."""
    return session().scalars(sa.select(Question).where(Question.external_id == f"{HOST}:q:{number}")).one()


def answered(number: int) -> Answer:
    """Return an imported answer."""
    return session().scalars(sa.select(Answer).where(Answer.external_id == f"{HOST}:a:{number}")).one()


def name_of(person_id: int | None) -> str | None:
    """Return a person's name."""
    return session().scalar(sa.select(Person.name).where(Person.id == person_id))


def test_everything_arrives_once(cast: Cast, dump: Path) -> None:
    report = bring(dump)

    assert (count(Question), count(Answer), count(Comment), count(Person)) == (3, 4, 5, 4)
    assert {kind: dict(counts) for kind, counts in report.changes.items()} == {
        "tags": {Kept.ADDED: 2},
        "people": {Kept.ADDED: 4},
        "questions": {Kept.ADDED: 3},
        "answers": {Kept.ADDED: 4},
        "comments": {Kept.ADDED: 5},
        "duplicates": {Kept.ADDED: 1},
    }


def test_a_second_run_changes_nothing(cast: Cast, dump: Path) -> None:
    bring(dump)
    before = session().scalar(sa.select(sa.func.count(Event.id)))

    report = bring(dump)

    assert report.total(Kept.ADDED) + report.total(Kept.UPDATED) + report.total(Kept.LOCAL) == 0
    assert report.changes["answers"][Kept.UNCHANGED] == 4
    assert session().scalar(sa.select(sa.func.count(Event.id))) == before


def test_each_post_names_its_author_its_page_and_its_licence(cast: Cast, dump: Path) -> None:
    bring(dump)

    first, by_a_name, by_the_site = asked(1), answered(2), answered(7)
    assert (name_of(first.author_id), first.byline) == ("Ulla", None)
    assert (first.source_url, first.licence) == (f"https://{HOST}/q/1", "CC BY-SA 3.0")
    assert (by_a_name.author_id, by_a_name.byline) == (None, "gone fishing")
    assert by_a_name.source_url == f"https://{HOST}/a/2"
    assert (name_of(by_the_site.author_id), by_the_site.licence) == ("Community", "CC BY-SA 4.0")
    assert asked(9).licence == "CC BY-SA 2.5"


def test_people_are_names_without_a_way_to_sign_in(cast: Cast, dump: Path) -> None:
    bring(dump)

    ulla = session().scalars(sa.select(Person).where(Person.external_id == f"{HOST}:u:1")).one()
    assert (ulla.email, ulla.password_hash, ulla.channel, ulla.about) == (None, None, Channel.IMPORT, "")
    assert ulla.profile_url == f"https://{HOST}/users/1"


def test_dates_scores_and_marks_are_the_sources(cast: Cast, dump: Path) -> None:
    bring(dump)

    first, good, bad = asked(1), answered(3), answered(2)
    assert first.created_at == datetime(2017, 3, 1, 10, tzinfo=UTC)
    assert first.active_at == datetime(2017, 3, 5, 10, tzinfo=UTC)
    assert (first.score, first.imported_score, first.is_accepted, first.answer_count) == (3, 3, True, 2)
    assert (first.best_level, good.level, bad.level) == (Level.ACCEPTED, Level.ACCEPTED, Level.UNREVIEWED)
    assert (good.accepted, good.accepted_by_id) == (True, first.author_id)
    assert good.accepted_at == datetime(2017, 3, 6, tzinfo=UTC)
    assert (bad.score, bad.accepted) == (-2, False)


def test_the_pages_order_is_that_of_answers_written_here(cast: Cast, dump: Path) -> None:
    bring(dump)

    view = thread(cast.visitor, asked(1).id)

    assert [each.answer.external_id for each in view.answers] == [f"{HOST}:a:3", f"{HOST}:a:2"]
    assert [each.answer.level for each in view.answers] == [each.trust.level for each in view.answers]
    assert [tag.name for tag in view.tags] == ["pump", "wi-fi"]


def test_a_closed_question_is_closed_and_points_at_what_it_repeats(cast: Cast, dump: Path) -> None:
    bring(dump)

    closed = asked(6)
    assert (closed.state, closed.closed_reason) == (QuestionState.CLOSED, "duplicate")
    assert closed.duplicate_of_id == asked(1).id


def test_revisions_are_numbered_with_their_authors(cast: Cast, dump: Path) -> None:
    bring(dump)

    first = asked(1)
    query = sa.select(QuestionRevision).where(QuestionRevision.question_id == first.id)
    revisions = session().scalars(query.order_by(QuestionRevision.number)).all()
    assert [(each.number, each.title, each.format) for each in revisions] == [
        (1, "Pump dry", "markdown"),
        (2, "Pump dry", "markdown"),
        (3, "Why does the pump run dry?", "html"),
    ]
    assert [name_of(each.author_id) for each in revisions] == ["Ulla", "Vic", "Vic"]
    assert [each.note for each in revisions] == ["", "more", ""]
    assert first.revision == 3
    assert "<strong>water</strong>" in revisions[1].html


def test_tags_are_there_even_if_no_question_has_them(cast: Cast, dump: Path) -> None:
    bring(dump)

    assert set(session().scalars(sa.select(Tag.name))) == {"pump", "wi-fi", "filter", "unused"}


def test_one_event_a_thread_with_the_sources_date(cast: Cast, dump: Path) -> None:
    bring(dump)

    events = session().scalars(sa.select(Event).order_by(Event.id)).all()
    assert {event.kind for event in events} == {EventKind.QUESTION_IMPORTED}
    assert {event.channel for event in events} == {Channel.IMPORT}
    assert [event.occurred_at for event in events] == [asked(number).created_at for number in (1, 6, 9)]


def test_imported_questions_wait_in_no_staff_list(cast: Cast, tmp_path: Path) -> None:
    tables = pond()
    tables["Posts"].append(question(30, Title="Who has an idea?", AnswerCount=0))
    bring(write(tmp_path / "with an open question", tables))

    ident = asked(30).id
    # What happens here to an imported question asks nothing of the staff either.
    close_question(cast.max, ident, reason="Not about a product of ours.")
    reopen_question(cast.max, ident, reason="It is, after all.")
    assert asked(30).next_action is NextAction.ANSWER
    assert [list(each(cast.eva).items) for each in (needs_answer, overdue, awaiting_check)] == [[], [], []]


def test_what_is_dangerous_to_show_is_gone(cast: Cast, tmp_path: Path) -> None:
    body = "<p>Hi <script>alert(1)</script><img src=x onerror=alert(2)></p>"
    tables = {"Posts": [question(1, Body=body), answer(2, 1, Body=body)], "Comments": [comment(1, 2, Text=body)]}

    bring(write(tmp_path / HOST, tables))

    pages = [
        *session().scalars(sa.select(QuestionRevision.html)),
        *session().scalars(sa.select(AnswerRevision.html)),
        *session().scalars(sa.select(Comment.html)),
    ]
    assert len(pages) == 3
    assert not any("<script" in page or "<img src=x onerror" in page for page in pages)


def test_two_sites_share_tags_and_no_people(cast: Cast, dump: Path) -> None:
    bring(dump)
    report = bring(dump, "lake.stackexchange.com")

    assert report.changes["people"] == {Kept.ADDED: 4}
    assert report.changes["questions"] == {Kept.ADDED: 3}
    assert (count(Question), count(Person)) == (6, 8)
    assert session().scalar(sa.select(sa.func.count(Tag.id))) == 4


def test_all_questions_go_under_the_product_that_is_named(cast: Cast, dump: Path) -> None:
    import_stackexchange(SYSTEM, dump, host=HOST, product="router")

    assert {asked(number).product_id for number in (1, 6, 9)} == {cast.router}


def test_an_unknown_product_is_refused_before_anything_is_read(cast: Cast, dump: Path) -> None:
    with pytest.raises(Invalid) as caught:
        import_stackexchange(SYSTEM, dump, host=HOST, product="rooter")

    assert "forum product create" in str(caught.value.errors[0].message)
    assert count(Person) == 0


def test_a_truncated_table_imports_nothing(cast: Cast, dump: Path) -> None:
    path = dump / "PostLinks.xml"
    path.write_bytes(path.read_bytes()[:-5])

    with pytest.raises(ImportFailed):
        bring(dump)

    assert (count(Question), count(Person)) == (0, 0)


class Interrupted(Exception):
    """Somebody pulled the plug."""


class Plug(Onlooker):
    """Interrupts an import after some threads."""

    def __init__(self) -> None:
        """Begin with reading."""
        super().__init__()
        self.writing = False

    def phase(self, name: str, total: int) -> None:
        """Look out for the threads."""
        self.writing = name == "threads"

    def advance(self, steps: int) -> None:
        """Stop after the first batch."""
        if self.writing:
            raise Interrupted


def test_an_interrupted_import_is_finished_by_running_it_again(cast: Cast, tmp_path: Path) -> None:
    tables = {"Posts": [question(number) for number in range(1, 121)], "Users": [user(1, "Ulla")]}
    folder = write(tmp_path / HOST, tables)
    with pytest.raises(Interrupted):
        import_stackexchange(SYSTEM, folder, host=HOST, watcher=Plug())
    there = count(Question)

    report = bring(folder)

    assert 0 < there < 120
    assert report.changes["questions"] == {Kept.UNCHANGED: there, Kept.ADDED: 120 - there}
    assert count(Question) == 120


def test_only_the_operator_and_admins_may_import(cast: Cast, dump: Path) -> None:
    allowed = {name: can_import(getattr(cast, name)) for name in ("visitor", "ada", "eva", "max", "amy")}

    assert allowed == {"visitor": False, "ada": False, "eva": False, "max": False, "amy": True}
    assert can_import(SYSTEM)
    with pytest.raises(Forbidden):
        import_stackexchange(cast.max, dump, host=HOST)
