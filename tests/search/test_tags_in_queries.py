"""Tags in what somebody seeks: `[tag]` narrows, and another word for a tag finds what bears the tag."""

import pytest

from forum.catalog.operations import add_synonym
from forum.search.engine import Query
from forum.search.queries import search
from tests.catalog.test_tagging import tag
from tests.support.cast import Cast
from tests.support.talk import ask
from tests.support.town import follow


@pytest.fixture
def wireless(cast: Cast) -> Cast:
    """One question about Wi-Fi, which is also called WLAN and wireless LAN, and one about something else."""
    ask(cast, title="It drops the network", tags=("wi-fi",))
    ask(cast, title="It hums", body="There is no network, it says [error] and [wlan0].", tags=("power",))
    for word in ("wlan", "wireless-lan"):
        add_synonym(cast.max, tag("wi-fi"), word)
    follow()
    return cast


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("[wi-fi]", ["It drops the network"]),
        ("[WLAN] network", ["It drops the network"]),
        ("network [power]", ["It hums"]),
        ("[error]", ["It hums"]),
        ("wlan", ["It drops the network"]),
        ("wireless lan", ["It drops the network"]),
        ("wlan -network", []),
    ],
)
def test_words_for_tags_find_them(wireless: Cast, text: str, titles: list[str]) -> None:
    page = search(wireless.visitor, Query(text=text))
    assert [found.title for found in page.items] == titles
    assert page.total == len(titles)


def test_a_filter_is_stronger_than_brackets(wireless: Cast) -> None:
    assert [found.title for found in search(wireless.visitor, Query(tag="wlan", text="network")).items] == [
        "It drops the network"
    ]
    assert search(wireless.visitor, Query(tag="power", text="[wlan]")).total == 0
