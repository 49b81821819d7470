"""Pages that the header, the footer and the components link to before their area is built: they answer 404.

An endpoint that an area registers is left alone, so a line here may go as soon as its page is there.
"""

from typing import NoReturn

from flask import Flask

from forum.core.errors import NotFound

TO_COME = {
    "questions.home": "/",
    "questions.index": "/questions",
    "questions.ask": "/questions/ask",
    "questions.show": "/questions/<int:question_id>/<slug>",
    "questions.answer": "/answers/<int:answer_id>",
    "search.page": "/search",
    "solutions.index": "/solutions",
    "solutions.show": "/solutions/<int:entry_id>/<slug>",
    "tags.index": "/tags",
    "products.show": "/products/<slug>",
    "engineering.index": "/engineering",
    "moderation.index": "/moderation",
    "about.trust": "/about/trust",
    "about.answer_trust": "/answers/<int:answer_id>/trust",
    "engineering.check": "/engineering/answers/<int:answer_id>",
}


def register(app: Flask) -> None:
    """Answer 404 for every page that no area has registered."""

    def nothing_yet(**_values: object) -> NoReturn:
        raise NotFound

    for endpoint, rule in TO_COME.items():
        if endpoint not in app.view_functions:
            app.add_url_rule(rule, endpoint, nothing_yet)
