"""Pictures in a real browser: from a camera, pasted, dropped, on a broken line, without session, without scripts."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect

from forum.questions.operations import accept_answer
from tests.support.browser import axe
from tests.support.cast import PASSWORD, Cast
from tests.support.letters import code_in
from tests.support.pictures import ON_ITS_SIDE, photo
from tests.support.servers import Server
from tests.support.talk import answer, ask

NewPage = Callable[..., Page]
PHONE = {"width": 360, "height": 740}
JPEG = {"name": "IMG_1234.jpg", "mimeType": "image/jpeg"}
SHOWS = "The lamp at the back is red"
NATURAL = "image => image.complete && image.naturalWidth"


def choose(page: Page, data: bytes | None = None) -> None:
    """Choose a picture, as from the camera."""
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Picture", exact=True).first.click()
    chosen.value.set_files({**JPEG, "buffer": data or photo(800, 600, turned=ON_ITS_SIDE)})


def enter(page: Page, email: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form .button-primary").first.click()
    expect(page.locator(".site-person")).to_be_visible()


def shown(page: Page, alt: str = SHOWS) -> int:
    """The width of a picture in a text, in pixels of its file, once it has been loaded."""
    picture = page.locator(f'.prose img[alt="{alt}"]').first
    picture.scroll_into_view_if_needed()
    page.wait_for_function(NATURAL, arg=picture.element_handle())
    return int(picture.evaluate("image => image.naturalWidth"))


def test_from_no_account_to_a_question_with_a_photo_on_a_phone(live_server: Server, new_page: NewPage) -> None:
    page = new_page(base_url=live_server.url, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/questions/ask")
    page.get_by_label("Title").fill("The lamp at the back turned red over night")
    page.get_by_label("Details").fill("Since this morning it is red. I expected green, and nothing works any more.")
    choose(page)
    panel = page.locator(".picture-panel")
    expect(panel.get_by_role("status")).to_have_text(re.compile("waits on this device"))
    page.get_by_label("What does the picture show?").first.fill(SHOWS)
    assert axe(page) == []
    page.get_by_role("button", name="Sign in and ask").click()

    page.get_by_role("button", name="Create one").click()
    page.get_by_label("Name").fill("Nora Quist")
    page.get_by_label("E-mail address").fill("nora@example.org")
    page.locator("main form .button-primary").first.click()
    page.get_by_label("Six digits").fill(code_in(live_server))
    page.locator("main form .button-primary").first.click()

    # Text and picture are there again, and the picture has been sent.
    expect(page.get_by_label("Title")).to_have_value("The lamp at the back turned red over night")
    expect(panel.get_by_role("status")).to_have_text("The picture is here.")
    expect(page.get_by_label("What does the picture show?").first).to_have_value(SHOWS)
    assert axe(page) == []
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The lamp at the back turned red over night")
    assert shown(page) == 600
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    visitor = new_page(base_url=live_server.url, viewport=PHONE)
    visitor.goto(page.url)
    assert shown(visitor) == 600
    page.goto("/questions/ask")
    expect(page.get_by_label("Title")).to_have_value("")
    expect(panel).to_have_count(0)


def test_the_best_answer_begins_on_the_first_screen_of_a_phone(
    live_server: Server, cast: Cast, new_page: NewPage
) -> None:
    question = ask(cast, body="Since Tuesday it restarts at three. I expected it to stay on.", tags=("night",))
    path = f"/questions/{question.id}/{question.slug}"
    accept_answer(cast.ada, answer(cast, question).id)
    for options in ({}, {"locale": "pt-BR"}):
        page = new_page(base_url=live_server.url, viewport=PHONE, is_mobile=True, has_touch=True, **options)
        page.goto(path)
        first = page.locator("#answer-1 .prose p").first
        line = first.evaluate(
            "p => { const range = document.createRange(); range.selectNodeContents(p); "
            "return range.getClientRects()[0].bottom }"
        )
        assert line <= PHONE["height"], (options, line)


def paste_or_drop(page: Page, kind: str) -> None:
    """Let the browser hand over a picture as people do by keys or with the mouse."""
    page.get_by_label("Details").evaluate(
        """async (field, kind) => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
          canvas.getContext("2d").fillRect(0, 0, kind === "paste" ? 20 : 10, 10);
          const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
          const data = new DataTransfer();
          data.items.add(new File([blob], "image.png", { type: "image/png" }));
          const about = { bubbles: true, cancelable: true };
          field.dispatchEvent(kind === "paste"
            ? new ClipboardEvent("paste", { ...about, clipboardData: data })
            : new DragEvent("drop", { ...about, dataTransfer: data }));
        }""",
        kind,
    )


def test_pasted_dropped_and_on_a_broken_line_nothing_is_lost(
    live_server: Server, cast: Cast, new_page: NewPage
) -> None:
    page = new_page(base_url=live_server.url)
    enter(page, "ada@example.org")
    page.goto("/questions/ask")
    page.get_by_label("Title").fill("Two lamps are red")
    body = page.get_by_label("Details")
    body.fill("This is what I see.")
    panels = page.locator(".picture-panel")
    for kind in ("paste", "drop"):
        paste_or_drop(page, kind)
        expect(panels.get_by_role("status")).to_have_text("The picture is here.")
        # The description is insisted upon, kindly.
        page.get_by_role("button", name="Put it into the text").click()
        expect(panels.get_by_role("alert")).to_contain_text("Say in a few words")
        page.get_by_label("What does the picture show?").first.fill(f"Seen [{kind}]")
        page.get_by_role("button", name="Put it into the text").click()
        expect(panels).to_have_count(0)
    text = body.input_value()
    assert re.fullmatch(
        r"This is what I see\.\n\n"
        r"!\[Seen \\\[paste\\\]\]\(/images/\w{20}-40x30\.webp\)\n\n"
        r"!\[Seen \\\[drop\\\]\]\(/images/\w{20}-40x30\.webp\)\n",
        text,
    ), text

    # Once the draft holds all of it the page may be left.
    with page.expect_request("**/drafts") as saved:
        body.press_sequentially("So.")
    assert saved.value.response() is not None

    page.route("**/images", lambda route: route.abort())
    choose(page)
    expect(panels.get_by_role("status")).to_contain_text("Try again when the connection is back")
    page.get_by_label("What does the picture show?").first.fill(SHOWS)
    page.reload()
    expect(panels.get_by_role("status")).to_contain_text("Try again when the connection is back")
    expect(page.get_by_label("What does the picture show?").first).to_have_value(SHOWS)
    page.unroute("**/images")
    page.get_by_role("button", name="Try again").click()
    expect(panels.get_by_role("status")).to_have_text("The picture is here.")
    assert axe(page) == []

    choose(page, b"This is no picture.")
    expect(panels.nth(1).get_by_role("status")).to_contain_text("Send a JPEG, PNG, WebP or GIF file")
    panels.nth(1).get_by_role("button", name="Remove the picture").click()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two lamps are red")
    assert [shown(page, alt) for alt in ("Seen [paste]", "Seen [drop]", SHOWS)] == [40, 40, 600]


def test_a_session_that_ended_keeps_text_and_picture(live_server: Server, cast: Cast, new_page: NewPage) -> None:
    page = new_page(base_url=live_server.url)
    enter(page, "ada@example.org")
    page.goto("/questions/ask")
    page.get_by_label("Title").fill("The lamp is red again")
    page.get_by_label("Details").fill("It was green yesterday, and now it is not.")
    page.context.clear_cookies()
    choose(page)
    panel = page.locator(".picture-panel")
    expect(panel.get_by_role("status")).to_contain_text("You are signed out")
    page.get_by_label("What does the picture show?").first.fill(SHOWS)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form .button-primary").first.click()
    expect(panel.get_by_role("status")).to_have_text("The picture is here.")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The lamp is red again")
    assert shown(page) == 600


def test_without_scripts_a_file_goes_with_the_form(
    app: Flask, live_server: Server, cast: Cast, new_page: NewPage, tmp_path: Path
) -> None:
    file = tmp_path / "IMG_1234.jpg"
    file.write_bytes(photo(4000, 3000))
    page: Any = new_page(base_url=live_server.url, java_script_enabled=False)
    enter(page, "ada@example.org")
    page.goto("/questions/ask")
    page.get_by_label("Details").fill("It was green yesterday, and now it is not.")
    page.locator("#body-picture").set_input_files(file)
    page.get_by_role("button", name="Preview", exact=True).click()
    # What the picture shows was not said, but nothing that was sent is lost.
    expect(page.locator("#body-error")).to_contain_text("Write between its square brackets what it shows")
    expect(page.locator(".previewed img")).to_be_visible()
    text = page.get_by_label("Details").input_value()
    assert re.search(r"\n\n!\[\]\(/images/\w{20}-1600x1200\.webp\)$", text), text
    page.get_by_label("Title").fill("The lamp is red once more")
    page.get_by_label("Details").fill(text.replace("![]", f"![{SHOWS}]"))
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The lamp is red once more")
    expect(page.locator(f'.prose img[alt="{SHOWS}"]')).to_be_visible()
