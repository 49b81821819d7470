"""What risk rules find in a post: reported in the post's transaction, so that nothing severe is public for a moment.

A rule never lifts what holds a text back, and neither does an edit: only a moderator's decision does.
"""

from collections.abc import Iterable

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.markup import Passages, passages_of
from forum.flags.assessing import HOLDS, Post, report_findings, strongest
from forum.flags.rules import Finding
from forum.flags.rules.current import rulebook
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import SYSTEM, Actor, is_staff
from forum.questions.marks import settle, settle_question
from forum.questions.models import Answer, Comment, Question
from forum.questions.queries.kin import touch_kin


def find_risks(text: Passages, question: Question) -> tuple[Finding, ...]:
    """Return what the rules in force find in a text of this thread."""
    return rulebook().assess(text, product_id=question.product_id)


def assess_answer(actor: Actor, answer: Answer, text: Passages) -> None:
    """Report what is found in an answer's newest revision, and hold it back where a rule says so."""
    _assess(actor, answer, answer.question, text)


def assess_question(actor: Actor, question: Question, text: Passages) -> None:
    """Report secrets, personal data and spam in a question, and hide it where a rule says so. The commands that it
    quotes are no advice.
    """
    _assess(actor, question, question, text)


def assess_comment(actor: Actor, comment: Comment, question: Question, text: Passages) -> None:
    """Report what is found in a comment, and hide it where a rule says so."""
    _assess(actor, comment, question, text)


def _assess(actor: Actor, thing: Question | Answer | Comment, question: Question, text: Passages) -> None:
    hold_to(thing, question, find_risks(text, question), by_staff=is_staff(actor, question.product_id))


def hold_to(
    thing: Question | Answer | Comment,
    question: Question,
    findings: Iterable[Finding],
    *,
    by_staff: bool,
    is_checked: bool = False,
    old: bool = False,
) -> int:
    """Report what was found in the newest revision of a text of this thread, and hold it back where a rule says so.

    Return how many were reported now. `is_checked`: an engineer read this very text, so nothing holds it back. `old`:
    it was posted before.
    """
    post = Post(thing.ref, question.ref, question.product_id, thing.revision, by_staff, old)
    reported = report_findings(post, findings)
    found = strongest(reported)
    if found is not None and not is_checked:
        finding, containment = found
        if isinstance(thing, Answer):
            _hold_answer(thing, question, finding, containment)
        elif containment is Containment.QUARANTINED and containment.rank > thing.containment.rank:
            _hide(thing, question, finding)
    return len(reported)


def _hold_answer(answer: Answer, question: Question, finding: Finding, containment: Containment) -> None:
    """Hold an answer back. Readers who still see an older revision, since that one was checked, see it as before."""
    if answer.shown_revision != answer.revision or containment.rank <= answer.decided.rank:
        return
    before = answer.containment
    answer.decided, answer.decided_hazard = containment, finding.rule.hazard
    answer.decided_reason, answer.decided_instead = finding.rule.explanation, finding.rule.instead
    answer.decided_at, answer.decided_revision = now(), answer.revision
    answer.decided_rule = finding.rule.key
    settle(question, answer)
    _record_held(answer, question, finding, before)


def _hide(thing: Question | Comment, question: Question, finding: Finding) -> None:
    """Hide a question or a comment until a moderator looked."""
    before, thing.containment = thing.containment, Containment.QUARANTINED
    if isinstance(thing, Question):
        settle_question(thing)
        touch_kin(thing.id)
    else:
        question.version += 1
    _record_held(thing, question, finding, before)


def _record_held(thing: Question | Answer | Comment, question: Question, finding: Finding, before: Containment) -> None:
    rule = finding.rule
    data = {"rule": rule.key, "version": rule.version, "before": before, "after": thing.containment}
    record(EventKind.RULE_HELD, SYSTEM, question.ref, about=thing.ref, data=data)


def trips_rule(question: Question, after: Passages, before: str) -> bool:
    """Whether a rule would warn of something in the new text that the old one, given as HTML, did not say."""
    new = _held(after, question)
    return bool(new) and not new <= _held(passages_of(before), question)


def _held(text: Passages, question: Question) -> set[tuple[str, str]]:
    return {(one.rule.key, one.evidence) for one in find_risks(text, question) if one.rule.effect in HOLDS}
