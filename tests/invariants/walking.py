"""A site on which somebody does one thing after another: who there is, what there is, and what each step left."""

from collections.abc import Callable, Sequence
from itertools import count

import sqlalchemy as sa

from forum.catalog.models import Release, Tag
from forum.core.db import Base, session
from forum.core.errors import Busy, ForumError
from forum.core.markup import Rendered, render
from forum.flags.models import Case
from forum.images.models import Image
from forum.journal.models import Event
from forum.knowledge.models import Entry
from forum.moderation.models import Suggestion
from forum.moderation.verdicts import VerdictDraft
from forum.people.policy import VISITOR, Actor
from forum.people.sign_in import actor_of
from forum.questions.models import Answer, AnswerRevision, Comment, Correction, Question, QuestionRevision
from forum.questions.trust import VerdictKind
from tests.support.cast import Cast
from tests.support.town import follow
from tests.web.test_reading import contents

SYLLABLES = [consonant + vowel for consonant in "bdfglmnprt" for vowel in "aeiou"]
# What a text may hold besides its words; the first is plain, the next change code, a link or a number, the last shows
# a picture that anybody sent.
PICTURE = "picture"
KINDS = ("", "\n\n    reset --all", " See <https://example.org/help>.", " Wait for 30 minutes.", PICTURE)
# What no event tells of: the journal's own bookkeeping, and how far a person came with what is limited.
# Posts that wait to be hidden with others stand in rows of their own; the one decision tells of them.
BOOKKEEPING = frozenset({"events", "details", "outbox", "deliveries", "seals", "attempts", "limits", "hidden_posts"})
Pick = Callable[[Sequence[int]], int]


class Refused(Exception):
    """Nothing there to do this to."""


class Ground:
    """The site of one walk."""

    def __init__(self, cast: Cast) -> None:
        """Begin where nothing has happened."""
        self.cast = cast
        self.numbers = count(1)
        self.rows = contents()
        self.done: list[str] = []

    def word(self) -> str:
        """A word that stands nowhere yet."""
        number, size = next(self.numbers), len(SYLLABLES)
        return f"qu{SYLLABLES[number // size % size]}{SYLLABLES[number % size]}{SYLLABLES[number * 7 % size]}x"

    def again(self, source: str) -> Rendered:
        """A text that somebody wrote."""
        return render(source)

    def text(self, kind: int = 0) -> Rendered:
        """A text that nobody wrote before."""
        besides = KINDS[kind % len(KINDS)]
        if besides is PICTURE:
            names = session().scalars(sa.select(Image.name).order_by(Image.id)).all()
            besides = f" ![Lamp](/images/{names[next(self.numbers) % len(names)]})" if names else ""
        return render(f"Open the {self.word()} and hold it for a while, then close it again.{besides}")

    def actor(self, name: str) -> Actor:
        """Somebody with the roles that they have by now."""
        person: Actor = getattr(self.cast, name)
        return VISITOR if person.id is None else actor_of(person.id)

    def one_of(self, model: type[Base], number: int) -> int:
        """The number of something that is there, whether or not anybody sees it."""
        ids = (
            session()
            .scalars(sa.select(sa.inspect(model).primary_key[0]).order_by(sa.inspect(model).primary_key[0]))
            .all()
        )
        if not ids:
            raise Refused
        return int(ids[number % len(ids)])

    def question(self, number: int) -> int:
        """A question."""
        return self.one_of(Question, number)

    def answer(self, number: int) -> int:
        """An answer."""
        return self.one_of(Answer, number)

    def comment(self, number: int) -> int:
        """A comment."""
        return self.one_of(Comment, number)

    def tag(self, number: int) -> int:
        """A tag."""
        return self.one_of(Tag, number)

    def entry(self, number: int) -> int:
        """A solution."""
        return self.one_of(Entry, number)

    def case(self, number: int) -> int:
        """A case."""
        return self.one_of(Case, number)

    def image(self, number: int) -> str:
        """The name of an image."""
        return session().get_one(Image, self.one_of(Image, number)).name

    def correction(self, number: int) -> int:
        """A correction."""
        return self.one_of(Correction, number)

    def suggestion(self, number: int) -> int:
        """A suggestion."""
        return self.one_of(Suggestion, number)

    def release(self, number: int) -> int:
        """A release, of whichever product."""
        return self.one_of(Release, number)

    def newest(self, model: type[Question] | type[Answer] | type[Entry], ident: int) -> int:
        """The number of the newest revision."""
        return int(session().scalar(sa.select(model.revision).where(model.id == ident)) or 0)

    def source(self, answer_id: int) -> str:
        """The newest text of an answer."""
        query = sa.select(AnswerRevision.source).where(AnswerRevision.answer_id == answer_id)
        return session().scalars(query.order_by(AnswerRevision.number.desc())).first() or ""

    def title(self, question_id: int) -> str:
        """The newest title of a question."""
        query = sa.select(QuestionRevision.title).where(QuestionRevision.question_id == question_id)
        return session().scalars(query.order_by(QuestionRevision.number.desc())).first() or ""

    def verdict(self, kind: VerdictKind, revision: int, number: int) -> VerdictDraft:
        """What an engineer may say of a revision."""
        wrong = kind in {VerdictKind.INCORRECT, VerdictKind.UNSAFE}
        release = self.cast.releases[number % len(self.cast.releases)]
        return VerdictDraft(
            kind,
            revision,
            releases=None if number % 2 else (release,),
            note="It is not so." if wrong else "",
            condition="It is wired." if kind is VerdictKind.CONDITIONAL else None,
            since_release=release if kind is VerdictKind.OUTDATED else None,
        )

    def do(self, name: str, verb: Callable[[Actor], object], who: str) -> bool:
        """Let somebody do something; return whether it was done.

        What is refused changes nothing, what is done stands in the history.
        """
        session().rollback()
        try:
            verb(self.actor(who))
        except Refused:
            return False
        except Busy:
            raise
        except ForumError:
            session().rollback()
            assert self._changes() <= {"seals"}, (name, who, "was refused")
            return False
        session().rollback()
        changes = self._changes()
        assert not changes - BOOKKEEPING or "events" in changes, (name, who, changes)
        self.done.append(name)
        return True

    def settle(self) -> None:
        """Let everything follow from what happened."""
        session().rollback()
        follow()
        self.rows = contents()

    def _changes(self) -> set[str]:
        before, self.rows = self.rows, contents()
        return {name for name, rows in self.rows.items() if rows != before[name]}

    @property
    def events(self) -> int:
        """How much has happened."""
        return session().scalar(sa.select(sa.func.count(Event.id))) or 0


__all__ = ["Ground", "Refused"]
