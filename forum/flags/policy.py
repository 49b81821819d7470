"""Who may report, who may name what could go wrong, and who keeps the risk rules."""

from forum.flags.spam import Standing
from forum.people.policy import Actor, Role, is_moderator, is_self, is_staff, is_trusted, may_write, scope


def standing(actor: Actor, product_id: int | None) -> Standing:
    """How well whoever writes about the product is known."""
    if is_staff(actor, product_id):
        return Standing.STAFF
    return Standing.TRUSTED if is_trusted(actor) else Standing.NEW


def can_flag(actor: Actor, author_id: int | None) -> bool:
    """Report somebody else's text: anyone who may write."""
    return may_write(actor) and not is_self(actor, author_id)


def can_name_hazard(actor: Actor, product_id: int | None) -> bool:
    """Name a hazard and how severe it is: the product's staff."""
    return is_staff(actor, product_id)


def can_see_rule(actor: Actor, product_id: int | None) -> bool:
    """Read a risk rule, its versions and what it found: moderators, of one product's rules those of the product."""
    return is_moderator(actor, product_id)


def can_keep_rule(actor: Actor, product_id: int | None) -> bool:
    """Make a risk rule, change it, switch it on and off: moderators of its product.

    What holds for all products is for those who are limited to none.
    """
    return scope(actor, Role.MODERATOR) is None if product_id is None else is_moderator(actor, product_id)
