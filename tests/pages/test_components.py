"""The components, in a real browser: everybody can use them, in both schemes, with large text, and without scripts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Thread

import pytest
from playwright.sync_api import Page, Route, expect
from werkzeug.serving import make_server

from forum.config import ROOT
from tests.pages.gallery import Sent, make_gallery
from tests.pages.gallery.threads import LABELS
from tests.support.browser import axe
from tests.support.ports import free_port

PAGES = ("thread", "parts", "list", "queue", "thread?out", "list?flash", "error/404")
NewPage = Callable[..., Page]


@dataclass(frozen=True)
class Gallery:
    """The running gallery."""

    url: str
    sent: Sent


@pytest.fixture(scope="module")
def served() -> Iterator[Gallery]:
    """The gallery on a free port."""
    app, sent = make_gallery()
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Gallery(f"http://127.0.0.1:{port}", sent)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def gallery(served: Gallery) -> Gallery:
    """The gallery, with nothing sent to it yet."""
    served.sent.forms.clear()
    served.sent.preview_fails = False
    return served


@pytest.fixture
def page(gallery: Gallery, new_page: NewPage) -> Page:
    """A page of the gallery on a desk."""
    return new_page(base_url=gallery.url, viewport={"width": 1280, "height": 900})


def hold(page: Page, script: str) -> Callable[[], None]:
    """Let a script stay on its way, as over a slow line, until what is returned is called."""
    held: list[Route] = []
    arrived: list[str] = []

    def keep(route: Route) -> None:
        if arrived:
            route.continue_()
        else:
            held.append(route)

    def release() -> None:
        arrived.append(script)
        for route in held:
            route.continue_()

    page.route(f"**/js/{script}", keep)
    return release


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_nobody_is_kept_out(gallery: Gallery, new_page: NewPage, scheme: str, width: int) -> None:
    page = new_page(base_url=gallery.url, color_scheme=scheme, viewport={"width": width, "height": 900})
    found = {}
    for name in PAGES:
        page.goto(f"/{name}")
        found[name] = axe(page)

    assert found == {name: [] for name in PAGES}


@pytest.mark.parametrize(
    ("width", "size", "stretch"), [(320, 100, 0.4), (320, 200, 0), (768, 100, 0), (1280, 200, 0.4)]
)
def test_nothing_is_wider_than_the_page(
    gallery: Gallery, new_page: NewPage, width: int, size: int, stretch: float
) -> None:
    page = new_page(base_url=gallery.url, viewport={"width": width, "height": 900}, bypass_csp=True)
    wide = {}
    for name in ("thread", "parts", "list", "queue"):
        page.goto(f"/{name}?stretch={stretch}")
        page.add_style_tag(content=f"html {{ font-size: {size}% }}")
        wide[name] = overflow(page)

    assert set(wide.values()) == {0}


def test_every_level_is_told_by_its_own_drawing_and_its_own_words(page: Page) -> None:
    page.goto("/thread")
    seen = {}
    for level, label in LABELS.items():
        answer = page.locator(f'[data-trust="{level}"]')
        expect(answer).to_contain_text(label)
        drawings = answer.locator(".trust-line use, .placeholder use")
        seen[level] = drawings.first.get_attribute("href") if drawings.count() else None

    assert seen["unreviewed"] is None
    assert len(set(seen.values())) == len(LABELS)


def test_trust_comes_before_the_first_word(page: Page) -> None:
    page.goto("/thread")

    for answer in page.locator("[data-trust]").all():
        first = answer.locator("> *").first
        assert first.evaluate("e => e.matches('.trust-line, .warning, .placeholder')")


def test_a_dangerous_text_is_folded_and_has_no_copy_button(page: Page) -> None:
    page.goto("/thread")
    answer = page.locator('[data-trust="unsafe"]')

    expect(answer.locator(".prose")).to_be_hidden()
    answer.get_by_text("Show the text anyway").click()
    expect(answer.locator(".prose")).to_be_visible()
    expect(answer.locator(".code-copy")).to_have_count(0)


def test_code_is_copied_with_one_press(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/thread")
    box = page.locator('[data-trust="verified"] .code').first
    box.get_by_role("button", name="Copy").click()

    expect(box.get_by_role("button", name="Copied")).to_be_visible()
    assert "uci commit network" in page.evaluate("navigator.clipboard.readText()")


def test_colours_once_chosen_are_there_from_the_first_moment(page: Page) -> None:
    page.goto("/list")
    switch = page.locator("[data-theme-switch]")
    switch.click()
    switch.click()
    expect(switch).to_have_text("Colours: dark")
    page.reload(wait_until="commit")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(switch).to_have_text("Colours: dark")
    switch.click()
    expect(switch).to_have_text("Colours: as the system")


def write(page: Page, text: str) -> None:
    """Open the thread and write into the answer's field, once its keeper is there."""
    page.goto("/thread")
    page.locator("form[data-unsent]").first.wait_for()
    page.fill("#body", text)


def test_a_text_survives_a_closed_page_until_it_is_sent(page: Page, gallery: Gallery) -> None:
    write(page, "It was the cable.")
    page.goto("/list")
    page.goto("/thread")
    expect(page.locator("#body")).to_have_value("It was the cable.")
    expect(page.get_by_text("Your unsent text was restored.")).to_be_visible()
    page.get_by_role("button", name="Post the answer").click()
    page.wait_for_url("**/thanks")
    page.goto("/thread")

    expect(page.locator("#body")).to_have_value("")
    assert [form["body"] for form in gallery.sent.forms] == ["It was the cable."]


def test_a_restored_text_can_be_thrown_away(page: Page) -> None:
    write(page, "Never mind.")
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("#body")).to_have_value("")
    page.reload()

    expect(page.locator("#body")).to_have_value("")


def test_what_is_typed_before_the_copy_comes_back_stays(page: Page) -> None:
    write(page, "A long text of yesterday.")
    arrives = hold(page, "unsent.js")
    page.reload(wait_until="commit")
    page.fill("#body", "And another thing.")
    arrives()
    expect(page.locator("#body")).to_have_value("A long text of yesterday.\n\nAnd another thing.")
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("#body")).to_have_value("And another thing.")


def test_what_does_not_work_yet_is_not_shown(page: Page) -> None:
    arrives = hold(page, "editor.js")
    page.goto("/thread", wait_until="commit")
    page.fill("#body", "anything")
    expect(page.locator(".editor-bar")).to_be_hidden()
    arrives()
    page.get_by_role("tab", name="Preview").click()
    expect(page.get_by_role("tabpanel").locator("table")).to_be_visible()


def test_the_preview_is_made_by_the_server(page: Page) -> None:
    page.goto("/thread")
    page.fill("#body", "anything")
    page.get_by_role("tab", name="Preview").click()
    preview = page.get_by_role("tabpanel")

    expect(preview.locator("table")).to_be_visible()
    page.get_by_role("tab", name="Preview").press("ArrowLeft")
    expect(page.locator("#body")).to_be_visible()


def test_a_failed_preview_keeps_the_text(page: Page, gallery: Gallery) -> None:
    gallery.sent.preview_fails = True
    page.goto("/thread")
    page.fill("#body", "anything")
    page.get_by_role("tab", name="Preview").click()

    expect(page.get_by_text("The preview could not be made. Your text is still here.")).to_be_visible()
    expect(page.locator("#body")).to_have_value("anything")


def test_the_tools_write_markdown(page: Page) -> None:
    page.goto("/thread")
    page.fill("#body", "cable")
    page.locator("#body").select_text()
    page.get_by_role("button", name="Bold").click()

    expect(page.locator("#body")).to_have_value("**cable**")


def test_ctrl_enter_sends_once(page: Page, gallery: Gallery) -> None:
    page.goto("/thread")
    page.fill("#body", "Sent by hand.")
    page.locator("#body").press("Control+Enter")
    page.wait_for_url("**/thanks")

    assert len(gallery.sent.forms) == 1


def test_two_presses_send_once(page: Page, gallery: Gallery) -> None:
    page.goto("/thread")
    page.fill("#body", "Pressed twice.")
    page.get_by_role("button", name="Post the answer").dblclick()
    page.wait_for_url("**/thanks")

    assert len(gallery.sent.forms) == 1


def test_what_cannot_be_undone_is_asked_for_twice(page: Page, gallery: Gallery) -> None:
    page.goto("/thread")
    page.locator("#deleting").get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert gallery.sent.forms == []
    page.locator("#deleting").get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/thanks")

    assert [form.get("delete") for form in gallery.sent.forms] == ["7"]


def test_escape_closes_a_menu_and_leads_back(page: Page) -> None:
    page.goto("/list")
    person = page.locator(".site-head summary")
    person.click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Settings")).to_be_hidden()
    expect(person).to_be_focused()


def test_staff_move_through_a_list_by_keys(page: Page) -> None:
    page.goto("/queue")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    page.keyboard.press("4")
    expect(page.get_by_role("radio", name="Dangerous")).to_be_checked()


def test_every_page_with_keys_listens_to_them() -> None:
    folder = ROOT / "templates"
    texts = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}
    # A form with keys is a part of several pages.
    parts = {name for name, text in texts.items() if "data-keys" in text and "{% extends" not in text}
    whole = {name: text for name, text in texts.items() if "{% extends" in text}
    with_keys = {
        name
        for name, text in whole.items()
        if "data-keys" in text or any(f'include "{part}"' in text for part in parts)
    }
    assert {"staff/check.html", "solutions/check.html", "staff/report.html", "staff/reports.html"} <= with_keys
    assert with_keys == {name for name, text in whole.items() if "js/keys.js" in text}


def test_a_key_is_heard_as_soon_as_its_choice_is_seen(page: Page) -> None:
    arrive = hold(page, "app.js")
    page.goto("/queue", wait_until="commit")
    expect(page.get_by_role("radio", name="Dangerous")).to_be_visible()
    page.keyboard.press("4")
    expect(page.get_by_role("radio", name="Dangerous")).to_be_checked()
    arrive()


def test_keys_do_nothing_while_one_writes(page: Page) -> None:
    page.goto("/queue")
    page.locator("[data-search]").focus()
    page.keyboard.type("j4/?")

    expect(page.locator("[data-search]")).to_have_value("j4/?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_slash_leads_to_the_search_box(page: Page) -> None:
    page.goto("/list")
    page.keyboard.press("/")

    expect(page.locator("[data-search]")).to_be_focused()


def test_a_message_can_be_put_away(page: Page) -> None:
    page.goto("/list?flash")
    page.get_by_role("status").get_by_role("button", name="Dismiss").click()

    expect(page.get_by_text("Your answer is posted.")).to_have_count(0)
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_form_that_came_back_leads_to_what_must_be_mended(page: Page) -> None:
    page.goto("/parts")
    summary = page.get_by_role("alert").first
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("Title")).click()
    field = page.locator("#returned-title")

    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile("^Say in one sentence what is wrong"))


def test_recent_dates_are_told_as_people_tell_them(page: Page) -> None:
    page.goto("/list")
    times = page.locator("time")

    expect(times.nth(1)).to_have_text("3 hours ago")
    expect(times.nth(1)).to_have_attribute("title", re.compile(r"\d{4}"))


def test_everything_is_there_without_scripts(gallery: Gallery, new_page: NewPage) -> None:
    page = new_page(base_url=gallery.url, java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto("/thread")
    assert page.get_by_role("button", name="Preview").count() == 0
    page.locator("details.menu summary").last.click()
    expect(page.get_by_role("link", name="Report").last).to_be_visible()
    page.fill("#body", "Typed without scripts.")
    page.get_by_role("button", name="Post the answer").click()
    page.wait_for_url("**/thanks")

    assert [form["body"] for form in gallery.sent.forms] == ["Typed without scripts."]


def test_a_visitor_gets_no_form_to_change_anything(page: Page) -> None:
    page.goto("/thread?out")

    expect(page.locator("article form")).to_have_count(0)
    assert "csrf" not in page.locator("head").inner_html()
