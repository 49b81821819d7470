"""What templates call most often is kept, and comes out as if it had been made anew."""

from datetime import UTC, datetime

from flask import Flask, render_template_string, request, url_for
from flask_babel import force_locale, format_date, get_translations
from werkzeug.routing import Map, Rule

from forum.core import speech
from forum.web import quick
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask


def test_addresses_are_those_of_flask(app: Flask) -> None:
    made = app.jinja_env.globals["url_for"]
    assert callable(made)
    wanted: list[tuple[str, dict[str, object]]] = [
        ("questions.show", {"question_id": 7, "slug": "a-title"}),
        ("questions.show", {"question_id": 8, "slug": "a-title"}),
        ("questions.index", {"tag": "c++ & more"}),
        ("questions.index", {"tag": None}),
        ("questions.home", {"_anchor": "x"}),
        ("questions.home", {"_external": True}),
        ("static", {"filename": "css/base.css"}),
    ]
    for _ in range(2):
        with app.test_request_context("/questions"):
            for endpoint, values in wanted:
                assert made(endpoint, **values) == url_for(endpoint, **values)  # type: ignore[arg-type] # values of rules


def test_addresses_of_every_rule_are_those_of_plain_rules(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        values = {name: 7 if name.endswith("_id") or name == "number" else "a-word" for name in rule.arguments}
        plain = Rule(rule.rule, endpoint=rule.endpoint, defaults=rule.defaults)
        Map([plain], converters=app.url_map.converters)
        more = values | {"more": "a b&c"}
        for _ in range(2):
            assert rule.build(values, append_unknown=False) == plain.build(values, append_unknown=False)
            assert rule.build(more) == plain.build(more)


def test_addresses_know_the_folder_of_the_site(app: Flask) -> None:
    made = app.jinja_env.globals["url_for"]
    assert callable(made)
    with app.test_request_context("/questions"):
        assert made("questions.home") == "/"
    with app.test_request_context("/questions", base_url="http://127.0.0.1/forum"):
        assert request.root_path == "/forum"
        assert made("questions.home") == "/forum/"


def test_dates_are_those_of_the_reader(app: Flask) -> None:
    late = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
    with app.test_request_context("/"):
        assert speech.dateformat(late, "d MMM y") == format_date(late, "d MMM y") == "4 May 2026"
        with force_locale("de"):
            assert speech.dateformat(late, "d MMM y") == format_date(late, "d MMM y") == "4 Mai 2026"
        assert speech.dateformat(late, "d MMM y") == "4 May 2026"


def test_values_in_texts_are_escaped_and_our_own_tags_are_not(app: Flask) -> None:
    with app.test_request_context("/"):
        for _ in range(2):
            page = render_template_string('{{ _("<b>%(name)s</b> is 100%%", name=name) }} {{ _("100%%") }}', name="<i>")
            assert page == "<b>&lt;i&gt;</b> is 100% 100%"
            assert render_template_string('{{ _("For %(text)s", text="<i>") }}') == "For &lt;i&gt;"


def test_texts_follow_a_change_of_language(app: Flask) -> None:
    with app.test_request_context("/"):
        english = speech.reader().catalogue
        assert speech.reader().catalogue is english is get_translations()
        with force_locale("de"):
            assert speech.reader().catalogue is get_translations() is not english
        assert speech.reader().catalogue is english


def test_what_is_kept_belongs_to_no_request(app: Flask, client: Client, cast: Cast) -> None:
    """A macro that is made anew with each page would keep that page, and all that was read for it, in memory."""
    question = ask(cast)
    answer(cast, question)
    for path in ("/", "/questions", f"/questions/{question.id}/{question.slug}", "/login", "/about/trust"):
        kept = []
        for number in range(3):
            client.page(f"{path}?n={number}")
            kept.append(quick._drawn.cache_info().currsize)
        assert kept[1] == kept[2], f"{path} keeps something more each time"
