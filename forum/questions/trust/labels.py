"""The words for each level: one source for page, hit, API, feed and share card.

A label's values are what the domain knows: `name` as text, `date` and `month` as a datetime, `releases` as ids, `since`
and `before` as an id, counts as numbers. A front names the releases, writes dates and numbers in its reader's language,
fills in `site`, and passes them all as words: `label(trust, site="Acme", releases="2.0 and 2.1", date="3 Nov 2026")`.
"""

from collections.abc import Callable

from forum.core.containment import Hazard
from forum.core.text import N_, Message
from forum.questions.trust.assessment import Trust
from forum.questions.trust.levels import Level

HAZARDS = {
    Hazard.DATA_LOSS: Message(N_("could lose your data")),
    Hazard.SECURITY: Message(N_("could open a security hole")),
    Hazard.SAFETY: Message(N_("could hurt someone")),
    Hazard.MONEY: Message(N_("could cost you money")),
    Hazard.LEGAL: Message(N_("could break the law or the warranty")),
    Hazard.PRIVACY: Message(N_("could give away private data")),
}
"""What could go wrong: each goes on after "this"."""


def label(trust: Trust, **words: object) -> Message:
    """Return the one line that says how far the answer can be trusted; `words` replace values of the same name."""
    text = _TEXTS[trust.level](trust)
    values = {name: value for name, value in _values(trust).items() if f"%({name})s" in text}
    return Message(text, {**values, **{name: word for name, word in words.items() if name in values}})


def _values(trust: Trust) -> dict[str, object]:
    hazard = trust.verdict.hazard if trust.verdict else None
    return {
        "site": "",
        "name": trust.by.name if trust.by else "",
        "date": trust.at,
        "month": trust.at,
        "releases": trust.releases,
        "since": trust.verdict.since_release_id if trust.verdict else None,
        "before": trust.right_until,
        "condition": "; ".join(trust.conditions),
        "reason": (trust.verdict.reason if trust.verdict else None) or "",
        "danger": HAZARDS[hazard] if hazard else "",
        "instead": trust.verdict.instead if trust.verdict else "",
        "worked": trust.counts.worked,
        "did_not": trust.counts.did_not,
        "tried": trust.counts.tried,
    }


def _always(text: str) -> Callable[[Trust], str]:
    return lambda trust: text


def _quarantined(trust: Trust) -> str:
    if trust.hazard is Hazard.PRIVACY:
        return N_("Hidden: shows private data")
    return N_("Hidden while we check")


def _unsafe(trust: Trust) -> str:
    hazard, instead = _names_hazard(trust), trust.verdict is not None and bool(trust.verdict.instead)
    if trust.changed_since:
        if hazard and instead:
            return N_("Do not do this (the text was changed since): %(danger)s. Instead: %(instead)s")
        if hazard:
            return N_("Do not do this (the text was changed since): %(danger)s. %(reason)s")
        return N_("Do not do this (the text was changed since): %(reason)s")
    if hazard and instead:
        return N_("Do not do this: %(danger)s. Instead: %(instead)s")
    return N_("Do not do this: %(danger)s. %(reason)s") if hazard else N_("Do not do this: %(reason)s")


def _incorrect(trust: Trust) -> str:
    if trust.changed_since:
        if _names_hazard(trust):
            return N_("Checked and found wrong, changed since, %(danger)s: %(reason)s")
        return N_("Checked and found wrong, changed since: %(reason)s")
    if _names_hazard(trust):
        return N_("Checked and found wrong, %(danger)s: %(reason)s")
    return N_("Checked and found wrong: %(reason)s")


def _names_hazard(trust: Trust) -> bool:
    return trust.verdict is not None and trust.verdict.hazard is not None


def _outdated(trust: Trust) -> str:
    since = trust.verdict.since_release_id if trust.verdict else None
    if since is None:
        return N_("Out of date. The text was changed since this check") if trust.changed_since else N_("Out of date")
    if trust.right_until is None:
        if trust.changed_since:
            return N_("Out of date since %(since)s. The text was changed since this check")
        return N_("Out of date since %(since)s")
    if trust.changed_since:
        return N_("Right up to %(before)s, changed in %(since)s. The text was changed since this check")
    return N_("Right up to %(before)s, changed in %(since)s")


def _check_due(trust: Trust) -> str:
    if trust.conditions:
        if trust.releases:
            return N_("Verified in %(month)s for %(releases)s, but only if %(condition)s, due for a new check")
        return N_("Verified in %(month)s, but only if %(condition)s, due for a new check")
    if trust.releases:
        return N_("Verified in %(month)s for %(releases)s, due for a new check")
    return N_("Verified in %(month)s, due for a new check")


def _conditional(trust: Trust) -> str:
    if trust.releases:
        return N_("Verified for %(releases)s, but only if %(condition)s")
    return N_("Verified, but only if %(condition)s")


def _verified(trust: Trust) -> str:
    if trust.releases:
        return N_("Verified by %(name)s, %(site)s engineer, for %(releases)s, %(date)s")
    return N_("Verified by %(name)s, %(site)s engineer, %(date)s")


def _edited_since(trust: Trust) -> str:
    if trust.held:
        return N_("Changed after it was verified. You see the verified text until the change is checked")
    return N_("Changed after it was verified")


def _accepted(trust: Trust) -> str:
    if trust.accepted_for_asker and trust.by_staff:
        return N_("Marked as solved by a moderator, not by the asker. From %(site)s staff, not double-checked")
    if trust.accepted_for_asker:
        return N_("Marked as solved by a moderator, not by the asker, not checked by staff")
    if trust.by_staff:
        return N_("Solved it for the asker. From %(site)s staff, not double-checked")
    return N_("Solved it for the asker, not checked by staff")


def _worked(trust: Trust) -> str:
    if trust.counts.did_not:
        return N_("Worked for %(worked)s of %(tried)s")
    return N_("Worked for one person") if trust.counts.worked == 1 else N_("Worked for %(worked)s people")


_TEXTS: dict[Level, Callable[[Trust], str]] = {
    Level.QUARANTINED: _quarantined,
    Level.UNSAFE: _unsafe,
    Level.INCORRECT: _incorrect,
    Level.OUTDATED: _outdated,
    Level.CORRECTED: _always(N_("Corrected by %(name)s: see the mark")),
    Level.CHECK_DUE: _check_due,
    Level.CONDITIONAL: _conditional,
    Level.VERIFIED: _verified,
    Level.EDITED_SINCE: _edited_since,
    Level.DISPUTED: _always(N_("Did not work for %(did_not)s of %(tried)s")),
    Level.ACCEPTED: _accepted,
    Level.STAFF: _always(N_("From %(site)s staff, not double-checked")),
    Level.WORKED: _worked,
    Level.UNREVIEWED: _always(N_("Not yet checked")),
}
