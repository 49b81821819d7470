"""Reading the content files into a `Community`. The format is told in `forum/demo/script.py`."""

import tomllib
from datetime import timedelta
from pathlib import Path

from forum.demo import script
from forum.demo.acts import read_acts
from forum.demo.fields import ContentError, Fields
from forum.demo.rules import problems
from forum.people.policy import Role
from forum.questions.trust import Level

CONTENT = Path(__file__).resolve().parent / "content"


def read(folder: Path = CONTENT) -> script.Community:
    """Read and check every file of `folder`; raise `ContentError` with all that is wrong."""
    people = _file(folder / "people.toml")
    catalogue = _file(folder / "catalogue.toml")
    company = catalogue.text("company")
    cast = tuple(_person(_named(people, "person", each)) for each in people.tables("people"))
    products = tuple(_product(_named(catalogue, "product", each)) for each in catalogue.tables("products"))
    tags = tuple(_tag(Fields(f"{catalogue.where}: tag", each)) for each in catalogue.tables("tags"))
    people.finish()
    catalogue.finish()
    questions: list[script.Question] = []
    for product in products:
        questions += _threads(_file(folder / f"{product.key}.toml"), product.key)
    community = script.Community(company=company, people=cast, products=products, tags=tags, questions=tuple(questions))
    found = problems(community)
    if found:
        raise ContentError("\n".join(found))
    return community


def _file(path: Path) -> Fields:
    """Return the top table of a file."""
    try:
        return Fields(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ContentError(f"{path.name}: there is no such file") from None
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}") from None


def _named(parent: Fields, noun: str, table: object) -> Fields:
    """Return a table whose errors name it by its key."""
    key = table.get("key", "without a key") if isinstance(table, dict) else "?"
    return Fields(f"{parent.where}: {noun} {key}", table)


def _person(fields: Fields) -> script.Person:
    """Read one of the cast."""
    person = script.Person(
        key=fields.text("key"),
        name=fields.text("name"),
        joined=fields.span("joined"),
        roles=fields.members("roles", Role),
        products=fields.texts("products", required=False),
        about=fields.text("about"),
        sign_in=fields.text("sign_in", ""),
    )
    fields.finish()
    return person


def _product(fields: Fields) -> script.Product:
    """Read a product with its releases."""
    product = script.Product(
        key=fields.text("key"),
        name=fields.text("name"),
        about=fields.text("about"),
        releases=tuple(_release(Fields(f"{fields.where}: release", each)) for each in fields.tables("releases")),
    )
    fields.finish()
    return product


def _release(fields: Fields) -> script.Release:
    """Read one release."""
    release = script.Release(name=fields.text("name"), ago=fields.span("ago"))
    fields.finish()
    return release


def _tag(fields: Fields) -> script.Tag:
    """Read one tag."""
    tag = script.Tag(name=fields.text("name"), synonyms=fields.texts("synonyms"), about=fields.text("about"))
    fields.finish()
    return tag


def _threads(file: Fields, product: str) -> list[script.Question]:
    """Read the threads of one product's file."""
    if file.text("product") != product:
        raise ContentError(f"{file.where}: product must be {product!r}")
    questions = [_question(_named(file, "question", each), product) for each in file.tables("questions")]
    file.finish()
    return questions


def _question(fields: Fields, product: str) -> script.Question:
    """Read a question with everything below it."""
    ago = fields.span("ago")
    answers = [_named(fields, "answer", each) for each in fields.tables("answers", required=False)]
    question = script.Question(
        key=fields.text("key"),
        product=product,
        by=fields.text("by"),
        ago=ago,
        title=fields.text("title"),
        body=fields.text("body"),
        release=fields.text("release", ""),
        tags=fields.texts("tags"),
        environment=fields.text("environment", ""),
        language=fields.text("language", "en"),
        expect=fields.member("expect", script.Ending),
        acts=read_acts(fields, ago),
        answers=tuple(_answer(each, ago) for each in answers),
    )
    fields.finish()
    return question


def _answer(fields: Fields, asked: timedelta) -> script.Answer:
    """Read an answer; its `after` is counted from the question."""
    ago = asked - fields.span("after")
    answer = script.Answer(
        key=fields.text("key"),
        by=fields.text("by"),
        ago=ago,
        expect=fields.member("expect", Level),
        body=fields.text("body"),
        acts=read_acts(fields, ago),
    )
    fields.finish()
    return answer
