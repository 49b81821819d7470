"""Reading the acts below a post."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from forum.core.containment import Hazard
from forum.demo import script
from forum.demo.fields import ContentError, Fields
from forum.flags.models import FlagKind
from forum.moderation.models import Action
from forum.questions.trust import Evidence, VerdictKind

# Several people may do these in one line; they act one after the other.
TOGETHER = ("up", "down", "worked", "failed")
STEP = timedelta(minutes=7)


def read_acts(post: Fields, posted: timedelta) -> tuple[script.Act, ...]:
    """Return the acts of a post in the order of time; each `after` is counted from the post."""
    acts: list[script.Act] = []
    for number, table in enumerate(post.tables("acts", required=False), start=1):
        fields = Fields(f"{post.where}: act {number}", table)
        verb = fields.choice("do", VERBS)
        people = fields.texts("by")
        if len(people) > 1 and verb not in TOGETHER:
            raise ContentError(f"{fields.where}: {verb} takes one person")
        ago = posted - fields.span("after")
        act = VERBS[verb](fields, people[0], ago)
        fields.finish()
        acts += [replace(act, by=person, ago=ago - place * STEP) for place, person in enumerate(people)]
    return tuple(sorted(acts, key=lambda act: -act.ago))


Reader = Callable[[Fields, str, timedelta], script.Act]


def _vote(value: int) -> Reader:
    """Return the reader of a vote."""
    return lambda _fields, by, ago: script.Vote(by=by, ago=ago, value=value)


def _outcome(worked: bool) -> Reader:
    """Return the reader of an outcome."""
    return lambda fields, by, ago: script.Outcome(
        by=by, ago=ago, worked=worked, release=fields.text("release"), note=fields.text("note", "")
    )


def _comment(fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read a comment."""
    return script.Comment(by=by, ago=ago, body=fields.text("body"))


def _edit(fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read an edit."""
    return script.Edit(
        by=by, ago=ago, find=fields.text("find"), replace=fields.text("replace"), summary=fields.text("summary")
    )


def _close(fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read the closing of a question."""
    return script.Close(by=by, ago=ago, reason=fields.text("reason"))


def _accept(_fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read an acceptance."""
    return script.Accept(by=by, ago=ago)


def _unaccept(_fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read the end of an acceptance."""
    return script.Unaccept(by=by, ago=ago)


def _verdict(fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read a verdict."""
    return script.Verdict(
        by=by,
        ago=ago,
        kind=fields.member("kind", VerdictKind),
        releases=fields.texts("releases", required=False),
        evidence=fields.member("evidence", Evidence),
        note=fields.text("note", ""),
        condition=fields.text("condition", ""),
        since_release=fields.text("since_release", ""),
        review_after=fields.optional_span("review_after"),
        hazard=fields.optional_member("hazard", Hazard),
        instead=fields.text("instead", ""),
    )


def _correct(fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read a correction."""
    return script.Correction(
        by=by,
        ago=ago,
        passage=fields.text("passage"),
        replacement=fields.text("replacement"),
        reason=fields.text("reason"),
    )


def _report(fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read a report."""
    return script.Report(
        by=by,
        ago=ago,
        kind=fields.member("kind", FlagKind),
        hazard=fields.optional_member("hazard", Hazard),
        severity=fields.optional_number("severity"),
        reason=fields.text("reason"),
    )


def _decide(fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read a decision."""
    return script.Decision(by=by, ago=ago, action=fields.member("action", Action), reason=fields.text("reason"))


def _tell(fields: Fields, by: str, ago: timedelta) -> script.Act:
    """Read what people are told of an answer that was wrong."""
    return script.Tell(
        by=by,
        ago=ago,
        severity=fields.optional_number("severity") or 0,
        summary=fields.text("summary"),
        what_now=fields.text("what_now"),
        instead=fields.text("instead"),
    )


VERBS: dict[str, Reader] = {
    "up": _vote(1),
    "down": _vote(-1),
    "comment": _comment,
    "edit": _edit,
    "close": _close,
    "accept": _accept,
    "unaccept": _unaccept,
    "worked": _outcome(True),
    "failed": _outcome(False),
    "verdict": _verdict,
    "correct": _correct,
    "report": _report,
    "decide": _decide,
    "tell": _tell,
}
