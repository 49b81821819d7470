"""Anybody may suggest a better text; who may edit it accepts, improves or rejects it, and both are named."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Stale, TooMany, Unfit
from forum.core.markup import render
from forum.core.operation import unit
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.catch_up import catch_up
from forum.knowledge.editing import EntryDraft, Source, revise_entry
from forum.knowledge.models import Entry
from forum.moderation import suggestions
from forum.moderation.counts import engineers_counts
from forum.moderation.models import Outcome, Suggestion
from forum.moderation.suggested import own_suggestions, suggestion_view, waiting_suggestions
from forum.moderation.suggestions import (
    Wording,
    accept_suggestion,
    reject_suggestion,
    suggest_answer,
    suggest_question,
    withdraw_suggestion,
)
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.models import NoticeKind
from forum.notifications.queries import inbox
from forum.notifications.wording import said, sentence
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import (
    accept_answer,
    answer_to_comment,
    delete_answer,
    edit_answer,
    merge_question,
    report_answer,
)
from forum.questions.queries import answer_revisions, awaiting_check, question_revisions, thread
from forum.questions.trust import Level, VerdictKind
from forum.reactions import TABLE
from tests.pages.test_statements import cost
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask
from tests.support.town import follow

BETTER = Wording(render(f"{ADVICE} The light turns green."))
WHY = "Says how one sees that it worked."


def waiting(who: Actor) -> list[int]:
    """What somebody may decide."""
    return [row.suggestion.id for row in waiting_suggestions(who).items]


def told(who: Actor) -> list[tuple[NoticeKind, str, list[str]]]:
    """What somebody reads about suggestions, once everything that follows was done."""
    assert catch_up(TABLE).failures == []
    kinds = {NoticeKind.CHANGE_SUGGESTED, NoticeKind.SUGGESTION_ACCEPTED, NoticeKind.SUGGESTION_REJECTED}
    found = [line for line in inbox(who).lines if line.kind in kinds]
    return [(line.kind, str(sentence(line)), [str(words) for words in said(line)]) for line in found]


def test_the_author_accepts_and_the_text_is_by_who_suggested_it(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    one = suggest_answer(cast.sam, made.id, BETTER, base_revision=1, note=WHY)
    assert suggest_answer(cast.sam, made.id, BETTER, base_revision=1, note=WHY).id == one.id
    assert (made.open_suggestions, made.revision) == (1, 1)
    assert [waiting(who) for who in (cast.ben, cast.eva, cast.max)] == [[one.id]] * 3
    assert [waiting(who) for who in (cast.sam, cast.ada, cast.amy, cast.visitor)] == [[]] * 4
    ident, text = one.id, made.id
    assert told(cast.ben) == [(NoticeKind.CHANGE_SUGGESTED, "Sam suggests a change of your text", [f"Note: {WHY}"])]
    for _ in range(2):
        accept_suggestion(cast.ben, ident, BETTER, base_revision=1)
    one, made = session().get_one(Suggestion, ident), session().get_one(Answer, text)
    assert [(row.author_id, row.note) for row in answer_revisions(text)] == [(cast.ben.id, ""), (cast.sam.id, WHY)]
    assert (one.outcome, one.revision, one.improved, made.open_suggestions) == (Outcome.ACCEPTED, 2, False, 0)
    # No edit improves a level: what was verified is the text before.
    assert made.level is Level.EDITED_SINCE
    assert told(cast.sam) == [(NoticeKind.SUGGESTION_ACCEPTED, "Ben accepted the change that you suggested", [])]
    with pytest.raises(Unfit):
        reject_suggestion(cast.ben, ident, reason="No.")


def test_staff_improves_it_and_both_are_named(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    one = suggest_answer(cast.sam, made.id, BETTER, base_revision=1, note=WHY)
    accept_suggestion(cast.eva, one.id, Wording(render(f"{ADVICE} A light turns green.")), base_revision=1)
    assert (one.improved, one.person_id, one.decided_by_id) == (True, cast.sam.id, cast.eva.id)
    assert answer_revisions(made.id)[1].author_id == cast.sam.id
    assert told(cast.sam)[0][1] == "Eva improved the change that you suggested, and accepted it"


def test_it_is_rejected_with_a_reason_that_is_told(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    one = suggest_answer(cast.sam, made.id, BETTER, base_revision=1, note=WHY)
    with pytest.raises(Invalid):
        reject_suggestion(cast.ben, one.id, reason=" ")
    for _ in range(2):
        reject_suggestion(cast.ben, one.id, reason="The light is red.")
    ident = one.id
    assert (made.revision, made.open_suggestions, waiting(cast.ben)) == (1, 0, [])
    ((kind, sentence_, reasons),) = told(cast.sam)
    assert (kind, reasons) == (NoticeKind.SUGGESTION_REJECTED, ["Why: The light is red."])
    assert sentence_ == "Ben read your suggested change and left the text as it is"
    assert [row.suggestion.id for row in own_suggestions(cast.sam).items] == [ident]


def test_of_a_question_title_text_and_tags(cast: Cast) -> None:
    question = ask(cast, tags=("night",))
    wording = Wording(render(BODY), "The router drops Wi-Fi at 3:00", ("night", "wifi"))
    with pytest.raises(Invalid):
        suggest_question(cast.sam, question.id, Wording(render(BODY), TITLE, ("night",)), base_revision=1, note=WHY)
    one = suggest_question(cast.sam, question.id, wording, base_revision=1, note=WHY)
    assert question.open_suggestions == 1
    accept_suggestion(cast.ada, one.id, wording, base_revision=1)
    newest = question_revisions(question.id)[1]
    assert (newest.title, newest.tags, newest.author_id) == (wording.title, "night, wifi", cast.sam.id)
    assert newest.product_id == cast.router
    assert [tag.name for tag in thread(cast.visitor, question.id).tags] == ["night", "wifi"]


def test_a_text_that_moved_on_is_read_again_before_it_goes_in(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    one = suggest_answer(cast.sam, made.id, BETTER, base_revision=1, note=WHY)
    edit_answer(cast.ben, made.id, render("Do nothing."), base_revision=1)
    with pytest.raises(Stale):
        accept_suggestion(cast.ben, one.id, BETTER, base_revision=1)
    with pytest.raises(Stale):
        suggest_answer(cast.ada, made.id, BETTER, base_revision=1, note=WHY)
    assert suggestion_view(cast.ben, one.id).moved_on
    assert accept_suggestion(cast.ben, one.id, BETTER, base_revision=2).revision == 3


def test_one_waits_for_each_person_and_can_be_taken_back(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    one = suggest_answer(cast.sam, made.id, BETTER, base_revision=1, note=WHY)
    other = Wording(render("Another."))
    with pytest.raises(Unfit):
        suggest_answer(cast.sam, made.id, other, base_revision=1, note=WHY)
    suggest_answer(cast.ada, made.id, other, base_revision=1, note=WHY)
    assert made.open_suggestions == 2
    with pytest.raises(Forbidden):
        withdraw_suggestion(cast.ben, one.id)
    for _ in range(2):
        withdraw_suggestion(cast.sam, one.id)
    assert (one.outcome, made.open_suggestions) == (Outcome.WITHDRAWN, 1)
    assert suggest_answer(cast.sam, made.id, other, base_revision=1, note=WHY).id != one.id


def test_who_may_not(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    for who in (cast.ben, cast.visitor):
        with pytest.raises(Forbidden):
            suggest_answer(who, made.id, BETTER, base_revision=1, note=WHY)
    with pytest.raises(Forbidden):
        suggest_question(cast.ada, question.id, Wording(render("x"), "y"), base_revision=1, note=WHY)
    # Nobody decides about their own words, staff least of all.
    one = suggest_answer(cast.eva, made.id, BETTER, base_revision=1, note=WHY)
    with pytest.raises(Forbidden):
        accept_suggestion(cast.eva, one.id, BETTER, base_revision=1)
    for who in (cast.sam, cast.ada, cast.amy, cast.visitor):
        with pytest.raises(NotFound):
            reject_suggestion(who, one.id, reason="No.")
    with pytest.raises(NotFound):
        suggestion_view(cast.sam, 4711)


@pytest.mark.parametrize("note", ["  ", "x" * 301])
def test_why_is_required(cast: Cast, note: str) -> None:
    made = answer(cast, ask(cast))
    with pytest.raises(Invalid) as caught:
        suggest_answer(cast.sam, made.id, BETTER, base_revision=1, note=note)
    assert [error.field for error in caught.value.errors] == ["note"]


def test_what_is_hidden_hides_what_was_suggested(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    one = suggest_answer(cast.sam, made.id, BETTER, base_revision=1, note=WHY).id
    text = made.id
    with unit():
        session().get_one(Answer, text).containment = Containment.QUARANTINED
    with pytest.raises(NotFound):
        suggestion_view(cast.sam, one)
    assert (list(own_suggestions(cast.sam).items), told(cast.sam)) == ([], [])
    assert waiting(cast.max) == [one]
    with unit():
        row = session().get_one(Answer, text)
        row.containment = Containment.FOLDED
    with pytest.raises(Forbidden):
        suggest_answer(cast.ada, text, BETTER, base_revision=1, note=WHY)
    delete_answer(cast.max, text, reason="It is gone.")
    assert (waiting(cast.max), waiting(cast.ben)) == ([], [])


def test_a_flood_of_suggestions_ends(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggestions, "A_DAY", 1)
    question = ask(cast)
    first, second = answer(cast, question), answer(cast, question)
    suggest_answer(cast.sam, first.id, BETTER, base_revision=1, note=WHY)
    with pytest.raises(TooMany):
        suggest_answer(cast.sam, second.id, BETTER, base_revision=1, note=WHY)
    assert session().get_one(Question, question.id).open_suggestions == 0
    assert len(session().query(Suggestion).all()) == 1


def test_a_suggestion_ends_with_the_place_of_its_text_and_its_author_reads_why(
    client_of: Callable[[Actor], Client], call: Callers, cast: Cast
) -> None:
    source, target = ask(cast, title="It hums at night").id, ask(cast).id
    asked = Wording(render(f"{BODY} It hums."), "It hums loudly at night")
    of_question = suggest_question(cast.sam, source, asked, base_revision=1, note=WHY).id
    thread_of = session().get_one(Question, source)
    along = answer(cast, thread_of).id
    remark = answer(cast, thread_of, body="Look at the log first, it says why.").id
    goes_along = suggest_answer(cast.sam, along, BETTER, base_revision=1, note=WHY).id
    of_remark = suggest_answer(cast.sam, remark, BETTER, base_revision=1, note=WHY).id
    answer_to_comment(cast.max, remark)
    merge_question(cast.max, source, target)
    follow()
    ends = {one: session().get_one(Suggestion, one).outcome for one in (of_question, goes_along, of_remark)}
    assert ends == {of_question: Outcome.MOVED, goes_along: None, of_remark: Outcome.MOVED}
    assert waiting(cast.ben) == [goes_along]
    closed = [line for line in inbox(cast.sam).lines if line.kind is NoticeKind.SUGGESTION_CLOSED]
    assert [line.root.id for line in closed] == [target] * 2
    sam = client_of(cast.sam)
    page = sam.get(f"/suggestions/{of_question}")
    assert "Closed: the text was moved" in page.text
    assert f'href="/questions/{source}"' in page.text
    assert "It hums." in page.text
    assert "A text that was moved" in sam.get("/suggestions?whose=own").text
    assert call(cast.sam).made("GET", f"/suggestions/{of_remark}")["state"] == "moved"
    for who in (cast.ben, cast.eva, cast.max):
        assert client_of(who).get(f"/suggestions/{of_question}").status_code == 404
    with pytest.raises(NotFound):
        reject_suggestion(cast.max, of_question, reason="It is gone.")


def test_the_tabs_of_staff_count_what_waits(client_of: Callable[[Actor], Client], cast: Cast) -> None:
    made = answer(cast, ask(cast))
    suggest_answer(cast.sam, made.id, BETTER, base_revision=1, note=WHY)
    report_answer(cast.sam, made.id, Report(FlagKind.WRONG, "It is called something else."))
    accept_answer(cast.ada, made.id)
    follow()
    entry = session().scalars(sa.select(Entry)).one()
    body = render(f"{ADVICE} Then wait.")
    revise_entry(cast.max, entry.id, EntryDraft("At night", body, source=Source(made.id, 1)), base_revision=0)
    edit_answer(cast.ben, made.id, render(f"{ADVICE} Wait a day."), base_revision=1)
    follow()

    def tabs(who: Actor, path: str) -> dict[str, str]:
        counted: dict[str, str] = {}
        for link in client_of(who).page(path).select(".tabs a"):
            for number in link.select(".num"):
                counted[link.text.replace(number.text, "").strip()] = number.text
        return counted

    lists = tabs(cast.eva, "/engineering")
    assert (lists["Suggested changes"], lists["Solutions"]) == ("1", "2")
    waits = {"Open": "1", "Suggested changes": "1", "Solutions": "1", "Notices to send": "0", "To read again": "0"}
    assert tabs(cast.max, "/moderation") == waits
    assert tabs(cast.eva, "/solutions/changed") == {"The answer has changed": "1", "To check": "1"}
    assert tabs(cast.ben, "/suggestions") == {"For you to decide": "1"}
    assert engineers_counts(cast.eva)["to_check"] == len(awaiting_check(cast.eva).items)
    for who, path in ((cast.eva, "/engineering"), (cast.max, "/moderation"), (cast.eva, "/solutions/check")):
        assert cost(client_of(who), path) <= 8
