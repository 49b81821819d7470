"""Making two tags one: what bore the one bears the other, and every word and address leads there for ever."""

import pytest
import sqlalchemy as sa

from forum.catalog.models import Tag
from forum.catalog.operations import add_synonym, describe_tag, rename_tag
from forum.catalog.queries import tag_called
from forum.catalog.tagging import resolve_tags
from forum.core.db import session
from forum.core.errors import Invalid, NotFound
from forum.core.operation import unit
from forum.core.site import epoch
from forum.following.models import TagFollow
from forum.following.operations import follow_tag
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.tags import merge_tags
from forum.questions.queries.lists import tags_of
from forum.search.engine import Query
from forum.search.queries import search
from tests.catalog.test_tagging import synonyms_of, tag
from tests.support.cast import Cast
from tests.support.talk import ask
from tests.support.town import follow

WHY = "Both say the same."


def followers(tag_id: int) -> list[int]:
    """Who follows a tag."""
    query = sa.select(TagFollow.person_id).where(TagFollow.tag_id == tag_id)
    return list(session().scalars(query.order_by(TagFollow.person_id)))


def test_everything_moves_and_every_name_leads_on(cast: Cast) -> None:
    old, both, new = ask(cast, tags=("wlan", "night")), ask(cast, tags=("wlan", "wi-fi")), ask(cast, tags=("wi-fi",))
    wlan, wifi = tag("wlan"), tag("wi-fi")
    add_synonym(cast.max, wlan, "wireless")
    for who, which in ((cast.ada, wlan), (cast.ben, wlan), (cast.ben, wifi), (cast.sam, wifi)):
        follow_tag(who, which, follows=True)
    follow()
    before = epoch()
    assert merge_tags(cast.max, wlan, wifi, reason=WHY).id == wifi
    assert merge_tags(cast.max, wlan, wifi, reason=WHY).id == wifi
    assert epoch() == before + 1
    found = tags_of([old.id, both.id, new.id])
    assert found == {old.id: ["night", "wi-fi"], both.id: ["wi-fi"], new.id: ["wi-fi"]}
    assert followers(wifi) == sorted([cast.ada.id or 0, cast.ben.id or 0, cast.sam.id or 0])
    assert followers(wlan) == []
    assert synonyms_of(wifi) == ["wireless", "wlan"]
    for word in ("wlan", "wireless", "wi-fi"):
        called = tag_called(word)
        assert called is not None
        assert called.id == wifi
        with unit():
            assert [each.id for each in resolve_tags([word])] == [wifi]
    event = session().scalars(sa.select(Event).where(Event.kind == EventKind.TAG_MERGED)).one()
    assert (event.root_id, event.about_id, event.data) == (wifi, wlan, {"questions": 2, "entries": 0, "followers": 2})
    follow()
    for word in ("wlan", "wireless", "wi-fi"):
        assert search(cast.visitor, Query(tag=word)).total == 3
    # Whoever presses the button of an old page follows what the tag has become.
    assert follow_tag(cast.amy, wlan, follows=True).id == wifi


def test_chains_lead_to_their_end(cast: Cast) -> None:
    one, two, three = tag("one"), tag("two"), tag("three")
    merge_tags(cast.amy, one, two, reason=WHY)
    merge_tags(cast.amy, two, three, reason=WHY)
    merge_tags(cast.amy, tag("four"), one, reason=WHY)
    for word in ("one", "two", "three", "four"):
        called = tag_called(word)
        assert called is not None
        assert called.id == three
    # The name is free to be the tag's own again.
    assert rename_tag(cast.amy, three, "one", reason=WHY).name == "one"
    assert session().scalars(sa.select(Tag.merged_into_id).where(Tag.id.in_([one, two]))).all() == [three, three]


def test_what_cannot_be_merged(cast: Cast) -> None:
    one, two = tag("one"), tag("two")
    for target, why, field in ((one, WHY, "into"), (4711, WHY, "into"), (two, " ", "reason")):
        with pytest.raises(Invalid) as caught:
            merge_tags(cast.max, one, target, reason=why)
        assert [error.field for error in caught.value.errors] == [field]
    with pytest.raises(NotFound):
        merge_tags(cast.max, 4711, one, reason=WHY)
    merge_tags(cast.max, one, two, reason=WHY)
    with pytest.raises(NotFound):
        merge_tags(cast.max, one, tag("three"), reason=WHY)
    with pytest.raises(NotFound):
        describe_tag(cast.max, one, "No tag any more.")
