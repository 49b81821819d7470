"""A person's page: who they are by role, and what they did."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.people.models import Person
from forum.people.queries import person_by_id
from forum.questions.queries import QuestionFilter, list_questions
from forum.questions.queries.by_person import Contributions, answers_by, checks_by, contributions
from forum.web.access import viewer
from forum.web.addresses import with_query
from forum.web.questions.shapes import row
from forum.web.respond import show
from forum.web.trust import answer_mark

blueprint = Blueprint("people", __name__)
LISTS = ("answers", "questions", "checks")


@blueprint.get("/people/<int:person_id>", defaults={"slug": ""})
@blueprint.get("/people/<int:person_id>/<slug>")
def profile(person_id: int, slug: str) -> ResponseReturnValue:
    """Show what a person did, as far as the reader may see it."""
    person = person_by_id(person_id)
    if slug != person.slug:
        return redirect(with_query(address(person), **request.args.to_dict()), 301)
    counts = contributions(viewer().actor, person.id)
    shown = request.args.get("show", "")
    if shown not in LISTS:
        shown = "answers" if counts.answers or not counts.questions else "questions"
    items, newer, older = _items(person, shown)
    return show(
        "people/profile.html",
        person=person,
        counts=counts,
        shown=shown,
        items=items,
        newer=newer,
        older=older,
        tabs=_tabs(person, counts, shown),
    )


def address(person: Person) -> str:
    """Return the page of a person."""
    return url_for("people.profile", person_id=person.id, slug=person.slug)


def _items(person: Person, shown: str) -> tuple[list[object], str | None, str | None]:
    """Return one page of a list as the template draws it, and the addresses of the pages around it."""
    actor, cursor = viewer().actor, request.args.get("cursor")
    items: list[object]
    if shown == "questions":
        questions = list_questions(actor, narrow=QuestionFilter(author_id=person.id), cursor=cursor)
        page, items = (questions.previous, questions.next), [row(found) for found in questions.items]
    elif shown == "checks":
        checks = checks_by(actor, person.id, cursor=cursor)
        page, items = (checks.previous, checks.next), list(checks.items)
    else:
        answers = answers_by(actor, person.id, cursor=cursor)
        page = (answers.previous, answers.next)
        items = [{"answer": found, "trust": answer_mark(found)} for found in answers.items]
    newer, older = (with_query(address(person), show=shown, cursor=each) if each else None for each in page)
    return items, newer, older


def _tabs(person: Person, counts: Contributions, shown: str) -> list[tuple[str, str, bool, int]]:
    """Return the tabs over the list; checks only for those who gave some."""
    found = [("answers", _("Answers"), counts.answers), ("questions", _("Questions"), counts.questions)]
    if counts.checks or shown == "checks":
        found.append(("checks", _("Staff checks"), counts.checks))
    return [(words, with_query(address(person), show=name), name == shown, count) for name, words, count in found]
