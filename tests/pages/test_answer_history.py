"""The history of an answer: every text with what staff found in it; what was dangerous then is guarded still."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.markup import render
from forum.flags.models import Case, FlagKind
from forum.flags.operations import Report
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Answer
from forum.questions.operations import edit_answer, report_answer
from forum.questions.trust import VerdictKind
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

Browsers = Callable[[Actor], Client]
BAD, GOOD, BEST = "Run `mkfs /dev/sda` now.", "Run `fsck /dev/sda` now.", "Run `fsck -n /dev/sda` now."


def judged_and_mended(cast: Cast, kind: VerdictKind) -> Answer:
    """Ben's first text is judged; what he makes of it is verified; then he changes it once more."""
    made = answer(cast, ask(cast), body=BAD)
    give_verdict(cast.eva, made.id, VerdictDraft(kind, 1, note="It wipes the disk."))
    edit_answer(cast.ben, made.id, render(GOOD), base_revision=1)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 2))
    edit_answer(cast.ben, made.id, render(BEST), base_revision=2)
    return made


def test_each_version_tells_what_staff_found_in_it(app: Flask, cast: Cast) -> None:
    made = judged_and_mended(cast, VerdictKind.UNSAFE)
    page = Client(app).page(f"/answers/{made.id}/history")
    first, second, third = (" ".join(page.select_one(f"#revision-{number}").text.split()) for number in (1, 2, 3))
    assert "Dangerous: It wipes the disk." in first
    assert "Eva" in first
    assert "Right" in second
    assert "Eva" in second
    assert "Eva" not in third


@pytest.mark.parametrize(("kind", "folded"), [(VerdictKind.UNSAFE, True), (VerdictKind.INCORRECT, False)])
def test_what_was_found_wrong_or_dangerous_stays_guarded(
    app: Flask, cast: Cast, kind: VerdictKind, folded: bool
) -> None:
    made = judged_and_mended(cast, kind)
    page = Client(app).page(f"/answers/{made.id}/history")
    assert page.select_one("#revision-1 .warning") is not None
    # A difference holds the old text too, so the version behind a dangerous one is guarded as well.
    found = {number: page.select_one(f"#revision-{number} details.folded .diff") is not None for number in (1, 2, 3)}
    assert found == {1: folded, 2: folded, 3: False}
    assert ("mkfs" in page.select_one("#revision-3").text, "fsck" in page.select_one("#revision-3").text) == (
        False,
        True,
    )


def test_what_showed_private_data_stays_hidden_when_the_mended_text_is_shown(
    app: Flask, client_of: Browsers, cast: Cast
) -> None:
    made = answer(cast, ask(cast), body="Ask for Nora in Elm Street, any time you like.")
    case_id = report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "A number.")).case_id
    decide(cast.max, case_id, Action.QUARANTINE, reason="Shows a number.")
    edit_answer(cast.ben, made.id, render(GOOD), base_revision=1)
    newest = session().scalar(sa.select(sa.func.max(Case.id))) or 0
    decide(cast.max, newest, Action.DISMISS, reason="The number is gone.", anew=True)
    page = Client(app).page(f"/answers/{made.id}/history")
    assert "Elm Street" not in page.text
    assert page.select_one("#revision-1 .placeholder") is not None
    assert "fsck" in page.select_one("#revision-2").text
    revisions = Client(app).get(f"/api/v1/answers/{made.id}/revisions").get_json()["items"]
    assert [(one["body"], one["contained"]) for one in revisions] == [(None, "quarantined"), (GOOD, "none")]
    for who in (cast.ben, cast.eva, cast.max):
        assert "Elm Street" in client_of(who).page(f"/answers/{made.id}/history").text


def test_the_api_tells_the_checks_of_each_revision(app: Flask, cast: Cast) -> None:
    made = judged_and_mended(cast, VerdictKind.UNSAFE)
    first, second, third = Client(app).get(f"/api/v1/answers/{made.id}/revisions").get_json()["items"]
    assert (first["body"], first["html"], first["contained"]) == (None, None, "folded")
    (found,) = first["verdicts"]
    assert (found["verdict"], found["note"], found["by"]["name"]) == ("unsafe", "It wipes the disk.", "Eva")
    assert [one["verdict"] for one in second["verdicts"]] == ["verified"]
    assert (second["body"], second["contained"], third["verdicts"]) == (GOOD, "none", [])
