"""Plays the steps of the timeline through the forum's own operations, each as the person who took it."""

from functools import partial

from forum.catalog.operations import add_release, add_synonym, create_product, describe_tag
from forum.catalog.tagging import resolve_tags
from forum.core.clock import now
from forum.core.db import session
from forum.core.markup import Rendered, render
from forum.demo import deeds, script, timeline
from forum.demo.deeds import Deed, Scene
from forum.moderation.verdicts import lapse_verdicts
from forum.people.accounts import confirm_address, create_person, update_profile
from forum.people.models import Person
from forum.people.policy import SCOPED_ROLES, SYSTEM, Actor
from forum.people.roles import grant_role
from forum.people.sessions import note_here
from forum.people.sign_in import actor_of
from forum.questions.operations import ask_question, post_answer
from forum.questions.operations.asking import QuestionDraft

Names = dict[str, int]


class Player:
    """Knows by which number the site knows the people and posts of the script. `names` grows with every step."""

    def __init__(self, community: script.Community, names: Names, password_hash: str) -> None:
        """Take the script, what earlier steps made, and what is kept of everybody's password."""
        self.community, self.names, self._password_hash = community, names, password_hash

    def prepare(self, what: timeline.What) -> Deed:
        """Read and render what the step needs; return what is to be done in one unit of work."""
        match what:
            case timeline.Opened():
                return self._open
            case timeline.Came(person):
                return partial(self._come, person)
            case timeline.Released(product, release):
                return partial(self._release, product, release)
            case timeline.Posted(question, None):
                return partial(self._ask, question, self._draft(question))
            case timeline.Posted(question, answer) if answer is not None:
                return partial(self._answer, question, answer, render(answer.body))
            case timeline.Sent(question, answer):
                return deeds.send_told(self.names[_answer_name(question, answer)])
            case timeline.Acted(act, question, answer):
                return partial(self._act, deeds.prepare(act, self._scene(act, question, answer)), act)
        return lapse_verdicts

    def _actor(self, key: str) -> Actor:
        """Return somebody of the cast as one who acts now."""
        return actor_of(self.names[f"person:{key}"])

    def _open(self) -> None:
        """Make the products, still without releases, and the tags."""
        for product in self.community.products:
            made = create_product(SYSTEM, slug=product.key, name=product.name, description=product.about)
            self.names[f"product:{product.key}"] = made.id
        for tag in self.community.tags:
            (made_tag,) = resolve_tags([tag.name])
            describe_tag(SYSTEM, made_tag.id, tag.about)
            for synonym in tag.synonyms:
                add_synonym(SYSTEM, made_tag.id, synonym)

    def _come(self, person: script.Person) -> None:
        """Open somebody's account, with what they tell of themselves, and give them their roles."""
        limited = [role for role in person.roles if person.products and role in SCOPED_ROLES]
        roles = tuple(role for role in person.roles if role not in limited)
        actor = create_person(SYSTEM, person.name, person.email, roles=roles)
        made = session().get_one(Person, actor.id)
        # Hashing takes long and has no place in a unit of work: everybody shares the one that was made before.
        made.password_hash = self._password_hash
        update_profile(actor, name=person.name, about=person.about)
        confirm_address(made.id)
        for role in limited:
            for product in person.products:
                grant_role(SYSTEM, made.id, role, self.names[f"product:{product}"])
        self.names[f"person:{person.key}"] = made.id

    def _release(self, product: script.Product, release: script.Release) -> None:
        """Let a version come out."""
        made = add_release(SYSTEM, self.names[f"product:{product.key}"], release.name, released_on=now().date())
        self.names[_release_name(product.key, release.name)] = made.id

    def _draft(self, question: script.Question) -> QuestionDraft:
        """Return the question as its asker types it."""
        return QuestionDraft(
            title=question.title,
            body=render(question.body),
            product_id=self.names[f"product:{question.product}"],
            release_id=self.names[_release_name(question.product, question.release)],
            environment=question.environment,
            tags=question.tags,
            language=question.language,
        )

    def _ask(self, question: script.Question, draft: QuestionDraft) -> None:
        """Ask it."""
        asked = ask_question(self._actor(question.by), draft)
        self.names[f"question:{question.key}"] = asked.id
        self._be_seen(question.by)

    def _answer(self, question: script.Question, answer: script.Answer, body: Rendered) -> None:
        """Answer it."""
        posted = post_answer(self._actor(answer.by), self.names[f"question:{question.key}"], body)
        self.names[_answer_name(question, answer)] = posted.id
        self._be_seen(answer.by)

    def _act(self, deed: Deed, act: script.Act) -> None:
        """Do it, and be seen."""
        deed()
        self._be_seen(act.by)

    def _be_seen(self, key: str) -> None:
        """Note that somebody was here: nobody needs to decide in their stead."""
        note_here(self.names[f"person:{key}"])

    def _scene(self, act: script.Act, question: script.Question, answer: script.Answer | None) -> Scene:
        """Return who acts, and on what."""
        product = self.community.product(question.product)
        names = {one.name: _release_name(product.key, one.name) for one in product.releases}
        posted = {one.key: _answer_name(question, one) for one in question.answers}
        return Scene(
            actor=self._actor(act.by),
            question_id=self.names[f"question:{question.key}"],
            answer_id=self.names[_answer_name(question, answer)] if answer else None,
            draft=partial(self._draft, question),
            releases={name: self.names[known] for name, known in names.items() if known in self.names},
            answers={key: self.names[known] for key, known in posted.items() if known in self.names},
        )


def _release_name(product: str, release: str) -> str:
    """Return by which name a release is known here."""
    return f"release:{product}/{release}"


def _answer_name(question: script.Question, answer: script.Answer) -> str:
    """Return by which name an answer is known here."""
    return f"answer:{question.key}/{answer.key}"
