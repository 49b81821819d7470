"""One story through the flows of a thread, told three times: by keyboard alone, on a phone, and without scripts."""

from playwright.sync_api import expect

from forum.moderation.models import Suggestion
from forum.questions.models import Answer, Comment, Correction, Question, Verdict
from tests.support.hands import Story, count
from tests.support.talk import ADVICE, BODY
from tests.support.town import follow


def test_the_flows_of_a_thread(story: Story) -> None:
    ask_and_answer(story)
    say_what_one_thinks(story)
    check_and_correct(story)
    take_over(story)
    moderate(story)
    find(story)


def ask_and_answer(story: Story) -> None:
    """Ada asks with a picture; Ben answers and edits his answer."""
    hands, before = story.hands, (count(Question), count(Answer))
    title = f"The lamp number {before[0]} at the back is red"
    ada = story.at("ada", "/questions/ask")
    hands.write(ada.locator("#title"), title)
    hands.write(ada.locator("#body"), f"{BODY} {title}.")
    hands.show(ada, f"Lamp {before[0]}")
    hands.pick(ada.locator("#product"), "Router")
    hands.write(ada.locator("#tags"), "lamp")
    story.button(ada.get_by_role("main"), "Ask")
    expect(ada.get_by_role("heading", level=1)).to_have_text(title)
    story.question = ada.url
    expect(ada.get_by_role("img", name=f"Lamp {before[0]}")).to_be_visible()
    ben = story.at("ben")
    hands.write(ben.locator("#body"), f"{ADVICE} {title}.")
    story.button(ben, "Send the answer")
    story.done(ben)
    story.link(ben.locator(".post.rail"), "Edit")
    hands.write(ben.locator("#body"), f"{ADVICE} Then look at the lamp.")
    story.button(ben, "Save")
    expect(ben.locator(".post.rail")).to_contain_text("Then look at the lamp.")
    assert (count(Question), count(Answer)) == (before[0] + 1, before[1] + 1)


def say_what_one_thinks(story: Story) -> None:
    """Sam comments, votes, says that it worked, follows, keeps, suggests a change and reports."""
    hands, before = story.hands, (count(Comment), count(Suggestion))
    sam = story.at("sam")
    hands.press(sam.locator("#question .add-comment summary"))
    hands.write(sam.locator("#comment-question"), "Which version is it, @Ada?")
    story.button(sam.locator("#question"), "Comment")
    expect(sam.locator(".comment").first).to_contain_text("Which version is it")
    post = sam.locator(".post.rail")
    story.button(post, "Useful")
    expect(post.locator(".vote-score")).to_have_text("1")
    story.button(post, "Worked for me")
    expect(post.locator("[name=worked]").first).to_have_attribute("aria-pressed", "true")
    for where, name in (
        (sam.locator("#question"), "I have this too"),
        (sam.locator("#question"), "Bookmark"),
        (sam.get_by_role("complementary"), "Mute"),
    ):
        button = where.get_by_role("button", name=name).first
        hands.press(button)
        expect(where.locator("[aria-pressed=true]").first).to_be_visible()
    story.at("sam")
    story.more(sam.locator(".post.rail"), "Suggest a change")
    hands.write(sam.locator("#body"), f"{ADVICE} Then look at the green lamp.")
    hands.write(sam.locator("#note"), "Which lamp it is.")
    story.button(sam, "Send the suggestion")
    story.done(sam)
    story.at("sam")
    story.link(sam.locator(".post.rail"), "Report")
    hands.choose(sam.locator("[name=kind][value=wrong]"))
    hands.write(sam.locator("#reason"), "The menu is called something else.")
    story.button(sam.get_by_role("main"), "Report")
    story.done(sam)
    assert (count(Comment), count(Suggestion)) == (before[0] + 1, before[1] + 1)


def check_and_correct(story: Story) -> None:
    """Ada accepts; Eva checks the answer and corrects a passage."""
    hands, before = story.hands, (count(Verdict), count(Correction))
    ada = story.at("ada")
    story.button(ada, "This solved it")
    story.done(ada)
    eva = story.at("eva")
    story.link(eva.locator(".post.rail"), "Check")
    hands.choose(eva.locator("[name=verdict][value=conditional]"))
    hands.write(eva.locator("#condition"), "the lamp is wired")
    story.button(eva, "Save the check")
    story.done(eva)
    story.at("eva")
    expect(eva.locator(".post.rail")).to_have_attribute("data-trust", "conditional")
    story.more(eva.locator(".post.rail"), "Correct a passage")
    hands.write(eva.locator("#passage"), "press Save")
    hands.write(eva.locator("#replacement"), "press Apply")
    hands.write(eva.locator("#reason"), "There is no Save.")
    story.button(eva, "Publish the correction")
    story.done(eva)
    assert (count(Verdict), count(Correction)) == (before[0] + 1, before[1] + 1)


def take_over(story: Story) -> None:
    """Ben takes the correction over, and accepts what was suggested."""
    ben = story.at("ben")
    story.button(ben, "Take it over")
    story.done(ben)
    expect(ben.locator(".post.rail .prose").first).to_contain_text("press Apply")
    story.at("ben", "/suggestions")
    story.hands.press(ben.get_by_role("main").locator(".row-title a").first)
    story.button(ben, "Accept")
    expect(ben.locator(".post.rail")).to_contain_text("green lamp")


def moderate(story: Story) -> None:
    """Max decides the report, closes the question and opens it again, deletes the answer and shows it again."""
    hands = story.hands
    reports = story.at("max", "/moderation")
    hands.press(reports.get_by_role("main").locator("[data-row] a, .row-title a").first)
    hands.choose(reports.locator("[name=action][value=dismiss]"))
    hands.write(reports.locator("#reason"), "It is called so.")
    story.button(reports, "Decide")
    story.done(reports)
    page = story.at("max")
    story.more(page.locator("#question"), "Close")
    hands.write(page.locator("#reason"), "Nobody knows more.")
    story.button(page.get_by_role("main"), "Close")
    story.button(page, "Undo")
    expect(page.locator("[data-flash]")).to_contain_text("open again")
    story.more(page.locator(".post.rail"), "Delete")
    hands.write(page.locator("#reason"), "It is said elsewhere.")
    story.button(page.get_by_role("main"), "Delete")
    story.button(page, "Undo")
    expect(page.locator("[data-flash]")).to_contain_text("Everybody sees the answer again")


def find(story: Story) -> None:
    """Ben reads what happened to his answer, and a visitor finds it."""
    follow()
    ben = story.at("ben", "/")
    story.hands.press(ben.locator("a.bell"))
    story.hands.press(ben.get_by_role("main").locator(".row-title a").first)
    expect(ben.get_by_role("heading", level=1)).to_be_visible()
    visitor = story.at("", "/search?q=lamp+red")
    story.hands.press(visitor.locator(".hits a").first)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("The lamp number")
