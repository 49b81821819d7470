"""Making two tags one: everything that bears the one bears the other from then on. There is no way back."""

from typing import Any

import sqlalchemy as sa

from forum.catalog.models import Tag, TagSynonym
from forum.catalog.policy import can_change_tag
from forum.core.db import Base, session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason
from forum.core.refs import Kind, Ref
from forum.core.site import bump_epoch
from forum.core.text import N_
from forum.core.upsert import insert_into
from forum.following.models import TagFollow
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.models import EntryTag
from forum.people.policy import Actor
from forum.questions.models import QuestionTag

ITSELF = N_("Choose another tag than this one.")
UNKNOWN = N_("There is no such tag. Choose one of the list of tags.")
# What bears a tag, by the column that says what it is: only one of them may stay where a thing bore both.
BEARERS: tuple[tuple[str, type[Base], Any], ...] = (
    ("questions", QuestionTag, QuestionTag.question_id),
    ("entries", EntryTag, EntryTag.entry_id),
    ("followers", TagFollow, TagFollow.person_id),
)


@operation
def merge_tags(actor: Actor, source_id: int, target_id: int, *, reason: str) -> Tag:
    """Let a tag become a part of another; return that one.

    Questions, solutions and followers move, its names and synonyms lead to the other for ever. Twice is once; a target
    that was merged itself stands for the tag that it became a part of. Cannot be undone, since nobody knows afterwards
    which question bore which of the two. Raises `Forbidden`, and `Invalid` for a target that is not there.
    """
    if session().get(Tag, source_id) is None:
        raise NotFound
    if not can_change_tag(actor):
        raise Forbidden
    last = _last(target_id)
    locked = {ident: lock(Tag, ident) for ident in sorted({source_id, last})}
    source, target = locked[source_id], locked[last]
    if source.merged_into_id == target.id:
        return target
    if source.merged_into_id is not None:
        raise NotFound
    if source.id == target.id:
        raise Invalid.one("into", "itself", ITSELF)
    if target.merged_into_id is not None:
        raise Conflict
    reason = need_reason(reason)
    moved = {name: _move(model, key, source.id, target.id) for name, model, key in BEARERS}
    name = _lead_on(source, target)
    details = {"name": name, "into": target.name, "reason": reason}
    about = Ref(Kind.TAG, source.id)
    record(EventKind.TAG_MERGED, actor, Ref(Kind.TAG, target.id), about=about, data=moved, details=details)
    bump_epoch()
    return target


def _last(tag_id: int) -> int:
    """Return the tag that this one is a part of by now, or itself; raise `Invalid` where there is none."""
    found = session().execute(sa.select(Tag.id, Tag.merged_into_id).where(Tag.id == tag_id)).one_or_none()
    if found is None:
        raise Invalid.one("into", "unknown", UNKNOWN)
    return int(found.merged_into_id or found.id)


def _move(model: type[Base], key: Any, source_id: int, target_id: int) -> int:
    """Let what bears the source bear the target; return how much that was."""
    columns = model.__table__.c
    others = [column for column in columns if column.name not in {"tag_id", key.name}]
    mine = sa.select(key, sa.literal(target_id), *others).where(columns.tag_id == source_id)
    names = [key.name, "tag_id", *(column.name for column in others)]
    session().execute(insert_into(model).from_select(names, mine).on_conflict_do_nothing())
    gone: Any = session().execute(sa.delete(model).where(columns.tag_id == source_id))
    return int(gone.rowcount)


def _lead_on(source: Tag, target: Tag) -> str:
    """Let every name of the source, and every tag that became a part of it, lead to the target; return its name."""
    name = source.name
    for model, column in ((TagSynonym, TagSynonym.tag_id), (Tag, Tag.merged_into_id)):
        session().execute(sa.update(model).where(column == source.id).values({column: target.id}))
    # No name that a person can give, so that its own is free to lead on.
    source.name, source.merged_into_id, source.description = f"merged:{source.id}", target.id, ""
    session().flush()
    session().add(TagSynonym(name=name, tag_id=target.id, former=True))
    return name
