"""What the components draw, made of what the queries return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from forum.core.containment import Containment
from forum.core.markup import safe
from forum.core.refs import Ref
from forum.moderation.queries import Told, told_of
from forum.people.models import Person
from forum.questions.models import Answer, Comment, Question
from forum.questions.opening import note_reading
from forum.questions.policy import is_private
from forum.questions.queries import AnswerView, HiddenAnswer, MyOutcome, QuestionRow, Thread
from forum.questions.trust import Level, Trust
from forum.web.access import viewer
from forum.web.hazards import HAZARDS
from forum.web.origin import Origin, origin
from forum.web.trust import CorrectionShape, TrustLine, corrected, line, mark
from forum.web.words import shipped


@dataclass(frozen=True, slots=True)
class Warned:
    """What stands before a text that could do harm."""

    hazard: str | None = None
    reason: str | None = None
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class CommentShape:
    """A comment; `row` is what policies are asked about. `warning` stands before one that is held back."""

    id: int
    row: Comment
    html: Markup
    author: Person | None
    byline: str | None
    origin: Origin | None
    posted_at: datetime
    edited_at: datetime | None
    score: int
    warning: Warned | None = None


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """An answer as `components/answer.html` draws it; `row` is what policies are asked about."""

    id: int
    row: Answer
    trust: TrustLine
    html: Markup | None
    corrections: Sequence[CorrectionShape]
    source: str
    revision: int
    author: Person | None
    byline: str | None
    origin: Origin | None
    posted_at: datetime
    edited_at: datetime | None
    folded: bool
    warning: Warned | None
    held: bool
    my_vote: int
    kept: bool
    my_outcome: MyOutcome | None
    comments: Sequence[CommentShape]


@dataclass(frozen=True, slots=True)
class HiddenShape:
    """What stands in the place of an answer that is hidden from the reader."""

    id: int
    trust: TrustLine
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class RowShape:
    """A question in a list, as `components/lists.html` draws it."""

    id: int
    slug: str
    title: str
    trust: TrustLine | None
    answer_count: int
    score: int
    author: Person | None
    byline: str | None
    active_at: datetime
    product: object
    release: str | None
    tags: Sequence[str]
    closed: bool


def _note(thing: Answer | Comment) -> None:
    """Note that the viewer is shown a private text. Who looks is asked for the few that are, not once a text."""
    if is_private(thing):
        note_reading(viewer().actor, thing)


Warnings = Mapping[Ref, Warned]
NO_WARNINGS: Warnings = {}


def warnings_of(thread: Thread) -> Warnings:
    """Return what stands before the question and its comments where they are held back. One statement where any is."""
    rows: list[Question | Comment] = [thread.question, *thread.comments]
    rows += [one for view in thread.answers for one in view.comments]
    held = [row.ref for row in rows if row.containment is not Containment.NONE]
    told = told_of(held)
    return {ref: _warned(told.get(ref)) for ref in held}


def _warned(told: Told | None) -> Warned:
    """Return what a moderator decided, in words; nothing more than that something was, where nobody wrote why."""
    if told is None:
        return Warned()
    return Warned(str(HAZARDS[told.hazard]) if told.hazard else None, told.reason)


def comment_shape(comment: Comment, warnings: Warnings = NO_WARNINGS) -> CommentShape:
    """Return a comment; `warnings` are those of its page."""
    _note(comment)
    return CommentShape(
        id=comment.id,
        row=comment,
        html=safe(comment.html),
        author=comment.author,
        byline=comment.byline,
        origin=origin(comment),
        posted_at=comment.created_at,
        edited_at=comment.edited_at,
        score=comment.score,
        warning=warnings.get(comment.ref) if warnings else None,
    )


def answer_shape(view: AnswerView, releases: Mapping[int, str], warnings: Warnings = NO_WARNINGS) -> AnswerShape:
    """Return an answer; `warnings` are those of its page."""
    answer = view.answer
    _note(answer)
    html, corrections = corrected(view.text.html, view.trust, view.text.number)
    return AnswerShape(
        id=answer.id,
        row=answer,
        trust=line(view.trust, releases),
        html=html,
        corrections=corrections,
        source=view.text.source,
        revision=answer.revision,
        author=answer.author,
        byline=answer.byline,
        origin=origin(answer),
        posted_at=answer.created_at,
        edited_at=answer.edited_at,
        folded=answer.containment in {Containment.FOLDED, Containment.QUARANTINED},
        warning=warning(answer, view.trust),
        held=view.trust.held,
        my_vote=view.my_vote,
        kept=view.kept,
        my_outcome=view.my_outcome,
        comments=[comment_shape(comment, warnings) for comment in view.comments],
    )


def warning(answer: Answer, trust: Trust) -> Warned | None:
    """Return what is said before a text that is held back: what a moderator decided, and what staff found.

    Where the trust line itself says what staff found, it is not said twice.
    """
    if trust.containment is Containment.NONE or trust.level is Level.QUARANTINED:
        return None
    found = trust.held_back_by
    # Such a line says what could go wrong and what to do instead; why stands beneath it.
    in_line = trust.level is Level.UNSAFE and found is not None and found.hazard is not None and bool(found.instead)
    why = found.reason if in_line and found else None
    if trust.decided is not Containment.NONE:
        hazard = str(HAZARDS[trust.hazard]) if trust.hazard else None
        if answer.decided_rule:
            reason, instead = shipped(answer.decided_reason), shipped(answer.decided_instead)
            return Warned(hazard, " ".join(filter(None, (why, reason))), instead or None)
        return Warned(hazard, " ".join(filter(None, (why, answer.decided_reason))))
    if found is None or in_line:
        return Warned(reason=why)
    if trust.level in {Level.UNSAFE, Level.INCORRECT}:
        return Warned(instead=found.instead or None)
    return Warned(str(HAZARDS[found.hazard]) if found.hazard else None, found.reason, found.instead or None)


def places(thread: Thread, warnings: Warnings) -> list[AnswerShape | HiddenShape]:
    """Return what stands on a page in the order of its answers: each of them, or its placeholder."""
    return [
        HiddenShape(place.answer_id, line(place.trust, {}))
        if isinstance(place, HiddenAnswer)
        else answer_shape(place, thread.releases, warnings)
        for place in thread.places
    ]


def row(found: QuestionRow) -> RowShape:
    """Return a question for a list."""
    return question_row(found.question, found.tags, for_asker=found.for_asker)


def question_row(question: Question, tags: Sequence[str] = (), *, for_asker: bool = False) -> RowShape:
    """Return a question, loaded with author and product, for a list."""
    return RowShape(
        id=question.id,
        slug=question.slug,
        title=question.title,
        trust=mark(question.best_level, for_asker=for_asker),
        answer_count=question.answer_count,
        score=question.score,
        author=question.author,
        byline=question.byline,
        active_at=question.active_at,
        product=question.product,
        release=None,
        tags=tags,
        closed=question.state == "closed",
    )
