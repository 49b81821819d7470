"""The rooms of staff as the walks visit them: what engineers, moderators and admins work with."""

from collections.abc import Iterator

from tests.pages.showcase import Showcase
from tests.pages.visit import Visit, ask_twice, choose, post, send
from tests.support.cast import Cast


def staff_visits(shown: Showcase, cast: Cast) -> Iterator[Visit]:
    """Every page of staff."""
    yield from _engineering(shown)
    yield from _moderation(shown, cast)
    yield from _telling(shown)
    yield from _administration(cast)


def _engineering(shown: Showcase) -> Iterator[Visit]:
    """The engineers' lists, and checks."""
    good, changed = shown.answers["accepted"], shown.answers["edited_since"]
    for path, endpoint in (
        ("", "index"),
        ("/overdue", "late"),
        ("/check", "check_list"),
        ("/new-versions", "due_list"),
    ):
        yield Visit(f"engineering.{endpoint}", f"/engineering{path}", "eva")
    yield Visit("engineering.check", f"/engineering/answers/{good}", "eva", opened=True)
    yield Visit(
        "engineering.check", f"/engineering/answers/{good}", "eva", then=choose("2"), opened=True, called="right if"
    )
    yield Visit("engineering.check", f"/engineering/answers/{good}", "eva", then=choose("5"), called="out of date")
    yield Visit("engineering.check", f"/engineering/answers/{changed}", "eva", opened=True)
    path = f"/engineering/answers/{good}"
    yield Visit("engineering.check", path, "eva", 422, post(path, revision="1", verdict="unsafe"), called="refused")
    yield Visit("engineering.confirm_list", "/engineering/confirm", "eva")
    yield Visit("engineering.confirm_one", f"/engineering/confirm/{shown.waiting_check}", "eva")


def _moderation(shown: Showcase, cast: Cast) -> Iterator[Visit]:
    """The moderators' lists, reports, people and rules."""
    yield Visit("moderation.index", "/moderation", "max")
    yield Visit("moderation.index", "/moderation?state=closed", "max")
    yield Visit("moderation.index", "/moderation?kind=dangerous", "max")
    yield Visit("moderation.hidden", "/moderation/hidden", "max")
    yield Visit("moderation.deleted", "/moderation/deleted", "max")
    yield Visit("decisions.again", "/moderation/again", "max")
    yield Visit("decisions.decision", f"/decisions/{shown.decision}", "max")
    yield Visit("moderation.texts", "/moderation/texts", "max")
    yield Visit("moderation.texts", "/moderation/texts", "max", 422, send(title="", text=""), called="refused")
    yield Visit("moderation.text", f"/moderation/texts/{shown.text}", "max")
    yield Visit("moderation.people", "/moderation/people", "max")
    yield Visit("moderation.people", "/moderation/people", "amy")
    yield Visit("moderation.person", f"/moderation/people/{shown.newcomer}", "max")
    yield Visit("moderation.person", f"/moderation/people/{cast.ben.id}", "max", 422, send(reason=""), called="refused")
    yield Visit("moderation.posts", f"/moderation/people/{cast.ben.id}/posts", "max")
    yield Visit(
        "moderation.posts", f"/moderation/people/{cast.ben.id}/posts", "max", 422, send(reason=""), called="refused"
    )
    yield Visit("moderation.rules", "/moderation/rules", "max")
    yield Visit("moderation.rules", "/moderation/rules?show=own", "max", called="empty")
    yield Visit("moderation.rule", "/moderation/rules/files.delete-everything", "max")
    yield Visit("moderation.rule", "/moderation/rules/files.delete-everything", "max", 422, send(), called="refused")
    yield Visit("moderation.new_rule", "/moderation/rules/new", "max")
    yield Visit("moderation.edit_rule", "/moderation/rules/spam.link-farm/edit", "max")
    yield Visit(
        "moderation.edit_rule",
        "/moderation/rules/files.overwrite/edit",
        "max",
        422,
        send(pattern="("),
        called="refused",
    )
    yield Visit("moderation.case", f"/moderation/reports/{shown.open_case}", "max")
    yield Visit("moderation.case", f"/moderation/reports/{shown.open_case}", "max", 422, send(), called="refused")
    yield Visit("moderation.case", f"/moderation/reports/{shown.closed_case}", "max")
    refused = send("[aria-labelledby=notes]", text="")
    yield Visit("moderation.case", f"/moderation/reports/{shown.open_case}", "max", 422, refused, called="no note")
    yield Visit("moderation.person", f"/moderation/people/{shown.newcomer}", "amy", 422, refused, called="no note")


def _telling(shown: Showcase) -> Iterator[Visit]:
    """What people are told of wrong advice, as everybody, whoever was told, and staff see it."""
    yield Visit("decided.index", "/decisions")
    yield Visit("decided.index", "/decisions?action=fold", "ada")
    yield Visit("recalls.index", "/corrected")
    yield Visit("recalls.one", f"/corrected/{shown.told}", "ada")
    yield Visit("recalls.waiting", "/staff/notices", "max")
    yield Visit("recalls.waiting", "/staff/notices?state=settled", "max")
    path = f"/staff/notices/{shown.offered}"
    yield Visit("recalls.notice", path, "eva", 422, post(path, severity="9", summary="", what_now=""), called="refused")
    yield Visit("recalls.notice", f"/staff/notices/{shown.told}", "max")


def _administration(cast: Cast) -> Iterator[Visit]:
    """What admins keep."""
    yield Visit("admin.people", "/admin/people", "amy")
    yield Visit("admin.state", "/admin/state", "amy")
    yield Visit("admin.settings", "/admin/settings", "amy")
    yield Visit("admin.opened", "/admin/opened", "amy")
    yield Visit("admin.products", "/admin/products", "amy")
    yield Visit("admin.new_product", "/admin/products/new", "amy")
    yield Visit(
        "admin.new_product", "/admin/products/new", "amy", 422, send(name="Lamp", slug="A Lamp"), called="refused"
    )
    yield Visit("admin.product", "/admin/products/router", "amy")
    yield Visit("admin.product", "/admin/products/camera", "amy")
    yield Visit("admin.people", "/admin/people?q=xylophone", "amy")
    yield Visit("admin.person", f"/admin/people/{cast.eva.id}", "amy")
    yield Visit("admin.person", f"/admin/people/{cast.eva.id}", "amy", then=ask_twice, called="dialog")
