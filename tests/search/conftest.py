"""Every engine that there is, empty or with the shelf in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forum.search.engine import SearchEngine
from forum.search.whoosh_engine.engine import WhooshEngine
from tests.search.meant import Learnt, loaded
from tests.search.shelf import SHELF

MAKERS: dict[str, Callable[[Path], SearchEngine]] = {
    "whoosh": lambda path: WhooshEngine(path, lag=0, lock_timeout=0),
    "whoosh with meaning": lambda path: Learnt(path, lag=0, lock_timeout=0, standby=loaded()),
}


@pytest.fixture(params=sorted(MAKERS))
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """An engine with an empty index."""
    engine = MAKERS[request.param](tmp_path / "index")
    engine.rebuild([])
    yield engine
    engine.close()


@pytest.fixture
def engine(empty: SearchEngine) -> SearchEngine:
    """An engine with the shelf in its index."""
    empty.update(SHELF)
    return empty
