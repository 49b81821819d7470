"""What keeps a site in order, told three times: by keyboard alone, on a phone, and without scripts."""

import re
from datetime import timedelta

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from forum.catalog.models import Product, Release
from forum.catalog.queries import tag_called
from forum.core.clock import now, travel
from forum.core.db import session
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.images.models import Image, ImageState
from forum.knowledge.queries import entry_of
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.models import Action, Decision
from forum.moderation.operations import decide
from forum.notifications.models import Mail
from forum.people.drafts import save_draft
from forum.people.models import ApiToken, Person, RoleGrant
from forum.people.policy import Role
from forum.people.roles import grant_role
from forum.questions.models import Answer, Question, QuestionRevision
from forum.questions.operations import accept_answer, report_answer
from forum.reach.helping import Help, help_of
from forum.recalls.models import Recall
from forum.recalls.operations import send_due
from tests.support.hands import Story, count
from tests.support.pictures import keep
from tests.support.talk import BODY, answer, ask
from tests.support.town import follow
from tests.support.waiting import eventually

BETTER = "Open the settings, switch off the nightly restart, press Save, and wait for the green light."
WRONG = CorrectionDraft(1, "press Save", "press Apply", "There is no Save.")


def thread(story: Story, *tags: str) -> tuple[Question, Answer]:
    """Let Ada ask something that nobody asked before, and Ben answer it; the story goes on there."""
    number = count(Question) + 1
    asked = ask(story.stage.cast, title=f"The bell number {number} rings at noon", tags=tags)
    story.question = path_of(asked)
    return asked, answer(story.stage.cast, asked)


def path_of(asked: Question) -> str:
    """The path of a question's page."""
    return f"/questions/{asked.id}/{asked.slug}"


def undo(story: Story, page: Page, words: str) -> None:
    """Take back what was just done, and see what the page says then."""
    story.button(page.locator("[data-flash]"), "Undo")
    expect(page.locator("[data-flash]")).to_contain_text(words)


def test_a_question_is_edited_and_an_objection_decided(story: Story) -> None:
    hands, cast = story.hands, story.stage.cast
    _asked, made = thread(story)
    before = count(QuestionRevision)
    ada = story.at("ada")
    story.link(ada.locator("#question"), "Edit")
    hands.write(ada.locator("#body"), f"{BODY} It rings twice.")
    hands.write(ada.locator("#note"), "How often it rings.")
    story.button(ada.get_by_role("main"), "Save")
    expect(ada.locator("#question .prose").first).to_contain_text("It rings twice.")
    assert count(QuestionRevision) == before + 1

    publish_correction(cast.max, made.id, WRONG)
    ben = story.at("ben")
    story.link(ben.locator(f"#answer-{made.id} .notice"), "Object")
    hands.write(ben.locator("#reason"), "There is one in my menu.")
    story.button(ben.get_by_role("main"), "Object")
    story.done(ben)
    eva = story.at("eva", "/engineering/objections")
    hands.press(eva.get_by_role("main").locator(".row-title a").first)
    hands.choose(eva.locator("[name=action][value=withdraw]"))
    hands.write(eva.locator("#reason"), "There is one indeed.")
    story.button(eva.get_by_role("main"), "Decide")
    story.done(eva)
    expect(story.at("ben").locator("del.wrong")).to_have_count(0)


def test_a_solution_is_edited_checked_retired_and_brought_back(story: Story) -> None:
    hands, cast = story.hands, story.stage.cast
    asked, made = thread(story)
    accept_answer(cast.ada, made.id)
    follow()
    entry = entry_of(cast.visitor, asked.id)
    assert entry is not None
    place = f"/solutions/{entry.id}/{entry.slug}"
    page = story.at("max", place)
    story.link(page, "Improve this solution")
    hands.write(page.locator("#body"), BETTER)
    hands.write(page.locator("#note"), "Says when to stop.")
    story.button(page.get_by_role("main"), "Save")
    expect(page.locator(".prose").first).to_contain_text("the green light")
    follow()
    eva = story.at("eva", place)
    story.link(eva.locator(".actions"), "Check")
    hands.choose(eva.locator("[name=verdict][value=verified]"))
    story.button(eva, "Save the check")
    story.done(eva)
    follow()
    page = story.at("max", place)
    expect(page.locator("[data-status]")).to_have_attribute("data-status", "checked")
    story.link(page, "Take it out")
    hands.write(page.locator("#reason"), "Bells are forbidden by now.")
    story.button(page.get_by_role("main"), "Take it out")
    story.done(page)
    expect(page.locator(".notice")).to_contain_text("no longer shown as a solution")
    story.button(page, "Bring it back")
    story.done(page)
    expect(page.locator(f"#solution-{entry.id}")).to_be_visible()


def test_questions_become_one_and_two_again(story: Story) -> None:
    hands = story.hands
    other, _made = thread(story)
    thread(story)
    page = story.at("max")
    story.more(page.locator("#question"), "Close")
    hands.write(page.locator("#words"), other.title)
    story.button(page.get_by_role("main"), "Search")
    hands.choose(page.locator(f"[name=target][value='{other.id}']"))
    story.button(page, "Close as asked before")
    expect(page.locator("#question .notice")).to_contain_text(other.title)
    undo(story, page, "open again")
    story.at("max")
    story.more(page.locator("#question"), "Merge into another")
    hands.write(page.locator("#target"), str(other.id))
    story.button(page.get_by_role("main"), "Merge")
    expect(page.get_by_role("heading", level=1)).to_have_text(other.title)
    expect(page.locator(".post.rail-none, .post.rail")).to_have_count(2)
    undo(story, page, "a question of its own again")


def test_an_answer_becomes_a_comment_and_an_answer_again(story: Story) -> None:
    _asked, made = thread(story)
    page = story.at("max")
    post = page.locator(f"#answer-{made.id}")
    story.more(post, "Make it a comment or a question")
    story.hands.choose(page.locator("[name=to][value=comment]"))
    story.button(page.get_by_role("main"), "Change it")
    expect(page.locator(".comment").first).to_contain_text("press Save")
    expect(post).to_have_count(0)
    undo(story, page, "an answer again")
    expect(post).to_be_visible()


def test_a_tag_is_described_and_two_become_one(story: Story) -> None:
    hands, number = story.hands, count(Question)
    thread(story, f"bell-{number}", f"ring-{number}")
    page = story.at("max", f"/tags/bell-{number}")
    story.link(page.get_by_role("main"), "Change this tag")
    hands.write(page.locator("#description"), "Whatever rings.")
    story.button(page.get_by_role("main"), "Save")
    story.done(page)
    hands.write(page.locator("#into"), f"ring-{number}")
    hands.write(page.locator("#why"), "They are the same.")
    story.button(page.get_by_role("main"), "Merge")
    story.agree(page)
    expect(page.locator("[data-flash]")).to_contain_text("one now")
    expect(page).to_have_url(re.compile(f"/tags/ring-{number}$"))
    kept = tag_called(f"bell-{number}")
    assert kept is not None
    assert kept.name == f"ring-{number}"


def test_a_report_is_decided_and_the_answer_folded(story: Story) -> None:
    hands, cast = story.hands, story.stage.cast
    _asked, made = thread(story)
    report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "It burns."))
    before = count(Decision)
    page = story.at("max", "/moderation")
    hands.press(page.get_by_role("main").locator(".row-title a").first)
    hands.choose(page.locator("[name=action][value=fold]"))
    hands.pick(page.locator("#hazard"), page.locator("#hazard option").nth(1).inner_text())
    hands.write(page.locator("#reason"), "The bell grows hot.")
    story.button(page.get_by_role("main"), "Decide")
    story.done(page)
    assert count(Decision) == before + 1
    reader = story.at("")
    folded = reader.locator(f"#answer-{made.id} details.folded")
    expect(reader.locator(f"#answer-{made.id}")).to_contain_text("The bell grows hot.")
    hands.press(folded.locator("summary"))
    expect(folded.locator(".prose")).to_be_visible()


def test_an_author_appeals_and_who_relied_on_wrong_advice_is_told(story: Story) -> None:
    hands, cast = story.hands, story.stage.cast
    _asked, made = thread(story)
    accept_answer(cast.ada, made.id)
    case_id = report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "It burns.")).case_id
    decision = decide(cast.max, case_id, Action.QUARANTINE, reason="Until we know.").id
    recalled = sa.select(Recall.id).where(Recall.answer_id == made.id)
    follow()
    ben = story.at("ben", f"/decisions/{decision}")
    hands.write(ben.locator("#reason"), "Mine has rung for years.")
    story.button(ben.get_by_role("main"), "Appeal")
    story.done(ben)
    grant_role(cast.amy, cast.amy.id or 0, Role.MODERATOR)
    amy = story.at("amy", f"/decisions/{decision}")
    hands.write(amy.locator("#reason"), "It burns all the same.")
    story.button(amy.get_by_role("main"), "Let it stand")
    story.done(amy)

    recall_id = session().scalar(recalled)
    eva = story.at("eva", "/staff/notices")
    hands.press(eva.locator(f"a[href='/staff/notices/{recall_id}']").first)
    hands.write(eva.locator("#summary"), "Bells can grow hot")
    hands.write(eva.locator("#what_now"), "Switch it off at the wall.")
    story.button(eva.get_by_role("main"), "Tell them in ten minutes")
    story.done(eva)
    with travel(now() + timedelta(minutes=11)):
        send_due()
        follow()
    ada = story.at("ada", f"/corrected/{recall_id}")
    expect(ada.get_by_role("main")).to_contain_text("Switch it off at the wall.")
    story.button(ada.get_by_role("main"), "I undid it")
    story.done(ada)


def test_an_admin_adds_a_product_and_grants_a_role(story: Story) -> None:
    hands, number = story.hands, count(Product)
    before = (number, count(Release), count(RoleGrant))
    amy = story.at("amy", "/admin/products")
    story.link(amy.get_by_role("main"), "New product")
    hands.write(amy.locator("#name"), f"Lamp{number}")
    hands.write(amy.locator("#slug"), f"lamp-{number}")
    hands.write(amy.locator("#description"), "It shines.")
    story.button(amy.get_by_role("main"), "Create")
    story.done(amy)
    hands.write(amy.locator("#release"), "1.0")
    story.button(amy.get_by_role("main"), "Add")
    story.done(amy)
    expect(amy.get_by_label("Name of 1.0")).to_have_value("1.0")
    story.at("amy", f"/admin/people/{story.stage.cast.ben.id}")
    hands.pick(amy.locator("#role"), "Engineer")
    hands.pick(amy.locator("#product"), f"Lamp{number}")
    story.button(amy.get_by_role("main"), "Grant")
    story.done(amy)
    expect(amy.get_by_role("main").locator("table")).to_contain_text(f"Lamp{number}")
    assert (count(Product), count(Release), count(RoleGrant)) == tuple(each + 1 for each in before)


def test_people_choose_how_they_are_shown_and_what_they_are_told(story: Story) -> None:
    hands, number = story.hands, count(ApiToken)
    ada = story.at("ada", "/account")
    hands.write(ada.locator("#about"), f"I know {number} bells.")
    story.button(ada.get_by_role("main"), "Save the profile")
    story.done(ada)
    expect(ada.locator("#about")).to_have_value(f"I know {number} bells.")
    hands.write(ada.locator("#key-name"), "nightly report")
    story.button(ada.get_by_role("main"), "Make a key")
    expect(ada.locator("#key")).not_to_be_empty()
    story.link(ada.get_by_role("main"), "Back to the settings")
    assert count(ApiToken) == number + 1
    story.button(ada.locator("#keys"), "Revoke")
    story.agree(ada)
    expect(ada.locator("[data-flash]")).to_contain_text("key")
    story.at("ada", "/account/notices")
    box = ada.locator("[name=told]").first
    was = box.is_checked()
    hands.tick(box)
    story.button(ada.get_by_role("main"), "Save")
    story.done(ada)
    expect(ada.locator("[name=told]").first).to_be_checked(checked=not was)


def test_a_draft_stands_in_its_form_again_until_it_is_thrown_away(story: Story) -> None:
    asked, _made = thread(story)
    save_draft(story.stage.cast.sam, f"/questions/{asked.id}/answers", {"body": ["Did you try another bell?"]})
    sam = story.at("sam")
    expect(sam.locator("#body")).to_have_value("Did you try another bell?")
    story.button(sam, "Discard it")
    story.done(sam)
    expect(sam.locator("#body")).to_have_value("")


def test_a_visitor_says_that_it_helped_and_signs_in_by_mail(story: Story) -> None:
    hands = story.hands
    _asked, made = thread(story)
    page = story.at("")
    story.button(page.locator(".helped"), "Yes")
    expect(page.get_by_role("main")).to_contain_text("That tells others that they can rely on it.")
    session().rollback()
    assert help_of(made.ref) == Help(1, 0)
    story.at("", "/login")
    hands.write(page.locator("#email"), "sam@example.org")
    story.button(page.get_by_role("main"), "Mail me a code instead")
    expect(page.locator("#code")).to_be_visible()
    hands.write(page.locator("#code"), digits_for("sam@example.org"))
    story.button(page.get_by_role("main"), "Go on")
    expect(page.get_by_label("Your menu")).to_be_visible()


def test_somebody_opens_an_account_and_forgets_the_password(story: Story) -> None:
    hands, number = story.hands, count(Person)
    email = f"nora{number}@example.org"
    page = story.at("", "/login")
    story.button(page.get_by_role("main"), "Create one")
    hands.write(page.locator("#name"), f"Nora {number}")
    hands.write(page.locator("#email"), email)
    hands.write(page.locator("#password"), "seventeen green umbrellas in Lisbon")
    story.button(page.get_by_role("main"), "Go on")
    expect(page.locator("#code")).to_be_visible()
    hands.write(page.locator("#code"), digits_for(email))
    story.button(page.get_by_role("main"), "Go on")
    hands.press(page.get_by_label("Your menu"))
    story.button(page.get_by_role("banner"), "Sign out")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()

    story.at("", "/login")
    story.link(page.get_by_role("main"), "I forgot my password")
    hands.write(page.locator("#email"), email)
    story.button(page.get_by_role("main"), "Mail me the link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    story.at("", in_letter(email, r"(/reset/\S+)$"))
    hands.write(page.locator("#password"), "eleven wooden giraffes near Porto")
    story.button(page.get_by_role("main"), "Set the password")
    expect(page.get_by_label("Your menu")).to_be_visible()


def test_a_picture_is_removed_from_the_menu_of_its_text(story: Story) -> None:
    number = count(Image)
    image = keep(story.stage.cast.ada, name=f"{number:020x}-8x6.webp")
    asked = ask(story.stage.cast, body=f"{BODY} ![Lamp {number}](/images/{image.name})")
    story.question = path_of(asked)
    page = story.at("ada")
    story.more(page.locator("#question"), f"Remove the picture “Lamp {number}”")
    # From now on it is missing, which a page is watched for.
    page.route("**/*.webp", lambda route: route.abort())
    story.button(page.get_by_role("main"), "Remove for good")
    story.done(page)
    expect(page.locator("#question")).to_be_visible()
    session().rollback()
    assert session().get_one(Image, image.id).state is not ImageState.KEPT


def digits_for(email: str) -> str:
    """The digits of the newest letter to an address."""
    return in_letter(email, r"^(\d{6})$")


def in_letter(email: str, pattern: str) -> str:
    """What stands in the newest letter to an address that has such a thing in it; it is written behind the request."""

    def look() -> str:
        follow()
        query = sa.select(Mail.text).where(Mail.to == email, Mail.text != "").order_by(Mail.id.desc())
        texts = session().scalars(query).all()
        session().rollback()
        return next((found[1] for text in texts if (found := re.search(pattern, text, re.MULTILINE))), "")

    return eventually(look)
