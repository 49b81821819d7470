"""Telling those who relied on advice that it was wrong: what is offered, who decides, whom it reaches."""

from datetime import timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.clock import now, travel
from forum.core.containment import Hazard
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Unfit
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.refs import Kind, Ref
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.following.models import QuestionFollow, Stance
from forum.journal.catch_up import catch_up
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.answering_corrections import object_to_correction
from forum.moderation.appeals import appeal, decide_appeal
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.entry_verdicts import give_entry_verdict
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.models import Mail, Notice, NoticeKind
from forum.notifications.notice_letters import words_of
from forum.notifications.queries import inbox
from forum.notifications.wording import said, sentence
from forum.people.models import Person, RoleGrant
from forum.people.policy import Actor, Role
from forum.people.queries import actor_of
from forum.questions.operations import (
    accept_answer,
    keep_answer,
    keep_question,
    post_answer,
    report_answer,
    report_outcome,
    take_stance,
)
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from forum.recalls.erasing import erase
from forum.recalls.models import Cause, Recall, RecallRecipient, RecallState, Why
from forum.recalls.operations import (
    RecallDraft,
    approve,
    decline,
    say_undone,
    send_due,
    stop,
    take_back,
    tell,
)
from forum.recalls.queries import corrected, open_recalls, recall_count
from forum.recalls.reach import reach
from tests.knowledge.test_editing import edited
from tests.support.cast import Cast
from tests.support.talk import ADVICE, answer, ask

WRONG = VerdictDraft(VerdictKind.INCORRECT, 1, note="It wipes the rules.", instead="Restart it by hand.")
UNSAFE = VerdictDraft(VerdictKind.UNSAFE, 1, note="It wipes the rules.", hazard=Hazard.SECURITY)
DRAFT = RecallDraft(3, "Switching the schedule off leaves the box open", "Switch it on again and change your password.")
MILD = RecallDraft(2, DRAFT.summary, DRAFT.what_now)


def follow() -> None:
    """Let everything follow."""
    assert catch_up(TABLE).failures == []


def offered(who: Actor) -> int:
    """The one recall that waits for staff."""
    follow()
    (view,) = open_recalls(who).items
    return view.recall.id


def row(ident: int) -> Recall:
    """A recall as it is now."""
    session().rollback()
    return session().get_one(Recall, ident, populate_existing=True)


def pass_by(minutes: int = 11) -> None:
    """Let time pass, and the worker send what is due."""
    with travel(now() + timedelta(minutes=minutes)):
        send_due()
        follow()


class Advice(NamedTuple):
    """An answer, by numbers."""

    id: int
    question_id: int
    author_id: int | None


def relied_on(cast: Cast) -> Advice:
    """Ben's answer, accepted by Ada, which worked for Sam, is kept by Max and followed by Amy."""
    question = ask(cast)
    made = answer(cast, question)
    accept_answer(cast.ada, made.id)
    report_outcome(cast.sam, made.id, worked=True)
    keep_answer(cast.max, made.id, keeps=True)
    keep_question(cast.sam, question.id, keeps=True)
    take_stance(cast.amy, question.id, Stance.FOLLOWS)
    return Advice(made.id, question.id, cast.ben.id)


def by_journal(advice: Advice) -> dict[int | None, Why]:
    """Whom an answer's recall has to reach, and why, read from nothing but the history."""
    why: dict[int | None, dict[Why, bool]] = {}
    question, about = Ref(Kind.QUESTION, advice.question_id), Ref(Kind.ANSWER, advice.id)
    for event in session().scalars(sa.select(Event).order_by(Event.id)):
        mine = why.setdefault(event.actor_id, {})
        if event.kind in {EventKind.QUESTION_ASKED, EventKind.ANSWER_POSTED} and event.root == question:
            mine.setdefault(Why.FOLLOWS, True)
        elif event.kind is EventKind.FOLLOW_CHANGED and event.about == question:
            mine[Why.FOLLOWS] = event.data["stance"] == Stance.FOLLOWS
        elif event.kind is EventKind.BOOKMARK_CHANGED and event.about in {question, about}:
            mine[Why.BOOKMARKED] = event.data["kept"]
        elif event.kind is EventKind.OUTCOME_REPORTED and event.about == about:
            mine[Why.WORKED] = bool(event.data["worked"])
        elif event.kind is EventKind.ANSWER_ACCEPTED and event.about == about:
            mine[Why.ACCEPTED] = True
        elif event.kind is EventKind.ANSWER_UNACCEPTED and event.about == about:
            mine[Why.ACCEPTED] = False
    strongest = {who: next((one for one in Why if mine.get(one)), None) for who, mine in why.items()}
    return {who: one for who, one in strongest.items() if one is not None and who != advice.author_id}


def told(recall: int) -> dict[int, Why]:
    """Whom a recall was sent to."""
    rows = session().scalars(sa.select(RecallRecipient).where(RecallRecipient.recall_id == recall))
    return {row.person_id: row.why for row in rows}


def notices(kind: NoticeKind) -> list[int]:
    """Who has a notice of a kind, once for each."""
    return sorted(session().scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def lines(who: Actor) -> list[tuple[str, str, list[str]]]:
    """What somebody reads of recalls, newest first."""
    kinds = {kind for kind in NoticeKind if "recall" in kind or "safety" in kind}
    found = [line for line in inbox(who).lines if line.kind in kinds]
    return [(str(sentence(line)), line.title, [str(words) for words in said(line)]) for line in found]


def test_what_is_wrong_is_told_by_a_decision_to_whom_the_journal_says_and_once(app: Flask, cast: Cast) -> None:
    made = relied_on(cast)
    give_verdict(cast.eva, made.id, UNSAFE)
    recall = offered(cast.eva)
    assert (row(recall).cause, row(recall).severity, recall_count(cast.max)) == (Cause.UNSAFE, 3, 1)
    assert reach(row(recall)).by_why == {Why.ACCEPTED: 1, Why.WORKED: 1, Why.BOOKMARKED: 1, Why.FOLLOWS: 1}
    for stranger in (cast.ada, cast.ben, cast.sam, cast.amy, cast.visitor):
        with pytest.raises(NotFound):
            tell(stranger, recall, DRAFT)
    with pytest.raises(Invalid) as wrong:
        tell(cast.eva, recall, RecallDraft(5, " ", "", Ref(Kind.ANSWER, 4711)))
    assert [one.field for one in wrong.value.errors] == ["severity", "summary", "what_now", "instead"]
    with pytest.raises(Invalid) as quoted:
        tell(cast.eva, recall, RecallDraft(3, "Do not switch off the nightly restart. Then press.", "Wait."))
    assert [one.code for one in quoted.value.errors] == ["repeats"]
    tell(cast.eva, recall, DRAFT)
    with pytest.raises(Conflict):
        tell(cast.max, recall, DRAFT)
    pass_by(9)
    assert (row(recall).state, corrected().items, notices(NoticeKind.RECALLED_FOR_SAFETY)) == (RecallState.DUE, [], [])
    for _ in range(2):
        pass_by(11)
    expected = by_journal(made)
    assert told(recall) == expected
    assert set(expected.values()) == set(Why)
    assert notices(NoticeKind.RECALLED_FOR_SAFETY) == sorted(ident or 0 for ident in expected)
    what_now = [f"What to do now: {DRAFT.what_now}"]
    happened = "Safety notice: advice that you may have followed can do harm"
    assert lines(cast.sam) == [(happened, DRAFT.summary, what_now)]
    assert lines(cast.ben) == []
    mine = sa.select(Notice.id).where(Notice.person_id == cast.sam.id, Notice.kind == NoticeKind.RECALLED_FOR_SAFETY)
    letter = words_of(session().scalars(mine).one())
    assert letter is not None
    assert letter.subject == f"{happened}: {DRAFT.summary}"
    assert what_now[0] in letter.text
    assert f"/corrected/{recall}" in letter.text
    assert ADVICE not in letter.text
    kept = sa.select(Mail.person_id).join(Notice, Notice.id == Mail.notice_id)
    letters = session().scalars(kept.where(Notice.kind == NoticeKind.RECALLED_FOR_SAFETY)).all()
    assert sorted(letters, key=str) == notices(NoticeKind.RECALLED_FOR_SAFETY)


def test_it_can_be_stopped_for_ten_minutes_and_taken_back_once(cast: Cast) -> None:
    made = relied_on(cast)
    give_verdict(cast.eva, made.id, WRONG)
    recall = offered(cast.eva)
    with pytest.raises(Unfit):
        take_back(cast.eva, recall)
    tell(cast.eva, recall, MILD)
    for _ in range(2):
        stop(cast.max, recall)
    pass_by()
    assert (row(recall).state, row(recall).summary, told(recall)) == (RecallState.OFFERED, MILD.summary, {})
    tell(cast.max, recall, MILD)
    pass_by()
    with pytest.raises(Unfit):
        stop(cast.max, recall)
    assert notices(NoticeKind.RECALLED) == sorted(told(recall))
    # It is one of the letters of the next morning, however many there are of it.
    daily = session().scalars(sa.select(Mail).where(Mail.key.like("daily-%"))).all()
    assert {mail.person_id for mail in daily} == set(told(recall))
    assert all(mail.due_at.hour == 6 and mail.notice_id is None for mail in daily)
    follow_up = take_back(cast.eva, recall).id
    assert take_back(cast.max, recall).id == follow_up
    take_stance(cast.ada, made.question_id, Stance.MUTED)
    tell(cast.eva, follow_up, RecallDraft(2, "Switching the schedule off is fine", "Nothing."))
    for _ in range(2):
        pass_by()
    assert told(follow_up) == told(recall)
    assert notices(NoticeKind.RECALL_TAKEN_BACK) == sorted(told(recall))
    (public,) = corrected().items
    assert public.back is not None
    assert public.back.summary == "Switching the schedule off is fine"


def test_what_lost_its_ground_is_not_sent_and_an_objection_waits_first(cast: Cast) -> None:
    made = relied_on(cast)
    minute = CorrectionDraft(1, "wait a minute", "wait five minutes", "The box needs longer since 2.0.")
    correction = publish_correction(cast.eva, made.id, minute).id
    recall = offered(cast.max)
    assert (row(recall).cause, row(recall).severity) == (Cause.CORRECTED, 1)
    tell(cast.eva, recall, MILD)
    object_to_correction(cast.ben, correction, reason="It takes a minute here.")
    pass_by()
    assert (row(recall).state, told(recall)) == (RecallState.OFFERED, {})
    with pytest.raises(Unfit):
        tell(cast.max, recall, MILD)
    with pytest.raises(Invalid):
        decline(cast.max, recall, reason=" ")
    for _ in range(2):
        decline(cast.max, recall, reason="It is a small thing.")
    give_verdict(cast.eva, made.id, WRONG)
    graver = offered(cast.eva)
    assert row(graver).cause is Cause.INCORRECT
    tell(cast.eva, graver, MILD)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    pass_by()
    assert notices(NoticeKind.RECALLED) == []
    assert open_recalls(cast.eva).items == []


def test_of_spam_abuse_and_what_is_private_nobody_is_told(cast: Cast) -> None:
    ways = (
        (FlagKind.DANGEROUS, Hazard.SAFETY, True),
        (FlagKind.WRONG, None, True),
        (FlagKind.SPAM, None, False),
        (FlagKind.ABUSE, None, False),
        (FlagKind.DANGEROUS, Hazard.PRIVACY, False),
    )
    question, found = ask(cast), {}
    for kind, hazard, _ in ways:
        made = answer(cast, question, body=f"Open the settings and choose {kind} {hazard}. Then press Save and wait.")
        case = report_answer(cast.sam, made.id, Report(kind, "Look at it.")).case_id
        decide(cast.max, case, Action.QUARANTINE, reason="Until we know.", hazard=hazard)
        found[made.id] = case
    follow()
    expected = [ident for ident, (_, _, is_offered) in zip(found, ways, strict=True) if is_offered]
    assert [view.recall.answer_id for view in open_recalls(cast.max).items] == expected[::-1]
    # What is shown again needs no word to anybody.
    decide(cast.max, found[expected[0]], Action.DISMISS, reason="It is fine.", anew=True)
    follow()
    assert [view.recall.answer_id for view in open_recalls(cast.max).items] == expected[1:]


def test_above_a_hundred_a_second_person_agrees_and_nobody_decides_about_themselves(cast: Cast) -> None:
    with unit():
        una = Person(name="Una", slug="una", email="una@example.org")
        kim = Person(name="Kim", slug="kim", email="kim@example.org")
        session().add_all([una, kim])
        session().flush()
        session().add(RoleGrant(person_id=una.id, role=Role.ENGINEER))
        session().add(RoleGrant(person_id=kim.id, role=Role.MODERATOR, product_id=cast.camera))
        crowd = [Person(name=f"P{number}", slug=f"p{number}") for number in range(101)]
        session().add_all(crowd)
        session().flush()
        ids = [person.id for person in crowd]
        una_id, kim_id = una.id, kim.id
    una_acts, kim_acts = actor_of(una_id), actor_of(kim_id)
    question = ask(cast).id
    made = post_answer(una_acts, question, render(ADVICE)).id
    with unit():
        for ident in ids:
            session().add(QuestionFollow(person_id=ident, question_id=question, stance=Stance.FOLLOWS))
    give_verdict(cast.eva, made, UNSAFE)
    recall = offered(cast.eva)
    with pytest.raises(Forbidden):
        tell(una_acts, recall, DRAFT)
    with pytest.raises(Forbidden):
        decline(una_acts, recall, reason="It is fine.")
    for own in (approve, stop):
        with pytest.raises(Forbidden):
            own(una_acts, recall)
    with pytest.raises(NotFound):
        tell(kim_acts, recall, DRAFT)
    tell(cast.eva, recall, DRAFT)
    pass_by()
    assert (row(recall).state, notices(NoticeKind.RECALLED_FOR_SAFETY)) == (RecallState.WAITING, [])
    with pytest.raises(Forbidden):
        approve(cast.eva, recall)
    for _ in range(2):
        approve(cast.max, recall)
    pass_by()
    assert len(notices(NoticeKind.RECALLED_FOR_SAFETY)) == 102
    with pytest.raises(NotFound):
        say_undone(cast.sam, recall)
    for _ in range(2):
        say_undone(cast.ada, recall)
    said_so = sa.select(Event.actor_id).where(Event.kind == EventKind.RECALL_UNDID)
    assert list(session().scalars(said_so)) == [cast.ada.id]


def test_a_solution_is_recalled_too_and_waits_for_a_second_person_where_it_grew(cast: Cast) -> None:
    question, _made, entry = edited(cast)
    question_id, entry_id = question.id, entry.id
    give_entry_verdict(cast.eva, entry_id, UNSAFE)
    recall = offered(cast.eva)
    assert row(recall).about == Ref(Kind.ENTRY, entry_id)
    with pytest.raises(Forbidden):
        tell(cast.max, recall, DRAFT)
    tell(cast.eva, recall, DRAFT)
    with unit():
        crowd = [Person(name=f"P{number}", slug=f"p{number}") for number in range(100)]
        session().add_all(crowd)
        session().flush()
        for person in crowd:
            session().add(QuestionFollow(person_id=person.id, question_id=question_id, stance=Stance.FOLLOWS))
    pass_by()
    assert (row(recall).state, told(recall)) == (RecallState.WAITING, {})
    with unit():
        session().execute(sa.delete(QuestionFollow).where(QuestionFollow.person_id > 6))
    stop(cast.eva, recall)
    tell(cast.eva, recall, DRAFT)
    pass_by()
    assert told(recall) == {cast.ada.id: Why.FOLLOWS, cast.ben.id: Why.FOLLOWS}
    assert [one.about for one in corrected().items] == [Ref(Kind.ENTRY, entry_id)]
    list(erase(cast.ada.id or 0))
    assert told(recall) == {cast.ben.id: Why.FOLLOWS}


def test_while_an_appeal_waits_nobody_is_told(cast: Cast) -> None:
    with unit():
        kim = Person(name="Kim", slug="kim", email="kim@example.org")
        session().add(kim)
        session().flush()
        session().add(RoleGrant(person_id=kim.id, role=Role.MODERATOR))
        kim_id = kim.id
    made = relied_on(cast)
    case = report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "It burns.")).case_id
    decision = decide(cast.max, case, Action.QUARANTINE, reason="Until we know.").id
    recall = offered(cast.eva)
    tell(cast.eva, recall, DRAFT)
    appeal(cast.ben, decision, text="It is safe, see the manual.")
    pass_by()
    assert (row(recall).state, told(recall)) == (RecallState.OFFERED, {})
    with pytest.raises(Unfit):
        tell(cast.eva, recall, DRAFT)
    decide_appeal(actor_of(kim_id), decision, grant=False, reason="It is not safe.")
    tell(cast.eva, recall, DRAFT)
    pass_by()
    assert told(recall) == by_journal(made)
