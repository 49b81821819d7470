"""Products, tags and people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask import Response, request, url_for

from forum.api import cursors
from forum.api.auth import reader
from forum.api.room import blueprint
from forum.api.schemas import catalogue as schemas
from forum.api.schemas import incoming, outgoing
from forum.api.shapes import address, listed
from forum.catalog.queries import ProductLine, product_by_slug, products, release_now
from forum.core.errors import Invalid, NotFound
from forum.core.text import N_
from forum.following.queries import product_followers
from forum.knowledge.queries import solutions_of
from forum.people.policy import Role
from forum.people.queries import Member, public_person, staff
from forum.questions.models import Question
from forum.questions.queries.by_person import Check, contributions
from forum.questions.queries.changes import Change, Tried, change_counts, checks_of, tried_with
from forum.questions.queries.topics import Skill, TagRow, skills
from forum.questions.queries.topics import list_tags as tags_listed


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
@blueprint.response(200, schemas.ProductList)
def list_products(args: dict[str, Any]) -> dict[str, Any]:
    """List the products by name, each with its releases, the oldest first."""
    page, following = cursors.cut("products", products(), lambda row: (row.name.lower(), row.id), (str, int), args)
    followed = product_followers([product.id for product in page])
    return listed([product_shape(product, followed.get(product.id, 0)) for product in page], following)


def product_shape(product: ProductLine, followers: int) -> dict[str, Any]:
    """Return a product with how many people follow it."""
    return {
        "id": product.id,
        "slug": product.slug,
        "name": product.name,
        "description": product.description,
        "releases": [release.name for release in product.releases],
        "archived": product.archived,
        "answer_due_hours": product.answer_due_hours,
        "review_months": product.review_months,
        "followers": followers,
        "url": address("products.show", slug=product.slug),
    }


@blueprint.route("/tags", methods=["GET"])
@blueprint.arguments(schemas.TagListArgs, location="query")
@blueprint.response(200, schemas.TagList)
def list_tags(args: dict[str, Any]) -> dict[str, Any]:
    """List the tags, the most used first."""
    page = tags_listed(reader(), words=args["q"], limit=args["limit"], cursor=args["cursor"])
    return listed([tag_shape(row) for row in page.items], page.next)


def tag_shape(row: TagRow) -> dict[str, Any]:
    """Return a tag."""
    return {
        "id": row.tag.id,
        "name": row.tag.name,
        "description": row.tag.description,
        "questions": row.questions,
        "followers": row.followers,
        "synonyms": list(row.synonyms),
        "url": address("tags.show", slug=row.tag.name),
    }


@blueprint.route("/products/<slug>/releases/<path:release>/changes", methods=["GET"])
@blueprint.arguments(schemas.ChangeListArgs, location="query")
@blueprint.response(200, schemas.ChangeList)
@blueprint.alt_response(301, description="it has another name by now, and Location leads there")
def list_changes(args: dict[str, Any], slug: str, release: str) -> dict[str, Any] | Response:
    """List what a release changed for the answers: outdated since, checked for it, tried with it, due to be checked."""
    product = product_by_slug(slug)
    if product is None:
        raise NotFound
    found = release_now(product, release)
    if found.name != release:
        query: dict[str, Any] = request.args.to_dict()
        there = url_for("api.list_changes", slug=slug, release=found.name, **query)
        return Response(status=301, headers={"Location": there})
    actor, about = reader(), Change(args["about"])
    paging = {"limit": args["limit"], "cursor": args["cursor"]}
    counts = {change.value: number for change, number in change_counts(actor, found.id).items()}
    if about is Change.TRIED:
        tried = tried_with(actor, found.id, **paging)
        return {"counts": counts, **listed([_tried(row) for row in tried.items], tried.next)}
    checks = checks_of(actor, found.id, about, **paging)
    return {"counts": counts, **listed([_check(row) for row in checks.items], checks.next)}


def _tried(row: Tried) -> dict[str, Any]:
    """Return an answer with how it worked."""
    return {**_change(row.answer.id, row.answer.question), "worked": row.worked, "did_not": row.did_not}


def _check(row: Check) -> dict[str, Any]:
    """Return an answer with what an engineer found."""
    change = _change(row.verdict.answer_id or 0, row.question)
    return {**change, "verdict": row.verdict.kind.value, "at": row.verdict.created_at}


def _change(answer_id: int, question: Question) -> dict[str, Any]:
    """Return an answer for the lists of a release."""
    return {
        "answer_id": answer_id,
        "question_id": question.id,
        "title": question.title,
        "verdict": None,
        "at": None,
        "worked": None,
        "did_not": None,
        "url": address("questions.answer", answer_id=answer_id),
    }


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
        "counts": asdict(contributions(reader(), person.id, solutions_of(reader(), person.id))),
        "url": address("people.profile", person_id=person.id, slug=person.slug),
    }


@blueprint.route("/staff", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, schemas.StaffList)
def list_staff(args: dict[str, Any]) -> dict[str, Any]:
    """List those who check or moderate, by name, with their products and what they gave good answers about."""
    page = staff(limit=args["limit"], cursor=args["cursor"])
    slugs = {product.id: product.slug for product in products()}
    known = skills([each.person.id for each in page.items])
    return listed([_staff(each, slugs, known.get(each.person.id, ())) for each in page.items], page.next)


def _staff(member: Member, slugs: Mapping[int, str], known: Sequence[Skill]) -> dict[str, Any]:
    """Return somebody of the staff."""
    person = member.person
    held: dict[Role, list[int | None]] = {}
    for each in member.held:
        held.setdefault(each.role, []).append(each.product_id)
    return {
        "id": person.id,
        "name": person.name,
        "roles": [
            {"role": role.value, "products": None if None in ids else sorted(slugs[each] for each in ids if each)}
            for role, ids in sorted(held.items())
        ],
        "expertise": [{"tag": skill.tag, "answers": skill.good} for skill in known],
        "url": address("people.profile", person_id=person.id, slug=person.slug),
    }
