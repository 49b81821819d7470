"""The acts of the script as calls of the forum's own operations.

`prepare` renders and reads, outside of any transaction, and returns what is to be done inside of one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial, singledispatch

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.markup import render
from forum.core.refs import Kind, Ref
from forum.demo import script
from forum.flags.models import Case, CaseState
from forum.flags.operations import Report
from forum.journal.catch_up import catch_up
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions import operations
from forum.questions.models import Answer
from forum.questions.operations.asking import QuestionDraft
from forum.questions.queries import answer_revision, question_revision
from forum.reactions import TABLE
from forum.recalls.models import Recall
from forum.recalls.operations import RecallDraft, send, tell

Deed = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who acts, and on what.

    `draft` renders the question as it was asked, `releases` are its product's and `answers` its own, by name.
    """

    actor: Actor
    question_id: int
    answer_id: int | None
    draft: Callable[[], QuestionDraft]
    releases: Mapping[str, int]
    answers: Mapping[str, int]

    @property
    def answer(self) -> int:
        """The answer that the act is about."""
        if self.answer_id is None:
            raise LookupError("this act is about an answer")
        return self.answer_id


@singledispatch
def prepare(act: script.Act, scene: Scene) -> Deed:
    """Return what the act does."""
    raise NotImplementedError(type(act).__name__)


@prepare.register
def _vote(act: script.Vote, scene: Scene) -> Deed:
    if scene.answer_id is None:
        return partial(operations.vote_question, scene.actor, scene.question_id, act.value)
    return partial(operations.vote_answer, scene.actor, scene.answer_id, act.value)


@prepare.register
def _comment(act: script.Comment, scene: Scene) -> Deed:
    body = render(act.body)
    return partial(operations.comment, scene.actor, scene.question_id, body, answer_id=scene.answer_id)


@prepare.register
def _edit(act: script.Edit, scene: Scene) -> Deed:
    if scene.answer_id is None:
        return _edit_question(act, scene)
    number = _revision_of(scene.answer_id)
    before = answer_revision(scene.answer_id, number)
    body = render(_changed(act, before.source if before else ""))
    edit = operations.edit_answer
    return partial(edit, scene.actor, scene.answer_id, body, base_revision=number, note=act.summary)


def _edit_question(act: script.Edit, scene: Scene) -> Deed:
    """Only the text of a question is edited here, and only once."""
    before = question_revision(scene.question_id, 1)
    draft = replace(scene.draft(), body=render(_changed(act, before.source if before else "")))
    edit = operations.edit_question
    return partial(edit, scene.actor, scene.question_id, draft, base_revision=1, note=act.summary)


@prepare.register
def _close(act: script.Close, scene: Scene) -> Deed:
    return partial(operations.close_question, scene.actor, scene.question_id, reason=act.reason)


@prepare.register
def _accept(_act: script.Accept, scene: Scene) -> Deed:
    return partial(operations.accept_answer, scene.actor, scene.answer)


@prepare.register
def _unaccept(_act: script.Unaccept, scene: Scene) -> Deed:
    return partial(operations.unaccept_answer, scene.actor, scene.answer)


@prepare.register
def _outcome(act: script.Outcome, scene: Scene) -> Deed:
    release = scene.releases[act.release]
    report = operations.report_outcome
    return partial(report, scene.actor, scene.answer, worked=act.worked, release_id=release, note=act.note)


@prepare.register
def _verdict(act: script.Verdict, scene: Scene) -> Deed:
    draft = VerdictDraft(
        kind=act.kind,
        revision=_revision_of(scene.answer),
        releases=[scene.releases[name] for name in act.releases],
        evidence=act.evidence,
        note=act.note,
        condition=act.condition or None,
        since_release=scene.releases[act.since_release] if act.since_release else None,
        review_by=(now() + act.review_after).date() if act.review_after else None,
        hazard=act.hazard,
        instead=act.instead,
    )
    return partial(give_verdict, scene.actor, scene.answer, draft)


@prepare.register
def _correct(act: script.Correction, scene: Scene) -> Deed:
    draft = CorrectionDraft(
        revision=_revision_of(scene.answer), passage=act.passage, replacement=act.replacement, reason=act.reason
    )
    return partial(publish_correction, scene.actor, scene.answer, draft)


@prepare.register
def _report(act: script.Report, scene: Scene) -> Deed:
    report = Report(act.kind, act.reason, act.hazard, act.severity)
    return partial(operations.report_answer, scene.actor, scene.answer, report)


@prepare.register
def _decide(act: script.Decision, scene: Scene) -> Deed:
    about = (Case.about_kind == Kind.ANSWER, Case.about_id == scene.answer)
    case = session().scalars(sa.select(Case.id).where(*about, Case.state == CaseState.OPEN)).one()
    return partial(decide, scene.actor, case, act.action, reason=act.reason)


@prepare.register
def _tell(act: script.Tell, scene: Scene) -> Deed:
    # What is offered to staff follows from the check, which is younger than the last week's end.
    catch_up(TABLE)
    instead = Ref(Kind.ANSWER, scene.answers[act.instead])
    draft = RecallDraft(act.severity, act.summary, act.what_now, instead)
    return partial(tell, scene.actor, _recall_of(scene.answer), draft)


def send_told(answer_id: int) -> Deed:
    """Return what sends the notices about an answer whose ten minutes are over."""
    return partial(send, _recall_of(answer_id))


def _recall_of(answer_id: int) -> int:
    """Return the number of what people are told, or could be, of an answer."""
    return session().scalars(sa.select(Recall.id).where(Recall.answer_id == answer_id)).one()


def _revision_of(answer_id: int) -> int:
    """Return the number of an answer's newest revision."""
    return session().scalars(sa.select(Answer.revision).where(Answer.id == answer_id)).one()


def _changed(act: script.Edit, text: str) -> str:
    """Return the text after the edit."""
    return text.replace(act.find, act.replace)
