"""`forum demo`, as `make run` calls it."""

from forum.config import Config
from forum.demo.loader import PASSWORD
from tests.support.cast import Cast
from tests.support.commands import forum


def test_it_says_how_to_sign_in_as_each(demo_site: Config) -> None:
    said = forum(demo_site, "demo")
    assert (said.returncode, said.stderr) == (0, "")
    assert "lives here already: 23 people, 40 questions, 90 answers" in said.stdout
    assert PASSWORD in said.stdout
    for role in ("customer", "engineer", "moderator", "admin"):
        assert f"({role})" in said.stdout


def test_it_leaves_a_site_alone_on_which_people_live(settings: Config, cast: Cast) -> None:
    said = forum(settings, "demo")
    assert (said.returncode, said.stderr) == (0, "")
    assert "stays out" in said.stdout
    assert len(said.stdout.splitlines()) <= 2
