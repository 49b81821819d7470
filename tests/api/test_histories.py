"""What pages show beside a question, through the API: its history, what is like it, and one's own pictures."""

from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.questions.operations import edit_question, report_question
from forum.questions.operations.asking import QuestionDraft
from tests.knowledge.test_entries import settled, solve
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.pictures import keep
from tests.support.talk import BODY, TITLE


def test_the_history_of_a_question_is_read_as_far_as_its_text(call: Callers, cast: Cast) -> None:
    question, _made = solve(cast)
    draft = QuestionDraft("The router restarts", render("It restarts every night."), product_id=cast.camera)
    edit_question(cast.ada, question.id, draft, base_revision=1, note="Shorter.")
    path = f"/questions/{question.id}/revisions"
    first, second = call(None).made("GET", path)["items"]
    assert (first["title"], first["body"], first["product"], first["tags"]) == (TITLE, BODY, "router", ["night"])
    assert (second["number"], second["product"], second["note"]) == (2, "camera", "Shorter.")
    assert second["author"]["name"] == "Ada"
    page = call(None).made("GET", f"{path}?limit=1")
    assert [one["number"] for one in page["items"]] == [1]
    assert [one["number"] for one in call(None).made("GET", f"{path}?cursor={page['next']}")["items"]] == [2]
    case_id = report_question(cast.sam, question.id, Report(FlagKind.DANGEROUS, "It burns.")).case_id
    decide(cast.max, case_id, Action.FOLD, reason="It burns.")
    assert [one["body"] for one in call(cast.sam).made("GET", path)["items"]] == [None, None]
    assert [one["body"] for one in call(cast.eva).made("GET", path)["items"]] == [BODY, "It restarts every night."]
    decide(cast.max, case_id, Action.QUARANTINE, reason="It burns.", anew=True)
    assert (call(cast.sam)("GET", path).status_code, call(cast.ada)("GET", path).status_code) == (404, 200)


def test_what_is_like_a_question_is_found_before_it_is_asked(call: Callers, cast: Cast) -> None:
    question, _made = solve(cast)
    settled(question)
    (like,) = call(None).made("GET", "/similar?title=The router drops its network")["items"]
    assert (like["title"], like["question_id"]) == (TITLE, question.id)
    assert call(None).made("GET", "/similar?title=Router")["items"] == []
    assert call(None)("GET", "/similar").status_code == 422


def test_ones_own_pictures_are_listed_for_their_owner(call: Callers, cast: Cast) -> None:
    image = keep(cast.sam, "The lamp")
    (mine,) = call(cast.sam).made("GET", "/images")["items"]
    assert (mine["name"], mine["description"]) == (image.name, "The lamp")
    assert call(cast.ada).made("GET", "/images")["items"] == []
    assert call(None)("GET", "/images").status_code == 401
