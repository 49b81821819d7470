"""The demo content is complete, its references resolve, it covers every state, and no two texts are alike."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from forum.config import Config
from forum.demo import script
from forum.people.policy import Role
from forum.questions.trust import Level

WORDS = re.compile(r"\w+")
BLOCK = re.compile(r"^( *)```.*?^ *```", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^ *```(\w+)", re.MULTILINE)
# Texts share a turn of phrase; two that share a tenth of their word groups were copied.
ALIKE = 0.1


def texts(community: script.Community) -> Iterator[tuple[str, str]]:
    """Yield the name and the first text of every question and answer."""
    for question in community.questions:
        yield question.key, question.body
        for answer in question.answers:
            yield f"{question.key}/{answer.key}", answer.body


def groups(text: str, size: int = 4) -> set[tuple[str, ...]]:
    """Return all groups of `size` words that follow each other, without code: answers quote the asker's on purpose."""
    words = WORDS.findall(BLOCK.sub(" ", text).lower())
    return {tuple(words[place : place + size]) for place in range(len(words) - size + 1)}


def test_there_are_three_products_forty_questions_and_ninety_answers(community: script.Community) -> None:
    assert len(community.products) == 3
    assert len(community.questions) == 40
    assert sum(1 for _ in community.answers()) == 90
    assert all(3 <= len(product.releases) <= 4 for product in community.products)
    assert 20 <= len(community.tags) <= 30


def test_the_cast_has_every_role(community: script.Community) -> None:
    roles = Counter(role for person in community.people for role in person.roles)
    assert roles[Role.ENGINEER] == 3
    assert roles[Role.MODERATOR] == 2
    assert roles[Role.ADMIN] == 1
    assert {person.name.split()[0] for person in community.people} >= {"Ada", "Ben", "Eva", "Max", "Amy", "Sam"}
    assert all(person.products for person in community.people if Role.ENGINEER in person.roles)


def test_every_level_and_every_state_is_aimed_at(community: script.Community) -> None:
    assert {answer.expect for _, answer in community.answers()} == set(Level)
    assert {question.expect for question in community.questions} == set(script.Ending)


def test_every_kind_of_act_happens(community: script.Community) -> None:
    acts = {
        type(act).__name__
        for question in community.questions
        for post in (question, *question.answers)
        for act in post.acts
    }
    assert acts == {kind.__name__ for kind in script.Act.__subclasses__()}


def test_every_product_and_most_tags_are_asked_about(community: script.Community) -> None:
    asked = Counter(question.product for question in community.questions)
    assert all(asked[product.key] >= 10 for product in community.products)
    used = {tag for question in community.questions for tag in question.tags}
    assert used == {tag.name for tag in community.tags}


def test_some_threads_are_in_portuguese(community: script.Community) -> None:
    languages = Counter(question.language for question in community.questions)
    assert languages["pt"] >= 3
    assert set(languages) == {"en", "pt"}


def test_every_text_is_long_enough_to_be_of_use(community: script.Community) -> None:
    short = [name for name, text in texts(community) if len(text) < (130 if "/" in name else 200)]
    assert short == []
    comments = [
        act.body
        for question in community.questions
        for post in (question, *question.answers)
        for act in post.acts
        if isinstance(act, script.Comment)
    ]
    assert all(len(comment) >= 20 for comment in comments)
    assert len(set(comments)) == len(comments)


def test_no_two_texts_are_alike(community: script.Community) -> None:
    found = []
    for (one, left), (other, right) in combinations([(name, groups(text)) for name, text in texts(community)], 2):
        if len(left & right) > ALIKE * min(len(left), len(right)):
            found.append((one, other))
    assert found == []


def test_no_two_titles_are_alike(community: script.Community) -> None:
    titles = [question.title for question in community.questions]
    assert len({title.lower() for title in titles}) == len(titles)
    assert all(15 <= len(title) <= 110 for title in titles)


def test_texts_show_what_markdown_can_do(community: script.Community) -> None:
    everything = "\n\n".join(text for _, text in texts(community))
    assert set(FENCE.findall(everything)) >= {"bash", "yaml", "python", "json", "ini"}
    assert "\n- [ ] " in everything
    assert "\n- [x] " in everything
    assert "\n|---|" in everything
    assert "\n  - " in everything
    assert "\n1. " in everything
    assert "\n> " in everything


def test_the_company_is_the_one_that_pages_name(community: script.Community) -> None:
    assert community.company == Config().company


def test_somebody_of_every_role_is_named_for_signing_in(community: script.Community) -> None:
    assert {role for person in community.people if person.sign_in for role in person.roles} == set(Role)


def test_nobody_writes_a_placeholder(community: script.Community) -> None:
    everything = "\n".join(text for _, text in texts(community)).lower()
    assert re.findall(r"lorem|ipsum|todo\b|fixme|foobar|asdf|placeholder", everything) == []


def test_links_lead_nowhere_real(community: script.Community) -> None:
    hosts = {host for _, text in texts(community) for host in re.findall(r"https?://([^/\s\"'):`]+)", text)}
    reserved = re.compile(r"(.*\.)?(example|home\.arpa)|127\.0\.0\.1|192\.168\.\d+\.\d+|larder")
    assert [host for host in sorted(hosts) if not reserved.fullmatch(host)] == []


def test_something_happened_today_and_something_a_year_ago(community: script.Community) -> None:
    ages = [question.ago for question in community.questions]
    assert min(ages) < timedelta(hours=12)
    assert max(ages) > timedelta(days=300)
