"""Accounts: opened by those who read an address's mail or by command, and what their owners change about themselves.

Hashing a password takes long, so each verb that takes one is a plain function around an operation.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from babel.dates import get_timezone

from forum import config
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, FieldError, Forbidden, Invalid
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.site import bump_epoch
from forum.core.text import N_
from forum.core.translation import languages
from forum.journal.kinds import EventKind
from forum.journal.record import channel, record
from forum.people.models import Person, RoleGrant
from forum.people.names import POSES, display_name, email_address, person_slug, read_as
from forum.people.passwords import check_password, hash_password
from forum.people.policy import (
    SCOPED_ROLES,
    VISITOR,
    Actor,
    Role,
    can_change_profile,
    can_go_by_another_name,
    can_manage_account,
    can_manage_people,
    can_register,
)

TAKEN = N_("This address already has an account.")
NOT_SCOPED = N_("Only engineers and moderators can be limited to products.")
CLOSED = N_("This community takes no new accounts by itself. Ask its staff for one.")
# The trust level of an account that somebody else opened: they know whose it is.
INVITED = 1
LONGEST_ABOUT = 2_000
# What everybody reads of somebody.
PUBLIC = frozenset({"name", "own_name", "about"})

# A role and the product that it is limited to.
Held = tuple[Role, int | None]


def checked_newcomer(name: str, email: str, password: str | None) -> tuple[str, str]:
    """Return name and address as they are kept for somebody who wants an account of their own.

    Raises `Invalid` for each field, and never for an address that is taken: nobody learns who has an account.
    """
    name, email = _checked(name, email, password)
    _refuse_name_of_staff(name)
    return name, email


@operation
def open_account(name: str, email: str, kept: str | None, locale: str | None = None) -> Actor:
    """Open an account for a visitor who reads the mail of the address; `kept` is what is kept of their password.

    `locale` is the language in which they asked for it. Letters know no browser, so it becomes their choice where it is
    not the site's own.
    """
    if not can_register(VISITOR):
        raise Forbidden(CLOSED)
    told = locale if locale != config.current().default_language else None
    return _write(None, name, email, kept, [(Role.CUSTOMER, None)], told)


def create_person(
    actor: Actor,
    name: str,
    email: str,
    *,
    roles: Sequence[Role] = (),
    products: Sequence[int] = (),
    password: str | None = None,
) -> Actor:
    """Open an account for somebody; without a password they ask for one by mail.

    `products` limit those of the roles that can be limited. Raises `Invalid` for each field that cannot be used.
    """
    if not can_manage_people(actor):
        raise Forbidden
    held: list[Held] = []
    for role in dict.fromkeys(roles or (Role.CUSTOMER,)):
        held += [(role, product) for product in products] if products and role in SCOPED_ROLES else [(role, None)]
    if products and not any(product for _, product in held):
        raise Invalid.one("product", "not_scoped", NOT_SCOPED)
    # Whoever may grant roles may also name an office.
    name, email = _checked(name, email, password, own_word=True)
    kept = hash_password(password) if password is not None else None
    return _open(actor, name, email, kept, held)


def _checked(name: str, email: str, password: str | None, *, own_word: bool = False) -> tuple[str, str]:
    """Return name and address as they are kept; raise `Invalid` with everything that is wrong."""
    errors: list[FieldError] = []
    try:
        name = display_name(name, own_word=own_word)
    except Invalid as invalid:
        errors += invalid.errors
    try:
        email = email_address(email)
    except Invalid as invalid:
        errors += invalid.errors
    try:
        if password is not None:
            check_password(password, known=(name, email))
    except Invalid as invalid:
        errors += invalid.errors
    if errors:
        raise Invalid(errors)
    return name, email


def _open(by: Actor, name: str, email: str, kept: str | None, held: Sequence[Held]) -> Actor:
    """Write the account; say that the address is taken, whichever of two at once was first."""
    try:
        return _write(by, name, email, kept, held)
    except Conflict as conflict:
        if conflict.code != "uq_people_email":
            raise
        raise Invalid.one("email", "taken", TAKEN) from conflict


@operation
def _write(
    by: Actor | None, name: str, email: str, kept: str | None, held: Sequence[Held], locale: str | None = None
) -> Actor:
    """Add the person with their roles."""
    if session().scalar(sa.select(Person.id).where(Person.email == email)) is not None:
        raise Invalid.one("email", "taken", TAKEN)
    if by is None:
        _refuse_name_of_staff(name)
    slug = person_slug(name)
    person = Person(name=name, slug=slug, email=email, password_hash=kept, locale=locale, channel=channel.get())
    person.trust_level = 0 if by is None else INVITED
    session().add(person)
    session().flush()
    grants = [RoleGrant(person_id=person.id, role=role, product_id=product) for role, product in held]
    session().add_all(grants)
    actor = person.actor(grants)
    data = {"roles": [[role.value, product] for role, product in held]}
    details = {"name": name, "email": email}
    record(EventKind.PERSON_REGISTERED, by or actor, Ref(Kind.PERSON, person.id), data=data, details=details)
    return actor


@operation
def update_profile(
    actor: Actor, *, name: str, about: str = "", locale: str | None = None, time_zone: str | None = None
) -> None:
    """Change how a person is called, what they tell of themselves, and how they read pages.

    Who is suspended or silenced changes only how they read.

    `locale` is a language code and `time_zone` a name as "Europe/Lisbon"; None follows the browser or the site.
    """
    if actor.id is None or not can_manage_account(actor, actor.id):
        raise Forbidden
    person = lock(Person, actor.id)
    # Who goes by another name changes their own here.
    called = "own_name" if person.own_name else "name"
    # A name that was given by the staff may be kept.
    if name.strip() != getattr(person, called):
        name = display_name(name)
        _refuse_name_of_staff(name, but=actor.id)
    after = {
        called: name.strip(),
        "about": _about(about),
        "locale": _locale(locale or None, person.locale),
        "time_zone": _time_zone(time_zone or None),
    }
    changed = {field: value for field, value in after.items() if getattr(person, field) != value}
    if not changed:
        return
    if changed.keys() & PUBLIC and not can_change_profile(actor):
        raise Forbidden
    for field, value in changed.items():
        setattr(person, field, value)
    person.slug = person_slug(person.name)
    data = {"fields": sorted(changed)}
    record(EventKind.PERSON_CHANGED, actor, Ref(Kind.PERSON, person.id), data=data, details=changed)
    if "name" in changed:
        bump_epoch()


@operation
def go_by(actor: Actor, public_name: str) -> None:
    """Show another name than one's own to everybody, as "Eva, support"; an empty one shows one's own again.

    `Person.name` is what is shown, wherever it is: nothing but the staff's own pages reads the other one.
    """
    if actor.id is None or not can_go_by_another_name(actor):
        raise Forbidden
    person = lock(Person, actor.id)
    own = person.own_name or person.name
    shown = public_name.strip() or own
    if shown == person.name:
        return
    if shown != own:
        # Whoever holds an office may be called by it.
        shown = display_name(shown, own_word=True)
        _refuse_name_of_staff(shown, but=actor.id)
    show_as(person, shown)
    record(EventKind.PERSON_CHANGED, actor, Ref(Kind.PERSON, person.id), data={"fields": ["public_name"]})
    bump_epoch()


def show_as(person: Person, shown: str) -> None:
    """Let everybody see this name of a person, inside the open unit, and keep their own where it is another."""
    own = person.own_name or person.name
    person.name, person.slug = shown, person_slug(shown)
    person.own_name = own if shown != own else None


def _refuse_name_of_staff(name: str, *, but: int | None = None) -> None:
    """Raise `Invalid` for a name that reads as that of somebody with a badge; `but` may keep their own."""
    staff = sa.select(RoleGrant.person_id).where(RoleGrant.role != Role.CUSTOMER)
    names = session().scalars(sa.select(Person.name).where(Person.id.in_(staff), Person.id.is_distinct_from(but)))
    if read_as(name) in {read_as(each) for each in names}:
        raise Invalid.one("name", "poses", POSES)


def _about(text: str) -> str:
    """Return what a person tells of themselves, or raise `Invalid`."""
    about = text.strip()
    if len(about) > LONGEST_ABOUT:
        raise Invalid.one("about", "too_long", N_("Use at most %(most)d characters."), most=LONGEST_ABOUT)
    return about


def _locale(code: str | None, before: str | None) -> str | None:
    """Return the code of a language that is spoken here, or raise `Invalid`; what was chosen before may stay."""
    if code not in {None, before, *languages()}:
        raise Invalid.one("locale", "unknown", N_("Choose a language from the list."))
    return code


def _time_zone(name: str | None) -> str | None:
    """Return the name of a time zone, or raise `Invalid`."""
    if name is None:
        return None
    try:
        get_timezone(name)
    except LookupError:
        raise Invalid.one("time_zone", "unknown", N_("Choose a time zone from the list.")) from None
    return name


@operation
def confirm_address(person_id: int) -> None:
    """Note that the person reads the mail of their address."""
    session().execute(
        sa.update(Person)
        .where(Person.id == person_id, Person.email_confirmed_at.is_(None))
        .values(email_confirmed_at=now())
    )
