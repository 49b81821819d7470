"""Who may follow what everybody sees. Questions and answers have rules of their own."""

from forum.people.policy import Actor, is_signed_in


def can_follow(actor: Actor) -> bool:
    """Follow a tag or a product."""
    return is_signed_in(actor)
