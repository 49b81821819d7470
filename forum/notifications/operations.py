"""Telling people what concerns them: at most one notice per person and event, however often the event is repeated."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import operation
from forum.core.refs import Kind, Ref
from forum.core.upsert import insert_missing
from forum.flags.models import Flag
from forum.journal.drain import Happened
from forum.notifications.models import Notice, NoticeKind
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question

WRITTEN: dict[Kind, type[Question | Answer | Comment]] = {
    Kind.QUESTION: Question,
    Kind.ANSWER: Answer,
    Kind.COMMENT: Comment,
}


def tell_of_answer(event: Happened) -> None:
    """Tell the asker that there is an answer."""
    _tell(event, {_author(event.root): NoticeKind.ANSWERED})


def tell_of_comment(event: Happened) -> None:
    """Tell whose text the comment stands beneath, and the asker of everything on their page."""
    answer_id = session().scalar(sa.select(Comment.answer_id).where(Comment.id == event.about.id))
    asker = _author(event.root)
    if answer_id is None:
        _tell(event, {asker: NoticeKind.QUESTION_COMMENTED})
        return
    told = {asker: NoticeKind.THREAD_COMMENTED}
    # Who answered their own question is told once, of the answer.
    told[_author(Ref(Kind.ANSWER, answer_id))] = NoticeKind.ANSWER_COMMENTED
    _tell(event, told)


def tell_of_edit(event: Happened) -> None:
    """Tell whose text it is that somebody else changed it; who mends and checks in one step tells both at once."""
    if event.data.get("checked"):
        return
    kind = NoticeKind.ANSWER_EDITED if event.about.kind is Kind.ANSWER else NoticeKind.QUESTION_EDITED
    _tell(event, {_author(event.about): kind})


def tell_of_acceptance(event: Happened) -> None:
    """Tell the author that the answer solved it, for the asker or in the asker's place."""
    by_asker = event.actor_id == _author(event.root)
    kind = NoticeKind.ACCEPTED if by_asker else NoticeKind.ACCEPTED_FOR_ASKER
    _tell(event, {_author(event.about): kind})


def tell_of_check(event: Happened) -> None:
    """Tell the author what an engineer found."""
    _tell(event, {_author(event.about): NoticeKind.CHECKED})


def tell_of_correction(event: Happened) -> None:
    """Tell the author which passage was corrected."""
    _tell(event, {_author(event.about): NoticeKind.CORRECTED})


def tell_of_decision(event: Happened) -> None:
    """Tell the author what was decided and why, and those who reported it that it was decided."""
    reporters = sa.select(Flag.reporter_id).where(Flag.case_id == event.data.get("case"))
    told: dict[int | None, NoticeKind] = dict.fromkeys(session().scalars(reporters), NoticeKind.REPORT_DECIDED)
    told[_author(event.about)] = NoticeKind.DECIDED
    _tell(event, told)


def _author(ref: Ref) -> int | None:
    """Return who wrote a thing, None where nobody did or it is gone."""
    model = WRITTEN.get(ref.kind)
    return None if model is None else session().scalar(sa.select(model.author_id).where(model.id == ref.id))


def _tell(event: Happened, told: Mapping[int | None, NoticeKind]) -> None:
    """Write the notices of an event. Nobody is told what they did themselves, and an import tells nobody."""
    if event.imported:
        return
    rows = [
        {
            "person_id": person,
            "event_id": event.id,
            "kind": kind,
            "root_kind": event.root.kind,
            "root_id": event.root.id,
            "about_kind": event.about.kind,
            "about_id": event.about.id,
        }
        for person, kind in told.items()
        if person is not None and person != event.actor_id
    ]
    insert_missing(Notice, sorted(rows, key=lambda row: row["person_id"]))


@operation
def mark_read(actor: Actor, notice_ids: Collection[int] | None = None) -> None:
    """Mark the person's own notices as read: these, or all. What was read stays as it is."""
    unread = sa.update(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None))
    if notice_ids is not None:
        unread = unread.where(Notice.id.in_(notice_ids))
    session().execute(unread.values(read_at=now()))
