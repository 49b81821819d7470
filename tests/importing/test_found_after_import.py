"""What was imported is found, says whose it is, and keeps nobody busy."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import Tag
from click.testing import CliRunner
from flask import Flask

from forum.cli import main
from forum.config import Config
from forum.core.db import session
from forum.importing.operations import import_stackexchange
from forum.journal.drain import drain, waiting
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.knowledge.models import Entry, EntryState
from forum.notifications.models import Mail, Notice
from forum.people.policy import SYSTEM, Actor
from forum.questions.models import Answer, Question
from forum.questions.queries import awaiting_check, needs_answer, overdue
from forum.reactions import TABLE
from forum.search import indexing
from tests.importing.dumps import HOST, answer, comment, pond, question, write
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.servers import environment
from tests.support.talk import ask

SOLUTIONS = "/search?q=how+to+prime+the+pump&kind=entry"
LICENCES = "https://creativecommons.org/licenses/by-sa"


@pytest.fixture
def imported(app: Flask, tmp_path: Path) -> Question:
    """The pond's solved question, after everything has followed from its import."""
    indexing.rebuild()
    tables = pond()
    tables["Posts"].append(question(20, OwnerUserId=None, OwnerDisplayName="heron", AcceptedAnswerId=21, Title="Foam?"))
    tables["Posts"].append(answer(21, 20, Body="<p>Less.</p>"))
    tables["Comments"].append(comment(20, 20, UserId=None, UserDisplayName=None))
    import_stackexchange(SYSTEM, write(tmp_path / HOST, tables), host=HOST)
    while waiting():
        assert drain(TABLE, delayed=True).failed == 0
    return session().scalars(sa.select(Question).where(Question.external_id == f"{HOST}:q:1")).one()


def links(place: Tag | None) -> dict[str, str]:
    """The links of an attribution, by their text."""
    assert place is not None
    return {link.text: str(link["href"]) for link in place.select("a")}


def test_the_solution_is_found_and_opens(client: Client, imported: Question) -> None:
    hit = client.page(SOLUTIONS).select_one(".row-title a")

    assert hit is not None
    assert hit.text == imported.title
    assert "Open the valve" in client.page(str(hit["href"])).text


def test_each_accepted_answer_that_says_enough_is_a_solution(imported: Question) -> None:
    accepted = sa.select(Answer.id).where(Answer.accepted)
    live = sa.select(Entry.answer_id).where(Entry.state == EntryState.LIVE)

    assert session().scalar(sa.select(sa.func.count()).select_from(accepted.subquery())) == 2
    # "Less." is accepted too, and helps nobody who did not ask.
    assert session().scalars(live).all() == [answered(3).id]


def test_a_solution_keeps_the_date_on_which_it_solved_the_question(imported: Question) -> None:
    entry = session().scalars(sa.select(Entry).where(Entry.question_id == imported.id)).one()
    event = session().scalars(sa.select(Event).where(Event.kind == EventKind.ENTRY_PUBLISHED)).one()

    assert entry.published_at == event.occurred_at == answered(3).accepted_at
    assert event.occurred_at < event.recorded_at


def test_every_post_of_the_page_says_whose_it_is(client: Client, imported: Question) -> None:
    page = client.page(f"/questions/{imported.id}/{imported.slug}")

    asked = page.select_one("#question > .post-facts .origin")
    assert asked is not None
    assert asked.text == f"By Ulla on {HOST}, CC BY-SA 3.0"
    assert links(asked) == {
        "Ulla": f"https://{HOST}/users/1",
        HOST: f"https://{HOST}/q/1",
        "CC BY-SA 3.0": f"{LICENCES}/3.0/",
    }
    solution = page.select_one(f"#answer-{answered(3).id} > .post-facts .origin")
    assert links(solution) == {
        "Vic": f"https://{HOST}/users/2",
        HOST: f"https://{HOST}/a/3",
        "CC BY-SA 3.0": f"{LICENCES}/3.0/",
    }
    by_a_name = page.select_one(f"#answer-{answered(2).id} > .post-facts")
    assert by_a_name is not None
    assert [each.text for each in by_a_name.select(".person, .origin")] == [
        "gone fishing",
        f"By gone fishing on {HOST}, CC BY-SA 3.0",
    ]
    assert [each.text for each in page.select(".comment .origin")] == [
        f"By Vic on {HOST}, CC BY-SA 3.0",
        f"By gone fishing on {HOST}, CC BY-SA 3.0",
        f"By Vic on {HOST}, CC BY-SA 3.0",
    ]


def test_the_page_of_the_solution_says_whose_it_is(client: Client, imported: Question) -> None:
    entry = session().scalars(sa.select(Entry).where(Entry.question_id == imported.id)).one()
    page = client.page(f"/solutions/{entry.id}/{entry.slug}")

    solution, asked = page.select(".origin")
    assert solution.text == f"By Vic on {HOST}, CC BY-SA 3.0"
    assert links(solution)[HOST] == f"https://{HOST}/a/3"
    assert asked.text == f"By Ulla on {HOST}, CC BY-SA 3.0"


def test_lists_name_authors_who_are_only_a_name(client: Client, imported: Question) -> None:
    rows = [row.text for row in client.page("/questions").select(".rows > li") if "Foam?" in row.text]

    assert len(rows) == 1
    assert "heron," in rows[0]
    assert "A former member" not in rows[0]


def test_what_was_written_here_bears_no_such_line(app: Flask, cast: Cast, client: Client) -> None:
    from_here = ask(cast)

    assert client.page(f"/questions/{from_here.id}/{from_here.slug}").select(".origin") == []


def test_the_index_equals_the_database(settings: Config, imported: Question) -> None:
    done = CliRunner(env=environment(settings)).invoke(main, ["search", "check"])

    assert done.exit_code == 0, done.output
    assert " 0 differ, 0 pending" in done.output


def test_nobody_is_kept_busy(client_of: Callable[[Actor], Client], cast: Cast, imported: Question) -> None:
    assert session().scalars(sa.select(Notice)).all() == []
    assert session().scalars(sa.select(Mail)).all() == []
    for queue in (needs_answer, overdue, awaiting_check):
        assert queue(cast.eva).items == []
    for path in ("/engineering", "/engineering/overdue", "/engineering/check"):
        assert imported.title not in client_of(cast.eva).page(path).text


def answered(number: int) -> Answer:
    """Return an imported answer."""
    return session().scalars(sa.select(Answer).where(Answer.external_id == f"{HOST}:a:{number}")).one()
