"""Who sees an image: whoever sent it and whoever sees a text that shows it. Nobody else, whatever becomes of it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.clock import now, travel
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid
from forum.core.markup import render
from forum.core.operation import unit
from forum.images.models import Image, ImageState, ImageUse
from forum.images.operations import UNUSED_FOR, empty_store, erase_image, sweep_unused
from forum.images.store import store
from forum.knowledge.editing import EntryDraft, revise_entry
from forum.knowledge.models import Entry
from forum.moderation.images import is_suggested
from forum.moderation.suggestions import Wording, reject_suggestion, suggest_answer
from forum.people.policy import SYSTEM
from forum.questions.models import Answer, Comment, Question
from forum.questions.operations import (
    accept_answer,
    answer_to_comment,
    comment,
    comment_to_answer,
    delete_answer,
    delete_comment,
    delete_question,
    edit_answer,
)
from forum.questions.operations.asking import QuestionDraft, edit_question
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.pictures import keep
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask
from tests.support.town import follow

PEOPLE = ("visitor", "sam", "ada", "ben", "eva", "max", "amy")
STAFF = {"eva", "max"}
Look = Callable[[Image], set[str]]


@pytest.fixture
def seen_by(app: Flask, cast: Cast) -> Look:
    """Return who is served an image, of all the cast."""
    browsers = {who: Client(app) for who in PEOPLE}
    for who, browser in browsers.items():
        if who != "visitor":
            browser.enter(getattr(cast, who))

    def look(image: Image) -> set[str]:
        path = f"/images/{image.name}"
        found = {who: browser.get(path).status_code for who, browser in browsers.items()}
        assert set(found.values()) <= {200, 404, 410}, found
        return {who for who, status in found.items() if status == 200}

    return look


def showing(image: Image, words: str = ADVICE) -> str:
    return f"{words}\n\n![The lamp is red](/images/{image.name})"


def contain(model: type[Question | Answer | Comment], ident: int, how: Containment) -> None:
    with unit():
        session().execute(sa.update(model).where(model.id == ident).values(containment=how))


def test_until_a_text_shows_it_nobody_sees_it_but_who_sent_it(cast: Cast, seen_by: Look) -> None:
    image = keep(cast.sam)
    assert seen_by(image) == {"sam"}
    ask(cast, by=cast.sam, body=f"An address in code is no picture: `/images/{image.name}`")
    assert seen_by(image) == {"sam"}
    ask(cast, by=cast.sam, body=showing(image))
    assert seen_by(image) == set(PEOPLE)
    session().rollback()
    assert session().scalars(sa.select(Image.description)).one() == "The lamp is red"


def test_it_is_hidden_with_each_text_that_shows_it(cast: Cast, seen_by: Look) -> None:
    asked, answered, said = (keep(cast.sam, name=f"{digit * 20}-8x6.webp") for digit in "123")
    question = ask(cast, by=cast.sam, body=showing(asked, BODY))
    given = answer(cast, question, by=cast.sam, body=showing(answered))
    beneath = comment(cast.sam, question.id, render(showing(said, "So.")), answer_id=given.id)
    ids = question.id, given.id, beneath.id
    for image in (asked, answered, said):
        assert seen_by(image) == set(PEOPLE)
    for model, ident, images in (
        (Comment, ids[2], [said]),
        (Answer, ids[1], [answered, said]),
        (Question, ids[0], [asked, answered, said]),
    ):
        contain(model, ident, Containment.QUARANTINED)
        for image in (asked, answered, said):
            assert seen_by(image) == ({"sam"} | STAFF if image in images else set(PEOPLE)), (model, image.name)
        # What is folded is readable behind a click, and so are its pictures.
        contain(model, ident, Containment.FOLDED)
        for image in images:
            assert seen_by(image) == set(PEOPLE)
        contain(model, ident, Containment.NONE)
    delete_comment(cast.sam, ids[2])
    assert seen_by(said) == {"sam"} | STAFF
    delete_answer(cast.sam, ids[1])
    assert seen_by(answered) == {"sam"} | STAFF
    delete_question(cast.max, ids[0], reason="Spam.")
    assert seen_by(asked) == {"sam"} | STAFF


def test_the_history_shows_what_an_older_text_showed_until_that_is_held_back(cast: Cast, seen_by: Look) -> None:
    image = keep(cast.sam)
    given = answer(cast, ask(cast), by=cast.sam, body=showing(image))
    ident = given.id
    edit_answer(cast.sam, ident, render(ADVICE), base_revision=1)
    assert seen_by(image) == set(PEOPLE)
    contain(Answer, ident, Containment.FOLDED)
    assert seen_by(image) == {"sam"} | STAFF


def test_whoever_edits_keeps_the_pictures_of_others(cast: Cast, seen_by: Look) -> None:
    image = keep(cast.ada)
    question = ask(cast, body=showing(image, BODY))
    draft = QuestionDraft(title=TITLE, body=render(showing(image, "Better words.")), product_id=cast.router)
    edit_question(cast.max, question.id, draft, base_revision=1)
    numbers = session().scalars(sa.select(ImageUse.revision).order_by(ImageUse.revision)).all()
    assert numbers == [1, 2]


def test_nobody_brings_to_light_what_they_do_not_see(cast: Cast, seen_by: Look) -> None:
    unsent, hidden = keep(cast.sam), keep(cast.sam, name=f"{'4' * 20}-8x6.webp")
    question = ask(cast, by=cast.sam, body=showing(hidden, BODY))
    contain(Question, question.id, Containment.QUARANTINED)
    for image in (unsent, hidden):
        answer(cast, ask(cast), by=cast.ben, body=showing(image))
    assert seen_by(unsent) == {"sam"}
    assert seen_by(hidden) == {"sam"} | STAFF


def test_it_goes_along_when_a_text_becomes_another(cast: Cast, seen_by: Look) -> None:
    image = keep(cast.ben)
    given = answer(cast, ask(cast), body=showing(image, "Thank you."))
    made = answer_to_comment(cast.ben, given.id)
    assert seen_by(image) == set(PEOPLE)
    comment_to_answer(cast.max, made.id)
    assert seen_by(image) == set(PEOPLE)


def test_erasing_is_for_who_sent_it_and_for_moderators_with_a_reason(app: Flask, cast: Cast, seen_by: Look) -> None:
    mine, theirs = keep(cast.ada), keep(cast.ada, name=f"{'5' * 20}-8x6.webp")
    ask(cast, body=showing(mine, showing(theirs, BODY)))
    for stranger in (cast.sam, cast.eva, cast.amy):
        with pytest.raises(Forbidden):
            erase_image(stranger, mine.name, reason="I want to.")
    with pytest.raises(Invalid):
        erase_image(cast.max, theirs.name)
    erase_image(cast.max, theirs.name, reason="It shows somebody's face.")
    erase_image(cast.ada, mine.name)
    for image in (mine, theirs):
        assert seen_by(image) == set()
        with pytest.raises(Forbidden):
            erase_image(cast.ada, image.name)
    follow()
    assert [store().get(image.name) for image in (mine, theirs)] == [None, None]
    states = session().scalars(sa.select(Image.state)).all()
    assert states == [ImageState.GONE, ImageState.GONE]
    empty_store(cast.ada.id or 0)
    assert [path for path in (Path(app.instance_path) / "images").rglob("*") if path.is_file()] == []


def test_in_the_place_of_a_removed_picture_stands_what_it_showed_for_who_sees_the_text(app: Flask, cast: Cast) -> None:
    image, elsewhere = keep(cast.ada), keep(cast.ada, name=f"{'5' * 20}-8x6.webp")
    question = ask(cast, body=f"![A lamp & a <cable>](/images/{image.name})\n\n{BODY}")
    given = answer(cast, question, body=showing(elsewhere), by=cast.ada)
    erase_image(cast.ada, image.name)
    erase_image(cast.ada, elsewhere.name)
    follow()
    visitor, paths = Client(app), [f"/images/{one.name}" for one in (image, elsewhere)]
    told = visitor.get(paths[0])
    assert (told.status_code, told.mimetype, told.headers["Cache-Control"]) == (
        410,
        "image/svg+xml",
        "private, no-store",
    )
    assert "<b>Picture removed</b><span>A lamp &amp; a &lt;cable&gt;</span>" in told.text
    assert "<b>Imagem removida</b>" in visitor.get(paths[0], headers={"Accept-Language": "pt-BR"}).text
    assert "The lamp is red" in visitor.get(paths[1]).text
    accept_answer(cast.ada, given.id)
    follow()
    entry = session().scalars(sa.select(Entry)).one()
    revise_entry(cast.eva, entry.id, EntryDraft(entry.title, render(ADVICE)), base_revision=0)
    contain(Answer, given.id, Containment.FOLDED)
    folded = visitor.get(paths[1])
    assert (folded.status_code, "The lamp is red" in folded.text) == (410, False)
    contain(Answer, given.id, Containment.QUARANTINED)
    contain(Question, question.id, Containment.QUARANTINED)
    assert [visitor.get(path).status_code for path in (*paths, "/images/none")] == [404, 404, 404]


def test_what_no_text_shows_is_swept_after_a_month(cast: Cast, seen_by: Look) -> None:
    used, unused = keep(cast.ada), keep(cast.ada, name=f"{'6' * 20}-8x6.webp")
    ask(cast, body=showing(used, BODY))
    with travel(now() + UNUSED_FOR - timedelta(minutes=1)):
        assert sweep_unused() == 0
    with travel(now() + UNUSED_FOR + timedelta(minutes=1)):
        assert sweep_unused() == 1
        assert sweep_unused() == 0
    follow()
    assert store().get(unused.name) is None
    assert seen_by(used) == set(PEOPLE)
    assert SYSTEM.id is None


def test_how_it_is_served(app: Flask, cast: Cast) -> None:
    image = keep(cast.ada)
    ada, visitor = Client(app), Client(app)
    ada.enter(cast.ada)
    path = f"/images/{image.name}"
    assert ada.get(path).headers["Cache-Control"] == "private, no-store"
    ask(cast, body=showing(image, BODY))
    response = visitor.get(path)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
    assert response.data == store().get(image.name)
    assert visitor.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    for wrong in ("/images/../forum.sqlite3", "/images/none.webp", f"/images/{image.name}x", "/images/%2e%2e%2fkey"):
        assert visitor.get(wrong).status_code == 404
    assert visitor.post(path).status_code == 405


def test_a_solution_shows_its_editors_pictures_until_it_is_held_back(cast: Cast, seen_by: Look) -> None:
    question = ask(cast)
    good = answer(cast, question).id
    accept_answer(cast.ada, good)
    follow()
    entry = session().scalars(sa.select(Entry.id)).one()
    image = keep(cast.eva)
    revise_entry(cast.eva, entry, EntryDraft("Switch it off", render(showing(image))), base_revision=0)
    assert seen_by(image) == set(PEOPLE)
    # Another editor keeps it, though it stands nowhere else.
    revise_entry(cast.max, entry, EntryDraft("Switch it off", render(showing(image, "At once."))), base_revision=1)
    assert seen_by(image) == set(PEOPLE)
    contain(Answer, good, Containment.QUARANTINED)
    assert seen_by(image) == STAFF


def test_an_image_in_a_suggested_text_is_seen_by_who_decides(app: Flask, cast: Cast, seen_by: Look) -> None:
    made = answer(cast, ask(cast))
    shown, hidden = keep(cast.sam, "The lamp"), keep(cast.ada, name="99112233445566778899-8x6.webp")
    text = render(f"{ADVICE} ![Lamp](/images/{shown.name}) ![Not mine](/images/{hidden.name})")
    one = suggest_answer(cast.sam, made.id, Wording(text), base_revision=1, note="With a picture.")
    assert seen_by(shown) == {"sam", "ben", *STAFF}
    assert seen_by(hidden) == {"ada"}
    ben = Client(app)
    ben.enter(cast.ben)
    pictures = ben.page(f"/suggestions/{one.id}").select(".pictures img")
    assert [(each["src"], each["alt"]) for each in pictures] == [(f"/images/{shown.name}", "The lamp")]
    with travel(now() + UNUSED_FOR * 2):
        assert sweep_unused(is_suggested()) == 1
    assert seen_by(shown) == {"sam", "ben", *STAFF}
    reject_suggestion(cast.ben, one.id, reason="It is clear without.")
    assert seen_by(shown) == {"sam"}
