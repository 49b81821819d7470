"""Telling people what concerns them. A reaction says why, strongest reason first; `writing` tells each person once."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.operation import operation
from forum.core.refs import Kind, Ref
from forum.flags.models import Case, CaseState, Flag
from forum.flags.operations import URGENT
from forum.following.models import ProductFollow, QuestionFollow, Stance, TagFollow
from forum.journal.drain import Happened
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.knowledge.models import Entry, EntryRevision
from forum.notifications.models import Notice, NoticeKind
from forum.notifications.urgent import moderators_of
from forum.notifications.writing import Reason, write
from forum.people.models import RoleGrant
from forum.people.policy import Actor, Role
from forum.questions.models import POSTS, Answer, Comment, Question, QuestionTag
from forum.recalls.models import Recall, RecallRecipient

SUGGESTION_ENDS = {
    EventKind.SUGGESTION_ACCEPTED: NoticeKind.SUGGESTION_ACCEPTED,
    EventKind.SUGGESTION_REJECTED: NoticeKind.SUGGESTION_REJECTED,
    EventKind.SUGGESTION_CLOSED: NoticeKind.SUGGESTION_CLOSED,
}


# Whether somebody could come to harm, and whether it is taken back.
RECALLS = {
    (False, False): NoticeKind.RECALLED,
    (True, False): NoticeKind.RECALLED_FOR_SAFETY,
    (False, True): NoticeKind.RECALL_TAKEN_BACK,
    (True, True): NoticeKind.SAFETY_TAKEN_BACK,
}


def each(tell: Callable[[Happened], None]) -> Callable[[Sequence[Happened]], None]:
    """Return a reaction that tells of a batch of events, one after the other, outside of any transaction."""

    def tell_all(events: Sequence[Happened]) -> None:
        for event in events:
            tell(event)

    return tell_all


def tell_of_question(event: Happened) -> None:
    """Tell those who follow its product or one of its tags."""
    write(event, _followers_of_catalogue(event))


def _followers_of_catalogue(event: Happened) -> Iterator[Reason]:
    """Yield those who follow what a question is about; nobody while it is hidden."""
    if _is_hidden(event.root):
        return
    product = sa.select(Question.product_id).where(Question.id == event.root.id).scalar_subquery()
    tags = sa.select(QuestionTag.tag_id).where(QuestionTag.question_id == event.root.id)
    # What happened before somebody followed is no news to them, however late it is told.
    by_product = sa.select(ProductFollow.person_id).where(
        ProductFollow.product_id == product, ProductFollow.created_at <= event.occurred_at
    )
    by_tag = sa.select(TagFollow.person_id).where(TagFollow.tag_id.in_(tags), TagFollow.created_at <= event.occurred_at)
    yield Reason(NoticeKind.FOLLOWED_PRODUCT, by_product)
    yield Reason(NoticeKind.FOLLOWED_TAG, by_tag.distinct())


def tell_of_answer(event: Happened) -> None:
    """Tell the asker, who is named in it, and those who follow the question; nobody while it is hidden."""
    if _is_hidden(event.about):
        return
    followers = Reason(NoticeKind.FOLLOWED_ANSWER, _followers(event.root.id, event.occurred_at))
    write(event, [Reason(NoticeKind.ANSWERED, [_author(event.root)]), _named(event), followers])


def tell_of_question_handled(event: Happened) -> None:
    """Tell the asker, and those who follow the question, that it was closed or opened, leads elsewhere or came back.

    Where it leads elsewhere, so does the notice.
    """
    question, place = event.root, event.root
    if event.kind is EventKind.DUPLICATE_MARKED:
        place = Ref(Kind.QUESTION, event.data["of"])
    elif event.kind is EventKind.QUESTION_MERGED:
        question = event.about
    elif event.kind is EventKind.QUESTION_SPLIT:
        question = place = event.about
    followers, asker = _followers(question.id, event.occurred_at), _author(question)
    reasons = [Reason(NoticeKind.HANDLED, [asker])]
    if "case" in event.data:  # the asker is told of the decision
        reasons, followers = [], followers.where(QuestionFollow.person_id.is_distinct_from(asker))
    if not _is_hidden(place):
        reasons.append(Reason(NoticeKind.FOLLOWED_HANDLED, followers))
    write(replace(event, root=place, about=place), reasons)


def tell_of_text_handled(event: Happened) -> None:
    """Tell the author that somebody else deleted a text of theirs, showed it again, or made it another kind of text."""
    about = event.about
    if "case" in event.data:  # whoever wrote it is told of the decision
        return
    if event.kind is EventKind.TEXT_CONVERTED_BACK:
        about = next(Ref(kind, event.data[kind.value]) for kind in POSTS if kind.value in event.data)
    root = about if about.kind is Kind.QUESTION else event.root
    write(replace(event, root=root, about=about), [Reason(NoticeKind.HANDLED, [_author(about)])])


def _followers(question_id: int, before: datetime) -> sa.Select[int]:
    """SQL: who follows a question, since before that moment."""
    return sa.select(QuestionFollow.person_id).where(
        QuestionFollow.question_id == question_id,
        QuestionFollow.stance == Stance.FOLLOWS,
        QuestionFollow.changed_at <= before,
    )


def tell_of_comment(event: Happened) -> None:
    """Tell who is named in it, whose text it stands beneath, and the asker of everything on their page.

    Nobody while it is hidden.
    """
    if _is_hidden(event.about):
        return
    answer_id = session().scalar(sa.select(Comment.answer_id).where(Comment.id == event.about.id))
    asker = _author(event.root)
    if answer_id is None:
        write(event, [_named(event), Reason(NoticeKind.QUESTION_COMMENTED, [asker])])
        return
    # Who answered their own question is told once, of the answer.
    of_answer = Reason(NoticeKind.ANSWER_COMMENTED, [_author(Ref(Kind.ANSWER, answer_id))])
    write(event, [_named(event), of_answer, Reason(NoticeKind.THREAD_COMMENTED, [asker])])


def tell_of_comment_edit(event: Happened) -> None:
    """Tell who is newly named in it: nobody else changes a comment than who wrote it."""
    if not _is_hidden(event.about):
        write(event, [_named(event)])


def tell_of_edit(event: Happened) -> None:
    """Tell who is newly named, and whose text it is that somebody else changed it.

    Who mends and checks in one step tells both at once, by the check.
    """
    kind = NoticeKind.ANSWER_EDITED if event.about.kind is Kind.ANSWER else NoticeKind.QUESTION_EDITED
    of_edit = Reason(kind, [] if event.data.get("checked") else [_author(event.about)])
    write(event, [of_edit] if _is_hidden(event.about) else [of_edit, _named(event)])


RETOLD: Mapping[EventKind, Callable[[Happened], None]] = {
    EventKind.QUESTION_ASKED: tell_of_question,
    EventKind.QUESTION_EDITED: tell_of_edit,
    EventKind.ANSWER_POSTED: tell_of_answer,
    EventKind.ANSWER_EDITED: tell_of_edit,
    EventKind.COMMENT_POSTED: tell_of_comment,
    EventKind.COMMENT_EDITED: tell_of_comment_edit,
}


def tell_of_appearance(event: Happened) -> None:
    """Tell of what was written while a text waited for a moderator, now that everybody can read it.

    The notices are those of the acts themselves, so whoever was told of one is not told again.
    """
    about = (Event.about_kind == event.about.kind, Event.about_id == event.about.id, Event.id < event.id)
    acts = session().scalars(sa.select(Event).where(*about).order_by(Event.id)).all()
    held = [act.data["revision"] for act in acts if act.kind is EventKind.POST_HELD]
    for act in acts:
        if act.kind in RETOLD and held and act.data.get("revision", 1) >= held[-1]:
            RETOLD[act.kind](replace(event, id=act.id, kind=act.kind, actor_id=act.actor_id, data=act.data))


def tell_of_solution(event: Happened) -> None:
    """Tell the author of the answer that a solution was made from that an editor changed it. It leads to the answer."""
    answer_id = event.data.get("answer")
    question_id = session().scalar(sa.select(Answer.question_id).where(Answer.id == answer_id))
    if answer_id is None or question_id is None:
        return
    about = Ref(Kind.ANSWER, answer_id)
    told = replace(event, root=Ref(Kind.QUESTION, question_id), about=about)
    write(told, [Reason(NoticeKind.SOLUTION_EDITED, [_author(about)])])


def tell_of_solution_check(event: Happened) -> None:
    """Tell who wrote the text of a solution what an engineer found, also that it is withdrawn until it is mended."""
    checked = (EntryRevision.entry_id == event.root.id, EntryRevision.number == event.data.get("revision"))
    author = session().scalar(sa.select(EntryRevision.author_id).where(*checked))
    write(_on_its_page(event), [Reason(NoticeKind.SOLUTION_CHECKED, [author])])


def tell_of_retirement(event: Happened) -> None:
    """Tell who wrote a solution that it is taken out, and who follows its question; nobody of what was brought back."""
    entry = session().get(Entry, event.root.id)
    if entry is None or entry.retired_at is None:
        return
    wrote = sa.select(EntryRevision.author_id).where(EntryRevision.entry_id == entry.id)
    reasons = [Reason(NoticeKind.SOLUTION_RETIRED, session().scalars(wrote).all())]
    if entry.question_id is not None and not _is_hidden(Ref(Kind.QUESTION, entry.question_id)):
        reasons.append(Reason(NoticeKind.FOLLOWED_RETIRED, _followers(entry.question_id, event.occurred_at)))
    write(_on_its_page(event), reasons)


def _on_its_page(event: Happened) -> Happened:
    """Return an event of a solution as one of its question's page, where it has a question."""
    question_id = session().scalar(sa.select(Entry.question_id).where(Entry.id == event.root.id))
    return event if question_id is None else replace(event, root=Ref(Kind.QUESTION, question_id), about=event.root)


def tell_of_acceptance(event: Happened) -> None:
    """Tell the author that the answer solved it, for the asker or in the asker's place."""
    by_asker = event.actor_id == _author(event.root)
    kind = NoticeKind.ACCEPTED if by_asker else NoticeKind.ACCEPTED_FOR_ASKER
    write(event, [Reason(kind, [_author(event.about)])])


def tell_of_check(event: Happened) -> None:
    """Tell the author what an engineer found."""
    write(event, [Reason(NoticeKind.CHECKED, [_author(event.about)])])


def tell_of_check_read(event: Happened) -> None:
    """Tell a new engineer that another one confirmed their check, or why not."""
    confirmed = event.kind is EventKind.CHECK_CONFIRMED
    kind = NoticeKind.CHECK_CONFIRMED if confirmed else NoticeKind.CHECK_REFUSED
    write(event, [Reason(kind, [event.data.get("by")])])


def tell_of_correction(event: Happened) -> None:
    """Tell the author which passage was corrected."""
    write(event, [Reason(NoticeKind.CORRECTED, [_author(event.about)])])


def tell_of_correction_answered(event: Happened) -> None:
    """Tell who corrected a passage that the author took it over, or objects."""
    adopted = event.kind is EventKind.CORRECTION_ADOPTED
    kind = NoticeKind.CORRECTION_ADOPTED if adopted else NoticeKind.CORRECTION_OBJECTED
    write(event, [Reason(kind, [event.data.get("by")])])


def tell_of_objection_decided(event: Happened) -> None:
    """Tell both sides what another engineer found, and why."""
    write(event, [Reason(NoticeKind.OBJECTION_DECIDED, [_author(event.about), event.data.get("by")])])


def tell_of_decision(event: Happened) -> None:
    """Tell the author what was decided and why, and those who reported it that it was decided.

    Of a correction, of a text's new kind and of all posts together the author is told by themselves.
    """
    reporters = session().scalars(sa.select(Flag.reporter_id).where(Flag.case_id == event.data.get("case"))).all()
    told = event.data.get("action") in {"correct", "convert"} or "part_of" in event.data
    author = Reason(NoticeKind.DECIDED, [] if told else [_author(event.about)])
    write(event, [author, Reason(NoticeKind.REPORT_DECIDED, reporters)])


def tell_of_second_look(event: Happened) -> None:
    """Tell the author that another moderator took a decision back, or what they found about an appeal; and those who
    reported it, once, that what they were told does not hold any more.
    """
    overturned = event.kind is EventKind.DECISION_OVERTURNED
    kind = NoticeKind.DECISION_OVERTURNED if overturned else NoticeKind.APPEAL_DECIDED
    reasons = [] if "part_of" in event.data else [Reason(kind, [_author(event.about)])]
    if overturned or event.data.get("taken_back"):
        reporters = sa.select(Flag.reporter_id).where(Flag.case_id == event.data.get("case"))
        reasons.append(Reason(NoticeKind.REPORT_REVERSED, session().scalars(reporters).all()))
    write(event, reasons)


def tell_of_lifting(event: Happened) -> None:
    """Tell a person that they may act, or write, again; where a decision is taken back, they are told of that."""
    if "case" not in event.data:
        write(event, [Reason(NoticeKind.HANDLED, [event.root.id])])


def tell_of_hand_over(event: Happened) -> None:
    """Tell the moderator to whom a report was handed over."""
    write(event, [Reason(NoticeKind.CASE_HANDED_OVER, [event.data.get("to")])])


def call_moderators(event: Happened) -> None:
    """Tell all moderators of the product of a report of the highest severity that nobody is at, or of a post that has
    waited for them too long.

    What a sweep finds in old posts calls them later, all of it at once.
    """
    if event.data.get("old"):
        return
    case, waits = session().get(Case, event.data.get("case")), bool(event.data.get("held"))
    if case is None or case.state is CaseState.CLOSED or case.holder_id is not None:
        return
    if case.severity < URGENT and not waits:
        return
    held = RoleGrant.role == Role.MODERATOR
    if case.product_id is not None:
        held = sa.and_(held, sa.or_(RoleGrant.product_id.is_(None), RoleGrant.product_id == case.product_id))
    moderators = (
        sa.select(RoleGrant.person_id).where(held, RoleGrant.person_id != (_author(case.about) or 0)).distinct()
    )
    write(event, [Reason(NoticeKind.POST_WAITS if waits else NoticeKind.CASE_URGENT, moderators)])


def call_to_several(event: Happened) -> None:
    """Tell moderators of several such reports in one notice."""
    write(event, [Reason(NoticeKind.CASES_URGENT, moderators_of(event.data["reports"]))])


def tell_of_suggestion(event: Happened) -> None:
    """Tell whose text it is that somebody would change it, while that waits."""
    write(event, [Reason(NoticeKind.CHANGE_SUGGESTED, [_author(event.about)])])


def tell_of_suggestion_decided(event: Happened) -> None:
    """Tell who suggested a change what became of it, and why it was rejected or closed."""
    write(event, [Reason(SUGGESTION_ENDS[event.kind], [event.data.get("by")])])


def tell_of_recall(event: Happened) -> None:
    """Tell everybody whom a recall was sent to: the people who were kept when it was, and nobody else."""
    recall = session().get(Recall, event.about.id)
    if recall is None:
        return
    grave, back = recall.is_grave, recall.reverses_id is not None
    session().rollback()
    people = sa.select(RecallRecipient.person_id).where(RecallRecipient.recall_id == event.about.id)
    write(event, [Reason(RECALLS[grave, back], people)])


def _named(event: Happened) -> Reason:
    """Return whom the text names that did not name them before."""
    return Reason(NoticeKind.MENTIONED, event.data.get("mentioned", []))


def _author(ref: Ref) -> int | None:
    """Return who wrote a thing, or whose profile it is; None where nobody did or it is gone."""
    if ref.kind is Kind.PERSON:
        return ref.id
    if ref.kind is Kind.ENTRY:
        newest = sa.and_(EntryRevision.entry_id == Entry.id, EntryRevision.number == Entry.revision)
        return session().scalar(sa.select(EntryRevision.author_id).join(Entry, newest).where(Entry.id == ref.id))
    model = POSTS.get(ref.kind)
    return None if model is None else session().scalar(sa.select(model.author_id).where(model.id == ref.id))


def _is_hidden(ref: Ref) -> bool:
    """Whether a thing is hidden or gone, so that those whom it does not concern themselves are told nothing of it."""
    model = POSTS[ref.kind]
    found = session().scalar(sa.select(model.containment).where(model.id == ref.id, model.in_place()))
    return found is None or found is Containment.QUARANTINED


@operation
def mark_read(actor: Actor, notice_ids: Collection[int] | None = None) -> None:
    """Mark the person's own notices as read: these, or all. What was read stays as it is."""
    unread = sa.update(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None))
    if notice_ids is not None:
        unread = unread.where(Notice.id.in_(notice_ids))
    session().execute(unread.values(read_at=now()))
