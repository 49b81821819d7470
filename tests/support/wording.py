"""Finds words for people: those that are marked for translation, and those that somebody forgot to mark."""

import ast
import re
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from bs4.element import NavigableString
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
# The names under which the translators' tool looks for texts; under any other name it finds none.
MARKS = frozenset({"_", "_l", "N_", "gettext", "ngettext"})
# Attributes that browsers and screen readers tell people.
TOLD = ("title", "aria-label", "aria-description", "placeholder", "alt", "label", "content")
LETTERS = re.compile(r"[^\W\d_]{2,}")
# Words that are the same in every language, as they stand in templates.
SAME = frozenset({"Vouch", "Markdown", "API", "OpenAPI", "openapi", "json", "Shift", "Ctrl", "Enter", "Tab", "Esc"})
# Stands where an expression writes something; a digit may stand in the name of an element, as in `h2`.
GAP = "0"
# What is written by macros and blocks that make a part of an element: attributes, classes, the name of a layout.
PART = re.compile(r"(?:\s*[\w-]+=\"[^\"]*\")+|(?:[\w-]*0[\w-]*|rail| )+|reading|list|form|narrow|work")


def catalogue() -> Catalog:
    """Return everything that is marked, as the translators' tool finds it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in settings]
    options = {
        each["pattern"]: {name: value for name, value in each.items() if name not in {"method", "pattern"}}
        for each in settings
    }
    found = Catalog()
    keywords = {**DEFAULT_KEYWORDS, "N_": None, "_l": None, "_setting": (2,)}
    for folder in ("forum", "templates"):
        named = [
            (pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(folder)
        ]
        chosen = {pattern.removeprefix(f"{folder}/"): each for pattern, each in options.items()}
        for path, line, message, _, context in extract_from_dir(ROOT / folder, named, chosen, keywords):
            found.add(message, locations=[(f"{folder}/{path}", line)], context=context)
    return found


def unmarked_in_templates(folder: Path = ROOT / "templates") -> Iterator[str]:
    """Yield the words that stand in a template as they are, and where."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for path in sorted(folder.rglob("*.html")):
        where = path.relative_to(folder)
        tree = environment.parse(path.read_text())
        yield from (f"{where}: {words}" for words in (*_in_html(tree), *_in_expressions(tree, marked=False)))


def _in_html(tree: nodes.Template) -> Iterator[str]:
    """Yield words between tags, and in attributes that people are told."""
    # What an expression will write is no concern here, so that the data between them make one page.
    page = "".join(data.data if isinstance(data, nodes.TemplateData) else GAP for data in _outputs(tree))
    soup = BeautifulSoup(page, "html.parser")
    for text in soup.find_all(string=True):
        hidden = text.parent is not None and text.parent.name in {"script", "style", "code", "kbd", "svg"}
        if type(text) is NavigableString and not hidden:
            yield from _words(text)
    for tag in soup.find_all(True):
        for name in TOLD:
            if name != "content" or tag.get("name") == "description":
                yield from _words(str(tag.get(name, "")))


def _outputs(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Yield data and expressions in the order in which they are written."""
    for node in tree.iter_child_nodes():
        if isinstance(node, nodes.Output):
            yield from node.nodes
        elif isinstance(node, nodes.Block | nodes.Macro) and _is_part(node):
            yield nodes.TemplateData(GAP)
        else:
            yield from _outputs(node)


def _is_part(node: nodes.Node) -> bool:
    """Whether a block or macro writes a part of an element, and nothing that a person reads."""
    written = "".join(data.data if isinstance(data, nodes.TemplateData) else GAP for data in _outputs(node))
    return bool(PART.fullmatch(written.strip()))


def _words(text: str) -> Iterator[str]:
    """Yield what a person could read of a text, if there is anything."""
    if set(LETTERS.findall(text)) - SAME:
        yield " ".join(text.replace(GAP, "…").split())


def _in_expressions(node: nodes.Node, *, marked: bool) -> Iterator[str]:
    """Yield the sentences and labels that a template hands on without a mark."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and not marked and is_for_people(node.value):
        yield node.value
    for child in node.iter_child_nodes():
        called = isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name) and child.node.name in MARKS
        yield from _in_expressions(child, marked=marked or called)


def is_for_people(text: str) -> bool:
    """Whether a text reads like words for people: a capital first, or the end of a sentence."""
    return (
        bool(re.match(r"[A-Z][a-z]+(?:[ ,.:]|$)", text) or re.search(r"[a-z] [a-z]+[.?!]$", text)) and text not in SAME
    )


# What takes English words that nobody reads on a page: the log, commands, the database, and errors of ours.
NOT_FOR_PAGES = frozenset(
    {
        "theirs",
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "echo",
        "compile",
        "text",
        "execute",
        "exec_driver_sql",
    }
    | {"ClickException", "UsageError", "BadParameter", "option", "argument", "version_option", "mapped_column"}
    | {"RuntimeError", "ValueError", "TypeError", "AssertionError", "ConfigError", "NewType", "TypeVar", "theirs"}
)


def unmarked_in_python(*folders: Path) -> Iterator[str]:
    """Yield the sentences that stand in the code of these packages without a mark, and where."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            for line, words in _in_code(ast.parse(path.read_text()), marked=False):
                yield f"{folder.name}/{path.relative_to(folder)}:{line}: {words}"


def _in_code(node: ast.AST, *, marked: bool) -> Iterator[tuple[int, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            if not marked and re.search(r"[A-Za-z] [a-z]", child.value) and is_for_people(child.value):
                yield child.lineno, child.value
            continue
        called = isinstance(child, ast.Call) and _name(child.func) in MARKS | NOT_FOR_PAGES
        yield from _in_code(child, marked=marked or called or isinstance(child, ast.arg))


def texts_asked_for(code: str) -> set[str]:
    """The texts that a class of a library asks its translations for."""
    calls = [node for node in ast.walk(ast.parse(textwrap.dedent(code))) if isinstance(node, ast.Call)]
    asked = [node for node in calls if _name(node.func) in {"gettext", "ngettext"}]
    return {
        each.value
        for node in asked
        for each in node.args
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def _name(function: Any) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))


def marks_without_words() -> Iterator[str]:
    """Yield the marks around something else than a text: the translators' tool finds nothing there."""
    for path in sorted((ROOT / "forum").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or _name(node.func) not in MARKS - {"gettext"}:
                continue
            if node.args and not isinstance(node.args[0], ast.Constant):
                yield f"{path.relative_to(ROOT)}:{node.lineno}"
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for call in environment.parse(path.read_text()).find_all(nodes.Call):
            called = isinstance(call.node, nodes.Name) and call.node.name in MARKS
            if called and call.args and not isinstance(call.args[0], nodes.Const):
                yield f"{path.relative_to(ROOT)}:{call.lineno}"


def unmarked_in_scripts(folder: Path = ROOT / "static/js") -> Iterator[str]:
    """Yield the words for people that stand in our scripts: they belong into attributes of the page."""
    for path in sorted(folder.glob("*.js")):
        source = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for _, words in re.findall(r"""(["'`])((?:(?!\1).)*)\1""", source):
            if is_for_people(words) and not re.fullmatch(r"[A-Z]\w+", words):
                yield f"{path.name}: {words}"


def faults(catalogue_file: Path) -> list[str]:
    """Return what a translators' file lacks, or has that the texts of the site do not: nothing, if it is whole."""
    with catalogue_file.open("rb") as file:
        theirs = read_po(file)
    ours = catalogue()
    said = {_key(message): message for message in theirs if message.id}
    found = [f"missing: {key}" for key in (_key(each) for each in ours if each.id) if key not in said]
    found += [f"obsolete: {key}" for key in said if ours.get(key) is None]
    found += [f"obsolete: {_key(message)}" for message in theirs.obsolete.values()]
    for key, message in said.items():
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if message.fuzzy or not all(texts):
            found.append(f"not translated: {key}")
        found += [f"{error}: {key}" for error in message.check(theirs)]
        if _loses_values(message):
            found.append(f"other values: {key}")
    return found


def _loses_values(message: Any) -> bool:
    """Whether a translation leaves out a value, or has one that the text has not; "one" may stand for a number."""
    if isinstance(message.id, str):
        return bool(message.string) and _values(message.id) != _values(message.string)
    texts = [text for text in message.string or () if text]
    return any(_values(text) | {"num"} != _values(message.id[1]) | {"num"} for text in texts) or any(
        _values(text) != _values(message.id[1]) for text in texts[1:]
    )


def _values(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", text))


def _key(message: Any) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])
