"""What risk rules find in a post: reported in the post's transaction, so that nothing severe is public for a moment.

A rule never lifts what holds a text back, and neither does an edit: only a moderator's decision does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.markup import Passages, passages_of
from forum.core.refs import Ref
from forum.flags.assessing import HOLDS, Post, report_findings, strongest
from forum.flags.policy import standing
from forum.flags.repeats import note_print, posts_like
from forum.flags.rules import Finder, Finding
from forum.flags.rules.book import NO_SIGNALS
from forum.flags.rules.current import rulebook
from forum.flags.spam import Standing, trapped
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import SYSTEM, Actor
from forum.questions.marks import settle, settle_question
from forum.questions.models import POSTS, Answer, Comment, Question
from forum.questions.queries.kin import touch_kin

# The name of the field that people do not see.
TRAP = "website"
MAIL = "mailto"
# Until then a moderator should have looked at what waits; then all of them are called, and again a day later.
LOOKED_AT_WITHIN = timedelta(days=1)


def find_risks(text: Passages, question: Question, signals: Mapping[Finder, str] = NO_SIGNALS) -> tuple[Finding, ...]:
    """Return what the rules in force find in a text of this thread."""
    return rulebook().assess(text, product_id=question.product_id, signals=signals)


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
    known = standing(actor, question.product_id)
    findings = find_risks(leading_away(text), question, _signals(thing, text, known))
    waited = thing.is_held
    hold_to(thing, question, findings, known)
    if thing.is_held and not waited:
        data = {"revision": thing.revision}
        record(EventKind.POST_HELD, SYSTEM, question.ref, about=thing.ref, data=data, react=False)


def leading_away(text: Passages) -> Passages:
    """Return a text without the links that lead to this site itself: nobody advertises with them."""
    own = {None, urlsplit(config.current().base_url).hostname}
    away = tuple(link for link in text.links if _host(link.address) not in own)
    return text if len(away) == len(text.links) else replace(text, links=away)


def _host(address: str) -> str | None:
    """Return the host to which an address leads, the whole address where it is one of mail, None within this site."""
    parts = urlsplit(address)
    return address if parts.scheme == MAIL else parts.hostname


def _signals(thing: Question | Answer | Comment, text: Passages, known: Standing) -> Mapping[Finder, str]:
    """Return what is noticed about a post beside what it says. Two statements, and one for each kind of post
    that says the same.
    """
    noticed = {Finder.TRAP: TRAP} if trapped.get() else {}
    found = note_print(thing.ref, text, thing.title if isinstance(thing, Question) else "")
    if found is None or known is not Standing.NEW:
        return noticed
    if _is_repeated(posts_like(found, thing.ref), thing.author_id):
        noticed[Finder.REPEAT] = " ".join(text.prose)
    return noticed


def _is_repeated(alike: Sequence[Ref], author_id: int | None) -> bool:
    """Whether one of these is repeated by its like: not where its author took it away to say it elsewhere."""
    for kind, model in POSTS.items():
        ids = [ref.id for ref in alike if ref.kind is kind]
        mine = sa.select(model.author_id, model.deleted_by_id).where(model.id.in_(ids), model.moved_id.is_(None))
        for writer, deleter in session().execute(mine) if ids else ():
            if deleter is None or not deleter == writer == author_id:
                return True
    return False


def hold_to(
    thing: Question | Answer | Comment,
    question: Question,
    findings: Iterable[Finding],
    known: Standing,
    *,
    is_checked: bool = False,
    old: bool = False,
) -> int:
    """Report what was found in the newest revision of a text of this thread, and hold it back where a rule says so.

    Return how many were reported now. `known`: how well its writer is. `is_checked`: an engineer read this very text,
    so nothing holds it back. `old`: it was posted before.
    """
    post = Post(thing.ref, question.ref, question.product_id, thing.revision, known, old)
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
    if containment is Containment.QUARANTINED:
        _let_wait(answer, finding)
    settle(question, answer)
    _record_held(answer, question, finding, before)


def _hide(thing: Question | Comment, question: Question, finding: Finding) -> None:
    """Hide a question or a comment until a moderator looked."""
    before, thing.containment = thing.containment, Containment.QUARANTINED
    _let_wait(thing, finding)
    if isinstance(thing, Question):
        settle_question(thing)
        touch_kin(thing.id)
    else:
        question.version += 1
    _record_held(thing, question, finding, before)


def _let_wait(thing: Question | Answer | Comment, finding: Finding) -> None:
    """Let a text wait for a moderator; its author is told until when, and why."""
    thing.held_until, thing.held_reason = now() + LOOKED_AT_WITHIN, finding.rule.explanation


def _record_held(thing: Question | Answer | Comment, question: Question, finding: Finding, before: Containment) -> None:
    rule = finding.rule
    data = {"rule": rule.key, "version": rule.version, "before": before, "after": thing.containment}
    record(EventKind.RULE_HELD, SYSTEM, question.ref, about=thing.ref, data=data)


def trips_rule(question: Question, after: Passages, before: str) -> bool:
    """Whether a rule would warn of something in the new text that the old one, given as HTML, did not say."""
    new = _held(after, question)
    return bool(new) and not new <= _held(passages_of(before), question)


def _held(text: Passages, question: Question) -> set[tuple[str, str]]:
    found = find_risks(leading_away(text), question)
    return {(one.rule.key, one.evidence) for one in found if one.rule.effect in HOLDS}
