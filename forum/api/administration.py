"""For admins: people and their roles, what failed, and what the site runs with. To all others there is nothing here."""

from typing import Any

from flask.views import MethodView

from forum import config
from forum.analytics.upkeep import try_again, upkeep
from forum.api import shapes
from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import own
from forum.catalog.queries import product_of, products
from forum.core import speech
from forum.core.errors import NotFound
from forum.core.text import message
from forum.people.policy import Role, can_manage_people, can_read_settings
from forum.people.queries import Member, member, members
from forum.people.roles import grant_role, revoke_role


@blueprint.route("/admin/people", methods=["GET"])
@blueprint.arguments(own.MemberArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, own.MemberList)
def admin_people(args: dict[str, Any]) -> dict[str, Any]:
    """List people, or find them by name and address."""
    role = Role(args["role"]) if args["role"] else None
    page = members(writer(), words=args["q"].strip()[:200], role=role, limit=args["limit"], cursor=args["cursor"])
    slugs = _slugs()
    return shapes.listed([_member(found, slugs) for found in page.items], page.next)


@blueprint.route("/admin/people/<int:person_id>", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, own.MemberOut)
def admin_person(person_id: int) -> dict[str, Any]:
    """Read one person with their roles."""
    return _one(person_id)


@blueprint.route("/admin/people/<int:person_id>/roles")
class AdminRoles(MethodView):
    """What a person is trusted with."""

    @blueprint.arguments(own.RoleIn)
    @blueprint.response(200, own.MemberOut)
    def put(self, args: dict[str, Any], person_id: int) -> dict[str, Any]:
        """Grant a role, for one product or for all; twice is once."""
        _admin()
        grant_role(writer(), person_id, *_named(args))
        return _one(person_id)

    @blueprint.arguments(own.RoleIn, location="query")
    @blueprint.response(204)
    def delete(self, args: dict[str, Any], person_id: int) -> None:
        """Revoke a role, for one product or altogether; twice is once."""
        _admin()
        revoke_role(writer(), person_id, *_named(args))


@blueprint.route("/admin/state", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, own.UpkeepOut)
def admin_state() -> dict[str, Any]:
    """Read what waits, and what failed. Whether the parts do their work is told by /readyz."""
    return _state()


def _state() -> dict[str, Any]:
    """Return what waits and what failed."""
    found = upkeep(writer())
    names = ("event_id", "reaction", "attempts", "next_try", "error")
    failures = [
        {"id": each.delivery_id, "kind": each.kind.value, **{name: getattr(each, name) for name in names}}
        for each in found.failures
    ]
    return {"waiting": found.waiting, "failures": failures}


@blueprint.route("/admin/failures/<int:delivery_id>/retry", methods=["PUT"])
@blueprint.response(200, own.UpkeepOut)
def admin_retry(delivery_id: int) -> dict[str, Any]:
    """Have a failed reaction tried again at once; what is done stays done."""
    try_again(writer(), delivery_id)
    return _state()


@blueprint.route("/admin/settings", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, own.SettingList)
def admin_settings() -> dict[str, Any]:
    """Read what the site runs with; secrets are not shown, and changes are made in the environment."""
    if not can_read_settings(writer()):
        raise NotFound
    names = ("name", "value", "given", "secret")
    items = [
        {"about": speech.say(message(each.about)), **{name: getattr(each, name) for name in names}}
        for each in config.told(config.current())
    ]
    return shapes.listed(items, None)


def _admin() -> None:
    """Let it look to everybody else as if there were nothing, whatever stands in the address."""
    if not can_manage_people(writer()):
        raise NotFound


def _named(args: dict[str, Any]) -> tuple[Role, int | None]:
    """Return the role and the product's number; raise `Invalid` for an unknown product."""
    product = product_of(args["product"])
    return Role(args["role"]), product.id if product else None


def _one(person_id: int) -> dict[str, Any]:
    """Return a person with their roles."""
    return _member(member(writer(), person_id), _slugs())


def _slugs() -> dict[int, str]:
    """Return the products' slugs by their numbers."""
    return {each.id: each.slug for each in products()}


def _member(found: Member, slugs: dict[int, str]) -> dict[str, Any]:
    """Return a person as admins see them."""
    names = ("id", "name", "own_name", "email", "created_at", "seen_at")
    roles = [
        {"role": held.role.value, "product": slugs[held.product_id] if held.product_id is not None else None}
        for held in found.held
    ]
    return {**{name: getattr(found.person, name) for name in names}, "roles": roles}
