"""What looks like spam waits for a moderator: nobody but its author and staff sees it, or is told of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Unfit
from forum.core.markup import Passages, passages_of, render
from forum.core.operation import unit
from forum.flags.keeping import keep_rule
from forum.flags.likeness import print_of
from forum.flags.models import Flag, PostPrint
from forum.flags.repeats import forget_old_prints
from forum.flags.rules import Effect, Finder
from forum.flags.rules.current import BY_KEY
from forum.flags.spam import Standing, most
from forum.moderation.calling import call_to_held
from forum.moderation.models import Action, Decision, Reading
from forum.moderation.operations import decide
from forum.moderation.queries import list_cases
from forum.moderation.second_reading import overturn
from forum.notifications.models import Notice, NoticeKind
from forum.people.accounts import open_account
from forum.people.policy import Actor
from forum.questions.models import POSTS, Answer, Comment
from forum.questions.operations import comment, comment_to_answer, delete_answer, edit_answer, post_answer
from forum.web.questions import answering
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ask, days_ago, travel
from tests.support.town import follow

CallAs = Callable[[Actor | None], Caller]
SHOES = "sports shoes / Nike Sport Shoes / Women's Nike Sport Shoes / Men's Nike Sport Shoes"
PRAISE = "Sounds great. Nowadays, customer support is viral in business life."

EFFECTS = (
    # signal, standing: the most that it does
    (Finder.REPEAT, Standing.NEW, Effect.QUARANTINE),
    (Finder.REPEAT, Standing.TRUSTED, Effect.COUNT),
    (Finder.REPEAT, Standing.STAFF, Effect.COUNT),
    (Finder.TRAP, Standing.NEW, Effect.QUARANTINE),
    (Finder.TRAP, Standing.TRUSTED, Effect.REPORT),
    (Finder.TRAP, Standing.STAFF, Effect.COUNT),
    (Finder.LINK_FARM, Standing.NEW, Effect.QUARANTINE),
    (Finder.LINK_FARM, Standing.TRUSTED, Effect.REPORT),
    (Finder.LINK_FARM, Standing.STAFF, Effect.COUNT),
    (Finder.NAME_LIST, Standing.NEW, Effect.QUARANTINE),
    (Finder.NAME_LIST, Standing.TRUSTED, Effect.REPORT),
    (Finder.NAME_LIST, Standing.STAFF, Effect.COUNT),
    (Finder.KEY, Standing.TRUSTED, Effect.QUARANTINE),
    (None, Standing.NEW, Effect.QUARANTINE),
)

ALIKE = (
    # one text, another one: whether they say the same
    (PRAISE, "sounds GREAT - nowadays customer support is viral, in business life", True),
    (PRAISE, PRAISE + " Regards", True),
    # Letters that nobody sees do not make another text.
    (PRAISE, "\u200b".join(PRAISE) + "\u2060", True),
    (PRAISE, PRAISE.replace("great", "gr\u00adeat\ufe0f"), True),
    (PRAISE, "[Sounds great. Nowadays, customer support is viral in business life.](https://shop.example)", True),
    (PRAISE, "Nowadays business life is viral. Great customer support sounds in.", False),
    (
        "The update to version 2.1 stops at nine percent forever",
        "The update to version 2.2 stops at nine percent forever",
        False,
    ),
    ("Thank you very much, that solved my problem, have a nice day!", "", None),
    ("I have the same problem here, did anybody find a solution yet?", "", None),
    ("Muito obrigado, funcionou perfeitamente aqui também, resolveu o meu problema.", "", None),
    ("Great post!", "", None),
)


@pytest.fixture
def new(cast: Cast) -> Actor:
    """Somebody who has just opened an account."""
    return open_account("Nora Quist", "nora@example.org", None)


def said(text: str) -> Passages:
    """A text as rules see it."""
    return passages_of(render(text).html)


def notices() -> list[tuple[int, NoticeKind]]:
    """Who was told what."""
    follow()
    return [
        (person, kind)
        for person, kind in session().execute(sa.select(Notice.person_id, Notice.kind).order_by(Notice.id))
    ]


@pytest.mark.parametrize(("signal", "standing", "effect"), EFFECTS)
def test_what_a_signal_does(signal: Finder | None, standing: Standing, effect: Effect) -> None:
    assert most(signal, standing) is effect


@pytest.mark.parametrize(("one", "other", "alike"), ALIKE)
def test_what_says_the_same(one: str, other: str, alike: bool | None) -> None:
    first, second = print_of(said(one), b"key"), print_of(said(other), b"key")
    if alike is None:
        assert first is None
    else:
        assert first is not None
        assert second is not None
        assert first.is_like(second) is alike


def test_the_spam_below_an_essay_of_2009(cast: Cast, new: Actor, client: Client, call: CallAs) -> None:
    """An advert of nothing but names of links, and one sentence three times, each by somebody else."""
    question = ask(cast)
    follow()
    writers = (new, open_account("Liv Holm", "liv@example.org", None), new)
    first, second, third = (comment(writer, question.id, render(PRAISE)) for writer in writers)
    advert = comment(new, question.id, render(SHOES))
    assert [one.is_held for one in (first, second, third, advert)] == [False, True, True, True]
    assert [one.containment for one in (first, second)] == [Containment.NONE, Containment.QUARANTINED]
    first_id, second_id, third_id, advert_id = (one.id for one in (first, second, third, advert))
    question_id, address = question.id, f"/questions/{question.id}/{question.slug}"
    # Nobody sees it or is told of it, but its author, who reads that it waits, why, and until when.
    page = client.page(address)
    assert page.text.count(PRAISE) == 1
    assert "Nike" not in page.text
    assert notices() == [(cast.ada.id, NoticeKind.QUESTION_COMMENTED)]
    told = call(new).made("GET", f"/comments/{third_id}")
    assert told["waits"]["reason"] == "The same words were posted here before."
    assert call(new).made("GET", f"/comments/{first_id}")["waits"] is None
    call(cast.sam).made("GET", f"/comments/{third_id}", status=404)
    client.enter(new)
    own = client.page(address)
    assert "It waits for a moderator" in own.text
    assert "The same words were posted here before." in own.text
    # It stands in the moderators' queue, and appears when one of them says so; only then people are told.
    cases = {view.case.about_id: view.case.id for view in list_cases(cast.max).items}
    assert set(cases) == {second_id, third_id, advert_id}
    client.enter(cast.max)
    assert "Let it appear" in client.page(f"/moderation/reports/{cases[third_id]}").text
    decide(cast.max, cases[third_id], Action.DISMISS, reason="They mean it.")
    decide(cast.max, cases[advert_id], Action.QUARANTINE, reason="An advert.")
    again = session().get_one(Comment, third_id, populate_existing=True)
    assert (again.is_held, again.containment) == (False, Containment.NONE)
    told_now = [kind for person, kind in notices() if person == cast.ada.id]
    assert told_now == [NoticeKind.QUESTION_COMMENTED] * 2
    assert [one["body"] for one in call(None).made("GET", f"/questions/{question_id}")["comments"]] == [PRAISE] * 2


def test_a_question_and_an_answer_wait_and_nothing_is_told_of_them(
    cast: Cast, new: Actor, client: Client, call: CallAs
) -> None:
    asked = call(new).made("POST", "/questions", {"title": "Shoes", "body": SHOES, "product": "router"}, 201)
    assert asked["waits"]["until"]
    client.page(f"/questions/{asked['id']}", 404)
    assert call(None).made("GET", "/questions")["items"] == []
    question = ask(cast, title="What is this?", body="Where do I see which version of the program is on my device?")
    before = question.active_at
    made = call(new).made("POST", f"/questions/{question.id}/answers", {"body": "https://shop.example/shoes"}, 201)
    assert made["waits"]["reason"] == "This looks like an advert."
    session().refresh(question)
    assert (question.active_at, question.answer_count) == (before, 0)
    assert notices() == []


def test_links_and_names_inside_code_hold_nothing(cast: Cast, new: Actor) -> None:
    made = post_answer(new, ask(cast).id, render(f"```\nhttps://shop.example/shoes\n{SHOES}\n```"))
    assert not made.is_held


def test_what_trusted_people_and_staff_write_never_waits(cast: Cast) -> None:
    question = ask(cast)
    for writer in (cast.ben, cast.eva):
        for text in (PRAISE, PRAISE, SHOES):
            assert not post_answer(writer, question.id, render(text)).is_held
    by_rule = session().scalars(sa.select(Flag.rule).order_by(Flag.id)).all()
    assert by_rule == ["spam.link-names"]


def test_an_edit_that_adds_the_spam_is_held_too(cast: Cast, new: Actor) -> None:
    question = ask(cast)
    comment(cast.sam, question.id, render(PRAISE))
    made = post_answer(new, question.id, render("Switch it off, wait for a minute, and switch it on again."))
    assert not made.is_held
    edit_answer(new, made.id, render(PRAISE), base_revision=1)
    assert session().get_one(Answer, made.id, populate_existing=True).is_held


def test_what_waits_cannot_be_made_into_something_that_does_not(cast: Cast, new: Actor) -> None:
    question = ask(cast)
    comment(cast.sam, question.id, render(PRAISE))
    held = comment(new, question.id, render(PRAISE))
    with pytest.raises(Unfit):
        comment_to_answer(new, held.id)


def test_saying_it_elsewhere_is_no_repeat(cast: Cast, new: Actor) -> None:
    first = post_answer(new, ask(cast).id, render(PRAISE))
    delete_answer(new, first.id, reason="")
    assert not post_answer(new, ask(cast).id, render(PRAISE)).is_held


def test_moderators_are_called_when_the_time_is_over_and_prints_are_forgotten(cast: Cast, new: Actor) -> None:
    question_id = ask(cast).id
    made_id = post_answer(new, question_id, render(SHOES)).id
    comment(cast.sam, question_id, render(PRAISE))
    assert call_to_held() == 0
    with travel(days_ago(-1.1)):
        assert call_to_held() == 1
        assert call_to_held() == 0
        follow()
        kind = session().scalars(sa.select(Notice.kind).where(Notice.person_id == cast.max.id)).all()
        assert kind == [NoticeKind.POST_WAITS]
        later = session().get_one(Answer, made_id, populate_existing=True)
        assert later.held_until is not None
        assert later.held_until - days_ago(0) > timedelta(hours=23)
    assert forget_old_prints() == 0
    with travel(days_ago(-31)):
        assert forget_old_prints() == 3
    assert session().scalar(sa.select(sa.func.count(PostPrint.id))) == 0


def test_a_program_that_fills_in_what_people_do_not_see_is_held(cast: Cast, new: Actor, client: Client) -> None:
    question = ask(cast)
    address = f"/questions/{question.id}/answers"
    for writer in (new, cast.sam):
        client.enter(writer)
        client.post(address, data={"body": "Press the upper button twice.", "website": "https://shop.example"})
        client.post(address, data={"body": "Press the lower button once.", "website": ""})
    made = session().scalars(sa.select(Answer).order_by(Answer.id)).all()
    assert [one.is_held for one in made] == [True, False, False, False]
    client.enter(new)
    page = client.page(f"/questions/{question.id}/{question.slug}")
    (field,) = page.select("#your-answer input[name=website], form[action$='/answers'] input[name=website]")
    assert (field["tabindex"], field["autocomplete"]) == ("-1", "off")
    assert field.find_parent(attrs={"aria-hidden": "true"}) is not None


def test_a_second_press_and_a_second_try_say_that_it_waits(
    cast: Cast, new: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever became of the first one: the database took it back, or the other press kept it."""
    question = ask(cast)
    page, posted = f"/questions/{question.id}/{question.slug}", []

    def busy_once(*args: Any) -> Answer:
        posted.append(post_answer(*args))
        if len(posted) == 1:
            raise OperationalError("", None, Exception("database is locked"))
        return posted[-1]

    monkeypatch.setattr(answering, "post_answer", busy_once)
    client.enter(new)
    for _press in range(2):
        client.post(f"/questions/{question.id}/answers", data={"body": SHOES, "website": ""})
        said_then = client.page(page).text
        assert "waits for a moderator before others see it" in said_then
        assert "Your answer is online" not in said_then
    assert len(posted) == 2


def test_what_waits_is_looked_at_until_somebody_decides_how_far_it_is_seen(cast: Cast, new: Actor) -> None:
    """Whatever else is decided, and whatever is taken back: it has a deadline to come, and a report that is open."""
    question = ask(cast)
    for post in (comment, post_answer):
        made = post(new, question.id, render(SHOES))
        model, made_id = POSTS[made.ref.kind], made.id
        (case_id,) = (view.case.id for view in list_cases(cast.max).items)
        decide(cast.max, case_id, Action.MEND, reason="Say what it is about.")
        assert [view.case.id for view in list_cases(cast.max).items] == [case_id]
        for action in (Action.DISMISS, Action.DELETE):
            taken_back = decide(cast.max, case_id, action, reason="I looked.")
            shown = session().get_one(model, made_id, populate_existing=True)
            assert isinstance(shown, Answer | Comment)
            assert not shown.is_held
            assert list_cases(cast.max).items == []
            with unit():
                session().get_one(Decision, taken_back.id).reading = Reading.WAITS
            overturn(Actor(cast.ben.id, cast.max.grants), taken_back.id, reason="Look again.")
            again = session().get_one(model, made_id, populate_existing=True)
            assert isinstance(again, Answer | Comment)
            assert (again.containment, again.held_reason) == (Containment.QUARANTINED, "This looks like an advert.")
            assert again.held_until is not None
            assert again.held_until > days_ago(0)
            assert [view.case.id for view in list_cases(cast.max).items] == [case_id]
        decide(cast.max, case_id, Action.QUARANTINE, reason="An advert.")


def test_staff_keeps_a_block_list_in_the_browser(cast: Cast, new: Actor) -> None:
    question = ask(cast)
    assert post_answer(new, question.id, render("Buy cheap cialis here, it helps with everything.")).is_held
    assert not post_answer(cast.sam, question.id, render("The word cialis came by mail, what is this?")).is_held
    rule = replace(BY_KEY["spam.block-list"], pattern=r"\bwobble\.example\b")
    keep_rule(cast.max, rule, reason="They come from there now.", base=rule.version)
    assert post_answer(new, question.id, render("I found it at https://wobble.example/a, look there.")).is_held
    assert not post_answer(new, question.id, render("Nobody needs cialis for this.")).is_held
