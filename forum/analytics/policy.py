"""Who reads the site's numbers, and who keeps it going."""

from forum.people.policy import Actor, is_admin, is_self, is_staff_anywhere


def can_see_numbers(actor: Actor) -> bool:
    """Read the six numbers: engineers, moderators and admins."""
    return is_staff_anywhere(actor)


def can_see_reversals(actor: Actor, person_id: int) -> bool:
    """Read how often what somebody decided or found was overturned: staff of themselves, and the admins, who lead."""
    return is_admin(actor) or (is_staff_anywhere(actor) and is_self(actor, person_id))


def can_keep_going(actor: Actor) -> bool:
    """See what failed behind the scenes, and have it tried again."""
    return is_admin(actor)
