"""Who acts, and the primitives that every other policy is made of. Only policy files ask about roles."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from forum import config
from forum.core.refs import Ref
from forum.people.trust import Allowance, Preset, allowance


class Role(StrEnum):
    """What a person is trusted with. None implies another."""

    CUSTOMER = "customer"
    ENGINEER = "engineer"
    MODERATOR = "moderator"
    ADMIN = "admin"


# From this trust level on somebody is known well enough that nothing of theirs waits.
TRUSTED_FROM = 2
STAFF = frozenset({Role.ENGINEER, Role.MODERATOR, Role.ADMIN})


class Restraint(StrEnum):
    """What is taken from a person for a while: acting at all, or only writing."""

    SUSPENSION = "suspension"
    SILENCE = "silence"


# Those that can be limited to products.
SCOPED_ROLES = frozenset({Role.ENGINEER, Role.MODERATOR})


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, as a plain value: operations and policies take it as their first argument.

    `grants` maps a role to the products it is limited to; None means all products. `trust` is the person's level, 0-3.
    Who is `silenced` writes nothing, but for the texts that staff asked them to mend: `mends`.
    """

    id: int | None
    grants: dict[Role, frozenset[int] | None] = field(default_factory=dict, hash=False)
    since: datetime | None = None
    suspended: bool = False
    is_system: bool = False
    trust: int = 0
    silenced: bool = False
    mends: frozenset[Ref] = frozenset()


VISITOR = Actor(None)
SYSTEM = Actor(None, is_system=True)


def is_signed_in(actor: Actor) -> bool:
    """Whether the actor is a person who may act at all."""
    return actor.id is not None and not actor.suspended


def may_write(actor: Actor) -> bool:
    """Whether the actor may put words before others: who is silenced may not."""
    return is_signed_in(actor) and not actor.silenced


def may_mend(actor: Actor, ref: Ref) -> bool:
    """Whether the actor may change a text of theirs: who is silenced, what staff asked them to mend."""
    return is_signed_in(actor) and (not actor.silenced or ref in actor.mends)


def heard(actor: Actor) -> Actor:
    """Return the actor as if nobody had silenced them, for what they may read."""
    return replace(actor, silenced=False) if actor.silenced else actor


def has_role(actor: Actor, role: Role, product_id: int | None = None) -> bool:
    """Whether the actor holds `role` for a product; things without a product are everybody's of that role."""
    if not is_signed_in(actor) or role not in actor.grants:
        return False
    products = actor.grants[role]
    return products is None or product_id is None or product_id in products


def is_engineer(actor: Actor, product_id: int | None = None) -> bool:
    """Whether the actor may check answers about the product."""
    return has_role(actor, Role.ENGINEER, product_id)


def is_moderator(actor: Actor, product_id: int | None = None) -> bool:
    """Whether the actor may decide about reports in the product."""
    return has_role(actor, Role.MODERATOR, product_id)


def is_staff(actor: Actor, product_id: int | None = None) -> bool:
    """Whether the actor is an engineer or a moderator of the product."""
    return is_engineer(actor, product_id) or is_moderator(actor, product_id)


def is_admin(actor: Actor) -> bool:
    """Whether the actor may change the site itself."""
    return has_role(actor, Role.ADMIN)


def is_staff_anywhere(actor: Actor) -> bool:
    """Whether the actor sees the staff's part of the header."""
    return is_signed_in(actor) and bool(actor.grants.keys() & STAFF)


def scope(actor: Actor, role: Role) -> frozenset[int] | None:
    """Return the products that the actor holds the role for: None for all, empty for none."""
    if not is_signed_in(actor) or role not in actor.grants:
        return frozenset()
    return actor.grants[role]


def is_staff_of_all(actor: Actor) -> bool:
    """Whether the actor is an engineer or a moderator who is limited to no product."""
    return any(scope(actor, role) is None for role in (Role.ENGINEER, Role.MODERATOR))


def is_self(actor: Actor, person_id: int | None) -> bool:
    """Whether the actor is that person."""
    return actor.id is not None and actor.id == person_id


def is_trusted(actor: Actor) -> bool:
    """Whether what looks like spam from the actor is reported and not held: who has earned it."""
    return is_signed_in(actor) and actor.trust >= TRUSTED_FROM


def allowance_of(actor: Actor) -> Allowance:
    """What the actor may post: new accounts only so much, whoever is staff or known as much as they want."""
    return allowance(actor.trust, Preset(config.current().trust_preset), staff=is_staff_anywhere(actor))


def can_manage_people(actor: Actor) -> bool:
    """Grant and revoke roles, suspend."""
    return is_admin(actor) or actor.is_system


def can_suspend(actor: Actor, person_id: int, *, staff: bool) -> bool:
    """Suspend somebody: admins, and of those who are no staff moderators of all products; nobody themselves."""
    if is_self(actor, person_id):
        return False
    return is_admin(actor) or (scope(actor, Role.MODERATOR) is None and not staff)


def can_silence(actor: Actor, person_id: int, *, staff: bool) -> bool:
    """Let somebody write nothing: who may suspend them. Staff, whose work is words, is suspended instead."""
    return can_suspend(actor, person_id, staff=staff) and not staff


def can_see_restraints(actor: Actor) -> bool:
    """Read who is suspended and silenced now, and what was decided about whom: moderators and admins."""
    return is_admin(actor) or (Role.MODERATOR in actor.grants and is_signed_in(actor))


def can_manage_catalogue(actor: Actor) -> bool:
    """Create and change products and their releases."""
    return is_admin(actor) or actor.is_system


def can_read_settings(actor: Actor) -> bool:
    """Read what the site runs with."""
    return is_admin(actor)


def can_see_all_openings(actor: Actor) -> bool:
    """Read who of the staff opened what is private, on the whole site."""
    return is_admin(actor)


def can_curate(actor: Actor) -> bool:
    """Keep what all products share, as tags: admins, and moderators who are limited to no product."""
    return scope(actor, Role.MODERATOR) is None or can_manage_catalogue(actor)


def can_register(actor: Actor) -> bool:
    """Open an account: whoever has none, where the site allows it."""
    return actor.id is None and (config.current().registration or actor.is_system)


def can_manage_account(actor: Actor, person_id: int | None) -> bool:
    """Change name, password, sessions and tokens: their owner, also while suspended."""
    return is_self(actor, person_id) or actor.is_system


def can_go_by_another_name(actor: Actor) -> bool:
    """Be shown by another name than one's own: the staff."""
    return is_staff_anywhere(actor)


def can_change_profile(actor: Actor) -> bool:
    """Change what everybody reads of oneself, name and words: whoever may put words before others."""
    return may_write(actor)


def can_see_own_names(actor: Actor) -> bool:
    """Know who of the staff goes by another name, and what their own is: the staff."""
    return is_staff_anywhere(actor)


def can_create_token(actor: Actor) -> bool:
    """Make a key for the API."""
    return is_signed_in(actor)


def can_keep_drafts(actor: Actor) -> bool:
    """Have what one is writing kept on the server."""
    return is_signed_in(actor)


def can_see_draft(actor: Actor, person_id: int | None) -> bool:
    """Read what somebody is writing: nobody but they."""
    return is_self(actor, person_id)


def can_export(actor: Actor) -> bool:
    """Have a copy of everything about oneself made: whoever has an account, also while suspended."""
    return actor.id is not None


def can_take_export(actor: Actor, person_id: int | None) -> bool:
    """Take a copy of everything about a person: nobody but they."""
    return is_self(actor, person_id)


def can_erase_oneself(actor: Actor) -> bool:
    """Have one's own name and address erased: whoever has an account, also while suspended."""
    return actor.id is not None


def can_erase_others(actor: Actor, person_id: int) -> bool:
    """Have somebody else's name and address erased, with a reason: admins. For oneself there is another way."""
    return can_manage_people(actor) and not is_self(actor, person_id)
