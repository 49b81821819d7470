"""Who may decide about reports, correct answers, and suggest and decide about changes."""

import sqlalchemy as sa

from forum.flags.models import Case
from forum.moderation.models import Outcome, StaffNote, Suggestion
from forum.people.policy import (
    Actor,
    Role,
    can_see_restraints,
    can_suspend,
    heard,
    is_engineer,
    is_moderator,
    is_self,
    is_signed_in,
    is_staff,
    may_write,
    scope,
)
from forum.questions.models import Answer, Correction, Question, WaitingCheck
from forum.questions.policy import (
    answers_seen_by,
    can_check_answer,
    can_edit_answer,
    can_edit_question,
    can_see_answer,
    can_see_history,
    can_see_question,
    can_vote_answer,
    can_vote_question,
    questions_seen_by,
    staff_of,
)


def can_see_case(actor: Actor, case: Case) -> bool:
    """Read a case: the product's moderators."""
    return is_moderator(actor, case.product_id)


def cases_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_case`."""
    products = scope(actor, Role.MODERATOR)
    if products is None:
        return sa.true()
    if not products:
        return sa.false()
    return sa.or_(Case.product_id.in_(products), Case.product_id.is_(None))


def can_decide_case(actor: Actor, case: Case, author_id: int | None) -> bool:
    """Decide: a moderator of the product, never about their own text."""
    return can_see_case(actor, case) and not is_self(actor, author_id)


def can_correct_answer(actor: Actor, answer: Answer) -> bool:
    """Correct a passage: the product's staff, in an answer that somebody else wrote."""
    if not answer.is_in_place or not answer.question.is_in_place:
        return False
    staff = is_staff(actor, answer.question.product_id) and can_see_answer(actor, answer)
    return staff and not is_self(actor, answer.author_id)


def can_confirm_check(actor: Actor, check: WaitingCheck, answer: Answer) -> bool:
    """Confirm or refuse what a new engineer says of an answer: another one who may check it.

    Who is new may not either: see `new_engineers.may_confirm`.
    """
    return can_check_answer(actor, answer) and not is_self(actor, check.engineer_id)


def can_take_check_back(actor: Actor, check: WaitingCheck) -> bool:
    """Take back a check that waits: whose it is."""
    return is_signed_in(actor) and is_self(actor, check.engineer_id)


def is_correction_a_check(actor: Actor, answer: Answer) -> bool:
    """Whether a correction also says that the rest is right: an engineer's does, a moderator's does not."""
    return is_engineer(actor, answer.question.product_id)


def can_moderate(actor: Actor) -> bool:
    """Open the list of reports."""
    return bool(scope(actor, Role.MODERATOR)) or scope(actor, Role.MODERATOR) is None


def can_read_again(
    actor: Actor, case: Case, author_id: int | None, decided_by: int | None, *, everywhere: bool = False
) -> bool:
    """Confirm or overturn what another moderator decided: who may decide the case and did not.

    `everywhere`: it holds a person in all products, and is left to those who may decide so themselves.
    """
    if everywhere and not can_suspend(actor, author_id or 0, staff=False):
        return False
    return can_decide_case(actor, case, author_id) and not is_self(actor, decided_by)


def can_appeal(actor: Actor, author_id: int | None) -> bool:
    """Appeal against a decision: whose text or profile it is about, also while suspended."""
    return is_self(actor, author_id)


def can_hide_posts(actor: Actor, person_id: int, *, staff: bool) -> bool:
    """Hide what somebody posted in the moderator's products at once; not one's own, and nothing of staff."""
    return can_moderate(actor) and not staff and not is_self(actor, person_id)


def can_note_person(actor: Actor, person_id: int | None) -> bool:
    """Read and leave notes about a person: moderators and admins, never that person."""
    return can_see_restraints(actor) and not is_self(actor, person_id)


def can_note_case(actor: Actor, case: Case, author_id: int | None) -> bool:
    """Read and leave notes beside a report: who may decide it, so never whoever wrote what was reported."""
    return can_decide_case(actor, case, author_id)


def can_see_note(actor: Actor, note: StaffNote, case: Case | None) -> bool:
    """Read a note: of a person moderators and admins, of a report the product's moderators, never who it is about."""
    if case is not None and not can_see_case(actor, case):
        return False
    return can_note_person(actor, note.subject_id)


def notes_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_note`, for queries over `StaffNote` joined from the outside with its `Case`."""
    if not can_see_restraints(actor):
        return sa.false()
    others = StaffNote.subject_id.is_distinct_from(actor.id)
    beside = sa.and_(Case.id.is_not(None), cases_seen_by(actor))
    return sa.and_(others, sa.or_(StaffNote.case_id.is_(None), beside))


def can_drop_note(actor: Actor, note: StaffNote) -> bool:
    """Take a note out, given that it is seen: who wrote it."""
    return can_note_person(actor, note.subject_id) and is_self(actor, note.author_id)


def can_keep_texts(actor: Actor) -> bool:
    """Keep the texts that all moderators choose reasons from: those who are limited to no product."""
    return scope(actor, Role.MODERATOR) is None


def can_engineer(actor: Actor) -> bool:
    """Open the engineers' lists."""
    return bool(scope(actor, Role.ENGINEER)) or scope(actor, Role.ENGINEER) is None


def can_suggest_question(actor: Actor, question: Question) -> bool:
    """Suggest a change of somebody else's question."""
    return may_write(actor) and can_vote_question(actor, question)


def can_suggest_answer(actor: Actor, answer: Answer) -> bool:
    """Suggest a change of somebody else's answer, where its text can be read in the open."""
    return may_write(actor) and can_vote_answer(actor, answer) and can_see_history(actor, answer)


def _sees_thing(actor: Actor, thing: Question | Answer) -> bool:
    return can_see_question(actor, thing) if isinstance(thing, Question) else can_see_answer(actor, thing)


def _edits_thing(actor: Actor, thing: Question | Answer) -> bool:
    return can_edit_question(actor, thing) if isinstance(thing, Question) else can_edit_answer(actor, thing)


def can_see_suggestion(actor: Actor, suggestion: Suggestion, thing: Question | Answer) -> bool:
    """Read a suggestion: who made it, and who may edit what it is about; of what is hidden nobody else's.

    One that ended because its text was moved is its author's to read, who sees nothing but their own words there.
    """
    if suggestion.outcome is Outcome.MOVED:
        return is_self(actor, suggestion.person_id)
    if not _sees_thing(actor, thing):
        return False
    return is_self(actor, suggestion.person_id) or _edits_thing(heard(actor), thing)


def suggestions_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_suggestion`, for queries over `Suggestion` joined with its `Question`, and from the outside
    with its `Answer`.
    """
    seen = sa.and_(questions_seen_by(actor), sa.or_(Suggestion.answer_id.is_(None), answers_seen_by(actor)))
    mine = suggested_by(actor)
    in_place = Suggestion.outcome.is_distinct_from(Outcome.MOVED)
    there = sa.and_(in_place, seen, sa.or_(mine, _edited_by(actor)))
    return sa.or_(there, sa.and_(Suggestion.outcome == Outcome.MOVED, mine))


def suggested_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the actor's own suggestions."""
    return sa.false() if actor.id is None else Suggestion.person_id == actor.id


def _edited_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the actor may edit what a suggestion is about, given that they see it."""
    if not is_signed_in(actor):
        return sa.false()
    author = sa.case((Suggestion.answer_id.is_(None), Question.author_id), else_=Answer.author_id)
    in_place = sa.and_(Question.in_place(), sa.or_(Suggestion.answer_id.is_(None), Answer.in_place()))
    return sa.and_(in_place, sa.or_(author == actor.id, staff_of(actor, Question.product_id)))


def can_decide_suggestion(actor: Actor, suggestion: Suggestion, thing: Question | Answer) -> bool:
    """Accept a suggestion, improve or reject it: who may edit the thing, never about their own words."""
    return _edits_thing(actor, thing) and not is_self(actor, suggestion.person_id)


def can_withdraw_suggestion(actor: Actor, suggestion: Suggestion) -> bool:
    """Take a suggestion back: who made it."""
    return is_signed_in(actor) and is_self(actor, suggestion.person_id)


def can_answer_correction(actor: Actor, answer: Answer) -> bool:
    """Take a correction over, or object to it: the answer's author."""
    return is_self(actor, answer.author_id) and can_edit_answer(actor, answer)


def can_resolve_objection(actor: Actor, correction: Correction, answer: Answer) -> bool:
    """Uphold or withdraw a correction that its answer's author objects to: an engineer who is neither."""
    if is_self(actor, correction.author_id) or is_self(actor, answer.author_id):
        return False
    in_place = answer.is_in_place and answer.question.is_in_place
    return in_place and is_engineer(actor, answer.question.product_id) and can_see_answer(actor, answer)
