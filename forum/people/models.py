"""People, their roles, and the ways in which they prove who they are."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from forum.core.clock import now
from forum.core.db import Base
from forum.core.provenance import Provenance
from forum.people.policy import Actor, Role

# As a parameter it would be written into the statement anew with each execution.
SEPARATOR: Any = sa.literal_column("','")


class RoleGrant(Base):
    """A role of a person, for one product or (none named) for all."""

    __tablename__ = "role_grants"
    __table_args__ = (
        sa.Index(
            "uq_role_grants_person_id_role",
            "person_id",
            "role",
            unique=True,
            sqlite_where=sa.text("product_id IS NULL"),
            postgresql_where=sa.text("product_id IS NULL"),
        ),
        sa.UniqueConstraint("person_id", "role", "product_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    role: Mapped[Role]
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped["Person"] = relationship(lazy="raise", back_populates="grants")


class Person(Provenance, Base):
    """Somebody with a name here. People from imports have no address and cannot sign in."""

    __tablename__ = "people"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("trust_level BETWEEN 0 AND 3", name="trust_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(doc="as everybody sees it")
    own_name: Mapped[str | None] = mapped_column(doc="of staff who go by another name: theirs, for staff only")
    slug: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime | None] = mapped_column(doc="when the person was here last, within an hour")
    about: Mapped[str] = mapped_column(default="")
    locale: Mapped[str | None] = mapped_column(doc="language of the interface; none: the browser's")
    time_zone: Mapped[str | None]
    suspended_until: Mapped[datetime | None]
    trust_level: Mapped[int] = mapped_column(default=0, server_default="0", doc="0-3, see forum.people.trust")
    silenced_until: Mapped[datetime | None]
    profile_url: Mapped[str | None] = mapped_column(doc="of people from imports: their page at the source")
    erased_at: Mapped[datetime | None] = mapped_column(doc="since when a made-up name stands for theirs")

    grants: Mapped[list[RoleGrant]] = relationship(lazy="raise", back_populates="person")
    # Loaded with every person, so that a badge beside a name costs no statement and comes from nowhere else.
    role_names: Mapped[str | None] = column_property(
        sa.select(sa.func.aggregate_strings(sa.cast(RoleGrant.role, sa.String), SEPARATOR))
        .where(RoleGrant.person_id == id)  # noqa: A003 - the column above
        .correlate_except(RoleGrant)
        .scalar_subquery()
    )

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that the person holds, for whichever products."""
        return frozenset(Role(name) for name in (self.role_names or "").split(",") if name)

    def actor(self, grants: list[RoleGrant] | None = None) -> Actor:
        """Return the person as one who acts. `grants` must be loaded or given."""
        roles: dict[Role, frozenset[int] | None] = {}
        for grant in self.grants if grants is None else grants:
            held = roles.get(grant.role, frozenset())
            roles[grant.role] = None if grant.product_id is None or held is None else held | {grant.product_id}
        at = now()
        suspended = self.suspended_until is not None and self.suspended_until > at
        silenced = self.silenced_until is not None and self.silenced_until > at
        return Actor(self.id, roles, self.created_at, suspended, silenced=silenced, trust=self.trust_level)


class SignIn(Base):
    """A session of a signed-in person on one device. The cookie's secret is kept as a digest only."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(default="", doc="browser and system in words, for the person's own list")


class ApiToken(Base):
    """A key for the API, shown once and kept as a digest."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """The answer to a request that came with an Idempotency-Key, kept for a day and committed with its effect."""

    __tablename__ = "idempotency_keys"

    token_id: Mapped[int] = mapped_column(sa.ForeignKey("api_tokens.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(doc="digest of method, path and body")
    status: Mapped[int] = mapped_column(default=0)
    location: Mapped[str | None]
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class MailedSecret(Base):
    """A secret sent by mail (reset link, confirmation), kept as a digest, good once and for a short time."""

    __tablename__ = "mailed_secrets"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    email: Mapped[str | None] = mapped_column(doc="of a way back: the address that the account had before")


class MailedCode(Base):
    """Six digits mailed to an address, good once, for minutes, and in the browser that asked for them.

    The row is the same whether the address has an account or not. `name` is that of an account to open, none where
    somebody only wants to sign in; `kept` and `next_url` lead back to what they were about to do. `person_id` is
    whoever wants the address for their account: these digits let nobody in.
    """

    __tablename__ = "mailed_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[str] = mapped_column(unique=True, doc="digest of what the browser holds")
    email: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    name: Mapped[str | None]
    password_hash: Mapped[str | None]
    locale: Mapped[str | None] = mapped_column(doc="language of the page that asked")
    kept: Mapped[str] = mapped_column(default="")
    next_url: Mapped[str] = mapped_column(default="")
    digest: Mapped[str | None] = mapped_column(doc="keyed; none until the letter is written, and where none is due")
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """One try at something limited (sign-in, reset, registration). Limits live here, not in a process's memory."""

    __tablename__ = "attempts"
    __table_args__ = (sa.Index("ix_attempts_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(doc="what is counted, with addresses as keyed digests")
    at: Mapped[datetime] = mapped_column(default=now)


class KeptForm(Base):
    """What somebody typed before they signed in, kept for a day so that they find it again."""

    __tablename__ = "kept_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    action: Mapped[str] = mapped_column(doc="path that the form was sent to")
    fields: Mapped[dict[str, Any]] = mapped_column(doc="name of each field: its values")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Draft(Base):
    """What somebody is writing, kept until it is sent, thrown away, or left alone for a month. Nobody else reads it."""

    __tablename__ = "drafts"
    __table_args__ = (sa.UniqueConstraint("person_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    place: Mapped[str] = mapped_column(doc="path that the form is sent to")
    fields: Mapped[dict[str, Any]] = mapped_column(doc="name of each field: its values")
    saved_at: Mapped[datetime] = mapped_column(default=now, index=True)


class DataExport(Base):
    """A copy of everything about a person that they asked for: made behind their request, and kept for a week."""

    __tablename__ = "data_exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    file: Mapped[str] = mapped_column(doc="name of the file, which nobody can guess")
    created_at: Mapped[datetime] = mapped_column(default=now)
    made_at: Mapped[datetime | None] = mapped_column(doc="none: it is being made")
    expires_at: Mapped[datetime] = mapped_column(index=True)
    bytes: Mapped[int] = mapped_column(default=0)


class SentForm(Base):
    """Where a form led that somebody sent, kept for an hour: sent again, it leads there and changes nothing."""

    __tablename__ = "sent_forms"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True, doc="of its address and of what was typed")
    path: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Posts(StrEnum):
    """What becomes of the posts of somebody who goes."""

    KEEP = "keep"
    REMOVE = "remove"


UNFINISHED = sa.text("done_at IS NULL AND cancelled_at IS NULL")


class Erasure(Base):
    """The wish that a person's name and address be erased, and how far that has come.

    `words` are what has to be looked for, from the moment at which the person's own row has lost it until all is done.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        sa.Index(
            "uq_erasures_unfinished",
            "person_id",
            unique=True,
            sqlite_where=UNFINISHED,
            postgresql_where=UNFINISHED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), doc="none: by command")
    posts: Mapped[Posts]
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(doc="until then it can be called off")
    begun_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    words: Mapped[dict[str, Any] | None]
