"""Staff that opens what is private is written down, once a person, thing and day, for staff and admins to read."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.kinds import EventKind
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import comment, delete_answer, delete_comment, edit_answer, report_answer
from forum.reach.models import DailyOpening
from forum.web.counting import counting
from forum.web.questions.staff_view import EVENTS
from tests.pages.test_statements import cost
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.pictures import keep
from tests.support.talk import ADVICE, answer, ask

Browsers = Callable[[Actor], Client]


def opened() -> list[tuple[int, str, str, int]]:
    """Who opened what, and how often, once all is written."""
    counting().flush()
    session().rollback()
    rows = session().scalars(sa.select(DailyOpening).order_by(DailyOpening.id))
    return [(row.person_id, row.part.value, str(row.about), row.times) for row in rows]


def hidden(cast: Cast) -> tuple[Answer, int]:
    """An answer that a moderator has hidden, and its report."""
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "It says 0123 456789.")).case_id
    decide(cast.max, case_id, Action.QUARANTINE, reason="Shows a number.")
    return made, case_id


def test_a_hidden_text_is_opened_by_staff_and_by_nobody_else(client_of: Browsers, client: Client, cast: Cast) -> None:
    made, _case = hidden(cast)
    page = f"/questions/{made.question_id}/x"
    for reader in (client, client_of(cast.sam), client_of(cast.ada), client_of(cast.ben), client_of(cast.amy)):
        reader.get(page, follow_redirects=True)
        reader.get(f"/answers/{made.id}/history")
    assert opened() == []
    eva = client_of(cast.eva)
    eva.get(page, follow_redirects=True)
    assert opened() == [(cast.eva.id, "text", f"answer:{made.id}", 1)]
    eva.get(f"/answers/{made.id}/trust")
    eva.get(f"/answers/{made.id}/history")
    assert opened() == [(cast.eva.id, "text", f"answer:{made.id}", 3)]


def test_what_was_deleted_and_old_texts_that_are_hidden_count_too(client_of: Browsers, cast: Cast) -> None:
    made, case_id = hidden(cast)
    edit_answer(cast.ben, made.id, render("Switch off the nightly restart in the settings."), base_revision=1)
    decide(cast.max, case_id, Action.DISMISS, reason="The number is gone.", anew=True)
    said = comment(cast.sam, made.question_id, render("Call 0123 456789."))
    delete_comment(cast.max, said.id, reason="A number.")
    eva = client_of(cast.eva)
    eva.get(f"/questions/{made.question_id}", follow_redirects=True)
    assert opened() == [(cast.eva.id, "text", f"comment:{said.id}", 1)]
    eva.get(f"/answers/{made.id}/history")
    assert opened()[1:] == [(cast.eva.id, "text", f"answer:{made.id}", 1)]


def test_reporters_and_addresses_count(client_of: Browsers, call: Callers, cast: Cast) -> None:
    made, case_id = hidden(cast)
    client_of(cast.max).page(f"/moderation/reports/{case_id}")
    call(cast.max).made("GET", f"/cases/{case_id}")
    client_of(cast.amy).page(f"/admin/people/{cast.ada.id}")
    assert set(opened()) == {
        (cast.max.id, "text", f"answer:{made.id}", 1),
        (cast.max.id, "reporters", f"case:{case_id}", 2),
        (cast.amy.id, "address", f"person:{cast.ada.id}", 1),
    }


def test_programs_that_read_hidden_texts_are_written_down(call: Callers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    delete_answer(cast.max, made.id, reason="It is spam.")
    for who in (cast.eva, cast.ben):
        call(who).made("GET", f"/answers/{made.id}")
    call(cast.eva).made("GET", f"/questions/{made.question_id}")
    assert opened() == [(cast.eva.id, "text", f"answer:{made.id}", 2)]


def test_a_picture_opened_by_its_own_address_counts_with_the_hidden_text_that_shows_it(
    client_of: Browsers, call: Callers, cast: Cast
) -> None:
    shown = [keep(cast.sam, name=f"{digit * 20}-8x6.webp").name for digit in "123"]
    old, in_comment, elsewhere = (f"{ADVICE} ![A lamp](/images/{name})" for name in shown)
    made = answer(cast, ask(cast), by=cast.sam, body=old)
    comment(cast.sam, made.question_id, render(in_comment), answer_id=made.id)
    answer(cast, ask(cast), by=cast.sam, body=elsewhere)
    case_id = report_answer(cast.ada, made.id, Report(FlagKind.DANGEROUS, "It is a street.")).case_id
    decide(cast.max, case_id, Action.QUARANTINE, reason="It is a street.")
    for who in (cast.eva, cast.sam, cast.ada):
        for name in shown:
            client_of(who).get(f"/images/{name}")
    assert opened() == [(cast.eva.id, "picture", f"answer:{made.id}", 2)]
    edit_answer(cast.sam, made.id, render("Open the window by night."), base_revision=1)
    decide(cast.max, case_id, Action.DISMISS, reason="The street is gone.", anew=True)
    call(cast.eva).made("GET", f"/images/{shown[0]}")
    call(cast.eva).made("GET", f"/images/{shown[1]}")
    assert opened() == [(cast.eva.id, "picture", f"answer:{made.id}", 3)]
    assert "A picture in the hidden text" in client_of(cast.amy).page("/admin/opened").text


def test_staff_of_the_product_and_admins_read_who_opened_what(client_of: Browsers, call: Callers, cast: Cast) -> None:
    made, case_id = hidden(cast)
    client_of(cast.eva).get(f"/answers/{made.id}/trust")
    client_of(cast.max).get(f"/moderation/reports/{case_id}")
    opened()
    place = f"/questions/{made.question_id}/staff"
    for who in (cast.ada, cast.ben, cast.sam, cast.amy):
        assert client_of(who).get(place).status_code == 404
        assert call(who)("GET", f"/questions/{made.question_id}/openings").status_code == 404
    table = client_of(cast.max).page(f"{place}?list=opened").select(".table")[0].text
    assert "Eva" in table
    assert "Who reported it" in table
    items = call(cast.eva).made("GET", f"/questions/{made.question_id}/openings")["items"]
    told = [(one["by"]["name"], one["part"]) for one in items]
    assert told == [("Max", "reporters"), ("Max", "text"), ("Eva", "text")]
    assert len(call(cast.amy).made("GET", "/openings")["items"]) == 3
    assert "Eva" in client_of(cast.amy).page("/admin/opened").select(".table")[0].text
    for who in (cast.eva, cast.max, cast.ada):
        assert client_of(who).get("/admin/opened").status_code == 404
        assert call(who)("GET", "/openings").status_code == 404


def test_staff_reads_all_that_happened_with_reasons(client_of: Browsers, call: Callers, cast: Cast) -> None:
    made, _case = hidden(cast)
    place = f"/questions/{made.question_id}/staff"
    history = [item.text for item in client_of(cast.max).page(place).select(".comment")]
    wanted = ("Shows a number.", "Reported", "Answered", "Asked")
    assert all(words in item for words, item in zip(wanted, history, strict=True))
    assert "It says 0123 456789." in history[1]
    assert "Sam" not in history[1]
    engineer = client_of(cast.eva).page(place).text
    assert "It says 0123 456789." not in engineer
    assert "Max" not in "".join(history)
    told = f"/questions/{made.question_id}/staff-history"
    first = call(cast.max).made("GET", f"{told}?limit=2")
    items = [*first["items"], *call(cast.max).made("GET", f"{told}?cursor={first['next']}")["items"]]
    assert [(one["kind"], one["by"], one["found"], one["reason"]) for one in items] == [
        ("decision.made", None, "quarantine", "Shows a number."),
        ("flag.raised", None, None, "It says 0123 456789."),
        ("answer.posted", "Ben", None, ""),
        ("question.asked", "Ada", None, ""),
    ]
    mine = call(cast.eva).made("GET", told)["items"]
    assert [one["reason"] for one in mine] == ["Shows a number.", "", "", ""]
    for who, status in ((cast.ada, 404), (cast.sam, 404), (cast.amy, 404), (None, 401)):
        assert call(who)("GET", told).status_code == status


def test_all_that_can_happen_to_a_question_has_words_for_staff() -> None:
    rooms = ("question", "answer", "comment", "text", "verdict", "correction", "suggestion", "flag", "decision")
    further = ("rule.held", "appeal", "mended_text", "case.", "recall")
    asked = {kind for kind in EventKind if kind.startswith((*rooms, *further))}
    told = {*EVENTS, EventKind.VERDICT_GIVEN, EventKind.DECISION_MADE}
    assert asked - told == {EventKind.RECALL_UNDID}


def test_it_costs_the_pages_nothing(app: Flask, client_of: Browsers, cast: Cast) -> None:
    made, _case = hidden(cast)
    assert cost(client_of(cast.eva), f"/answers/{made.id}/trust") <= 8
    slug = session().get_one(Question, made.question_id).slug
    question = f"/questions/{made.question_id}/{slug}"
    assert cost(client_of(cast.eva), question) <= 8
    assert cost(client_of(cast.eva), f"/questions/{made.question_id}/staff") <= 6
    assert cost(client_of(cast.amy), "/admin/opened") <= 4
