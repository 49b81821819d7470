"""A site on which everything has happened once, and the addresses of all its pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from forum.catalog.models import Tag
from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.drain import drain, waiting
from forum.knowledge.models import Entry
from forum.moderation.canned import keep_text
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.models import Action
from forum.moderation.notes import note_on_case, note_on_person
from forum.moderation.operations import decide
from forum.moderation.suggestions import Wording, suggest_answer
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.models import Topic
from forum.notifications.unsubscribing import Subscription, make_token
from forum.people.drafts import save_draft
from forum.people.reset import make_reset_secret
from forum.questions.models import CheckOutcome, WaitingCheck
from forum.questions.operations import (
    accept_answer,
    comment,
    edit_answer,
    edit_comment,
    have_too,
    keep_answer,
    report_answer,
    report_outcome,
    vote_answer,
    vote_comment,
    vote_question,
)
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from forum.recalls.models import Recall
from forum.recalls.operations import RecallDraft, send_due, tell
from forum.terms.models import Topic as Terms
from forum.terms.operations import keep_terms
from tests.support.cast import Cast
from tests.support.pictures import keep
from tests.support.talk import ADVICE, BODY, answer, ask

# What no page of ours is asked for: files, and the addresses of files of older builds.
FILES = frozenset({"static", "old_static"})


@dataclass(frozen=True)
class Town:
    """What there is, by the names that addresses give to it; `slugs` by the area of the pages."""

    names: Mapping[str, object]
    slugs: Mapping[str, str]
    hidden_answer: int

    def addresses(self, app: Flask) -> Iterator[tuple[str, str]]:
        """Yield the endpoint and the path of every page and resource that can be read.

        Raises `KeyError` for a part of an address that nobody has named here.
        """
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in FILES:
                yield rule.endpoint, self.path(rule)

    def path(self, rule: Rule) -> str:
        """Return a rule's path with the names of what there is."""
        area = rule.endpoint.partition(".")[0]
        values = {name: self.slugs[area] if name == "slug" else self.names[name] for name in rule.arguments}
        built = rule.build(values)
        assert built is not None
        return built[1]


def follow() -> None:
    """Let everything follow from what happened."""
    while waiting():
        assert drain(TABLE, delayed=True).failed == 0


def live(cast: Cast) -> Town:
    """Let everything happen once, and all of it follow."""
    shown = keep(cast.ada, "The lamp is red")
    question = ask(cast, tags=("night",), body=f"{BODY}\n\n![The lamp is red](/images/{shown.name})")
    good = answer(cast, question)
    vote_question(cast.ben, question.id, 1)
    vote_answer(cast.sam, good.id, 1)
    report_outcome(cast.sam, good.id, worked=True)
    have_too(cast.sam, question.id, release_id=cast.releases[1])
    keep_answer(cast.ada, good.id, keeps=True)
    accept_answer(cast.ada, good.id)
    edit_answer(cast.ben, good.id, render(f"{ADVICE} It takes a minute."), base_revision=1)
    give_verdict(cast.eva, good.id, VerdictDraft(VerdictKind.VERIFIED, 2, releases=cast.releases[1:]))
    corrected = publish_correction(
        cast.max, good.id, CorrectionDraft(2, "press Save", "press Apply", "There is no Save.")
    )
    better = Wording(render(f"{ADVICE} It takes a minute. The light turns green."))
    suggested = suggest_answer(cast.sam, good.id, better, base_revision=2, note="How one sees that it worked.")
    said = comment(cast.sam, question.id, render("Which version is it?"), answer_id=good.id)
    edit_comment(cast.sam, said.id, render("Which version is it, and since when?"), base_revision=1)
    vote_comment(cast.ben, said.id, 1)
    bad = answer(cast, question, by=cast.sam, body="Open the box and cut the red wire, then close it again.")
    danger = report_answer(cast.ben, bad.id, Report(FlagKind.DANGEROUS, "It burns."))
    decided = decide(cast.max, danger.case_id, Action.QUARANTINE, reason="Until we know.")
    with unit():
        refused = WaitingCheck(answer_id=good.id, revision=1, kind=VerdictKind.VERIFIED, engineer_id=cast.eva.id)
        refused.release_ids, refused.reason = [], "It was changed since."
        refused.outcome, refused.decided_at = CheckOutcome.REFUSED, now()
        session().add(refused)
    open_case = report_answer(cast.sam, good.id, Report(FlagKind.WRONG, "The menu is called something else."))
    note_on_case(cast.max, open_case.case_id, "Ben was asked about this in the spring.")
    note_on_person(cast.max, cast.eva.id or 0, "Away in August.")
    keep_terms(cast.amy, Terms.RULES, "en", render("Be kind, and say how you know."), reason="Our own.", base=0)
    with unit():
        secret = make_reset_secret(cast.sam.id or 0)
    kept = save_draft(cast.sam, f"/questions/{question.id}/answers", {"body": ["Did you try"]})
    names = {
        "draft_id": kept.id if kept else 0,
        "question_id": question.id,
        "answer_id": good.id,
        "comment_id": said.id,
        "case_id": open_case.case_id,
        "decision_id": decided.id,
        "text_id": keep_text(cast.max, "Tone", "Please speak of the matter and not of the person.").id,
        "suggestion_id": suggested.id,
        "correction_id": corrected.id,
        "check_id": refused.id,
        "person_id": cast.eva.id,
        "tag_id": session().scalars(sa.select(Tag.id)).one(),
        "secret": secret,
        "token": make_token(Subscription(cast.sam.id or 0, Topic.ANSWERED)),
        "number": 0,
        "export_id": 1,
        "name": "overdue",
        "picture": shown.name,
        "word": "evening",
        "key": "files.delete-everything",
        "release": "2.1",
        "topic": "rules",
        "spoken": "en",
    }
    slugs = {
        "questions": question.slug,
        "people": "eva",
        "products": "router",
        "tags": "night",
        "admin": "router",
        "api": "router",
    }
    hidden = bad.id
    follow()
    # What stands in the place of what was hidden, and the rest that is offered.
    recall = session().scalars(sa.select(Recall.id).where(Recall.answer_id == hidden)).one()
    tell(cast.max, recall, RecallDraft(4, "Working inside the box is dangerous", "Leave it closed, and ask us."))
    with travel(now() + timedelta(minutes=11)):
        send_due()
        follow()
    entry = session().scalars(sa.select(Entry)).one()
    return Town({**names, "entry_id": entry.id, "recall_id": recall}, {**slugs, "solutions": entry.slug}, hidden)
