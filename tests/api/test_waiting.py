"""What waits for staff, and what visitors say in one request, through the API."""

from datetime import timedelta

from forum.core.clock import now, travel
from forum.core.markup import render
from forum.knowledge.editing import EntryDraft, Source, revise_entry
from forum.moderation.answering_corrections import object_to_correction
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.questions.operations import accept_answer, delete_answer, edit_answer
from forum.reach.helping import Help, help_of
from tests.knowledge.test_entries import settled, solve
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.talk import ADVICE, answer, ask

LISTS = ("/waiting/questions", "/waiting/answers", "/waiting/objections", "/waiting/entries")


def test_staff_reads_its_lists_and_to_others_there_are_none(call: Callers, cast: Cast) -> None:
    asked = ask(cast)
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    corrected = publish_correction(cast.max, made.id, CorrectionDraft(1, "press Save", "press Apply", "It has none."))
    object_to_correction(cast.ben, corrected.id, reason="It has one.")
    eva, max_ = call(cast.eva), call(cast.max)
    (first,) = eva.made("GET", "/waiting/questions")["items"]
    assert (first["id"], first["product"], first["author"]["name"], first["overdue"]) == (
        asked.id,
        "router",
        "Ada",
        False,
    )
    assert eva.made("GET", "/waiting/questions?overdue=true")["items"] == []
    with travel(now() + timedelta(days=9)):
        late = eva.made("GET", "/waiting/questions?overdue=true&limit=1")["items"]
        assert [(one["id"], one["overdue"]) for one in late] == [(asked.id, True)]
    (check,) = eva.made("GET", "/waiting/answers")["items"]
    assert (check["id"], check["level"], check["revision"]) == (made.id, "accepted", 1)
    (objected,) = eva.made("GET", "/waiting/objections")["items"]
    assert (objected["correction_id"], objected["objection"], objected["by"]["name"]) == (
        corrected.id,
        "It has one.",
        "Max",
    )
    delete_answer(cast.max, made.id, reason="It is said elsewhere.")
    assert [eva.made("GET", path)["items"] for path in LISTS[1:3]] == [[], []]
    for path in LISTS:
        assert call(None)("GET", path).status_code == 401
        for who in (cast.ada, cast.ben, cast.amy):
            assert call(who)("GET", path).status_code == 404, path
        assert eva("POST", path).status_code == 405
    assert [max_("GET", path).status_code for path in LISTS] == [404, 404, 404, 200]


def test_editors_read_which_solutions_want_them(call: Callers, cast: Cast) -> None:
    question, made = solve(cast)
    draft = EntryDraft("No more restarts", render(f"{ADVICE} Wait."), source=Source(made.id, 1))
    entry_id = revise_entry(cast.max, 1, draft, base_revision=0).id
    (check,) = call(cast.eva).made("GET", "/waiting/entries?needs=check")["items"]
    assert (check["id"], check["title"], check["revision"]) == (entry_id, "No more restarts", 1)
    assert call(cast.max).made("GET", "/waiting/entries")["items"] == []
    edit_answer(cast.ben, made.id, render(f"{ADVICE} Then restart it."), base_revision=1)
    settled(question)
    assert [one["id"] for one in call(cast.max).made("GET", "/waiting/entries?needs=review")["items"]] == [entry_id]
    assert call(cast.max)("GET", "/waiting/entries?needs=more").status_code == 422


def test_a_visitor_says_once_a_day_whether_it_helped_and_who_has_a_key_says_it_by_name(
    call: Callers, cast: Cast
) -> None:
    question, made = solve(cast)
    settled(question)
    visitor = call(None)
    for helped in (True, False):
        assert visitor.made("POST", f"/answers/{made.id}/helped", {"helped": helped}) == {"helped": helped}
    assert visitor.made("POST", "/entries/1/helped", {"helped": False}) == {"helped": False}
    assert help_of(made.ref) == Help(1, 0)
    assert visitor("POST", f"/answers/{made.id}/helped", {"helped": "yes"}).status_code == 422
    assert call(cast.sam)("POST", f"/answers/{made.id}/helped", {"helped": True}).status_code == 403
    delete_answer(cast.max, made.id, reason="It is said elsewhere.")
    settled(question)
    for path in (f"/answers/{made.id}/helped", "/entries/1/helped", "/answers/4711/helped"):
        assert visitor("POST", path, {"helped": True}).status_code == 404
    assert visitor("GET", "/entries/1/helped").status_code == 405
