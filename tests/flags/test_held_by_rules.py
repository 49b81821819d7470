"""Posts are looked at when they are sent: reported, warned of or hidden in the same transaction, and never too much."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.markup import render
from forum.core.refs import Kind
from forum.flags.assessing import effect_on
from forum.flags.models import Case, CaseState, Flag, FlagKind
from forum.flags.rules import Effect, Rule
from forum.flags.rules.rule import Subject
from forum.flags.spam import Standing
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.queries import list_cases
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.operations import comment, edit_answer, edit_question
from forum.questions.operations.asking import QuestionDraft
from forum.questions.queries import thread
from forum.questions.trust import Level, VerdictKind
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

CallAs = Callable[[Actor | None], Caller]
WIPE = "Clean up with this:\n\n```\nsudo rm -rf /\n```"
KEY = "AKIA" + "IOSFODNN7EXAMPL2"
LEAK = f"Use my key, it is {KEY}."
CALM = "Open the settings and choose the other channel, then restart the router once."


def flags(kind: Kind, ident: int) -> list[Flag]:
    """The reports that rules made of a thing."""
    mine = (Case.about_kind == kind, Case.about_id == ident, Flag.rule.is_not(None))
    return list(session().scalars(sa.select(Flag).join(Flag.case).where(*mine).order_by(Flag.id)))


def effect(subject: Subject, kind: Kind, *, by_staff: bool, wanted: Effect) -> Effect:
    """What a rule with this effect does."""
    rule = Rule("own.rule", Hazard.SECURITY, 4, wanted, "Why.", subject=subject)
    return effect_on(rule, kind, Standing.STAFF if by_staff else Standing.NEW)


MOST = (
    # about, thing, by staff: the most that any rule does
    (Subject.ADVICE, Kind.ANSWER, False, Effect.WARN),
    (Subject.ADVICE, Kind.ANSWER, True, Effect.REPORT),
    (Subject.ADVICE, Kind.COMMENT, False, Effect.REPORT),
    (Subject.ADVICE, Kind.COMMENT, True, Effect.REPORT),
    (Subject.ADVICE, Kind.QUESTION, False, Effect.COUNT),
    (Subject.ADVICE, Kind.QUESTION, True, Effect.COUNT),
    (Subject.SPAM, Kind.ANSWER, False, Effect.QUARANTINE),
    (Subject.SPAM, Kind.ANSWER, True, Effect.REPORT),
    (Subject.SPAM, Kind.QUESTION, True, Effect.REPORT),
    (Subject.PRIVACY, Kind.ANSWER, False, Effect.QUARANTINE),
    (Subject.PRIVACY, Kind.COMMENT, True, Effect.REPORT),
)


@pytest.mark.parametrize(("subject", "kind", "by_staff", "most"), MOST)
@pytest.mark.parametrize("wanted", list(Effect))
def test_what_a_rule_may_do_at_most(subject: Subject, kind: Kind, by_staff: bool, most: Effect, wanted: Effect) -> None:
    ranks = list(Effect)
    expected = min(wanted, most, key=ranks.index)
    assert effect(subject, kind, by_staff=by_staff, wanted=wanted) is expected


def test_dangerous_advice_is_warned_of_from_the_first_moment(cast: Cast) -> None:
    made = answer(cast, ask(cast), body=WIPE)
    assert (made.containment, made.decided_hazard) == (Containment.WARNED, Hazard.DATA_LOSS)
    (found,) = flags(Kind.ANSWER, made.id)
    assert (found.rule, found.evidence, found.severity, found.revision) == (
        "files.delete-everything",
        "sudo rm -rf /",
        4,
        1,
    )
    (view,) = list_cases(cast.max).items
    assert (view.case.severity, view.case.hazard) == (4, Hazard.DATA_LOSS)
    kinds = session().scalars(sa.select(Event.kind).where(Event.about_id == made.id, Event.about_kind == Kind.ANSWER))
    assert {EventKind.ANSWER_POSTED, EventKind.FLAG_RAISED, EventKind.RULE_HELD} <= set(kinds)


def test_harmless_answers_stay_as_they_are(cast: Cast) -> None:
    made = answer(cast, ask(cast), body=CALM)
    assert made.containment is Containment.NONE
    assert session().scalar(sa.select(sa.func.count(Case.id))) == 0


def test_a_leaked_key_is_hidden_and_not_repeated(cast: Cast) -> None:
    made = answer(cast, ask(cast), body=LEAK)
    assert made.level is Level.QUARANTINED
    (found,) = flags(Kind.ANSWER, made.id)
    assert found.evidence is not None
    assert KEY not in found.evidence
    assert not [one for one in thread(cast.visitor, made.question_id).places if getattr(one, "text", None)]


def test_what_staff_writes_is_only_reported(cast: Cast) -> None:
    for text in (WIPE, LEAK):
        made = answer(cast, ask(cast), by=cast.eva, body=text)
        assert made.containment is Containment.NONE
        assert flags(Kind.ANSWER, made.id)


def test_a_question_may_quote_commands_and_leaks_all_the_same(cast: Cast) -> None:
    quoting = ask(cast, body="I ran `sudo rm -rf /` and now nothing works.")
    assert flags(Kind.QUESTION, quoting.id) == []
    leaking = ask(cast, body=LEAK)
    assert [one.rule for one in flags(Kind.QUESTION, leaking.id)] == ["secrets.key"]


def test_a_question_and_a_comment_with_a_secret_are_hidden_until_somebody_looked(cast: Cast, client: Client) -> None:
    leaking = ask(cast, body=LEAK)
    client.page(f"/questions/{leaking.id}/{leaking.slug}", 404)
    open_one = ask(cast)
    said = comment(cast.sam, open_one.id, render(LEAK))
    assert said.containment is Containment.QUARANTINED
    page = client.page(f"/questions/{open_one.id}/{open_one.slug}")
    assert KEY not in page.text
    by_staff = comment(cast.eva, open_one.id, render(LEAK))
    assert by_staff.containment is Containment.NONE
    # Whoever moderates shows them again, and the same words do not hide them once more.
    (view,) = [one for one in list_cases(cast.max).items if one.case.about_kind is Kind.QUESTION]
    decide(cast.max, view.case.id, Action.DISMISS, reason="It is the manual's example.")
    draft = QuestionDraft("The router drops it", render(LEAK + " Really."), product_id=cast.router)
    edit_question(cast.ada, leaking.id, draft, base_revision=1)
    session().refresh(leaking)
    assert leaking.containment is Containment.NONE


def test_a_comment_is_looked_at_too(cast: Cast) -> None:
    question = ask(cast)
    made = comment(cast.sam, question.id, render("Just run `sudo rm -rf /` and all is well."))
    assert [one.rule for one in flags(Kind.COMMENT, made.id)] == ["files.delete-everything"]


def test_the_authors_own_edit_never_lifts_a_hazard(cast: Cast) -> None:
    made = answer(cast, ask(cast), body=WIPE)
    edit_answer(cast.ben, made.id, render(CALM), base_revision=1)
    session().refresh(made)
    assert made.containment is Containment.WARNED
    assert len(list_cases(cast.max).items) == 1


def test_an_edit_that_adds_danger_is_warned_of(cast: Cast) -> None:
    made = answer(cast, ask(cast), body=CALM)
    edit_answer(cast.ben, made.id, render(WIPE), base_revision=1)
    session().refresh(made)
    assert made.containment is Containment.WARNED
    assert [one.revision for one in flags(Kind.ANSWER, made.id)] == [2]


def test_the_same_words_are_reported_once(cast: Cast) -> None:
    made = answer(cast, ask(cast), body=WIPE)
    edit_answer(cast.ben, made.id, render(WIPE + "\n\nGood luck."), base_revision=1)
    assert len(flags(Kind.ANSWER, made.id)) == 1


def test_what_a_moderator_dismissed_is_not_warned_of_again(cast: Cast) -> None:
    made = answer(cast, ask(cast), body=WIPE)
    (view,) = list_cases(cast.max).items
    decide(cast.max, view.case.id, Action.DISMISS, reason="It is about a test machine.")
    session().refresh(made)
    assert (made.containment, made.decided_rule) == (Containment.NONE, None)
    edit_answer(cast.ben, made.id, render(WIPE + "\n\nGood luck."), base_revision=1)
    session().refresh(made)
    assert made.containment is Containment.NONE
    assert session().scalars(sa.select(Case.state)).all() == [CaseState.CLOSED]


def test_a_moderators_stronger_decision_stays(cast: Cast) -> None:
    made = answer(cast, ask(cast), body=WIPE)
    (view,) = list_cases(cast.max).items
    decide(cast.max, view.case.id, Action.FOLD, reason="It wipes the disk.")
    edit_answer(cast.ben, made.id, render("Or `mkfs.ext4 /dev/sda`."), base_revision=1)
    session().refresh(made)
    assert (made.decided, made.decided_reason) == (Containment.FOLDED, "It wipes the disk.")


def test_readers_of_a_checked_answer_keep_it_while_a_dangerous_edit_waits(cast: Cast) -> None:
    made = answer(cast, ask(cast), body=CALM)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, revision=1))
    edit_answer(cast.ben, made.id, render(CALM + " Then turn off the firewall."), base_revision=1)
    session().refresh(made)
    assert (made.shown_revision, made.revision) == (1, 2)
    assert made.containment is Containment.NONE
    assert [one.rule for one in flags(Kind.ANSWER, made.id)] == ["advice.firewall-off"]


def test_readers_are_told_why_and_the_safer_way(cast: Cast, client: Client, call: CallAs) -> None:
    question = ask(cast)
    made = answer(cast, question, body=WIPE)
    page = client.page(f"/questions/{question.id}/{question.slug}")
    assert "could lose your data" in page.text
    assert "This command deletes files for good." in page.text
    assert "Look with ls at what the path names first" in page.text
    told = call(None).made("GET", f"/answers/{made.id}")
    assert told["contained"] == "warned"
    assert told["warning"]["rule"] == "files.delete-everything"
    assert told["warning"]["instead"].startswith("Look with ls")


def test_moderators_see_the_rule_and_the_words_that_it_found(cast: Cast, client: Client, call: CallAs) -> None:
    answer(cast, ask(cast), body=WIPE)
    (view,) = list_cases(cast.max).items
    client.enter(cast.max)
    page = client.page(f"/moderation/reports/{view.case.id}")
    assert "files.delete-everything" in page.text
    assert "sudo rm -rf /" in [each.text for each in page.select("code")]
    (flag,) = call(cast.max).made("GET", f"/cases/{view.case.id}")["flags"]
    assert (flag["rule"], flag["evidence"], flag["reporter"]) == ("files.delete-everything", "sudo rm -rf /", None)
    assert flag["kind"] == FlagKind.DANGEROUS
