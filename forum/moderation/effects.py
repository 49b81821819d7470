"""What decisions do to things: how far each is held back, and its end."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.refs import Kind, Ref
from forum.flags.assessing import HOLDS, effect_on
from forum.flags.models import Case, CaseState, Flag
from forum.flags.rules.current import rulebook
from forum.flags.spam import Standing
from forum.knowledge.editing import settled
from forum.knowledge.models import Entry
from forum.moderation.doing import do, undo_doing
from forum.moderation.models import EFFECT, TAKES_AWAY, Action, Decision, Reading
from forum.moderation.queries import newest_case
from forum.moderation.things import Thing
from forum.people.policy import Actor
from forum.questions.appearing import note_appearance
from forum.questions.emptying import is_empty
from forum.questions.marks import settle, settle_question
from forum.questions.models import Answer, AnswerRevision, Comment, Question
from forum.questions.operations import (
    delete_answer,
    delete_comment,
    delete_question,
    restore_answer,
    restore_comment,
    restore_question,
)
from forum.questions.queries.kin import touch_kin
from forum.questions.risks import LOOKED_AT_WITHIN

DELETE = {Kind.QUESTION: delete_question, Kind.ANSWER: delete_answer, Kind.COMMENT: delete_comment}
RESTORE = {Kind.QUESTION: restore_question, Kind.ANSWER: restore_answer, Kind.COMMENT: restore_comment}


@dataclass(frozen=True, slots=True)
class Hold:
    """How far a moderator holds a thing back, or a rule before one decided, and what readers are told."""

    level: Containment
    hazard: Hazard | None
    reason: str
    at: datetime
    rule: str | None = None
    instead: str = ""

    @classmethod
    def of(cls, decision: Decision, level: Containment) -> "Hold":
        """Return what a decision asks for."""
        return cls(level, decision.hazard, decision.reason, decision.created_at)


def carry_out(actor: Actor, thing: Thing, decision: Decision) -> None:
    """Do what was decided. What is taken away and waits for a second moderator is hidden meanwhile."""
    if decision.action in TAKES_AWAY and config.current().second_reader == "before":
        hold_back(thing, Hold.of(decision, Containment.QUARANTINED))
    elif decision.action in EFFECT:
        hold_back(thing, Hold.of(decision, EFFECT[decision.action]))
    else:
        # An author who is asked to mend the text is told so, and nothing else happens.
        take_away(actor, thing, decision)
        do(actor, thing, decision)


def finish(actor: Actor, thing: Thing, decision: Decision) -> None:
    """Take away what waited for a second moderator, and show the rest as it was before. Done already: nothing."""
    if decision.action in TAKES_AWAY and decision.after is Containment.QUARANTINED and not _is_done(thing, decision):
        release(thing, decision)
        take_away(actor, thing, decision)
        do(actor, thing, decision)


def take_away(actor: Actor, thing: Thing, decision: Decision) -> None:
    """Delete a thing where that was decided; staff and author still see it."""
    if decision.action is Action.DELETE:
        if thing.waits:
            hold_back(thing, Hold.of(decision, Containment.QUARANTINED))
        DELETE[thing.ref.kind](actor, thing.ref.id, reason=decision.reason, case_id=decision.case_id)


def _is_done(thing: Thing, decision: Decision) -> bool:
    """Whether what a decision takes away is gone."""
    if decision.action is Action.DELETE:
        return bool(getattr(thing.row, "is_deleted", False))
    return decision.number is not None and is_empty(thing.ref, decision.number)


def undo(actor: Actor, thing: Thing, decision: Decision, reason: str) -> None:
    """Let a thing be as it was before a decision, with all marks that were set since."""
    if decision.action is Action.DELETE and _was_removed(thing, decision):
        RESTORE[thing.ref.kind](actor, thing.ref.id, case_id=decision.case_id)
    if decision.action is not Action.REDACT or _is_done(thing, decision):
        undo_doing(actor, thing, decision, reason)
    release(thing, decision)


def release(thing: Thing, decision: Decision) -> None:
    """Let a thing be held back as it was before a decision; what a rule holds back since then stays so."""
    row = thing.row
    by_rule = isinstance(row, Answer) and row.decided_rule is not None
    if decision.action not in {*EFFECT, *TAKES_AWAY} or by_rule or _has_newer(thing.ref, decision.id):
        return
    before, rule = _before(thing.ref, decision.id), _rule_before(decision)
    held = Containment.NONE if before is None else EFFECT[before.action]
    waited = _waited(thing, decision, held if rule is None else rule.level)
    if rule is not None:
        hold = rule
    elif waited:
        hold = Hold.of(decision, Containment.QUARANTINED)
    else:
        hold = Hold.of(before or decision, held)
    hold_back(thing, hold, anew=False)
    if waited and isinstance(row, Question | Answer | Comment):
        row.held_until, row.held_reason = now() + LOOKED_AT_WITHIN, _found(decision)


def _waited(thing: Thing, decision: Decision, held: Containment) -> bool:
    """Whether a rule hid the thing until somebody looked, which this decision ended. `held`: how far it is without."""
    if isinstance(thing.row, Answer):
        return decision.rule_before is not None and held is Containment.QUARANTINED
    was_hidden = decision.before is Containment.QUARANTINED and held is not Containment.QUARANTINED
    return isinstance(thing.row, Question | Comment) and was_hidden


def _found(decision: Decision) -> str:
    """Return what its author is told of why it waits: what the most severe rule says."""
    mine = sa.select(Flag.reason).where(Flag.case_id == decision.case_id, Flag.rule.is_not(None))
    return session().scalar(mine.order_by(Flag.severity.desc(), Flag.id).limit(1)) or ""


def leave_open(thing: Thing, case: Case) -> None:
    """Leave a case open whose text waits still, so that somebody looks at it."""
    if thing.waits and newest_case(thing.ref) == case.id:
        case.state, case.closed_at = CaseState.OPEN, None


def _was_removed(thing: Thing, decision: Decision) -> bool:
    """Whether a thing was deleted by this decision, and not by its author before or since."""
    by = getattr(thing.row, "deleted_by_id", None)
    return by is not None and by in {decision.moderator_id, decision.second_id}


def _decisions(ref: Ref) -> sa.Select[Decision]:
    """SQL: the decisions about a thing that still say how far it is held back, the newest first."""
    query = sa.select(Decision).join(Case, Case.id == Decision.case_id)
    mine = (Case.about_kind == ref.kind, Case.about_id == ref.id, Decision.reading != Reading.OVERTURNED)
    return query.where(*mine, Decision.action.in_(list(EFFECT))).order_by(Decision.id.desc()).limit(1)


def _has_newer(ref: Ref, decision_id: int) -> bool:
    """Whether something else was decided since."""
    return session().scalars(_decisions(ref).where(Decision.id > decision_id)).one_or_none() is not None


def _before(ref: Ref, decision_id: int) -> Decision | None:
    """Return the decision that held before another one, None where there was none."""
    return session().scalars(_decisions(ref).where(Decision.id < decision_id)).one_or_none()


def _rule_before(decision: Decision) -> Hold | None:
    """Return how far a risk rule held the thing back before a decision, None where none did."""
    rule = rulebook().by_key.get(decision.rule_before or "")
    level = HOLDS.get(effect_on(rule, Kind.ANSWER, Standing.NEW)) if rule is not None else None
    if rule is None or level is None:
        return None
    return Hold(level, rule.hazard, rule.explanation, decision.created_at, rule.key, rule.instead)


def hold_back(thing: Thing, hold: Hold, *, anew: bool = True) -> None:
    """Let a thing be held back so far, with all that is derived from it.

    `anew`: older texts keep what was decided about them before; where a decision is taken back, nothing was.
    """
    row, hidden = thing.row, thing.containment is Containment.QUARANTINED
    if isinstance(row, Answer):
        if anew:
            _keep_for_older(row)
        _hold_back_answer(row, hold)
        settle(row.question, row)
    elif isinstance(row, Question):
        row.containment = hold.level
        settle_question(row)
        touch_kin(row.id)
    elif isinstance(row, Comment):
        row.containment = hold.level
        thing.question.version += 1  # type: ignore[union-attr] # a comment stands in a thread
    elif isinstance(row, Entry):
        row.decided = hold.level
        row.version += 1
        settled(row)
    # A profile has nothing to hold back: its owner is told.
    if isinstance(row, Question | Answer | Comment) and thing.question is not None:
        row.held_until, row.held_reason = None, ""
        if hidden and thing.containment is not Containment.QUARANTINED:
            note_appearance(row, thing.question)


def _keep_for_older(answer: Answer) -> None:
    """Let texts that an earlier decision was about, and that changed, keep that."""
    if answer.decided is Containment.NONE or answer.revision == answer.decided_revision:
        return
    old = sa.update(AnswerRevision).where(
        AnswerRevision.answer_id == answer.id,
        AnswerRevision.number <= answer.decided_revision,
        AnswerRevision.containment.in_([each for each in Containment if each.rank < answer.decided.rank]),
    )
    session().execute(old.values(containment=answer.decided))


def _hold_back_answer(answer: Answer, hold: Hold) -> None:
    """Let an answer follow, with what readers are told."""
    held = hold.level is not Containment.NONE
    answer.decided, answer.decided_hazard = hold.level, hold.hazard if held else None
    answer.decided_reason = hold.reason if held else ""
    answer.decided_rule, answer.decided_instead = hold.rule, hold.instead
    answer.decided_at, answer.decided_revision = hold.at, answer.revision
