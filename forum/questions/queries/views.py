"""A question's page as one reader sees it, in plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forum.catalog.models import Tag
from forum.following.models import Stance
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    Question,
    QuestionRevision,
)
from forum.questions.queries.kin import Kin
from forum.questions.queries.waiting import CheckAhead
from forum.questions.trust import Trust

ORDERS = ("trust", "newest", "oldest")


@dataclass(frozen=True, slots=True)
class MyOutcome:
    """What the reader said of the shown revision."""

    worked: bool
    release_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mine:
    """How the reader stands to a question. `release_id`: on which version they have the trouble too."""

    vote: int = 0
    stance: Stance | None = None
    kept: bool = False
    has_too: bool = False
    release_id: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer as one reader sees it. `text` is the shown revision; votes, outcomes and bookmarks are the reader's."""

    answer: Answer
    text: AnswerRevision
    trust: Trust
    my_vote: int = 0
    my_outcome: MyOutcome | None = None
    comments: Sequence[Comment] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class HiddenAnswer:
    """An answer that the reader may not see, for the placeholder in its place. It holds no word of its text."""

    answer_id: int
    trust: Trust


@dataclass(frozen=True, slots=True)
class Thread:
    """A question's page. `total` answers can be seen by the reader, `contained` are hidden from them.

    `places` are the page's answers in their order, the hidden ones among them.
    `my_release_id` is the product's release that the reader named last when they said whether something worked,
    `reader_release_id` the one for which the levels are told (None: for the newest). `useful` are the comments that
    the reader found useful. `waiting_checks` are what new engineers say of answers, for staff only.
    """

    question: Question
    text: QuestionRevision
    tags: Sequence[Tag]
    releases: Mapping[int, str]
    kin: Kin
    places: Sequence[AnswerView | HiddenAnswer]
    comments: Sequence[Comment]
    total: int
    contained: int
    page: int
    pages: int
    mine: Mine = Mine()
    my_release_id: int | None = None
    reader_release_id: int | None = None
    useful: frozenset[int] = frozenset()
    waiting_checks: Mapping[int, Sequence[CheckAhead]] = field(default_factory=dict)
    orders: Sequence[str] = field(default=ORDERS)

    @property
    def answers(self) -> Sequence[AnswerView]:
        """Those of the page's answers that the reader sees."""
        return [place for place in self.places if isinstance(place, AnswerView)]
