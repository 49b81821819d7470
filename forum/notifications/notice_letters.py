"""The words of a letter about a notice, made at the moment it is sent, of what its reader may see at that moment."""

import textwrap
from dataclasses import dataclass

import sqlalchemy as sa

from forum import config
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.markup import excerpt
from forum.core.refs import Kind, Ref
from forum.core.text import N_, Message
from forum.core.translation import translated
from forum.notifications.choices import TOPIC_OF
from forum.notifications.models import Notice, NoticeKind
from forum.notifications.queries import Line, line_of
from forum.notifications.unsubscribing import Subscription, make_token
from forum.notifications.wording import (
    case_of,
    changed_revision,
    decision_of,
    leads_to_reports,
    said,
    sentence,
    suggestion_of,
)
from forum.people.models import Person
from forum.people.queries import actor_of
from forum.questions.models import Answer, AnswerRevision, Comment, Question, QuestionRevision

LONGEST_EXCERPT = 600
SUBJECT = N_("%(what)s: %(title)s")
GREETING = N_("Hello %(name)s,")
HAPPENED = N_("%(what)s:")
CLOSING = N_(
    """You get this letter because you are told of such things by mail.
No more letters about this: %(unsubscribe)s
What you are told, and how: %(settings)s"""
)
PATHS = {
    Kind.QUESTION: "questions",
    Kind.ANSWER: "answers",
    Kind.COMMENT: "comments",
    Kind.ENTRY: "solutions",
    Kind.PERSON: "people",
    Kind.RECALL: "corrected",
}
# Whose text the reader has not seen yet.
QUOTED = frozenset(
    {
        NoticeKind.ANSWERED,
        NoticeKind.QUESTION_COMMENTED,
        NoticeKind.ANSWER_COMMENTED,
        NoticeKind.THREAD_COMMENTED,
        NoticeKind.MENTIONED,
        NoticeKind.FOLLOWED_ANSWER,
        NoticeKind.FOLLOWED_PRODUCT,
        NoticeKind.FOLLOWED_TAG,
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is sent: to whom, the words, and where one click ends letters of this topic."""

    to: str
    subject: str
    text: str
    unsubscribe: str


def words_of(notice_id: int) -> Words | None:
    """Return the letter about a notice in its reader's language.

    None where there is nothing to say: they cannot see any more what it is about, or have no address.
    """
    notice = session().get(Notice, notice_id)
    person = session().get(Person, notice.person_id) if notice is not None else None
    if notice is None or person is None or person.email is None:
        return None
    line = line_of(actor_of(person.id), notice.id)
    if line is None:
        return None
    locale = person.locale or config.current().default_language
    what = sentence(line)
    token = make_token(Subscription(person.id, TOPIC_OF[notice.kind]))
    unsubscribe = absolute(f"/letters/{token}/unsubscribe")
    parts: list[str | Message] = [
        Message(GREETING, {"name": person.name}),
        Message(HAPPENED, {"what": what}),
        f"{line.title}\n{absolute(path_of(line))}",
        *said(line),
        _quoted(line.place) if line.kind in QUOTED else "",
        Message(CLOSING, {"unsubscribe": unsubscribe, "settings": absolute("/account/notices")}),
    ]
    texts = [part if isinstance(part, str) else translated(part, locale) for part in parts]
    return Words(
        to=person.email,
        subject=translated(Message(SUBJECT, {"what": what, "title": line.title}), locale),
        text="\n\n".join(text for text in texts if text) + "\n",
        unsubscribe=unsubscribe,
    )


def absolute(path: str) -> str:
    """Return the public address of a page of ours."""
    return config.current().base_url.rstrip("/") + path


def path_of(line: Line) -> str:
    """Return the lasting address of the place that a line leads to."""
    place, revision, suggestion = line.place, changed_revision(line), suggestion_of(line)
    if suggestion is not None:
        return f"/suggestions/{suggestion}"
    if leads_to_reports(line):
        return "/moderation"
    if (case := case_of(line)) is not None:
        return f"/moderation/reports/{case}"
    if (decision := decision_of(line)) is not None:
        return f"/decisions/{decision}"
    history = f"/history#revision-{revision}" if revision is not None else ""
    return f"/{PATHS[place.kind]}/{place.id}{history}"


def _quoted(place: Ref) -> str:
    """Return the beginning of a text as a quotation, nothing of one that is held back in any way."""
    texts: dict[Kind, sa.Select[str]] = {
        Kind.COMMENT: sa.select(Comment.text).where(Comment.id == place.id, Comment.containment == Containment.NONE),
        Kind.ANSWER: sa.select(AnswerRevision.text)
        .join(Answer, sa.and_(Answer.id == AnswerRevision.answer_id, Answer.shown_revision == AnswerRevision.number))
        .where(Answer.id == place.id, Answer.containment == Containment.NONE),
        Kind.QUESTION: sa.select(QuestionRevision.text)
        .join(
            Question, sa.and_(Question.id == QuestionRevision.question_id, Question.revision == QuestionRevision.number)
        )
        .where(Question.id == place.id, Question.containment == Containment.NONE),
    }
    text = session().scalar(texts[place.kind]) or ""
    return "\n".join(f"> {row}" for row in textwrap.wrap(excerpt(text, LONGEST_EXCERPT), 72))
