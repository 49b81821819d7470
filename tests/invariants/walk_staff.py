"""A longer walk: engineers check, moderators decide, editors tend solutions, admins appoint."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as some
from hypothesis.stateful import rule

from forum.catalog.operations import add_release, add_synonym, archive_product, remove_synonym, rename_tag
from forum.core.db import session
from forum.core.refs import Kind, Ref
from forum.flags.models import FlagKind
from forum.flags.operations import Report, report_person
from forum.knowledge.editing import EntryDraft, Source, keep_entry, revise_entry, take_over_answer
from forum.knowledge.models import Entry
from forum.knowledge.reporting import report_entry
from forum.knowledge.retiring import bring_back_entry, retire_entry
from forum.moderation.answering_corrections import adopt_correction, object_to_correction, resolve_objection
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.entry_verdicts import give_entry_verdict, lapse_entry_verdicts
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.tags import merge_tags
from forum.moderation.verdicts import fix_and_verify, give_verdict, lapse_verdicts
from forum.people.policy import Actor, Role
from forum.people.roles import grant_role, revoke_role
from forum.questions.models import Answer, Correction
from forum.questions.operations import (
    answer_to_comment,
    answer_to_question,
    close_question,
    comment_to_answer,
    comment_to_question,
    convert_back,
    delete_answer,
    delete_comment,
    delete_question,
    mark_duplicate,
    merge_question,
    reopen_question,
    report_answer,
    report_comment,
    report_question,
    restore_answer,
    restore_comment,
    restore_question,
    split_question,
)
from forum.questions.trust import VerdictKind
from tests.invariants.walk_people import NAMES, PeopleWalk, admins, anybody, authors, engineers, moderators, numbers


class Walk(PeopleWalk):
    """The same with everything that staff does."""

    # What engineers say.

    @rule(who=engineers, at=numbers, kind=some.sampled_from(VerdictKind), release=numbers)
    def check(self, who: str, at: int, kind: VerdictKind, release: int) -> None:
        def verb(actor: Actor) -> object:
            ident = self.ground.answer(at)
            return give_verdict(actor, ident, self.ground.verdict(kind, self.ground.newest(Answer, ident), release))

        self.do(f"check {kind}", who, verb)

    @rule(who=engineers, at=numbers, kind=some.sampled_from(VerdictKind), text=numbers)
    def fix(self, who: str, at: int, kind: VerdictKind, text: int) -> None:
        def verb(actor: Actor) -> object:
            ident = self.ground.answer(at)
            draft = self.ground.verdict(kind, self.ground.newest(Answer, ident), 1)
            return fix_and_verify(actor, ident, self.ground.text(text), draft)

        self.do("mend and check", who, verb)

    @rule(who=engineers, at=numbers)
    def correct(self, who: str, at: int) -> None:
        def verb(actor: Actor) -> object:
            ident = self.ground.answer(at)
            draft = CorrectionDraft(self.ground.newest(Answer, ident), "hold it", "press it", "It does not hold.")
            return publish_correction(actor, ident, draft)

        self.do("correct", who, verb)

    @rule(who=authors, at=numbers, what=some.integers(0, 2), uphold=some.booleans(), by=engineers)
    def answer_correction(self, who: str, at: int, what: int, uphold: bool, by: str) -> None:
        def adopt(actor: Actor) -> object:
            ident = self.ground.correction(at)
            of = session().get_one(Correction, ident).answer_id
            return adopt_correction(actor, ident, self.ground.text(), base_revision=self.ground.newest(Answer, of))

        def resolve(actor: Actor) -> object:
            return resolve_objection(actor, self.ground.correction(at), uphold=uphold, reason="I looked.")

        def object_to(actor: Actor) -> object:
            return object_to_correction(actor, self.ground.correction(at), reason="It does.")

        if what == 0:
            self.edit("adopt", who, adopt)
        elif what == 1:
            self.do("object", who, object_to)
        else:
            self.do("resolve", by, resolve)

    @rule(days=some.sampled_from((1, 20, 400)))
    def wait(self, days: int) -> None:
        """Time passes, and what has to be checked again lapses."""
        self.at += timedelta(days=days)
        self.do("lapse", "visitor", lambda _: (lapse_verdicts(), lapse_entry_verdicts()))

    # What moderators do.

    @rule(who=anybody, at=numbers, kind=some.sampled_from(FlagKind), what=some.integers(0, 7))
    def report(self, who: str, at: int, kind: FlagKind, what: int) -> None:
        ground, said = self.ground, Report(kind, "It burns.")
        verbs: tuple[Callable[[Actor], object], ...] = (
            lambda actor: report_question(actor, ground.question(at), said),
            lambda actor: report_comment(actor, ground.comment(at), said),
            lambda actor: report_entry(actor, ground.entry(at), said),
            lambda actor: report_person(actor, getattr(ground.cast, NAMES[at % len(NAMES)]).id, said),
            lambda actor: report_answer(actor, ground.answer(at), said),
        )
        self.do("report", who, verbs[min(what, len(verbs) - 1)])

    @rule(who=moderators, at=numbers, action=some.sampled_from(Action), anew=some.booleans())
    def decide(self, who: str, at: int, action: Action, anew: bool) -> None:
        def verb(actor: Actor) -> object:
            return decide(actor, self.ground.case(at), action, reason="It burns.", anew=anew)

        self.do(f"decide {action}", who, verb)

    @rule(who=moderators, at=numbers, to=numbers, what=some.integers(0, 4))
    def close(self, who: str, at: int, to: int, what: int) -> None:
        ground = self.ground
        verbs: dict[str, Callable[[Actor], object]] = {
            "close": lambda actor: close_question(actor, ground.question(at), reason="Asked twice."),
            "mark as duplicate": lambda actor: mark_duplicate(actor, ground.question(at), ground.question(to)),
            "reopen": lambda actor: reopen_question(actor, ground.question(at)),
            "merge": lambda actor: merge_question(actor, ground.question(at), ground.question(to)),
            "split": lambda actor: split_question(actor, ground.question(at)),
        }
        name = list(verbs)[what]
        self.do(name, who, verbs[name])

    @rule(who=some.sampled_from(("max", "max", "ada", "ben", "sam")), at=numbers, what=some.integers(0, 5))
    def remove(self, who: str, at: int, what: int) -> None:
        ground = self.ground
        verbs: dict[str, Callable[[Actor], object]] = {
            "delete a question": lambda actor: delete_question(actor, ground.question(at), reason="Spam."),
            "restore a question": lambda actor: restore_question(actor, ground.question(at)),
            "delete an answer": lambda actor: delete_answer(actor, ground.answer(at), reason="Spam."),
            "restore an answer": lambda actor: restore_answer(actor, ground.answer(at)),
            "delete a comment": lambda actor: delete_comment(actor, ground.comment(at), reason="Spam."),
            "restore a comment": lambda actor: restore_comment(actor, ground.comment(at)),
        }
        name = list(verbs)[what]
        self.do(name, who, verbs[name])

    @rule(who=moderators, at=numbers, what=some.integers(0, 5))
    def convert(self, who: str, at: int, what: int) -> None:
        ground = self.ground
        verbs: dict[str, Callable[[Actor], object]] = {
            "make a comment": lambda actor: answer_to_comment(actor, ground.answer(at)),
            "make a question": lambda actor: answer_to_question(
                actor, ground.answer(at), title=f"What of the {ground.word()}?"
            ),
            "make an answer": lambda actor: comment_to_answer(actor, ground.comment(at)),
            "make a comment a question": lambda actor: comment_to_question(
                actor, ground.comment(at), title=f"Whence the {ground.word()}?"
            ),
            "convert an answer back": lambda actor: convert_back(actor, Ref(Kind.ANSWER, ground.answer(at))),
            "convert a comment back": lambda actor: convert_back(actor, Ref(Kind.COMMENT, ground.comment(at))),
        }
        name = list(verbs)[what]
        self.do(name, who, verbs[name])

    # Solutions, tags, versions and offices.

    @rule(who=engineers, at=numbers, kind=numbers, what=some.integers(0, 5), verdict=some.sampled_from(VerdictKind))
    def tend(self, who: str, at: int, kind: int, what: int, verdict: VerdictKind) -> None:
        ground = self.ground

        def source(ident: int) -> Source:
            of = session().get_one(Entry, ident)
            return Source(of.solution_id or 0, ground.newest(Answer, of.solution_id or 0))

        def revise(actor: Actor) -> object:
            ident = ground.entry(at)
            draft = EntryDraft(session().get_one(Entry, ident).title, ground.text(kind), source=source(ident))
            return revise_entry(actor, ident, draft, base_revision=ground.newest(Entry, ident))

        def take_over(actor: Actor) -> object:
            ident = ground.entry(at)
            verb = take_over_answer if kind % 2 else keep_entry
            return verb(actor, ident, base_revision=ground.newest(Entry, ident), source=source(ident))

        def check(actor: Actor) -> object:
            ident = ground.entry(at)
            return give_entry_verdict(actor, ident, ground.verdict(verdict, ground.newest(Entry, ident), kind))

        verbs: dict[str, Callable[[Actor], object]] = {
            "revise a solution": revise,
            "take an answer over": take_over,
            "check a solution": check,
            "retire": lambda actor: retire_entry(actor, ground.entry(at), reason="It is old."),
            "retire for another": lambda actor: retire_entry(actor, ground.entry(at), successor_id=ground.entry(kind)),
            "bring back": lambda actor: bring_back_entry(actor, ground.entry(at)),
        }
        name = list(verbs)[what]
        self.do(name, who, verbs[name])

    @rule(who=admins, at=numbers, into=numbers, what=some.integers(0, 4))
    def curate(self, who: str, at: int, into: int, what: int) -> None:
        ground = self.ground
        verbs: tuple[Callable[[Actor], object], ...] = (
            lambda actor: merge_tags(actor, ground.tag(at), ground.tag(into), reason="The same."),
            lambda actor: rename_tag(actor, ground.tag(at), f"called-{ground.events}", reason="Usual."),
            lambda actor: add_synonym(actor, ground.tag(at), f"also-{into}"),
            lambda actor: remove_synonym(actor, ground.tag(at), f"also-{into}"),
            lambda actor: archive_product(actor, ground.cast.camera, archived=into % 2 == 0),
        )
        self.do("curate", who, verbs[what])

    @rule(who=admins, product=some.booleans())
    def release(self, who: str, product: bool) -> None:
        ident = self.ground.cast.router if product else self.ground.cast.camera
        self.do("release", who, lambda actor: add_release(actor, ident, f"4.{self.ground.events}"))

    @rule(
        who=admins,
        whom=some.sampled_from(NAMES),
        role=some.sampled_from((Role.ENGINEER, Role.MODERATOR, Role.CUSTOMER)),
        yes=some.booleans(),
        product=some.booleans(),
    )
    def appoint(self, who: str, whom: str, role: Role, yes: bool, product: bool) -> None:
        person, limit = getattr(self.ground.cast, whom).id, self.ground.cast.router if product else None
        verb = grant_role if yes else revoke_role
        self.do("appoint", who, lambda actor: verb(actor, person, role, limit))
