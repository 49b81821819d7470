"""A site that shows everything at once: every trust level, every kind of page, full and empty, long and short."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.catalog.operations import add_release
from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.refs import Kind
from forum.flags.models import Case, CaseState, FlagKind
from forum.flags.operations import Report
from forum.journal.drain import drain, waiting
from forum.knowledge.editing import EntryDraft, revise_entry
from forum.knowledge.models import Entry
from forum.knowledge.operations import settle_entry
from forum.moderation.answering_corrections import object_to_correction
from forum.moderation.canned import keep_text
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.entry_verdicts import give_entry_verdict
from forum.moderation.models import Action, Decision
from forum.moderation.new_releases import go_on
from forum.moderation.notes import note_on_case, note_on_person
from forum.moderation.operations import decide, decide_about
from forum.moderation.suggestions import Wording, suggest_answer, suggest_question
from forum.moderation.verdicts import VerdictDraft, give_verdict, lapse_verdicts
from forum.notifications.models import Topic
from forum.notifications.unsubscribing import Subscription, make_token
from forum.people.address import keep_way_back, make_way_back
from forum.people.models import Person, RoleGrant
from forum.people.policy import Role
from forum.people.reset import make_reset_secret
from forum.people.tokens import create_token
from forum.questions.models import Answer, Question, WaitingCheck
from forum.questions.operations import (
    accept_answer,
    close_question,
    comment,
    delete_question,
    edit_answer,
    edit_comment,
    edit_question,
    have_too,
    keep_answer,
    keep_question,
    mark_duplicate,
    post_answer,
    report_answer,
    report_outcome,
    unaccept_answer,
    vote_comment,
)
from forum.questions.operations.asking import QuestionDraft
from forum.questions.trust import Level, VerdictKind
from forum.reach.models import Part
from forum.reach.openings import Opening, add_openings
from forum.reactions import TABLE
from forum.recalls.models import Recall
from forum.recalls.operations import RecallDraft, send_due, tell
from forum.terms.models import Topic as Terms
from forum.terms.operations import keep_terms
from tests.support.cast import Cast
from tests.support.pictures import keep
from tests.support.talk import ADVICE, answer, ask, travel

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG_TITLE = f"{LONG_WORD}: why does it break off every night at three?"
RICH = f"""It says `{LONG_WORD}.{LONG_WORD}` and https://example.org/{LONG_WORD}/{LONG_WORD}.

| what | {LONG_WORD} | when | how often | since |
|---|---|---|---|---|
| the light | {LONG_WORD} | at night | always | Tuesday |

```python
answer = "{LONG_WORD}", "{LONG_WORD}", "{LONG_WORD}"  # longer than any page
```

- [x] tried
- [ ] asked

> A quotation with **strong** words.

1. one
   - below
"""


@dataclass(frozen=True)
class Place:
    """A question's number and its page."""

    id: int
    path: str


@dataclass(frozen=True)
class Showcase:
    """Where everything stands, by number; `answers` by the name of their level, all beneath `question`."""

    question: Place
    answers: dict[str, int]
    overdue: Place
    closed: Place
    deleted: Place
    duplicate: Place
    asked_by_ada: Place
    comment: int
    open_case: int
    decision: int
    text: int
    closed_case: int
    solution: int
    withdrawn: int
    edited: int
    secret: str
    way_back: str
    newcomer: int
    letter: str
    suggestion: int
    changed_question: int
    picture: str
    objection: int
    waiting_check: int
    told: int
    offered: int


def place(question: Question) -> Place:
    """Return where a question stands."""
    return Place(question.id, f"/questions/{question.id}/{question.slug}")


def show_everything(cast: Cast) -> Showcase:
    """Let everything happen that a page can show."""
    picture = keep(cast.ada, f"The light is on {LONG_WORD}").name
    shown = f"{RICH}\n\n![The light is on](/images/{picture})"
    main = place(ask(cast, title=LONG_TITLE, body=shown, tags=("night", "a-tag-as-long-as-one-can-be")))
    answers = _answers_of_every_level(cast, main.id)
    draft = QuestionDraft(
        title=LONG_TITLE, body=render(f"{shown}\n\nAnd more."), product_id=cast.router, tags=("night",)
    )
    edit_question(cast.ada, main.id, draft, base_revision=1, note="More.")
    said = comment(cast.sam, main.id, render(f"Which version? {LONG_WORD}")).id
    edit_comment(cast.sam, said, render(f"Which version, and since when? {LONG_WORD}"), base_revision=1)
    vote_comment(cast.ada, said, 1)
    comment(cast.ada, main.id, render("The newest."), answer_id=answers["verified"])
    for person in (cast.ben, cast.eva):
        have_too(person, main.id, release_id=cast.releases[1])
    keep_question(cast.ada, main.id, keeps=True)
    keep_answer(cast.ada, answers["verified"], keeps=True)
    report = Report(FlagKind.DANGEROUS, f"It burns: {LONG_WORD}", hazard=Hazard.SAFETY, severity=4)
    open_case = report_answer(cast.eva, answers["worked"], report).case_id
    taken_back = _taken_back(cast)
    closed = place(ask(cast, title="Is there a box with five antennas?"))
    close_question(cast.max, closed.id, reason="The shop answers this.")
    deleted = place(ask(cast, title=f"Buy a {LONG_WORD}"))
    delete_question(cast.max, deleted.id, reason=f"It sells a {LONG_WORD}")
    duplicate = place(ask(cast, title=f"Asked once more: {LONG_WORD}"))
    mark_duplicate(cast.eva, duplicate.id, main.id)
    asked = ask(cast, title="The light blinks twice")
    asked_by_ada = place(asked)
    answer(cast, asked)
    overdue = _overdue(cast)
    suggestion, changed_question = _suggested(cast, main.id, answers["accepted"])
    edited = _edited(cast)
    wrong = CorrectionDraft(2, "choose Schedule, and switch", f"choose {LONG_WORD}, and switch", "It has another name.")
    with unit():
        waits = WaitingCheck(
            answer_id=answers["worked"], revision=1, kind=VerdictKind.CONDITIONAL, engineer_id=cast.max.id
        )
        waits.condition, waits.release_ids, waits.note = f"{LONG_WORD} is off", [cast.releases[1]], "I tried it twice."
        session().add(waits)
    objection = publish_correction(cast.max, answers["accepted"], wrong).id
    object_to_correction(cast.ben, objection, reason=f"It is called {LONG_WORD} in the newest version only.")
    add_release(cast.amy, cast.router, "3.0 beta")
    go_on()
    create_token(cast.ada, "nightly report")
    keep_terms(cast.amy, Terms.RULES, "en", render(f"Be kind. {LONG_WORD}"), reason=f"Our own {LONG_WORD}", base=0)
    newcomer = _newcomer()
    why, week = f"It advertises {LONG_WORD} in every thread.", now() + timedelta(days=7)
    decide_about(cast.max, newcomer, Action.SILENCE, until=week, reason=why)
    note_on_person(cast.max, newcomer, f"Was told before that {LONG_WORD} is no answer.")
    note_on_case(cast.max, open_case, f"Seen elsewhere too: {LONG_WORD}")
    with unit():
        secret = make_reset_secret(cast.sam.id or 0)
        way_back = make_way_back(keep_way_back(cast.sam.id or 0, "sam@old.example").id)
    assert way_back is not None
    follow()
    told, offered = _told(cast, answers["unsafe"], answers["incorrect"])
    entries = {entry.question_id: entry.id for entry in session().scalars(sa.select(Entry))}
    opened = {
        Opening(Kind.ANSWER, answers["quarantined"], Part.TEXT, cast.eva.id or 0, now().date()): 12,
        Opening(Kind.PERSON, cast.ada.id or 0, Part.ADDRESS, cast.amy.id or 0, now().date()): 1,
    }
    add_openings(opened)
    return Showcase(
        question=main,
        answers=answers,
        overdue=overdue,
        closed=closed,
        deleted=deleted,
        duplicate=duplicate,
        asked_by_ada=asked_by_ada,
        comment=said,
        open_case=open_case,
        decision=session().scalars(sa.select(Decision.id).order_by(Decision.id).limit(1)).one(),
        text=keep_text(cast.max, "Tone", "Please speak of the matter and not of the person.").id,
        closed_case=session()
        .scalars(sa.select(Case.id).where(Case.state == CaseState.CLOSED).order_by(Case.id))
        .first()
        or 0,
        solution=entries[main.id],
        withdrawn=entries[taken_back],
        edited=edited,
        secret=secret,
        way_back=way_back[0],
        newcomer=newcomer,
        letter=make_token(Subscription(cast.sam.id or 0, Topic.COMMENTED)),
        suggestion=suggestion,
        changed_question=changed_question,
        picture=picture,
        objection=objection,
        waiting_check=waits.id,
        told=told,
        offered=offered,
    )


def _told(cast: Cast, unsafe: int, incorrect: int) -> tuple[int, int]:
    """Return what people were told of a dangerous answer, and what is offered of a wrong one."""
    told, offered = (
        session().scalars(sa.select(Recall.id).where(Recall.answer_id == ident)).one() for ident in (unsafe, incorrect)
    )
    words = RecallDraft(4, f"Never open the {LONG_WORD}", f"Close it.\n\nThen ask {LONG_WORD}.")
    tell(cast.max, told, words)
    with travel(now() + timedelta(minutes=11)):
        send_due()
        follow()
    return told, offered


def _suggested(cast: Cast, question_id: int, answer_id: int) -> tuple[int, int]:
    """Return a suggestion of another answer that the text has left behind, and one of another question."""
    better = Wording(render(f"{ADVICE} The light turns green. {LONG_WORD}"))
    one = suggest_answer(cast.sam, answer_id, better, base_revision=1, note=f"Say how one sees it: {LONG_WORD}").id
    edit_answer(cast.ben, answer_id, render(f"{ADVICE} This one is shorter."), base_revision=1)
    whole = Wording(render(RICH), f"Why does it break off? {LONG_WORD}", ("night", "wifi"))
    return one, suggest_question(cast.sam, question_id, whole, base_revision=2, note="Shorter.").id


def _edited(cast: Cast) -> int:
    """A solution that editors improved and an engineer checked, whose answer went on; return its number."""
    made = answer(cast, ask(cast, title=f"How to {LONG_WORD}"))
    accept_answer(cast.ada, made.id)
    entry = settle_entry(made.question_id)
    assert entry is not None
    first = EntryDraft(f"How to {LONG_WORD}", render(RICH), "In steps.")
    revise_entry(cast.max, entry.id, first, base_revision=0)
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(VerdictKind.UNSAFE, 1, note=LONG_WORD, instead=LONG_WORD))
    revise_entry(cast.max, entry.id, EntryDraft(LONG_TITLE, render(f"{RICH}\nAnd more.")), base_revision=1)
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(VerdictKind.CONDITIONAL, 2, condition=LONG_WORD))
    revise_entry(cast.max, entry.id, EntryDraft(LONG_TITLE, render(f"{RICH}\nAnd a little more.")), base_revision=2)
    edit_answer(cast.ben, made.id, render(f"{ADVICE} It takes a {LONG_WORD}."), base_revision=1)
    return entry.id


def follow() -> None:
    """Let everything follow from what happened."""
    while waiting():
        assert drain(TABLE, delayed=True).failed == 0


def _answers_of_every_level(cast: Cast, question_id: int) -> dict[str, int]:
    """Answer once for each level and bring each answer there; the name of the level leads to the answer's number."""
    made: dict[str, int] = {}
    for level in Level:
        author = cast.eva if level is Level.STAFF else cast.ben
        rest = RICH if level in (Level.VERIFIED, Level.CORRECTED, Level.UNSAFE) else LONG_WORD
        made[level] = post_answer(author, question_id, render(f"{ADVICE} This one is {level}.\n\n{rest}")).id
    accept_answer(cast.ada, made["accepted"])
    judged = {
        "verified": VerdictDraft(VerdictKind.VERIFIED, 1, releases=cast.releases[1:], note="Tried with both."),
        "conditional": VerdictDraft(VerdictKind.CONDITIONAL, 1, condition=f"the network is wired, {LONG_WORD}"),
        "check_due": VerdictDraft(VerdictKind.VERIFIED, 1, review_by=now().date() + timedelta(days=1)),
        "edited_since": VerdictDraft(VerdictKind.VERIFIED, 1),
        "outdated": VerdictDraft(VerdictKind.OUTDATED, 1, since_release=cast.releases[2]),
        "incorrect": VerdictDraft(VerdictKind.INCORRECT, 1, note=f"It does nothing. {LONG_WORD}"),
        "unsafe": VerdictDraft(VerdictKind.UNSAFE, 1, note="It deletes the settings. Save them first."),
    }
    for name, draft in judged.items():
        give_verdict(cast.eva, made[name], draft)
    edit_answer(cast.ben, made["edited_since"], render(f"{ADVICE} Quickly."), base_revision=1)
    publish_correction(cast.eva, made["corrected"], CorrectionDraft(1, "press Save", "press Apply", "No Save here."))
    for person in (cast.sam, cast.ada, cast.max):
        report_outcome(person, made["disputed"], worked=False)
    report_outcome(cast.sam, made["worked"], worked=True)
    case = report_answer(cast.sam, made["quarantined"], Report(FlagKind.SPAM, "It sells boxes.")).case_id
    decide(cast.max, case, Action.QUARANTINE, reason="Until we know more.")
    with travel(now() + timedelta(days=2)):
        lapse_verdicts()
    found = {one.id: one.level for one in session().scalars(sa.select(Answer))}
    session().rollback()
    assert {level: found[ident] for level, ident in made.items()} == {level: level for level in made}
    return made


def _taken_back(cast: Cast) -> int:
    """Return the number of a question whose solution was one for a while."""
    question = ask(cast, title="The antenna fell off")
    number, good = question.id, answer(cast, question).id
    accept_answer(cast.ada, good)
    follow()
    unaccept_answer(cast.ada, good)
    return number


def _overdue(cast: Cast) -> Place:
    """Return a question that nobody has answered for days."""
    with travel(now() - timedelta(days=3)):
        return place(ask(cast, title=f"Nobody knows {LONG_WORD}"))


def _newcomer() -> int:
    """Let somebody in who has done nothing and has a long name; return their number."""
    with unit():
        person = Person(name=f"{LONG_WORD} {LONG_WORD}"[:60], slug="long", email="long@example.org", created_at=now())
        session().add(person)
        session().flush()
        session().add(RoleGrant(person_id=person.id, role=Role.CUSTOMER))
        return person.id
