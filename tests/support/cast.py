"""The cast of all tests, who are the same people everywhere."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.catalog.models import Product, Release
from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import unit
from forum.people.models import Person, RoleGrant
from forum.people.passwords import hash_password
from forum.people.policy import VISITOR, Actor, Role

PASSWORD = "correct horse battery staple"
ROLES = {
    "Ada": (Role.CUSTOMER,),
    "Ben": (Role.CUSTOMER,),
    "Eva": (Role.ENGINEER,),
    "Max": (Role.MODERATOR,),
    "Amy": (Role.ADMIN,),
    "Sam": (Role.CUSTOMER,),
}


def arrive() -> None:
    """Register the cast and the product they talk about; all have the same password."""
    password_hash = hash_password(PASSWORD)
    with unit():
        router = Product(slug="router", name="Router", description="A box with four antennas.")
        camera = Product(slug="camera", name="Camera", description="Looks at the door.")
        session().add_all([router, camera])
        session().flush()
        for position, name in enumerate(("1.9", "2.0", "2.1")):
            session().add(Release(product_id=router.id, name=name, position=position))
        for name, roles in ROLES.items():
            person = Person(
                name=name,
                slug=name.lower(),
                email=f"{name.lower()}@example.org",
                email_confirmed_at=now(),
                password_hash=password_hash,
                created_at=now() - timedelta(days=30),
                trust_level=2,
            )
            session().add(person)
            session().flush()
            session().add_all([RoleGrant(person_id=person.id, role=role) for role in roles])


@dataclass(frozen=True)
class Cast:
    """Everybody as actors, and the ids of the product and its releases (oldest first)."""

    ada: Actor
    ben: Actor
    eva: Actor
    max: Actor
    amy: Actor
    sam: Actor
    visitor: Actor
    router: int
    camera: int
    releases: tuple[int, ...]

    @classmethod
    def load(cls) -> "Cast":
        """Read the cast from the database."""
        people = {person.name.lower(): person for person in session().scalars(sa.select(Person))}
        grants: dict[int, list[RoleGrant]] = {person.id: [] for person in people.values()}
        for grant in session().scalars(sa.select(RoleGrant)):
            grants[grant.person_id].append(grant)
        products = {product.slug: product.id for product in session().scalars(sa.select(Product))}
        releases = tuple(session().scalars(sa.select(Release.id).order_by(Release.position)))
        actors = {name: people[name].actor(grants[people[name].id]) for name in (each.lower() for each in ROLES)}
        session().rollback()
        return cls(**actors, visitor=VISITOR, router=products["router"], camera=products["camera"], releases=releases)
