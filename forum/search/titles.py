"""What is searched while there is no index: the words of titles, in the database."""

import sqlalchemy as sa

from forum.core.containment import Containment
from forum.core.db import session
from forum.people.policy import Actor
from forum.questions.models import Question
from forum.questions.policy import can_find_folded, questions_seen_by
from forum.search.engine import Hit, Results
from forum.search.syntax import read

# A title is looked through once for each word.
MOST_WORDS = 6


def in_titles(actor: Actor, text: str, limit: int) -> Results:
    """Return the newest questions whose title has all words of a query; `total` counts no more than are returned.

    As with the index, a question that is held back entirely is found by nobody, a folded one by staff.
    """
    asked = read(text)
    words = asked.words.split()[:MOST_WORDS]
    if not words:
        return Results((), 0)
    hidden = [Containment.QUARANTINED] + ([] if can_find_folded(actor) else [Containment.FOLDED])
    query = (
        sa.select(Question.id)
        .where(
            questions_seen_by(actor),
            Question.in_place(),
            Question.containment.not_in(hidden),
            *(Question.title.icontains(word, autoescape=True) for word in words),
            *(~Question.title.icontains(word, autoescape=True) for word in asked.without),
        )
        .order_by(Question.id.desc())
        .limit(limit)
    )
    keys = [f"question:{ident}" for ident in session().scalars(query)]
    return Results(tuple(Hit(key, "question", key, score=0.0) for key in keys), len(keys))
