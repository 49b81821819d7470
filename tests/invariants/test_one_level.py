"""Promise 1: every shown answer has exactly one level, the same on its page, in lists, hits, solutions and the API."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from forum.catalog.operations import add_release
from forum.core.clock import now, travel
from forum.core.markup import render
from forum.moderation.verdicts import VerdictDraft, give_verdict, lapse_verdicts
from forum.questions.operations import accept_answer, edit_answer, report_outcome, unaccept_answer
from forum.questions.trust import VerdictKind
from tests.support.cast import Cast
from tests.support.levels import compare
from tests.support.talk import answer, ask
from tests.support.town import follow, live


def test_whatever_happens_all_say_the_same(app: Flask, cast: Cast) -> None:
    live(cast)
    question = ask(cast, title="The camera freezes in the cold")
    first, second = (
        answer(cast, question),
        answer(cast, question, by=cast.sam, body="Put it in a box of wool, then wait."),
    )
    ids = (first.id, second.id)
    steps: tuple[Callable[[], object], ...] = (
        lambda: accept_answer(cast.ada, ids[0]),
        lambda: report_outcome(cast.max, ids[1], worked=True),
        lambda: give_verdict(cast.eva, ids[1], VerdictDraft(VerdictKind.VERIFIED, 1, releases=cast.releases[1:2])),
        lambda: add_release(cast.amy, cast.router, "2.2"),
        lambda: edit_answer(cast.sam, ids[1], render("Run `warm --now`."), base_revision=1),
        lambda: give_verdict(
            cast.eva,
            ids[0],
            VerdictDraft(VerdictKind.OUTDATED, 1, since_release=cast.releases[2], note="It has a menu."),
        ),
        lambda: unaccept_answer(cast.ada, ids[0]),
        lambda: give_verdict(cast.eva, ids[1], VerdictDraft(VerdictKind.INCORRECT, 2, note="No such command.")),
        lambda: add_release(cast.amy, cast.router, "3.0"),
    )
    for number, step in enumerate(steps):
        step()
        follow()
        try:
            compare(app)
        except AssertionError as error:
            raise AssertionError(f"after step {number}") from error


def test_a_check_that_is_due_again_is_due_everywhere(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    draft = VerdictDraft(VerdictKind.VERIFIED, 1, review_by=now().date() + timedelta(days=2))
    give_verdict(cast.eva, made.id, draft)
    follow()
    assert compare(app) == {"verified"}
    with travel(now() + timedelta(days=4)):
        lapse_verdicts()
        follow()
        assert compare(app) == {"check_due"}
