"""Two people edited one text: what the second one sees before they save again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from forum.core.diff import Change, differences, fold
from forum.core.text import one_line
from forum.knowledge.models import EntryRevision
from forum.questions.models import AnswerRevision, CommentRevision, QuestionRevision
from forum.questions.operations.asking import tag_line
from forum.questions.queries import question_revision
from forum.web.questions.forms import QuestionForm


@dataclass(frozen=True, slots=True)
class Difference:
    """Something beside the text that saving would change."""

    name: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """The newest revision, and what saving what was typed would change in it."""

    theirs: AnswerRevision | QuestionRevision | CommentRevision | EntryRevision
    changes: Sequence[Change]
    facts: Sequence[Difference] = ()


def conflict_of(theirs: AnswerRevision | QuestionRevision | CommentRevision | None, typed: str) -> Conflict | None:
    """Return what to show beside the form that holds `typed`; None where nobody was quicker."""
    return None if theirs is None else Conflict(theirs, fold(differences(theirs.source, typed)))


def conflict_of_question(question_id: int, number: int, form: QuestionForm) -> Conflict | None:
    """Return what to show beside a question's form, with what it says beside the text."""
    theirs = question_revision(question_id, number)
    if theirs is None:
        return None
    facts = [Difference(name, *pair) for name, *pair in _facts(theirs, form) if pair[0] != pair[1]]
    return Conflict(theirs, fold(differences(theirs.source, form.body.data or "")), facts)


def _facts(theirs: QuestionRevision, form: QuestionForm) -> Iterable[tuple[str, str, str]]:
    """Yield name, theirs and mine of everything beside the text."""
    products = {str(choice.value): str(choice.label) for choice in form.product.choices}
    _slug, _colon, release = (form.release.data or "").partition(":")
    unsure = _("Not sure")
    yield _("Title"), theirs.title, one_line(form.title.data or "")
    product = products.get(form.product.data or _slug, unsure)
    yield _("Product"), theirs.product.name if theirs.product else unsure, product
    yield _("Version"), theirs.release.name if theirs.release else unsure, release or unsure
    yield _("Your device and setup"), theirs.environment, form.environment.data or ""
    yield _("Tags"), theirs.tags, tag_line(form.tag_names())
