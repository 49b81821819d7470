"""Moderators keep the risk rules: they make, change and switch them, and every version stays with who, when and why."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Stale
from forum.core.refs import Kind
from forum.flags.keeping import keep_rule, switch_rule
from forum.flags.models import Case, Flag
from forum.flags.rules import Effect, Place, Rule, current
from forum.flags.rules.checking import faults
from forum.flags.rules.rule import Subject
from forum.flags.rules.shipped import SHIPPED
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.queries import list_cases
from forum.moderation.rules import Origin, rule_line, versions_of
from forum.people.policy import Actor, Role
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

CallAs = Callable[[Actor | None], Caller]
DESCALE = Rule(
    "coffee.vinegar",
    Hazard.SAFETY,
    2,
    Effect.WARN,
    "Vinegar attacks the seals.",
    instead="Use citric acid.",
    places=frozenset({Place.PROSE}),
    words="vinegar\npour, put, fill",
)
BAD = "Pour vinegar into the tank and wait an hour."
WIPE = "```\nsudo rm -rf /\n```"


def flags(kind: Kind, ident: int) -> list[tuple[str | None, int | None]]:
    """The rules that reported a thing, each with the version that did."""
    mine = (Case.about_kind == kind, Case.about_id == ident, Flag.rule.is_not(None))
    rows = session().execute(sa.select(Flag.rule, Flag.rule_version).join(Flag.case).where(*mine))
    return [(rule, version) for rule, version in rows]


def scoped(cast: Cast, *products: int) -> Actor:
    """Max, who moderates these products alone."""
    return replace(cast.max, grants={Role.MODERATOR: frozenset(products)})


def test_a_rule_of_ones_own_finds_and_is_changed_and_switched(cast: Cast) -> None:
    made = keep_rule(cast.max, DESCALE, reason="Three broken machines.")
    told = answer(cast, ask(cast), body=BAD)
    assert flags(Kind.ANSWER, told.id) == [("coffee.vinegar", 1)]
    assert (told.containment, told.decided_reason) == (Containment.WARNED, "Vinegar attacks the seals.")
    again = keep_rule(cast.max, DESCALE, reason="The same.", base=made.number)
    assert again.number == 1
    changed = keep_rule(cast.max, replace(DESCALE, words="vinegar, vinagre\npour, ponha"), reason="Brazil.", base=1)
    assert changed.number == 2
    told = answer(cast, ask(cast), body="Ponha vinagre no tanque.")
    assert flags(Kind.ANSWER, told.id) == [("coffee.vinegar", 2)]
    switch_rule(cast.max, "coffee.vinegar", is_on=False, reason="Too many.")
    assert switch_rule(cast.max, "coffee.vinegar", is_on=False, reason="Too many.") is None
    assert flags(Kind.ANSWER, answer(cast, ask(cast), body=BAD).id) == []
    line = rule_line(cast.max, "coffee.vinegar")
    assert (line.hits, line.is_on, line.origin) == (2, False, Origin.OWN)
    told_of = [(one.rule.version, one.row and one.row.reason) for one in versions_of("coffee.vinegar")]
    assert told_of == [(3, "Too many."), (2, "Brazil."), (1, "Three broken machines.")]
    kinds = session().scalars(sa.select(Event.data).where(Event.kind == EventKind.RULE_CHANGED)).all()
    assert [(one["rule"], one["version"], one["on"]) for one in kinds] == [
        ("coffee.vinegar", 1, True),
        ("coffee.vinegar", 2, True),
        ("coffee.vinegar", 3, False),
    ]


def test_a_shipped_rule_is_switched_off_and_comes_back_as_it_came(cast: Cast) -> None:
    switch_rule(cast.max, "files.delete-everything", is_on=False, reason="We sell test machines.")
    assert flags(Kind.ANSWER, answer(cast, ask(cast), body=WIPE).id) == []
    switch_rule(cast.max, "files.delete-everything", is_on=True, reason="Not any more.")
    told = answer(cast, ask(cast), body=WIPE)
    assert flags(Kind.ANSWER, told.id) == [("files.delete-everything", 3)]
    assert [one.rule.version for one in versions_of("files.delete-everything")] == [3, 2, 1]


def test_what_moderators_dismiss_counts_as_false_alarms(cast: Cast) -> None:
    answer(cast, ask(cast), body=WIPE)
    (view,) = list_cases(cast.max).items
    decide(cast.max, view.case.id, Action.DISMISS, reason="It is about a test machine.")
    answer(cast, ask(cast), body=WIPE)
    line = rule_line(cast.max, "files.delete-everything")
    assert (line.hits, line.agreed, line.dismissed) == (2, 0, 1)


def test_what_is_only_counted_is_counted_once_a_text(cast: Cast) -> None:
    quoting = ask(cast, body="I ran `sudo rm -rf /` and now nothing works.")
    assert flags(Kind.QUESTION, quoting.id) == []
    assert rule_line(cast.max, "files.delete-everything").hits == 1


def test_another_process_takes_a_change_up_without_being_told(cast: Cast) -> None:
    keep_rule(cast.max, DESCALE, reason="Three broken machines.")
    old, engine = current.rulebook(), session().get_bind().engine
    switch_rule(cast.max, DESCALE.key, is_on=False, reason="Too many.")
    # As in a process that knows nothing of it: it has the old rules, and looked a while ago.
    current._kept[engine] = current._Kept(old, current.changes_of_rules() - 1, -current.LOOK_EVERY)
    assert flags(Kind.ANSWER, answer(cast, ask(cast), body=BAD).id) == []


def test_who_keeps_rules(cast: Cast) -> None:
    for stranger in (cast.visitor, cast.ada, cast.eva, cast.amy, scoped(cast, cast.router)):
        with pytest.raises(Forbidden):
            keep_rule(stranger, DESCALE, reason="Why not.")
    of_router = replace(DESCALE, product_id=cast.router)
    made = keep_rule(scoped(cast, cast.router), of_router, reason="Our product.")
    with pytest.raises(Forbidden):
        keep_rule(scoped(cast, cast.router), DESCALE, reason="For all.", base=made.number)
    with pytest.raises(NotFound):
        switch_rule(scoped(cast, cast.camera), DESCALE.key, is_on=False, reason="Not mine.")
    with pytest.raises(NotFound):
        rule_line(scoped(cast, cast.camera), DESCALE.key)
    with pytest.raises(Forbidden):
        switch_rule(scoped(cast, cast.router), "files.delete-everything", is_on=False, reason="Everywhere.")


def test_two_moderators_do_not_overwrite_each_other(cast: Cast) -> None:
    keep_rule(cast.max, DESCALE, reason="Three broken machines.")
    keep_rule(cast.max, replace(DESCALE, severity=3), reason="Worse.", base=1)
    with pytest.raises(Stale):
        keep_rule(cast.max, replace(DESCALE, severity=1), reason="Less.", base=1)
    with pytest.raises(Invalid):
        keep_rule(cast.max, DESCALE, reason="Once more.")


WRONG = (
    (replace(DESCALE, words="", pattern="(oil"), "pattern", "Line 1 cannot be used"),
    (replace(DESCALE, words="", pattern="oil\n(?=a)"), "pattern", "Line 2 cannot be used"),
    (replace(DESCALE, words="", pattern="oil\\"), "pattern", "Line 1 cannot be used"),
    (replace(DESCALE, unless="*"), "unless", "Line 1 cannot be used"),
    (replace(DESCALE, words="", pattern="."), "pattern", "ordinary texts"),
    (replace(DESCALE, words="", pattern="(?:a?){1000}"), "pattern", "takes too long"),
    (replace(DESCALE, words="a.*b"), "words", "commas"),
    (replace(DESCALE, words=""), "pattern", "Give a pattern or words."),
    (replace(DESCALE, pattern="oil"), "pattern", "not both"),
    (replace(DESCALE, places=frozenset()), "places", "Choose where"),
    (replace(DESCALE, key="Vinegar"), "key", "small letters"),
    (replace(DESCALE, effect=Effect.QUARANTINE), "effect", "warns at most"),
    (replace(DESCALE, explanation=" "), "explanation", "Say in a sentence"),
    (replace(DESCALE, severity=5), "severity", "from 1 to 4"),
)


@pytest.mark.parametrize(("rule", "field", "said"), WRONG)
def test_what_cannot_be_kept_is_named_with_what_to_do(rule: Rule, field: str, said: str) -> None:
    assert [one.field for one in faults(rule) if said in str(one.message)] == [field]


def test_shipped_rules_can_be_kept() -> None:
    assert [(rule.key, one.code) for rule in SHIPPED for one in faults(rule)] == []
    spam = replace(DESCALE, subject=Subject.SPAM, effect=Effect.QUARANTINE)
    assert list(faults(spam)) == []


def test_the_pages(cast: Cast, client: Client) -> None:
    assert client.get("/moderation/rules").status_code == 303
    client.enter(cast.eva)
    client.page("/moderation/rules", 404)
    client.enter(cast.max)
    page = client.page("/moderation/rules")
    assert len(page.select("ol.rows > li")) == len(SHIPPED)
    said = {
        "key": "coffee.vinegar",
        "words": "vinegar\npour, put",
        "places": "prose",
        "subject": "advice",
        "hazard": "safety",
        "severity": "2",
        "effect": "report",
        "explanation": "Vinegar attacks the seals.",
        "is_on": "y",
        "reason": "Three broken machines.",
    }
    wrong = client.post("/moderation/rules/new", data={**said, "words": "", "pattern": "(oil"})
    assert wrong.status_code == 422
    assert "a round bracket is not closed" in wrong.text
    assert client.post("/moderation/rules/new", data=said).status_code == 303
    changed = {**said, "severity": "3", "version": "1", "reason": "Worse."}
    assert client.post("/moderation/rules/coffee.vinegar/edit", data=changed).status_code == 303
    assert client.post("/moderation/rules/coffee.vinegar/edit", data=changed).status_code == 409
    assert client.post("/moderation/rules/coffee.vinegar", data={"reason": ""}).status_code == 422
    assert client.post("/moderation/rules/coffee.vinegar", data={"reason": "Too many."}).status_code == 303
    page = client.page("/moderation/rules/coffee.vinegar")
    assert [each.text for each in page.select("section.post h3")] == ["Version 3", "Version 2", "Version 1"]
    assert "serious loss" in " ".join(each.text for each in page.select("#version-2 ins"))
    back = client.page("/moderation/rules/coffee.vinegar/edit?from=1")
    assert [each["value"] for each in back.select("select[name=severity] option[selected]")] == ["2"]
    (row,) = client.page("/moderation/rules?show=off").select("ol.rows > li")
    assert "coffee.vinegar" in row.text


def test_the_api(cast: Cast, call: CallAs) -> None:
    assert call(cast.eva)("GET", "/rules").status_code == 404
    said = {
        "key": "coffee.vinegar",
        "words": "vinegar",
        "places": ["prose"],
        "hazard": "safety",
        "severity": 2,
        "effect": "report",
        "explanation": "Vinegar attacks the seals.",
        "product": "router",
        "reason": "Three broken machines.",
    }
    max, rule = call(cast.max), "/rules/coffee.vinegar"
    made = max.made("POST", "/rules", said, 201)
    assert (made["version"], made["origin"], made["product"], made["on"]) == (1, "own", "router", True)
    del said["key"]
    assert max("PUT", rule, said).status_code == 428
    assert max.made("PUT", rule, {**said, "severity": 3}, If_Match='"1"')["version"] == 2
    assert max("PUT", rule, said, If_Match='"1"').status_code == 412
    wrong = max.made("PUT", rule, {**said, "words": "a+"}, 422, If_Match='"2"')
    assert [(one["field"], one["code"]) for one in wrong["errors"]] == [("words", "malformed")]
    off = max.made("PUT", f"{rule}/state", {"on": False, "reason": "Too many."})
    assert (off["on"], off["version"]) == (False, 3)
    versions = max.made("GET", f"{rule}/versions")["items"]
    assert [(one["version"], one["by"], one["reason"]) for one in versions] == [
        (3, "Max", "Too many."),
        (2, "Max", "Three broken machines."),
        (1, "Max", "Three broken machines."),
    ]
    assert len(max.made("GET", "/rules")["items"]) == len(SHIPPED) + 1
