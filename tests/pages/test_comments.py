"""Comments on pages: changed by their author with a history behind a link, and found useful with one press."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from forum.core.markup import render
from forum.people.policy import Actor
from forum.questions.operations import comment, edit_comment, vote_comment
from forum.questions.queries import comment_view
from tests.support.cast import PASSWORD, Cast
from tests.support.client import Client
from tests.support.servers import Server
from tests.support.talk import answer, ask

Browsers = Callable[[Actor], Client]


def test_the_author_changes_it_and_everybody_reads_what_it_said_before(
    app: Flask, client_of: Browsers, cast: Cast
) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Which version is it?")).id
    page, path = f"/questions/{question.id}/{question.slug}", f"/comments/{said}/edit"
    assert f'href="{path}"' in client_of(cast.sam).get(page).text
    assert f'href="{path}"' not in client_of(cast.max).get(page).text
    assert "edited" not in Client(app).get(page).text
    assert "Which version is it?" in client_of(cast.sam).get(path).text
    sent = client_of(cast.sam).post(path, data={"body": "Which one is it?", "revision": "1"})
    assert (sent.status_code, sent.location) == (303, f"/comments/{said}")
    shown = Client(app).get(page).text
    assert f'<a href="/comments/{said}/history">edited</a>' in shown
    history = Client(app).get(f"/comments/{said}/history").text
    assert "<del>version</del>" in history
    assert history.index("Version 2") < history.index("Version 1")
    assert client_of(cast.max).get(path).status_code == 403
    assert Client(app).get(path).status_code == 303


def test_of_two_tabs_the_second_sees_both_texts(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Which version is it?")).id
    edit_comment(cast.sam, said, render("Which lamp is it?"), base_revision=1)
    sam, path = client_of(cast.sam), f"/comments/{said}/edit"
    refused = sam.post(path, data={"body": "Which cable is it?", "revision": "1"})
    assert refused.status_code == 409
    for words in ("Which lamp is it?", "<del>lamp</del>", "<ins>cable</ins>", "Which cable is it?</textarea>"):
        assert words in refused.text
    assert sam.post(path, data={"body": "Which cable is it?", "revision": "2"}).status_code == 303
    assert comment_view(cast.sam, said).source == "Which cable is it?"
    nothing = sam.post(path, data={"body": "", "revision": "3"})
    assert (nothing.status_code, "Write your comment first." in nothing.text) == (422, True)


def test_a_key_in_it_is_pointed_out_before_it_is_online(client_of: Browsers, cast: Cast) -> None:
    said = comment(cast.sam, ask(cast).id, render("Which version is it?")).id
    sam, typed = client_of(cast.sam), {"body": "My password=hunter22 fails.", "revision": "1"}
    assert sam.post(f"/comments/{said}/edit", data=typed).status_code == 422
    assert comment_view(cast.sam, said).revision == 1
    assert sam.post(f"/comments/{said}/edit", data={**typed, "secrets_ok": "yes"}).status_code == 303


def test_how_many_found_it_useful_is_shown_to_all(app: Flask, client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Which version is it?"), answer_id=answer(cast, question).id).id
    page = f"/questions/{question.id}/{question.slug}"
    assert "Useful to" not in Client(app).get(page).text
    sent = client_of(cast.ada).post(f"/comments/{said}/vote", data={"value": "1"})
    assert (sent.status_code, sent.location) == (303, f"/comments/{said}")
    vote_comment(cast.ben, said, 1)
    for reader in (Client(app), client_of(cast.sam)):
        assert "Useful to 2 people" in reader.get(page).text
    part = client_of(cast.ada).post(f"/comments/{said}/vote", data={"value": "0"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in part.text
    assert client_of(cast.ada).post(f"/comments/{said}/vote", data={"value": "-1"}).status_code == 422
    assert client_of(cast.sam).post(f"/comments/{said}/vote", data={"value": "1"}).status_code == 403


@pytest.mark.parametrize("scripts", [True, False])
def test_with_one_press(live_server: Server, new_page: Callable[..., Page], cast: Cast, scripts: bool) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Which version is it?")).id
    page: Page = new_page(base_url=live_server.url, java_script_enabled=scripts)
    page.goto(f"/login?next=/questions/{question.id}")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    button = page.locator(f"#comment-{said}").get_by_role("button", name="Useful")
    for pressed in ("true", "false", "true"):
        button.click()
        page.locator(f"#comment-{said} [aria-pressed={pressed}]").wait_for()
    page.reload()
    assert (button.inner_text().split(), button.get_attribute("aria-pressed")) == (["Useful", "1"], "true")
