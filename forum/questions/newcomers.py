"""What new accounts may post: so much a day, with so many links and pictures. Refused texts stay with their writers."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import FieldError, Invalid
from forum.core.markup import Rendered
from forum.core.operation import lock
from forum.core.text import N_, Message
from forum.people.models import Person
from forum.people.policy import Actor, allowance_of
from forum.questions.models import Answer, Comment, Question
from forum.questions.risks import MAIL, leading_away

Post = Question | Answer | Comment
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SOON = N_(
    "New accounts post at most %(most)s of these a day. You can send this within the hour: keep it here till then."
)
LATER = N_(
    "New accounts post at most %(most)s of these a day. You can send this in %(hours)s hours: keep it till then."
)


def need_room(actor: Actor, kind: type[Post], body: Rendered) -> None:
    """Refuse a post of a new account that has posted enough of this kind today, or whose text holds too much.

    Raises `Invalid`. One statement for new accounts, and their lock; none for others.
    """
    allowed = allowance_of(actor)
    most = {Question: allowed.questions, Answer: allowed.answers, Comment: allowed.comments}[kind]
    need_few(actor, body)
    if most is None or actor.id is None:
        return
    lock(Person, actor.id)
    newest = sa.select(kind.created_at).where(kind.author_id == actor.id, kind.created_at > now() - DAY)
    times = session().scalars(newest.order_by(kind.created_at.desc()).limit(most)).all()
    if len(times) < most:
        return
    wait = times[-1] + DAY - now()
    text, hours = (SOON, 1) if wait <= HOUR else (LATER, -(-wait // HOUR))
    raise Invalid.one("body", "too_many_today", text, most=most, hours=hours)


def need_few(actor: Actor, body: Rendered) -> None:
    """Refuse a text of a new account with many links or pictures; raise `Invalid`."""
    if errors := list(_too_many(actor, body)):
        raise Invalid(errors)


def _links(body: Rendered) -> int:
    """Return how many links to other sites a text has; an address of mail is none."""
    return sum(not link.address.lower().startswith(f"{MAIL}:") for link in leading_away(body.passages).links)


def _too_many(actor: Actor, body: Rendered) -> Iterator[FieldError]:
    allowed = allowance_of(actor)
    if allowed.links is not None and _links(body) > allowed.links:
        text = N_(
            "A text of a new account has at most %(most)s links to other sites. Take some out, or only name them."
        )
        yield FieldError("body", "too_many_links", Message(text, {"most": allowed.links}))
    if allowed.images is not None and body.html.count("<img ") > allowed.images:
        text = N_("A text of a new account has at most %(most)s pictures. Take some out, and add them later.")
        yield FieldError("body", "too_many_images", Message(text, {"most": allowed.images}))
