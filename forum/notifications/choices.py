"""What people choose to be told, by the bell and by mail; and the site's own choice for those who chose nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.notifications.models import NoticeChoice, NoticeKind, Topic
from forum.people.models import Person
from forum.people.policy import Actor, can_manage_account

TOPIC_OF: Mapping[NoticeKind, Topic] = {
    NoticeKind.ANSWERED: Topic.ANSWERED,
    NoticeKind.QUESTION_COMMENTED: Topic.COMMENTED,
    NoticeKind.ANSWER_COMMENTED: Topic.COMMENTED,
    NoticeKind.THREAD_COMMENTED: Topic.COMMENTED,
    NoticeKind.MENTIONED: Topic.MENTIONED,
    NoticeKind.ACCEPTED: Topic.ACCEPTED,
    NoticeKind.ACCEPTED_FOR_ASKER: Topic.ACCEPTED,
    NoticeKind.CHECKED: Topic.CHECKED,
    NoticeKind.CHECK_CONFIRMED: Topic.DECIDED,
    NoticeKind.CHECK_REFUSED: Topic.DECIDED,
    NoticeKind.CORRECTED: Topic.CORRECTED,
    NoticeKind.CORRECTION_ADOPTED: Topic.CORRECTED,
    NoticeKind.CORRECTION_OBJECTED: Topic.CORRECTED,
    NoticeKind.OBJECTION_DECIDED: Topic.CORRECTED,
    NoticeKind.QUESTION_EDITED: Topic.EDITED,
    NoticeKind.ANSWER_EDITED: Topic.EDITED,
    NoticeKind.SOLUTION_EDITED: Topic.EDITED,
    NoticeKind.SOLUTION_CHECKED: Topic.CHECKED,
    NoticeKind.SOLUTION_RETIRED: Topic.EDITED,
    NoticeKind.DECIDED: Topic.DECIDED,
    NoticeKind.REPORT_DECIDED: Topic.DECIDED,
    NoticeKind.DECISION_OVERTURNED: Topic.DECIDED,
    NoticeKind.APPEAL_DECIDED: Topic.DECIDED,
    NoticeKind.REPORT_REVERSED: Topic.DECIDED,
    NoticeKind.CASE_HANDED_OVER: Topic.CALLED,
    NoticeKind.CASE_URGENT: Topic.CALLED,
    NoticeKind.CASES_URGENT: Topic.CALLED,
    NoticeKind.POST_WAITS: Topic.CALLED,
    NoticeKind.CHANGE_SUGGESTED: Topic.EDITED,
    NoticeKind.SUGGESTION_ACCEPTED: Topic.DECIDED,
    NoticeKind.SUGGESTION_REJECTED: Topic.DECIDED,
    NoticeKind.SUGGESTION_CLOSED: Topic.DECIDED,
    NoticeKind.FOLLOWED_RETIRED: Topic.FOLLOWED,
    NoticeKind.HANDLED: Topic.DECIDED,
    NoticeKind.FOLLOWED_ANSWER: Topic.FOLLOWED,
    NoticeKind.FOLLOWED_HANDLED: Topic.FOLLOWED,
    NoticeKind.FOLLOWED_PRODUCT: Topic.FOLLOWED,
    NoticeKind.FOLLOWED_TAG: Topic.FOLLOWED,
    NoticeKind.RECALLED: Topic.RECALLED,
    NoticeKind.RECALLED_FOR_SAFETY: Topic.SAFETY,
    NoticeKind.RECALL_TAKEN_BACK: Topic.RECALLED,
    NoticeKind.SAFETY_TAKEN_BACK: Topic.SAFETY,
}


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody is told of a topic; neither: not at all."""

    bell: bool = True
    mail: bool = False


# What somebody waits for comes by mail too; what is only good to know does not.
DEFAULTS: Mapping[Topic, Ways] = {
    Topic.ANSWERED: Ways(mail=True),
    Topic.COMMENTED: Ways(mail=True),
    Topic.MENTIONED: Ways(mail=True),
    Topic.ACCEPTED: Ways(),
    Topic.CHECKED: Ways(mail=True),
    Topic.CORRECTED: Ways(mail=True),
    Topic.EDITED: Ways(),
    Topic.DECIDED: Ways(mail=True),
    Topic.FOLLOWED: Ways(),
    Topic.CALLED: Ways(mail=True),
    Topic.SAFETY: Ways(mail=True),
    Topic.RECALLED: Ways(mail=True),
}
# Nobody is left out of these: the bell tells them, whatever they chose.
ALWAYS_IN_BELL = frozenset({Topic.SAFETY, Topic.RECALLED})
# Letters about these are put together, one a day.
DAILY = frozenset({Topic.RECALLED})


def choices_of(person_id: int) -> dict[Topic, Ways]:
    """Return how a person is told of each topic. One statement."""
    rows = session().scalars(sa.select(NoticeChoice).where(NoticeChoice.person_id == person_id))
    return {**DEFAULTS, **{row.topic: Ways(row.bell, row.mail) for row in rows}}


@operation
def choose(actor: Actor, person_id: int, chosen: Mapping[Topic, Ways]) -> None:
    """Choose how to be told of these topics; others stay as they are, and twice is once."""
    person = lock(Person, person_id)
    if not can_manage_account(actor, person.id):
        raise Forbidden
    before = choices_of(person.id)
    chosen = {topic: Ways(ways.bell or topic in ALWAYS_IN_BELL, ways.mail) for topic, ways in chosen.items()}
    changed = {topic: ways for topic, ways in chosen.items() if before[topic] != ways}
    for topic, ways in changed.items():
        row = session().get(NoticeChoice, (person.id, topic)) or NoticeChoice(person_id=person.id, topic=topic)
        row.bell, row.mail, row.changed_at = ways.bell, ways.mail, now()
        session().add(row)
    if changed:
        data = {topic.value: {"bell": ways.bell, "mail": ways.mail} for topic, ways in changed.items()}
        record(EventKind.NOTICES_CHOSEN, actor, Ref(Kind.PERSON, person.id), data=data, react=False)


def choice_of(topic: Topic) -> sa.ColumnElement[bool]:
    """SQL: the choice of the `Person` of the query, to join from the outside."""
    return sa.and_(NoticeChoice.person_id == Person.id, NoticeChoice.topic == topic)


def wants_bell(topic: Topic) -> sa.ColumnElement[bool]:
    """SQL: the person is told under the bell; `choice_of` is joined."""
    if topic in ALWAYS_IN_BELL:
        return sa.true()
    return sa.func.coalesce(NoticeChoice.bell, sa.literal(DEFAULTS[topic].bell))


def wants_mail(topic: Topic) -> sa.ColumnElement[bool]:
    """SQL: the person is told by mail and has an address that is theirs; `choice_of` is joined."""
    chosen = sa.func.coalesce(NoticeChoice.mail, sa.literal(DEFAULTS[topic].mail))
    return sa.and_(chosen, Person.email.is_not(None), Person.email_confirmed_at.is_not(None))
