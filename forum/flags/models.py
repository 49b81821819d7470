"""Flags and cases, and the risk rules that a site keeps itself."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import Base, enum_type
from forum.core.refs import Kind, Ref
from forum.flags.likeness import Print
from forum.flags.rules.rule import Effect, Finder, Place, Rule, Subject
from forum.people.models import Person


class FlagKind(StrEnum):
    """What the reporter says is the matter."""

    DANGEROUS = "dangerous"
    WRONG = "wrong"
    SPAM = "spam"
    ABUSE = "abuse"
    PRIVACY = "privacy"
    OFF_TOPIC = "off_topic"
    ATTENTION = "attention"


class CaseState(StrEnum):
    """A case is open until it was decided."""

    OPEN = "open"
    CLOSED = "closed"


class Case(Base):
    """All open reports of one thing, handled once. A thing has at most one open case."""

    __tablename__ = "cases"
    __table_args__ = (
        sa.Index(
            "uq_cases_open",
            "about_kind",
            "about_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_cases_about", "about_kind", "about_id"),
        sa.Index("ix_cases_queue", "state", "severity", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[Kind]
    about_id: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"))
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    hazard: Mapped[Hazard | None]
    severity: Mapped[int] = mapped_column(default=0, doc="0: no hazard named; 1-4 from nuisance to harm")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, doc="counts flags and decisions; a stale decision is refused")
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    taken_until: Mapped[datetime | None]
    called_at: Mapped[datetime | None] = mapped_column(doc="when moderators were called to it last")

    flags: Mapped[list["Flag"]] = relationship(lazy="raise", back_populates="case", order_by="Flag.id")

    @property
    def about(self) -> Ref:
        """The thing reported."""
        return Ref(self.about_kind, self.about_id)

    @property
    def holder_id(self) -> int | None:
        """Who has taken it and still has it."""
        return self.taken_by_id if self.taken_until is not None and self.taken_until > now() else None


class Flag(Base):
    """One report by a person or a rule. It keeps the revision it saw."""

    __tablename__ = "flags"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "reporter_id"),
        sa.CheckConstraint("severity BETWEEN 0 AND 4", name="severity_range"),
        sa.CheckConstraint("(reporter_id IS NULL) <> (rule IS NULL)", name="person_or_rule"),
        sa.Index("ix_flags_reporter", "reporter_id", "agreed"),
        sa.Index("ix_flags_rule", "rule", "agreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    rule: Mapped[str | None]
    rule_version: Mapped[int | None] = mapped_column(sort_order=90, doc="of the rule that found it")
    kind: Mapped[FlagKind] = mapped_column(enum_type(FlagKind, checked=False))
    hazard: Mapped[Hazard | None]
    severity: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    evidence: Mapped[str | None] = mapped_column(doc="what a rule found, or the address that a person names")
    revision: Mapped[int | None]
    weight: Mapped[float] = mapped_column(default=1.0, server_default="1", doc="see forum.flags.weights")
    agreed: Mapped[bool | None] = mapped_column(doc="a moderator found it to have ground; none: not decided yet")
    created_at: Mapped[datetime] = mapped_column(default=now)

    case: Mapped[Case] = relationship(lazy="raise", back_populates="flags")


# Of the ways in which a rule looks for something, it has one.
ONE_WAY = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in ("pattern", "words", "finder")) + " = 1"


class RuleVersion(Base):
    """One immutable version of a risk rule of this site: one of its own, or a shipped one that it changed or switched
    off. The highest number counts.
    """

    __tablename__ = "rule_versions"
    __table_args__ = (
        sa.UniqueConstraint("key", "number"),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name="severity_range"),
        sa.CheckConstraint(ONE_WAY, name="one_way"),
        sa.CheckConstraint("subject <> 'advice' OR effect <> 'quarantine'", name="advice_is_not_hidden"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    number: Mapped[int] = mapped_column(doc="goes on from the shipped rule's own")
    is_on: Mapped[bool]
    hazard: Mapped[Hazard] = mapped_column(enum_type(Hazard))
    severity: Mapped[int]
    effect: Mapped[Effect] = mapped_column(enum_type(Effect))
    subject: Mapped[Subject] = mapped_column(enum_type(Subject))
    places: Mapped[str] = mapped_column(doc="where it looks, in one line")
    pattern: Mapped[str | None]
    words: Mapped[str | None]
    finder: Mapped[Finder | None] = mapped_column(enum_type(Finder, checked=False))
    unless: Mapped[str] = mapped_column(default="")
    ignores_case: Mapped[bool] = mapped_column(default=False)
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"), doc="none: posts about anything")
    explanation: Mapped[str]
    instead: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(doc="why it was made or changed")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Person | None] = relationship(lazy="raise")

    @property
    def rule(self) -> Rule:
        """The rule that it says."""
        return Rule(
            key=self.key,
            hazard=self.hazard,
            severity=self.severity,
            effect=self.effect,
            explanation=self.explanation,
            instead=self.instead,
            places=frozenset(map(Place, self.places.split())),
            subject=self.subject,
            pattern=self.pattern or "",
            words=self.words or "",
            finder=self.finder,
            unless=self.unless,
            ignores_case=self.ignores_case,
            product_id=self.product_id,
            version=self.number,
        )


class RuleHit(Base):
    """That a rule found something in a text, whatever came of it: once for a rule and a text, the first time."""

    __tablename__ = "rule_hits"
    __table_args__ = (sa.UniqueConstraint("rule", "about_kind", "about_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    version: Mapped[int]
    about_kind: Mapped[Kind] = mapped_column(enum_type(Kind, checked=False))
    about_id: Mapped[int]
    effect: Mapped[Effect] = mapped_column(enum_type(Effect, checked=False), doc="what came of it")
    created_at: Mapped[datetime] = mapped_column(default=now)


class PostPrint(Base):
    """By what a post's newest text is known, so that it is noticed where the same is posted again; kept for a month."""

    __tablename__ = "post_prints"
    __table_args__ = (
        sa.UniqueConstraint("about_kind", "about_id"),
        sa.Index("ix_post_prints_whole", "whole"),
        sa.Index("ix_post_prints_head", "head"),
        sa.Index("ix_post_prints_tail", "tail"),
        sa.Index("ix_post_prints_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[Kind] = mapped_column(enum_type(Kind, checked=False))
    about_id: Mapped[int]
    whole: Mapped[str] = mapped_column(doc="keyed digest, as are the others")
    head: Mapped[str]
    tail: Mapped[str]
    numbers: Mapped[str]
    pairs: Mapped[list[int]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def print(self) -> Print:
        """The print."""
        return Print(self.whole, self.head, self.tail, self.numbers, self.pairs)
