"""Who reads the site's numbers."""

from forum.people.policy import Actor, is_staff_anywhere


def can_see_numbers(actor: Actor) -> bool:
    """Read the six numbers: engineers, moderators and admins."""
    return is_staff_anywhere(actor)
