"""Letters about notices: chosen by topic, worded when they are sent, ended by one click."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.clock import travel
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.following.models import Stance
from forum.journal.catch_up import catch_up
from forum.journal.kinds import EventKind
from forum.journal.models import Delivery, Event
from forum.moderation.models import Action
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.choices import ALWAYS_IN_BELL, DEFAULTS, TOPIC_OF, Ways, choices_of, choose
from forum.notifications.mail import send_due
from forum.notifications.models import Mail, Notice, NoticeKind, Topic
from forum.notifications.queries import inbox
from forum.notifications.wording import FOUND, TOPICS
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.operations import accept_answer, comment, take_stance
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.mail import Mailbox
from tests.support.talk import ADVICE, TITLE, answer, ask, days_ago

Browsers = Callable[[Actor], Client]


@pytest.fixture
def letters(app: Flask, settings: config.Config, mailbox: Mailbox) -> Iterator[Mailbox]:
    """A mail server, on a site with an address of its own."""
    config.use(dataclasses.replace(settings, mail_url=mailbox.url))
    yield mailbox
    config.use(settings)


def deliver() -> None:
    """Let everything follow, and send what is to be sent."""
    assert catch_up(TABLE).failures == []
    while send_due().done:
        pass


def ways(who: Actor, topic: Topic, *, bell: bool, mail: bool) -> None:
    """Choose for one topic."""
    choose(who, who.id or 0, {topic: Ways(bell, mail)})


def test_every_kind_has_a_topic_and_every_topic_a_name_and_a_choice_of_the_site(cast: Cast) -> None:
    assert TOPIC_OF.keys() == set(NoticeKind)
    assert set(TOPIC_OF.values()) == set(Topic) == TOPICS.keys() == DEFAULTS.keys()
    # Only a question was asked before, and all posts are hidden by no report.
    # Who is corrected or moved is told that, and not of the report that led to it.
    of_answers = set(Action) - {Action.DUPLICATE, Action.HIDE_POSTS}
    assert FOUND[NoticeKind.REPORT_DECIDED][1].keys() == of_answers
    assert FOUND[NoticeKind.DECIDED][1].keys() == of_answers - {Action.CORRECT, Action.CONVERT}
    assert FOUND[NoticeKind.CHECKED][1].keys() == set(VerdictKind)


def test_an_answer_is_told_by_mail_with_its_first_words_and_a_way_to_end_it(cast: Cast, letters: Mailbox) -> None:
    made = answer(cast, ask(cast))
    deliver()
    (message,) = letters.to("ada@example.org")
    assert message["Subject"] == f"Ben answered your question: {TITLE}"
    text = message.get_content().replace("\r\n", "\n")
    assert text.startswith("Hello Ada,")
    assert f"/answers/{made.id}\n" in text
    assert "> Open the settings, choose Schedule" in text
    link = message["List-Unsubscribe"].strip("<>")
    assert link in text
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    deliver()
    assert len(letters.messages) == 1


def test_one_click_ends_letters_of_the_topic_without_signing_in(app: Flask, cast: Cast, letters: Mailbox) -> None:
    question = ask(cast)
    answer(cast, question)
    deliver()
    link = letters.to("ada@example.org")[0]["List-Unsubscribe"].strip("<>")
    path = link.removeprefix(config.current().base_url)
    program = Client(app)
    program.forges = True
    asks = program.page(path)
    assert "Answers to your questions" in asks.text
    assert choices_of(cast.ada.id or 0)[Topic.ANSWERED].mail
    for _ in range(2):
        response = program.post(path, data={"List-Unsubscribe": "One-Click"})
        assert (response.status_code, "Set-Cookie" in response.headers) == (200, False)
    assert choices_of(cast.ada.id or 0)[Topic.ANSWERED] == Ways(bell=True, mail=False)
    answer(cast, question, by=cast.sam)
    comment(cast.sam, question.id, render("Which menu?"))
    deliver()
    assert [message["Subject"].partition(":")[0].strip() for message in letters.to("ada@example.org")] == [
        "Ben answered your question",
        "Sam commented on your question",
    ]
    assert len(inbox(cast.ada).lines) == 3


def test_a_link_that_we_did_not_write_ends_nothing(app: Flask, cast: Cast) -> None:
    visitor = Client(app)
    for path in ("/letters/nonsense/unsubscribe", "/letters/WzEsImFuc3dlcmVkIl0.x/unsubscribe"):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path).status_code == 404


@pytest.mark.parametrize("hidden", ["question", "answer", "comment"])
def test_nothing_is_written_about_what_is_hidden_before_it_is_sent(cast: Cast, letters: Mailbox, hidden: str) -> None:
    question = ask(cast)
    made = answer(cast, question, by=cast.sam)
    said = comment(cast.sam, question.id, render("A scriptorium."), answer_id=made.id)
    things: dict[str, tuple[type[Question | Answer | Comment], int]] = {
        "question": (Question, question.id),
        "answer": (Answer, made.id),
        "comment": (Comment, said.id),
    }
    assert catch_up(TABLE).failures == []
    model, ident = things[hidden]
    by = {"author_id": cast.max.id} if hidden == "question" else {}
    with unit():
        session().execute(sa.update(model).where(model.id == ident).values(containment=Containment.QUARANTINED, **by))
    deliver()
    told = letters.to("ada@example.org")
    assert len(told) == {"question": 0, "answer": 0, "comment": 1}[hidden]
    assert all("scriptorium" not in message.get_content() for message in told)
    assert session().scalars(sa.select(Mail.id).where(Mail.sent_at.is_(None))).all() == []


def test_a_text_behind_a_click_is_not_quoted(cast: Cast, letters: Mailbox) -> None:
    made = answer(cast, ask(cast))
    assert catch_up(TABLE).failures == []
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.UNSAFE, 1, note="It cuts."))
    deliver()
    (message,) = letters.to("ada@example.org")
    assert ADVICE[:10] not in message.get_content()


def test_each_topic_goes_the_ways_that_were_chosen(cast: Cast, letters: Mailbox) -> None:
    question = ask(cast)
    ways(cast.ada, Topic.ANSWERED, bell=False, mail=True)
    ways(cast.ada, Topic.COMMENTED, bell=True, mail=False)
    ways(cast.ben, Topic.ACCEPTED, bell=False, mail=False)
    made = answer(cast, question)
    comment(cast.sam, question.id, render("Which menu?"))
    accept_answer(cast.ada, made.id)
    deliver()
    assert [line.kind for line in inbox(cast.ada).lines] == [NoticeKind.QUESTION_COMMENTED]
    assert len(letters.to("ada@example.org")) == 1
    assert inbox(cast.ben).lines == []
    assert session().scalar(sa.select(sa.func.count(Notice.id)).where(Notice.person_id == cast.ben.id)) == 0


def test_a_muted_question_sends_no_letters(cast: Cast, letters: Mailbox) -> None:
    question = ask(cast)
    take_stance(cast.ada, question.id, Stance.MUTED)
    answer(cast, question)
    deliver()
    assert letters.messages == []


def test_only_a_proved_address_gets_letters(cast: Cast, letters: Mailbox) -> None:
    with unit():
        session().execute(sa.update(Person).where(Person.id == cast.ada.id).values(email_confirmed_at=None))
    answer(cast, ask(cast))
    deliver()
    assert letters.messages == []
    assert len(inbox(cast.ada).lines) == 1


def test_what_is_days_old_is_told_by_the_bell_only(cast: Cast, letters: Mailbox) -> None:
    with travel(days_ago(5)):
        answer(cast, ask(cast))
    deliver()
    assert letters.messages == []
    assert len(inbox(cast.ada).lines) == 1


def test_twice_is_one_letter(cast: Cast, letters: Mailbox) -> None:
    answer(cast, ask(cast))
    deliver()
    with unit():
        session().execute(sa.update(Delivery).values(done_at=None))
    deliver()
    assert len(letters.messages) == 1


def test_the_page_of_choices_saves_what_was_ticked(app: Flask, client_of: Browsers, cast: Cast) -> None:
    ada = client_of(cast.ada)
    page = ada.page("/account/notices")
    ticked = {box["value"] for box in page.select("input[name=told]") if box.has_attr("checked")}
    assert ticked == {f"{topic}.bell" for topic in Topic} | {f"{topic}.mail" for topic in Topic if DEFAULTS[topic].mail}
    for _ in range(2):
        assert ada.post("/account/notices", data={"told": ["answered.mail", "followed.bell"]}).status_code == 303
    assert choices_of(cast.ada.id or 0) == {
        **dict.fromkeys(Topic, Ways(bell=False, mail=False)),
        **dict.fromkeys(ALWAYS_IN_BELL, Ways(bell=True, mail=False)),
        Topic.ANSWERED: Ways(bell=False, mail=True),
        Topic.FOLLOWED: Ways(bell=True, mail=False),
    }
    events = session().scalars(sa.select(Event).where(Event.kind == EventKind.NOTICES_CHOSEN)).all()
    assert [(event.actor_id, event.root_id) for event in events] == [(cast.ada.id, cast.ada.id)]
    boxes = tree(ada.get("/account/notices")).select("input[name=told][checked]")
    always = [f"{topic}.bell" for topic in Topic if topic in ALWAYS_IN_BELL]
    assert [box["value"] for box in boxes] == ["answered.mail", "followed.bell", *always]
    assert [box["value"] for box in boxes if box.has_attr("disabled")] == always
    assert Client(app).get("/account/notices").status_code == 303
    assert Client(app).post("/account/notices").status_code == 403
    ada.forges = True
    assert ada.post("/account/notices").status_code == 400
