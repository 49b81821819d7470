"""What goes out to staff: reports and decisions, the history, the numbers."""

from marshmallow import fields, validate

from forum.analytics.reversals import How
from forum.api.schemas.incoming import ListArgs, one_of
from forum.api.schemas.outgoing import Name, Out, VerdictOut
from forum.core.containment import Containment, Hazard
from forum.core.provenance import Channel
from forum.core.refs import Kind
from forum.flags.models import CaseState, FlagKind
from forum.journal.kinds import EventKind
from forum.moderation.decided import Aftermath
from forum.moderation.models import Action, AppealOutcome, Reading
from forum.reach.models import Part

ANSWERS, OTHERS = "answers", "others"


class FlagOut(Out):
    """A report."""

    id = fields.Integer()
    case_id = fields.Integer()
    kind = fields.String(validate=one_of(FlagKind))
    hazard = fields.String(allow_none=True, validate=one_of(Hazard))
    severity = fields.Integer(metadata={"description": "1 to 4; 0: nobody named it"})
    weight = fields.Float(metadata={"description": "what it counts, by how often its author was right before"})
    reason = fields.String()
    rule = fields.String(allow_none=True, metadata={"description": "the risk rule that reported it; none: a person"})
    rule_version = fields.Integer(allow_none=True, metadata={"description": "the version of it that did"})
    evidence = fields.String(
        allow_none=True, metadata={"description": "an address that the person names, or what a rule found"}
    )
    revision = fields.Integer(allow_none=True, metadata={"description": "the revision that was reported"})
    created_at = fields.DateTime()


class ReportedOut(FlagOut):
    """A report as moderators read it."""

    reporter = fields.String(allow_none=True)


class DecisionOut(Out):
    """What a moderator did about a case, and why."""

    id = fields.Integer()
    case_id = fields.Integer()
    action = fields.String(validate=one_of(Action))
    hazard = fields.String(allow_none=True, validate=one_of(Hazard))
    reason = fields.String()
    before = fields.String(validate=one_of(Containment))
    after = fields.String(validate=one_of(Containment))
    created_at = fields.DateTime()
    until = fields.DateTime(allow_none=True, metadata={"description": "of a suspension or a silence"})
    target = fields.Integer(allow_none=True, metadata={"description": "the question that was asked before"})
    number = fields.Integer(allow_none=True, metadata={"description": "the revision that lost its words"})


class AppealOut(Out):
    """An author's word against a decision, and what another moderator found."""

    text = fields.String()
    created_at = fields.DateTime()
    outcome = fields.String(allow_none=True, validate=one_of(AppealOutcome))
    reason = fields.String()
    decided_at = fields.DateTime(allow_none=True)


class DecisionAgain(DecisionOut):
    """A decision with what it is about, and what became of it."""

    kind = fields.String(validate=one_of(Kind), metadata={"description": "of what it is about"})
    about_id = fields.Integer(metadata={"description": "its number"})
    title = fields.String()
    reading = fields.String(validate=one_of(Reading), metadata={"description": "by a second moderator"})
    second_reason = fields.String()
    appeal = fields.Nested(AppealOut, allow_none=True)
    appeal_until = fields.DateTime()


class DecisionList(Out):
    """One page of decisions that wait for a second look, the oldest first."""

    items = fields.List(fields.Nested(DecisionAgain))
    next = fields.String(allow_none=True)


class DecidedOut(Out):
    """What a moderator decided, as everybody reads it: no names, and no more of a thing than its page shows."""

    id = fields.Integer()
    kind = fields.String(validate=one_of(Kind), metadata={"description": "of what it is about"})
    action = fields.String(validate=one_of(Action))
    hazard = fields.String(allow_none=True, validate=one_of(Hazard))
    product = fields.String(allow_none=True)
    reason = fields.String(
        allow_none=True, metadata={"description": "where readers are told it on the page of the thing"}
    )
    title = fields.String(
        allow_none=True, metadata={"description": "null where its page shows nothing of the decision"}
    )
    at = fields.DateTime()
    standing = fields.String(validate=one_of(Aftermath), metadata={"description": "what became of it"})
    reversed = fields.Boolean(metadata={"description": "whether it holds no more"})
    since = fields.DateTime(allow_none=True, metadata={"description": "when it was reversed, where that is known"})
    url = fields.String(allow_none=True)


class DecidedList(Out):
    """One page of decisions, the newest first."""

    items = fields.List(fields.Nested(DecidedOut))
    next = fields.String(allow_none=True)


class CaseOut(Out):
    """All reports of one thing, handled once."""

    id = fields.Integer()
    kind = fields.String(validate=one_of(Kind), metadata={"description": "of what was reported"})
    about_id = fields.Integer(metadata={"description": "its number"})
    answer_id = fields.Integer(allow_none=True, metadata={"description": "the answer that was reported"})
    question_id = fields.Integer(allow_none=True, metadata={"description": "the question that it stands under"})
    title = fields.String()
    actions = fields.List(fields.String(validate=one_of(Action)), metadata={"description": "what can be done to it"})
    state = fields.String(validate=one_of(CaseState))
    hazard = fields.String(allow_none=True, validate=one_of(Hazard))
    severity = fields.Integer(metadata={"description": "of the worst report"})
    version = fields.Integer(metadata={"description": "counts reports and decisions"})
    revision = fields.Integer(allow_none=True, metadata={"description": "the newest one of the text"})
    views = fields.Integer(metadata={"description": "of its page in seven days"})
    taken_by = fields.String(allow_none=True, metadata={"description": "who is at it now"})
    taken_until = fields.DateTime(allow_none=True)
    containment = fields.String(validate=one_of(Containment))
    opened_at = fields.DateTime()
    closed_at = fields.DateTime(allow_none=True)
    flags = fields.List(fields.Nested(ReportedOut))
    decisions = fields.List(fields.Nested(DecisionOut))


class CannedOut(Out):
    """A text for reasons that are given again and again."""

    id = fields.Integer(allow_none=True, metadata={"description": "null: it comes with Vouch"})
    title = fields.String()
    text = fields.String()
    position = fields.Integer()


class CannedList(Out):
    """All texts, in their order."""

    items = fields.List(fields.Nested(CannedOut))


class CaseList(Out):
    """One page of cases, worst first."""

    items = fields.List(fields.Nested(CaseOut))
    next = fields.String(allow_none=True)


class Thing(Out):
    """What an event is about."""

    kind = fields.String(validate=one_of(Kind))
    id = fields.Integer(allow_none=True)


class EventOut(Out):
    """Something that happened: numbers and fixed names, no text and nothing personal."""

    id = fields.Integer()
    kind = fields.String(validate=one_of(EventKind))
    actor_id = fields.Integer(allow_none=True)
    root = fields.Nested(Thing)
    about = fields.Nested(Thing)
    channel = fields.String(validate=one_of(Channel))
    request_id = fields.String(allow_none=True)
    occurred_at = fields.DateTime()
    recorded_at = fields.DateTime()
    data = fields.Dict(keys=fields.String())


class Journal(Out):
    """One page of the history, the newest first."""

    items = fields.List(fields.Nested(EventOut))
    next = fields.String(allow_none=True)


class CountOut(Out):
    """How many, and out of how many where it is a part of something."""

    value = fields.Integer()
    of = fields.Integer(allow_none=True)


class FirstAnswerOut(Out):
    """Hours from asking to the first answer of somebody else, and how many wait."""

    median_hours = fields.Float(allow_none=True)
    slowest_tenth_hours = fields.Float(allow_none=True)
    waiting = fields.Integer()


class SearchesOut(Out):
    """Searches on the search page."""

    total = fields.Integer()
    without_result = fields.Integer()


class NumbersOut(Out):
    """The numbers at the end of a day; those of a time are of the 30 days up to it."""

    date = fields.Date()
    helped = fields.Nested(CountOut)
    first_answer = fields.Nested(FirstAnswerOut)
    overdue = fields.Nested(CountOut)
    verified = fields.Nested(CountOut)
    overturned = fields.Nested(CountOut)
    searches = fields.Nested(SearchesOut)
    spared = fields.Nested(
        CountOut, metadata={"description": "of those who opened something similar while asking: who did not ask"}
    )


class StaffEventOut(Out):
    """Something that happened to a question or beneath it, as its staff reads it."""

    kind = fields.String(validate=one_of(EventKind))
    about = fields.Nested(Thing)
    by = fields.String(allow_none=True, metadata={"description": "null: who reports and who moderates is not named"})
    at = fields.DateTime()
    found = fields.String(allow_none=True, metadata={"description": "the verdict of a check, the action of a decision"})
    reason = fields.String()


class StaffHistory(Out):
    """One page of what happened, the newest first."""

    items = fields.List(fields.Nested(StaffEventOut))
    next = fields.String(allow_none=True)


class FiguresOut(Out):
    """How many decisions and checks were overturned, of those of a year."""

    decisions = fields.Nested(CountOut, allow_none=True)
    checks = fields.Nested(CountOut, allow_none=True)


class FiguresOfPerson(FiguresOut):
    """Those of somebody; null: fewer than 20 were made."""

    id = fields.Integer()
    name = fields.String()


class ReversalsOut(FiguresOut):
    """Those of all staff together, and of the people whom the caller may read about."""

    date = fields.Date()
    people = fields.List(fields.Nested(FiguresOfPerson))


class OverturnedOut(Out):
    """A decision or a check, and how it was overturned."""

    kind = fields.String(validate=validate.OneOf(["decision", "check"]))
    about = fields.Nested(Thing)
    at = fields.DateTime()
    how = fields.String(validate=one_of(How))
    overturned_at = fields.DateTime()


class OverturnedList(Out):
    """What of somebody's was overturned, the newest first."""

    name = fields.String()
    items = fields.List(fields.Nested(OverturnedOut))


class OpeningOut(Out):
    """That somebody opened a private part of a thing on a day."""

    by = fields.Nested(Name)
    part = fields.String(validate=one_of(Part))
    about = fields.Nested(Thing)
    day = fields.Date()
    times = fields.Integer()


class OpeningList(Out):
    """One page of what was opened, the newest first."""

    items = fields.List(fields.Nested(OpeningOut))
    next = fields.String(allow_none=True)


class HeldBackArgs(ListArgs):
    """Which of the lists."""

    about = fields.String(
        load_default=ANSWERS,
        validate=validate.OneOf([ANSWERS, OTHERS]),
        metadata={"description": "others: questions, comments and solutions that an editor wrote"},
    )


class HeldBackOut(Out):
    """Something that is held back from readers now, without its text: how far, by whom and why."""

    kind = fields.String(validate=one_of(Kind))
    id = fields.Integer()
    question_id = fields.Integer(allow_none=True)
    title = fields.String(metadata={"description": "of its question"})
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    containment = fields.String(validate=one_of(Containment))
    hazard = fields.String(allow_none=True, validate=one_of(Hazard))
    reason = fields.String(metadata={"description": "what a moderator or a risk rule says; empty: neither does"})
    rule = fields.String(allow_none=True, metadata={"description": "the risk rule that did it; null: none"})
    at = fields.DateTime(allow_none=True, metadata={"description": "since when; null: since the check"})
    check = fields.Nested(VerdictOut, allow_none=True, metadata={"description": "the staff check that holds it back"})
    case_id = fields.Integer(allow_none=True, metadata={"description": "its newest report"})
    url = fields.String()


class HeldBackList(Out):
    """One page of what is held back, the newest first."""

    items = fields.List(fields.Nested(HeldBackOut))
    next = fields.String(allow_none=True)


class DeletionOut(Out):
    """Something that was deleted. It is shown again by `DELETE` of its deletion."""

    kind = fields.String(validate=one_of(Kind))
    id = fields.Integer()
    question_id = fields.Integer()
    title = fields.String(metadata={"description": "of its question"})
    author = fields.String(allow_none=True)
    by = fields.String(allow_none=True, metadata={"description": "who deleted it"})
    at = fields.DateTime()
    reason = fields.String()


class DeletionList(Out):
    """One page of what was deleted, the newest first."""

    items = fields.List(fields.Nested(DeletionOut))
    next = fields.String(allow_none=True)
