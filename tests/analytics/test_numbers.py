"""Six numbers: true, each with its rows, and the same for a past day whatever happens later."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from forum.analytics.numbers import Numbers, numbers
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.markup import render
from forum.core.refs import Kind, Ref
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.catch_up import catch_up
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict, lapse_verdicts
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
    delete_question,
    edit_answer,
    merge_question,
    post_answer,
    report_answer,
    report_outcome,
    split_question,
    unaccept_answer,
)
from forum.questions.trust import VerdictKind
from forum.reach.looking import count_asked, count_look
from forum.reach.operations import Views
from forum.reactions import TABLE
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask, days_ago, travel

ClientOf = Callable[[Actor], Client]
GOOD = VerdictDraft(VerdictKind.VERIFIED, 1)
BAD = VerdictDraft(VerdictKind.INCORRECT, 1, note="It is not so.")


def today(cast: Cast) -> Numbers:
    """The numbers so far."""
    return numbers(cast.eva, now().date())


def hide(cast: Cast, made: Answer) -> None:
    """A moderator hides an answer."""
    case = report_answer(cast.ada, made.id, Report(FlagKind.DANGEROUS, "It burns.")).case_id
    decide(cast.max, case, Action.QUARANTINE, reason="It burns.")


def test_only_people_who_said_so_themselves_were_helped(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    assert today(cast).helped.value == 0
    accept_answer(cast.ada, made.id)
    report_outcome(cast.ada, made.id, worked=True)
    report_outcome(cast.sam, made.id, worked=True)
    found = today(cast).helped
    assert (found.value, found.rows) == (2, [Ref(Kind.ANSWER, made.id)])
    report_outcome(cast.sam, made.id, worked=False)
    unaccept_answer(cast.ada, made.id)
    assert today(cast).helped.value == 1
    own = answer(cast, ask(cast), by=cast.ada)
    accept_answer(cast.ada, own.id)
    assert today(cast).helped.value == 1


def test_the_first_answer_is_one_of_somebody_else_that_holds(cast: Cast) -> None:
    with travel(days_ago(3)):
        question, waiting = ask(cast), ask(cast)
        answer(cast, question, by=cast.ada)
    assert today(cast).first_answer.median is None
    with travel(days_ago(2)):
        hidden = answer(cast, question, by=cast.sam)
    with travel(days_ago(1)):
        answer(cast, question)
    assert today(cast).first_answer.median == pytest.approx(24, abs=0.1)
    hide(cast, hidden)
    found = today(cast).first_answer
    assert found.median == found.slowest_tenth == pytest.approx(48, abs=0.1)
    assert found.waiting == 1
    assert found.rows == [Ref(Kind.QUESTION, waiting.id), Ref(Kind.QUESTION, question.id)]


def test_overdue_is_what_has_no_answer_when_the_promised_time_is_over(cast: Cast) -> None:
    with travel(days_ago(3)):
        late, answered, closed = ask(cast), ask(cast), ask(cast)
        answer(cast, answered)
        close_question(cast.max, closed.id, reason="It was the cable.")
    ask(cast)
    found = today(cast).overdue
    assert (found.value, found.rows) == (1, [Ref(Kind.QUESTION, late.id)])


def test_verified_is_a_share_of_answered_questions_by_their_newest_text(cast: Cast) -> None:
    made, other = answer(cast, ask(cast)), answer(cast, ask(cast))
    ask(cast)
    give_verdict(cast.eva, made.id, GOOD)
    assert (today(cast).verified.value, today(cast).verified.of) == (1, 2)
    assert today(cast).verified.share == 0.5
    edit_answer(cast.ben, made.id, render("Do the opposite of it, at least for one whole minute."), base_revision=1)
    assert today(cast).verified.value == 0
    give_verdict(cast.eva, other.id, BAD)
    assert (today(cast).verified.value, today(cast).verified.of) == (0, 1)


def test_what_was_taken_back_is_counted(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    give_verdict(cast.eva, made.id, GOOD)
    catch_up(TABLE)
    give_verdict(cast.eva, made.id, BAD)
    catch_up(TABLE)
    found = today(cast).overturned
    assert (found.value, [ref.kind for ref in found.rows]) == (2, [Kind.ANSWER, Kind.ENTRY])


def test_searches_are_counted_without_their_words(cast: Cast) -> None:
    views = Views()
    for found in (True, False, False):
        views.count_search(found=found)
    views.flush({})
    views.count_search(found=True)
    views.flush({})
    counted = today(cast).searches
    assert (counted.searches, counted.without) == (4, 2)
    assert counted.rows == [(now().date(), 4, 2)]


def test_who_found_it_before_asking_is_counted_by_day(cast: Cast) -> None:
    with travel(days_ago(40)):
        count_look()
    with travel(days_ago(1)):
        day = count_look()
    count_look()
    count_asked(day)
    counted = today(cast).spared
    assert (counted.opened, counted.asked, counted.avoided) == (2, 1, 1)
    assert counted.rows == [(now().date(), 1, 0), (day, 1, 1)]
    assert numbers(cast.eva, day).spared.avoided == 0


def test_a_past_day_gives_the_same_numbers_whatever_happens_later(cast: Cast) -> None:
    with travel(days_ago(5)):
        question, late = ask(cast), ask(cast)
        made = answer(cast, question)
    with travel(days_ago(4)):
        accept_answer(cast.ada, made.id)
        give_verdict(cast.eva, made.id, GOOD)
        catch_up(TABLE)
    past = days_ago(2).date()
    before = numbers(cast.eva, past)
    assert (before.helped.value, before.overdue.value, before.verified.value) == (1, 1, 1)
    answer(cast, late)
    unaccept_answer(cast.ada, made.id)
    give_verdict(cast.eva, made.id, BAD)
    hide(cast, made)
    catch_up(TABLE)
    assert numbers(cast.eva, past) == before
    assert today(cast) != before


def test_staff_reads_them_and_nobody_else(client: Client, client_of: ClientOf, cast: Cast) -> None:
    for actor in (cast.visitor, cast.ada):
        with pytest.raises(NotFound):
            numbers(actor, now().date())
    assert client.get("/numbers").location.startswith("/login")
    assert client_of(cast.ada).get("/numbers").status_code == 404
    for actor in (cast.eva, cast.max, cast.amy):
        assert client_of(actor).get("/numbers").status_code == 200


def test_each_number_opens_what_it_is_made_of(client_of: ClientOf, cast: Cast) -> None:
    with travel(days_ago(3)):
        late = ask(cast, title="Why does the light stay on at night?")
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    browser = client_of(cast.eva)
    page = browser.page("/numbers")
    links = {str(link["href"]).split("?")[0]: link for link in page.select(".numbers a")}
    assert len(links) == 7
    for path in links:
        browser.page(path)
    overdue = browser.page("/numbers/overdue")
    assert [str(link["href"]) for link in overdue.select("main .plain a")] == [f"/questions/{late.id}"]
    assert "People helped: 1 person" in browser.page("/numbers/helped").get_text()
    yesterday = days_ago(1).date().isoformat()
    assert "0 people" in browser.page(f"/numbers?date={yesterday}").get_text()


def test_hidden_titles_are_not_told_to_those_who_may_not_see_them(client_of: ClientOf, cast: Cast) -> None:
    made = answer(cast, ask(cast, title="Why does the light stay on at night?"))
    report_outcome(cast.ada, made.id, worked=True)
    hide(cast, made)
    assert "Hidden, or outside of your products" in client_of(cast.amy).get("/numbers/helped").text
    assert "Why does the light" in client_of(cast.max).get("/numbers/helped").text


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "9999-01-01", "1"])
def test_a_day_that_is_none_or_not_yet_has_no_numbers(client_of: ClientOf, cast: Cast, day: str) -> None:
    assert client_of(cast.eva).get(f"/numbers?date={day}").status_code == 404


def test_programs_read_the_same(call: Callers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    found = call(cast.eva)("GET", "/numbers").get_json()
    assert found["helped"] == {"value": 1, "of": None}
    assert found["verified"] == {"value": 0, "of": 1}
    assert found["first_answer"]["waiting"] == 0
    assert call(cast.ada)("GET", "/numbers").status_code == 404
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    assert call(cast.eva)("GET", f"/numbers?date={tomorrow}").status_code == 422


def test_what_became_a_part_of_another_question_is_counted_there(cast: Cast) -> None:
    first, second = ask(cast), ask(cast, by=cast.sam, title="It drops the network again")
    ids, mine = (first.id, second.id), answer(cast, second).id
    give_verdict(cast.eva, mine, GOOD)
    accept_answer(cast.sam, mine)
    merge_question(cast.max, ids[1], ids[0])
    found = today(cast)
    # Nobody waits for what was merged, and what it brought along answers the other one.
    assert (found.first_answer.waiting, found.verified.of) == (0, 1)
    assert list(found.verified.rows) == [Ref(Kind.QUESTION, ids[0])]
    # The mark was another asker's.
    assert found.helped.value == 0
    split_question(cast.max, ids[1])
    found = today(cast)
    assert (found.first_answer.waiting, list(found.verified.rows)) == (1, [Ref(Kind.QUESTION, ids[1])])
    assert found.helped.value == 1


def test_a_mark_that_a_merge_took_off_comes_back_with_its_question(cast: Cast) -> None:
    first, second = ask(cast), ask(cast, by=cast.sam, title="It drops the network again")
    ids = (first.id, second.id)
    for question, asker in ((first, cast.ada), (second, cast.sam)):
        accept_answer(asker, answer(cast, question).id)
    assert today(cast).helped.value == 2
    merge_question(cast.max, ids[1], ids[0])
    assert today(cast).helped.value == 1
    split_question(cast.max, ids[1])
    assert today(cast).helped.value == 2


def test_what_was_made_into_something_else_is_counted_as_that(cast: Cast) -> None:
    question = ask(cast).id
    said = comment(cast.ben, question, render("Hold the button for ten seconds, then let it go.")).id
    assert today(cast).first_answer.waiting == 1
    made = comment_to_answer(cast.ben, said).id
    found = today(cast)
    assert (found.first_answer.waiting, found.verified.of) == (0, 1)
    # It is Ben's, who wrote it, whoever made it an answer.
    report_outcome(cast.ada, made, worked=True)
    assert today(cast).helped.value == 1
    other = post_answer(cast.sam, question, render("Mine does the same, what can I do?")).id
    asked = answer_to_question(cast.max, other, title="Mine does the same").id
    found = today(cast)
    assert (found.first_answer.waiting, list(found.first_answer.rows[:1])) == (1, [Ref(Kind.QUESTION, asked)])
    convert_back(cast.max, Ref(Kind.ANSWER, other))
    assert today(cast).first_answer.waiting == 0
    remark = comment(cast.sam, question, render("And mine hums at night, what is that?")).id
    hums = comment_to_question(cast.max, remark, title="It hums at night").id
    assert list(today(cast).first_answer.rows[:1]) == [Ref(Kind.QUESTION, hums)]
    convert_back(cast.max, Ref(Kind.COMMENT, remark))
    assert today(cast).first_answer.waiting == 0
    answer_to_comment(cast.sam, other)
    delete_question(cast.max, question, reason="It was asked elsewhere.")
    assert today(cast).verified.of == 0


def test_only_the_newest_check_can_lapse(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    soon = now().date() + timedelta(days=1)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1, review_by=soon))
    give_verdict(cast.eva, made.id, GOOD)
    with travel(now() + timedelta(days=3)):
        assert lapse_verdicts() == 1
        assert today(cast).verified.value == 1
