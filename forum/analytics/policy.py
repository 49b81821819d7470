"""Who reads the site's numbers, and who keeps it going."""

from forum.people.policy import Actor, is_admin, is_staff_anywhere


def can_see_numbers(actor: Actor) -> bool:
    """Read the six numbers: engineers, moderators and admins."""
    return is_staff_anywhere(actor)


def can_keep_going(actor: Actor) -> bool:
    """See what failed behind the scenes, and have it tried again."""
    return is_admin(actor)
