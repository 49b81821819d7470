"""Who works here: engineers and moderators, for which products, and what they gave good answers about."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.catalog.queries import products
from forum.people.policy import Role
from forum.people.queries import Member, staff
from forum.questions.queries.topics import skills
from forum.web.addresses import with_query
from forum.web.respond import show

blueprint = Blueprint("directory", __name__)


@blueprint.get("/staff")
def index() -> ResponseReturnValue:
    """The staff, by name. When they were here last is nobody's business."""
    page = staff(cursor=request.args.get("cursor"))
    names = {product.id: product.name for product in products()}
    known = skills([member.person.id for member in page.items])
    newer, older = (
        with_query(url_for("directory.index"), cursor=each) if each else None for each in (page.previous, page.next)
    )
    rows = [
        {"person": each.person, "roles": _roles(each, names), "skills": known.get(each.person.id, ())}
        for each in page.items
    ]
    return show("people/staff.html", rows=rows, newer=newer, older=older)


def _roles(member: Member, names: dict[int, str]) -> list[tuple[str, list[str]]]:
    """Return each role in words, with the names of the products that it is limited to: none for all products."""
    words = {Role.ENGINEER: _("Engineer"), Role.MODERATOR: _("Moderator")}
    found: list[tuple[str, list[str]]] = []
    for role, text in words.items():
        held = [each.product_id for each in member.held if each.role == role]
        if held:
            limited = [] if None in held else sorted(names[each] for each in held if each in names)
            found.append((text, limited))
    return found
