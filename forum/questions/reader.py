"""For whom a level is told: what is right for one version of a product may be wrong for another."""

from collections.abc import Collection
from dataclasses import dataclass, field

from forum.people.policy import VISITOR, Actor, is_self
from forum.questions.models import Question


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads, with the releases they asked about, at most one of each product."""

    actor: Actor = VISITOR
    release_ids: frozenset[int] = field(default_factory=frozenset)

    def release_for(self, question: Question | None, releases: Collection[int]) -> int | None:
        """Return the release they mean at this question; `releases` are its product's. None: the newest counts.

        It is the one they asked about, or, at their own question, the one they named there.
        """
        asked = next((release for release in releases if release in self.release_ids), None)
        if asked is not None or question is None:
            return asked
        return question.release_id if is_self(self.actor, question.author_id) else None


ANYBODY = Reader()
