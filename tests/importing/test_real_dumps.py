"""The four public dumps, to the last row."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.core.db import session
from forum.core.markup import RENDERER_VERSION
from forum.importing.operations import import_stackexchange
from forum.importing.report import Kept
from forum.journal.models import Event
from forum.journal.seal import verify
from forum.people.models import Person
from forum.people.policy import SYSTEM
from forum.questions.models import Answer, AnswerRevision, Comment, Question, QuestionRevision
from tests.importing.dumps import Onlooker
from tests.support.cast import Cast


@pytest.fixture
def dumps(shared_data: Path) -> list[Path]:
    """The folders of the dumps."""
    return sorted(path for path in (shared_data / "stackexchange").iterdir() if path.is_dir())


def counted(outside: sa.orm.InstrumentedAttribute[str | None], *clauses: sa.ColumnExpressionArgument[bool]) -> int:
    """Return how many rows with an outside id there are."""
    return session().execute(sa.select(sa.func.count()).where(outside.is_not(None), *clauses)).scalar_one()


def test_four_dumps_arrive_to_the_last_row_and_only_once(cast: Cast, dumps: list[Path]) -> None:
    onlooker = Onlooker()
    for folder in dumps:
        import_stackexchange(SYSTEM, folder, host=folder.name, watcher=onlooker)

    assert counted(Question.external_id) == 2_248
    assert counted(Answer.external_id) == 3_551
    assert counted(Answer.external_id, Answer.accepted) == 1_119
    assert counted(Comment.external_id) == 8_153
    assert counted(Person.external_id) == 11_096
    assert counted(Question.external_id, Question.duplicate_of_id.is_not(None)) == 23
    assert (
        counted(Question.external_id, Question.byline.is_not(None))
        + counted(Answer.external_id, Answer.byline.is_not(None))
        == 38
    )
    assert [(skip.file, skip.where) for skip in onlooker.skips] == [("Comments.xml.gz", "row 703")]
    # Not one text was too much for the renderer.
    rendered = [QuestionRevision.renderer, AnswerRevision.renderer]
    assert [session().scalar(sa.select(sa.func.min(each))) for each in rendered] == [RENDERER_VERSION] * 2

    events = session().scalar(sa.select(sa.func.count(Event.id)))
    again = [import_stackexchange(SYSTEM, folder, host=folder.name) for folder in dumps]
    assert [report.total(Kept.ADDED) + report.total(Kept.UPDATED) for report in again] == [0, 0, 0, 0]
    assert session().scalar(sa.select(sa.func.count(Event.id))) == events == 2_248
    assert verify().problems == []
