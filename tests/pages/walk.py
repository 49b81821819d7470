"""Every page of the site as the walks for accessibility visit it, with what is pressed there first."""

from collections.abc import Iterator

from tests.pages.showcase import LONG_WORD, Showcase
from tests.pages.visit import Visit, ask_twice, begin_to_ask, by_mail, draft, post, preview, send, to_another_address
from tests.pages.walk_staff import staff_visits
from tests.support.cast import Cast
from tests.support.talk import ADVICE


def solutions_at_work(shown: Showcase) -> Iterator[Visit]:
    """What editors and engineers do to solutions."""
    path = f"/solutions/{shown.edited}"
    yield Visit("solutions.show", path, "eva")
    yield Visit("solutions.history", f"{path}/history", "max")
    yield Visit("solutions.edit", f"{path}/edit", "max")
    older = {"revision": "1", "title": "Older", "body": "Older."}
    yield Visit("solutions.edit", f"{path}/edit", "max", 409, post(f"{path}/edit", **older), called="overtaken")
    yield Visit("solutions.review", f"{path}/review", "max")
    yield Visit("solutions.review", f"{path}/review", "eva", 422, post(f"{path}/review"), called="refused")
    yield Visit("solutions.check", f"{path}/check", "eva")
    yield Visit("solutions.retire", f"{path}/retire", "max", 422, send(successor="", reason=""), called="refused")
    yield Visit("solutions.changed_list", "/solutions/changed", "max")
    yield Visit("solutions.check_list", "/solutions/check", "eva")


def visits(shown: Showcase, cast: Cast) -> Iterator[Visit]:
    """Every page, each for the people who see it differently."""
    question, mine = shown.question.path, shown.asked_by_ada.path
    good, changed = shown.answers["accepted"], shown.answers["edited_since"]
    at = f"/questions/{shown.question.id}"
    for who in ("", "ada", "ben", "eva", "max"):
        yield Visit("questions.show", question, who, opened=who in {"", "eva"})
    yield Visit("questions.show", f"{question}?order=newest", "sam")
    yield Visit("questions.show", mine, "ada", opened=True)
    yield Visit("questions.show", shown.overdue.path)
    yield Visit("questions.show", shown.closed.path, "sam")
    yield Visit("questions.show", shown.deleted.path, "ada", opened=True)
    yield Visit("questions.show", shown.duplicate.path, "ada", opened=True)
    yield Visit("questions.close", f"{at}/close?q=restart", "max")
    yield Visit("questions.close", f"{at}/close", "ada", 422, post(f"{at}/close", reason=""), called="refused")
    yield Visit("questions.merge", f"{at}/merge", "max", 422, post(f"{at}/merge", target="no"), called="refused")
    yield Visit("questions.convert_answer", f"/answers/{shown.answers['worked']}/convert", "ben")
    yield Visit("questions.convert_comment", f"/comments/{shown.comment}/convert", "sam")
    path = f"/comments/{shown.comment}"
    yield Visit("questions.comment_history", f"{path}/history")
    overtaken = post(f"{path}/edit", revision="1", body=f"Older {LONG_WORD}")
    yield Visit("questions.edit_comment_page", f"{path}/edit", "sam", 422, send(body=""), called="refused")
    yield Visit("questions.edit_comment_page", f"{path}/edit", "sam", 409, overtaken, called="overtaken")
    yield Visit("questions.delete_question", f"{at}/delete", "max")
    yield Visit("questions.delete_answer", f"/answers/{good}/delete", "max", 422, send(reason=""), called="refused")
    yield Visit("questions.delete_comment", f"/comments/{shown.comment}/delete", "sam")
    yield Visit("questions.show", question, "ben", then=preview, called="preview")
    yield Visit("questions.post", mine, "ben", 422, send(body=""), called="refused")
    yield Visit(
        "questions.comment", mine, "ben", 422, post(f"/questions/{shown.asked_by_ada.id}/comments"), called="refused"
    )

    yield Visit("questions.home", "/")
    yield Visit("questions.home", "/", "max", opened=True)
    yield Visit("questions.index", "/questions")
    yield Visit("questions.index", "/questions?tag=night&sort=votes", "ada")
    yield Visit("questions.index", "/questions?product=camera")
    yield Visit("questions.ask", "/questions/ask?product=router")
    yield Visit("questions.ask", "/questions/ask", "ada", then=preview, called="preview")
    yield Visit("questions.ask", "/questions/ask", "ada", then=begin_to_ask, opened=True, called="similar")
    yield Visit("questions.ask", "/questions/ask", "sam", then=draft, called="draft")
    yield Visit("questions.similar_ones", "/questions/similar?title=The+router+drops+the+network")
    yield Visit("questions.send", "/questions/ask", "ada", 422, send(title="Why", body=""), called="refused")
    leaky = {"body": f"password=hunter22 and maria@firma.pt {LONG_WORD}1"}
    yield Visit("questions.send", "/questions/ask", "ada", 422, send(title="Why it is so", **leaky), called="secrets")
    yield Visit("questions.edit", f"/questions/{shown.question.id}/edit", "ada")
    yield Visit("questions.edit", f"/questions/{shown.question.id}/edit", "ada", 422, send(title=""), called="refused")
    yield Visit("questions.question_history", f"/questions/{shown.question.id}/history")
    yield Visit("questions.staff_view", f"/questions/{shown.question.id}/staff", "max")
    yield Visit("questions.staff_view", f"/questions/{shown.question.id}/staff?list=opened", "eva")
    yield Visit("questions.edit_answer_page", f"/answers/{changed}/edit", "ben")
    path = f"{at}/edit"
    older = {"revision": "1", "title": "Older", "body": "Older."}
    yield Visit("questions.edit", path, "ada", 409, post(path, **older), called="overtaken")
    path = f"/answers/{changed}/edit"
    yield Visit(
        "questions.edit_answer_page", path, "ben", 409, post(path, revision="1", body="Older."), called="overtaken"
    )
    yield Visit("questions.answer_history", f"/answers/{changed}/history")
    yield Visit("questions.suggest_answer", f"/answers/{shown.answers['verified']}/suggest", "sam")
    path = f"/questions/{shown.question.id}/suggest"
    yield Visit("questions.suggest_question", path, "eva", 422, send(title=""), called="refused")
    path = f"/answers/{shown.answers['verified']}/suggest"
    older = {"revision": "9", "body": "Older.", "note": "Shorter."}
    yield Visit("questions.suggest_answer", path, "sam", 409, post(path, **older), called="overtaken")
    yield Visit("suggestions.index", "/suggestions", "max")
    yield Visit("suggestions.index", "/suggestions?whose=own", "sam")
    yield Visit("suggestions.index", "/suggestions", "amy")
    path = f"/suggestions/{shown.suggestion}"
    yield Visit("suggestions.suggestion", path, "sam")
    yield Visit("suggestions.suggestion", path, "ben", 422, post(f"{path}/reject", reason=""), called="refused")
    yield Visit("suggestions.suggestion", f"/suggestions/{shown.changed_question}", "ada", opened=True)

    path = f"/answers/{shown.answers['staff']}/correct"
    yield Visit("questions.correct_answer", path, "max", 422, send(passage="Not there"), called="refused")
    path = f"/corrections/{shown.objection}"
    yield Visit("questions.adopt_correction_page", f"{path}/adopt", "ben")
    yield Visit("questions.object_to_correction_page", f"{path}/object", "ben", 422, send(reason=""), called="refused")
    yield Visit("questions.answer_history", f"/answers/{good}/history")
    yield Visit("engineering.objections", "/engineering/objections", "eva")
    path = f"/engineering/objections/{shown.objection}"
    yield Visit("engineering.objection", path, "eva", 422, send(reason=""), called="refused")

    yield Visit("reports.answer", f"/answers/{good}/report", "sam")
    yield Visit("reports.answer", f"/answers/{good}/report", "eva", 422, send(), called="refused")
    yield Visit("reports.question", "/questions/1/report", "sam")
    yield Visit("reports.comment", "/comments/1/report", "max")
    yield Visit("reports.solution", f"/solutions/{shown.solution}/report", "sam")
    yield Visit("reports.person", f"/people/{cast.ben.id}/report", "sam")

    yield Visit("solutions.index", "/solutions")
    yield Visit("solutions.index", "/solutions?product=camera", "ada")
    yield Visit("solutions.show", f"/solutions/{shown.solution}")
    yield Visit("solutions.show", f"/solutions/{shown.withdrawn}", status=410)
    yield from solutions_at_work(shown)
    yield Visit("search.page", "/search")
    yield Visit("search.page", "/search?q=nightly+restart")
    yield Visit("search.page", f"/search?q={LONG_WORD}", "ada")
    yield Visit("search.page", "/search?q=xylophone")
    yield Visit("tags.index", "/tags")
    yield Visit("tags.show", "/tags/night", "max")
    yield Visit("tags.answers", "/tags/night/answers")
    yield Visit("tags.edit", "/tags/1/edit", "max")
    path = "/tags/1/edit"
    refused = post("/tags/1/rename", name="a b/c", reason="")
    yield Visit("tags.edit", path, "max", 422, refused, called="refused")
    yield Visit("products.show", "/products/router")
    yield Visit("products.answers", f"/products/router/answers?by={cast.ben.id}")
    yield Visit("products.release", "/products/router/releases/2.1")
    yield Visit("products.release", "/products/router/releases/2.0?show=tried", "ada")
    yield Visit("products.show", "/products/camera", "ada")
    yield Visit("terms.index", "/policies")
    yield Visit("terms.show_one", "/policies/rules", "amy")
    yield Visit("terms.show_one", "/policies/privacy")
    yield Visit("terms.history", "/policies/rules/history/en")
    kinder = post("/policies/rules/edit/en", body=f"Be kinder. {LONG_WORD}", reason="Shorter.", base="9")
    yield Visit("terms.edit", "/policies/rules/edit/en", "amy", 409, kinder, called="overtaken")
    yield Visit("about.trust", "/about/trust")
    for level in ("unsafe", "corrected", "unreviewed"):
        yield Visit("about.answer_trust", f"/answers/{shown.answers[level]}/trust")
    yield Visit("about.verified_text", f"/answers/{changed}/verified")
    yield Visit("helping.answer_helped", f"/answers/{changed}/helped?said=no")
    yield Visit("helping.entry_helped", "/solutions/1/helped?said=yes")
    yield Visit("api_docs.read", "/api/docs")
    yield Visit("numbers.index", "/numbers", "eva")
    yield Visit("numbers.reversal_figures", "/numbers/reversals", "amy")
    yield Visit("numbers.rows", "/numbers/helped", "eva")
    yield Visit("numbers.rows", "/numbers/searches", "max")
    yield Visit("numbers.rows", "/numbers/spared", "max")

    yield Visit("people.profile", f"/people/{cast.ben.id}/ben")
    yield Visit("people.profile", f"/people/{cast.eva.id}/eva?show=checks", "ada")
    yield Visit("people.profile", f"/people/{cast.ben.id}/ben?show=helped")
    yield Visit("people.profile", f"/people/{cast.ben.id}/ben?show=worked", "ada")
    yield Visit("people.profile", f"/people/{cast.ben.id}/ben?show=solutions")
    yield Visit("people.profile", f"/people/{shown.newcomer}/long")
    yield Visit("directory.index", "/staff")
    yield Visit("accounts.login", "/login")
    yield Visit(
        "accounts.login", "/login", status=422, then=send(email="ada@example.org", password="no"), called="refused"
    )
    yield Visit(
        "accounts.login",
        mine,
        status=403,
        then=post("/questions/ask", title="Kept for you", body="A text."),
        called="kept",
    )
    yield Visit("accounts.register", "/register")
    yield Visit("accounts.register", "/register", status=422, then=send(name="Moderator"), called="refused")
    yield Visit("accounts.code", "/login", then=by_mail, called="asked")
    yield Visit("accounts.code", "/login/code", status=422, then=send(code="nonsense"), called="refused")
    yield Visit("accounts.reset", "/reset")
    yield Visit("accounts.reset_asked", "/reset/asked")
    yield Visit("accounts.choose_password", "/reset/nonsense", status=404)
    yield Visit(
        "accounts.choose_password", f"/reset/{shown.secret}", status=422, then=send(password="short"), called="refused"
    )
    yield Visit("accounts.settings", "/account", "ada")
    yield Visit("accounts.settings", "/account", "eva")
    yield Visit("accounts.settings", "/account", "ada", then=ask_twice, called="dialog")
    yield Visit("accounts.own_data", "/account/data", "ada")
    yield Visit("accounts.own_data", "/account/data", "ada", then=send("#copy"), called="asked")
    yield Visit("accounts.erase", "/account/erase", "ada")
    yield Visit("accounts.erase", "/account/erase", "ada", status=422, then=send(current="no"), called="refused")
    yield Visit("admin.erase", f"/admin/people/{cast.sam.id}/erase", "amy")
    yield Visit(
        "admin.erase",
        f"/admin/people/{cast.sam.id}/erase",
        "amy",
        status=422,
        then=send(reason="Sam"),
        called="refused",
    )
    yield Visit("accounts.address_code", "/account", "ada", then=to_another_address, called="asked")
    yield Visit("accounts.address_code", "/account/address/code", "ada", status=422, then=send(code="nonsense"))
    yield Visit("accounts.take_address_back", f"/account/address/back/{shown.way_back}")
    yield Visit(
        "accounts.create_key", "/account", "ada", then=send("#keys", **{"key-name": "of the tests"}), called="key"
    )
    yield Visit("questions.bookmarks", "/bookmarks", "ada")
    yield Visit("questions.bookmarks", "/bookmarks", "amy")
    yield Visit("images.own", "/images", "ada")
    yield Visit("images.own", "/images", "amy")
    yield Visit("images.remove", f"/images/{shown.picture}/remove", "ada")
    yield Visit(
        "images.remove", f"/images/{shown.picture}/remove", "max", status=422, then=send(), called="without a reason"
    )
    yield Visit("notices.inbox", "/inbox", "ben")
    yield Visit("notices.inbox", "/inbox", "amy")
    yield Visit("letters.choices", "/account/notices", "ada")
    yield Visit("letters.unsubscribe", f"/letters/{shown.letter}/unsubscribe")
    yield Visit("letters.unsubscribe", f"/letters/{shown.letter}/unsubscribe", then=send(), called="ended")

    yield from staff_visits(shown, cast)

    yield Visit("errors", "/nowhere", status=404)
    yield Visit("errors", "/nowhere", "eva", status=404)
    yield Visit("errors", f"/answers/{good}/edit", "sam", status=403)
    path = f"/questions/{shown.question.id}/answers/{shown.answers['worked']}/accept"
    yield Visit("errors", mine, "ada", 409, post(path), called="accepted meanwhile")
    yield Visit("errors", mine, "ada", 400, post(path, csrf_token="stale", body=ADVICE), called="old form")
    yield Visit(
        "errors", "/reset", status=429, then=post("/reset", times=6, email="sam@example.org"), called="too often"
    )
