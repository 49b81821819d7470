"""Who may decide about reports."""

import sqlalchemy as sa

from forum.flags.models import Case
from forum.people.policy import Actor, Role, is_moderator, is_self, is_staff_anywhere, scope


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


def can_moderate(actor: Actor) -> bool:
    """Open the list of reports."""
    return bool(scope(actor, Role.MODERATOR)) or scope(actor, Role.MODERATOR) is None


def can_engineer(actor: Actor) -> bool:
    """Open the engineers' lists."""
    return bool(scope(actor, Role.ENGINEER)) or scope(actor, Role.ENGINEER) is None


def can_see_staff_pages(actor: Actor) -> bool:
    """See the staff's part of the header."""
    return is_staff_anywhere(actor)
