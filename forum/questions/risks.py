"""What risk rules find in a post: reported in the post's transaction, so that nothing severe is public for a moment.

A rule never lifts what holds a text back, and neither does an edit: only a moderator's decision does.
"""

from forum.core.clock import now
from forum.core.markup import Passages, passages_of
from forum.flags.assessing import HOLDS, Post, report_findings, strongest
from forum.flags.rules import Effect, Finding
from forum.flags.rules.current import rulebook
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import SYSTEM, Actor, is_staff
from forum.questions.marks import settle
from forum.questions.models import Answer, Comment, Question


def find_risks(text: Passages, question: Question) -> tuple[Finding, ...]:
    """Return what the rules in force find in a text of this thread."""
    return rulebook().assess(text, product_id=question.product_id)


def assess_answer(actor: Actor, answer: Answer, text: Passages) -> None:
    """Report what is found in an answer's newest revision, and hold it back where a rule says so.

    Readers who still see an older revision, since that one was checked, see it as before.
    """
    question = answer.question
    found = strongest(_report(actor, answer, question, text))
    if found is None or answer.shown_revision != answer.revision:
        return
    finding, containment = found
    if containment.rank <= answer.decided.rank:
        return
    before = answer.containment
    answer.decided, answer.decided_hazard = containment, finding.rule.hazard
    answer.decided_reason, answer.decided_instead = finding.rule.explanation, finding.rule.instead
    answer.decided_at, answer.decided_revision = now(), answer.revision
    answer.decided_rule = finding.rule.key
    settle(question, answer)
    data = {"rule": finding.rule.key, "version": finding.rule.version, "before": before, "after": answer.containment}
    record(EventKind.RULE_HELD, SYSTEM, question.ref, about=answer.ref, data=data)


def assess_question(actor: Actor, question: Question, text: Passages) -> None:
    """Report secrets, personal data and spam in a question. The commands that it quotes are no advice."""
    _report(actor, question, question, text)


def assess_comment(actor: Actor, comment: Comment, question: Question, text: Passages) -> None:
    """Report what is found in a comment."""
    _report(actor, comment, question, text)


def _report(
    actor: Actor, thing: Question | Answer | Comment, question: Question, text: Passages
) -> list[tuple[Finding, Effect]]:
    """Report what is found in the newest revision of a text of this thread."""
    by_staff = is_staff(actor, question.product_id)
    post = Post(thing.ref, question.ref, question.product_id, thing.revision, by_staff)
    return report_findings(post, find_risks(text, question))


def trips_rule(question: Question, after: Passages, before: str) -> bool:
    """Whether a rule would warn of something in the new text that the old one, given as HTML, did not say."""
    new = _held(after, question)
    return bool(new) and not new <= _held(passages_of(before), question)


def _held(text: Passages, question: Question) -> set[tuple[str, str]]:
    return {(one.rule.key, one.evidence) for one in find_risks(text, question) if one.rule.effect in HOLDS}
