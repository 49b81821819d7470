"""What templates call dozens of times a page, made cheap: texts, addresses and dates that were made before.

Nothing here changes what comes out. Each keeps its answers by everything they depend on, in bounded memory.
"""

import functools
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, MutableMapping
from datetime import datetime
from functools import lru_cache
from types import FunctionType
from typing import Any

from babel.numbers import format_decimal
from flask import Flask, current_app, g
from flask.globals import _cv_request
from flask.sansio.app import App
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Template
from jinja2.nodes import Expr
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape
from werkzeug.routing import IntegerConverter, Rule, UnicodeConverter

from forum.core.markup import safe
from forum.core.speech import Reader, dateformat, reader

KEPT = 8_192
ADDRESSES = "vouch_addresses"


@lru_cache(maxsize=KEPT)
def _text(catalogue: Any, text: str) -> Markup:
    """Return a translated text without places; what we wrote ourselves may hold tags."""
    return safe(catalogue.ugettext(text)) % {}


@lru_cache(maxsize=KEPT)
def _pattern(catalogue: Any, text: str) -> Markup:
    """Return a translated text with its places."""
    return safe(catalogue.ugettext(text))


def gettext(text: str, /, **values: object) -> Markup:
    """Return the text in the reader's language; values are escaped."""
    catalogue = reader().catalogue
    return _pattern(catalogue, text) % values if values else _text(catalogue, text)


@lru_cache(maxsize=KEPT)
def _counted(catalogue: Any, one: str, many: str, number: int) -> Markup:
    """Return a translated text in the form that the number asks for."""
    return safe(catalogue.ungettext(one, many, number))


def ngettext(one: str, many: str, number: int, /, **values: object) -> Markup:
    """Return the text for this number in the reader's language; `num` is the number, values are escaped."""
    return _counted(reader().catalogue, one, many, number) % {"num": number, **values}


@lru_cache(maxsize=KEPT)
def _number(locale: str, number: float) -> str:
    """Return a number as this reader writes it."""
    return str(format_decimal(number, locale=locale))


def numberformat(number: float) -> str:
    """Return a number as the reader writes it."""
    return _number(reader().locale, number)


def csrf_token() -> str:
    """Return the token of the page's forms, which is made once a page."""
    made: str | None = g.get("csrf_token")
    return generate_csrf() if made is None else made


@lru_cache(maxsize=KEPT)
def _drawn(macro: Macro, _reader: Reader, _beneath: str | None, values: tuple[Hashable, ...]) -> Markup:
    """Return what a macro makes of these values."""
    return safe(macro(*values))


def kept(macro: Macro, /, *values: Hashable) -> Markup:
    """Return what a macro draws, with a memory.

    It may look at nothing but its values, texts and addresses: neither at the viewer nor at the page.
    """
    return _drawn(macro, reader(), _root(), values)


# What needs no look at how its class is called.
PLAIN_KINDS = frozenset({FunctionType, functools.partial, type(_text)})
# What a loop or a block adds to the words of a call; only Jinja's own functions ask for it.
SURROUNDINGS = ("_block_vars", "_loop_vars")


class QuickContext(Context):
    """Jinja's context, which calls our macros and functions without asking each what it wants to be given."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or a function from a template."""
        kind = type(called)
        is_macro = kind is Macro
        if not is_macro and (kind not in PLAIN_KINDS or "jinja_pass_arg" in called.__dict__):
            return super().call(called, *args, **kwargs)
        if kwargs:
            for name in SURROUNDINGS:
                kwargs.pop(name, None)
        return called(self.eval_ctx, *args, **kwargs) if is_macro else called(*args, **kwargs)


class QuickGenerator(CodeGenerator):
    """Jinja's generator of code, with a shorter way for what is safe already, as macros hand it to each other."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        """Write what comes before a value."""
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class QuickEnvironment(Environment):
    """Flask's environment for templates, in which all of them share the site's globals as they are.

    Jinja lays a mapping of its own over them for each template, which nothing here uses, and compares the two with
    every import of a macro.
    """

    context_class = QuickContext
    code_generator_class = QuickGenerator

    @staticmethod
    def escaped(value: object) -> str:
        """Return what stands in a page for a value: a safe text as it is, anything else escaped."""
        return value if type(value) is Markup else escape(value)

    def __init__(self, app: App, **options: Any) -> None:
        """Begin without any template."""
        super().__init__(app, **options)
        self._at_hand: dict[object, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - the name that Jinja gives it
    ) -> Template:
        """Return a template; one that was read before is at hand, unless it may have changed since."""
        found = self._at_hand.get(name)
        if found is None or globals:
            found = super().get_template(name, parent, globals)
            if not self.auto_reload:
                self._at_hand[name] = found
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template."""
        return super().make_globals(d) if d else self.globals


class Address:
    """How the address of an endpoint is put together from numbers and words."""

    def __init__(self, rule: Rule) -> None:
        """Take a rule all of whose places are numbers or single words."""
        self._pieces = [(name, "") if is_place else ("", text) for is_place, text, name in _pieces(rule)]

    def fill(self, values: Mapping[str, Any]) -> str | None:
        """Return the address, None where a value needs a closer look."""
        made = ""
        for name, text in self._pieces:
            value = values[name] if name else text
            if type(value) is int and value >= 0:
                made += str(value)
            elif type(value) is str and (not name or PLAIN.fullmatch(value)):
                made += value
            else:
                return None
        return made


# What stands in an address as it is.
PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def _pieces(rule: Rule) -> Iterator[tuple[bool, str, str]]:
    """Yield a rule's fixed pieces and its places, in order."""
    for piece in re.split(r"(<[^>]*>)", rule.rule):
        if piece.startswith("<"):
            yield True, "", piece.strip("<>").rpartition(":")[2]
        elif piece:
            yield False, piece, ""


def _is_simple(rule: Rule) -> bool:
    """Whether a rule is put together from fixed pieces, numbers and single words."""
    plain = all(
        isinstance(converter, IntegerConverter) or type(converter) is UnicodeConverter
        for converter in rule._converters.values()
    )
    return plain and not rule.defaults and not rule.host and not rule.subdomain


def _root() -> str | None:
    """Return beneath which path the site lies for this request; None outside of one."""
    # As with `reader`: one look, where Flask's proxy takes several.
    context = _cv_request.get(None)
    return None if context is None else context.request.root_path.rstrip("/")


def kept_addresses(app: Flask) -> Callable[..., str]:
    """Return `url_for` with a memory, for addresses that depend on nothing but their words and numbers."""
    simple: dict[tuple[str, frozenset[str]], Address | None] = {}

    def address(endpoint: str, names: frozenset[str]) -> Address | None:
        """Return how to put the address together, None where the framework has to."""
        if (endpoint, names) not in simple:
            rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint and rule.arguments == names]
            only = rules[0] if len(rules) == 1 and _is_simple(rules[0]) and endpoint != "static" else None
            simple[endpoint, names] = Address(only) if only is not None else None
        return simple[endpoint, names]

    @lru_cache(maxsize=KEPT)
    def made(_root: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
        return app.url_for(endpoint, **dict(values))  # type: ignore[arg-type] # values of rules only

    def url_for(endpoint: str, **values: Any) -> str:
        root = _root()
        if root is None or endpoint[0] == ".":
            return app.url_for(endpoint, **values)
        quick = address(endpoint, frozenset(values))
        if quick is not None and (found := quick.fill(values)) is not None:
            return root + found
        if not all(type(value) in (str, int) and name[0] != "_" for name, value in values.items()):
            return app.url_for(endpoint, **values)
        return made(root, endpoint, tuple([(name, str(value)) for name, value in values.items()]))

    return url_for


def url_for(endpoint: str, **values: object) -> str:
    """Return the address of an endpoint, as Flask's function of this name does."""
    found: str = current_app.extensions[ADDRESSES](endpoint, **values)
    return found


def drawings(sprite: str) -> dict[str, Callable[..., Markup]]:
    """Return what draws an icon of the sprite and a moment, which a page repeats dozens of times."""

    @lru_cache(maxsize=1_024)
    def icon(name: str, label: str | None = None) -> Markup:
        """Return one drawing. Without a label it is decoration and hidden from readers aloud."""
        told = safe(' role="img" aria-label="{}"').format(label) if label else safe(' aria-hidden="true"')
        return safe('<svg class="icon" width="20" height="20"{}><use href="{}#{}" /></svg>').format(told, sprite, name)

    def when(moment: datetime, exact: bool = False) -> Markup:
        """Return a moment: the day as text, made relative ("3 hours ago") by static/js/times.js unless `exact`."""
        relative = "" if exact else " data-relative"
        day = escape(dateformat(moment, "d MMM y"))
        return safe(f'<time datetime="{moment.isoformat()}"{relative}>{day}</time>')

    return {"draw_icon": icon, "draw_when": when}


def register(app: Flask) -> None:
    """Give these to the templates; call it after Flask-Babel has given its own and the sprite has its address."""
    with app.test_request_context():
        sprite = app.url_for("static", filename="icons.svg")
    app.extensions[ADDRESSES] = kept_addresses(app)
    app.jinja_env.globals.update(
        {
            "gettext": gettext,
            "_": gettext,
            "ngettext": ngettext,
            "url_for": app.extensions[ADDRESSES],
            "kept": kept,
            "csrf_token": csrf_token,
            **drawings(sprite),
        }
    )
    app.jinja_env.filters.update(dateformat=dateformat, numberformat=numberformat)
