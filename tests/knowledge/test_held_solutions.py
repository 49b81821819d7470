"""Where solutions have to be checked, readers keep the checked text of an edited one until the new one is checked."""

import dataclasses

import pytest
from flask import Flask

from forum import config
from forum.core.markup import render
from forum.knowledge.editing import EntryDraft, Source, revise_entry
from forum.knowledge.models import Entry, WithdrawnReason
from forum.knowledge.queries import entry_of, entry_view, list_entries, newest_text
from forum.knowledge.status import Status
from forum.moderation.entry_verdicts import give_entry_verdict
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.questions.models import Answer
from forum.questions.trust import Level, VerdictKind
from forum.search import indexing
from forum.search.engine import Query
from forum.search.queries import search
from tests.knowledge.test_entries import now_requires, settled, solve
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE
from tests.support.town import follow

NEWER = f"{ADVICE} Then count the xylophones."
RIGHT = VerdictKind.VERIFIED


@pytest.fixture
def strict(app: Flask) -> None:
    """A site that holds solutions back until they are checked."""
    config.use(dataclasses.replace(config.current(), kb_requires_verdict=True))


def checked(cast: Cast) -> tuple[Answer, Entry]:
    """A verified answer and its solution."""
    question, made = solve(cast)
    give_verdict(cast.eva, made.id, VerdictDraft(RIGHT, 1))
    settled(question)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    return made, entry


def shown(cast: Cast, entry: Entry) -> tuple[str, str] | WithdrawnReason | None:
    """The text that readers get and its title, or why there is none."""
    view = entry_view(cast.visitor, entry.id)
    return view.gone if view.text is None else (view.text.source, view.entry.title)


def edit(cast: Cast, entry: Entry, words: str, base: int, title: str = "About xylophones") -> None:
    """Max improves a solution."""
    source = Source(entry.answer_id or 0, entry.answer_revision) if not base else None
    revise_entry(cast.max, entry.id, EntryDraft(title, render(words), source=source), base_revision=base)
    follow()


def test_readers_keep_the_answers_text_until_the_first_edit_is_checked(
    strict: None, client: Client, call: Callers, cast: Cast
) -> None:
    _made, entry = checked(cast)
    title = entry.title
    edit(cast, entry, NEWER, 0)
    view = entry_view(cast.visitor, entry.id)
    assert (view.gone, view.level, view.status) == (None, Level.EDITED_SINCE, Status.CHECK_DUE)
    assert shown(cast, entry) == (ADVICE, title)
    page = client.get(f"/solutions/{entry.id}/{entry.slug}")
    assert page.status_code == 200
    assert "You see the verified text until the change is checked" in page.text
    assert "xylophone" not in page.text
    told = call(None).made("GET", f"/entries/{entry.id}")
    assert (told["body"], told["revision"], told["shown_revision"], told["title"]) == (ADVICE, 1, 0, title)
    assert [row.entry.title for row in list_entries(cast.visitor).items] == [title]
    indexing.rebuild()
    assert search(cast.visitor, Query(text="xylophones")).items == []
    # The editor goes on with the newest text and its title.
    assert newest_text(view.entry).source == NEWER
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(RIGHT, 1))
    follow()
    assert shown(cast, entry) == (NEWER, "About xylophones")
    assert entry_view(cast.visitor, entry.id).level is Level.VERIFIED


def test_an_editors_checked_text_is_kept_too_and_a_wrong_one_is_not(strict: None, cast: Cast) -> None:
    _made, entry = checked(cast)
    edit(cast, entry, NEWER, 0)
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(RIGHT, 1))
    edit(cast, entry, f"{NEWER} Twice.", 1, "Twice")
    assert shown(cast, entry) == (NEWER, "About xylophones")
    assert entry_view(cast.visitor, entry.id).entry.shown_revision == 1
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(VerdictKind.INCORRECT, 2, note="Once is enough."))
    follow()
    assert shown(cast, entry) is WithdrawnReason.JUDGED_WRONG
    edit(cast, entry, f"{NEWER} Once.", 2, "Once")
    assert shown(cast, entry) is WithdrawnReason.JUDGED_WRONG


def test_what_was_never_checked_stays_withdrawn(app: Flask, cast: Cast) -> None:
    now_requires(False)
    question, _made = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    edit(cast, entry, NEWER, 0)
    assert shown(cast, entry) == (NEWER, "About xylophones")
    now_requires(True)
    assert shown(cast, entry) is WithdrawnReason.NOT_CHECKED


def test_the_setting_is_followed_both_ways(app: Flask, cast: Cast) -> None:
    now_requires(False)
    _made, entry = checked(cast)
    title = entry.title
    edit(cast, entry, NEWER, 0)
    assert shown(cast, entry) == (NEWER, "About xylophones")
    now_requires(True)
    assert shown(cast, entry) == (ADVICE, title)
    now_requires(False)
    assert shown(cast, entry) == (NEWER, "About xylophones")
