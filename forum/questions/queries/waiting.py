"""What waits for a second engineer at the answers of a page, read with what stands around their question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from forum.people.models import Person
from forum.questions.models import Answer, WaitingCheck
from forum.questions.trust import VerdictKind

PREFIX = "check:"


@dataclass(frozen=True, slots=True)
class CheckAhead:
    """What a new engineer says of an answer's newest text, and what no other one has confirmed."""

    id: int
    kind: VerdictKind
    by_name: str


@cache
def checks_query() -> sa.Select[str, int, str, int]:
    """SQL: the checks that wait at the newest texts of `:question`'s answers: which kind, number, by whom, of what."""
    return (
        sa.select(sa.literal(PREFIX) + sa.cast(WaitingCheck.kind, sa.String), WaitingCheck.id, Person.name, Answer.id)
        .join(Answer, sa.and_(Answer.id == WaitingCheck.answer_id, Answer.revision == WaitingCheck.revision))
        .join(Person, Person.id == WaitingCheck.engineer_id)
        .where(Answer.question_id == sa.bindparam("question"), WaitingCheck.decided_at.is_(None))
    )


def checks_of(rows: Iterable[tuple[str, int, str, int]]) -> Mapping[int, Sequence[CheckAhead]]:
    """Return the checks among such rows by the answers that they are about."""
    found: dict[int, list[CheckAhead]] = {}
    for kind, ident, name, answer_id in rows:
        if kind.startswith(PREFIX):
            found.setdefault(answer_id, []).append(CheckAhead(ident, VerdictKind(kind.removeprefix(PREFIX)), name))
    return found
