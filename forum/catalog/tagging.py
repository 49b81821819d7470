"""From the words that somebody typed to the tags that they mean."""

from collections.abc import Sequence

import sqlalchemy as sa

from forum.catalog.models import Tag, TagSynonym
from forum.catalog.names import MAX_TAGS, tag_name
from forum.core.db import session
from forum.core.errors import FieldError, Invalid
from forum.core.operation import operation
from forum.core.text import N_
from forum.core.upsert import insert_missing

TOO_MANY = N_("Choose at most %(limit)d tags.")


@operation
def resolve_tags(names: Sequence[str]) -> list[Tag]:
    """Return the tags of these names, in their order and each once; new names become tags, synonyms their tag.

    Belongs into the unit of work that uses the tags. Raises `Invalid` for the field `tags`, with every name that cannot
    be one, or for more than 5 tags.
    """
    wanted = list(dict.fromkeys(_names(names)))
    if not wanted:
        return []
    canonical = _canonical(wanted)
    found = _tags(canonical)
    if set(canonical) - found.keys():
        # A tag that was renamed or merged a moment ago has become a synonym.
        canonical = _canonical(wanted)
        insert_missing(Tag, [{"name": name} for name in sorted(set(canonical) - found.keys())])
        found |= _tags([name for name in canonical if name not in found])
    return [found[name] for name in canonical]


def _canonical(wanted: list[str]) -> list[str]:
    """Return the names of the tags that are meant, each once; raise `Invalid` for too many."""
    synonyms = _synonyms(wanted)
    canonical = list(dict.fromkeys(synonyms.get(name, name) for name in wanted))
    if len(canonical) > MAX_TAGS:
        raise Invalid.one("tags", "too_many", TOO_MANY, limit=MAX_TAGS)
    return canonical


def _synonyms(names: list[str]) -> dict[str, str]:
    """Return the tag's name for each of the names that is a synonym."""
    query = sa.select(TagSynonym.name, Tag.name.label("tag")).join(Tag, Tag.id == TagSynonym.tag_id)
    return {row.name: row.tag for row in session().execute(query.where(TagSynonym.name.in_(names)))}


def _tags(names: list[str]) -> dict[str, Tag]:
    """Return the tags there are, by name. Nobody merges them into others until they have been used."""
    query = sa.select(Tag).where(Tag.name.in_(names)).order_by(Tag.id).with_for_update(read=True, key_share=True)
    return {tag.name: tag for tag in session().scalars(query)}


def _names(names: Sequence[str]) -> list[str]:
    """Return every name as it is kept; raise `Invalid` with all that cannot be names."""
    if len(names) > 10 * MAX_TAGS:
        raise Invalid.one("tags", "too_many", TOO_MANY, limit=MAX_TAGS)
    good: list[str] = []
    errors: list[FieldError] = []
    for text in names:
        if not text.strip():
            continue
        try:
            good.append(tag_name(text))
        except Invalid as error:
            errors += error.errors
    if errors:
        raise Invalid(errors)
    return good
