"""Who may change the catalogue. Everybody sees it."""

from forum.people.policy import Actor, can_manage_catalogue


def can_create_product(actor: Actor) -> bool:
    """Whether the actor may bring a product to the forum."""
    return can_manage_catalogue(actor)


def can_change_product(actor: Actor) -> bool:
    """Whether the actor may describe a product and add its releases."""
    return can_manage_catalogue(actor)


def can_change_tag(actor: Actor) -> bool:
    """Whether the actor may rename and describe a tag and name its synonyms."""
    return can_manage_catalogue(actor)
