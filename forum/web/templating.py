"""What every template may use: `site`, `viewer`, `can`, `page_url`, and the filters for times."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from flask import Flask
from flask_babel import format_time, get_locale, to_user_timezone
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from forum import config
from forum.core.clock import now
from forum.moderation.persons import Held, own_restraints
from forum.web import compiled, quick
from forum.web.access import Can, viewer
from forum.web.addresses import page_url
from forum.web.language import language
from forum.web.words import day, say, shipped


class Site:
    """What pages say about the site itself."""

    @property
    def name(self) -> str:
        """The community's name."""
        return config.current().site_name

    @property
    def company(self) -> str:
        """The company whose staff checks answers."""
        return config.current().company

    @property
    def registration(self) -> bool:
        """Whether visitors may register."""
        return config.current().registration

    @property
    def language(self) -> str:
        """The page's language as browsers and screen readers name it."""
        return language().replace("_", "-")


def when(moment: datetime) -> str:
    """Return a moment as date and time in the reader's zone, as "3 Nov 2026, 14:10"."""
    return f"{day(moment)}, {_time(moment)}"


def clock(moment: datetime) -> str:
    """Return a moment of today as its time in the reader's zone, as "14:10"; any other with its day."""
    is_today = to_user_timezone(moment).date() == to_user_timezone(now()).date()
    return _time(moment) if is_today else when(moment)


def _time(moment: datetime) -> str:
    return str(format_time(moment, "HH:mm" if str(get_locale()).startswith("en") else "short"))


def _looking() -> dict[str, object]:
    """Return the same `viewer` and `can` as the global ones, without a proxy before every look at them."""
    found = viewer()
    return {"viewer": found, "can": Can(found.actor)}


def held_from_viewer() -> Sequence[Held]:
    """Return what is taken from the viewer now; nothing where the database cannot say, which an error page tells of."""
    with suppress(SQLAlchemyError):
        return own_restraints(viewer().actor)
    return ()


def register(app: Flask) -> None:
    """Fill the templates' globals; macros that are imported without context see them too."""
    app.jinja_env.bytecode_cache = compiled.cache()
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(site=Site(), viewer=current_user, can=Can(), page_url=page_url)
    app.jinja_env.globals["own_restraints"] = held_from_viewer
    app.jinja_env.filters.update(when=when, clock=clock, day=day, say=say, shipped=shipped)
    quick.register(app)
    app.context_processor(_looking)
