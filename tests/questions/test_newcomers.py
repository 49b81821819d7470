"""New accounts post only so much: who is refused reads why and until when, and keeps what was typed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from forum import config
from forum.core.errors import Invalid
from forum.core.markup import render
from forum.people.accounts import create_person, open_account
from forum.people.policy import SYSTEM, Actor
from forum.people.trust import FREE, NEW_AMONG_MANY, NEW_HERE, Allowance, Preset, allowance
from forum.questions.operations import comment, edit_answer, post_answer
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ask, days_ago, travel

CallAs = Callable[[Actor | None], Caller]
TABLE = (
    # level, preset, staff: what they may do
    (0, Preset.SMALL, False, NEW_HERE),
    (0, Preset.LARGE, False, NEW_AMONG_MANY),
    (0, Preset.OFF, False, FREE),
    (0, Preset.SMALL, True, FREE),
    (1, Preset.SMALL, False, FREE),
    (1, Preset.LARGE, False, FREE),
    (3, Preset.LARGE, False, FREE),
)
LINKS = "See https://a.example, https://b.example and https://c.example for the three steps that it takes."


@pytest.mark.parametrize(("level", "preset", "staff", "allowed"), TABLE)
def test_what_a_level_may_do(level: int, preset: Preset, staff: bool, allowed: Allowance) -> None:
    assert allowance(level, preset, staff=staff) == allowed


def codes(refused: pytest.ExceptionInfo[Invalid]) -> list[str]:
    """What was wrong."""
    return [error.code for error in refused.value.errors]


def test_a_new_account_asks_three_questions_a_day(cast: Cast, client: Client, call: CallAs) -> None:
    new = open_account("Nora Quist", "nora@example.org", None)
    for number in range(3):
        ask(cast, by=new, title=f"Question {number}", body=f"What does lamp {number} mean?")
    told = call(new).made("POST", "/questions", {"title": "One more", "body": "And lamp 4?"}, 422)
    (error,) = told["errors"]
    assert (error["field"], error["code"]) == ("body", "too_many_today")
    client.enter(new)
    typed = {"title": "One more", "body": "And what does the fourth lamp mean?"}
    sent = client.post("/questions/ask", data=typed)
    assert sent.status_code == 422
    assert "New accounts post at most 3 of these a day." in sent.text
    assert typed["body"] in sent.text
    with travel(days_ago(-1.01)):
        assert ask(cast, by=new, title="One more", body="And what does the fourth lamp mean?").id


def test_links_and_pictures_are_few_in_every_text_and_code_does_not_count(cast: Cast) -> None:
    new, question = open_account("Nora Quist", "nora@example.org", None), ask(cast)
    with pytest.raises(Invalid) as refused:
        post_answer(new, question.id, render(LINKS))
    assert codes(refused) == ["too_many_links"]
    made = post_answer(new, question.id, render(f"Run this:\n\n```\n{LINKS}\n```"))
    for write in (
        lambda: edit_answer(new, made.id, render(LINKS), base_revision=1),
        lambda: comment(new, question.id, render(LINKS)),
    ):
        with pytest.raises(Invalid) as refused:
            write()
        assert codes(refused) == ["too_many_links"]
    # Links to this site advertise nothing, and an address of mail is no site.
    base = config.current().base_url
    own = f"{base}/questions/1 {base.upper()}/a [two](/questions/2) [three](?page=3) [four](#four)"
    asked_before = comment(new, question.id, render(f"This was asked before in these places: {own}"))
    assert not asked_before.is_held
    assert comment(new, question.id, render(" ".join(f"<mailto:help{number}@a.example>" for number in range(4)))).id


def test_answers_and_comments_have_their_own_number_and_others_are_free(cast: Cast, app: Flask) -> None:
    new, question = open_account("Nora Quist", "nora@example.org", None), ask(cast)
    invited = create_person(SYSTEM, "Liv Holm", "liv@example.org")
    config.use(replace(config.current(), trust_preset="large"))
    for writer in (new, invited):
        for number in range(5):
            post_answer(writer, question.id, render(f"Hold button {number}."))
    with pytest.raises(Invalid) as refused:
        post_answer(new, question.id, render("Hold button 6."))
    assert codes(refused) == ["too_many_today"]
    assert comment(new, question.id, render("Which one?")).id
    assert post_answer(invited, question.id, render("Hold button 6.")).id
    config.use(replace(config.current(), trust_preset="off"))
    assert post_answer(new, question.id, render("Hold button 6.")).id
