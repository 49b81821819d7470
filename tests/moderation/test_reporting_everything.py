"""Questions, answers, comments, solutions and profiles are reported alike, and decided about each in its own way."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.markup import render
from forum.core.refs import Kind
from forum.flags.models import Case, Flag, FlagKind
from forum.flags.operations import Report, report_person
from forum.knowledge.editing import EntryDraft, revise_entry
from forum.knowledge.models import Entry
from forum.knowledge.reporting import report_entry
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.queries import case_view, list_cases
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Comment, Question
from forum.questions.operations import accept_answer, comment, report_comment, report_question
from forum.questions.trust import VerdictKind
from tests.pages.test_reports import words
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
CallAs = Callable[[Actor | None], Caller]
SPAM = Report(FlagKind.SPAM, "It sells shoes.")
DANGER = Report(FlagKind.DANGEROUS, "It wipes the disk.", link="https://example.org/how-it-is-done")
WORD = "xylophone"


def solution(cast: Cast) -> Entry:
    """A solution that Eva wrote anew, made from Ben's answer."""
    question = ask(cast)
    made = answer(cast, question)
    accept_answer(cast.ada, made.id)
    follow()
    entry = session().scalars(sa.select(Entry).where(Entry.question_id == question.id)).one()
    return revise_entry(
        cast.eva, entry.id, EntryDraft(entry.title, render(f"Take the {WORD} and hit it twice.")), base_revision=0
    )


def reported(cast: Cast, kind: Kind) -> tuple[int, Callable[[Actor, int, Report], Flag]]:
    """Make a thing with a rare word in it; return its number and what reports it."""
    if kind is Kind.QUESTION:
        return ask(cast, body=f"My {WORD} is out of tune.").id, report_question
    if kind is Kind.COMMENT:
        return comment(cast.ada, ask(cast).id, render(f"Buy a {WORD} here.")).id, report_comment
    if kind is Kind.ENTRY:
        return solution(cast).id, report_entry
    return cast.ben.id or 0, report_person


KINDS = (Kind.QUESTION, Kind.COMMENT, Kind.ENTRY, Kind.PERSON)


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_keeps_what_it_saw_and_a_second_one_replaces_it(cast: Cast, kind: Kind) -> None:
    ident, report = reported(cast, kind)
    report(cast.sam, ident, SPAM)
    flag = report(cast.sam, ident, DANGER)
    (view,) = list_cases(cast.max).items
    assert (view.case.about_kind, view.case.about_id) == (kind, ident)
    assert [(line.reporter, line.flag.kind) for line in view.flags] == [("Sam", FlagKind.DANGEROUS)]
    assert (flag.revision, flag.evidence) == (None if kind is Kind.PERSON else 1, DANGER.link)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_reports_their_own_and_visitors_report_nothing(cast: Cast, kind: Kind) -> None:
    ident, report = reported(cast, kind)
    author = {Kind.ENTRY: cast.eva, Kind.PERSON: cast.ben}.get(kind, cast.ada)
    for who in (author, cast.visitor):
        with pytest.raises(Forbidden):
            report(who, ident, SPAM)
    with pytest.raises(NotFound):
        report(cast.sam, 4711, SPAM)


def test_a_solution_that_shows_an_answer_is_reported_as_that_answer(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    follow()
    entry = session().scalars(sa.select(Entry)).one()
    report_entry(cast.sam, entry.id, DANGER)
    (view,) = list_cases(cast.max).items
    assert view.thing.ref == made.ref


def test_a_hazard_is_said_of_advice_and_an_address_is_whole(cast: Cast) -> None:
    question = ask(cast)
    for report, field in (
        (Report(FlagKind.ABUSE, "It insults.", Hazard.SAFETY, 2), "hazard"),
        (Report(FlagKind.WRONG, "No.", link="example.org/page"), "link"),
        (Report(FlagKind.WRONG, "No.", link="javascript:alert(1)"), "link"),
    ):
        with pytest.raises(Invalid) as refused:
            report_question(cast.eva, question.id, report)
        assert [error.field for error in refused.value.errors] == [field]


@pytest.mark.parametrize("action", [Action.WARN, Action.FOLD])
def test_a_question_and_a_comment_stand_behind_what_was_decided(
    app: Flask, client_of: Browsers, call: CallAs, cast: Cast, action: Action
) -> None:
    question = ask(cast, body=f"My {WORD} is out of tune.")
    said = comment(cast.ben, question.id, render(f"Buy a {WORD} here."))
    for flag in (report_question(cast.sam, question.id, DANGER), report_comment(cast.sam, said.id, SPAM)):
        decide(cast.max, flag.case_id, action, reason="Nobody needs this.", hazard=Hazard.MONEY)
    page = Client(app).page(f"/questions/{question.id}/{question.slug}")
    for place in page.select(f"#question, #comment-{said.id}"):
        assert "Nobody needs this." in words(place.select_one(".warning"))
        assert "could cost you money" in words(place.select_one(".warning"))
        assert (place.select_one("details.folded .prose") is not None) == (action is Action.FOLD)
    assert page.select("script[type='application/ld+json']") == []
    seen = call(cast.sam)("GET", f"/questions/{question.id}").get_json()
    hidden = action is Action.FOLD
    assert (seen["body"] is None, seen["comments"][0]["body"] is None) == (hidden, hidden)
    own = call(cast.ada)("GET", f"/questions/{question.id}").get_json()
    assert WORD in own["body"]


@pytest.mark.parametrize("kind", [Kind.QUESTION, Kind.COMMENT, Kind.ENTRY])
def test_what_is_hidden_is_hidden_everywhere_and_comes_back(app: Flask, cast: Cast, kind: Kind) -> None:
    ident, report = reported(cast, kind)
    case_id = report(cast.sam, ident, SPAM).case_id
    path = {Kind.QUESTION: "/questions/{}", Kind.COMMENT: "/comments/{}", Kind.ENTRY: "/solutions/{}"}[kind]
    visitor = Client(app)
    assert WORD in visitor.get(path.format(ident), follow_redirects=True).text
    decide(cast.max, case_id, Action.QUARANTINE, reason="Until we know.")
    assert WORD not in visitor.get(path.format(ident), follow_redirects=True).text
    follow()
    assert WORD not in visitor.get(path.format(ident), follow_redirects=True).text
    assert visitor.get(f"/api/v1/search?q={WORD}").get_json()["items"] == []
    decide(cast.max, case_id, Action.DISMISS, reason="It was all right.", anew=True)
    follow()
    assert WORD in visitor.get(path.format(ident), follow_redirects=True).text


def test_a_check_does_not_show_a_solution_again_that_a_moderator_hides(cast: Cast) -> None:
    entry = solution(cast)
    decide(cast.max, report_entry(cast.sam, entry.id, SPAM).case_id, Action.QUARANTINE, reason="Until we know.")
    session().expire_all()
    assert session().get_one(Entry, entry.id).containment is Containment.QUARANTINED
    follow()
    assert session().get_one(Entry, entry.id).containment is Containment.QUARANTINED


@pytest.mark.parametrize(("kind", "action"), [(Kind.PERSON, Action.QUARANTINE), (Kind.ENTRY, Action.FOLD)])
def test_what_cannot_be_done_to_a_thing_is_refused(call: CallAs, cast: Cast, kind: Kind, action: Action) -> None:
    ident, report = reported(cast, kind)
    case_id = report(cast.sam, ident, SPAM).case_id
    with pytest.raises(Invalid):
        decide(cast.max, case_id, action, reason="It has to be.")
    api = call(cast.max)
    assert action.value not in api("GET", f"/cases/{case_id}").get_json()["actions"]
    refused = api("POST", f"/cases/{case_id}/decisions", {"action": action.value, "reason": "It has to be."})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("kind", "author", "told"),
    [
        (Kind.QUESTION, "ada", "A moderator put a warning above what you wrote"),
        (Kind.COMMENT, "ada", "A moderator put a warning above what you wrote"),
        (Kind.PERSON, "ben", "A moderator asks you to change your profile"),
    ],
)
def test_author_and_reporter_are_told_and_led_to_the_place(
    client_of: Browsers, cast: Cast, kind: Kind, author: str, told: str
) -> None:
    ident, report = reported(cast, kind)
    decide(cast.max, report(cast.sam, ident, SPAM).case_id, Action.WARN, reason="Leave out the shop.")
    follow()
    inbox = client_of(getattr(cast, author)).page("/inbox")
    assert told in inbox.text
    assert "Leave out the shop." in inbox.text
    other = client_of(cast.sam).page("/inbox")
    assert "A moderator read your report" in other.text
    assert "Leave out the shop." not in other.text
    assert inbox.select_one("main a[href^='/decisions/']") is not None
    place = {Kind.QUESTION: "questions", Kind.COMMENT: "comments", Kind.PERSON: "people"}[kind]
    assert any(str(link["href"]).startswith(f"/{place}/{ident}") for link in other.select("a[href]"))


def test_the_editor_is_told_of_a_hidden_solution(client_of: Browsers, cast: Cast) -> None:
    entry = solution(cast)
    decide(cast.max, report_entry(cast.sam, entry.id, SPAM).case_id, Action.QUARANTINE, reason="Until we know.")
    follow()
    assert "A moderator hid what you wrote while we check it" in words(client_of(cast.eva).page("/inbox").main)


@pytest.mark.parametrize("kind", KINDS)
def test_a_moderator_reads_what_it_is_about(client_of: Browsers, cast: Cast, kind: Kind) -> None:
    ident, report = reported(cast, kind)
    case_id = report(cast.sam, ident, DANGER).case_id
    page = client_of(cast.max).page(f"/moderation/reports/{case_id}")
    assert (WORD in words(page.select_one("article.post"))) == (kind is not Kind.PERSON)
    assert page.select_one(f".comment a[href='{DANGER.link}']") is not None
    names = {Kind.QUESTION: "Question", Kind.COMMENT: "Comment", Kind.ENTRY: "Solution", Kind.PERSON: "Profile"}
    assert names[kind] in client_of(cast.max).page("/moderation").select(".rows")[0].text


@pytest.mark.parametrize(
    ("path", "kind"), [("/questions/{}", "question"), ("/comments/{}", "comment"), ("/people/{}", "person")]
)
def test_somebody_reports_on_the_page_and_by_the_api(
    client_of: Browsers, call: CallAs, cast: Cast, path: str, kind: str
) -> None:
    ident, _ = reported(cast, Kind(kind))
    where = path.format(ident) + "/report"
    sam = client_of(cast.sam)
    page = sam.page(where)
    assert [each["value"] for each in page.select("input[name=kind]")][-1] == "attention"
    wrong = sam.post(where, data={"kind": "spam", "reason": "", "link": "nowhere"})
    assert wrong.status_code == 422
    assert tree(wrong).select_one("#link-error, #reason-error") is not None
    assert sam.post(where, data={"kind": "spam", "reason": "It sells shoes."}).status_code == 303
    made = call(cast.max)("POST", f"/{path.split('/')[1]}/{ident}/flags", {"kind": "privacy", "reason": "A number."})
    if kind == "person" or cast.max.id != ident:
        assert made.status_code == 201
    assert session().scalar(sa.select(sa.func.count(Flag.id))) == 2
    assert session().scalar(sa.select(sa.func.count(Case.id))) == 1


def test_nobody_decides_about_a_solution_or_a_profile_of_their_own(cast: Cast) -> None:
    flag = report_person(cast.sam, cast.max.id or 0, SPAM)
    with pytest.raises(Forbidden):
        decide(cast.max, flag.case_id, Action.DISMISS, reason="It is fine.")
    assert [line.reporter for line in case_view(cast.max, flag.case_id).flags] == [None]


def test_the_marks_of_others_stay_when_a_question_is_shown_again(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    case_id = report_question(cast.sam, question.id, SPAM).case_id
    decide(cast.max, case_id, Action.QUARANTINE, reason="Until we know.")
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    decide(cast.max, case_id, Action.DISMISS, reason="It was all right.", anew=True)
    assert session().get_one(Question, question.id).containment is Containment.NONE
    assert session().get_one(Question, question.id).best_level == "verified"
    assert session().scalars(sa.select(Comment)).all() == []
