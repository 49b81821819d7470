"""A person who goes: name and address nowhere any more, what they wrote under another name or gone, history whole."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.clock import now, travel
from forum.core.db import WRITES, db, drop_overwritten, session
from forum.core.erasing import Traces, clean_rows
from forum.core.errors import Forbidden, Invalid, NotFound, Unfit
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.journal.seal import verify
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.mail import send_due
from forum.notifications.models import Mail
from forum.people.accounts import create_person
from forum.people.address import ask_address
from forum.people.codes import Way, ask_code
from forum.people.drafts import save_draft
from forum.people.erasing import (
    GRACE,
    ask_digits,
    ask_erasure,
    confirm_by_digits,
    due_erasures,
    erase_person,
    is_finished,
    keep_account,
)
from forum.people.kept import keep_form
from forum.people.models import Erasure, Person, Posts, SignIn
from forum.people.policy import SYSTEM, Actor, Role
from forum.people.roles import revoke_role
from forum.people.sign_in import sign_in
from forum.people.tokens import authenticate_token, create_token
from forum.personal.erase import SETTLES, Eraser
from forum.personal.table import WORDS as TABLES
from forum.questions.mentions import names_in
from forum.questions.models import Answer, Comment, Question, QuestionRevision
from forum.questions.operations import (
    accept_answer,
    comment,
    edit_answer,
    report_answer,
    restore_answer,
    vote_answer,
)
from forum.questions.trust import VerdictKind
from forum.search.indexing import check
from tests.support.api import Callers
from tests.support.cast import PASSWORD, Cast
from tests.support.client import Client
from tests.support.pictures import keep
from tests.support.talk import answer, ask
from tests.support.town import follow
from tests.support.traces import in_database, in_files

Browsers = Callable[[Actor], Client]
WHY = "Asked for in a letter."
NAME, EMAIL = "Zora Quendel", "zora@quendel.example"
WORDS = ("quendel",)


@dataclass
class Life:
    """Zora and what she left."""

    zora: Actor
    question: int
    accepted: int
    checked: int
    plain: int
    remark: int
    key: str


def lived(cast: Cast) -> Life:
    """Let Zora do everything that leaves a trace, and others speak of her."""
    zora = create_person(SYSTEM, NAME, EMAIL, password=PASSWORD)
    question = ask(cast, by=zora, title=f"{NAME} cannot sign in", body=f"Regards, {NAME}, {EMAIL}", tags=("night",))
    adas, mine = ask(cast), question.id
    texts = [f"Do this, says {NAME}. It takes a minute and works for all who try it. Part {n}." for n in range(3)]
    accepted, checked, plain = (answer(cast, adas, by=zora, body=text).id for text in texts)
    accept_answer(cast.ada, accepted)
    give_verdict(cast.eva, checked, VerdictDraft(VerdictKind.VERIFIED, 1, note=f"Well done, {NAME}."))
    edit_answer(zora, plain, render(f"{texts[2]} More of it."), base_revision=1, note=f"By {NAME}")
    shown = keep(zora, f"{NAME} at work")
    keep(zora, "In no text", name="99112233445566778899-8x6.webp")
    remark = comment(zora, adas.id, render(f"I am {NAME}."), answer_id=plain).id
    said = f"Thank you @{NAME}, and @zora-quendel; write to {EMAIL} or see /people/{zora.id}/zora-quendel."
    comment(cast.ben, adas.id, render(said, names=names_in(cast.ben, adas.id, said)))
    answer(cast, question, body=f"Dear {NAME.upper()},\nthis is how Zora\nQuendel does it: wait. {shown.name}")
    report_answer(cast.sam, plain, Report(FlagKind.WRONG, f"{NAME} is wrong here."))
    vote_answer(zora, answer(cast, adas, body="Wait for an hour, then try it again with another cable.").id, 1)
    save_draft(zora, "/questions/ask", {"title": [NAME]})
    save_draft(cast.ada, "/questions/ask", {"title": [f"Hello {NAME}"]})
    keep_form(zora, "/questions/ask", {"body": [NAME]})
    sign_in(EMAIL, PASSWORD)
    ask_code(EMAIL)
    ask_address(zora, "zora.quendel@elsewhere.example", PASSWORD, way=Way())
    key = create_token(zora, f"of {NAME}")
    follow()
    send_due(limit=100)
    return Life(zora, mine, accepted, checked, plain, remark, key)


def finish() -> None:
    """Let the erasures that are due come to their end, as the worker does."""
    eraser = Eraser()
    for turn in range(20):
        with travel(now() + turn * SETTLES):
            if not due_erasures():
                return
            eraser.go_on(seconds=60)
            follow()
    raise AssertionError("the erasure does not end")


def erase(cast: Cast, who: Actor, posts: Posts = Posts.KEEP) -> int:
    """Have somebody erased by Amy, to the end."""
    ident = erase_person(cast.amy, who.id or 0, posts, WHY).id
    finish()
    assert is_finished(ident)
    return ident


def left() -> list[str]:
    """Where name and address are left."""
    settings = config.current()
    session().rollback()
    drop_overwritten()
    found = in_database(WORDS) + in_files(settings.search_path, WORDS) + in_files(settings.mail_folder, WORDS)
    if db.engine.dialect.name == "sqlite":
        found += in_files(settings.instance / "forum.sqlite3", WORDS)
    return found


@pytest.mark.parametrize("posts", Posts)
def test_name_and_address_are_left_nowhere(app: Flask, cast: Cast, posts: Posts) -> None:
    life = lived(cast)
    before = left()
    assert {"people.name", "details.values", "answer_revisions.html", "comments.source"} <= {
        each.partition(":")[0] for each in before
    }
    assert any("mail" in each for each in before)
    erase(cast, life.zora, posts)
    assert left() == []
    found = verify()
    assert found.problems == []
    assert found.redacted
    assert not check().differs


def test_posts_stay_under_another_name(app: Flask, cast: Cast, client: Client) -> None:
    life = lived(cast)
    erase(cast, life.zora)
    page = client.get(f"/questions/{life.question}", follow_redirects=True).text
    assert f"Former member {life.zora.id}" in page
    assert session().get_one(Answer, life.plain).deleted_at is None
    assert session().get_one(Question, life.question).title == f"Former member {life.zora.id} cannot sign in"
    marked = session().scalars(sa.select(Comment.html).where(Comment.author_id == cast.ben.id)).one()
    assert f'href="/people/{life.zora.id}/former-member-{life.zora.id}"' in marked
    assert f"@Former member {life.zora.id}" in marked


def test_posts_go_but_for_what_others_rely_on(app: Flask, cast: Cast, client: Client) -> None:
    life = lived(cast)
    alone = ask(cast, by=life.zora, title="Nobody answered this one", body="What may it be?").id
    erase(cast, life.zora, Posts.REMOVE)
    gone = {
        Answer: {life.accepted: False, life.checked: False, life.plain: True},
        Question: {life.question: False, alone: True},
        Comment: {life.remark: True},
    }
    for model, rows in gone.items():
        for ident, is_gone in rows.items():
            row: Any = session().get_one(model, ident)
            assert (row.deleted_at is not None) is is_gone, (model, ident)
    assert client.get(f"/questions/{alone}", follow_redirects=True).status_code == 404
    mine = QuestionRevision.question_id == alone
    assert session().scalars(sa.select(QuestionRevision.source).where(mine)).all() == [""]
    with pytest.raises(Unfit):
        restore_answer(cast.max, life.plain)
    assert verify().problems == []


def test_nobody_is_signed_in_as_them_any_more(app: Flask, cast: Cast, client_of: Browsers) -> None:
    life = lived(cast)
    browser = client_of(life.zora)
    assert browser.get("/account").status_code == 200
    erase_person(cast.amy, life.zora.id or 0, Posts.KEEP, WHY)
    assert browser.get("/account").status_code == 303
    assert authenticate_token(life.key) is None
    assert session().scalar(sa.select(sa.func.count(SignIn.id)).where(SignIn.person_id == life.zora.id)) == 0
    with pytest.raises(Invalid):
        sign_in(EMAIL, PASSWORD)
    # The address is free again, for an account that has nothing to do with the old one.
    assert create_person(SYSTEM, "Somebody Else", EMAIL).id != life.zora.id


def test_kept_pages_follow_at_once(app: Flask, cast: Cast, client: Client) -> None:
    life = lived(cast)
    path = f"/questions/{life.question}"
    assert f"/people/{life.zora.id}/zora-quendel" in client.get(path, follow_redirects=True).text
    erase_person(cast.amy, life.zora.id or 0, Posts.KEEP, WHY)
    assert f"/people/{life.zora.id}/zora-quendel" not in client.get(path, follow_redirects=True).text


@pytest.mark.parametrize("units", [1, 2, 5, 12, 30])
def test_killed_at_any_moment_it_is_finished_by_the_next(app: Flask, cast: Cast, units: int) -> None:
    life = lived(cast)
    ident = erase_person(cast.amy, life.zora.id or 0, Posts.REMOVE, WHY).id
    broken = Eraser()
    for _ in range(units):
        broken.go_on(seconds=0)
    finish()
    assert is_finished(ident)
    assert left() == []
    assert verify().problems == []


def test_looking_for_a_name_keeps_nobody_from_writing(app: Flask, cast: Cast) -> None:
    gone = Traces(4711, (NAME,), ("zora-quendel",), (EMAIL,), "Former member 4711", "former-member-4711")
    with db.engine.connect().execution_options(**{WRITES: True}) as other, other.begin():
        other.execute(sa.update(Person).where(Person.id == cast.ben.id).values(about="I write all the while."))
        assert sum(clean_rows(TABLES, gone)) == 0


def test_twice_is_once(app: Flask, cast: Cast) -> None:
    life = lived(cast)
    first = erase_person(cast.amy, life.zora.id or 0, Posts.KEEP, WHY)
    assert erase_person(cast.amy, life.zora.id or 0, Posts.KEEP, WHY).id == first.id
    finish()
    events = session().scalar(sa.select(sa.func.count(Event.id)))
    assert Eraser().go_on() == 0
    assert session().scalar(sa.select(sa.func.count(Event.id))) == events
    with pytest.raises(Unfit):
        erase_person(cast.amy, life.zora.id or 0, Posts.KEEP, WHY)


def test_one_has_a_week_to_think_better_of_it(app: Flask, cast: Cast) -> None:
    with pytest.raises(Invalid):
        ask_erasure(cast.sam, Posts.KEEP, "not this one")
    row = ask_erasure(cast.sam, Posts.KEEP, PASSWORD)
    assert row.due_at - row.created_at == GRACE
    assert ask_erasure(cast.sam, Posts.REMOVE, PASSWORD).id == row.id
    follow()
    letter = session().scalars(sa.select(Mail).where(Mail.to == "sam@example.org")).one()
    assert "/account/data" in letter.text
    assert due_erasures() == []
    assert keep_account(cast.sam)
    assert not keep_account(cast.sam)
    with travel(now() + GRACE):
        assert due_erasures() == []
    again = ask_erasure(cast.sam, Posts.KEEP, PASSWORD)
    with travel(now() + GRACE):
        assert due_erasures() == [again.id]
        finish()
    assert session().get_one(Person, cast.sam.id).email is None


def test_without_a_password_mailed_digits_confirm(app: Flask, cast: Cast) -> None:
    nora = create_person(SYSTEM, "Nora Quist", "nora@example.org")
    ticket = ask_digits(nora, way=Way())
    follow()
    text = session().scalars(sa.select(Mail.text).where(Mail.to == "nora@example.org")).one()
    found = re.search(r"^\d{6}$", text, re.MULTILINE)
    assert found is not None
    for whose, code in ((nora, "000000" if found[0] != "000000" else "111111"), (cast.sam, found[0])):
        with pytest.raises((Invalid, NotFound)):
            confirm_by_digits(whose, Posts.KEEP, ticket, code)
    assert confirm_by_digits(nora, Posts.REMOVE, ticket, found[0]).posts is Posts.REMOVE


def test_who_may(app: Flask, cast: Cast) -> None:
    for other in (cast.visitor, cast.ada, cast.eva, cast.max):
        with pytest.raises(Forbidden):
            erase_person(other, cast.sam.id or 0, Posts.KEEP, WHY)
    with pytest.raises(Forbidden):
        erase_person(cast.amy, cast.amy.id or 0, Posts.KEEP, WHY)
    with pytest.raises(NotFound):
        erase_person(cast.amy, 4711, Posts.KEEP, WHY)
    for reason in ("", "Sam wants it", "sam@example.org wrote"):
        with pytest.raises(Invalid):
            erase_person(cast.amy, cast.sam.id or 0, Posts.KEEP, reason)
    with pytest.raises(Forbidden):
        ask_erasure(cast.visitor, Posts.KEEP, "")
    assert session().scalars(sa.select(Erasure)).all() == []


def test_the_last_admin_stays(app: Flask, cast: Cast) -> None:
    with pytest.raises(Unfit):
        ask_erasure(cast.amy, Posts.KEEP, PASSWORD)
    second = create_person(SYSTEM, "Berta Boss", "berta@example.org", roles=[Role.ADMIN])
    row = ask_erasure(cast.amy, Posts.KEEP, PASSWORD)
    revoke_role(SYSTEM, second.id or 0, Role.ADMIN)
    with travel(now() + GRACE):
        Eraser().go_on(seconds=60)
    session().rollback()
    assert session().get_one(Person, cast.amy.id).name == "Amy"
    assert session().get_one(Erasure, row.id).cancelled_at is not None


def test_when_and_why_stay_in_the_history(app: Flask, cast: Cast, call: Callers) -> None:
    life = lived(cast)
    erase(cast, life.zora)
    kinds = session().scalars(sa.select(Event.kind).where(Event.root_kind == "person", Event.root_id == life.zora.id))
    assert {EventKind.ERASURE_ASKED, EventKind.PERSON_ERASED, EventKind.ERASURE_DONE} <= set(kinds)
    asked = session().scalars(sa.select(Event).where(Event.kind == EventKind.ERASURE_ASKED)).one()
    assert asked.actor_id == cast.amy.id
    said = session().execute(sa.text('SELECT "values" FROM details WHERE event_id = :id'), {"id": asked.id}).scalar()
    assert WHY in str(said)


def test_pages_and_api(app: Flask, cast: Cast, client_of: Browsers, call: Callers) -> None:
    sam = client_of(cast.sam)
    assert sam.page("/account/data").select_one('a[href="/account/erase"]')
    refused = sam.post("/account/erase", data={"posts": "keep", "current": "no"})
    assert refused.status_code == 422
    asked = sam.post("/account/erase", data={"posts": "keep", "current": PASSWORD})
    assert (asked.status_code, asked.location) == (303, "/account/data#erase")
    assert sam.page("/account/data").select_one('form[action="/account/keep"]')
    key = call(cast.sam)
    assert key.made("GET", "/erasure")["begun_at"] is None
    assert key("DELETE", "/erasure").status_code == 204
    assert key("GET", "/erasure").status_code == 404
    assert key("PUT", "/erasure", {"posts": "keep", "current": "no"}).status_code == 422
    assert key.made("PUT", "/erasure", {"posts": "remove", "current": PASSWORD})["posts"] == "remove"
    assert sam.post("/account/keep").status_code == 303
    path = f"/admin/people/{cast.sam.id}/erase"
    assert client_of(cast.max).get(path).status_code == 404
    amy = client_of(cast.amy)
    assert amy.post(path, data={"posts": "keep", "reason": ""}).status_code == 422
    assert amy.post(path, data={"posts": "keep", "reason": WHY}).status_code == 303
    assert f"Former member {cast.sam.id}" in amy.page(f"/admin/people/{cast.sam.id}").get_text()
    erased = {"posts": "keep", "reason": WHY}
    assert call(cast.max)("PUT", f"/people/{cast.ben.id}/erasure", erased).status_code == 403
    assert call(cast.amy).made("PUT", f"/people/{cast.ben.id}/erasure", erased)["begun_at"]
