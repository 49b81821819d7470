"""Storing which question is a duplicate of which, once all questions are here."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from forum.core.errors import Forbidden
from forum.core.operation import operation
from forum.importing.batches import Outcome, look_up, marks_of
from forum.importing.models import ImportMark
from forum.importing.parts import Parts
from forum.importing.policy import can_import
from forum.importing.report import Kept
from forum.people.policy import Actor
from forum.questions.models import Question

THREAD = "question"
DUPLICATES = "duplicates"


@operation
def store_duplicates(actor: Actor, pairs: Sequence[tuple[str, str]], *, only_new: bool) -> Outcome:
    """Point each question at the one it repeats, both named by their external ids; what was set here stays."""
    if not can_import(actor):
        raise Forbidden
    outcome = Outcome()
    marks = marks_of(THREAD, (name for name, _ in pairs))
    query = sa.select(Question.external_id, Question).order_by(Question.id).with_for_update(of=Question)
    names = {name for pair in pairs for name in pair}
    questions = look_up(query.execution_options(populate_existing=True), Question.external_id, names)
    for name, target in pairs:
        mark = marks.get(name)
        if mark is not None and name in questions and target in questions:
            known = "duplicate" in mark.parts
            kept = Kept.UNCHANGED if known and only_new else _point(questions, name, target, mark)
            outcome.note(DUPLICATES, kept)
    return outcome


def _point(questions: Mapping[str, Question], name: str, target: str, mark: ImportMark) -> Kept:
    """Point one question at another, unless somebody here chose otherwise."""
    question = questions[name]
    parts, outcomes = Parts(mark.parts), list[Kept]()
    new = not parts.knows("duplicate")
    if new and question.duplicate_of_id is not None:
        parts.wrote("duplicate", target, None)
        mark.parts = parts.values
        return Kept.LOCAL
    with parts.thing(outcomes):
        if parts.take("duplicate", target, question.duplicate_of_id):
            question.duplicate_of_id = questions[target].id
            question.version += 1
            parts.wrote("duplicate", target, question.duplicate_of_id)
    mark.parts = parts.values
    return Kept.ADDED if new else outcomes[0]
