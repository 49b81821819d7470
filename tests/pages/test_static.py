"""The look keeps its promises: readable colours, no inline style or script, nothing vendored unseen, light to load."""

import gzip
import hashlib
import json
import math
import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
VENDOR = STATIC / "vendor"

Colour = tuple[float, float, float]

MEANINGS = ("good", "partly", "attention", "danger", "neutral")
GROUNDS = ("paper", "surface", "raised")
TEXT_PAIRS = [
    *product(("ink", "muted", "accent", "accent-strong"), (*GROUNDS, "accent-wash")),
    *product(("on-accent",), ("accent", "accent-strong")),
    *((f"{meaning}-text", ground) for meaning in MEANINGS for ground in (*GROUNDS, f"{meaning}-wash")),
    *((text, f"{meaning}-wash") for meaning in MEANINGS for text in ("ink", "muted", "accent")),
]
LINE_PAIRS = [
    *product(("edge", "focus"), GROUNDS),
    ("focus", "accent-wash"),
    *((f"{meaning}-line", ground) for meaning in MEANINGS for ground in (*GROUNDS, f"{meaning}-wash")),
]


def tokens() -> dict[str, tuple[Colour, Colour]]:
    """Each colour role with its light and its dark value, as lightness, chroma and hue."""
    found = {}
    for name, values in re.findall(r"--([\w-]+): light-dark\((.*)\);", (STATIC / "css/tokens.css").read_text()):
        light, dark = re.findall(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)", values)
        found[name] = (_colour(light), _colour(dark))
    return found


def _colour(words: tuple[str, str, str]) -> Colour:
    return float(words[0]) / 100, float(words[1]), float(words[2])


def linear_rgb(colour: Colour) -> tuple[float, float, float]:
    """Linear sRGB of an OKLCH colour (matrices of CSS Color 4); a part outside 0-1 is out of gamut."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2, 1 to 21."""
    lights = []
    for colour in (one, other):
        red, green, blue = (min(1.0, max(0.0, part)) for part in linear_rgb(colour))
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    return max(lights) / min(lights)


def text_of(folder: Path, pattern: str) -> dict[str, str]:
    """The texts of our own files, by path."""
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for path in sorted(folder.rglob(pattern))
        if VENDOR not in path.parents
    }


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS)
def test_text_can_be_read(front: str, ground: str, scheme: int) -> None:
    colours = tokens()

    assert contrast(colours[front][scheme], colours[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), LINE_PAIRS)
def test_lines_that_mean_something_can_be_seen(front: str, ground: str, scheme: int) -> None:
    colours = tokens()

    assert contrast(colours[front][scheme], colours[ground][scheme]) >= 3


def test_every_colour_can_be_shown_by_every_screen() -> None:
    outside = [
        (name, scheme)
        for name, pair in tokens().items()
        for scheme in (0, 1)
        if not all(-0.002 <= part <= 1.002 for part in linear_rgb(pair[scheme]))
    ]

    assert outside == []


def test_only_the_tokens_name_colours() -> None:
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    named = [
        f"{path}: {line.strip()}"
        for path, text in text_of(STATIC / "css", "*.css").items()
        if not path.endswith(("tokens.css", "highlight.css", "print.css"))
        for line in text.splitlines()
        if literal.search(line)
    ]

    assert named == []


def test_every_variable_in_use_is_defined() -> None:
    text = "".join(text_of(STATIC / "css", "*.css").values())

    assert set(re.findall(r"var\((--[\w-]+)", text)) <= set(re.findall(r"(--[\w-]+):", text))


def test_pages_carry_no_style_and_no_script_of_their_own() -> None:
    # Data for search engines is no script: browsers do not run it, and the policy of the page does not ask about it.
    inline = re.compile(
        r'<style|\sstyle=|\son[a-z]+="|<script(?![^>]*\ssrc=|\stype="application/ld\+json">)|javascript:'
    )
    found = [path for path, text in text_of(TEMPLATES, "*.html").items() if inline.search(text)]

    assert found == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    foreign = re.compile(r"""(?:src|href|url|import|from)\s*[=(]?\s*["']?(?:https?:)?//""")
    files = text_of(TEMPLATES, "*.html") | text_of(STATIC / "css", "*.css") | text_of(STATIC / "js", "*.js")
    found = [path for path, text in files.items() if foreign.search(text)]

    assert found == []


def test_every_icon_in_use_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    used = set()
    for text in text_of(TEMPLATES, "*.html").values():
        used |= set(re.findall(r"\bicon\([\"']([\w-]+)[\"'][,)]", text))
        used |= set(re.findall(r"\bicon_name=[\"']([\w-]+)[\"']", text))

    assert used
    assert used <= drawn


def test_every_template_of_the_look_can_be_taken_in_at_a_glance() -> None:
    long = [path for path, text in text_of(TEMPLATES, "*.html").items() if text.count("\n") > 150]

    assert long == []


def test_vendored_files_are_what_their_makers_published() -> None:
    packages = json.loads((VENDOR / "manifest.json").read_text())
    listed = {name: digest for package in packages for name, digest in package["files"].items()}
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert found == listed
    assert all(package["version"] and package["licence"] and package["source"] for package in packages)


def test_vendored_files_are_used() -> None:
    ours = text_of(TEMPLATES, "*.html") | text_of(STATIC / "js", "*.js") | text_of(STATIC, "icons.svg")
    unused = [
        path.parent.name
        for path in VENDOR.rglob("*")
        if path.is_file()
        and path.name != "manifest.json"
        and not any(path.parent.name in text for text in ours.values())
    ]

    assert unused == []


def test_style_and_scripts_are_light_to_load() -> None:
    size = sum(len(gzip.compress(path.read_bytes())) for kind in ("css", "js") for path in STATIC.rglob(f"*.{kind}"))

    assert size < 60_000
