"""A correction stands in its place: the wrong passage struck out, the right one beneath with its author."""

import pytest
from flask import Flask

from forum.core.markup import render
from forum.knowledge.operations import settle_entry
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.questions.operations import edit_answer
from forum.questions.trust import VerdictKind
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, answer, ask

WRONG, RIGHT = "wait a minute", "wait five minutes"
DRAFT = CorrectionDraft(revision=1, passage=WRONG, replacement=RIGHT, reason="It takes longer since 2.0.")


@pytest.mark.parametrize("by", ["eva", "max"])
def test_readers_see_what_is_wrong_and_what_is_right(app: Flask, cast: Cast, by: str) -> None:
    question = ask(cast)
    made = answer(cast, question)
    publish_correction(getattr(cast, by), made.id, DRAFT)
    shown = Client(app).page(f"/questions/{question.id}/{question.slug}").select_one(f"#answer-{made.id}")
    assert shown.select_one(".prose del.wrong").text == WRONG
    correction = shown.select_one(".correction")
    assert correction.select_one("ins").text == RIGHT
    assert DRAFT.reason in correction.text
    assert by.capitalize() in correction.text


def test_the_solution_is_corrected_as_its_answer_is(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    publish_correction(cast.eva, made.id, DRAFT)
    entry = settle_entry(question.id)
    assert entry is not None
    page = Client(app).page(f"/solutions/{entry.id}/{entry.slug}")
    assert page.select_one(".prose del.wrong").text == WRONG
    assert page.select_one(".correction ins").text == RIGHT


def test_a_correction_stays_with_its_revision(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    publish_correction(cast.max, made.id, DRAFT)
    edit_answer(cast.ben, made.id, render(ADVICE.replace(WRONG, RIGHT)), base_revision=1)
    page = Client(app).page(f"/questions/{question.id}/{question.slug}")
    assert page.select_one(".correction") is None
    assert page.select_one("del.wrong") is None


def test_a_correction_is_behind_the_click_with_its_text(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    publish_correction(cast.eva, made.id, DRAFT)
    unsafe = VerdictDraft(VerdictKind.UNSAFE, 1, note="It erases the settings.")
    give_verdict(cast.eva, made.id, unsafe)
    shown = Client(app).page(f"/questions/{question.id}/{question.slug}").select_one(f"#answer-{made.id}")
    assert [each.find_parent("details") is not None for each in shown.select(".correction")] == [True]
