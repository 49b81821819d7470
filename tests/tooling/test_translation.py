"""Every text that people read is marked for translation, and a catalogue is all that another language takes."""

import inspect
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from wtforms import SelectField
from wtforms.fields.core import UnboundField

import forum.app  # noqa: F401 - with it come all forms
from forum.web.forms import OUR_WORDS, Chosen, Form, Required
from tests.support import wording

# The domain and its pages. Commands speak English to operators, and the API to machines.
ROOMS = (
    *("core", "journal", "people", "reach", "catalog", "flags", "following", "questions", "knowledge"),
    *("moderation", "search", "notifications", "analytics", "importing", "web"),
)
# Told to machines that watch, and to nobody else; a refused form is answered by a page with its own words.
TO_MACHINES = ("web/health.py", "web/security.py")


def test_templates_hold_no_words_of_their_own() -> None:
    assert list(wording.unmarked_in_templates()) == []


def test_code_holds_no_unmarked_sentences() -> None:
    found = wording.unmarked_in_python(*(wording.ROOT / "forum" / room for room in ROOMS))
    assert [each for each in found if not each.startswith(TO_MACHINES)] == []


def test_scripts_hold_no_words_of_their_own() -> None:
    assert list(wording.unmarked_in_scripts()) == []


def test_every_mark_stands_around_words() -> None:
    assert list(wording.marks_without_words()) == []


def test_the_translators_tool_finds_everything_that_is_marked() -> None:
    found = wording.catalogue()
    assert len(found) > 500
    texts = {message.id if isinstance(message.id, str) else message.id[0] for message in found}
    # One each from a page, a form, the domain with N_, and a plural.
    wanted = {"Skip to the content", "Sign in and send", "This is not your present password.", "%(num)s result"}
    assert wanted <= texts


def fields_of_forms() -> list[tuple[str, Any]]:
    """Every field of every form, by name, as it is declared."""
    waiting, found = [Form], []
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        fields = [(name, each) for name, each in vars(form).items() if isinstance(each, UnboundField)]
        found += [(f"{form.__name__}.{name}", each) for name, each in fields]
    return found


def validators_of(field: Any) -> list[object]:
    """What a declared field is checked with."""
    given = field.kwargs.get("validators", field.args[1] if len(field.args) > 1 else ())
    return [*given]


def told_by_library(kind: type) -> set[str]:
    """The sentences of WTForms that a class of its own, or one made of it, may tell a reader."""
    said: set[str] = set()
    for each in kind.__mro__:
        if each.__module__.startswith(("wtforms.fields", "wtforms.validators", "flask_wtf")):
            said |= wording.texts_asked_for(inspect.getsource(each))
    return said - {"Choices cannot be None."}


def test_forms_speak_in_our_words_where_the_library_would_in_its_own() -> None:
    fields = fields_of_forms()
    assert len(fields) > 80
    kinds = {field.field_class for _, field in fields}
    kinds |= {type(each) for _, field in fields for each in validators_of(field)}
    assert set().union(*map(told_by_library, kinds)) - OUR_WORDS.keys() == set()
    choices = [(name, field) for name, field in fields if issubclass(field.field_class, SelectField)]
    bare = [
        name
        for name, field in choices
        if field.kwargs.get("validate_choice", True)
        and not any(isinstance(each, Required | Chosen) for each in validators_of(field))
    ]
    assert (len(choices) > 15, bare) == (True, [])


def test_what_is_not_marked_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        """{% extends "base.html" %}{% block title %}{{ _("Marked") }} and this{% endblock %}
        <p title="A title">{{ _("Marked") }}</p><img alt="A picture">{{ empty("Nothing here", _("Marked")) }}
        {% if odd %}Bare words{% endif %}<input placeholder="Your name" aria-label="{{ _('Marked') }}">"""
    )
    found = {line.partition(": ")[2] for line in wording.unmarked_in_templates(tmp_path)}
    assert found == {"… and this", "A title", "A picture", "Nothing here", "… Bare words", "Your name"}
    (tmp_path / "room.py").write_text(
        '''"""A docstring of its own."""
flash("This was saved.")
flash(lazy_ngettext("This is one too many.", "These are too many.", 2))
raise Invalid.one("body", "empty", N_("Write something first."))
log.info("Something happened to somebody.")
'''
    )
    assert [line.partition(": ")[2] for line in wording.unmarked_in_python(tmp_path)] == [
        "This was saved.",
        "This is one too many.",
        "These are too many.",
    ]
    (tmp_path / "part.js").write_text("// A comment of ours.\nbutton.textContent = 'Copy this'\nlist.append('div')")
    assert list(wording.unmarked_in_scripts(tmp_path)) == ["part.js: Copy this"]


def test_every_catalogue_says_everything() -> None:
    files = list((wording.ROOT / "forum/translations").glob("*/LC_MESSAGES/messages.po"))
    assert files
    assert {str(path.relative_to(wording.ROOT)): faults for path in files if (faults := wording.faults(path))} == {}


def test_what_a_catalogue_lacks_is_found(tmp_path: Path) -> None:
    whole = Catalog(locale="pt_BR")
    for message in wording.catalogue():
        if message.id:
            whole.add(message.id, message.id)
    path = tmp_path / "messages.po"

    def found(catalogue: Catalog) -> list[str]:
        with path.open("wb") as file:
            write_po(file, catalogue)
        return wording.faults(path)

    assert found(whole) == []
    whole["Skip to the content"].string = ""
    whole["Use at most %(most)d characters."].string = "%(mais)d"
    whole["A name has at most %(most)d characters."].string = "A value is lost."
    whole["%(num)s answer"].string = ("One", "Many")
    whole["Saved."].flags.add("fuzzy")
    whole.delete("Sign in and send")
    whole.add("No page says this.", "x")
    told = {line.partition(":")[2].strip() for line in found(whole)}
    assert told == {
        "Skip to the content",
        "Use at most %(most)d characters.",
        "A name has at most %(most)d characters.",
        "%(num)s answer",
        "Saved.",
        "Sign in and send",
        "No page says this.",
    }
