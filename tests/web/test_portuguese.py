"""The whole site in Brazilian Portuguese: pages, dates, plurals, and letters that no browser asks for."""

from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale, ngettext

from forum.core.db import session
from forum.core.speech import day, month
from forum.core.text import N_, Message
from forum.core.translation import languages, translated
from forum.journal.drain import drain
from forum.notifications.models import Mail
from forum.people.accounts import update_profile
from forum.people.codes import Way, ask_code, enter_by_code, register
from forum.people.models import Person
from forum.reactions import TABLE
from forum.web.templating import when
from tests.people.test_codes import digits_for
from tests.support.cast import Cast
from tests.support.client import Client, tree

OURS = "pt_BR"
LATE = datetime(2025, 5, 4, 23, 30, tzinfo=UTC)


def letter_to(email: str) -> Mail:
    """Let the letters be written; return the newest to an address."""
    assert drain(TABLE).failed == 0
    return session().scalars(sa.select(Mail).where(Mail.to == email).order_by(Mail.id.desc())).all()[0]


def test_the_catalogue_is_compiled() -> None:
    assert languages() == ("en", OURS), "run: make install"


def test_visitors_read_the_language_of_their_browser(app: Flask) -> None:
    for accepts, lang, words in (
        ("pt-BR,pt;q=0.9", "pt-BR", "Entrar"),
        ("pt", "pt-BR", "Entrar"),
        ("en", "en", "Sign in"),
    ):
        page = tree(Client(app).get("/questions", headers={"Accept-Language": accepts}))
        assert page.html is not None
        assert page.html["lang"] == lang
        assert words in page.get_text()


def test_members_read_the_language_that_they_chose(cast: Cast, app: Flask) -> None:
    ada = Client(app)
    ada.enter(cast.ada)
    offered = tree(ada.get("/account", headers={"Accept-Language": "en"})).select("select[name=locale] option")
    assert [(each["value"], each.get_text()) for each in offered] == [
        ("", "As the browser asks"),
        ("en", "English"),
        (OURS, "Português (Brasil)"),
    ]
    update_profile(cast.ada, name="Ada", locale=OURS)
    assert "Configurações" in tree(ada.get("/account", headers={"Accept-Language": "en"})).get_text()


def test_dates_and_counts_are_written_as_in_brazil(app: Flask) -> None:
    with app.test_request_context("/"):
        assert (day(LATE), month(LATE), when(LATE)) == ("4 May 2025", "May 2025", "4 May 2025, 23:30")
        with force_locale(OURS):
            assert (day(LATE), month(LATE)) == ("4 de mai. de 2025", "maio de 2025")
            assert when(LATE) == "4 de mai. de 2025, 23:30"
            told = [ngettext("%(num)s answer", "%(num)s answers", number) for number in (0, 1, 2)]
            assert told == ["0 respostas", "1 resposta", "2 respostas"]


def test_what_forms_refuse_is_said_in_portuguese(app: Flask) -> None:
    for data, words in (
        ({"name": "", "email": "nora@example.org"}, "Escreva o nome que os outros vão ver."),
        ({"name": "Nora", "email": "nobody"}, "Isto não é um endereço de e-mail."),
        ({"name": "Nora" * 80, "email": "nora@example.org"}, "caracteres a mais"),
    ):
        said = Client(app).post("/register", data=data, headers={"Accept-Language": "pt-BR"})
        assert said.status_code == 422
        assert words in tree(said).get_text()


def test_the_api_speaks_the_language_that_is_asked_for(app: Flask) -> None:
    for accepts, words in (("pt-BR", "Não há nada aqui"), ("en", "There is nothing here")):
        said = Client(app).get("/api/v1/questions/77", headers={"Accept-Language": accepts})
        assert words in (said.get_json() or {})["detail"]
        assert "Accept-Language" in said.headers["Vary"]


def test_who_registers_on_a_page_in_portuguese_gets_letters_in_it(app: Flask) -> None:
    ticket = register("Nora Quist", "nora@example.org", way=Way(locale=OURS))
    assert letter_to("nora@example.org").subject.startswith("O seu código para")
    actor = enter_by_code(ticket, digits_for("nora@example.org")).actor
    assert session().get_one(Person, actor.id).locale == OURS
    ticket = register("Walt Dempsey", "walt@example.org", way=Way(locale="en"))
    assert letter_to("walt@example.org").subject.startswith("Your code for")
    actor = enter_by_code(ticket, digits_for("walt@example.org")).actor
    # The site's own language needs no choice: they go on as their browser asks.
    assert session().get_one(Person, actor.id).locale is None


def test_a_code_is_mailed_in_the_chosen_language_else_in_that_of_the_page(cast: Cast) -> None:
    ask_code("ada@example.org", way=Way(locale=OURS))
    assert letter_to("ada@example.org").text.startswith("Olá, Ada")
    update_profile(cast.ada, name="Ada", locale="en")
    ask_code("ada@example.org", way=Way(locale=OURS))
    assert letter_to("ada@example.org").text.startswith("Hello Ada")


def test_words_of_the_domain_are_said_in_portuguese() -> None:
    text = Message(N_("Use at most %(most)d characters."), {"most": 7})
    assert translated(text, OURS) == "Use no máximo 7 caracteres."
