"""Whose turn it is to run the reactions: one process at a time for a site, guarded by a lock that dies with it."""

import fcntl
import os
from types import TracebackType

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from forum import config
from forum.core.db import session

# PostgreSQL's advisory lock of the one worker.
WORKER = 7_101_984


class Turn:
    """The right to run the reactions, once taken.

    The kernel (a file lock) or PostgreSQL (a lock of one connection) gives it back when the process dies, however it
    dies, so nobody ever has to clear a stale lock.
    """

    def __init__(self) -> None:
        """Take nothing yet."""
        self._file: int | None = None
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Return whether the turn is ours now; never waits. Asking again keeps it, and notices where it was lost."""
        engine = session().get_bind()
        if isinstance(engine, Engine) and engine.dialect.name == "postgresql":
            return self._take_advisory(engine)
        return self._take_file()

    def give_back(self) -> None:
        """Let another process have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            # Ends the server's session too: a pooled connection would keep the lock.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def __enter__(self) -> "Turn":
        """Nothing is taken yet: ask with `take`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give it back."""
        self.give_back()

    def _take_file(self) -> bool:
        if self._file is not None:
            return True
        path = config.current().instance / "worker.lock"
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def _take_advisory(self, engine: Engine) -> bool:
        if self._connection is not None:
            try:
                self._connection.exec_driver_sql("SELECT 1")
            except DBAPIError:
                self.give_back()
            else:
                return True
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(WORKER))):
            connection.close()
            return False
        self._connection = connection
        return True
