"""Following, muting, keeping, and "I have this too"."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Invalid
from forum.core.text import N_
from forum.following.models import Stance
from forum.questions.operations import (
    give_up_stance,
    have_too,
    keep_answer,
    keep_question,
    take_back_have_too,
    take_stance,
)
from forum.questions.queries.bookmarks import bookmarks
from forum.questions.queries.releases import releases_of
from forum.web.access import needs_sign_in, viewer
from forum.web.questions.room import blueprint, question_url
from forum.web.questions.shapes import question_row
from forum.web.respond import done, show
from forum.web.trust import mark

UNKNOWN = N_("This page does not know that choice. Go back, load it again, and choose once more.")


def chosen(field: str) -> bool:
    """Return what a button says, yes or no; raise `Invalid` for anything else."""
    word = request.form.get(field, "")
    if word not in {"yes", "no"}:
        raise Invalid.one(field, "unknown", UNKNOWN)
    return word == "yes"


@blueprint.post("/questions/<int:question_id>/follow")
@needs_sign_in
def follow(question_id: int) -> ResponseReturnValue:
    """Follow a question, or no longer."""
    return _stand(question_id, Stance.FOLLOWS, takes=chosen("follow"))


@blueprint.post("/questions/<int:question_id>/mute")
@needs_sign_in
def mute(question_id: int) -> ResponseReturnValue:
    """Hear nothing more of a question, or hear of it again."""
    return _stand(question_id, Stance.MUTED, takes=chosen("mute"))


def _stand(question_id: int, stance: Stance, *, takes: bool) -> ResponseReturnValue:
    """Take a stance to a question, or give it up, and show which one holds."""
    change = take_stance if takes else give_up_stance
    question = change(viewer().actor, question_id, stance)
    held = stance if takes else Stance.LEFT
    return done(question_url(question), part="questions/parts/follow.html", question=question, stance=held)


@blueprint.post("/questions/<int:question_id>/have-too")
@needs_sign_in
def have_it_too(question_id: int) -> ResponseReturnValue:
    """Say that one has the same trouble, with the version, or take it back."""
    actor, has = viewer().actor, chosen("has")
    release = request.form.get("release", "")
    if has:
        number = int(release) if release.isdecimal() and len(release) < 10 else None
        question = have_too(actor, question_id, release_id=number)
    else:
        number, question = None, take_back_have_too(actor, question_id)
    return done(
        question_url(question),
        part="questions/parts/have_too.html",
        question=question,
        mine={"has_too": has, "release_id": number},
        releases=releases_of(question.product_id),
        preferred=None,
    )


@blueprint.post("/questions/<int:question_id>/bookmark")
@needs_sign_in
def bookmark(question_id: int) -> ResponseReturnValue:
    """Keep a question, or no longer."""
    keeps = chosen("keep")
    question = keep_question(viewer().actor, question_id, keeps=keeps)
    return done(question_url(question), part="questions/parts/bookmark.html", action=request.path, kept_now=keeps)


@blueprint.post("/answers/<int:answer_id>/bookmark")
@needs_sign_in
def bookmark_answer(answer_id: int) -> ResponseReturnValue:
    """Keep an answer, or no longer."""
    keeps = chosen("keep")
    keep_answer(viewer().actor, answer_id, keeps=keeps)
    back = url_for("questions.answer", answer_id=answer_id)
    return done(back, part="questions/parts/bookmark.html", action=request.path, kept_now=keeps)


@blueprint.get("/bookmarks", endpoint="bookmarks")
@needs_sign_in
def bookmarks_page() -> ResponseReturnValue:
    """What the viewer keeps."""
    page = bookmarks(viewer().actor, cursor=request.args.get("cursor"))
    items = [
        {"answer": one.answer, "trust": mark(one.answer.level)}
        if one.answer
        else {"row": question_row(one.question, one.tags)}
        for one in page.items
    ]
    return show("questions/bookmarks.html", items=items, page=page)
