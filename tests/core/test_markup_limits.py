"""No text keeps the site busy, and none that is refused is refused without a word."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from forum.core.errors import Busy, Invalid
from forum.core.markup import features, render
from forum.core.markup.limits import CPU_SECONDS
from forum.core.markup.pool import Pool
from forum.core.markup.rendered import RENDERER_VERSION, UNRENDERED
from tests.support.waiting import eventually

# An imported page far beyond any post: more than the processor time that one text gets.
HUGE = "<b>a</b>" * 200_000


def refusal(source: str, **options: Any) -> tuple[str, str, str]:
    with pytest.raises(Invalid) as caught:
        render(source, **options)
    error = caught.value.errors[0]
    return error.field, error.code, str(error.message)


def test_a_long_text_is_refused_with_both_numbers() -> None:
    assert refusal("a" * 31, max_chars=30, field="details") == (
        "details",
        "too_long",
        "This text has 31 characters and may have 30. Please shorten it or split it up.",
    )


def test_a_text_may_have_all_of_its_characters() -> None:
    assert render("ä" * 30_000).version == RENDERER_VERSION


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (">" * 51 + " a", "too_deep"),
        ("\n".join("  " * depth + "- a" for depth in range(51)), "too_deep"),
        ("<div>" * 101, "too_deep"),
        ("[" * 201, "too_many_brackets"),
        ("![a " * 201, "too_many_brackets"),
        ("- a\n" * 3_001, "too_many_parts"),
    ],
)
def test_a_flood_is_refused_with_what_to_do(source: str, code: str) -> None:
    field, refused, text = refusal(source)
    assert (field, refused) == ("body", code)
    assert "Please" in text


@pytest.mark.parametrize(
    "source",
    [
        ">" * 50 + " a",
        "[" * 200,
        "[a] " * 2_000,
        "[12:01] [INFO] a\n" * 1_000,
        "```\n" + "[" * 5_000 + "\n```",
        "    " + "[" * 5_000,
        "`" + "[" * 150 + "`",
        "<p>" * 2_000,
    ],
    ids=range(8),
)
def test_what_people_write_is_not_refused(source: str) -> None:
    assert render(source).version == RENDERER_VERSION


def test_a_text_that_takes_too_long_is_shown_as_it_was_written() -> None:
    rendered = render(HUGE, format="html", max_chars=len(HUGE))
    assert rendered.version == UNRENDERED
    assert "<code>&lt;b&gt;a&lt;/b&gt;" in rendered.html
    assert rendered.text == HUGE


def test_the_renderer_works_on_after_it_was_killed() -> None:
    pool = Pool()
    try:
        assert "failed" in pool.ask({"source": HUGE, "format": "html"})
        answer = pool.ask({"source": "*a*", "format": "markdown"})
        assert (answer["html"], answer["text"]) == ("<p><em>a</em></p>", "a")
        assert float(answer["spent"]) < CPU_SECONDS
    finally:
        pool.end()


def test_nobody_waits_for_ever_for_a_renderer() -> None:
    pool = Pool(wait=0.01)
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(pool.ask, {"source": HUGE, "format": "html"}) for _ in range(4)]
    try:
        errors = [each.exception() for each in asked]
        assert {type(error) for error in errors} == {Busy, type(None)}
        assert pool.ask({"source": "a", "format": "markdown"})["text"] == "a"
    finally:
        pool.end()


def test_a_dead_renderer_is_replaced() -> None:
    pool = Pool()
    try:
        pool.ask({"source": "a", "format": "markdown"})
        (first,) = pool.pids
        os.killpg(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        assert pool.ask({"source": "b", "format": "markdown"})["text"] == "b"
        assert first not in pool.pids
    finally:
        pool.end()


def test_many_threads_get_their_own_answers() -> None:
    with ThreadPoolExecutor(16) as threads:
        texts = list(threads.map(lambda number: render(f"**{number}**").html, range(300)))
    assert texts == [f"<p><strong>{number}</strong></p>" for number in range(300)]


FORKING = """
import os
from forum.core.markup import render
render("before")
child = os.fork()
print(render("*child*" if child == 0 else "*parent*").text, flush=True)
if child:
    os.waitpid(child, 0)
    print(render("after").text)
"""


def test_a_forked_process_has_renderers_of_its_own() -> None:
    run = subprocess.run([sys.executable, "-c", FORKING], capture_output=True, text=True, check=True)
    assert sorted(run.stdout.split()) == ["after", "child", "parent"]
    assert run.stderr == ""


ENDLESS = """
import sys
from forum.core.markup import pool, render
render("a")
print(*pool._pool.pids, flush=True)
sys.stdin.read()
"""


def test_a_renderer_whose_site_is_killed_while_it_begins_ends_without_a_word() -> None:
    command = [sys.executable, "-m", "forum.core.markup.process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as renderer:
        assert renderer.stdout is not None
        renderer.stdout.close()
        assert renderer.stderr is not None
        assert renderer.stderr.read() == b""
    assert renderer.returncode == 0


def test_the_renderer_ends_with_the_process_that_it_works_for() -> None:
    with subprocess.Popen([sys.executable, "-c", ENDLESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as site:
        assert site.stdout
        renderer = int(site.stdout.readline())
        assert _lives(renderer)
        site.kill()
    eventually(lambda: not _lives(renderer))


def _lives(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and that nobody has asked about does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def flood(case: dict[str, str], size: int) -> str:
    """Return the input that a description of pathological.json stands for, about `size` characters long."""
    if "unit" in case:
        return case["prefix"] + case["unit"] * (size // len(case["unit"])) + case["suffix"]
    make = LINES[case["name"]]
    text = ""
    number = 0
    while len(text) < size:
        text += make(number)
        number += 1
    return text


LINES: dict[str, Callable[[int], str]] = {
    "ref-chain": lambda number: f"[{number}]: http://a/{number}\n",
    "backtick-runs-distinct": lambda number: "`" * (number + 1) + "e",
    "list-depth": lambda number: " " * (4 * number) + "- a\n",
}
UNITS = [
    *("[", "![", "[[]", "[a](", "[a](<b", '[a](b "', "[a][b] ", "[^a]", "]:", "*", "**a *a ", "_a __b ", "a**b", "~~a"),
    *("`", "` ``", "```\n", "~~~ \n", "\\", "\\`", "<", "<a ", "<b>", "<i><p>", "</b>", "<!--", "<!-- -", "<![CDATA["),
    *(
        "<?",
        '<a href="',
        "<code>",
        "<a >",
        "&",
        "&#",
        "&lt;",
        "> ",
        ">>",
        "- ",
        "1. ",
        "- a\n",
        "1. a\n\n",
        "#",
        "# a\n",
    ),
    *(
        "|",
        "|-",
        "a|b\n-|-\n",
        "=\n",
        "-\n",
        "a\n=\n",
        "  \n",
        "\t",
        "\n",
        " ",
        "http://",
        "https://a.b/(",
        "www.",
        "a@",
    ),
    *("http://a.co ", "[l](http://a.co)\n", "[a]: b\n", "\u0301", "\x02", "(", "[a](b(c", "[x] ", "<table><tr><td>"),
    *("`a` ", "*a* ", "~~a~~ ", "<b>a</b>", "![a](b)", "\\*", "a<br>", "> a\n\n", "```\na\n```\n", "[^a]: b\n", "<p>a"),
    *(
        "<table><tr><td>a</td></tr></table>\n",
        "```c\n/*\n```\n",
        "- [ ] a\n",
        "|a|b|\n|-|-|\n|c|d|\n\n",
        "<details>\n\n",
    ),
    *("\\```", "\ufeff\\```", "\n|a|b|\n|-|-|\n1. a", "``\n|a|b|\n|-|-|\n|"),
]


@pytest.fixture(scope="module")
def patient() -> Iterator[Pool]:
    """A renderer that gives a text more time than the site's: how fast the machine is that runs the tests is no matter.

    What grows with the square of its length is far above this too.
    """
    pool = Pool(cpu=4 * CPU_SECONDS)
    yield pool
    pool.end()


@pytest.mark.parametrize("unit", UNITS)
def test_repetition_is_rendered_in_time_or_refused(unit: str, patient: Pool) -> None:
    for size in (4_000, 8_000):
        answer = patient.ask({"source": unit * (size // len(unit)), "format": "markdown"})
        assert answer.keys() & {"html", "refused"}


def test_known_floods_are_rendered_in_time_or_refused(shared_data: Path, patient: Pool) -> None:
    cases = json.loads((shared_data / "attacks/pathological.json").read_text())
    slow = [
        (case["name"], size)
        for case in cases
        for size in (4_000, 16_000)
        if not patient.ask({"source": flood(case, size), "format": "markdown"}).keys() & {"html", "refused"}
    ]
    assert cases
    assert slow == []


@pytest.fixture(scope="module")
def renderer() -> Iterator[Pool]:
    """A renderer that has already started; it is measured in processor time, however busy the machine is."""
    pool = Pool(seconds=60)
    pool.ask({"source": "a", "format": "markdown"})
    yield pool
    pool.end()


@pytest.mark.hard
@pytest.mark.parametrize("unit", UNITS)
def test_the_longest_texts_take_less_than_half_a_second_of_processor_time(unit: str, renderer: Pool) -> None:
    (pid,) = renderer.pids
    before = _spent(pid)
    renderer.ask({"source": unit * (30_000 // len(unit)), "format": "markdown"})
    assert renderer.pids == [pid]
    assert _spent(pid) - before < 0.5


def _spent(pid: int) -> float:
    """Return the seconds of processor time of a process and its children, those included that have ended."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK") + sum(map(_spent, children))


def test_features_of_a_refused_text_are_refused_too() -> None:
    with pytest.raises(Invalid):
        features("[" * 300)
