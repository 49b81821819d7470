"""Who may change the catalogue. Everybody sees it."""

from forum.people.policy import Actor, can_curate, can_manage_catalogue


def can_create_product(actor: Actor) -> bool:
    """Whether the actor may bring a product to the forum."""
    return can_manage_catalogue(actor)


def can_change_product(actor: Actor) -> bool:
    """Whether the actor may describe a product, keep its releases and terms, and archive it."""
    return can_manage_catalogue(actor)


def can_change_tag(actor: Actor) -> bool:
    """Whether the actor may describe, rename and merge tags and name their synonyms: tags belong to no product."""
    return can_curate(actor)
