"""What counts as somebody's name in a text, and what stands there instead."""

import pytest

from forum.core.erasing import NO_ADDRESS, Traces

ZORA = Traces(
    5,
    ("Zora Quendel", "Zoë O'Hara", "Mark"),
    ("zora-quendel", "mark"),
    ("zora@quendel.example",),
    "Former member 5",
    "former-member-5",
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Thanks to Zora Quendel.", "Thanks to Former member 5."),
        ("ZORA\nQUENDEL", "Former member 5"),
        ("Zora<br>\nQuendel", "Former member 5"),
        ("@Zora Quendel, @zora-quendel, @mark", "@Former member 5, @former-member-5, @former-member-5"),
        ("by Zoë O&#x27;Hara", "by Former member 5"),
        ("ZOË O'HARA", "Former member 5"),
        ('<a href="/people/5/whoever">x</a>', '<a href="/people/5/former-member-5">x</a>'),
        ("/questions/7/zora-quendel-cannot-sign-in", "/questions/7/former-member-5-cannot-sign-in"),
        ("Write to ZORA@quendel.example.", f"Write to {NO_ADDRESS}."),
        # One word may be any word; and these are others.
        ("Mark the line, Zora.", "Mark the line, Zora."),
        ("Zora Quendels, xzora@quendel.example, zora@quendel.example.org", None),
        ("/people/55/zora", None),
    ],
)
def test_what_goes_and_what_stays(before: str, after: str | None) -> None:
    assert ZORA.clean(before) == (before if after is None else after)
    assert ZORA.is_in(before) is (after not in {None, before})


def test_values_of_json_are_cleaned_all_through() -> None:
    value = {"title": ["By Zora Quendel", 3], "Zora Quendel": {"no": None}}
    assert ZORA.clean_value(value) == {"title": ["By Former member 5", 3], "Former member 5": {"no": None}}
