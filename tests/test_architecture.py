"""The house stays livable: who may import whom, and what stands where."""

import ast
from pathlib import Path

import pytest
import sqlalchemy as sa

import forum.app
import forum.reactions
from forum.core.db import Base

ROOT = Path(forum.__file__).parent
FLOORS: list[set[str]] = [
    {"config"},
    {"core"},
    {"journal"},
    {"people"},
    {"reach", "images", "terms"},
    {"catalog"},
    {"flags", "following"},
    {"questions"},
    {"knowledge"},
    {"recalls"},
    {"moderation", "search", "notifications", "analytics", "importing"},
    {"personal"},
    {"reactions"},
    {"web", "api"},
    {"app"},
    {"worker", "cli", "demo"},
]
HEIGHT = {name: height for height, names in enumerate(FLOORS) for name in names}
FLASK_ALLOWED = {"core", "web", "api", "app", "worker", "cli", "demo"}
# Loads Alembic and optional extras by importlib; Alembic's own environment has to import what it finds.
APART = {"migrations"}


def sources() -> list[Path]:
    """Every file of the package but the migrations."""
    return [path for path in sorted(ROOT.rglob("*.py")) if path.relative_to(ROOT).parts[0] not in APART]


def package(path: Path) -> str:
    """The room that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> list[tuple[str, ast.AST]]:
    """Every module that a tree imports, with the statement."""
    found: list[tuple[str, ast.AST]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(f"{node.module}.{alias.name}", node) for alias in node.names]
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_and_stand_on_top(path: Path) -> None:
    """A file imports lower floors and its own package, at its top."""
    tree = ast.parse(path.read_text())
    here = package(path)
    wrong = []
    for name, _ in imports(tree):
        parts = name.split(".")
        known = parts[0] == "forum" and len(parts) > 1 and parts[1] in HEIGHT and here in HEIGHT
        if known and parts[1] != here and HEIGHT[parts[1]] >= HEIGHT[here]:
            wrong.append(name)
        if parts[0].startswith("flask") and parts[0] != "flask_sqlalchemy" and here not in FLASK_ALLOWED:
            wrong.append(name)
        if parts[0] == "whoosh" and here != "search":
            wrong.append(name)
    inside = [
        name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for name, _ in imports(function)
    ]
    assert wrong == []
    assert inside == []


def test_every_room_has_a_floor() -> None:
    """A new package is given its place before it is built."""
    rooms = {package(path) for path in sources()} - {"__init__"}
    assert rooms <= HEIGHT.keys()


def test_roles_are_asked_in_policies_only() -> None:
    """Nobody else compares roles: a permission has one name and one definition."""
    asked = []
    for path in sources():
        if path.name == "policy.py" or "policy" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if name in {"has_role", "grants"} and package(path) not in {"people"}:
                asked.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")  # type: ignore[attr-defined] # expressions have lines
    assert asked == []


def test_only_the_unit_of_work_commits() -> None:
    """What was answered with success is committed with its history, because nobody else commits."""
    commits = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "commit":
                commits.append(str(path.relative_to(ROOT)))
    assert [name for name in commits if not name.startswith("search/")] == ["core/operation.py"]


def test_only_markup_makes_text_safe() -> None:
    """One place decides what is safe to show."""
    marked = [
        str(path.relative_to(ROOT)) for path in sources() if package(path) != "core" and "Markup(" in path.read_text()
    ]
    templates = ROOT.parent / "templates"
    pages = ((path, path.read_text().replace(" ", "")) for path in templates.rglob("*.html"))
    marked += [str(path.relative_to(templates)) for path, text in pages if "|safe" in text]
    assert marked == []


def test_relationships_are_loaded_by_query() -> None:
    """A forgotten join is an error, not a hundred statements."""
    sa.orm.configure_mappers()
    lazy = [
        f"{mapper.class_.__name__}.{relation.key}"
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if relation.lazy != "raise"
    ]
    assert lazy == []
