"""Who decides that people are told of wrong advice: the product's staff, never about what they wrote themselves."""

import sqlalchemy as sa

from forum.people.policy import Actor, Role, is_self, is_signed_in, is_staff, scope
from forum.questions.policy import staff_of
from forum.recalls.models import Recall


def can_tell(actor: Actor) -> bool:
    """Open the list of what people could be told."""
    return any(scope(actor, role) is None or scope(actor, role) for role in (Role.ENGINEER, Role.MODERATOR))


def can_see_recall(actor: Actor, recall: Recall) -> bool:
    """Read what is to be told, how many it reaches and how it went: the product's staff."""
    return is_staff(actor, recall.product_id)


def recalls_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_recall`."""
    return staff_of(actor, Recall.product_id)


def can_decide_recall(actor: Actor, recall: Recall, author_id: int | None) -> bool:
    """Decide whether people are told, and stop it: the product's staff, not about advice of their own."""
    return can_see_recall(actor, recall) and not is_self(actor, author_id)


def can_approve_recall(actor: Actor, recall: Recall, author_id: int | None) -> bool:
    """Let many be told: a second person."""
    return can_decide_recall(actor, recall, author_id) and not is_self(actor, recall.decided_by_id)


def can_say_undone(actor: Actor, person_id: int) -> bool:
    """Say that one undid what one had done: whoever was told."""
    return is_signed_in(actor) and is_self(actor, person_id)
