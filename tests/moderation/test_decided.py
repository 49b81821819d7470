"""Everybody reads what moderators decided: without names, and no more of a text than its page shows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.errors import Invalid
from forum.flags.models import FlagKind
from forum.flags.operations import Report, report_person
from forum.moderation.appeals import appeal, decide_appeal
from forum.moderation.decided import Aftermath, Decided, LogFilter, decided, month_named, names_somebody
from forum.moderation.doing import Terms
from forum.moderation.hiding import hide_posts, show_posts
from forum.moderation.models import Action, Decision
from forum.moderation.operations import decide
from forum.moderation.second_reading import confirm, overturn
from forum.people.policy import Actor
from forum.questions.operations import delete_question, report_answer, report_question, restore_answer
from tests.moderation.test_queue import second_moderator
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask, travel

Browsers = Callable[[Actor], Client]
CallAs = Callable[[Actor | None], Caller]
SECRET = "The mezzotint lies in the second drawer."


def made_about(cast: Cast, action: Action, reason: str, title: str = "Is it safe?") -> tuple[int, Decision]:
    """Ben writes an answer, Eva reports it, Max decides."""
    question = ask(cast, title=title)
    made = answer(cast, question, body=SECRET)
    report = Report(FlagKind.DANGEROUS, f"It says: {SECRET}", Hazard.DATA_LOSS, 2)
    case_id = report_answer(cast.eva, made.id, report).case_id
    return made.id, decide(cast.max, case_id, action, reason=reason)


def line(decision: Decision) -> Decided:
    """Return one line of the log."""
    return next(one for one in decided(limit=100).items if one.id == decision.id)


def test_a_visitor_reads_what_was_decided_and_nothing_that_its_page_does_not_show(
    app: object, cast: Cast, client: Client, call: CallAs
) -> None:
    _, warned = made_about(cast, Action.WARN, "Save the settings first.", "How do I reset the box?")
    _, naming = made_about(cast, Action.FOLD, "As Ben says himself, it wipes the disk.", "How do I update the box?")
    _, hidden = made_about(cast, Action.QUARANTINE, "It speaks of a mezzotint.", "Where is the drawer?")
    _, gone = made_about(cast, Action.DELETE, "It speaks of a mezzotint.", "And the other drawer?")
    _, nothing = made_about(cast, Action.DISMISS, "A mezzotint is harmless.", "What is in the drawer?")
    _, asker = made_about(cast, Action.WARN, "Ada has said it: save them.", "How do I save the settings?")
    quiet_title = report_question(cast.eva, ask(cast, title="Is a theodolite safe?").id, Report(FlagKind.WRONG, "No."))
    warned_of = decide(cast.max, quiet_title.case_id, Action.WARN, reason="A theodolite may fall.")
    beneath = ask(cast, title="Is a quaternion a number?")
    case_id = report_answer(cast.eva, answer(cast, beneath, by=cast.sam).id, Report(FlagKind.WRONG, "No.")).case_id
    lost = decide(cast.max, case_id, Action.WARN, reason="A quaternion is four of them.")
    delete_question(cast.max, beneath.id, reason="It is no question.")
    profile = report_person(cast.eva, cast.sam.id or 0, Report(FlagKind.ABUSE, "The name.")).case_id
    told = decide(cast.max, profile, Action.WARN, reason="Choose another name.")
    stopped = report_question(cast.eva, ask(cast, by=cast.sam).id, Report(FlagKind.SPAM, "Shoes.")).case_id
    until = Terms(until=now().replace(year=now().year + 1))
    decide(cast.max, stopped, Action.SUSPEND, reason="He sells shoes.", terms=until)
    assert (line(warned).title, line(warned).reason) == ("How do I reset the box?", "Save the settings first.")
    assert (line(naming).title, line(naming).reason) == ("How do I update the box?", "")
    assert (line(asker).title, line(asker).reason) == ("How do I save the settings?", "")
    for quiet in (hidden, gone, nothing, lost, told, warned_of):
        assert (line(quiet).about, line(quiet).title, line(quiet).reason) == (None, None, "")
    ways = [client.get(path).text for path in ("/decisions", "/decisions.atom", "/decisions?action=warn")]
    log = call(None).made("GET", "/decisions/log?limit=100")
    assert [each["id"] for each in log["items"]] == [one.id for one in decided(limit=100).items]
    assert {datetime.fromisoformat(each["at"]).utcoffset() for each in log["items"]} == {timedelta()}
    for text in [*ways, str(log)]:
        assert "Save the settings first." in text
        for word in (
            "mezzotint",
            "quaternion",
            "theodolite",
            "drawer",
            "shoes",
            "Choose another",
            "Max",
            "Sam",
            "Eva<",
            "Ada",
            "Ben",
        ):
            assert word not in text, word


def test_what_became_of_a_decision_stands_in_its_line(cast: Cast) -> None:
    sam = second_moderator(cast)
    _, waits = made_about(cast, Action.QUARANTINE, "Until we know.")
    assert line(waits).standing is Aftermath.WAITS
    confirm(sam, waits.id)
    assert (line(waits).standing, line(waits).is_reversed) == (Aftermath.CONFIRMED, False)
    answer_id, deleted = made_about(cast, Action.DELETE, "It wipes the disk.")
    assert line(deleted).standing is Aftermath.WAITS
    restore_answer(cast.max, answer_id)
    assert (line(deleted).standing, line(deleted).is_reversed) == (Aftermath.ENDED, True)
    _, wrong = made_about(cast, Action.QUARANTINE, "Until we know.")
    overturn(sam, wrong.id, reason="It says to save it.")
    assert line(wrong).standing is Aftermath.OVERTURNED
    assert line(wrong).since is not None
    ask(cast, by=cast.ben)
    taken_back = hide_posts(cast.max, cast.ben.id or 0, reason="Adverts.")
    show_posts(cast.max, cast.ben.id or 0, taken_back.id, reason="They were answers.")
    assert (line(taken_back).standing, line(taken_back).since) == (Aftermath.ENDED, taken_back.second_at)
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.eva, made.id, Report(FlagKind.WRONG, "It is not so.")).case_id
    first = decide(cast.max, case_id, Action.WARN, reason="Save it first.")
    appeal(cast.ben, first.id, text="I say so in the first line.")
    assert line(first).standing is Aftermath.APPEALED
    decide_appeal(sam, first.id, grant=True, reason="He does.")
    assert (line(first).standing, line(first).reason, line(first).title) == (Aftermath.GRANTED, "", None)
    second = decide(cast.max, case_id, Action.FOLD, reason="It is wrong.", anew=True)
    third = decide(cast.max, case_id, Action.DISMISS, reason="It is right.", anew=True)
    assert (line(second).standing, line(second).since) == (Aftermath.REPLACED, third.created_at)
    assert line(third).standing is Aftermath.STANDS


def test_it_is_narrowed_and_paged(cast: Cast, client: Client, call: CallAs) -> None:
    with travel(now().replace(year=2025, month=12, day=31, hour=23)):
        _, old = made_about(cast, Action.WARN, "Save it first.")
    _, new = made_about(cast, Action.FOLD, "Save it first.")
    for path, found in (
        ("month=2025-12", [old.id]),
        ("month=2026-01", []),
        ("action=fold", [new.id]),
        ("product=camera", []),
        ("action=warn&product=router&month=2025-12", [old.id]),
        ("limit=1", [new.id]),
    ):
        assert [each["id"] for each in call(None).made("GET", f"/decisions/log?{path}")["items"]] == found, path
    page = decided(limit=1)
    assert [one.id for one in decided(limit=1, cursor=page.next).items] == [old.id]
    assert decided(narrow=LogFilter(month=month_named("9999-12"))).items == []
    shown = client.page("/decisions?month=2025-12&action=nonsense")
    assert [row["id"] for row in shown.select(".rows li")] == [f"decision-{old.id}"]
    assert shown.select_one("option[value='2025-12'][selected]") is not None
    assert "Month (in UTC)" in shown.get_text()
    for wrong in ("month=2025-13", "month=12", "action=hang", "product=nothing", "cursor=x", "page=2"):
        assert call(None)("GET", f"/decisions/log?{wrong}").status_code == 422, wrong
    with pytest.raises(Invalid):
        decided(cursor="x")


def test_a_name_in_a_reason_is_met_whatever_its_case_and_part() -> None:
    assert names_somebody("as eva wrote", ["Eva Lind"])
    assert names_somebody("Ask LIND.", ["Eva Lind"])
    assert not names_somebody("Evaluate it first.", ["Eva Lind", None])
