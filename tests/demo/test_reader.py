"""A slip in the content is named: which file, which thread, and what is wrong there."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from forum.demo.fields import ContentError
from forum.demo.reader import CONTENT, read

Change = Callable[[str, str, str], str]


@pytest.fixture
def change(tmp_path: Path) -> Change:
    """Return a function that replaces a passage in a copy of the content and tells what the reader says then."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)

    def changed(file: str, passage: str, replacement: str) -> str:
        """Replace the first `passage` in `file` and return the error."""
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert passage in text
        path.write_text(text.replace(passage, replacement, 1), encoding="utf-8")
        with pytest.raises(ContentError) as caught:
            read(folder)
        return str(caught.value)

    return changed


RADAR = '{ do = "accept", by = "ada", after = "2d 1h" }'
RADAR_VERDICT = 'kind = "verified", by = "kofi", after = "3d", releases = ["4.2", "5.0"]'

SLIPS = {
    "unknown person": ("beacon.toml", 'by = "ada"\nago', 'by = "adda"\nago', "unknown people: adda"),
    "unknown tag": ("beacon.toml", 'tags = ["wifi"]', 'tags = ["wi"]', "there is no tag wi"),
    "unknown release": ("beacon.toml", 'release = "5.0"\ntags', 'release = "9.0"\ntags', "there is no release 9.0"),
    "unknown field": ("beacon.toml", 'title = "5 GHz', 'titel = "x"\ntitle = "5 GHz', "unknown titel"),
    "missing field": ("beacon.toml", 'title = "5 GHz', 'language = "5 GHz', "title is missing"),
    "unknown act": ("beacon.toml", 'do = "accept"', 'do = "bless"', "do = 'bless' must be one of"),
    "unknown level": ("beacon.toml", 'expect = "unsafe"', 'expect = "risky"', "expect = 'risky' must be one of"),
    "a span nobody can read": ("beacon.toml", 'ago = "47d 4h"', 'ago = "47 days"', "must look like"),
    "broken file": ("porch.toml", 'product = "porch"', "product = porch", "porch.toml: "),
    "a list for one": ("beacon.toml", RADAR, RADAR.replace('"ada"', '["ada", "ben"]'), "accept takes one person"),
    "accepted by another": ("beacon.toml", RADAR, RADAR.replace("ada", "otto"), "only the asker accepts"),
    "verdict on an own answer": (
        "larder.toml",
        'by = "kofi", after = "1d", rel',
        'by = "eva", after = "1d", rel',
        "eva: may not judge",
    ),
    "verdict by a customer": (
        "beacon.toml",
        RADAR_VERDICT,
        RADAR_VERDICT.replace("kofi", "nils"),
        "nils: may not judge",
    ),
    "verdict outside the scope": (
        "beacon.toml",
        RADAR_VERDICT,
        RADAR_VERDICT.replace("kofi", "eva"),
        "eva: may not judge",
    ),
    "verdict without its condition": (
        "beacon.toml",
        'kind = "verified"',
        'kind = "conditional"',
        "names its condition",
    ),
    "vote on an own post": ("beacon.toml", 'by = ["ivo", "nils", "ben"]', 'by = ["tom"]', "tom: votes on an own post"),
    "a second vote": ("beacon.toml", 'by = ["ivo", "nils", "ben"]', 'by = ["ivo", "ivo"]', "ivo: votes twice"),
    "an edit of nothing": ("beacon.toml", 'find = "PersistentKeepalive = 25"', 'find = "MTU"', "must stand once"),
    "decision by a customer": (
        "beacon.toml",
        'do = "decide", by = "max"',
        'do = "decide", by = "ada"',
        "may not decide",
    ),
    "closed by a stranger": ("beacon.toml", 'do = "close", by = "max"', 'do = "close", by = "sam"', "sam"),
    "before the release": ("catalogue.toml", '"5.0", ago = "215d"', '"5.0", ago = "1d"', "release 5.0 was not out yet"),
    "before joining": ("people.toml", 'joined = "430d"', 'joined = "4d"', "ada had not joined yet"),
    "in the future": ("beacon.toml", 'ago = "47d 4h"', 'ago = "2d"', "lies in the future"),
    "the same tag twice": ("catalogue.toml", 'name = "mesh"', 'name = "wlan"', "tag wlan: the name is used twice"),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_named(slip: tuple[str, str, str, str], change: Change) -> None:
    file, passage, replacement, said = slip
    assert said in change(file, passage, replacement)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"people\.toml: there is no such file"):
        read(tmp_path)


def test_several_slips_are_told_at_once(change: Change) -> None:
    assert change("people.toml", 'joined = "430d"', 'joined = "4d"').count("\n") > 3
