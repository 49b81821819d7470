"""What pages show of what a person follows."""

from collections.abc import Sequence

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


def product_followers(product_ids: Sequence[int]) -> dict[int, int]:
    """Return by product how many people follow it, where anybody does. One statement."""
    query = sa.select(ProductFollow.product_id, sa.func.count()).where(ProductFollow.product_id.in_(product_ids))
    return {ident: int(number) for ident, number in session().execute(query.group_by(ProductFollow.product_id))}


def product_following(actor: Actor, product_id: int) -> tuple[int, bool]:
    """Return how many people follow a product, and whether the actor does. One statement."""
    all_of_it = sa.select(sa.func.count()).where(ProductFollow.product_id == product_id).scalar_subquery()
    mine = sa.exists().where(ProductFollow.person_id == actor.id, ProductFollow.product_id == product_id)
    followers, follows = session().execute(sa.select(all_of_it, mine)).one()
    return int(followers), bool(follows)
