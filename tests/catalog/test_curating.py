"""Keeping tags: who may, what a word stands for, and what can be taken back."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from forum.catalog.models import TagSynonym
from forum.catalog.operations import add_synonym, describe_tag, remove_synonym, rename_tag
from forum.catalog.queries import tag_called
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Unfit
from forum.core.site import epoch
from forum.journal.kinds import EventKind
from forum.journal.models import Detail, Event
from forum.moderation.tags import merge_tags
from forum.people.policy import Role
from tests.catalog.test_tagging import synonyms_of, tag
from tests.support.cast import Cast

WHY = "It is the usual word."


def test_moderators_of_all_products_and_admins_curate(cast: Cast) -> None:
    wifi, lan = tag("wi-fi"), tag("lan")
    limited = replace(cast.max, grants={Role.MODERATOR: frozenset({cast.router})})
    for actor in (cast.ada, cast.eva, cast.visitor, limited, replace(cast.max, suspended=True)):
        for change in (add_synonym, remove_synonym, describe_tag):
            with pytest.raises(Forbidden):
                change(actor, wifi, "other")
        with pytest.raises(Forbidden):
            rename_tag(actor, wifi, "other", reason=WHY)
        with pytest.raises(Forbidden):
            merge_tags(actor, wifi, lan, reason=WHY)
    describe_tag(cast.max, wifi, "Without cables.")
    describe_tag(cast.amy, wifi, "Without cables.")
    kinds = session().scalars(sa.select(Event.kind)).all()
    assert list(kinds) == [EventKind.TAG_CHANGED]
    with pytest.raises(NotFound):
        describe_tag(cast.amy, 4711, "No such tag.")


def test_a_synonym_is_taken_back(cast: Cast) -> None:
    wifi = tag("wi-fi")
    add_synonym(cast.max, wifi, "wlan")
    before = epoch()
    remove_synonym(cast.max, wifi, "WLAN")
    remove_synonym(cast.max, wifi, "wlan")
    assert epoch() == before + 1
    assert synonyms_of(wifi) == []
    assert tag_called("wlan") is None


def test_what_a_tag_was_called_leads_to_it_for_ever(cast: Cast) -> None:
    wifi = tag("wifi")
    with pytest.raises(Invalid) as caught:
        rename_tag(cast.max, wifi, "wi-fi", reason=" ")
    assert [error.field for error in caught.value.errors] == ["reason"]
    rename_tag(cast.max, wifi, "wi-fi", reason=WHY)
    with pytest.raises(Unfit):
        remove_synonym(cast.max, wifi, "wifi")
    found = tag_called("wifi")
    assert found is not None
    assert found.name == "wi-fi"
    why = session().scalars(sa.select(Detail.values).join(Event, Event.id == Detail.event_id)).all()
    assert [values["reason"] for values in why] == [WHY]
    assert session().scalars(sa.select(TagSynonym.former)).all() == [True]
