"""A person's page: who they are by role, and what they did. Each number opens what it counts."""

from collections.abc import Callable, Sequence

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.core.paging import Page
from forum.knowledge.queries import list_entries, solutions_of
from forum.moderation.trust_levels import own_trust
from forum.people.models import Person
from forum.people.policy import Actor, is_self, is_staff_anywhere
from forum.questions.models import Answer
from forum.questions.queries import QuestionFilter, list_questions
from forum.questions.queries.by_person import Contributions, Part, answers_by, checks_by, helped_by, profile_of
from forum.web.access import viewer
from forum.web.addresses import with_query
from forum.web.questions.shapes import row
from forum.web.respond import show
from forum.web.solutions.reading import solution_row
from forum.web.statuses import STATUSES
from forum.web.trust import answer_mark

blueprint = Blueprint("people", __name__)
# The numbers at the head of the page, and what each of them counts.
FIGURES = {
    "helped": (
        _l("People helped"),
        _l("Questions in which others said themselves that an answer solved it or worked for them, each person once."),
    ),
    "solved": (_l("Marked as solved"), _l("Answers that solved it for the person who asked.")),
    "worked": (_l("Worked for others"), _l("Answers of which others said that they worked for them.")),
}

Found = tuple[Sequence[object], str | None, str | None]


@blueprint.get("/people/<int:person_id>", defaults={"slug": ""})
@blueprint.get("/people/<int:person_id>/<slug>")
def profile(person_id: int, slug: str) -> ResponseReturnValue:
    """Show what a person did, as far as the reader may see it."""
    actor = viewer().actor
    person, counts = profile_of(actor, person_id, solutions_of(actor, person_id))
    if slug != person.slug:
        return redirect(with_query(address(person), **request.args.to_dict()), 301)
    shown = request.args.get("show", "")
    if shown not in LISTS:
        shown = "answers" if counts.answers or not counts.questions else "questions"
    items, newer, older = LISTS[shown](actor, person.id, request.args.get("cursor"))
    return show(
        "people/profile.html",
        person=person,
        shown=shown,
        items=items,
        about=FIGURES.get(shown),
        newer=_at(person, shown, newer),
        older=_at(person, shown, older),
        figures=_figures(person, counts),
        tabs=_tabs(person, counts, shown),
        trust=own_trust(actor) if is_self(actor, person.id) and not is_staff_anywhere(actor) else None,
    )


def address(person: Person) -> str:
    """Return the page of a person."""
    return url_for("people.profile", person_id=person.id, slug=person.slug)


def _at(person: Person, shown: str, cursor: str | None) -> str | None:
    """Return the address of another page of a list, None where there is none."""
    return with_query(address(person), show=shown, cursor=cursor) if cursor else None


def _answers(part: Part) -> Callable[[Actor, int, str | None], Found]:
    """Return what finds a part of a person's answers."""

    def found(actor: Actor, person_id: int, cursor: str | None) -> Found:
        page: Page[Answer] = answers_by(actor, person_id, part=part, cursor=cursor)
        return [{"answer": each, "trust": answer_mark(each)} for each in page.items], page.previous, page.next

    return found


def _questions(actor: Actor, person_id: int, cursor: str | None) -> Found:
    """Find what a person asked."""
    page = list_questions(actor, narrow=QuestionFilter(author_id=person_id), cursor=cursor)
    return [row(each) for each in page.items], page.previous, page.next


def _checks(actor: Actor, person_id: int, cursor: str | None) -> Found:
    """Find the checks that an engineer gave."""
    page = checks_by(actor, person_id, cursor=cursor)
    return page.items, page.previous, page.next


def _solutions(actor: Actor, person_id: int, cursor: str | None) -> Found:
    """Find the solutions that were made from a person's answers."""
    page = list_entries(actor, author_id=person_id, cursor=cursor)
    words = {status: str(text) for status, text in STATUSES.items()}
    return [solution_row(each, words) for each in page.items], page.previous, page.next


def _helped(actor: Actor, person_id: int, cursor: str | None) -> Found:
    """Find where a person helped others."""
    page = helped_by(actor, person_id, cursor=cursor)
    return page.items, page.previous, page.next


LISTS: dict[str, Callable[[Actor, int, str | None], Found]] = {
    "answers": _answers(Part.ALL),
    "solved": _answers(Part.SOLVED),
    "worked": _answers(Part.WORKED),
    "questions": _questions,
    "checks": _checks,
    "solutions": _solutions,
    "helped": _helped,
}


def _figures(person: Person, counts: Contributions) -> list[tuple[str, str, int]]:
    """Return the numbers at the head of the page: words, where they lead, how many."""
    numbers = {"helped": counts.helped, "solved": counts.accepted, "worked": counts.worked}
    return [
        (str(words), with_query(address(person), show=name), numbers[name]) for name, (words, _why) in FIGURES.items()
    ]


def _tabs(person: Person, counts: Contributions, shown: str) -> list[tuple[str, str, bool, int]]:
    """Return the tabs over the list; solutions and checks only of those who have some."""
    found = [("answers", _("Answers"), counts.answers), ("questions", _("Questions"), counts.questions)]
    if counts.solutions or shown == "solutions":
        found.append(("solutions", _("Solutions"), counts.solutions))
    if counts.checks or shown == "checks":
        found.append(("checks", _("Staff checks"), counts.checks))
    return [(words, with_query(address(person), show=name), name == shown, count) for name, words, count in found]
