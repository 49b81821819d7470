"""Reading changes nothing: whoever looks at whatever page or resource, by whatever means, leaves the site as it was."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask import Flask

from forum.core.db import Base, session
from forum.people.tokens import create_token
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.town import live

# What is measured, not changed: who was here, what was seen, how often, and how often somebody tried.
MEASURED: Mapping[str, frozenset[str]] = {
    "sessions": frozenset({"seen_at"}),
    "people": frozenset({"seen_at"}),
    "api_tokens": frozenset({"used_at"}),
    "notices": frozenset({"read_at"}),
    "questions": frozenset({"views"}),
    "entries": frozenset({"views"}),
}
MEASUREMENTS = frozenset({"daily_looks", "daily_openings", "daily_views"})
READERS = ("visitor", "ada", "ben", "eva", "max", "amy", "sam")


# Answers of 200 to GET and HEAD together; they may only grow.
VISITORS_SEE, MEMBERS_SEE = 114, 157


def contents() -> dict[str, list[str]]:
    """Every row of every table, without what is only measured."""
    found: dict[str, list[str]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in MEASUREMENTS:
            kept = [column for column in table.columns if column.name not in MEASURED.get(table.name, ())]
            found[table.name] = sorted(repr(tuple(row)) for row in session().execute(sa.select(*kept)))
    session().rollback()
    return found


def changed(before: dict[str, list[str]]) -> dict[str, list[str]]:
    """The rows that came or went since."""
    after = contents()
    return {name: sorted(set(before[name]) ^ set(after[name])) for name in before if before[name] != after[name]}


def test_no_reader_changes_anything(app: Flask, cast: Cast) -> None:
    town = live(cast)
    addresses = list(town.addresses(app))
    for who in READERS:
        actor = getattr(cast, who)
        browser, key = Client(app), {}
        if actor.id is not None:
            browser.enter(actor)
            key = {"Authorization": f"Bearer {create_token(actor, 'tests')}"}
        before = contents()
        shown = 0
        for method in ("GET", "HEAD"):
            for endpoint, path in addresses:
                response = browser.open(path, method=method, headers=key if path.startswith("/api/v1") else {})
                assert response.status_code < 500 or endpoint == "health.ready", (who, path, response.status_code)
                shown += response.status_code == 200
        assert changed(before) == {}, who
        # Most of what there is was really shown: a walk along closed doors would prove nothing. Visitors own nothing,
        # and what is built for staff opens no door for them.
        least = {"visitor": VISITORS_SEE, "max": len(addresses) + 1}
        assert shown >= least.get(who, MEMBERS_SEE), who


def test_what_stands_in_an_address_is_no_command(app: Flask, cast: Cast) -> None:
    town = live(cast)
    sneaky = {"value": "1", "worked": "yes", "verdict": "unsafe", "action": "fold", "reason": "x", "_method": "DELETE"}
    amy = Client(app)
    amy.enter(cast.amy)
    before = contents()
    for _, path in town.addresses(app):
        amy.get(path, query_string=sneaky, headers={"X-HTTP-Method-Override": "DELETE"})
    assert changed(before) == {}


def test_what_changes_something_does_nothing_when_it_is_only_read(app: Flask, cast: Cast) -> None:
    town = live(cast)
    amy = Client(app)
    amy.enter(cast.amy)
    # Things that only their owner can name; any number will do, since nobody may be let in.
    names = {
        **town.names,
        "slug": "router",
        **dict.fromkeys(("session_id", "token_id", "key_id", "notice_id", "delivery_id", "note_id"), 1),
    }
    before = contents()
    doors = [rule for rule in app.url_map.iter_rules() if {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set())]
    closed = [rule for rule in doors if "GET" not in (rule.methods or ())]
    assert len(closed) > 20
    for rule in closed:
        built = rule.build({name: names[name] for name in rule.arguments})
        assert built is not None
        assert amy.get(built[1]).status_code < 500, rule
    assert changed(before) == {}
