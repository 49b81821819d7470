"""Who of the demo's cast may do what, as a truth table: role and relation in the rows, the rules in the columns."""

from datetime import timedelta

import pytest

from forum.demo import policy
from forum.demo.script import Person
from forum.people.policy import Role

# Everybody acts in "here"; the text is by "author". Columns: judge, mend, correct, decide, name_hazard,
# tell.
RULES = ("judge", "mend", "correct", "decide", "name_hazard", "tell")
TABLE = {
    ("somebody", Role.CUSTOMER, ()): "- - - - - -",
    ("author", Role.CUSTOMER, ()): "- Y - - - -",
    ("somebody", Role.ENGINEER, ()): "Y Y Y - Y Y",
    ("somebody", Role.ENGINEER, ("here",)): "Y Y Y - Y Y",
    ("somebody", Role.ENGINEER, ("elsewhere",)): "- - - - - -",
    ("author", Role.ENGINEER, ("here",)): "- Y - - Y -",
    ("somebody", Role.MODERATOR, ()): "- Y - Y Y Y",
    ("somebody", Role.MODERATOR, ("here",)): "- Y - Y Y Y",
    ("somebody", Role.MODERATOR, ("elsewhere",)): "- - - - - -",
    ("author", Role.MODERATOR, ("here",)): "- Y - - Y -",
    ("somebody", Role.ADMIN, ()): "- - - - - -",
}


@pytest.mark.parametrize("who", TABLE, ids=str)
def test_the_script_is_held_to_the_roles(who: tuple[str, Role, tuple[str, ...]]) -> None:
    key, role, products = who
    words = {"name": key, "about": "", "sign_in": ""}
    person = Person(key=key, joined=timedelta(days=9), roles=(role,), products=products, **words)
    found = {
        "judge": policy.can_judge(person, "here", "author"),
        "mend": policy.can_mend(person, "here", "author"),
        "correct": policy.can_correct(person, "here", "author"),
        "decide": policy.can_decide(person, "here", "author"),
        "name_hazard": policy.can_name_hazard(person, "here"),
        "tell": policy.can_tell(person, "here", "author"),
    }
    assert found == {rule: mark == "Y" for rule, mark in zip(RULES, TABLE[who].split(), strict=True)}


def test_every_rule_of_the_demo_is_in_the_table() -> None:
    assert {name for name in vars(policy) if name.startswith("can_")} == {f"can_{rule}" for rule in RULES}
