"""A text becomes another kind of text and back: its address leads to it, and nothing is said twice."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Unfit
from forum.core.markup import render
from forum.core.refs import Kind, Ref
from forum.journal.models import Event
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Answer
from forum.questions.operations import (
    accept_answer,
    answer_to_comment,
    answer_to_question,
    close_question,
    comment,
    comment_to_answer,
    comment_to_question,
    convert_back,
)
from forum.questions.queries import thread
from forum.questions.trust import Level, VerdictKind
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]


def happened() -> int:
    """How much has happened."""
    return session().scalar(sa.select(sa.func.count(Event.id))) or 0


def test_an_answer_becomes_a_comment_and_an_answer_again(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    beneath = comment(cast.sam, question.id, render("Thank you."), answer_id=made.id)
    became = answer_to_comment(cast.ben, made.id)
    shown = thread(cast.visitor, question.id)
    assert (shown.total, [one.id for one in shown.comments]) == (0, [became.id, beneath.id])
    assert (became.author_id, became.source, became.created_at) == (cast.ben.id, ADVICE, made.created_at)
    convert_back(cast.ben, Ref(Kind.ANSWER, made.id))
    again = thread(cast.visitor, question.id)
    assert [view.answer.id for view in again.answers] == [made.id]
    assert [one.id for one in again.answers[0].comments] == [beneath.id]
    assert again.comments == ()
    events = happened()
    assert convert_back(cast.ben, Ref(Kind.ANSWER, made.id)) == made.ref
    with pytest.raises(Forbidden):
        convert_back(cast.sam, Ref(Kind.ANSWER, made.id))
    with pytest.raises(NotFound):
        convert_back(cast.ben, Ref(Kind.COMMENT, beneath.id))
    assert happened() == events


def test_a_comment_becomes_an_answer_of_its_author(cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.eva, question.id, render(ADVICE))
    made = comment_to_answer(cast.max, said.id)
    assert (made.author_id, made.level, question.answer_count) == (cast.eva.id, Level.STAFF, 1)
    assert thread(cast.visitor, question.id).comments == ()
    convert_back(cast.max, Ref(Kind.COMMENT, said.id))
    assert (question.answer_count, len(thread(cast.visitor, question.id).comments)) == (0, 1)


def test_a_comment_becomes_a_question_and_a_comment_again(cast: Cast, client_of: Browsers, call: Callers) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Mine hums as well, and has two antennas. What now?"))
    with pytest.raises(Forbidden):
        comment_to_question(cast.ben, said.id, title="And with two antennas?")
    with pytest.raises(Invalid):
        comment_to_question(cast.sam, said.id, title=" ")
    own = comment_to_question(cast.max, said.id, title="And with two antennas?")
    assert (own.author_id, own.product_id, own.created_at) == (cast.sam.id, cast.router, said.created_at)
    assert own.due_at is not None
    assert comment_to_question(cast.max, said.id, title="Again?").id == own.id
    assert (thread(cast.visitor, own.id).text.source, thread(cast.visitor, question.id).comments) == (said.source, ())
    convert_back(cast.max, Ref(Kind.COMMENT, said.id))
    assert [one.id for one in thread(cast.visitor, question.id).comments] == [said.id]
    # Beneath a closed question too, and by the same rules everywhere.
    close_question(cast.max, question.id, reason="Done.")
    sam, form = client_of(cast.sam), {"to": "question", "title": ""}
    assert f'href="/comments/{said.id}/convert"' in sam.get(f"/questions/{question.id}/{question.slug}").text
    assert sam.post(f"/comments/{said.id}/convert", data=form).status_code == 422
    path = sam.post(f"/comments/{said.id}/convert", data={**form, "title": "And with two?"}).headers["Location"]
    assert "<h1>And with two?</h1>" in " ".join(sam.get(path, follow_redirects=True).text.split())
    assert call(cast.sam)("DELETE", f"/comments/{said.id}/conversion").status_code == 204
    wish = {"to": "question", "title": "And with three?"}
    assert call(cast.sam).made("PUT", f"/comments/{said.id}/conversion", wish)["kind"] == "question"


def test_an_answer_becomes_a_question_and_back(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question, body="I have the same, but with two antennas. What now?")
    beneath = comment(cast.sam, question.id, render("Ask that on its own."), answer_id=made.id)
    with pytest.raises(Invalid):
        answer_to_question(cast.max, made.id, title=" ")
    own = answer_to_question(cast.max, made.id, title="And with two antennas?")
    shown = thread(cast.visitor, own.id)
    assert (shown.question.author_id, [one.id for one in shown.comments]) == (cast.ben.id, [beneath.id])
    assert (own.due_at is not None, own.product_id, question.answer_count) == (True, cast.router, 0)
    with pytest.raises(Forbidden):
        convert_back(cast.ben, Ref(Kind.ANSWER, made.id))
    convert_back(cast.max, Ref(Kind.ANSWER, made.id))
    assert question.answer_count == 1
    with pytest.raises(NotFound):
        thread(cast.ben, own.id)


def test_what_others_have_worked_with_stays(cast: Cast) -> None:
    question = ask(cast)
    first, second = answer(cast, question), answer(cast, question)
    own = answer_to_question(cast.max, first.id, title="Another one")
    answer(cast, own, by=cast.sam)
    with pytest.raises(Unfit):
        convert_back(cast.max, Ref(Kind.ANSWER, first.id))
    accept_answer(cast.ada, second.id)
    with pytest.raises(Forbidden):
        answer_to_comment(cast.ben, second.id)
    with pytest.raises(Unfit):
        answer_to_comment(cast.max, second.id)
    wrong = answer(cast, question)
    give_verdict(cast.eva, wrong.id, VerdictDraft(VerdictKind.INCORRECT, 1, note="It is not so."))
    with pytest.raises(Unfit):
        answer_to_comment(cast.ben, wrong.id)


def test_what_was_said_beneath_the_new_question_is_not_lost(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    comment(cast.sam, made.question_id, render("Which version is it?"), answer_id=made.id)
    asked = answer_to_question(cast.max, made.id, title="Where is the schedule?").id
    said = comment(cast.sam, asked, render("Mine has none.")).id
    with pytest.raises(Unfit):
        convert_back(cast.max, Ref(Kind.ANSWER, made.id))
    assert [each.id for each in thread(cast.visitor, asked).comments][-1] == said


@pytest.mark.parametrize("who", ["visitor", "ada", "sam", "eva", "amy"])
def test_strangers_convert_nothing(cast: Cast, who: str) -> None:
    actor, question = getattr(cast, who), ask(cast)
    made, said = answer(cast, question), comment(cast.ben, question.id, render("Which version?"))
    for attempt in (
        lambda: answer_to_comment(actor, made.id),
        lambda: answer_to_question(actor, made.id, title="Mine"),
        lambda: comment_to_answer(actor, said.id),
        lambda: comment_to_question(actor, said.id, title="Mine"),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_a_long_answer_is_no_comment_and_a_closed_question_takes_none(cast: Cast) -> None:
    question = ask(cast)
    long = answer(cast, question, body="word " * 600)
    with pytest.raises(Invalid):
        answer_to_comment(cast.ben, long.id)
    said = comment(cast.ben, question.id, render(ADVICE))
    close_question(cast.max, question.id, reason="Done.")
    with pytest.raises(Unfit):
        comment_to_answer(cast.ben, said.id)


def test_permanent_links_lead_to_the_new_place(app: Flask, client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    first, second = answer(cast, question), answer(cast, question, body="In the xylograph lies the key to it all.")
    said = comment(cast.ben, question.id, render(ADVICE))
    remark = said.id
    ben, visitor = client_of(cast.ben), Client(app)
    assert ben.post(f"/answers/{first.id}/convert", data={"to": "comment"}).status_code == 303
    assert ben.post(f"/comments/{said.id}/convert").status_code == 303
    page, one, two = f"/questions/{question.id}/{question.slug}", first.id, second.id
    assert f'action="/comments/{said.id}/convert-back"' in ben.get(page).text
    assert client_of(cast.max).post(f"/answers/{second.id}/convert", data={"to": "question"}).status_code == 422
    answer_to_question(cast.max, second.id, title="Where is the key?")
    follow()
    assert "#comment-" in visitor.get(f"/answers/{one}").headers["Location"]
    assert "#answer-" in visitor.get(f"/comments/{remark}").headers["Location"]
    own = visitor.get(f"/answers/{two}")
    assert own.headers["Location"].endswith("/where-is-the-key")
    assert "xylograph" in visitor.get(own.headers["Location"]).text
    assert "xylograph" not in visitor.get(page).text
    found = visitor.get("/api/v1/search?q=xylograph").get_json()["items"]
    assert [hit["title"] for hit in found] == ["Where is the key?"]
    assert ben.post(f"/comments/{remark}/convert-back").status_code == 303


def test_the_api_converts_and_takes_back(cast: Cast, call: Callers) -> None:
    question = ask(cast)
    made, said = answer(cast, question), comment(cast.sam, question.id, render(ADVICE))
    ben, sam = call(cast.ben), call(cast.sam)
    became = ben.made("PUT", f"/answers/{made.id}/conversion", {"to": "comment"})
    assert became["kind"] == "comment"
    assert ben.made("PUT", f"/answers/{made.id}/conversion", {"to": "comment"}) == became
    assert ben("DELETE", f"/answers/{made.id}/conversion").status_code == 204
    own = ben.made("PUT", f"/answers/{made.id}/conversion", {"to": "question", "title": "Mine"})
    assert own["kind"] == "question"
    assert sam.made("PUT", f"/comments/{said.id}/conversion", {})["kind"] == "answer"
    assert call(cast.ada)("DELETE", f"/comments/{said.id}/conversion").status_code == 403
    assert sam("DELETE", f"/comments/{said.id}/conversion").status_code == 204
    assert ben("PUT", f"/answers/{made.id}/conversion", {"to": "comment"}).status_code == 404


def test_the_same_conversion_twice_is_one_conversion_through_chains_too(cast: Cast, call: Callers) -> None:
    question = ask(cast)
    ben, max_, stranger = call(cast.ben), call(cast.max), call(cast.sam)
    one = f"/answers/{answer(cast, question).id}/conversion"
    said = ben.made("PUT", one, {"to": "comment"})
    two = f"/comments/{said['id']}/conversion"
    back = ben.made("PUT", two, {})
    own = {"to": "question", "title": "Mine"}
    three = f"/answers/{back['id']}/conversion"
    asked = ben.made("PUT", three, own)
    before = session().scalar(sa.select(sa.func.count()).select_from(Event))
    for who in (ben, max_):
        assert [who.made("PUT", one, {"to": "comment"}), who.made("PUT", two, {})] == [said, back]
        assert who.made("PUT", three, own) == asked
    assert session().scalar(sa.select(sa.func.count()).select_from(Event)) == before
    for path, wish in ((one, {"to": "comment"}), (two, {}), (three, own)):
        assert stranger("PUT", path, wish).status_code == 404
    assert ben("PUT", one, own).status_code == 404


def test_one_level_and_one_answer_afterwards(cast: Cast) -> None:
    question = ask(cast)
    made: Answer = comment_to_answer(cast.ben, comment(cast.ben, question.id, render(ADVICE)).id)
    accept_answer(cast.ada, made.id)
    assert (made.level, question.is_accepted) == (Level.ACCEPTED, True)
