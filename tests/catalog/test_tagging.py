"""From words to tags: one tag for one topic, whatever people type."""

import pytest
import sqlalchemy as sa

from forum.catalog.models import Tag, TagSynonym
from forum.catalog.operations import add_synonym, rename_tag
from forum.catalog.queries import tag_called
from forum.catalog.tagging import resolve_tags
from forum.core.db import session
from forum.core.errors import Conflict, Invalid
from forum.core.operation import unit
from forum.core.site import epoch
from tests.support.cast import Cast


def tag(name: str) -> int:
    """The number of a tag, made where it is missing."""
    with unit():
        return resolve_tags([name])[0].id


def synonyms_of(tag_id: int) -> list[str]:
    """The other words for a tag."""
    query = sa.select(TagSynonym.name).where(TagSynonym.tag_id == tag_id)
    return list(session().scalars(query.order_by(TagSynonym.name)))


def test_new_names_become_tags_in_their_order(cast: Cast) -> None:
    with unit():
        made = [each.name for each in resolve_tags(["Wi-Fi", " power  supply ", "wi-fi", "", "c++"])]
    assert made == ["wi-fi", "power-supply", "c++"]
    assert session().scalars(sa.select(Tag.name).order_by(Tag.name)).all() == ["c++", "power-supply", "wi-fi"]


def test_names_that_are_tags_are_not_made_again(cast: Cast) -> None:
    first = tag("dns")
    with unit():
        assert [each.id for each in resolve_tags(["DNS"])] == [first]


def test_no_tags_are_no_tags(cast: Cast) -> None:
    with unit():
        assert resolve_tags([]) == []


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["a b/c"], ["malformed"]),
        (["-x", "<b>"], ["malformed", "malformed"]),
        (["x" * 36], ["too_long"]),
        ([f"t{number}" for number in range(6)], ["too_many"]),
        (["t"] * 51, ["too_many"]),
    ],
)
def test_what_cannot_be_a_tag_is_named(cast: Cast, names: list[str], codes: list[str]) -> None:
    with pytest.raises(Invalid) as caught, unit():
        resolve_tags(names)
    assert [error.code for error in caught.value.errors] == codes
    assert {error.field for error in caught.value.errors} == {"tags"}
    assert session().scalar(sa.select(sa.func.count(Tag.id))) == 0


def test_a_synonym_gives_its_tag(cast: Cast) -> None:
    wifi = tag("wi-fi")
    add_synonym(cast.amy, wifi, "WLAN")
    add_synonym(cast.amy, wifi, "wlan")
    with unit():
        assert [each.id for each in resolve_tags(["wlan", "wi-fi"])] == [wifi]
    found = tag_called("WLAN")
    assert found is not None
    assert found.id == wifi
    assert synonyms_of(wifi) == ["wlan"]


def test_five_tags_are_counted_after_synonyms(cast: Cast) -> None:
    wifi = tag("wi-fi")
    add_synonym(cast.amy, wifi, "wlan")
    with unit():
        assert len(resolve_tags(["wlan", "wi-fi", "a", "b", "c", "d"])) == 5


def test_a_renamed_tag_is_found_by_its_old_name(cast: Cast) -> None:
    wifi = tag("wifi")
    before = epoch()
    assert rename_tag(cast.amy, wifi, "Wi-Fi", reason="It is the usual word.").name == "wi-fi"
    assert epoch() == before + 1
    with unit():
        assert [each.name for each in resolve_tags(["wifi"])] == ["wi-fi"]
    assert rename_tag(cast.amy, wifi, "wifi", reason="It is the usual word.").name == "wifi"
    assert synonyms_of(wifi) == ["wi-fi"]


def test_a_word_stands_for_one_tag(cast: Cast) -> None:
    wifi, lan = tag("wi-fi"), tag("lan")
    add_synonym(cast.amy, wifi, "wlan")
    for name in ("wlan", "wi-fi"):
        with pytest.raises(Conflict, match="already"):
            add_synonym(cast.amy, lan, name)
        with pytest.raises(Conflict, match="already"):
            rename_tag(cast.amy, lan, name, reason="It is the usual word.")
