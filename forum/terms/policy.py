"""Who writes what the community asks and promises. Everybody reads it."""

from forum.people.policy import Actor, is_admin


def can_keep_terms(actor: Actor) -> bool:
    """Write rules, privacy and terms: the admins."""
    return is_admin(actor)
