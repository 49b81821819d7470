"""What a walk over the pages is made of: visits, and what is pressed there first."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, Response

from tests.pages.showcase import LONG_WORD
from tests.support.cast import PASSWORD

# Something done on a page; returns the answer of the page that it led to, None where it led to none.
Step = Callable[[Page], Response | None]


@dataclass(frozen=True)
class Visit:
    """A page to look at: by whom, where, and what to do there first; `opened`: with all that folds unfolded."""

    endpoint: str
    path: str
    who: str = ""
    status: int = 200
    then: Step | None = None
    opened: bool = False
    called: str = field(default="")

    def __str__(self) -> str:
        """Name it in a report."""
        return " ".join(filter(None, (self.who or "visitor", self.path, self.called, "opened" if self.opened else "")))


def send(part: str = "", **values: str) -> Step:
    """Fill the form of a part of the page with these values, or with nothing, and send it past the browser's checks."""

    def fill(page: Page) -> Response:
        named = "".join(f":has([name={name}])" for name in values)
        form = page.locator(f"main {part} form[method=post]{named}").last
        for name, value in values.items():
            form.locator(f"[name={name}]").fill(value)
        with page.expect_navigation() as led:
            form.evaluate("form => { form.noValidate = true; form.submit() }")
        return led.value

    return fill


def post(path: str, times: int = 1, **values: str) -> Step:
    """Send something that no form on the page would send, so many times."""
    script = """([path, values]) => {
        const form = Object.assign(document.createElement("form"), { method: "post", action: path });
        const token = document.querySelector("[name=csrf_token], [name=csrf-token]");
        for (const [name, value] of Object.entries({ csrf_token: token?.value ?? token?.content ?? "", ...values }))
            form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
        document.body.append(form);
        form.submit();
    }"""

    def go(page: Page) -> Response:
        begin = page.url
        for _ in range(times):
            page.goto(begin)
            with page.expect_navigation() as led:
                page.evaluate(script, [path, values])
        return led.value

    return go


def choose(key: str) -> Step:
    """Press a key of the staff check."""

    def check(page: Page) -> None:
        page.locator(f"[data-key='{key}']").check()

    return check


def preview(page: Page) -> None:
    """Show what the page's text will look like."""
    page.locator("[data-editor] textarea").first.fill(f"| a | {LONG_WORD} |\n|---|---|\n| b | `{LONG_WORD}` |")
    page.get_by_role("tab", name="Preview").first.click()
    page.locator("[data-pane=preview] table").wait_for()


def begin_to_ask(page: Page) -> None:
    """Type a title that there is something like."""
    page.locator("#title").fill("The router drops the network every night")
    page.locator("[data-similar] li").first.wait_for()


def draft(page: Page) -> Response | None:
    """Come back to a form that was begun."""
    page.locator("#title").fill(f"Why {LONG_WORD}")
    page.locator("[data-draft-said]:not(:empty)").wait_for()
    return page.reload()


def by_mail(page: Page) -> None:
    """Ask for a code instead of typing the password."""
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Mail me a code instead").click()
    page.get_by_label("Six digits").wait_for()


def to_another_address(page: Page) -> None:
    """Ask for another address."""
    form = page.locator("#address")
    form.get_by_label("New e-mail address").fill("ada@new.example")
    form.get_by_label("Present password").fill(PASSWORD)
    form.get_by_role("button").click()
    page.get_by_label("Six digits").wait_for()


def ask_twice(page: Page) -> None:
    """Open the dialog before something that cannot be undone."""
    page.locator("form[data-confirm] button").first.click()
    page.locator("dialog[open]").wait_for()
