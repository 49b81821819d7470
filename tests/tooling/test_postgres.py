"""Every test has a PostgreSQL database of its own, copied from one that was migrated once."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.support import postgres


def _migrate(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE things (name text)"))
    engine.dispose()


@pytest.fixture
def template() -> Iterator[postgres.Template]:
    """A template with one table."""
    template = postgres.create_template(postgres.server(), _migrate)
    yield template
    template.close()


def _count(url: str, new: str | None = None) -> int:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if new:
            connection.execute(sa.text("INSERT INTO things VALUES (:name)"), {"name": new})
        count = connection.execute(sa.text("SELECT count(*) FROM things")).scalar_one()
    engine.dispose()
    return int(count)


def test_copies_share_nothing(template: postgres.Template) -> None:
    one, two = template.copy(), template.copy()
    assert (_count(one, new="mine"), _count(two)) == (1, 0)
    template.drop(one)
    assert _count(two) == 0
    template.drop(two)


def test_a_copy_in_use_can_be_dropped(template: postgres.Template) -> None:
    url = template.copy()
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        template.drop(url)
        with pytest.raises(sa.exc.OperationalError):
            connection.execute(sa.text("SELECT 1"))
    engine.dispose()


def test_what_was_left_goes_with_the_next_copy(template: postgres.Template) -> None:
    left = template.copy()
    template.leave(left)
    assert _count(left) == 0
    assert _count(template.copy()) == 0
    with pytest.raises(sa.exc.OperationalError):
        _count(left)


def test_a_failed_migration_is_told(template: postgres.Template) -> None:
    def fail(url: str) -> None:
        raise RuntimeError(url)

    with pytest.raises(RuntimeError, match="vouch_template_"):
        postgres.create_template(postgres.server(), fail)
