"""Whose the outside ids are: an id names one thing on the site, whatever source it comes from."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from forum.core.text import N_
from forum.importing.batches import look_up, product_ids
from forum.importing.models import ImportMark
from forum.importing.report import BrokenRow
from forum.importing.thread import ImportedThread
from forum.questions.models import Answer, Comment, Question

TAKEN = N_("the id %(id)s belongs to something else on this site")
OTHER_SOURCE = N_("the id %(id)s was imported from %(source)s before; say --source %(source)s if this is the same")
NO_PRODUCT = N_("there is no product %(slug)s; create it with `forum product create`")


class Claims:
    """The ids that a batch of threads asks for, and to which question each belongs already."""

    def __init__(self, source: str, threads: Sequence[ImportedThread]) -> None:
        """Look up all ids of the batch."""
        self.source = source
        self.products = product_ids(thread.product for thread in threads if thread.product)
        questions = sa.select(Question.external_id, Question.id)
        self._questions = look_up(questions, Question.external_id, (thread.external_id for thread in threads))
        self._answers = _owners(Answer, (each.external_id for thread in threads for each in thread.answers))
        self._comments = _owners(Comment, (each.external_id for thread in threads for each in thread.comments))

    def admit(self, thread: ImportedThread, mark: ImportMark | None) -> None:
        """Give the thread its ids; raise `BrokenRow` where one is somebody else's, or the product is unknown."""
        name = thread.external_id
        if mark is not None and mark.source != self.source:
            raise BrokenRow(OTHER_SOURCE, id=name, source=mark.source)
        if mark is None and name in self._questions:
            raise BrokenRow(TAKEN, id=name)
        if thread.product and thread.product not in self.products:
            raise BrokenRow(NO_PRODUCT, slug=thread.product)
        answers = [each.external_id for each in thread.answers]
        comments = [each.external_id for each in thread.comments]
        for owners, below in ((self._answers, answers), (self._comments, comments)):
            for each in below:
                if owners.get(each, name) != name:
                    raise BrokenRow(TAKEN, id=each)
        # The next thread of the batch must not ask for the same.
        self._answers |= dict.fromkeys(answers, name)
        self._comments |= dict.fromkeys(comments, name)


def _owners(model: type[Answer] | type[Comment], names: Iterable[str]) -> dict[str, str]:
    """Return what these ids belong to: the external id of the question, empty where it has none."""
    owner = sa.func.coalesce(Question.external_id, "")
    query = sa.select(model.external_id, owner).join(Question, Question.id == model.question_id)
    return look_up(query, model.external_id, names)
