"""What the Whoosh engine promises beyond the suite: damage is told, writers take turns, processes see each other."""

import fcntl
import gc
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from forum.search.engine import IndexBusy, IndexDamaged, Query
from forum.search.whoosh_engine.engine import WhooshEngine
from forum.search.whoosh_engine.schema import FORMAT
from tests.search.shelf import SHELF, question
from tests.support.waiting import eventually

WRITER = """
import sys
from pathlib import Path
from forum.search.whoosh_engine.engine import WhooshEngine
from forum.search.whoosh_engine.schema import FORMAT
from tests.search.shelf import question
engine = WhooshEngine(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    engine.update([question(number, f"Gizmo {number}")])
    print(number, flush=True)
"""


# Two thousand words that each stand once.
BOOK = " ".join(f"chapter{number:04x}" for number in range(2_000))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of an index with the shelf in it."""
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(SHELF)
    engine.close()
    return tmp_path / "index"


@pytest.fixture
def engine(root: Path) -> Iterator[WhooshEngine]:
    """A fresh engine on that folder."""
    engine = WhooshEngine(root, lag=0, lock_timeout=0)
    yield engine
    engine.close()


def in_use(root: Path, pattern: str) -> list[Path]:
    """Return files of the directory in use."""
    return sorted((root / (root / "current").read_text()).glob(pattern))


# Whoosh leaves a damaged file to the garbage collector; the collection at the end keeps its warning within this test.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("pattern", ["*.toc", "*.seg"])
@pytest.mark.parametrize("damage", ["cut", "emptied", "overwritten", "removed"])
def test_damage_is_one_error_and_a_rebuild_mends_it(
    root: Path, engine: WhooshEngine, pattern: str, damage: str
) -> None:
    """Whatever happened to which file, search says that it is being repaired, and is after a rebuild."""
    for path in in_use(root, pattern):
        content = path.read_bytes()
        match damage:
            case "cut":
                path.write_bytes(content[: len(content) // 2])
            case "emptied":
                path.write_bytes(b"")
            case "overwritten":
                path.write_bytes(b"\xa5" * len(content))
            case "removed":
                path.unlink()
    assert not engine.is_healthy()
    with pytest.raises(IndexDamaged):
        engine.search(Query("router"))
    engine.rebuild(SHELF)
    assert engine.is_healthy()
    assert engine.search(Query("router")).total == 1
    gc.collect()


def test_a_segment_that_is_cut_off_under_a_reader_is_damage_and_not_the_end_of_the_process(
    root: Path, engine: WhooshEngine
) -> None:
    """What was read before stays; what would have to be read beyond the cut is told."""
    assert engine.search(Query("router")).total == 1
    for path in in_use(root, "*.seg"):
        os.truncate(path, 100)
    with pytest.raises(IndexDamaged):
        engine.search(Query("lamp"))
    engine.rebuild(SHELF)
    assert engine.search(Query("lamp")).total == 1


def test_a_reader_holds_no_copy_of_the_index(root: Path) -> None:
    """Whoosh's own readers take the whole of every segment into memory."""
    writer = WhooshEngine(root)
    writer.rebuild(question(number, f"Gizmo {number}", BOOK) for number in range(600))
    # What a process needs once, whatever it reads, is loaded now.
    assert writer.search(Query("gizmo", limit=1)).total == 600
    writer.close()
    size = sum(path.stat().st_size for path in in_use(root, "*.seg"))
    engine = WhooshEngine(root)
    tracemalloc.start()
    assert engine.search(Query("gizmo", limit=1)).total == 600
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    engine.close()
    assert size > 1_000_000
    assert held < size / 4


@pytest.mark.parametrize("content", [None, "", "v0-0123", "../elsewhere", f"v{FORMAT}-gone"])
def test_an_absent_or_older_index_is_told(root: Path, engine: WhooshEngine, content: str | None) -> None:
    """Nothing is written into it, so that it cannot look whole."""
    if content is None:
        (root / "current").unlink()
    else:
        (root / "current").write_text(content)
    assert not engine.is_healthy()
    with pytest.raises(IndexDamaged):
        engine.update([question(9, "Gizmo")])
    assert engine.rebuild(SHELF) == len(SHELF)
    assert engine.keys() == {document.key: document.fingerprint() for document in SHELF}


def test_a_second_writer_is_told_to_wait(root: Path, engine: WhooshEngine) -> None:
    """Neither an update nor a rebuild begins, and searches go on."""
    with (root / "write.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(IndexBusy):
            engine.update([question(9, "Gizmo")])
        with pytest.raises(IndexBusy):
            engine.rebuild([])
        assert engine.search(Query("router")).total == 1
    engine.update([question(9, "Gizmo")])
    assert engine.search(Query("gizmo")).total == 1


def test_what_another_process_writes_is_seen(root: Path, engine: WhooshEngine) -> None:
    """A reader that is open follows the writer, and never meets an error meanwhile."""
    assert engine.search(Query("gizmo")).total == 0
    with subprocess.Popen([sys.executable, "-c", WRITER, root, "100", "110"], stdout=subprocess.PIPE) as writer:
        eventually(lambda: engine.search(Query("gizmo")).total == 10)
        writer.communicate()
    assert writer.returncode == 0


def test_a_rebuild_elsewhere_is_seen(root: Path, engine: WhooshEngine) -> None:
    """Another engine on the same folder puts a new index in use, and the old one is removed."""
    assert engine.search(Query("router")).total == 1
    other = WhooshEngine(root)
    other.rebuild([question(9, "Gizmo")])
    other.close()
    assert engine.search(Query("gizmo")).total == 1
    assert len(list(root.glob("v*-*"))) == 1


def test_many_rebuilds_never_disturb_a_reader(root: Path, engine: WhooshEngine) -> None:
    """Old directories vanish while a reader opens them; it takes the new one and says nothing."""
    done = Event()
    totals: list[int] = []
    troubles: list[Exception] = []

    def search() -> None:
        while not done.is_set():
            try:
                totals.append(engine.search(Query("router")).total)
            except IndexDamaged as error:
                troubles.append(error)

    reader = Thread(target=search)
    reader.start()
    other = WhooshEngine(root)
    for _ in range(25):
        other.rebuild(SHELF)
    done.set()
    reader.join()
    other.close()
    assert troubles == []
    assert set(totals) == {1}


@pytest.mark.parametrize("after", [0, 2, 5])
def test_a_killed_writer_loses_nothing_acknowledged(root: Path, engine: WhooshEngine, after: int) -> None:
    """After SIGKILL the index is readable and writable, with every batch that was reported as written."""
    with subprocess.Popen([sys.executable, "-c", WRITER, root, "100", "200"], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(after + 1)]
        writer.kill()
        told += [int(line) for line in writer.stdout.read().split()]
    assert engine.is_healthy()
    assert {f"question:{number}" for number in told} <= set(engine.keys())
    engine.update([question(300, "Gadget")])
    assert engine.search(Query("gadget")).total == 1


def test_only_these_files_know_whoosh() -> None:
    """The engine can be exchanged without touching anything else."""
    package = Path(sys.modules["forum.search"].__path__[0])
    sources = {path: path.read_text() for path in package.rglob("*.py")}
    knowing = [path for path, source in sources.items() if "import whoosh" in source or "from whoosh" in source]
    assert {path.relative_to(package).parts[0] for path in knowing} == {"stemming.py", "whoosh_engine"}
