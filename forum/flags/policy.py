"""Who may report, and who may name what could go wrong."""

from forum.people.policy import Actor, is_self, is_signed_in, is_staff


def can_flag(actor: Actor, author_id: int | None) -> bool:
    """Report somebody else's text: anyone signed in."""
    return is_signed_in(actor) and not is_self(actor, author_id)


def can_name_hazard(actor: Actor, product_id: int | None) -> bool:
    """Name a hazard and how severe it is: the product's staff."""
    return is_staff(actor, product_id)
