"""Following tags and products; and the rows of who follows a question, which its own verbs write."""

import sqlalchemy as sa

from forum.catalog.models import Product, Tag
from forum.core.clock import now
from forum.core.db import Base, session
from forum.core.errors import Forbidden
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.upsert import insert_missing
from forum.following.models import ProductFollow, QuestionFollow, Stance, TagFollow
from forum.following.policy import can_follow
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor


@operation
def follow_tag(actor: Actor, tag_id: int, *, follows: bool) -> Tag:
    """Hear of new questions with a tag, or no longer; twice is once. Raise `NotFound` where there is no such tag."""
    tag = lock(Tag, tag_id)
    if tag.merged_into_id is not None:
        tag = lock(Tag, tag.merged_into_id)
    _follow(actor, Ref(Kind.TAG, tag.id), TagFollow, {"tag_id": tag.id}, follows=follows)
    return tag


@operation
def follow_product(actor: Actor, product_id: int, *, follows: bool) -> Product:
    """Hear of new questions about a product, or no longer; twice is once. Raise `NotFound` where there is none."""
    product = lock(Product, product_id)
    _follow(actor, Ref(Kind.PRODUCT, product.id), ProductFollow, {"product_id": product.id}, follows=follows)
    return product


def _follow(actor: Actor, about: Ref, model: type[Base], key: dict[str, int], *, follows: bool) -> None:
    """Write or delete the row, and record it where that changed anything."""
    if not can_follow(actor) or actor.id is None:
        raise Forbidden
    found = session().get(model, {"person_id": actor.id, **key})
    if (found is not None) == follows:
        return
    if found is None:
        session().add(model(person_id=actor.id, **key))
    else:
        session().delete(found)
    record_stance(actor, about, Stance.FOLLOWS if follows else Stance.LEFT)


def record_stance(actor: Actor, about: Ref, stance: Stance) -> None:
    """Record what a person chose to hear of. It is in their own history, and nothing follows from it."""
    root = Ref(Kind.PERSON, actor.id or 0)
    record(EventKind.FOLLOW_CHANGED, actor, root, about=about, data={"stance": stance.value}, react=False)


def take_part(person_id: int | None, question_id: int) -> None:
    """Let somebody who wrote something on a page follow it, unless they chose otherwise before."""
    if person_id is not None:
        row = {"person_id": person_id, "question_id": question_id, "stance": Stance.FOLLOWS, "changed_at": now()}
        insert_missing(QuestionFollow, [row])


def stand(person_id: int, question_id: int, stance: Stance) -> bool:
    """Write a person's stance to a question inside the open unit of work; return whether it is another one now."""
    found = session().get(QuestionFollow, (person_id, question_id), populate_existing=True)
    if (found.stance if found else Stance.LEFT) == stance:
        return False
    if found is None:
        session().add(QuestionFollow(person_id=person_id, question_id=question_id, stance=stance))
    else:
        found.stance, found.changed_at, found.carried_from_id = stance, now(), None
    session().flush()
    return True


def stance_of(person_id: int, question_id: int) -> Stance | None:
    """Return a person's stance to a question, None where they have none."""
    mine = (QuestionFollow.person_id == person_id, QuestionFollow.question_id == question_id)
    return session().scalar(sa.select(QuestionFollow.stance).where(*mine))
