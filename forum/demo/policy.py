"""Who of the cast may do what. The operations ask again; here a slip is named before anything is played."""

from forum.demo.script import Person
from forum.people.policy import Actor, is_engineer, is_moderator, is_staff


def actor_of(person: Person, product: str) -> Actor:
    """Return the person as one who acts in one product, which has the number 1 here."""
    inside = not person.products or product in person.products
    return Actor(1, {role: frozenset({1}) if inside else frozenset() for role in person.roles})


def can_judge(person: Person, product: str, writer: str) -> bool:
    """Whether the person may check a text about the product that `writer` wrote."""
    return is_engineer(actor_of(person, product), 1) and person.key != writer


def can_mend(person: Person, product: str, author: str) -> bool:
    """Whether the person may edit what `author` posted."""
    return person.key == author or is_staff(actor_of(person, product), 1)


def can_correct(person: Person, product: str, author: str) -> bool:
    """Whether the person may publish a correction of what `author` posted."""
    return is_engineer(actor_of(person, product), 1) and person.key != author


def can_decide(person: Person, product: str, author: str) -> bool:
    """Whether the person may decide about reports of what `author` posted, and close it."""
    return is_moderator(actor_of(person, product), 1) and person.key != author


def can_name_hazard(person: Person, product: str) -> bool:
    """Whether the person may say what could go wrong, and how badly."""
    return is_staff(actor_of(person, product), 1)


def can_tell(person: Person, product: str, author: str) -> bool:
    """Whether the person may decide that people are told of what `author` posted."""
    return is_staff(actor_of(person, product), 1) and person.key != author
