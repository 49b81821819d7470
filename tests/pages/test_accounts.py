"""The pages of accounts, without scripts: register, sign in and out, reset, settings."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from forum import config
from forum.core.db import session
from forum.journal.drain import drain
from forum.notifications.models import Mail
from forum.people.kept import MOST_KEPT, keep_form
from forum.people.models import KeptForm, Person, SignIn
from forum.people.policy import Actor
from forum.people.queries import person_by_email
from forum.reactions import TABLE
from tests.support.cast import PASSWORD, Cast
from tests.support.client import Client, tree

ClientOf = Callable[[Actor], Client]


GOOD = "seventeen green umbrellas in Lisbon"


NORA = {"name": "Nora Quist", "email": "nora@example.org", "password": GOOD}


def is_signed_in(browser: Client) -> bool:
    """Whether the header greets somebody."""
    return browser.page("/questions").select_one(".site-person") is not None


def errors(page: BeautifulSoup) -> dict[str, str]:
    """Return what a page says beneath each field that came back."""
    return {str(note["id"]).removesuffix("-error"): note.get_text(strip=True) for note in page.select(".field-error")}


def digits(email: str) -> str:
    """Let the letters be written; return the digits of the newest one to an address."""
    drain(TABLE)
    text = session().scalars(sa.select(Mail.text).where(Mail.to == email).order_by(Mail.id.desc())).first()
    found = re.search(r"^\d{6}$", text or "", re.MULTILINE)
    assert found is not None, text
    return found[0]


def same(response: TestResponse, email: str) -> tuple[object, ...]:
    """What a browser sees of an answer, without what differs between any two answers and without the address."""
    text = re.sub(r'[0-9a-f]{16}|value="[^"]+"|content="[^"]+"', "", response.text).replace(email, "")
    return response.status_code, response.location, text


def test_a_visitor_registers_and_is_signed_in(client: Client, cast: Cast) -> None:
    page = client.page("/register")
    assert page.select_one("input[name=password][autocomplete=new-password]")
    response = client.post("/register", data=NORA)
    assert (response.status_code, response.location) == (303, "/login/code")
    page = client.page("/login/code")
    assert "nora@example.org" in page.select_one(".page-lead").text
    assert page.select_one("input[name=code][autocomplete=one-time-code][inputmode=numeric]")
    assert not is_signed_in(client)
    code = digits("nora@example.org")
    refused = client.post("/login/code", data={"code": "nonsense"})
    assert (refused.status_code, set(errors(tree(refused)))) == (422, {"code"})
    response = client.post("/login/code", data={"code": code})
    assert (response.status_code, response.location) == (303, "/")
    assert is_signed_in(client)
    assert person_by_email("nora@example.org").id
    assert client.post("/login/code", data={"code": code}).location == "/"


def test_nobody_sees_who_has_an_account(app: Flask, cast: Cast) -> None:
    """Whatever is sent, and whatever is asked afterwards: a taken address looks as a free one."""
    seen: dict[str, list[tuple[object, ...]]] = {}
    for email in ("ada@example.org", "nobody@example.org"):
        steps = seen[email] = []
        for path, data in (
            ("/register", {**NORA, "email": email}),
            ("/register", {"name": "Nora", "email": email}),
            ("/login", {"email": email, "mail": "1", "password": ""}),
        ):
            browser = Client(app)
            steps.append(same(browser.post(path, data=data), email))
            for _ in range(2):
                steps.append(same(browser.get("/login/code"), email))
                steps.append(same(browser.post("/login/code", data={"code": "12345x"}), email))
                drain(TABLE)
            steps.append(same(browser.post("/login/code/again"), email))
        wrong = {"email": email, "password": GOOD}
        steps.append(same(Client(app).post("/login", data=wrong), email))
    assert seen["ada@example.org"] == seen["nobody@example.org"]


def test_a_code_signs_in_without_a_password(client: Client, cast: Cast) -> None:
    asked = client.post("/login", data={"email": "Ada@example.org", "mail": "1", "next": "/questions"})
    assert asked.location == "/login/code"
    old = digits("ada@example.org")
    assert client.post("/login/code/again").location == "/login/code"
    new = digits("ada@example.org")
    if old != new:
        assert client.post("/login/code", data={"code": old}).status_code == 422
    assert client.post("/login/code", data={"code": f"{new[:3]} {new[3:]}"}).location == "/questions"
    assert is_signed_in(client)


def test_a_code_is_good_in_the_browser_that_asked_for_it(app: Flask, client: Client, cast: Cast) -> None:
    client.post("/login", data={"email": "ada@example.org", "mail": "1"})
    code = digits("ada@example.org")
    other = Client(app)
    assert other.get("/login/code").location == "/login"
    assert other.post("/login/code", data={"code": code}).location == "/login"
    assert other.post("/login/code/again").location == "/login"
    assert not is_signed_in(other)


@pytest.mark.parametrize("email", ["", "nonsense", "y" * 5000])
def test_a_code_goes_to_an_address(client: Client, cast: Cast, email: str) -> None:
    refused = client.post("/login", data={"email": email, "mail": "1", "password": ""})
    assert (refused.status_code, set(errors(tree(refused)))) == (422, {"email"})


def test_who_signs_in_by_mail_may_choose_a_password(client: Client, cast: Cast) -> None:
    client.post("/register", data={"name": "Nora Quist", "email": "nora@example.org"})
    client.post("/login/code", data={"code": digits("nora@example.org")})
    page = client.page("/account")
    assert page.select_one("#password input[name=current]") is None
    assert client.post("/account/password", data={"password": "short"}).status_code == 422
    assert client.post("/account/password", data={"password": GOOD}).status_code == 303
    assert is_signed_in(client)
    assert client.page("/account").select_one("#password input[name=current]")
    # From now on the present one is asked for.
    assert client.post("/account/password", data={"password": GOOD}).status_code == 422


def test_registration_says_at_each_field_what_to_mend(client: Client, cast: Cast) -> None:
    response = client.post("/register", data={"name": "Admin", "email": "ada@example.org", "password": "short"})
    page = tree(response)
    assert response.status_code == 422
    assert set(errors(page)) == {"name", "password"}
    assert page.select_one("#email")["value"] == "ada@example.org"
    assert "short" not in response.text.replace("too_short", "")


@pytest.mark.parametrize("data", [{}, {"name": "x" * 5000, "email": "y" * 5000, "password": "z" * 5000}])
def test_empty_and_endless_fields_are_refused(client: Client, cast: Cast, data: dict[str, str]) -> None:
    response = client.post("/register", data=data)
    assert response.status_code == 422
    assert set(errors(tree(response))) == {"name", "email", "password"} & {"name", "email", *data}
    assert client.post("/login", data=data).status_code == 422


def test_a_closed_community_says_so(app: Flask, client: Client, settings: config.Config) -> None:
    config.use(config.Config(instance=settings.instance, registration=False, secret_key="k", journal_key="j"))
    response = client.get("/register")
    assert response.status_code == 403
    assert "takes no new accounts" in response.text
    assert client.post("/register", data=NORA).status_code == 403


def test_a_text_survives_registering_too(client: Client, cast: Cast) -> None:
    sent = tree(client.post("/questions/ask", data={"title": "My router blinks", "body": "It does."}))
    kept = sent.select_one("#begin-kept")
    assert kept is not None
    begun = client.post("/register", data={"begin": "1", "kept": str(kept["value"])})
    assert begun.status_code == 200
    assert errors(tree(begun)) == {}
    field = tree(begun).select_one("input[name=kept]")
    assert field is not None
    assert client.post("/register", data={**NORA, "kept": str(field["value"])}).location == "/login/code"
    entered = client.post("/login/code", data={"code": digits("nora@example.org")})
    assert "kept=" in entered.location
    assert client.page(entered.location).select_one("#title")["value"] == "My router blinks"


def test_a_text_survives_signing_in_by_mail(client: Client, cast: Cast) -> None:
    sent = tree(client.post("/questions/ask", data={"title": "My router blinks", "body": "It does."}))
    kept = sent.select_one("form.form input[name=kept]")
    assert kept is not None
    client.post("/login", data={"email": "ada@example.org", "mail": "1", "kept": str(kept["value"])})
    # Whoever mistyped the address begins again and finds the text in its place, on each of these pages.
    for path in ("/login", "/register"):
        field = client.page("/login/code").select_one("form input[name=kept]")
        assert field is not None
        again = client.post(path, data={"begin": "1", "kept": str(field["value"])})
        assert (again.status_code, errors(tree(again))) == (200, {})
        assert tree(again).select_one("form.form input[name=kept]")["value"] == field["value"]
    entered = client.post("/login/code", data={"code": digits("ada@example.org")})
    assert client.page(entered.location).select_one("#title")["value"] == "My router blinks"


def test_no_link_puts_a_text_into_somebody_elses_form(client: Client, client_of: ClientOf, cast: Cast) -> None:
    sent = tree(client.post("/questions/ask", data={"title": "Not yours", "body": "It does."}))
    field = sent.select_one("#begin-kept")
    assert field is not None
    for path in ("/register", "/login"):
        led = client_of(cast.sam).get(path, query_string={"kept": str(field["value"])})
        assert led.location == "/"
    assert session().scalar(sa.select(sa.func.count(KeptForm.id))) == 0


def test_a_person_keeps_few_texts_at_a_time(app: Flask, cast: Cast) -> None:
    with app.app_context():
        kept = [keep_form(cast.sam, "/questions/ask", {"title": [str(number)]}) for number in range(MOST_KEPT + 3)]
        assert list(session().scalars(sa.select(KeptForm.id).order_by(KeptForm.id))) == kept[-MOST_KEPT:]


def test_signing_out_ends_the_session(client_of: ClientOf, cast: Cast) -> None:
    browser = client_of(cast.ada)
    assert is_signed_in(browser)
    assert browser.get("/logout").status_code == 405
    assert browser.post("/logout").status_code == 303
    assert not is_signed_in(browser)
    assert session().scalar(sa.select(sa.func.count(SignIn.id))) == 0


def test_a_new_session_gets_a_new_secret_and_a_new_token(client: Client, cast: Cast) -> None:
    client.get("/login")
    before = client.token()
    client.post("/login", data={"email": "ada@example.org", "password": PASSWORD})
    with client.session_transaction() as kept:
        assert kept.get("csrf_token") is None
    assert client.post("/logout", headers={"X-CSRFToken": before}).status_code == 400


def test_whoever_is_signed_in_is_led_on(client_of: ClientOf, cast: Cast) -> None:
    browser = client_of(cast.ada)
    assert browser.get("/login?next=/questions").location == "/questions"
    assert browser.get("/register").location == "/"


def test_many_tries_are_told_when_to_come_back(client: Client, cast: Cast) -> None:
    for _ in range(10):
        assert client.post("/login", data={"email": "ada@example.org", "password": "no"}).status_code == 422
    response = client.post("/login", data={"email": "ada@example.org", "password": PASSWORD})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "15 minutes" in response.text


def test_a_forgotten_password_is_replaced_by_a_link(client: Client, cast: Cast) -> None:
    known = client.post("/reset", data={"email": "ada@example.org"}, follow_redirects=True)
    unknown = client.post("/reset", data={"email": "nobody@example.org"}, follow_redirects=True)
    marks = re.compile(r'[0-9a-f]{16}|value="[^"]+"|content="[^"]+"')
    assert marks.sub("", known.text) == marks.sub("", unknown.text)
    drain(TABLE)
    letter = session().scalars(sa.select(Mail)).one()
    found = re.search(r"/reset/[\w-]+", letter.text)
    assert found is not None
    page = client.get(found[0])
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert client.post(found[0], data={"password": "short"}).status_code == 422
    assert client.post(found[0], data={"password": GOOD}).status_code == 303
    assert is_signed_in(client)
    assert client.get(found[0]).status_code == 404
    other = Client(client.application)
    assert other.post("/login", data={"email": "ada@example.org", "password": GOOD}).status_code == 303


def test_no_log_holds_the_secret_of_a_link(client: Client, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    client.get("/reset/a-secret-of-somebody")
    assert "a-secret-of-somebody" not in str([vars(each) for each in caplog.records])
    assert "/reset/<secret>" in str([vars(each) for each in caplog.records])


def test_a_dead_link_says_what_to_do(client: Client, cast: Cast) -> None:
    response = client.get("/reset/nonsense")
    assert response.status_code == 404
    assert "Ask for a new one" in response.text


def test_the_profile_is_changed_on_the_settings_page(client_of: ClientOf, cast: Cast) -> None:
    browser = client_of(cast.ada)
    data = {"name": "Ada Thorne", "about": "I fix routers.", "locale": "en", "time_zone": "Europe/Lisbon"}
    assert browser.post("/account", data=data).status_code == 303
    page = browser.page("/account")
    assert page.select_one("#name")["value"] == "Ada Thorne"
    assert page.select_one("#time_zone option[selected]")["value"] == "Europe/Lisbon"
    wrong = browser.post("/account", data={**data, "name": "Moderator", "time_zone": "Mars/Olympus"})
    assert wrong.status_code == 422
    assert {"name", "time_zone"} & set(errors(tree(wrong)))
    assert session().get_one(Person, cast.ada.id).name == "Ada Thorne"


def test_the_password_is_changed_and_other_devices_are_signed_out(client_of: ClientOf, cast: Cast) -> None:
    here, elsewhere = client_of(cast.ada), client_of(cast.ada)
    wrong = here.post("/account/password", data={"current": "no", "password": GOOD})
    assert wrong.status_code == 422
    assert set(errors(tree(wrong))) == {"current"}
    assert here.post("/account/password", data={"current": PASSWORD, "password": GOOD}).status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_too_many_tries_lose_nothing_of_what_was_written_before(client: Client, cast: Cast) -> None:
    text = "The light at the front stays on all night long."
    page = tree(client.post("/questions/ask", data={"title": "Why does it stay on?", "body": text}))
    kept = page.select_one("input[name=kept]")
    assert kept is not None
    typed = {"name": "Nora", "email": "nora@example.org", "kept": str(kept["value"])}
    answers = [client.post("/register", data=typed) for _ in range(6)]
    assert [response.status_code for response in answers] == [303] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    again = tree(answers[-1])
    values = {str(field["name"]): str(field.get("value", "")) for field in again.select("main input[name]")}
    assert {name: values[name] for name in typed} == typed


def test_an_address_is_changed_on_pages(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    ada = client_of(cast.ada)
    assert ada.get("/account/address/code").location == "/account#address"
    assert ada.post("/account/address/again").location == "/account#address"
    assert Client(app).get("/account/address/code").location.startswith("/login")
    assert ada.get("/account/address").status_code == 405
    refused = ada.post("/account/address", data={"new-email": "ada@new.example", "new-current": "guess"})
    page = tree(refused)
    assert (refused.status_code, set(errors(page))) == (422, {"new-current"})
    assert page.select_one("input[name=new-email]")["value"] == "ada@new.example"
    wish = {"new-email": "ada@new.example", "new-current": PASSWORD}
    assert ada.post("/account/address", data=wish).location == "/account/address/code"
    assert "ada@new.example" in ada.page("/account/address/code").select_one(".page-lead").text
    assert ada.post("/account/address/again").location == "/account/address/code"
    assert ada.post("/account/address/code", data={"code": "nonsense"}).status_code == 422
    assert "ada@example.org" in ada.page("/account").select_one("#address").text
    assert ada.post("/account/address/code", data={"code": digits("ada@new.example")}).location == "/account#address"
    assert "ada@new.example" in ada.page("/account").select_one("#address").text
    drain(TABLE)
    text = session().scalars(sa.select(Mail.text).where(Mail.to == "ada@example.org").order_by(Mail.id.desc())).first()
    found = re.search(r"/account/address/back/\S+", text or "")
    assert found is not None
    stranger = Client(app)
    assert "ada@example.org" in stranger.page(found[0]).select_one(".page-lead").text
    assert is_signed_in(ada)
    led = stranger.post(found[0])
    assert (led.status_code, led.location.startswith("/reset/")) == (303, True)
    assert not is_signed_in(ada)
    assert stranger.post(led.location, data={"password": GOOD}).location == "/"
    assert is_signed_in(stranger)
    assert "ada@example.org" in stranger.page("/account").select_one("#address").text
    assert stranger.get(found[0]).status_code == stranger.post(found[0]).status_code == 404
