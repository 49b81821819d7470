"""What pages show of what a person follows."""

import sqlalchemy as sa

from forum.core.db import session
from forum.following.models import ProductFollow, TagFollow
from forum.people.policy import Actor


def follows_tag(actor: Actor, tag_id: int) -> bool:
    """Whether the actor follows a tag. One statement."""
    mine = sa.select(TagFollow.tag_id).where(TagFollow.person_id == actor.id, TagFollow.tag_id == tag_id)
    return session().scalar(mine) is not None


def follows_product(actor: Actor, product_id: int) -> bool:
    """Whether the actor follows a product. One statement."""
    mine = sa.select(ProductFollow.product_id).where(
        ProductFollow.person_id == actor.id, ProductFollow.product_id == product_id
    )
    return session().scalar(mine) is not None
