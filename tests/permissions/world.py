"""Everybody who may ask for something, and everything in every state: the rows and columns of the truth tables.

Pure values: nothing here is in a database. The property tests put the same states there.
"""

from dataclasses import dataclass
from datetime import timedelta

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.refs import Kind
from forum.flags.models import Case
from forum.images.models import Image, ImageState
from forum.knowledge.models import Entry, EntryState
from forum.moderation.models import StaffNote, Suggestion
from forum.people.models import Person
from forum.people.policy import SYSTEM, VISITOR, Actor, Role
from forum.questions.models import Answer, Comment, Correction, Question, QuestionState, WaitingCheck
from forum.questions.trust import Level
from forum.recalls.models import Recall

HERE, ELSEWHERE = 1, 2
STRANGER, ASKER, AUTHOR = 10, 11, 12
ENGINEER, MODERATOR, ADMIN = 20, 21, 22


def _staff(ident: int, role: Role, product: int | None = HERE, suspended: bool = False) -> Actor:
    return Actor(ident, {role: None if product is None else frozenset({product})}, suspended=suspended)


# Relation and role of whoever asks. "here" is the product of the question, "elsewhere" another one.
ACTORS: dict[str, Actor] = {
    "visitor": VISITOR,
    "stranger": Actor(STRANGER, {Role.CUSTOMER: None}),
    "asker": Actor(ASKER, {Role.CUSTOMER: None}),
    "author": Actor(AUTHOR, {Role.CUSTOMER: None}),
    "engineer here": _staff(ENGINEER, Role.ENGINEER),
    "engineer elsewhere": _staff(ENGINEER, Role.ENGINEER, ELSEWHERE),
    "engineer everywhere": _staff(ENGINEER, Role.ENGINEER, None),
    "engineer and author": _staff(AUTHOR, Role.ENGINEER),
    "engineer and asker": _staff(ASKER, Role.ENGINEER),
    "moderator here": _staff(MODERATOR, Role.MODERATOR),
    "moderator elsewhere": _staff(MODERATOR, Role.MODERATOR, ELSEWHERE),
    "moderator everywhere": _staff(MODERATOR, Role.MODERATOR, None),
    "moderator and author": _staff(AUTHOR, Role.MODERATOR),
    "moderator and asker": _staff(ASKER, Role.MODERATOR),
    "admin": Actor(ADMIN, {Role.ADMIN: None}),
    "system": SYSTEM,
    "suspended asker": Actor(ASKER, {Role.CUSTOMER: None}, suspended=True),
    "suspended author": Actor(AUTHOR, {Role.CUSTOMER: None}, suspended=True),
    "suspended engineer": _staff(ENGINEER, Role.ENGINEER, suspended=True),
    "suspended moderator": _staff(MODERATOR, Role.MODERATOR, suspended=True),
}


@dataclass(frozen=True)
class State:
    """A question and an answer to it, as the column says."""

    containment: Containment = Containment.NONE
    question_containment: Containment = Containment.NONE
    question_state: QuestionState = QuestionState.OPEN
    product: int | None = HERE
    asker_gone: bool = False
    accepted_by: int | None = None
    written_by: int = AUTHOR
    deleted_by: int | None = None
    question_deleted: bool = False
    closed_by: int | None = None
    answers: int = 1
    level: Level = Level.UNREVIEWED


STATES: dict[str, State] = {
    "open": State(),
    "warned": State(Containment.WARNED),
    "folded": State(Containment.FOLDED),
    "hidden": State(Containment.QUARANTINED),
    "question hidden": State(question_containment=Containment.QUARANTINED),
    "closed": State(question_state=QuestionState.CLOSED),
    "unsorted": State(product=None),
    "asker gone": State(asker_gone=True),
    "accepted": State(accepted_by=ASKER),
    "accepted by moderator": State(accepted_by=MODERATOR),
    "asker answers": State(written_by=ASKER),
    "folded in hidden": State(Containment.FOLDED, Containment.QUARANTINED),
    "hidden in unsorted": State(Containment.QUARANTINED, product=None),
    "deleted": State(deleted_by=AUTHOR),
    "deleted by moderator": State(deleted_by=MODERATOR),
    "question deleted": State(question_deleted=True),
    "closed by asker": State(question_state=QuestionState.CLOSED, closed_by=ASKER),
    "unanswered": State(answers=0),
    "verified": State(level=Level.VERIFIED),
}


def question_in(state: State) -> Question:
    """The question of that state, by the asker."""
    age = timedelta(days=15)
    asker = Person(id=ASKER, name="Asker", slug="asker", seen_at=now() - (2 * age if state.asker_gone else age / 15))
    return Question(
        id=1,
        author_id=ASKER,
        author=asker,
        product_id=state.product,
        state=state.question_state,
        containment=state.question_containment,
        closed_by_id=state.closed_by,
        answer_count=state.answers,
        deleted_at=now() if state.question_deleted else None,
    )


def answer_in(state: State) -> Answer:
    """The answer of that state, by the author, fifteen days old."""
    return Answer(
        id=1,
        question=question_in(state),
        author_id=state.written_by,
        containment=state.containment,
        created_at=now() - timedelta(days=15),
        accepted=state.accepted_by is not None,
        accepted_by_id=state.accepted_by,
        level=state.level,
        deleted_at=now() if state.deleted_by else None,
        deleted_by_id=state.deleted_by,
    )


def comment_in(state: State) -> Comment:
    """A comment of that containment, by the author."""
    return Comment(
        id=1,
        author_id=AUTHOR,
        containment=state.containment,
        deleted_at=now() if state.deleted_by else None,
        deleted_by_id=state.deleted_by,
    )


def entry_in(state: State) -> Entry:
    """The solution that shows the answer of that state."""
    answer = answer_in(state)
    return Entry(
        id=1,
        product_id=state.product,
        question=answer.question,
        answer=answer,
        containment=Containment.NONE,
        state=EntryState.LIVE,
        revision=0,
    )


def revised_entry_in(state: State, *, retired: bool = False) -> Entry:
    """A solution that an editor revised, made from the answer of that state."""
    entry = entry_in(state)
    entry.revision, entry.retired_at = 1, now() if retired else None
    return entry


def own_entry_in(state: State) -> Entry:
    """An editor's own solution, as contained as the answer would be."""
    return Entry(id=1, product_id=state.product, containment=state.containment)


def image_in(state: State) -> Image:
    """An image that the author sent, erased where the answer would be deleted."""
    return Image(id=1, owner_id=AUTHOR, state=ImageState.ERASED if state.deleted_by else ImageState.KEPT)


def recall_in(state: State) -> Recall:
    """What people could be told of the state's answer; an engineer has decided it."""
    return Recall(product_id=state.product, decided_by_id=ENGINEER)


def case_in(state: State) -> Case:
    """A case about the answer."""
    return Case(id=1, about_kind=Kind.ANSWER, about_id=1, product_id=state.product)


def note_in(state: State) -> StaffNote:
    """A note beside that case, by the moderator."""
    return StaffNote(id=1, case_id=1, subject_id=state.written_by, author_id=MODERATOR)


def suggestion_in() -> Suggestion:
    """A change of the answer that a stranger suggests."""
    return Suggestion(id=1, answer_id=1, person_id=STRANGER)


def correction_in() -> Correction:
    """A correction of the answer, by the engineer."""
    return Correction(id=1, answer_id=1, author_id=ENGINEER)


def check_in() -> WaitingCheck:
    """What the engineer says of the answer and what waits for another one."""
    return WaitingCheck(id=1, answer_id=1, engineer_id=ENGINEER)
