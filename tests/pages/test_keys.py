"""Every key that a script or a form listens to is told: staff's on the page itself, all of them in the manual."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from bs4 import BeautifulSoup

from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.people.policy import Actor
from forum.questions.operations import accept_answer, report_answer
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

ROOT = Path(__file__).parents[2]


def spelt_out(words: Iterable[str]) -> set[str]:
    """The keys that these words name, as "1-5", "t d e" or "Ctrl+Enter"."""
    found = set[str]()
    for word in " ".join(words).split():
        first, dash, last = word.partition("-")
        found |= {chr(code) for code in range(ord(first), ord(last) + 1)} if dash else {word, *word.split("+")[1:]}
    return found


def manual() -> set[str]:
    """The keys that the users' manual names."""
    part = (ROOT / "docs/users/using.md").read_text().split("\n## Keys\n")[1].split("\n## ")[0]
    return spelt_out(re.findall(r"`([^`]+)`", part)) | {"Escape"}


def test_the_scripts_listen_to_no_key_that_the_manual_does_not_name() -> None:
    scripts = "\n".join(path.read_text() for path in (ROOT / "static/js").glob("*.js"))
    heard = set(re.findall(r"event\.key [!=]== \"([^\"]+)\"", scripts))
    assert {"j", "k", "/", "Enter"} <= heard
    assert heard - manual() == set()


def test_the_pages_of_staff_name_all_keys_of_their_forms(client_of: Callable[[Actor], Client], cast: Cast) -> None:
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    case_id = report_answer(cast.sam, made.id, Report(FlagKind.WRONG, "It is not so.")).case_id
    check = client_of(cast.eva).page(f"/engineering/answers/{made.id}")
    report = client_of(cast.max).page(f"/moderation/reports/{case_id}")
    assert keys_of(check) == {*"12345tdems"}
    assert {*"pxtn123a"} <= keys_of(report)
    for page in (check, report):
        told = spelt_out(each.text for each in page.select(".keys kbd"))
        assert keys_of(page) - told == set()
        assert keys_of(page) - manual() == set()


def keys_of(page: BeautifulSoup) -> set[str]:
    """The keys that forms and links of a page listen to."""
    return {str(each["data-key"]) for each in page.select("[data-keys] [data-key]")}
