"""One's own comment is changed in revisions that everybody can read, and others say that it is useful."""

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Stale
from forum.core.markup import render
from forum.core.refs import Kind
from forum.journal.catch_up import catch_up
from forum.journal.kinds import EventKind
from forum.journal.models import Event, Outbox
from forum.notifications.models import NoticeKind
from forum.notifications.queries import inbox
from forum.people.policy import Actor
from forum.questions.mentions import names_in
from forum.questions.models import Comment, CommentVote, Question
from forum.questions.operations import (
    comment,
    comment_to_answer,
    delete_comment,
    edit_comment,
    restore_comment,
    vote_comment,
)
from forum.questions.queries import answer_view, comment_revisions, comment_view, thread
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.talk import answer, ask


def texts(actor: Actor, comment_id: int) -> list[str]:
    """All texts that a comment has had, the first one first."""
    return [one.source for one in comment_revisions(comment_view(actor, comment_id))]


def mentions(who: Actor) -> int:
    """How often somebody was told that a text names them."""
    assert catch_up(TABLE).failures == []
    return [line.kind for line in inbox(who).lines].count(NoticeKind.MENTIONED)


def test_each_text_is_kept_and_the_newest_one_shown(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Which version?")).id
    assert texts(cast.visitor, said) == ["Which version?"]
    for number, text in ((1, "Which **version**, please?"), (2, "Which one?")):
        assert edit_comment(cast.sam, said, render(text), base_revision=number).revision == number + 1
    assert texts(cast.visitor, said) == ["Which version?", "Which **version**, please?", "Which one?"]
    shown = thread(cast.visitor, question.id).comments[0]
    assert (shown.source, shown.text.strip(), shown.revision) == ("Which one?", "Which one?", 3)
    assert shown.edited_at is not None
    first, *_others, last = comment_revisions(comment_view(cast.visitor, said))
    assert (first.created_at, last.created_at) == (shown.created_at, shown.edited_at)
    assert {one.author.name for one in (first, last) if one.author} == {"Sam"}
    kinds = session().execute(sa.select(Event.kind, Event.about_id).where(Event.about_kind == Kind.COMMENT)).all()
    assert kinds == [(EventKind.COMMENT_POSTED, said), *[(EventKind.COMMENT_EDITED, said)] * 2]


def test_nobody_else_changes_it_and_twice_is_once(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Which version?")).id
    for who in (cast.visitor, cast.ada, cast.ben, cast.eva, cast.max, cast.amy):
        with pytest.raises(Forbidden):
            edit_comment(who, said, render("No."), base_revision=1)
    with pytest.raises(NotFound):
        edit_comment(cast.sam, said + 1, render("No."), base_revision=1)
    for bad in ("", " \n", "x" * 2_001):
        with pytest.raises(Invalid):
            edit_comment(cast.sam, said, render(bad), base_revision=1)
    assert edit_comment(cast.sam, said, render("Which version?"), base_revision=1).revision == 1
    edit_comment(cast.sam, said, render("Which one?"), base_revision=1)
    with pytest.raises(Stale):
        edit_comment(cast.sam, said, render("No."), base_revision=1)
    with pytest.raises(Stale):
        edit_comment(cast.sam, said, render("No."), base_revision=3)
    assert texts(cast.visitor, said) == ["Which version?", "Which one?"]


def test_what_was_deleted_is_not_changed_and_comes_back_with_its_texts(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Which version?")).id
    vote_comment(cast.ada, said, 1)
    edit_comment(cast.sam, said, render("Which one?"), base_revision=1)
    delete_comment(cast.sam, said)
    with pytest.raises(Forbidden):
        edit_comment(cast.sam, said, render("No."), base_revision=2)
    with pytest.raises(NotFound):
        comment_view(cast.ben, said)
    assert texts(cast.sam, said) == ["Which version?", "Which one?"]
    restore_comment(cast.sam, said)
    assert texts(cast.ben, said) == ["Which version?", "Which one?"]
    assert comment_view(cast.ben, said).score == 1


def test_who_is_newly_named_is_told_once(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    answer(cast, question)

    def naming(words: str) -> None:
        body = render(words, names=names_in(cast.sam, question.id, words))
        edit_comment(cast.sam, said, body, base_revision=comment_view(cast.sam, said).revision)

    said = comment(cast.sam, question.id, render("Which version?")).id
    assert mentions(cast.ben) == 0
    naming("Which version, @Ben?")
    assert (mentions(cast.ben), mentions(cast.ada)) == (1, 0)
    naming("Which version, @Ben or @Ada?")
    naming("Which version?")
    naming("Which version, @Ben?")
    assert (mentions(cast.ben), mentions(cast.ada)) == (1, 1)
    # The asker was told of the comment when it was posted, and of nothing that changed it but their own name.
    assert len(inbox(cast.ada).lines) == 3


def test_it_is_useful_to_others_once_each(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Which version?")).id
    before = session().get_one(Question, question.id).version
    for _ in range(2):
        vote_comment(cast.ada, said, 1)
    vote_comment(cast.ben, said, 1)
    assert comment_view(cast.visitor, said).score == 2
    assert session().get_one(Question, question.id, populate_existing=True).version == before + 2
    assert thread(cast.ada, question.id).useful == {said}
    assert thread(cast.eva, question.id).useful == thread(cast.visitor, question.id).useful == set()
    for _ in range(2):
        vote_comment(cast.ada, said, 0)
    assert comment_view(cast.visitor, said).score == 1
    assert session().scalars(sa.select(CommentVote.person_id)).all() == [cast.ben.id]
    for who in (cast.visitor, cast.sam):
        with pytest.raises(Forbidden):
            vote_comment(who, said, 1)
    with pytest.raises(Invalid):
        vote_comment(cast.ada, said, -1)
    # It is in the history, and nothing follows from it: it changes no order, no level and no index.
    votes = sa.select(Event.data, Outbox.event_id).outerjoin(Outbox).where(Event.kind == EventKind.VOTE_CAST)
    assert [(data["value"], sent) for data, sent in session().execute(votes)] == [(1, None), (1, None), (0, None)]


def test_what_it_became_has_its_newest_text(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Turn it off.")).id
    edit_comment(cast.sam, said, render("Turn it off, and on again."), base_revision=1)
    made = comment_to_answer(cast.sam, said).id
    assert answer_view(cast.visitor, made)[0].text.source == "Turn it off, and on again."
    with pytest.raises(NotFound):
        edit_comment(cast.sam, said, render("No."), base_revision=2)
    assert session().get_one(Comment, said).revision == 2
