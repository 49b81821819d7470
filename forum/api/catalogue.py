"""Products, tags and people."""

from collections.abc import Mapping, Sequence
from typing import Any

from forum.api import cursors
from forum.api.auth import reader
from forum.api.room import blueprint
from forum.api.schemas import incoming, outgoing
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
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, outgoing.ProductList)
def list_products(args: dict[str, Any]) -> dict[str, Any]:
    """List the products by name, each with its releases, the oldest first."""
    page, following = cursors.cut("products", products(), lambda row: (row.name.lower(), row.id), (str, int), args)
    items = [
        {
            "id": product.id,
            "slug": product.slug,
            "name": product.name,
            "description": product.description,
            "releases": [release.name for release in product.releases],
            "url": address("products.show", slug=product.slug),
        }
        for product in page
    ]
    return listed(items, following)


@blueprint.route("/tags", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, outgoing.TagList)
def list_tags(args: dict[str, Any]) -> dict[str, Any]:
    """List the tags, the most used first."""
    used = used_tags(reader(), limit=None)
    page, following = cursors.cut("tags", used, lambda row: (-row[1], row[0].name), (int, str), args)
    items = [
        {"id": tag.id, "name": tag.name, "description": tag.description, "questions": count} for tag, count in page
    ]
    return listed(items, following)


@blueprint.route("/people/<int:person_id>", methods=["GET"])
@blueprint.response(200, outgoing.PersonOut)
def get_person(person_id: int) -> dict[str, Any]:
    """Read what is public of a person."""
    person = public_person(person_id)
    return {
        "id": person.id,
        "name": person.name,
        "about": person.about,
        "roles": list(person.roles),
        "created_at": person.created_at,
        "url": address("people.profile", person_id=person.id, slug=person.slug),
    }
