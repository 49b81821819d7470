"""An event that touches hundreds of threads is indexed in parts and holds up nobody; what is right stays as it is."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.catalog.models import Tag
from forum.catalog.operations import describe_tag, rename_tag
from forum.core.db import session
from forum.core.operation import unit
from forum.journal.drain import drain, waiting
from forum.journal.models import Delivery
from forum.knowledge.models import Entry, EntryRevision, EntryTag
from forum.questions.models import Question
from forum.questions.operations import vote_question
from forum.reactions import TABLE
from forum.search import indexing
from forum.search.engine import Query
from forum.search.queries import search
from forum.search.touched import PART
from tests.support.cast import Cast
from tests.support.talk import ask

MANY = 2 * PART + 5


@pytest.fixture
def tagged(app: Flask, cast: Cast) -> int:
    """A tag of many questions, all indexed; its number."""
    for number in range(MANY):
        ask(cast, title=f"Question {number}", body="It blinks.", tags=("printing",))
    indexing.rebuild()
    while waiting():
        assert drain(TABLE).failed == 0
    return session().scalars(sa.select(Tag.id).where(Tag.name == "printing")).one()


def found(cast: Cast, tag: str) -> int:
    """How many the index finds with a tag, whatever is its name now."""
    return indexing.engine().search(Query(tag=tag)).total


def files() -> set[Path]:
    """The files of the index."""
    return {path for path in config.current().search_path.rglob("*") if path.suffix in {".toc", ".seg"}}


def test_a_renamed_tag_is_indexed_in_parts(cast: Cast, tagged: int) -> None:
    rename_tag(cast.amy, tagged, "prints", reason="It is the usual word.")
    assert drain(TABLE).done == 1
    parts = session().scalars(sa.select(Delivery.part).where(Delivery.part > 0).order_by(Delivery.part)).all()
    assert parts == list(range(1, len(parts) + 1))
    assert len(parts) in {3, 4}
    assert 0 < found(cast, "prints") <= PART
    assert indexing.check().pending == MANY - found(cast, "prints")


def test_what_happens_meanwhile_is_found_before_the_rest(cast: Cast, tagged: int) -> None:
    rename_tag(cast.amy, tagged, "prints", reason="It is the usual word.")
    drain(TABLE)
    ask(cast, title="Where is the zebrafish")
    drain(TABLE)
    assert search(cast.visitor, Query("zebrafish")).total == 1
    assert waiting() > 0
    while waiting():
        assert drain(TABLE).failed == 0
    assert found(cast, "prints") == MANY
    assert found(cast, "printing") == 0
    assert not indexing.check().differs
    assert indexing.check().pending == 0


def test_a_part_that_is_done_twice_changes_nothing(cast: Cast, tagged: int) -> None:
    rename_tag(cast.amy, tagged, "prints", reason="It is the usual word.")
    while waiting():
        drain(TABLE)
    before = files()
    with unit():
        session().execute(sa.update(Delivery).values(done_at=None))
    while waiting():
        assert drain(TABLE).failed == 0
    assert files() == before


def test_an_editors_own_entry_follows_its_tag(cast: Cast, tagged: int) -> None:
    with unit():
        entry = Entry(title="Mend the printer", slug="mend-the-printer", revision=1, own_level="edited_since")
        session().add(entry)
        session().flush()
        session().add(EntryTag(entry_id=entry.id, tag_id=tagged))
        text = "Pull the lever."
        session().add(
            EntryRevision(
                entry_id=entry.id,
                number=1,
                title=entry.title,
                source=text,
                html=f"<p>{text}</p>",
                text=text,
                renderer=1,
            )
        )
    indexing.rebuild()
    rename_tag(cast.amy, tagged, "prints", reason="It is the usual word.")
    while waiting():
        assert drain(TABLE).failed == 0
    assert found(cast, "prints") == MANY + 1


def test_what_changes_nothing_in_the_index_writes_nothing(cast: Cast, tagged: int) -> None:
    before = files()
    describe_tag(cast.amy, tagged, "Everything on paper.")
    question = session().scalars(sa.select(Question.id)).first()
    assert question is not None
    vote_question(cast.sam, question, 1)
    while waiting():
        assert drain(TABLE).failed == 0
    assert files() == before
