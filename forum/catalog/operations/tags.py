"""Curating tags: what they are called, what else they are called, what they are for."""

from collections.abc import Mapping

import sqlalchemy as sa

from forum.catalog.models import Tag, TagSynonym
from forum.catalog.names import description as checked_description
from forum.catalog.names import tag_name
from forum.catalog.policy import can_change_tag
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Unfit
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason
from forum.core.refs import Kind, Ref
from forum.core.site import bump_epoch
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor

TAG_EXISTS = N_("“%(name)s” is a tag of its own already. Merge the two instead.")
SYNONYM_TAKEN = N_("“%(name)s” already stands for the tag “%(tag)s”.")
SAME = N_("This is the tag's own name.")
ONCE_ITS_NAME = N_("A tag was called “%(name)s” once, and its address leads here for ever. So it stays.")


@operation
def rename_tag(actor: Actor, tag_id: int, name: str, *, reason: str) -> Tag:
    """Give a tag another name; the old one stays as a synonym, so that its address goes on leading here.

    Raises `Forbidden`, `Invalid`, and `Conflict` where the name is another tag's or stands for one.
    """
    tag = _tag(actor, tag_id)
    name, before = tag_name(name), tag.name
    if name == before:
        return tag
    reason = need_reason(reason)
    _refuse_tag(name)
    synonym = session().get(TagSynonym, name)
    if synonym is not None and synonym.tag_id != tag.id:
        raise _taken(synonym)
    if synonym is not None:
        session().delete(synonym)
        session().flush()
    tag.name = name
    session().add(TagSynonym(name=before, tag_id=tag.id, former=True))
    details = {"before": {"name": before}, "after": {"name": name}, "reason": reason}
    record(EventKind.TAG_CHANGED, actor, Ref(Kind.TAG, tag.id), details=details)
    bump_epoch()
    return tag


@operation
def describe_tag(actor: Actor, tag_id: int, description: str) -> Tag:
    """Say what a tag is for."""
    tag = _tag(actor, tag_id)
    description = checked_description(description)
    if description == tag.description:
        return tag
    details = {"before": {"description": tag.description}, "after": {"description": description}}
    tag.description = description
    _record_word(actor, tag, details)
    return tag


@operation
def add_synonym(actor: Actor, tag_id: int, name: str) -> Tag:
    """Let another word stand for a tag. Twice is once; a word that is a tag itself, or another tag's, conflicts."""
    tag = _tag(actor, tag_id)
    name = tag_name(name)
    if name == tag.name:
        raise Invalid.one("name", "same", SAME)
    synonym = session().get(TagSynonym, name)
    if synonym is not None and synonym.tag_id == tag.id:
        return tag
    if synonym is not None:
        raise _taken(synonym)
    _refuse_tag(name)
    session().add(TagSynonym(name=name, tag_id=tag.id))
    _record_word(actor, tag, {"synonym": name})
    return tag


@operation
def remove_synonym(actor: Actor, tag_id: int, name: str) -> Tag:
    """Let a word stand for a tag no longer; twice is once. Raises `Unfit` for what a tag was called once."""
    tag = _tag(actor, tag_id)
    synonym = session().get(TagSynonym, tag_name(name))
    if synonym is None or synonym.tag_id != tag.id:
        return tag
    if synonym.former:
        raise Unfit(ONCE_ITS_NAME, code="former_name", name=synonym.name)
    session().delete(synonym)
    _record_word(actor, tag, {"synonym_removed": synonym.name})
    return tag


def _tag(actor: Actor, tag_id: int) -> Tag:
    """Return the locked tag, after asking whether the actor may change it. A merged one is no tag any more."""
    tag = lock(Tag, tag_id)
    if tag.merged_into_id is not None:
        raise NotFound
    if not can_change_tag(actor):
        raise Forbidden
    return tag


def _record_word(actor: Actor, tag: Tag, details: Mapping[str, object]) -> None:
    """Record what no question's text or tags change by: pages show it, the index holds nothing of it."""
    record(EventKind.TAG_CHANGED, actor, Ref(Kind.TAG, tag.id), details=details, react=False)
    bump_epoch()


def _refuse_tag(name: str) -> None:
    """Raise `Conflict` where `name` is a tag: its questions would have to move first."""
    if session().scalar(sa.select(Tag.id).where(Tag.name == name)) is not None:
        raise Conflict(TAG_EXISTS, code="tag_exists", name=name)


def _taken(synonym: TagSynonym) -> Conflict:
    """Return the error for a word that stands for another tag."""
    owner = session().get_one(Tag, synonym.tag_id)
    return Conflict(SYNONYM_TAKEN, code="synonym_taken", name=synonym.name, tag=owner.name)
