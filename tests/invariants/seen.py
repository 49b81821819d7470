"""What each person is shown by the API, among the hits, on cards, in lists of suggestions, and which pictures.

What they may be shown is told from the rows alone, by the rules of the design and not by the product's own policies.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import sqlalchemy as sa
from flask import Flask, g

from forum.api import shapes
from forum.api.questions import full
from forum.api.questions import rows as api_rows
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.refs import Kind
from forum.images.models import Image, ImageState, ImageUse
from forum.knowledge.models import Entry, EntryRevision, EntryState
from forum.knowledge.queries import entry_view
from forum.moderation.images import can_see_image
from forum.moderation.models import Suggestion, SuggestionImage
from forum.moderation.suggested import own_suggestions, waiting_suggestions
from forum.people.policy import Actor, Role
from forum.people.tokens import TokenHolder
from forum.questions.models import Answer, AnswerRevision, Comment, CommentRevision, Question, QuestionRevision
from forum.questions.queries.lists import list_questions
from forum.reach.openings import take_openings
from forum.search.engine import Query
from forum.search.queries import search, similar
from tests.invariants.promises import SOUGHT, expect, words

OPEN = frozenset({Containment.NONE, Containment.WARNED})


def is_staff(actor: Actor, product_id: int | None) -> bool:
    """Whether somebody is an engineer or a moderator of a product; what has no product is everybody's of them."""
    held = [actor.grants[role] for role in (Role.ENGINEER, Role.MODERATOR) if role in actor.grants]
    return any(products is None or product_id is None or product_id in products for products in held)


class Eyes:
    """What somebody may be shown."""

    def __init__(self, actor: Actor) -> None:
        """Read all there is."""
        self.actor = actor
        self.questions = {each.id: each for each in session().scalars(sa.select(Question))}
        self.answers = {each.id: each for each in session().scalars(sa.select(Answer))}
        self.comments = {each.id: each for each in session().scalars(sa.select(Comment))}
        self.entries = {each.id: each for each in session().scalars(sa.select(Entry))}
        self.texts = {(each.answer_id, each.number): each for each in session().scalars(sa.select(AnswerRevision))}
        self.words = self._words()

    def _is(self, person_id: int | None) -> bool:
        return person_id is not None and person_id == self.actor.id

    def _sees(self, thing: Question | Answer | Comment, product_id: int | None) -> bool:
        if thing.moved_id is not None:
            return False
        open_ = thing.deleted_at is None and thing.containment is not Containment.QUARANTINED
        return open_ or self._is(thing.author_id) or is_staff(self.actor, product_id)

    def question(self, ident: int) -> bool:
        """Whether they see a question."""
        question = self.questions[ident]
        return self._sees(question, question.product_id)

    def answer(self, ident: int) -> bool:
        """Whether they see an answer."""
        answer = self.answers[ident]
        product_id = self.questions[answer.question_id].product_id
        return self.question(answer.question_id) and self._sees(answer, product_id)

    def comment(self, ident: int) -> bool:
        """Whether they see a comment."""
        comment = self.comments[ident]
        above = self.question(comment.question_id) and (comment.answer_id is None or self.answer(comment.answer_id))
        return above and self._sees(comment, self.questions[comment.question_id].product_id)

    def revision(self, answer_id: int, number: int) -> bool:
        """Whether they see a revision of an answer."""
        answer, text = self.answers[answer_id], self.texts[answer_id, number]
        product_id = self.questions[answer.question_id].product_id
        own = self._is(answer.author_id) or is_staff(self.actor, product_id)
        in_the_open = {answer.containment, text.containment} <= OPEN
        return self.answer(answer_id) and (own or in_the_open or number == answer.shown_revision)

    def entry(self, ident: int) -> bool:
        """Whether they see the text of a solution."""
        entry = self.entries[ident]
        if is_staff(self.actor, entry.product_id):
            return entry.question_id is None or self.question(entry.question_id)
        if entry.state is not EntryState.LIVE or entry.containment is not Containment.NONE:
            return False
        if entry.question_id is not None and not self.question(entry.question_id):
            return False
        source = self.answers.get(entry.answer_id or 0)
        in_place = source is None or (source.deleted_at is None and source.moved_id is None)
        return in_place and (source is None or source.containment is Containment.NONE)

    def suggestion(self, row: Suggestion) -> bool:
        """Whether they made a suggestion, or may decide about it."""
        answer = self.answers.get(row.answer_id or 0)
        question = self.questions[answer.question_id if answer else row.question_id or 0]
        thing: Question | Answer = answer or question
        decides = self._is(thing.author_id) or is_staff(self.actor, question.product_id)
        sees = self.answer(answer.id) if answer else self.question(question.id)
        return self._is(row.person_id) or (decides and sees)

    def image(self, image: Image) -> bool:
        """Whether they sent an image, or see a text that shows it."""
        if image.state is not ImageState.KEPT:
            return False
        shown: dict[Kind, Callable[[ImageUse], bool]] = {
            Kind.QUESTION: lambda use: self.question(use.about_id),
            Kind.ANSWER: lambda use: self.revision(use.about_id, use.revision),
            Kind.COMMENT: lambda use: self.comment(use.about_id),
            Kind.ENTRY: lambda use: self.entry(use.about_id),
        }
        uses = session().scalars(sa.select(ImageUse).where(ImageUse.image_id == image.id))
        asked = sa.select(Suggestion).join(SuggestionImage).where(SuggestionImage.image_id == image.id)
        return (
            self._is(image.owner_id)
            or any(shown[use.about_kind](use) for use in uses)
            or any(self.suggestion(row) for row in session().scalars(asked))
        )

    def _words(self) -> set[str]:
        """All words that may stand anywhere on what they are shown."""
        suggested = [row for row in session().scalars(sa.select(Suggestion)) if self.suggestion(row)]
        said = (
            *(f"{row.title} {row.source}" for row in suggested),
            *(text.source for key, text in self.texts.items() if self.revision(*key)),
            *self._in_questions(),
            *self._in_comments(),
            *self._in_solutions(),
        )
        return words(*said)

    def _in_questions(self) -> Iterator[str]:
        for asked in session().scalars(sa.select(QuestionRevision)):
            if self.question(asked.question_id):
                yield f"{asked.title} {asked.source}"
        for merged in self.questions.values():
            hidden = merged.deleted_at is not None or merged.containment is Containment.QUARANTINED
            if merged.moved_kind is Kind.QUESTION and not hidden:
                yield merged.title

    def _in_comments(self) -> Iterator[str]:
        older = session().execute(sa.select(CommentRevision.comment_id, CommentRevision.source))
        now = ((each.id, each.source) for each in self.comments.values())
        yield from (source for ident, source in chain(older, now) if self.comment(ident))

    def _in_solutions(self) -> Iterator[str]:
        for edited in session().scalars(sa.select(EntryRevision)):
            if self.entry(edited.entry_id) or self._is(edited.author_id):
                yield f"{edited.title} {edited.source}"


@dataclass
class Shown:
    """What somebody is shown, compared with what they may see. `who`: in the words of a failure."""

    who: str
    eyes: Eyes

    @property
    def actor(self) -> Actor:
        """The person."""
        return self.eyes.actor

    def expect(self, where: str, *said: str) -> None:
        """Fail where a word stands that they may not read."""
        expect(self.eyes.words, f"{where} of {self.who}", said)

    def threads(self) -> None:
        """The API tells what they see, and only that."""
        for ident in self.eyes.questions:
            try:
                told = full(self.actor, ident)
            except NotFound:
                assert not self.eyes.question(ident), ("missing", self.who, ident)
                continue
            assert self.eyes.question(ident), ("seen", self.who, ident)
            there = {each.id for each in self.eyes.answers.values() if each.question_id == ident}
            seen = {one for one in there if self.eyes.answer(one)}
            assert {one["id"] for one in told["answers"]} == seen, ("answers", self.who, ident)
            self.expect(f"question {ident}", repr(told))
        listed = api_rows(list(list_questions(self.actor, limit=100).items))
        self.expect("list", repr(listed))

    def solutions(self) -> None:
        """The API tells of solutions nothing more."""
        for ident in self.eyes.entries:
            try:
                told = shapes.entry(entry_view(self.actor, ident))
            except NotFound:
                continue
            self.expect(f"solution {ident}", told["html"] or "", told["body"] or "")

    def suggestions(self) -> None:
        """Nobody reads the suggestions of others but who decides about them."""
        for listed in (waiting_suggestions, own_suggestions):
            for row in listed(self.actor, limit=100).items:
                assert self.eyes.suggestion(row.suggestion), ("suggestion", self.who, row.suggestion.id)
                self.expect("suggestion", repr(shapes.suggestion(row.suggestion, row.question.id)), row.question.title)

    def hits(self, hidden: set[str]) -> None:
        """Neither hits nor the cards beneath a title that is being written know of hidden words."""
        for word in sorted(hidden - self.eyes.words)[-SOUGHT:]:
            found = search(self.actor, Query(text=word))
            assert (found.total, list(found.items)) == (0, []), ("hit", self.who, word)
            for card in similar(self.actor, f"Why does the {word} stop?"):
                self.expect("card", card.title)

    def pictures(self) -> None:
        """A picture is seen where a text that shows it is."""
        for image in session().scalars(sa.select(Image)):
            seen = can_see_image(self.actor, image)
            assert not seen or self.eyes.image(image), ("picture", self.who, image.id)


def check_seen(app: Flask, who: str, actor: Actor, known: set[str]) -> None:
    """Fail where somebody is shown what they may not see. `known`: all words that stand anywhere."""
    session().rollback()
    with app.test_request_context("/api/v1/questions"):
        g.api_holder = None if actor.id is None else TokenHolder(0, actor)
        shown = Shown(who, Eyes(actor))
        shown.threads()
        shown.solutions()
        if actor.id is not None:
            shown.suggestions()
        shown.hits(known)
        shown.pictures()
        take_openings()
    session().rollback()
