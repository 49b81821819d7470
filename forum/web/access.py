"""Who looks at this page, what they may do, and where those are led who have to sign in first."""

import contextlib
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec

from flask import Flask, Response, current_app, g, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from sqlalchemy.exc import SQLAlchemyError

from forum.core.clock import now
from forum.core.errors import Busy
from forum.moderation.persons import with_mends
from forum.notifications.queries import unread_count
from forum.people.drafts import KeptDraft
from forum.people.policy import VISITOR, Actor, can_manage_people, is_staff_anywhere
from forum.people.queries import signed_in
from forum.people.sessions import SEEN_EVERY, note_seen
from forum.web import keeping
from forum.web.accounts.forms import SignInForm
from forum.web.addresses import is_from_here, safe_next
from forum.web.policies import POLICIES, Policy
from forum.web.respond import go, show

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
NEEDS_SIGN_IN = "needs_sign_in"


@dataclass(frozen=True)
class Viewer:
    """Whoever looks at the page, as a plain value; `actor` is what policies and operations take."""

    actor: Actor = VISITOR
    name: str = ""
    slug: str = ""
    locale: str | None = None
    time_zone: str | None = None
    session_id: int | None = None
    seen_at: datetime | None = None
    secret: str = field(default="", repr=False)
    unread: int = 0
    draft: KeptDraft | None = field(default=None, repr=False)

    @property
    def id(self) -> int | None:
        """The person's number, None for a visitor."""
        return self.actor.id

    @property
    def is_staff(self) -> bool:
        """Whether the header shows the way to the staff's lists."""
        return is_staff_anywhere(self.actor)

    @property
    def is_admin(self) -> bool:
        """Whether the header shows the way to the pages that change the site."""
        return can_manage_people(self.actor)

    # What Flask-Login asks of a user.
    @property
    def is_authenticated(self) -> bool:
        """Whether somebody is signed in."""
        return self.id is not None

    @property
    def is_active(self) -> bool:
        """Everybody with a session; what a suspended person may do is the policies' matter."""
        return self.is_authenticated

    @property
    def is_anonymous(self) -> bool:
        """Whether this is a visitor."""
        return not self.is_authenticated

    def get_id(self) -> str:
        """Return what the cookie carries: the session's secret."""
        return self.secret


def load_viewer(secret: str) -> Viewer | None:
    """Return who holds the session with this secret, in one statement; None where it has ended."""
    found = signed_in(secret, unread_count, keeping.place_on(request.path))
    if found is None:
        return None
    return Viewer(
        with_mends(found.actor),
        found.name,
        found.slug,
        found.locale,
        found.time_zone,
        found.session_id,
        found.seen_at,
        secret,
        found.counted,
        found.draft,
    )


def viewer() -> Viewer:
    """Return who looks at this page."""
    found: Viewer = current_user._get_current_object()
    return found


def viewer_at_rest() -> Viewer:
    """Return the viewer for a page that is shown because something failed, maybe the database."""
    try:
        found = viewer()
    except SQLAlchemyError:
        return Viewer()
    # Nothing more is asked while the page is drawn.
    found.__dict__.setdefault("unread", 0)
    return found


class Can:
    """`can.accept_answer(answer)` in templates: the policy that the operation asks again, for the viewer."""

    def __init__(self, actor: Actor | None = None) -> None:
        """Ask for one actor; without one, for whoever looks at the page at each question."""
        self._actor = actor

    def __getattr__(self, name: str) -> Policy:
        """Return the policy `can_<name>` with the viewer filled in."""
        try:
            policy = POLICIES[name]
        except KeyError:
            raise AttributeError(f"no policy is called can_{name}") from None
        if self._actor is None:
            return functools.partial(policy, viewer().actor)
        # Found as a plain attribute by the next question.
        self.__dict__[name] = found = functools.partial(policy, self._actor)
        return found


def needs_sign_in(view: View[P]) -> View[P]:
    """Let only signed-in people pass; others sign in first and find again what they typed."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs) if viewer().is_authenticated else lead_to_sign_in()

    setattr(guarded, NEEDS_SIGN_IN, True)
    return guarded


def lead_to_sign_in() -> ResponseReturnValue:
    """Answer a visitor who has to sign in first; the sign-in page carries what they typed."""
    if request.method in {"GET", "HEAD"}:
        return go(url_for("accounts.login", next=request.full_path.rstrip("?")))
    page = safe_next(request.referrer) or request.path
    kept = keeping.pack(keeping.Kept(page, request.path, keeping.typed())) if is_from_here() else ""
    form = SignInForm(formdata=None, data={"next": page, "kept": kept})
    return show("accounts/login.html", form=form, status=403)


def _keep_what_visitors_send() -> ResponseReturnValue | None:
    """Answer a visitor's form for a page that needs sign-in before its token is checked: they never had one."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in {"GET", "HEAD"} or not getattr(view, NEEDS_SIGN_IN, False):
        return None
    return None if viewer().is_authenticated else lead_to_sign_in()


def _note_seen(response: Response) -> Response:
    """Keep when a device was last used, at most once an hour."""
    found: Viewer | None = g.get("_login_user")
    if found is not None and found.session_id and found.seen_at and now() - found.seen_at >= SEEN_EVERY:
        # A measurement: a page is not refused because it could not be taken.
        with contextlib.suppress(Busy):
            note_seen(found.session_id)
    return response


class Entrance(LoginManager):  # type: ignore[misc] # it ships no types
    """Flask-Login, which makes no digest of the browser for somebody without a session."""

    def _load_user(self) -> None:
        """Find who looks at the page."""
        if session.get("_user_id") is None:
            self._update_request_context_with_user()
        else:
            super()._load_user()


def register(app: Flask) -> None:
    """Know the viewer by the cookie's secret."""
    manager = Entrance()
    # Our sessions are rows that can be ended; a digest of the browser's name adds nothing.
    manager.session_protection = None
    manager.anonymous_user = Viewer
    manager.user_loader(load_viewer)
    manager.init_app(app, add_context_processor=False)
    app.before_request(_keep_what_visitors_send)
    app.after_request(_note_seen)
