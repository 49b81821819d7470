"""Writing what the community asks and promises."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.markup import Rendered
from forum.core.operation import operation
from forum.core.reasons import need_reason
from forum.core.refs import SITE
from forum.core.site import bump_epoch
from forum.core.text import N_, is_blank
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor
from forum.terms.models import TermsVersion, Topic
from forum.terms.policy import can_keep_terms

TEXT_MAX = 50_000
CHANGED = N_("Somebody else has changed this text since. Read theirs before you keep yours.")


@operation
def keep_terms(actor: Actor, topic: Topic, language: str, body: Rendered, *, reason: str, base: int) -> TermsVersion:
    """Write a new version of a text in a language; it holds at once. `base`: the number that was read, 0 for none.

    The same text again is no version. Raises `Conflict` where somebody else was faster.
    """
    if not can_keep_terms(actor):
        raise Forbidden
    # One writer at a time: the epoch's row is locked until the commit.
    bump_epoch()
    mine = (TermsVersion.topic == topic, TermsVersion.language == language)
    query = sa.select(TermsVersion).where(*mine).order_by(TermsVersion.number.desc()).limit(1)
    newest = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if newest is not None and newest.source == body.source:
        return newest
    number = newest.number if newest else 0
    if base != number:
        raise Conflict(CHANGED, code="changed")
    if is_blank(body.source):
        raise Invalid.one("body", "required", N_("Please fill this in."))
    if len(body.source) > TEXT_MAX:
        raise Invalid.one("body", "too_long", N_("Use at most %(most)s characters."), most=TEXT_MAX)
    said = need_reason(reason)
    made = TermsVersion(topic=topic, language=language, number=number + 1, source=body.source, html=body.html)
    made.reason, made.by_id, made.created_at = said, actor.id, now()
    session().add(made)
    session().flush()
    data = {"topic": topic, "language": language, "number": made.number}
    record(EventKind.POLICY_CHANGED, actor, SITE, data=data, details={"reason": said}, react=False)
    return made
