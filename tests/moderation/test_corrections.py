"""A correction says which passage is wrong and what is right; the answer stays as its author wrote it."""

from dataclasses import replace

import pytest

from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.markup import render
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.questions.models import Verdict
from forum.questions.operations import edit_answer
from forum.questions.queries import answer_revision, thread
from forum.questions.trust import Level, VerdictKind
from tests.support.cast import Cast
from tests.support.talk import ADVICE, answer, ask

MINUTE = CorrectionDraft(
    revision=1,
    passage="press Save and wait a minute",
    replacement="press Save and wait five minutes",
    reason="The box needs longer since 2.0.",
)


def test_an_engineers_correction_makes_the_answer_corrected(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    correction = publish_correction(cast.eva, made.id, replace(MINUTE, passage="press Save\nand  wait a minute"))
    assert (correction.passage, correction.by_engineer) == (MINUTE.passage, True)
    assert (made.level, question.best_level) == (Level.CORRECTED, Level.CORRECTED)
    trust = thread(cast.visitor, question.id).answers[0].trust
    assert (trust.level, trust.by.name if trust.by else None) == (Level.CORRECTED, "Eva")


def test_the_original_stays_readable(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    publish_correction(cast.eva, made.id, MINUTE)
    revision = answer_revision(made.id, 1)
    assert revision is not None
    assert (made.revision, revision.source) == (1, ADVICE)


def test_a_moderators_correction_checks_nothing(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    assert publish_correction(cast.max, made.id, MINUTE).by_engineer is False
    assert (made.level, made.judged_at) == (Level.UNREVIEWED, None)


@pytest.mark.parametrize("who", ["ada", "ben", "amy", "sam", "visitor"])
def test_only_staff_corrects(cast: Cast, who: str) -> None:
    made = answer(cast, ask(cast))
    with pytest.raises(Forbidden):
        publish_correction(getattr(cast, who), made.id, MINUTE)


def test_nobody_corrects_their_own_answer(cast: Cast) -> None:
    made = answer(cast, ask(cast), by=cast.eva)
    with pytest.raises(Forbidden):
        publish_correction(cast.eva, made.id, MINUTE)


@pytest.mark.parametrize("field", ["passage", "replacement", "reason"])
@pytest.mark.parametrize("text", ["  ", "x" * 2_001])
def test_what_a_correction_needs_is_said_at_the_field(cast: Cast, field: str, text: str) -> None:
    made = answer(cast, ask(cast))
    texts = {"passage": MINUTE.passage, "replacement": MINUTE.replacement, "reason": MINUTE.reason, field: text}
    with pytest.raises(Invalid) as caught:
        publish_correction(cast.eva, made.id, CorrectionDraft(revision=1, **texts))
    assert [error.field for error in caught.value.errors] == [field]


def test_the_passage_must_stand_in_the_answer(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    with pytest.raises(Invalid) as caught:
        publish_correction(cast.eva, made.id, replace(MINUTE, passage="throw it out of the window"))
    assert [(error.field, error.code) for error in caught.value.errors] == [("passage", "unknown")]


def test_a_correction_of_an_older_revision_is_refused(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    edit_answer(cast.ben, made.id, render(ADVICE + " Do it twice."), base_revision=1)
    with pytest.raises(Conflict):
        publish_correction(cast.eva, made.id, MINUTE)


def test_verdicts_and_corrections_are_counted_together(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    verdict = give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    assert isinstance(verdict, Verdict)
    correction = publish_correction(cast.eva, made.id, MINUTE)
    assert (verdict.number, correction.number, made.level) == (1, 2, Level.CORRECTED)
