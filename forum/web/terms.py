"""What the community asks and promises: rules, privacy, terms, with their versions; admins write them here."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField

from forum.core.diff import Change, differences, fold
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.markup import safe
from forum.core.translation import languages
from forum.terms.models import TermsVersion, Topic
from forum.terms.operations import TEXT_MAX, keep_terms
from forum.terms.policy import can_keep_terms
from forum.terms.queries import newest_texts, text_for, topic_named, versions_of
from forum.terms.shipped import RULES, shipped_rules
from forum.web.access import needs_sign_in, viewer
from forum.web.forms import AtMost, Form, Required
from forum.web.language import language, own_name
from forum.web.rendering import rendered
from forum.web.respond import done, show
from forum.web.words import say, shipped

blueprint = Blueprint("terms", __name__, url_prefix="/policies")

TITLES = {
    Topic.RULES: _l("Rules of the community"),
    Topic.PRIVACY: _l("Privacy"),
    Topic.TERMS: _l("Terms of use"),
}


class TermsForm(Form):
    """A text, and why it changes."""

    body = TextAreaField(_l("Text"), [Required(), AtMost(TEXT_MAX)])
    reason = StringField(_l("Why it changes"), [Required(), AtMost(2_000)])
    base = HiddenField()


def names() -> dict[str, str]:
    """Return the languages that are spoken here by their codes, each in its own words."""
    return {code: own_name(code) for code in languages()}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What there is."""
    texts = newest_texts()
    lines = [(topic, TITLES[topic], text_for(topic, language(), texts)) for topic in Topic]
    return show("terms/index.html", lines=lines)


@blueprint.get("/<topic>")
def show_one(topic: str) -> ResponseReturnValue:
    """One text in the reader's language, as it stands now."""
    named, texts = topic_named(topic), newest_texts()
    text = text_for(named, language(), texts)
    return show(
        "terms/show.html",
        topic=named,
        title=TITLES[named],
        text=text,
        html=safe(text.html) if text else None,
        rules=[shipped(rule) for rule in RULES] if named is Topic.RULES else [],
        names=names(),
    )


@blueprint.get("/<topic>/history/<spoken>")
def history(topic: str, spoken: str) -> ResponseReturnValue:
    """All versions of a text in a language, with what each changed."""
    named = topic_named(topic)
    versions = versions_of(named, spoken)
    if not versions:
        raise NotFound
    return show("terms/history.html", topic=named, title=TITLES[named], spoken=spoken, steps=list(_steps(versions)))


def _steps(versions: Sequence[TermsVersion]) -> Iterator[tuple[TermsVersion, list[Change]]]:
    """Yield the versions, the newest first, with what each changed in the one before."""
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        yield newer, fold(differences(older.source if older else "", newer.source))


@blueprint.route("/<topic>/edit/<spoken>", methods=["GET", "POST"])
@needs_sign_in
def edit(topic: str, spoken: str) -> ResponseReturnValue:
    """Write a new version."""
    named = topic_named(topic)
    if not can_keep_terms(viewer().actor):
        raise Forbidden
    if spoken not in languages():
        raise NotFound
    form = TermsForm(data=_begun(named, spoken, next(iter(versions_of(named, spoken)), None)))
    theirs = None
    if form.validate_on_submit():
        try:
            _keep(named, spoken, form)
            return done(url_for("terms.history", topic=named.value, spoken=spoken), _("Kept. It holds from now on."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            theirs = versions_of(named, spoken)[0]
            form.base.data = str(theirs.number)
    changes = differences(theirs.source, form.body.data or "") if theirs else None
    status, title = 409 if theirs else None, TITLES[named]
    return show("terms/edit.html", form=form, status=status, topic=named, title=title, spoken=spoken, changes=changes)


def _keep(topic: Topic, spoken: str, form: TermsForm) -> None:
    """Write what was typed."""
    base = form.base.data or ""
    number = int(base) if base.isdecimal() and len(base) < 9 else 0
    keep_terms(viewer().actor, topic, spoken, rendered(form.body.data), reason=form.reason.data or "", base=number)


def _begun(topic: Topic, spoken: str, newest: TermsVersion | None) -> dict[str, object]:
    """Return what stands in the form at first: the newest text, else the rules that come with Vouch."""
    if newest is not None:
        return {"body": newest.source, "base": str(newest.number), "reason": ""}
    return {"body": shipped_rules(spoken) if topic is Topic.RULES else "", "base": "0", "reason": ""}
