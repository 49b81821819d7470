"""@Name: it names one person who takes part, becomes a link, and tells them once a text."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.following.models import Stance
from forum.journal.catch_up import catch_up
from forum.notifications.models import NoticeKind
from forum.notifications.queries import inbox
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.mentions import names_in
from forum.questions.models import Answer, AnswerRevision, Comment, Question
from forum.questions.operations import comment, edit_answer, take_stance
from forum.reactions import TABLE
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, answer, ask

Browsers = Callable[[Actor], Client]


def kinds(who: Actor) -> list[NoticeKind]:
    """Why somebody is told, newest first, once everything that follows was done."""
    assert catch_up(TABLE).failures == []
    return [line.kind for line in inbox(who).lines]


def html_of(cast: Cast, question: Question, text: str) -> str:
    """What a text on the question's page becomes."""
    return render(text, names=names_in(cast.max, question.id, text)).html


def linked(html: str) -> list[tuple[str, str]]:
    """The people who are named, with their addresses."""
    return re.findall(r'<a href="([^"]*)"[^>]*>(@[^<]*)</a>', html)


@pytest.fixture
def thread(cast: Cast) -> Question:
    """Ada asked, Ben answered, Sam commented."""
    question = ask(cast)
    made = answer(cast, question)
    comment(cast.sam, question.id, render("Which menu?"), answer_id=made.id)
    return question


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ben, which menu?", ["@Ben"]),
        ("Ask @ben. And (@Sam)!", ["@ben", "@Sam"]),
        ("**@Ada** said so", ["@Ada"]),
        ("Nobody here is called @Eva or @Benjamin or @ben-x", []),
        ("Write to ben@ben.example, @ben@elsewhere, or x/@ben", []),
        ("`@Ben` and\n\n    @Sam\n", []),
        ("[see @Ben](https://example.org)", []),
    ],
)
def test_who_takes_part_is_linked_and_nobody_else(cast: Cast, thread: Question, text: str, names: list[str]) -> None:
    found = linked(html_of(cast, thread, text))
    assert [name for _, name in found] == names
    assert all(re.fullmatch(r"/people/\d+/(ada|ben|sam)", address) for address, _ in found)


def test_of_two_names_the_longer_one_counts_and_of_two_people_of_a_name_neither(cast: Cast, thread: Question) -> None:
    with unit():
        for who, name, slug in ((cast.ben, "Ada Lind", "ada-lind"), (cast.eva, "Sam", "sam-2")):
            session().execute(sa.update(Person).where(Person.id == who.id).values(name=name, slug=slug))
    answer(cast, thread, by=cast.eva)
    text = "@Ada Lind and @ada-lind are one, @Ada is another, @Sam is two, @sam-2 is one of them."
    assert [name for _, name in linked(html_of(cast, thread, text))] == ["@Ada Lind", "@ada-lind", "@Ada", "@sam-2"]


def test_who_is_named_is_told_once_and_led_there(client_of: Browsers, cast: Cast, thread: Question) -> None:
    sam = client_of(cast.sam)
    response = sam.post(f"/questions/{thread.id}/comments", data={"body": "@Ben please look. @Ben? And @Sam."})
    assert response.status_code == 303
    said = session().scalars(sa.select(Comment.id).order_by(Comment.id.desc()).limit(1)).one()
    assert kinds(cast.ben)[0] is NoticeKind.MENTIONED
    assert kinds(cast.sam) == []
    line = inbox(cast.ben).lines[0]
    assert (line.by, line.place.id) == ("Sam", said)
    row = client_of(cast.ben).page("/inbox").select(".row-title a")[0]
    assert (row.text, row["href"]) == ("Sam mentioned you in a comment", f"/comments/{said}")
    link = client_of(cast.ben).page(f"/questions/{thread.id}/{thread.slug}").select(f"#comment-{said} a")[0]
    assert (link.text, link["href"]) == ("@Ben", f"/people/{cast.ben.id}/ben")


def test_the_stronger_reason_wins(client_of: Browsers, cast: Cast, thread: Question) -> None:
    client_of(cast.sam).post(f"/questions/{thread.id}/answers", data={"body": f"@Ada and @Ben, do this: {ADVICE}"})
    assert kinds(cast.ada)[0] is NoticeKind.ANSWERED
    assert kinds(cast.ben)[0] is NoticeKind.MENTIONED
    assert [line.kind for line in inbox(cast.ben).lines].count(NoticeKind.FOLLOWED_ANSWER) == 0


def test_an_edit_tells_only_those_who_are_newly_named(call: Callers, cast: Cast, thread: Question) -> None:
    sam = call(cast.sam)
    made = sam.made("POST", f"/questions/{thread.id}/answers", {"body": f"@Ben knows. {ADVICE}"}, 201)
    assert 'href="/people/' in made["html"]
    for revision, names in ((1, "@Ben and @Ada know."), (2, "Nobody knows."), (3, "@Ben knows again.")):
        body = {"body": f"{names} {ADVICE}"}
        sam.made("PATCH", f"/answers/{made['id']}", body, If_Match=f'"{revision}"')
    assert kinds(cast.ben).count(NoticeKind.MENTIONED) == 1
    assert kinds(cast.ada).count(NoticeKind.MENTIONED) == 1


def test_a_link_by_hand_names_only_who_takes_part(cast: Cast, thread: Question) -> None:
    body = render(f"[@Ben](/people/{cast.ben.id}/ben) and [@Eva](/people/{cast.eva.id}/eva) know.")
    comment(cast.sam, thread.id, body)
    assert NoticeKind.MENTIONED in kinds(cast.ben)
    assert kinds(cast.eva) == []


def test_who_muted_the_question_is_not_told(client_of: Browsers, cast: Cast, thread: Question) -> None:
    take_stance(cast.ben, thread.id, Stance.MUTED)
    client_of(cast.sam).post(f"/questions/{thread.id}/comments", data={"body": "@Ben please look."})
    assert NoticeKind.MENTIONED not in kinds(cast.ben)


def test_somebody_who_mends_an_answer_keeps_its_links(client_of: Browsers, cast: Cast, thread: Question) -> None:
    made = session().scalars(sa.select(Answer)).one()
    edit_answer(cast.ben, made.id, render(ADVICE + " @Sam asked."), base_revision=1)
    form = {"body": ADVICE + " @Sam asked for it.", "revision": "2", "verdict": "verified", "evidence": "tested"}
    response = client_of(cast.eva).post(f"/engineering/answers/{made.id}", data=form)
    assert response.status_code == 303, tree(response).text
    newest = session().scalars(sa.select(AnswerRevision.html).order_by(AnswerRevision.number.desc()).limit(1)).one()
    assert linked(newest) == [(f"/people/{cast.sam.id}/sam", "@Sam")]


def test_strangers_learn_no_names(app: Flask, cast: Cast, thread: Question) -> None:
    with unit():
        session().execute(sa.update(Question).values(containment="quarantined"))
    assert names_in(cast.sam, thread.id, "@Ben") == {}
    assert names_in(cast.sam, thread.id, "nobody") == {}
