"""Pages: one blueprint per area, and what all of them share. Thin: load by query, one operation, a fresh query."""

from flask import Blueprint, Flask

from forum.web import (
    about,
    access,
    admin,
    cache,
    counting,
    decided,
    decisions,
    directory,
    errors,
    health,
    images,
    language,
    numbers,
    people,
    reporting,
    requests,
    security,
    static,
    suggestions,
    templating,
    terms,
)
from forum.web.accounts.views import blueprint as accounts
from forum.web.catalogue import products, tags
from forum.web.corrected import blueprint as recalls
from forum.web.crawling import blueprint as crawling
from forum.web.drafts import blueprint as drafts
from forum.web.finding import blueprint as search
from forum.web.helping import blueprint as helping
from forum.web.letters import blueprint as letters
from forum.web.notices import blueprint as notices
from forum.web.questions import blueprint as questions
from forum.web.solutions import blueprint as solutions
from forum.web.staff import engineering, moderation

# One line per area.
AREAS: tuple[Blueprint, ...] = (
    accounts,
    people.blueprint,
    directory.blueprint,
    admin.blueprint,
    numbers.blueprint,
    health.blueprint,
    questions,
    engineering,
    moderation,
    reporting.blueprint,
    decisions.blueprint,
    decided.blueprint,
    suggestions.blueprint,
    about.blueprint,
    terms.blueprint,
    crawling,
    drafts,
    helping,
    images.blueprint,
    search,
    solutions,
    tags,
    products,
    notices,
    letters,
    recalls,
)


def register(app: Flask) -> None:
    """Give the application its pages. The hooks run in this order before a request, the other way round after it."""
    static.register(app)
    requests.register(app)
    security.register(app)
    language.register(app)
    images.register(app)
    access.register(app)
    security.guard_changes(app)
    templating.register(app)
    errors.register(app)
    counting.register(app)
    cache.register(app)
    for area in AREAS:
        app.register_blueprint(area)
