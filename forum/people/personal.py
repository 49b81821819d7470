"""What is kept of people's accounts."""

import sqlalchemy as sa

from forum.core.personal import INNER, MADE_OF_IT, OF_ANOTHER, SECRET, Holding
from forum.core.text import N_
from forum.people.models import (
    ApiToken,
    DataExport,
    Draft,
    Erasure,
    KeptForm,
    MailedCode,
    MailedSecret,
    Person,
    RoleGrant,
    SentForm,
    SignIn,
)


def _address(person_id: int) -> sa.Select[str | None]:
    """SQL: the address of a person."""
    return sa.select(Person.email).where(Person.id == person_id)


HELD = (
    Holding(
        N_("Your account"),
        Person,
        whose=("id",),
        shown=(
            "name",
            "own_name",
            "email",
            "about",
            "locale",
            "time_zone",
            "created_at",
            "seen_at",
            "suspended_until",
            "silenced_until",
        ),
        kept_back={"password_hash": SECRET},
    ),
    Holding(N_("Your roles"), RoleGrant, shown=("role", "created_at")),
    Holding(N_("Where you are signed in"), SignIn, shown=("device", "created_at"), kept_back={"digest": SECRET}),
    Holding(
        N_("Your keys for programs"),
        ApiToken,
        shown=("name", "created_at", "used_at", "revoked_at"),
        kept_back={"digest": SECRET},
    ),
    Holding(
        N_("Links that were mailed to you"),
        MailedSecret,
        shown=("purpose", "email", "created_at", "used_at"),
        kept_back={"digest": SECRET},
    ),
    Holding(
        N_("Digits that were mailed to you"),
        MailedCode,
        whose=("person_id",),
        shown=("email", "created_at", "used_at"),
        kept_back={"digest": SECRET, "ticket": SECRET, "password_hash": SECRET},
        mine=lambda person_id: MailedCode.email.in_(_address(person_id)) | (MailedCode.person_id == person_id),
    ),
    Holding(N_("Your drafts"), Draft, shown=("place", "fields", "saved_at")),
    Holding(N_("What you typed before signing in"), KeptForm, shown=("action", "fields", "created_at")),
    Holding(N_("Forms that you sent within the hour"), SentForm, shown=("sent_at",), kept_back={"digest": MADE_OF_IT}),
    Holding(
        N_("Copies of your data that you asked for"),
        DataExport,
        shown=("created_at", "made_at"),
        kept_back={"file": SECRET},
    ),
    Holding(
        N_("Your wishes to be erased"),
        Erasure,
        shown=("posts", "created_at", "cancelled_at"),
        kept_back={"asked_by_id": OF_ANOTHER, "words": INNER},
    ),
)
