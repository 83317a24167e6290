"""SQLite through apsw, so that its file system is ours: a driver for SQLAlchemy, and file systems that fail.

The ``sqlite3`` of Python and apsw bring each their own SQLite, and a file system that is registered with one is unknown
to the other. So the store runs on apsw itself; this module is the part of DB-API 2 that the dialect of SQLAlchemy and
our store use.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

paramstyle, threadsafety, apilevel = "qmark", 1, "2.0"
sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(int(part) for part in sqlite_version.split("."))
version_info = sqlite_version_info


class Error(Exception):
    """What SQLite raised; ``sqlite_errorcode`` is its result code, as with ``sqlite3``."""

    sqlite_errorcode = 0


class DatabaseError(Error): ...


class OperationalError(DatabaseError): ...


class IntegrityError(DatabaseError): ...


class InterfaceError(Error): ...


InternalError = ProgrammingError = NotSupportedError = DataError = DatabaseError
PARSE_DECLTYPES = PARSE_COLNAMES = 0
Binary = bytes


def _told(error: apsw.Error) -> Error:
    kind = IntegrityError if isinstance(error, apsw.ConstraintError) else OperationalError
    told = kind(str(error))
    told.sqlite_errorcode = getattr(error, "extendedresult", 0) or getattr(error, "result", 0)
    return told


class Cursor:
    """A cursor that has read its rows when ``execute`` returns."""

    rowcount, lastrowid, arraysize = -1, None, 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[tuple[Any, ...]] = []
        self.description: Any = None

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        if statement.startswith(self._connection.deaf_to):
            return self
        try:
            cursor = self._connection.inner.cursor()
            found = cursor.execute(statement, tuple(values))
            self.description = None
            rows = iter(found)
            first = next(rows, None)
            if first is not None:
                self.description = [(name, *(None,) * 6) for name, _ in cursor.get_description()]
            self._rows = [] if first is None else [first, *rows]
        except apsw.Error as error:
            raise _told(error) from error
        return self

    def executemany(self, statement: str, many: Iterable[Sequence[Any]]) -> Cursor:
        for values in many:
            self.execute(statement, values)
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        found, self._rows = self._rows, []
        return found

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        found, self._rows = self._rows[:size], self._rows[size:]
        return found

    def close(self) -> None:
        self._rows = []


class Connection:
    """A connection in autocommit, as the store sets it."""

    isolation_level: str | None = None
    #: Statements that begin so are passed over.
    deaf_to: tuple[str, ...] = ()

    def __init__(self, inner: apsw.Connection) -> None:
        self.inner = inner

    @property
    def in_transaction(self) -> bool:
        return self.inner.in_transaction

    def cursor(self) -> Cursor:
        return Cursor(self)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(statement, values)

    def create_function(self, name: str, arguments: int, function: Any, **_: Any) -> None:
        self.inner.create_scalar_function(name, function, arguments)

    def commit(self) -> None:
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        try:
            self.inner.close(force=True)
        except apsw.Error as error:
            raise _told(error) from error


def connect(path: Path, vfs: str, settings: Sequence[str] = (), deaf_to: tuple[str, ...] = ()) -> Connection:
    """A connection through a file system, with statements that it begins with, and statements that it passes over."""
    try:
        connection = Connection(apsw.Connection(str(path), vfs=vfs))
    except apsw.Error as error:
        raise _told(error) from error
    for statement in settings:
        connection.execute(statement)
    connection.deaf_to = deaf_to
    return connection


def engine_of(path: Path, vfs: str, settings: Sequence[str] = (), deaf_to: tuple[str, ...] = ()) -> Engine:
    """An engine whose every connection is a new one through a file system."""
    return create_engine(
        "sqlite://", module=sys.modules[__name__], poolclass=NullPool,
        creator=lambda: connect(path, vfs, settings, deaf_to),
    )  # fmt: skip


class FaultyFiles(apsw.VFS):
    """Files that are as they should be until the n-th write or flush, which fails, and each one after it."""

    def __init__(self, name: str, *, once: bool) -> None:
        self.left: int | None = None
        self.failed = 0
        self._once = once
        self.name = name
        super().__init__(name, "")

    def fail_at(self, number: int | None) -> None:
        """The writes before it go well; None is all of them."""
        self.left, self.failed = number, 0

    def step(self) -> bool:
        """Whether this write fails."""
        if self.left is None:
            return False
        self.left -= 1
        if self.left > 0 or (self._once and self.failed):
            return False
        self.failed += 1
        return True

    def xOpen(self, name: Any, flags: Any) -> Any:  # noqa: N802
        return _FaultyFile(name, flags, self)


class _FaultyFile(apsw.VFSFile):
    def __init__(self, name: Any, flags: Any, files: FaultyFiles) -> None:
        self._files = files
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        if self._files.step():
            half = len(data) // 2  # what a full disk leaves behind
            super().xWrite(data[:half], offset)
            raise apsw.FullError("a write that fails")
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        if self._files.step():
            raise apsw.IOError("a flush that fails")
        super().xSync(flags)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        if self._files.step():
            raise apsw.IOError("a truncation that fails")
        super().xTruncate(size)


class PowerCut(apsw.VFS):
    """Files whose writes are lost at a power cut unless a flush came after them.

    What is on disk is kept beside what the system shows, file by file: a flush copies one to the other. At the cut
    the files become what was on disk; of what was written since, some parts may be there, as a disk writes in any
    order: ``survives`` says which, by file and place.
    """

    def __init__(self, name: str) -> None:
        self.on_disk: dict[str, bytes] = {}
        self.since: dict[str, list[tuple[int, bytes]]] = {}
        self.flushes = 0
        self.name = name
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: Any) -> Any:  # noqa: N802
        return _UnsafeFile(name, flags, self)

    def xDelete(self, name: str, sync_folder: bool) -> None:  # noqa: N802
        super().xDelete(name, sync_folder)
        self.on_disk.pop(name, None)
        self.since.pop(name, None)

    def cut(self, survives: Callable[[str, int], bool] = lambda _name, _place: False) -> dict[str, bytes]:
        """The files as they are when the power is back."""
        out = {}
        for name in {*self.on_disk, *self.since}:
            content = bytearray(self.on_disk.get(name, b""))
            for place, (offset, data) in enumerate(self.since.get(name, ())):
                if survives(name, place):
                    content[len(content) :] = bytes(max(0, offset + len(data) - len(content)))
                    content[offset : offset + len(data)] = data
            out[name] = bytes(content)
        return out


class _UnsafeFile(apsw.VFSFile):
    def __init__(self, name: Any, flags: Any, files: PowerCut) -> None:
        self._files = files
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("", name, flags)
        files.on_disk.setdefault(self._name, b"")

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._files.since.setdefault(self._name, []).append((offset, bytes(data)))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._files.flushes += 1
        self._files.on_disk[self._name] = self.xRead(self.xFileSize(), 0)
        self._files.since.pop(self._name, None)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._files.on_disk[self._name] = self._files.on_disk[self._name][:size]
        self._files.since.pop(self._name, None)
