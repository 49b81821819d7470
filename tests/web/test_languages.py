"""Pages speak the reader's language: their choice, else the browser's, else the site's. A catalogue is all it takes."""

import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from bs4.element import NavigableString
from flask import Flask

from forum import config
from forum.app import create_app
from forum.core import translation
from forum.core.db import db, session
from forum.core.operation import unit
from forum.core.text import Message
from forum.people.accounts import update_profile
from forum.people.models import Person
from forum.people.policy import Actor
from tests.support import wording
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, BODY, TITLE
from tests.support.town import live

OTHER = "pt_BR"
# What people wrote, and what browsers write anew; everything else on a page is ours to translate.
THEIRS = ".prose, pre, code, kbd, time, svg, script, style, textarea, .person-name, #time_zone"
# Names of people, things and languages; what the people of the town wrote.
WROTE = (
    "files.delete-everything",
    "There is no Save.",
    "press Save",
    "press Apply",
    "It takes a minute.",
    "The menu is called something else.",
    "It was changed since.",
    "was asked about this in the spring.",
    "Away in August.",
    "It burns.",
    "Until we know.",
    "The light turns green.",
    "How one sees that it worked.",
    "The lamp is red",
    "Which version is it?",
    "Which version is it",
    ", and since when",
    "Tone",
    "Please speak of the matter and not of the person.",
    "Working inside the box is dangerous",
    "Leave it closed, and ask us.",
    "Be kind, and say how you know.",
    "Our own.",
)
NAMES = re.compile(
    r"https?://\S+|\w+@example\.org|/images/[\w.-]+|"
    # Months, as Babel writes them.
    r"\w+ de 20\d\d|"
    r"\b(?:Ada|Ben|Eva|Max|Amy|Sam|Vouch|Router|Camera|night|English|Português \(Brasil\))(?!\w)|"
    + "|".join(
        re.escape(text) for text in (TITLE, ADVICE, BODY, re.sub("[*`]", "", BODY), *WROTE, "Browser of the tests")
    )
)


def bracketed(text: str) -> str:
    """A translation that can be told from the original."""
    return f"⟦{text}⟧"


def write_catalogue(folder: Path) -> None:
    """Compile a catalogue in which every text stands in brackets."""
    found, made = wording.catalogue(), Catalog(locale=OTHER)
    for message in found:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            done = tuple(bracketed(text) for text in ids)
            made.add(message.id, done[0] if len(done) == 1 else done, context=message.context)
    path = folder / OTHER / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    buffer = io.BytesIO()
    write_mo(buffer, made)
    path.write_bytes(buffer.getvalue())


@pytest.fixture
def site(settings: config.Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The site with a catalogue of another language beside it."""
    write_catalogue(tmp_path / "translations")
    monkeypatch.setattr(translation, "CATALOGUES", tmp_path / "translations")
    translation.languages.cache_clear()
    translation._catalogue.cache_clear()
    app = create_app(settings)
    app.testing = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    translation.languages.cache_clear()
    translation._catalogue.cache_clear()


def speaks(browser: Client, accepts: str, path: str = "/login") -> str:
    """The language that a page says it is in, if its words agree."""
    response = browser.get(path, headers={"Accept-Language": accepts})
    page = tree(response)
    named = str(page.html["lang"]) if page.html else ""
    assert (named != "en") == ("⟦" in page.get_text()), named
    return named


def test_the_browsers_language_is_spoken_where_there_is_a_catalogue(site: Flask) -> None:
    visitor = Client(site)
    assert speaks(visitor, "pt-BR,pt;q=0.8,en;q=0.5") == "pt-BR"
    assert speaks(visitor, "en,pt-BR;q=0.8") == "en"
    assert speaks(visitor, "fr") == "en"
    assert speaks(visitor, "") == "en"


def test_a_persons_choice_comes_before_the_browsers(site: Flask) -> None:
    cast = Cast.load()
    ada = Client(site)
    ada.enter(cast.ada)
    update_profile(cast.ada, name="Ada", locale=OTHER)
    assert speaks(ada, "en", "/account") == "pt-BR"
    update_profile(cast.ada, name="Ada", locale="en")
    assert speaks(ada, "pt-BR", "/account") == "en"
    # A language whose catalogue is gone is none.
    with unit():
        session().execute(sa.update(Person).where(Person.id == cast.ada.id).values(locale="xx"))
    assert speaks(ada, "pt-BR", "/account") == "pt-BR"


def test_kept_pages_are_kept_for_each_language(site: Flask) -> None:
    town = live(Cast.load())
    path = f"/questions/{town.names['question_id']}/{town.slugs['questions']}"
    visitor = Client(site)
    for _ in range(2):
        assert speaks(visitor, "pt-BR", path) == "pt-BR"
        assert speaks(visitor, "en", path) == "en"


def test_letters_are_written_in_the_language_of_their_reader(site: Flask) -> None:
    assert isinstance(gettext.translation("messages", translation.CATALOGUES, [OTHER]), gettext.GNUTranslations)
    for text in ("This is not your present password.",):
        assert translation.translated(Message(text), OTHER) == bracketed(text)
        assert translation.translated(Message(text), "en") == text


def untranslated(browser: Client, path: str) -> set[str]:
    """What a page says in English, though there is a catalogue."""
    response = browser.get(path, headers={"Accept-Language": "pt-BR"})
    if response.mimetype != "text/html" or response.status_code in {301, 302, 303, 308}:
        return set()
    page = tree(response)
    for each in page.select(THEIRS):
        each.extract()
    for each in page.find_all(True):
        for name in wording.TOLD[:-1]:
            if each.get(name):
                each.append(NavigableString(f"\n{each[name]}\n"))
    text, before = NAMES.sub(" ", page.get_text("\n")), ""
    while text != before:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
    return {line.strip() for line in text.splitlines() if wording.LETTERS.search(line)}


def test_everything_on_every_page_is_in_the_readers_language(site: Flask) -> None:
    cast = Cast.load()
    town = live(cast)
    people: dict[str, Actor] = {
        "visitor": cast.visitor,
        "ada": cast.ada,
        "eva": cast.eva,
        "max": cast.max,
        "amy": cast.amy,
    }
    found: dict[str, set[str]] = {}
    for actor in people.values():
        browser = Client(site)
        if actor.id is not None:
            browser.enter(actor)
        for endpoint, path in town.addresses(site):
            if not path.startswith("/api"):
                found.setdefault(endpoint, set()).update(untranslated(browser, path))
    assert {endpoint: words for endpoint, words in found.items() if words} == {}
