"""Who may bring things in."""

from forum.people.policy import Actor, is_admin


def can_import(actor: Actor) -> bool:
    """Whether the actor may import: the operator at the command line, or an admin."""
    return actor.is_system or is_admin(actor)
