"""Pages for admins: who is here, who holds which role, and whether everything does its work."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from forum.analytics.upkeep import try_again, upkeep
from forum.catalog.queries import product_of, products
from forum.core.errors import Invalid, NotFound
from forum.core.refs import Kind, Ref
from forum.core.site import last_beat
from forum.people.models import Person
from forum.people.policy import Role, can_manage_people, is_self
from forum.people.queries import member, members
from forum.people.roles import grant_role, revoke_role
from forum.reach.models import Part
from forum.reach.openings import note_opening
from forum.web import health
from forum.web.access import needs_sign_in, viewer
from forum.web.addresses import with_query
from forum.web.forms import Chosen, Form, Required
from forum.web.respond import done, show

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

ROLE_NAMES = {
    Role.CUSTOMER: _l("Customer"),
    Role.ENGINEER: _l("Engineer"),
    Role.MODERATOR: _l("Moderator"),
    Role.ADMIN: _l("Admin"),
}


class RoleForm(Form):
    """A role, and the product that it is limited to."""

    role = SelectField(_l("Role"), [Required(_l("Choose a role."))])
    product = SelectField(_l("For"), [Optional(), Chosen(_l("Choose a product from the list, or “All products”."))])

    def __init__(self, **values: Any) -> None:
        """Offer the roles and the products."""
        super().__init__(**values)
        self.role.choices = [(role.value, name) for role, name in ROLE_NAMES.items()]
        self.product.choices = [("", _("All products")), *((each.slug, each.name) for each in products())]

    def chosen(self) -> tuple[Role, int | None]:
        """Return the role and the product's number; raise `Invalid` for an unknown product."""
        product = product_of(self.product.data)
        return Role(self.role.data), product.id if product else None


def role_of(text: str) -> Role | None:
    """Return the role that an address names, None for none."""
    return Role(text) if text in set(Role) else None


@blueprint.get("/people")
@needs_sign_in
def people() -> ResponseReturnValue:
    """List people, or find them by name and address."""
    words, role = request.args.get("q", "").strip()[:200], role_of(request.args.get("role", ""))
    page = members(viewer().actor, words=words, role=role, cursor=request.args.get("cursor"))
    for each in page.items:
        _note(each.person)
    return show(
        "admin/people.html",
        page=page,
        words=words,
        role=role,
        roles=ROLE_NAMES,
        products={each.id: each.name for each in products()},
        newer=_address(words, role, page.previous) if page.previous else None,
        older=_address(words, role, page.next) if page.next else None,
    )


def _note(person: Person) -> None:
    """Note that the viewer is shown somebody's address."""
    if person.email and not is_self(viewer().actor, person.id):
        note_opening(viewer().actor, Ref(Kind.PERSON, person.id), Part.ADDRESS)


def _address(words: str, role: Role | None, cursor: str) -> str:
    """Return the address of another page of the same list."""
    kept = {"q": words, "role": role.value if role else "", "cursor": cursor}
    return with_query(url_for("admin.people"), **{name: value for name, value in kept.items() if value})


PARTS = {"database": _l("Database"), "worker": _l("Background work"), "index": _l("Search index")}


@blueprint.get("/state")
@needs_sign_in
def state() -> ResponseReturnValue:
    """Show whether every part does its work, what waits, and what failed."""
    found = upkeep(viewer().actor)
    troubles = health.troubles()
    return show(
        "admin/state.html",
        parts=[(title, troubles.get(name)) for name, title in PARTS.items()],
        beat=last_beat(),
        found=found,
    )


@blueprint.post("/state/retry/<int:delivery_id>")
@needs_sign_in
def retry(delivery_id: int) -> ResponseReturnValue:
    """Have a failed reaction tried again at once."""
    try_again(viewer().actor, delivery_id)
    return done(url_for("admin.state"), _("It is tried again within seconds."))


@blueprint.get("/people/<int:person_id>")
@needs_sign_in
def person(person_id: int) -> ResponseReturnValue:
    """Show one person's roles."""
    return _person_page(person_id, RoleForm(formdata=None))


def _person_page(person_id: int, form: RoleForm) -> ResponseReturnValue:
    """Show a person's roles with a form to grant one."""
    found = member(viewer().actor, person_id)
    _note(found.person)
    return show(
        "admin/person.html",
        form=form,
        member=found,
        roles=ROLE_NAMES,
        products={each.id: each for each in products()},
    )


@blueprint.post("/people/<int:person_id>/roles")
@needs_sign_in
def grant(person_id: int) -> ResponseReturnValue:
    """Grant a role."""
    return _change(person_id, grant=True)


@blueprint.post("/people/<int:person_id>/roles/revoke")
@needs_sign_in
def revoke(person_id: int) -> ResponseReturnValue:
    """Revoke a role."""
    return _change(person_id, grant=False)


def _change(person_id: int, *, grant: bool) -> ResponseReturnValue:
    """Grant or revoke what the form names, and show the person again."""
    if not can_manage_people(viewer().actor):
        raise NotFound
    form = RoleForm()
    if form.validate():
        try:
            role, product_id = form.chosen()
            verb = grant_role if grant else revoke_role
            verb(viewer().actor, person_id, role, product_id)
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            text = _("The role is granted.") if grant else _("The role is revoked.")
            return done(url_for("admin.person", person_id=person_id), text)
    return _person_page(person_id, form)
