"""Keeping images, noting which texts show them, and erasing them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, TooMany
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.text import N_, is_blank, one_line
from forum.images.models import DESCRIPTION_MAX, Image, ImageState, ImageUse
from forum.images.policy import can_erase_image, can_keep_image
from forum.images.preparing import Prepared
from forum.images.store import store
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.drafts import KEPT_FOR
from forum.people.models import Person
from forum.people.policy import SYSTEM, Actor

DAY = timedelta(days=1)
# A draft may show an image that no text shows yet, and waits for a month.
UNUSED_FOR = KEPT_FOR + DAY
SWEPT_AT_ONCE = 200
ERASE_WHY = N_("Say why the picture has to go: the reason stands in the history.")
UNUSED = "no text has shown it for a month"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one person may send in a day: so many images, so many bytes of what is kept."""

    images: int
    bytes: int


ALLOWANCE = Allowance(60, 40_000_000)
# In the first day of an account, which may be a robot's.
FIRST_DAY = Allowance(12, 10_000_000)


@operation
def keep_image(actor: Actor, prepared: Prepared, description: str = "") -> Image:
    """Keep an image whose file is in the store already; return the one that is there where the same was sent before.

    Raises `TooMany` where the day's allowance is used up.
    """
    if not can_keep_image(actor) or actor.id is None:
        raise Forbidden
    lock(Person, actor.id)
    description = one_line(description)[:DESCRIPTION_MAX]
    same = sa.select(Image).where(
        Image.owner_id == actor.id, Image.sha256 == prepared.sha256, Image.state == ImageState.KEPT
    )
    if (there := session().scalars(same).one_or_none()) is not None:
        there.description = there.description or description
        return there
    need_allowance(actor, len(prepared.data))
    image = Image(
        name=prepared.name,
        owner_id=actor.id,
        width=prepared.width,
        height=prepared.height,
        bytes=len(prepared.data),
        sha256=prepared.sha256,
        description=description,
        created_at=now(),
    )
    session().add(image)
    session().flush()
    data = {"image": image.id, "width": image.width, "height": image.height, "bytes": image.bytes}
    record(EventKind.IMAGE_KEPT, actor, Ref(Kind.PERSON, actor.id), data=data, react=False)
    return image


def need_allowance(actor: Actor, size: int = 0) -> None:
    """Raise `TooMany` where the actor has sent too much in the last day for `size` bytes more."""
    allowance = FIRST_DAY if actor.since is not None and now() - actor.since < DAY else ALLOWANCE
    recent = (Image.owner_id == actor.id, Image.created_at > now() - DAY)
    numbers = sa.select(sa.func.count(), sa.func.sum(Image.bytes), sa.func.min(Image.created_at)).where(*recent)
    count, total, oldest = session().execute(numbers).one()
    if count >= allowance.images or (total or 0) + size > allowance.bytes:
        wait = oldest + DAY - now() if oldest else DAY
        raise TooMany(
            int(wait.total_seconds()) + 1,
            N_("You have sent many pictures today. Your text is kept: add more tomorrow."),
        )


@operation
def erase_image(actor: Actor, name: str, *, reason: str = "") -> Image:
    """Erase an image wherever it is shown. Who erases another's says why; asked of an image that the actor sees."""
    image = _locked(name)
    if not can_erase_image(actor, image):
        raise Forbidden
    if image.owner_id != actor.id and is_blank(reason):
        raise Invalid.one("reason", "required", ERASE_WHY)
    erase_for_good(actor, image, reason)
    return image


def note_uses(images: Iterable[Image], about: Ref, revision: int, alts: dict[str, str]) -> None:
    """Note in the open unit of work that a text shows these images. `alts`: what it says they show, by name."""
    for image in images:
        locked = lock(Image, image.id)
        if locked.state is not ImageState.KEPT:
            continue
        locked.description = locked.description or one_line(alts.get(image.name, ""))[:DESCRIPTION_MAX]
        session().add(ImageUse(image_id=image.id, about_kind=about.kind, about_id=about.id, revision=revision))
    session().flush()


@operation
def sweep_unused(*held: sa.ColumnElement[bool]) -> int:
    """Erase some of what no text has shown for a month, whoever's it is, and return how many images that were.

    `held`, SQL: what else keeps an `Image`.
    """
    used = sa.or_(sa.exists().where(ImageUse.image_id == Image.id), *held)
    old = sa.and_(Image.state == ImageState.KEPT, Image.created_at < now() - UNUSED_FOR)
    query = sa.select(Image).where(old, ~used).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    swept = 0
    for image in session().scalars(query).all():
        # A text that was posted while the row was waited for holds it now.
        if session().scalar(sa.select(sa.exists().where(ImageUse.image_id == image.id))):
            continue
        erase_for_good(SYSTEM, image, UNUSED)
        swept += 1
    return swept


def empty_store(owner_id: int) -> None:
    """Remove the files of a person's erased images from the store. Safe to repeat."""
    query = sa.select(Image.name).where(Image.owner_id == owner_id, Image.state == ImageState.ERASED)
    for name in session().scalars(query).all():
        store().delete(name)
        _note_gone(name)


@operation
def _note_gone(name: str) -> None:
    image = _locked(name)
    if image.state is ImageState.ERASED:
        image.state = ImageState.GONE


def _locked(name: str) -> Image:
    query = sa.select(Image.id).where(Image.name == name)
    ident = session().scalar(query)
    if ident is None:
        raise NotFound
    return lock(Image, ident)


def erase_for_good(actor: Actor, image: Image, reason: str) -> None:
    """Erase a locked image, inside the open unit; its file goes behind the commit."""
    image.state = ImageState.ERASED
    image.description = ""
    details = {"reason": reason.strip()} if reason.strip() else None
    owner = Ref(Kind.PERSON, image.owner_id)
    record(EventKind.IMAGE_ERASED, actor, owner, data={"image": image.id}, details=details)
