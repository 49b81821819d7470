"""Products, tags and people."""

from collections.abc import Mapping, Sequence
from typing import Any

from forum.api import schemas
from forum.api.auth import reader
from forum.api.room import blueprint
from forum.api.shapes import address, listed
from forum.catalog.queries import ProductLine, product_by_slug, products
from forum.core.errors import Invalid
from forum.core.text import N_
from forum.people.queries import public_person
from forum.questions.queries import used_tags


def known_product(slug: str | None) -> ProductLine | None:
    """Return the product of a slug, None for none; raise `Invalid` for one that there is not."""
    if slug is None:
        return None
    found = product_by_slug(slug)
    if found is None:
        raise Invalid.one("product", "unknown", N_("There is no such product. See GET /products."))
    return found


def known_release(product: ProductLine | None, name: str | None) -> int | None:
    """Return the id of a release by its name; raise `Invalid` for one that the product does not have."""
    if name is None:
        return None
    names = {release.id: release.name for release in product.releases} if product else {}
    return release_ids_of(names, "release", [name])[0]


def release_ids_of(releases: Mapping[int, str], field: str, names: Sequence[str]) -> list[int]:
    """Return the ids of releases by their names; raise `Invalid` at `field` for unknown ones."""
    ids = {name: ident for ident, name in releases.items()}
    if any(name not in ids for name in names):
        raise Invalid.one(field, "unknown", N_("The product has no such version. See GET /products."))
    return [ids[name] for name in names]


@blueprint.route("/products", methods=["GET"])
@blueprint.response(200, schemas.Listed)
def list_products() -> dict[str, Any]:
    """List the products with their releases, oldest first."""
    reader()
    items = [
        {
            "id": product.id,
            "slug": product.slug,
            "name": product.name,
            "description": product.description,
            "releases": [release.name for release in product.releases],
            "url": address("products.show", slug=product.slug),
        }
        for product in products()
    ]
    return listed(items, None)


@blueprint.route("/tags", methods=["GET"])
@blueprint.response(200, schemas.Listed)
def list_tags() -> dict[str, Any]:
    """List the tags, the most used first."""
    items = [
        {"id": tag.id, "name": tag.name, "description": tag.description, "questions": count}
        for tag, count in used_tags(reader())
    ]
    return listed(items, None)


@blueprint.route("/people/<int:person_id>", methods=["GET"])
def get_person(person_id: int) -> dict[str, Any]:
    """Read what is public of a person."""
    reader()
    person = public_person(person_id)
    return {
        "id": person.id,
        "name": person.name,
        "about": person.about,
        "roles": list(person.roles),
        "created_at": person.created_at.isoformat(),
        "url": address("people.profile", person_id=person.id, slug=person.slug),
    }
