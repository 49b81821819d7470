"""The list of reports: its order and what it can be narrowed to, and who is at a report."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.refs import Kind
from forum.flags.models import CaseState, Flag, FlagKind
from forum.flags.operations import Report
from forum.moderation.leases import LEASE, hand_over, let_go, take_case, take_next
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.queries import UNSORTED, CaseFilter, case_view, list_cases
from forum.people.models import Person
from forum.people.policy import Actor, Role
from forum.people.roles import grant_role
from forum.questions.operations import accept_answer, edit_answer, report_answer, report_question
from forum.reach.models import DailyView
from tests.pages.test_reports import words
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import answer, ask, days_ago, travel
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
CallAs = Callable[[Actor | None], Caller]
SPAM = Report(FlagKind.SPAM, "It sells shoes.")
DANGER = Report(FlagKind.DANGEROUS, "It wipes the disk.")


def seen(question_id: int, views: int, days: int = 0) -> None:
    """Let a question have been seen so often, so many days ago."""
    with unit():
        day = now().date() - timedelta(days=days)
        session().add(DailyView(kind=Kind.QUESTION, thing_id=question_id, day=day, views=views))


def second_moderator(cast: Cast, *, product: int | None = None) -> Actor:
    """Sam becomes a moderator too."""
    limited = None if product is None else frozenset({product})

    grant_role(cast.amy, cast.sam.id or 0, Role.MODERATOR, product_id=product)
    return Actor(cast.sam.id, {**cast.sam.grants, Role.MODERATOR: limited}, cast.sam.since)


def test_the_worst_first_then_what_is_read_most_then_what_waited_longest(cast: Cast) -> None:
    cases = {}
    for name, days in (("old", 3), ("young", 1), ("read", 1), ("read long ago", 1), ("solved", 1), ("dangerous", 0)):
        with travel(days_ago(days)):
            question = ask(cast, title=f"Why is it {name} and what can I do?")
            made = answer(cast, question)
            report = DANGER if name == "dangerous" else SPAM
            cases[report_answer(cast.sam, made.id, report).case_id] = name
        if name == "solved":
            # Twice as much as what nobody has read, and as nothing against eight views.
            accept_answer(cast.ada, made.id)
        if name.startswith("read"):
            seen(question.id, 8 if name == "read" else 500, 0 if name == "read" else 8)
    found = list_cases(cast.max)
    order = [cases[view.case.id] for view in found.items]
    assert order == ["dangerous", "read", "solved", "old", "young", "read long ago"]
    assert [view.views for view in found.items] == [0, 8, 0, 0, 0, 0]
    pages, cursor = [], None
    while True:
        page = list_cases(cast.max, limit=2, cursor=cursor)
        pages += [cases[view.case.id] for view in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert pages == order


def test_the_list_is_narrowed_by_what_was_said_of_what_and_since_when(cast: Cast) -> None:
    about_router = ask(cast)
    with travel(days_ago(2)):
        old = report_answer(
            cast.eva, answer(cast, about_router).id, Report(FlagKind.DANGEROUS, "Fire.", Hazard.SAFETY, 3)
        )
    young = report_question(cast.sam, about_router.id, SPAM)
    for narrow, expected in (
        (CaseFilter(kind=FlagKind.SPAM), [young.case_id]),
        (CaseFilter(about=Kind.ANSWER), [old.case_id]),
        (CaseFilter(hazard=Hazard.SAFETY), [old.case_id]),
        (CaseFilter(hours=24), [old.case_id]),
        (CaseFilter(product_id=about_router.product_id or UNSORTED), [old.case_id, young.case_id]),
        (CaseFilter(product_id=cast.camera), []),
    ):
        assert [view.case.id for view in list_cases(cast.max, narrow=narrow).items] == expected, narrow


def test_the_page_says_how_it_is_ordered_and_keeps_what_was_chosen(client_of: Browsers, cast: Cast) -> None:
    report_answer(cast.sam, answer(cast, ask(cast)).id, DANGER)
    max_ = client_of(cast.max)
    page = max_.page("/moderation")
    assert "log2(2 + views in seven days)" in words(page.main)
    assert len(max_.page("/moderation?kind=dangerous&hours=nonsense").select("a[data-row]")) == 1
    page = max_.page("/moderation?kind=spam")
    assert page.select("a[data-row]") == []
    assert "No report fits what you chose." in words(page.main)
    assert [one["value"] for one in page.select("#by-kind option[selected]")] == ["spam"]


def test_what_a_report_weighs_follows_from_how_often_its_author_was_right(cast: Cast) -> None:
    def report(who: Actor) -> Flag:
        return report_answer(who, answer(cast, ask(cast)).id, DANGER)

    newcomer = Actor(cast.sam.id, cast.sam.grants, now())
    assert (report(cast.sam).weight, report(cast.eva).weight, report(newcomer).weight) == (3.0, 5.0, 0.5)
    for _ in range(5):
        decide(cast.max, report(cast.ada).case_id, Action.WARN, reason="It is so.")
    assert report(cast.ada).weight == 4.0
    decide(cast.max, report(cast.ada).case_id, Action.DISMISS, reason="It is not so.")
    assert session().scalars(sa.select(Flag.agreed).where(Flag.agreed.is_(True))).all() == [True] * 5


def test_who_takes_a_report_has_it_for_a_while(cast: Cast) -> None:
    case_id = report_answer(cast.ada, answer(cast, ask(cast)).id, DANGER).case_id
    sam = second_moderator(cast)
    take_case(cast.max, case_id)
    assert case_view(sam, case_id).holder == "Max"
    for refused in (
        lambda: take_case(sam, case_id),
        lambda: decide(sam, case_id, Action.DISMISS, reason="It is fine."),
        lambda: hand_over(sam, case_id, cast.max.id or 0),
    ):
        with pytest.raises(Conflict) as error:
            refused()
        assert error.value.code == "taken"
    let_go(sam, case_id)
    assert case_view(sam, case_id).holder == "Max"
    with travel(now() + LEASE + timedelta(seconds=1)):
        assert case_view(sam, case_id).holder is None
        decide(sam, case_id, Action.DISMISS, reason="It is fine.")


def test_any_resolution_gives_it_back(cast: Cast) -> None:
    case_id = report_answer(cast.ada, answer(cast, ask(cast)).id, DANGER).case_id
    take_case(cast.max, case_id)
    take_case(cast.max, case_id)
    let_go(cast.max, case_id)
    assert case_view(cast.max, case_id).case.holder_id is None
    take_case(cast.max, case_id)
    decide(cast.max, case_id, Action.WARN, reason="It is so.")
    view = case_view(cast.max, case_id)
    assert (view.case.state, view.case.holder_id) == (CaseState.CLOSED, None)
    with pytest.raises(Conflict):
        take_case(cast.max, case_id)


def test_a_report_is_handed_to_somebody_who_may_decide_it(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.ada, made.id, DANGER).case_id
    for nobody in (cast.max.id, cast.eva.id, 4711):
        with pytest.raises(Invalid):
            hand_over(cast.max, case_id, nobody or 0)
    sam = second_moderator(cast)
    hand_over(cast.max, case_id, sam.id or 0)
    assert case_view(cast.max, case_id).case.holder_id == sam.id
    follow()
    inbox = client_of(sam).page("/inbox")
    assert "Max hands a report over to you" in inbox.text
    assert inbox.select_one(f"a[href='/moderation/reports/{case_id}']") is not None


def test_strangers_and_moderators_of_other_products_take_nothing(cast: Cast) -> None:
    case_id = report_answer(cast.ada, answer(cast, ask(cast)).id, DANGER).case_id
    elsewhere = second_moderator(cast, product=cast.camera)
    for who in (cast.visitor, cast.ben, cast.eva, cast.amy, elsewhere):
        for step in (take_case, let_go):
            with pytest.raises(NotFound):
                step(who, case_id)
    mine = report_answer(cast.ada, answer(cast, ask(cast), by=cast.max).id, DANGER).case_id
    with pytest.raises(Forbidden):
        take_case(cast.max, mine)


def test_the_next_one_is_the_worst_that_nobody_is_at(cast: Cast) -> None:
    own = report_answer(cast.ada, answer(cast, ask(cast), by=cast.max).id, DANGER).case_id
    taken = report_answer(cast.ada, answer(cast, ask(cast)).id, DANGER).case_id
    mild = report_answer(cast.ada, answer(cast, ask(cast)).id, SPAM).case_id
    milder = report_answer(cast.ada, answer(cast, ask(cast)).id, SPAM).case_id
    take_case(second_moderator(cast), taken)
    following = take_next(cast.max)
    assert following is not None
    assert (following.id, following.holder_id) == (mild, cast.max.id)
    left = take_next(cast.max, skip=mild)
    assert left is not None
    assert left.id == milder
    assert own not in {mild, milder}


def test_a_text_that_changed_meanwhile_is_read_again_first(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.ada, made.id, DANGER).case_id
    max_ = client_of(cast.max)
    path = f"/moderation/reports/{case_id}"
    form = {
        field["name"]: field.get("value", "") for field in max_.page(path).select("form[data-keys] input[type=hidden]")
    }
    edit_answer(cast.ben, made.id, render("Save it first, then wipe the disk."), base_revision=1)
    report_answer(cast.sam, made.id, Report(FlagKind.WRONG, "The menu moved."))
    sent = max_.post(path, data={**form, "action": "dismiss", "reason": "It is fine."})
    assert sent.status_code == 409
    page = tree(sent)
    assert "New: Wrong" in words(page.select_one(".comments"))
    assert "Save it first" in words(page.main)
    assert words(page.select_one("#reason")).strip() == "It is fine."
    again = {field["name"]: field.get("value", "") for field in page.select("form[data-keys] input[type=hidden]")}
    assert max_.post(path, data={**again, "action": "dismiss", "reason": "It is fine."}).status_code == 303


def test_the_second_of_two_sees_what_the_first_decided(client_of: Browsers, call: CallAs, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.ada, made.id, DANGER).case_id
    sam = second_moderator(cast)
    browser = client_of(sam)
    path = f"/moderation/reports/{case_id}"
    form = {
        field["name"]: field.get("value", "")
        for field in browser.page(path).select("form[data-keys] input[type=hidden]")
    }
    decide(cast.max, case_id, Action.FOLD, reason="Save the recordings first.")
    sent = browser.post(path, data={**form, "action": "dismiss", "reason": "It is fine."})
    assert sent.status_code == 409
    assert "Save the recordings first." in sent.text
    assert "Another moderator has decided this report." in sent.text
    refused = call(sam)("POST", f"/cases/{case_id}/decisions", {"action": "dismiss", "reason": "It is fine."})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "decided")
    (made_before,) = call(sam)("GET", f"/cases/{case_id}").get_json()["decisions"]
    assert made_before["reason"] == "Save the recordings first."


def test_taking_by_the_page_and_by_the_api(client_of: Browsers, call: CallAs, cast: Cast) -> None:
    case_id = report_answer(cast.ada, answer(cast, ask(cast)).id, DANGER).case_id
    sam = second_moderator(cast)
    path = f"/moderation/reports/{case_id}"
    assert client_of(cast.max).post(f"{path}/take").status_code == 303
    assert "Yours until" in words(client_of(cast.max).page(path).main)
    other = client_of(sam).page(path)
    assert "Max is at this report until" in words(other.main)
    assert other.select_one("form[data-keys]") is None
    taken = call(sam)("PUT", f"/cases/{case_id}/lease")
    assert (taken.status_code, taken.get_json()["code"]) == (409, "taken")
    assert call(cast.max)("DELETE", f"/cases/{case_id}/lease").status_code == 204
    mine = call(sam)("PUT", f"/cases/{case_id}/lease").get_json()
    assert mine["taken_by"] == "Sam"
    handed = call(sam)("PUT", f"/cases/{case_id}/lease", {"to": cast.max.id}).get_json()
    assert handed["taken_by"] == "Max"
    assert client_of(cast.max).post(f"{path}/let-go").status_code == 303
    assert client_of(cast.max).post(f"{path}/next").headers["Location"] == "/moderation"
    assert session().get(Person, cast.max.id) is not None
