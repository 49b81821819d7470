"""Reading what the community asks and promises."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum import config
from forum.core.db import session
from forum.core.errors import NotFound
from forum.terms.models import TermsVersion, Topic


def newest_texts() -> Sequence[TermsVersion]:
    """Return the newest version of each text in each language. One statement."""
    newer = aliased(TermsVersion)
    same = (newer.topic == TermsVersion.topic, newer.language == TermsVersion.language)
    query = sa.select(TermsVersion).where(~sa.exists().where(*same, newer.number > TermsVersion.number))
    return session().scalars(query.order_by(TermsVersion.topic, TermsVersion.language)).all()


def text_for(topic: Topic, language: str, texts: Sequence[TermsVersion]) -> TermsVersion | None:
    """Return the text that a reader of a language gets: in theirs, else in the site's, else in any; None for none."""
    written = {each.language: each for each in texts if each.topic is topic}
    for wanted in (language, config.current().default_language):
        if wanted in written:
            return written[wanted]
    return next(iter(written.values()), None)


def versions_of(topic: Topic, language: str) -> Sequence[TermsVersion]:
    """Return all versions of a text, the newest first. One statement."""
    mine = (TermsVersion.topic == topic, TermsVersion.language == language)
    return session().scalars(sa.select(TermsVersion).where(*mine).order_by(TermsVersion.number.desc())).all()


def topic_named(word: str) -> Topic:
    """Return the topic that an address names; raise `NotFound` for another word."""
    found = next((topic for topic in Topic if topic.value == word), None)
    if found is None:
        raise NotFound
    return found
