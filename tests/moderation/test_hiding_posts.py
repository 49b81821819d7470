"""All that a spammer posted is hidden by one decision, and given back by another: exactly that, with its marks."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Unfit
from forum.core.markup import render
from forum.core.refs import Kind, Ref
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation import hiding
from forum.moderation.again import waiting_again
from forum.moderation.appeals import appeal, decide_appeal
from forum.moderation.hiding import go_on, hide_posts, posts_of, show_posts
from forum.moderation.models import Action, Decision
from forum.moderation.operations import decide
from forum.moderation.second_reading import confirm, overturn
from forum.moderation.things import Thing
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.operations import accept_answer, ask_question, comment, delete_answer, report_answer, vote_answer
from forum.questions.operations.asking import QuestionDraft
from forum.web.staff import hiding as web_hiding
from tests.moderation.test_more_decisions import REPORT
from tests.moderation.test_queue import second_moderator
from tests.pages.test_reports import words
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
CallAs = Callable[[Actor | None], Caller]
SHOES = "Buy sports shoes, Nike shoes and more shoes at the corner of the street."


Posts = dict[str, tuple[type[Question | Answer | Comment], Ref]]


def posted(cast: Cast) -> Posts:
    """What Sam posted: plain posts, and those that are left out or hidden for other reasons."""
    asked, hers = ask(cast, by=cast.sam), ask(cast)
    answered = ask(cast, by=cast.sam)
    answer(cast, answered, by=cast.ben)
    relied = answer(cast, ask(cast), by=cast.sam, body=f"{SHOES} 1")
    accept_answer(cast.ada, relied.id)
    before = answer(cast, ask(cast), by=cast.sam, body=f"{SHOES} 2")
    decide(cast.max, report_answer(cast.eva, before.id, REPORT).case_id, Action.QUARANTINE, reason="Before.")
    warned = answer(cast, ask(cast), by=cast.sam, body=f"{SHOES} 3")
    decide(cast.max, report_answer(cast.eva, warned.id, REPORT).case_id, Action.WARN, reason="No proof.")
    gone = answer(cast, ask(cast), by=cast.sam, body=f"{SHOES} 4")
    delete_answer(cast.sam, gone.id)
    plain = answer(cast, hers, by=cast.sam, body=f"{SHOES} 5")
    report_answer(cast.eva, plain.id, REPORT)
    said = comment(cast.sam, hers.id, render("See the shoes."))
    found: dict[str, Question | Answer | Comment] = {"asked": asked, "answered": answered, "relied": relied}
    found |= {"before": before, "warned": warned, "gone": gone, "plain": plain, "said": said}
    return {name: (type(post), post.ref) for name, post in found.items()}


def levels(posts: Posts) -> dict[str, Containment]:
    """How far each post is held back now."""
    session().rollback()
    now = {name: sa.select(model.containment).where(model.id == ref.id) for name, (model, ref) in posts.items()}
    return {name: session().scalars(query).one() for name, query in now.items()}


def test_a_spammers_posts_are_hidden_and_given_back_as_they_were(cast: Cast) -> None:
    posts = posted(cast)
    was = levels(posts)
    shown = {post.ref: post.left_out for post in posts_of(cast.max, cast.sam.id or 0).items}
    assert {name: shown.get(ref, "not there") for name, (_, ref) in posts.items()} == {
        **dict.fromkeys(("asked", "warned", "plain", "said")),
        "answered": "answered",
        "relied": "relied_on",
        "before": "hidden",
        "gone": "not there",
    }
    made = hide_posts(cast.max, cast.sam.id or 0, reason="Nothing but adverts.").id
    assert hide_posts(cast.max, cast.sam.id or 0, reason="Nothing but adverts.").id == made
    while go_on(limit=1):
        # As after a kill: each step stands alone.
        session().rollback()
    hidden = {"asked", "warned", "plain", "said", "before"}
    now = levels(posts)
    assert {name for name, level in now.items() if level is Containment.QUARANTINED} == hidden
    follow()
    # Somebody decides about one of them alone; it stays as they decided, whatever becomes of the rest.
    plain = posts["plain"][1]
    vote_answer(cast.max, plain.id, 1)
    decide(cast.max, report_answer(cast.eva, plain.id, REPORT).case_id, Action.FOLD, reason="Alone.")
    for _ in range(2):
        show_posts(cast.max, cast.sam.id or 0, made, reason="It was his brother.")
        go_on(seconds=60)
    assert levels(posts) == {**was, "plain": Containment.FOLDED}
    assert session().get_one(Answer, plain.id).score == 1
    assert go_on(seconds=60) == 0


def test_nothing_of_oneself_nor_of_staff_and_only_in_ones_products(cast: Cast) -> None:
    posted(cast)
    for who, whom in ((cast.eva, cast.sam), (cast.amy, cast.sam), (cast.max, cast.eva), (cast.max, cast.max)):
        with pytest.raises(Forbidden):
            hide_posts(who, whom.id or 0, reason="No.")
        with pytest.raises(Forbidden):
            posts_of(who, whom.id or 0)
    elsewhere = second_moderator(cast, product=cast.camera)
    router = ask(cast, by=cast.ben)
    assert router.product_id == cast.router
    assert posts_of(elsewhere, cast.ben.id or 0).items == []
    with pytest.raises(Unfit):
        hide_posts(elsewhere, cast.ben.id or 0, reason="Adverts.")


def test_it_works_on_the_page_and_everybody_concerned_is_told_once(client_of: Browsers, cast: Cast) -> None:
    posts = posted(cast)
    max_, place = client_of(cast.max), f"/moderation/people/{cast.sam.id}"
    page = max_.page(f"{place}/posts")
    assert "Answer: 2" in words(page.main)
    assert "accepted, or found right by staff" in words(page.main)
    assert max_.post(f"{place}/posts", data={"canned": "", "reason": ""}).status_code == 422
    for _ in range(2):
        assert max_.post(f"{place}/posts", data={"canned": "4", "reason": "All day."}).status_code == 303
    assert levels(posts)["plain"] is Containment.QUARANTINED
    follow()
    sam = client_of(cast.sam)
    assert words(sam.page("/inbox").main).count("A moderator hid what you posted while we check it") == 1
    assert "hid the answer while we check it" in words(client_of(cast.eva).page("/inbox").main)
    page = max_.page(place)
    assert "4 posts are hidden" in words(page.main)
    form = page.select_one(f"form[action='{place}/posts/show'] input[name=decision]")
    assert form is not None
    data = {"decision": form["value"], "reason": ""}
    assert max_.post(f"{place}/posts/show", data=data).status_code == 422
    assert max_.post(f"{place}/posts/show", data={**data, "reason": "It was his brother."}).status_code == 303
    assert levels(posts)["plain"] is Containment.NONE
    follow()
    told = words(sam.page("/inbox").main)
    assert told.count("A moderator took back what was decided about what you wrote") == 1
    assert "posts are hidden" not in words(max_.page(place).main)


def test_both_lists_are_read_to_their_ends(client_of: Browsers, call: CallAs, cast: Cast) -> None:
    posts, person = posted(cast), cast.sam.id or 0
    seen: list[tuple[str, int]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = call(cast.max).made("GET", f"/people/{person}/posts?limit=3" + (f"&cursor={cursor}" if cursor else ""))
        seen += [(row["kind"], row["id"]) for row in page["items"]]
        cursor = page["next"]
    order = ["question", "answer", "comment"]
    assert seen == sorted(seen, key=lambda each: (order.index(each[0]), -each[1]))
    assert set(seen) == {(ref.kind.value, ref.id) for name, (_, ref) in posts.items() if name != "gone"}
    max_ = client_of(cast.max)
    for name, stays, left in (("going", False, 3), ("staying", True, 2)):
        following = posts_of(cast.max, person, stays=stays, limit=1).next
        shown = max_.page(f"/moderation/people/{person}/posts?list={name}&cursor={following}")
        assert len(shown.select("li.comment")) == left
        assert "Answer: 2" in words(shown.main)
        assert shown.select_one("nav.pages a[rel=prev]") is not None


def test_programs_do_it_and_another_moderator_takes_it_back(call: CallAs, cast: Cast) -> None:
    posts = posted(cast)
    place = f"/people/{cast.sam.id}/posts"
    rows = call(cast.max)("GET", place).get_json()["items"]
    assert sum(row["left_out"] is None for row in rows) == 4
    made = call(cast.max)("PUT", f"{place}/hidden", {"reason": "Adverts."}).get_json()["decision_id"]
    for who in (cast.ada, cast.eva):
        assert call(who)("PUT", f"{place}/hidden", {"reason": "Adverts."}).status_code == 404
    go_on(seconds=60)
    assert levels(posts)["said"] is Containment.QUARANTINED
    ben = Actor(cast.ben.id, cast.max.grants)
    assert [view.decision.id for view in waiting_again(ben).items if view.decision.id == made] == [made]
    overturn(ben, made, reason="These were answers.")
    go_on(seconds=60)
    assert levels(posts)["said"] is Containment.NONE


def test_what_was_hidden_is_given_back_whole_and_the_history_says_by_whom(
    cast: Cast, call: CallAs, client_of: Browsers
) -> None:
    ben = cast.ben.id or 0
    router = ask(cast, by=cast.ben)
    draft = QuestionDraft(title="Which lens fits the camera?", body=render(SHOES), product_id=cast.camera)
    posts: Posts = {"router": (Question, router.ref), "camera": (Question, ask_question(cast.ben, draft).ref)}
    made = hide_posts(cast.max, ben, reason="Adverts.").id
    go_on(seconds=60)
    assert set(levels(posts).values()) == {Containment.QUARANTINED}
    elsewhere = second_moderator(cast, product=cast.camera)
    with pytest.raises(Unfit):
        show_posts(elsewhere, ben, made, reason="No.")
    with pytest.raises(Unfit):
        overturn(elsewhere, made, reason="No.")
    with pytest.raises(Unfit):
        confirm(elsewhere, made)
    # Under the address of somebody else there is no such decision.
    body = {"decision_id": made, "reason": "No."}
    assert call(cast.max)("PUT", f"/people/{cast.ada.id}/posts/shown", body).status_code == 404
    form = {"decision": str(made), "reason": "No."}
    assert client_of(cast.max).post(f"/moderation/people/{cast.ada.id}/posts/show", data=form).status_code == 404
    go_on(seconds=60)
    assert set(levels(posts).values()) == {Containment.QUARANTINED}
    reader, judge = Actor(cast.ada.id, cast.max.grants), Actor(cast.eva.id, cast.max.grants)
    confirm(reader, made)
    appeal(cast.ben, made, text="I ask about what I own.")
    answered = decide_appeal(judge, made, grant=True, reason="He does.")
    by, at = answered.decided_by_id, answered.decided_at
    go_on(seconds=60)
    assert set(levels(posts).values()) == {Containment.NONE}
    parts = session().scalars(sa.select(Decision).where(Decision.part_of_id == made)).all()
    assert [(each.second_id, each.second_at) for each in parts] == [(by, at)] * 2
    told = sa.select(Event.actor_id).where(
        Event.kind == EventKind.DECISION_OVERTURNED, Event.about_kind == Kind.QUESTION
    )
    assert session().scalars(told).all() == [judge.id] * 2


def test_one_that_fails_stops_no_other_and_one_that_was_answered_meanwhile_stays(
    cast: Cast, client_of: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [ask(cast, by=cast.sam) for _ in range(3)]
    posts: Posts = {str(at): (Question, each.ref) for at, each in enumerate(asked)}
    works = hiding._hide

    def fails(thing: Thing, of: Decision) -> Decision:
        if thing.ref == asked[0].ref:
            raise Conflict
        return works(thing, of)

    with monkeypatch.context() as broken:
        broken.setattr(hiding, "_hide", fails)
        broken.setattr(web_hiding, "go_on", lambda _limit: answer(cast, asked[2]) and go_on(seconds=60))
        form = {"canned": "4", "reason": "All day."}
        response = client_of(cast.max).post(f"/moderation/people/{cast.sam.id}/posts", data=form)
        assert response.status_code == 303
        assert list(levels(posts).values()) == [Containment.NONE, Containment.QUARANTINED, Containment.NONE]
    assert go_on(seconds=60) == 1
    assert list(levels(posts).values()) == [Containment.QUARANTINED, Containment.QUARANTINED, Containment.NONE]
