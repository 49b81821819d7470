"""Who wrote a solution hears of its check and its end, who follows the question of its end. Nobody hears twice."""

from collections.abc import Callable

from forum.core.containment import Containment
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.knowledge.editing import EntryDraft, Source, revise_entry
from forum.knowledge.models import Entry
from forum.knowledge.queries import entry_of
from forum.knowledge.retiring import bring_back_entry, retire_entry
from forum.moderation.entry_verdicts import give_entry_verdict
from forum.moderation.verdicts import VerdictDraft
from forum.notifications.models import NoticeKind
from forum.notifications.notice_letters import words_of
from forum.notifications.queries import inbox
from forum.notifications.wording import said, sentence
from forum.people.policy import Actor
from forum.questions.models import Question
from forum.questions.operations import accept_answer
from forum.questions.trust import VerdictKind
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, answer, ask
from tests.support.town import follow

KINDS = {NoticeKind.SOLUTION_CHECKED, NoticeKind.SOLUTION_RETIRED, NoticeKind.FOLLOWED_RETIRED}


def told(who: Actor) -> list[tuple[str, list[str]]]:
    """What somebody reads of solutions, the newest first, once all that follows was done."""
    follow()
    lines = [line for line in inbox(who).lines if line.kind in KINDS]
    return [(str(sentence(line)), [str(words) for words in said(line)]) for line in lines]


def solved(cast: Cast, title: str = "It restarts at night") -> tuple[Question, Entry]:
    """A solved question and its solution."""
    question = ask(cast, title=title)
    accept_answer(cast.ada, answer(cast, question).id)
    follow()
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    return question, entry


def edit(cast: Cast, entry: Entry, words: str, base: int = 0) -> None:
    """Max improves a solution."""
    source = Source(entry.answer_id or 0, entry.answer_revision) if not base else None
    revise_entry(cast.max, entry.id, EntryDraft(entry.title, render(words), source=source), base_revision=base)


def test_who_wrote_the_text_hears_what_was_found(
    client_of: Callable[[Actor], Client], call: Callers, cast: Cast
) -> None:
    _question, entry = solved(cast)
    edit(cast, entry, f"{ADVICE} Then wait.")
    wrong = VerdictDraft(VerdictKind.INCORRECT, 1, note="There is no such menu.")
    give_entry_verdict(cast.eva, entry.id, wrong)
    assert told(cast.max) == [
        (
            "Eva checked the solution that you wrote: it is wrong, and withdrawn until it is mended",
            ["Note: There is no such menu."],
        )
    ]
    assert told(cast.eva) == told(cast.ben) == told(cast.sam) == []
    row = call(cast.max).made("GET", "/inbox")["items"][0]
    assert (row["kind"], row["title"], row["question_id"]) == ("solution_checked", entry.title, entry.question_id)
    assert row["url"].endswith(f"/solutions/{entry.id}")
    assert f'href="/solutions/{entry.id}"' in client_of(cast.max).get("/inbox").text
    letter = words_of(row["id"])
    assert letter is not None
    assert f"/solutions/{entry.id}\n" in letter.text


def test_who_wrote_it_and_who_follows_hear_of_its_end_once(cast: Cast) -> None:
    question, entry = solved(cast)
    _other, successor = solved(cast, "It restarts in the morning")
    edit(cast, entry, f"{ADVICE} Then wait.")
    retire_entry(cast.eva, entry.id, reason="The box is no longer sold.", successor_id=successor.id)
    # Ada and Ben take part, so they follow it.
    follows = "Eva took out the solution of a question that you follow; another one stands in its place"
    why = ["Why: The box is no longer sold."]
    assert told(cast.max) == [("Eva took out a solution that you wrote; another one stands in its place", why)]
    assert told(cast.ada) == told(cast.ben) == [(follows, why)]
    assert told(cast.sam) == told(cast.eva) == []
    assert question.id == entry.question_id


def test_nobody_hears_of_what_was_brought_back_or_of_what_they_may_not_see(cast: Cast) -> None:
    _question, entry = solved(cast)
    retire_entry(cast.eva, entry.id, reason="It is old.")
    bring_back_entry(cast.eva, entry.id)
    assert told(cast.ada) == []
    hidden, other = solved(cast, "It hums")
    retire_entry(cast.eva, other.id, reason="It is old.")
    assert len(told(cast.ben)) == 1
    with unit():
        session().get_one(Question, hidden.id).containment = Containment.QUARANTINED
    assert told(cast.ben) == []
