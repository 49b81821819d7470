"""What the documentation points at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_every_file_that_is_named_is_there(page: Path) -> None:
    text = page.read_text()
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    lost = [link for link in links if not (page.parent / link).exists()]
    # Decisions tell what was so at their time; the others name what is.
    named = re.findall(r"`((?:forum|tests|templates|static|docs|bench)/[\w./-]+\w)`", text)
    if "decisions" not in page.parts:
        lost += [name for name in named if not (ROOT / name).exists()]
    assert lost == []


def test_every_page_is_reachable_from_the_readme() -> None:
    seen, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text())
        waiting += [path for link in links if (path := (page.parent / link).resolve()).is_file()]
    pages = {page for page in PAGES if "decisions" not in page.parts and page.name != "CHANGELOG.md"}
    assert sorted(str(page.relative_to(ROOT)) for page in pages - seen) == []


def test_the_comparison_shows_what_we_have_and_says_what_we_lack() -> None:
    text = (ROOT / "docs/comparison.md").read_text()
    rows = re.findall(r"^\| (.+?) \| \*\*(yes|partly|no)\*\* \| (.*?) \|", text, re.MULTILINE)
    assert len(rows) > 30
    lacks = text.partition("## What is missing in Vouch")[2].partition("\n## ")[0].lower()
    for name, found, shown in rows:
        if found != "yes":
            # A note speaks of it by its first words.
            assert " ".join(name.split()[:3]).partition(",")[0].lower() in lacks or name.split()[0].lower() in lacks, (
                name
            )
        if found != "no":
            (test,) = re.findall(r"\((\S+)\)", shown)
            assert "def test_" in (ROOT / "docs" / test).read_text(), name


def test_each_decision_has_a_number_of_its_own() -> None:
    headed = {path.name: path.read_text().split(".", 1)[0] for path in (ROOT / "docs/decisions").glob("*.md")}
    assert {name: head for name, head in headed.items() if head != f"# {int(name[:4])}"} == {}
    assert len({name[:4] for name in headed}) == len(headed)
