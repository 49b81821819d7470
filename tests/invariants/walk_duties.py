"""The whole walk: what follows from reports and checks. Moderators read each other's decisions, authors appeal, people
are suspended, words are taken out for good, and those who relied on advice are told."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as some
from hypothesis.stateful import initialize, rule

from forum.core.db import session
from forum.flags.models import Case, FlagKind
from forum.moderation.appeals import appeal, decide_appeal
from forum.moderation.confirming import confirm_check, refuse_check, take_check_back
from forum.moderation.doing import Terms
from forum.moderation.hiding import go_on, hide_posts, show_posts
from forum.moderation.leases import hand_over, let_go, take_case, take_next
from forum.moderation.models import Action, Decision, StaffNote
from forum.moderation.notes import drop_note, note_on_case, note_on_person
from forum.moderation.operations import decide, decide_about
from forum.moderation.second_reading import confirm, overturn
from forum.people.policy import Actor, Restraint
from forum.people.suspending import lift
from forum.questions.models import WaitingCheck
from forum.questions.trust import VerdictKind
from forum.recalls.models import Recall
from forum.recalls.operations import RecallDraft, approve, decline, say_undone, send_due, stop, take_back, tell
from tests.invariants.walk_people import NAMES, anybody, authors, engineers, moderators, numbers
from tests.invariants.walk_staff import Walk

TOLD = RecallDraft(2, "A way to restart was wrong", "Leave it switched off until somebody has looked at it.")


class DutyWalk(Walk):
    """The same with everything that decisions lead to."""

    @initialize()
    def begin(self) -> None:
        """Advice was accepted, worked for somebody and was found dangerous; other texts were reported and decided."""
        super().begin()
        self.accept("ada", 0, 0)
        self.try_out("sam", 0, True)
        self.check("eva", 0, VerdictKind.UNSAFE, 0)
        for at, what in ((0, 0), (1, 7), (2, 7)):
            self.report("sam", at, FlagKind.DANGEROUS, what)
        self.decide("max", 0, Action.FOLD, False)
        self.decide("max", 1, Action.QUARANTINE, False)
        self.follow()

    @rule(who=moderators, at=numbers, to=numbers, action=some.sampled_from(Action), number=some.integers(1, 3))
    def decide_fully(self, who: str, at: int, to: int, action: Action, number: int) -> None:
        """Decide with all that an action may need to be told."""

        def verb(actor: Actor) -> object:
            terms = Terms(until=self.at + timedelta(days=number), target_id=self.ground.question(to), number=number)
            return decide(actor, self.ground.case(at), action, reason="It burns.", terms=terms)

        self.do(f"decide {action} fully", who, verb)

    @rule(who=moderators, at=numbers, to=some.sampled_from(NAMES), what=some.integers(0, 3))
    def handle(self, who: str, at: int, to: str, what: int) -> None:
        ground = self.ground
        verbs: tuple[Callable[[Actor], object], ...] = (
            lambda actor: take_case(actor, ground.case(at)),
            lambda actor: let_go(actor, ground.case(at)),
            lambda actor: hand_over(actor, ground.case(at), getattr(ground.cast, to).id),
            lambda actor: take_next(actor, skip=ground.one_of(Case, at)),
        )
        self.do("handle a report", who, verbs[what])

    @rule(who=authors, by=moderators, at=numbers, what=some.integers(0, 3), yes=some.booleans())
    def look_again(self, who: str, by: str, at: int, what: int, yes: bool) -> None:
        """An author appeals; another moderator decides that, or reads the decision again."""
        ground = self.ground

        def decision() -> int:
            return ground.one_of(Decision, at)

        verbs: tuple[tuple[str, str, Callable[[Actor], object]], ...] = (
            ("appeal", who, lambda actor: appeal(actor, decision(), text="It does not burn.")),
            ("answer an appeal", by, lambda actor: decide_appeal(actor, decision(), grant=yes, reason="I looked.")),
            ("confirm", by, lambda actor: confirm(actor, decision())),
            ("overturn", by, lambda actor: overturn(actor, decision(), reason="It does not burn.")),
        )
        self.do(*verbs[what])

    @rule(who=moderators, whom=some.sampled_from(NAMES), days=some.integers(0, 3), wholly=some.booleans())
    def restrain(self, who: str, whom: str, days: int, wholly: bool) -> None:
        """Suspend or silence somebody for some days, or let them go before their time."""
        person, until = getattr(self.ground.cast, whom).id, self.at + timedelta(days=days)
        action, restraint = (Action.SUSPEND, Restraint.SUSPENSION) if wholly else (Action.SILENCE, Restraint.SILENCE)
        if days:
            self.do(action, who, lambda actor: decide_about(actor, person, action, until=until, reason="Rude."))
        else:
            self.do("lift", who, lambda actor: lift(actor, person, restraint, reason="Enough."))

    @rule(who=moderators, whom=some.sampled_from(NAMES), at=numbers, back=some.booleans(), steps=some.integers(0, 3))
    def hide_everything(self, who: str, whom: str, at: int, back: bool, steps: int) -> None:
        """Hide all that somebody posted, or give it back; some of it at once, the rest later."""
        person = getattr(self.ground.cast, whom).id
        if back:
            made = session().get(Decision, self.ground.one_of(Decision, at))
            whose, which = (made.person_id or 0, made.id) if made is not None else (0, 0)
            self.do("show posts", who, lambda actor: show_posts(actor, whose, which, reason="No."))
        else:
            self.do("hide posts", who, lambda actor: hide_posts(actor, person, reason="Adverts."))
        self.do("go on hiding", who, lambda _actor: go_on(steps))

    @rule(who=moderators, whom=some.sampled_from(NAMES), at=numbers, what=some.integers(0, 2))
    def note(self, who: str, whom: str, at: int, what: int) -> None:
        """A moderator leaves a note for the others, or takes one out."""
        person = getattr(self.ground.cast, whom).id
        verbs: tuple[tuple[str, Callable[[Actor], object]], ...] = (
            ("note on a report", lambda actor: note_on_case(actor, self.ground.case(at), "Seen before.")),
            ("note on a person", lambda actor: note_on_person(actor, person, f"Told {at} times.")),
            ("drop a note", lambda actor: drop_note(actor, self.ground.one_of(StaffNote, at))),
        )
        said, verb = verbs[what]
        self.do(said, who, verb)

    @rule(who=engineers, by=moderators, told=anybody, at=numbers, what=some.integers(0, 6))
    def recall(self, who: str, by: str, told: str, at: int, what: int) -> None:
        """Those who relied on advice are told, or not, or told that it was right after all."""

        def one() -> int:
            return self.ground.one_of(Recall, at)

        verbs: tuple[tuple[str, str, Callable[[Actor], object]], ...] = (
            ("tell", who, lambda actor: tell(actor, one(), TOLD)),
            ("tell", by, lambda actor: tell(actor, one(), TOLD)),
            ("decline", by, lambda actor: decline(actor, one(), reason="Nobody relied on it.")),
            ("approve", who, lambda actor: approve(actor, one())),
            ("stop", by, lambda actor: stop(actor, one())),
            ("take back", who, lambda actor: take_back(actor, one())),
            ("say undone", told, lambda actor: say_undone(actor, one())),
        )
        self.do(*verbs[what])

    @rule(who=engineers, at=numbers, what=some.integers(0, 2))
    def confirm_one_check(self, who: str, at: int, what: int) -> None:
        """What a new engineer says is confirmed, refused or taken back."""

        def one() -> int:
            return self.ground.one_of(WaitingCheck, at)

        verbs: tuple[tuple[str, Callable[[Actor], object]], ...] = (
            ("confirm a check", lambda actor: confirm_check(actor, one())),
            ("refuse a check", lambda actor: refuse_check(actor, one(), reason="It does not hold.")),
            ("take a check back", lambda actor: take_check_back(actor, one())),
        )
        name, verb = verbs[what]
        self.do(name, who, verb)

    @rule(minutes=some.sampled_from((5, 15, 40)))
    def let_go_out(self, minutes: int) -> None:
        """Time passes, and what was decided ten minutes ago goes out."""
        self.at += timedelta(minutes=minutes)
        self.do("send", "visitor", lambda _: send_due())


__all__ = ["DutyWalk"]
