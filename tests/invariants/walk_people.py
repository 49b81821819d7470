"""A walk over what anybody does: somebody writes, votes, tries out, suggests, and everything follows in between."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import sqlalchemy as sa
from flask import Flask
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from forum.core.clock import now, travel
from forum.core.db import session
from forum.following.models import Stance
from forum.following.operations import follow_product, follow_tag
from forum.images.operations import erase_image
from forum.moderation.models import Suggestion
from forum.moderation.suggestions import (
    Wording,
    accept_suggestion,
    reject_suggestion,
    suggest_answer,
    suggest_question,
    withdraw_suggestion,
)
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.operations import (
    accept_answer,
    ask_and_answer,
    ask_question,
    comment,
    edit_answer,
    edit_comment,
    edit_question,
    give_up_stance,
    have_too,
    keep_answer,
    keep_question,
    post_answer,
    report_outcome,
    take_back_have_too,
    take_back_outcome,
    take_stance,
    unaccept_answer,
    vote_answer,
    vote_comment,
    vote_question,
)
from forum.questions.operations.asking import QuestionDraft
from forum.questions.trust import Level
from tests.invariants.promises import Texts, check_all, check_followed, check_inboxes
from tests.invariants.seen import check_seen
from tests.invariants.walking import Ground
from tests.support.cast import Cast
from tests.support.pictures import keep

NAMES = ("ada", "ben", "eva", "max", "amy", "sam")
OpenSite = Callable[[], contextlib.AbstractContextManager[Flask]]

numbers = some.integers(0, 7)
anybody = some.sampled_from((*NAMES, "visitor"))
writers = some.sampled_from(("ada", "ben", "sam", "eva", "max"))
askers = some.sampled_from(("ada", "ada", "sam", "max", "visitor"))
authors = some.sampled_from(("ben", "ben", "sam", "ada", "eva", "max"))
engineers = some.sampled_from(("eva", "eva", "eva", "eva", "max", "ben"))
moderators = some.sampled_from(("max", "max", "max", "eva", "ada", "ben"))
admins = some.sampled_from(("amy", "amy", "max"))


class PeopleWalk(RuleBasedStateMachine):
    """One thing after another on a site of its own: what anybody writes, and says of what others wrote."""

    def __init__(self, open_site: OpenSite) -> None:
        super().__init__()
        self.open = contextlib.ExitStack()
        self.app = self.open.enter_context(open_site())
        self.ground = Ground(Cast.load())
        self.at = now()
        self.turns = count()

    def teardown(self) -> None:
        """Let everything follow, look once more, and leave."""
        try:
            with travel(self.at + timedelta(seconds=30)):
                self.ground.settle()
                check_all(self.app)
                self.look(*NAMES, "visitor")
                check_followed()
        finally:
            self.open.close()

    def do(self, name: str, who: str, verb: Callable[[Actor], object]) -> bool:
        self.at += timedelta(minutes=1)
        with travel(self.at):
            return self.ground.do(name, verb, who)

    def edit(self, name: str, who: str, verb: Callable[[Actor], object], answer_id: int = 0) -> bool:
        """Do something that changes a text: nothing is trusted more for it."""
        before = self.levels()
        done = self.do(name, who, verb)
        for ident, level in self.levels().items():
            known = before.get(ident)
            assert known is None or level.standing >= known.standing, (name, ident, known, level)
        return done

    def levels(self) -> dict[int, Level]:
        session().rollback()
        return dict(session().execute(sa.select(Answer.id, Answer.level)).all())

    @invariant()
    def everything_holds(self) -> None:
        """Look at all of it, and at what one of the people is shown after the other."""
        with travel(self.at + timedelta(seconds=30)):
            check_all(self.app)
            self.look((*NAMES, "visitor")[next(self.turns) % (len(NAMES) + 1)])

    def look(self, *names: str) -> None:
        """See what people are shown."""
        known = Texts.load().all
        for name in names:
            check_seen(self.app, name, self.ground.actor(name), known)

    @initialize()
    def begin(self) -> None:
        """Two questions, of which one has answers, an index that knows of them."""
        for who in ("ada", "sam"):
            self.ask(who, 0, 0)
        for who in ("ben", "sam", "eva"):
            self.answer(who, 0, 0)
        self.follow()

    # What people write.

    def draft(self, kind: int, product: int = 0) -> QuestionDraft:
        there = (self.ground.cast.router, self.ground.cast.camera, None)
        title = f"Why does the {self.ground.word()} stop?"
        tags = (("night",), ("night", "power"), (), ("evening",))[kind % 4]
        return QuestionDraft(title, self.ground.text(kind), product_id=there[product % 3], tags=tags)

    @rule(who=writers, kind=numbers, product=some.sampled_from((0, 0, 1, 2)))
    def ask(self, who: str, kind: int, product: int) -> None:
        self.do("ask", who, lambda actor: ask_question(actor, self.draft(kind, product)))

    @rule(who=writers, kind=numbers)
    def ask_and_answer(self, who: str, kind: int) -> None:
        self.do("ask and answer", who, lambda actor: ask_and_answer(actor, self.draft(kind), self.ground.text(kind)))

    @rule(who=authors, at=numbers, kind=numbers)
    def answer(self, who: str, at: int, kind: int) -> None:
        self.do("answer", who, lambda actor: post_answer(actor, self.ground.question(at), self.ground.text(kind)))

    @rule(who=writers, at=numbers, beneath=some.booleans())
    def comment(self, who: str, at: int, beneath: bool) -> None:
        def verb(actor: Actor) -> object:
            if not beneath:
                return comment(actor, self.ground.question(at), self.ground.text())
            made = session().get_one(Answer, self.ground.answer(at))
            return comment(actor, made.question_id, self.ground.text(), answer_id=made.id)

        self.do("comment", who, verb)

    @rule(who=writers, at=numbers, useful=some.booleans())
    def work_on_comment(self, who: str, at: int, useful: bool) -> None:
        def verb(actor: Actor) -> object:
            if useful:
                return vote_comment(actor, self.ground.comment(at), at % 2)
            said = self.ground.comment(at)
            base = session().scalar(sa.select(Comment.revision).where(Comment.id == said)) or 1
            return edit_comment(actor, said, self.ground.text(), base_revision=base)

        self.do("find a comment useful" if useful else "edit a comment", who, verb)

    @rule(who=authors, at=numbers, kind=numbers)
    def edit_answer(self, who: str, at: int, kind: int) -> None:
        def verb(actor: Actor) -> object:
            ident = self.ground.answer(at)
            return edit_answer(actor, ident, self.ground.text(kind), base_revision=self.ground.newest(Answer, ident))

        self.edit("edit an answer", who, verb)

    @rule(who=askers, at=numbers, kind=numbers, product=some.sampled_from((0, 0, 1, 2)))
    def edit_question(self, who: str, at: int, kind: int, product: int) -> None:
        def verb(actor: Actor) -> object:
            ident = self.ground.question(at)
            newest = self.ground.newest(Question, ident)
            return edit_question(actor, ident, self.draft(kind, product), base_revision=newest)

        self.do("edit a question", who, verb)

    @rule(who=writers, at=numbers, gone=some.sampled_from((False, False, True)))
    def work_on_picture(self, who: str, at: int, gone: bool) -> None:
        name = f"{next(self.ground.numbers):020x}-8x6.webp"
        if gone:
            self.do("erase a picture", who, lambda actor: erase_image(actor, self.ground.image(at), reason="Mine."))
        else:
            self.do("send a picture", who, lambda actor: keep(actor, name=name))

    # What others say of it.

    @rule(who=anybody, at=numbers, value=some.sampled_from((-1, 0, 1)), whole=some.booleans())
    def vote(self, who: str, at: int, value: int, whole: bool) -> None:
        if whole:
            self.do("vote", who, lambda actor: vote_question(actor, self.ground.question(at), value))
        else:
            self.do("vote", who, lambda actor: vote_answer(actor, self.ground.answer(at), value))

    @rule(who=anybody, at=numbers, worked=some.sampled_from((True, False, False, None)))
    def try_out(self, who: str, at: int, worked: bool | None) -> None:
        def verb(actor: Actor) -> object:
            if worked is None:
                return take_back_outcome(actor, self.ground.answer(at))
            return report_outcome(actor, self.ground.answer(at), worked=worked)

        self.do("try out", who, verb)

    @rule(who=askers, at=numbers, replaces=numbers)
    def accept(self, who: str, at: int, replaces: int) -> None:
        def verb(actor: Actor) -> object:
            other = self.ground.answer(replaces)
            return accept_answer(actor, self.ground.answer(at), reason="They are gone.", replaces=other)

        self.do("accept", who, verb)

    @rule(who=askers, at=numbers)
    def unaccept(self, who: str, at: int) -> None:
        self.do("unaccept", who, lambda actor: unaccept_answer(actor, self.ground.answer(at)))

    @rule(who=writers, at=numbers, what=some.integers(0, 8), yes=some.booleans())
    def keep(self, who: str, at: int, what: int, yes: bool) -> None:
        ground = self.ground
        verbs: tuple[Callable[[Actor], object], ...] = (
            lambda actor: take_stance(actor, ground.question(at), Stance.FOLLOWS if yes else Stance.MUTED),
            lambda actor: give_up_stance(actor, ground.question(at), Stance.FOLLOWS if yes else Stance.MUTED),
            lambda actor: keep_question(actor, ground.question(at), keeps=yes),
            lambda actor: keep_answer(actor, ground.answer(at), keeps=yes),
            lambda actor: (have_too if yes else take_back_have_too)(actor, ground.question(at)),
            lambda actor: follow_tag(actor, ground.tag(at), follows=yes),
            lambda actor: follow_product(actor, ground.cast.router, follows=yes),
        )
        self.do("keep", who, verbs[what % len(verbs)])

    # What people would change in others' texts.

    @rule(who=writers, at=numbers, kind=numbers, whole=some.booleans())
    def suggest(self, who: str, at: int, kind: int, whole: bool) -> None:
        def verb(actor: Actor) -> object:
            if whole:
                ident = self.ground.question(at)
                wording = Wording(self.ground.text(kind), self.ground.title(ident), ("night",))
                return suggest_question(
                    actor, ident, wording, base_revision=self.ground.newest(Question, ident), note="Clearer."
                )
            ident = self.ground.answer(at)
            newest = self.ground.newest(Answer, ident)
            return suggest_answer(actor, ident, Wording(self.ground.text(kind)), base_revision=newest, note="Clearer.")

        self.do("suggest", who, verb)

    @rule(who=authors, at=numbers, what=some.integers(0, 3))
    def answer_suggestion(self, who: str, at: int, what: int) -> None:
        def accept(actor: Actor) -> object:
            ident = self.ground.suggestion(at)
            of = session().get_one(Suggestion, ident)
            whole = of.question_id is not None
            newest = self.ground.newest(Question if whole else Answer, of.question_id or of.answer_id or 0)
            body = self.ground.text() if what else self.ground.again(of.source)
            wording = Wording(body, of.title, tuple(filter(None, of.tags.split(", "))))
            return accept_suggestion(actor, ident, wording, base_revision=newest)

        if what < 2:
            self.edit("accept a suggestion", who, accept)
        elif what == 2:
            self.do(
                "reject a suggestion",
                who,
                lambda actor: reject_suggestion(actor, self.ground.suggestion(at), reason="No."),
            )
        else:
            self.do("withdraw", who, lambda actor: withdraw_suggestion(actor, self.ground.suggestion(at)))

    @rule()
    def follow(self) -> None:
        """What follows from everything is done by the worker."""
        with travel(self.at + timedelta(seconds=15)):
            self.ground.settle()
            check_followed()
            people = [self.ground.actor(name) for name in NAMES]
            check_inboxes(people, Texts.load())
