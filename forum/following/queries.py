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


def product_following(actor: Actor, product_id: int) -> tuple[int, bool]:
    """Return how many people follow a product, and whether the actor does. One statement."""
    all_of_it = sa.select(sa.func.count()).where(ProductFollow.product_id == product_id).scalar_subquery()
    mine = sa.exists().where(ProductFollow.person_id == actor.id, ProductFollow.product_id == product_id)
    followers, follows = session().execute(sa.select(all_of_it, mine)).one()
    return int(followers), bool(follows)
