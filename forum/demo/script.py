"""What the content files say, as values.

`content/people.toml` holds the people, `catalogue.toml` the products and tags, and every other file the threads of one
product. A thread is a script: a question, its answers, and below each post the acts about it in the order of time.

- `ago` is how long before today something happened, `after` how long after the post that it stands under. Both are
  written as days, hours and minutes: `"41d 3h"`, `"20m"`.
- An act says what it is with `do`: `up`, `down`, `comment`, `edit` under every post; `close` under a question;
  `accept`, `unaccept`, `worked`, `failed`, `verdict`, `correct`, `report`, `decide` under an answer.
- `by` names a person by key. For `up`, `down`, `worked` and `failed` it may be a list: one act each, minutes apart.
- An edit is written as `find` and `replace` over the text that stands at that time.
- `expect` says where a thread ends: an answer's level of trust, and a question's state.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from forum.core.containment import Hazard
from forum.flags.models import FlagKind
from forum.moderation.models import Action
from forum.people.policy import Role
from forum.questions.trust import Evidence, Level, VerdictKind


class Ending(StrEnum):
    """Where a question can end. The first two have no answer; overdue is unanswered for longer than it should be."""

    UNANSWERED = "unanswered"
    OVERDUE = "overdue"
    UNACCEPTED = "unaccepted"
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the cast.

    `products` limits engineers and moderators; empty means everywhere. `sign_in` says, where somebody is worth being
    for a newcomer, what one can try as this person.
    """

    key: str
    name: str
    joined: timedelta
    roles: tuple[Role, ...]
    products: tuple[str, ...]
    about: str
    sign_in: str

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@tarnwell.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A version of a product, `ago` before today."""

    name: str
    ago: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product with its releases, oldest first."""

    key: str
    name: str
    about: str
    releases: tuple[Release, ...]

    def release(self, name: str) -> Release | None:
        """Return the release of that name, if there is one."""
        return next((each for each in self.releases if each.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A topic and the other words for it."""

    name: str
    synonyms: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Something that somebody did, `ago` before today. `by` is the person's key."""

    by: str
    ago: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Done):
    """Something that somebody does about a post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Act):
    """A vote up (1) or down (-1)."""

    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Act):
    """A remark below the post."""

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Act):
    """A new revision: `find`, which stands once in the text of that time, becomes `replace`."""

    find: str
    replace: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Act):
    """A question takes no more answers."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Act):
    """The asker's mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unaccept(Act):
    """The asker takes the mark back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Act):
    """It worked for somebody, or did not."""

    worked: bool
    release: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Act):
    """An engineer judges the newest revision. `review_after` is counted from the act; none: the product's setting.

    An outdated text is right for every release before `since_release`, so it names no others.
    """

    kind: VerdictKind
    releases: tuple[str, ...]
    evidence: Evidence
    note: str
    condition: str
    since_release: str
    review_after: timedelta | None
    hazard: Hazard | None
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Act):
    """An erratum: `passage`, which stands once in the text of that time, should read `replacement`."""

    passage: str
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Act):
    """A report of an answer. Only staff names the hazard and how severe it is."""

    kind: FlagKind
    hazard: Hazard | None
    severity: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Act):
    """What a moderator does about the open reports of an answer."""

    action: Action
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(Act):
    """Whoever relied on an answer is told that it was wrong; `instead` is the key of an answer in the same thread."""

    severity: int
    summary: str
    what_now: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Done):
    """A question or an answer, with the acts about it in the order of time."""

    key: str
    body: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Post):
    """An answer; `expect` is its level of trust in the end."""

    expect: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Post):
    """A question with its answers; `expect` is its state in the end."""

    expect: Ending
    product: str
    title: str
    release: str
    tags: tuple[str, ...]
    environment: str
    language: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Everything, with every name resolved and every act possible."""

    company: str
    people: tuple[Person, ...]
    products: tuple[Product, ...]
    tags: tuple[Tag, ...]
    questions: tuple[Question, ...]

    def person(self, key: str) -> Person:
        """Return the person of that key."""
        return next(each for each in self.people if each.key == key)

    def product(self, key: str) -> Product:
        """Return the product of that key."""
        return next(each for each in self.products if each.key == key)

    def answers(self) -> Iterator[tuple[Question, Answer]]:
        """Yield every answer with its question."""
        for question in self.questions:
            for answer in question.answers:
                yield question, answer
