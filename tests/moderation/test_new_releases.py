"""A new version: exactly what it reaches waits for a new check, until an engineer looks again."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from forum.catalog.operations import add_release
from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.refs import Kind
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.knowledge.queries import entry_view
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.due_checks import due_checks, due_releases
from forum.moderation.entry_verdicts import give_entry_verdict
from forum.moderation.models import DueCheck
from forum.moderation.new_releases import go_on
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Answer
from forum.questions.operations import ask_question, edit_answer, report_answer
from forum.questions.operations.asking import QuestionDraft
from forum.questions.queries import answer_view
from forum.questions.trust import VerdictKind
from forum.reach.models import DailyView
from tests.knowledge.test_editing import BETTER, TITLE, edited
from tests.pages.test_statements import cost
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, answer, ask

RIGHT, RIGHT_IF = VerdictKind.VERIFIED, VerdictKind.CONDITIONAL


def judged(cast: Cast, kind: VerdictKind = RIGHT, releases: tuple[int, ...] = (), **said: object) -> Answer:
    """An answer of Ben's in a question of its own, which Eva judged."""
    made = answer(cast, ask(cast))
    give_verdict(cast.eva, made.id, VerdictDraft(kind, 1, releases=releases, **said))  # type: ignore[arg-type]
    return made


def waiting(who: Actor, release_id: int | None = None) -> list[tuple[str, int]]:
    """What waits on somebody's list, in its order."""
    items = due_checks(who, release_id=release_id).items
    return [("answer", one.answer_id) if one.answer_id else ("entry", one.entry_id or 0) for one in items]


def appeared(cast: Cast, name: str) -> int:
    """A version appears, and the worker does what follows."""
    release = add_release(cast.amy, cast.router, name)
    assert not go_on(seconds=60)
    return release.id


def test_just_what_was_right_for_the_version_before_waits_and_a_look_ends_it(cast: Cast) -> None:
    old, older, newest = cast.releases
    of_all, of_newest, condition = judged(cast), judged(cast, releases=(newest,)), judged(cast, RIGHT_IF, condition="x")
    several = judged(cast, releases=(older, newest))
    corrected = answer(cast, ask(cast))
    publish_correction(cast.eva, corrected.id, CorrectionDraft(1, "wait a minute", "wait an hour", "It is slow."))
    _question, _made, entry = edited(cast)
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(RIGHT, 1, releases=()))
    outside = [
        judged(cast, releases=(old, older)),
        judged(cast, VerdictKind.INCORRECT, note="It is the other one."),
        judged(cast, VerdictKind.OUTDATED, since_release=newest),
        answer(cast, ask(cast)),
    ]
    changed = judged(cast)
    edit_answer(cast.ben, changed.id, render(f"{ADVICE} Press twice."), base_revision=1)
    elsewhere = ask_question(cast.ada, QuestionDraft(title=TITLE, body=render(BETTER), product_id=cast.camera, tags=()))
    give_verdict(cast.eva, answer(cast, elsewhere).id, VerdictDraft(RIGHT, 1))
    report_answer(cast.max, several.id, Report(FlagKind.DANGEROUS, "It burns.", Hazard.SAFETY, 3))
    with unit():
        session().add(DailyView(kind=Kind.QUESTION, thing_id=condition.question_id, day=now().date(), views=7))
    release = add_release(cast.amy, cast.router, "2.2")
    # Who looks before the worker has come knows of the version already.
    looked = judged(cast)
    give_verdict(cast.eva, of_all.id, VerdictDraft(RIGHT, 1, releases=()))
    assert not go_on(seconds=60)
    due = [several, condition, of_newest, corrected]
    assert waiting(cast.eva) == [*(("answer", made.id) for made in due), ("entry", entry.id)]
    assert [(one.name, one.number) for one in due_releases(cast.eva)] == [("2.2", 5)]
    assert (waiting(cast.eva, release.id), waiting(cast.eva, newest)) == (waiting(cast.eva), [])
    assert waiting(cast.ben) == waiting(cast.amy) == []
    told = session().scalars(sa.select(Event).where(Event.kind == EventKind.CHECK_ASKED)).all()
    assert sorted(event.about_id for event in told) == sorted([*(made.id for made in due), entry.id])
    # What waits says so to readers; no level, and nothing outside, has changed.
    shown = answer_view(cast.visitor, of_newest.id)[0].trust
    assert (shown.level.value, shown.newer_release, shown.releases) == ("verified", release.id, (newest,))
    for made in (*outside, changed, looked, of_all):
        assert answer_view(cast.visitor, made.id)[0].trust.newer_release is None
    # The next version finds what waits still, whatever it was right for, and what holds for all.
    last = appeared(cast, "2.3")
    assert (
        {*waiting(cast.eva, last)}
        == {*waiting(cast.eva)}
        == {
            *(("answer", made.id) for made in (*due, looked, of_all)),
            ("entry", entry.id),
        }
    )
    # Any look ends it, a correction too.
    give_verdict(cast.eva, of_newest.id, VerdictDraft(RIGHT, 1, releases=(last,)))
    publish_correction(cast.eva, several.id, CorrectionDraft(1, "wait a minute", "wait an hour", "It is slow."))
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(RIGHT, 1, releases=()))
    assert {*waiting(cast.eva)} == {("answer", made.id) for made in (condition, corrected, looked, of_all)}
    view = entry_view(cast.visitor, entry.id)
    assert view.trust is not None
    assert (view.trust.newer_release, answer_view(cast.visitor, several.id)[0].trust.newer_release) == (None, None)
    assert session().scalar(sa.select(sa.func.count(DueCheck.id))) == 4


def test_readers_and_engineers_see_it_on_pages_and_in_the_api(
    app: Flask, client_of: Callable[[Actor], Client], call: Callers, cast: Cast
) -> None:
    made, other = judged(cast, RIGHT_IF, cast.releases[-1:], condition="it is wired"), judged(cast)
    _question, _made, entry = edited(cast)
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(RIGHT, 1, releases=()))
    visitor, eva = Client(app), client_of(cast.eva)
    place, banner = f"/answers/{made.id}", "Version 2.2 has appeared since this was checked."
    address = visitor.get(place).headers["Location"].partition("#")[0]
    assert (visitor.get(address).status_code, banner in visitor.get(address).text) == (200, False)
    assert eva.page("/engineering/new-versions").select_one(".empty") is not None
    release = appeared(cast, "2.2")
    assert banner in visitor.get(address).text
    assert banner in visitor.get(f"/solutions/{entry.id}/{entry.slug}").text
    assert call(None).made("GET", place)["trust"]["newer_release"] == "2.2"
    assert call(None).made("GET", f"/entries/{entry.id}")["trust"]["newer_release"] == "2.2"
    listed = call(cast.eva).made("GET", f"/waiting/checks?release={release}&limit=2")
    assert [(one["answer_id"], one["release"]["name"]) for one in listed["items"]] == [
        (made.id, "2.2"),
        (other.id, "2.2"),
    ]
    (last,) = call(cast.eva).made("GET", f"/waiting/checks?cursor={listed['next']}")["items"]
    assert (last["entry_id"], last["answer_id"], last["product"]) == (entry.id, None, "router")
    assert call(cast.eva).made("GET", f"/waiting/checks?release={cast.releases[0]}")["items"] == []
    assert [call(who)("GET", "/waiting/checks").status_code for who in (cast.ben, cast.amy)] == [404, 404]
    client_of(cast.ben).page("/engineering/new-versions", 404)
    # What was found before stands in the form, with the new version; only the finding is chosen again.
    listed_page = eva.page(f"/engineering/new-versions?version={release}")
    links = [str(link["href"]) for link in listed_page.select("a[data-row]")]
    assert [link.partition("?")[0] for link in links] == [
        f"/engineering/answers/{made.id}",
        f"/engineering/answers/{other.id}",
        f"/solutions/{entry.id}/check",
    ]
    assert cost(eva, "/engineering/new-versions") <= 8
    page = eva.page(links[0])
    assert banner in page.text
    assert [field.text.strip() for field in page.select("textarea[name=condition]")] == ["it is wired"]
    chosen = [field["value"] for field in page.select("input[name=releases][checked]")]
    assert chosen == [str(cast.releases[-1]), str(release)]
    assert page.select("input[name=verdict][checked]") == []
    form = {"revision": "1", "verdict": "conditional", "condition": "it is wired", "releases": chosen}
    assert eva.post(links[0], data=form).headers["Location"] == links[1]
    assert banner not in visitor.get(address).text
    response = eva.post(links[2], data={"revision": "1", "verdict": "verified"})
    assert response.headers["Location"] == f"/engineering/new-versions?version={release}"
    assert waiting(cast.eva) == [("answer", other.id)]
    assert "since a new version appeared" in visitor.get(f"/answers/{made.id}/history").text
