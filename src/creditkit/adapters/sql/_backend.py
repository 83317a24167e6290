"""What a store needs of a database, whichever it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

from creditkit.adapters.sql._statements import Head, Statements
from creditkit.ledger import Row

Rows: TypeAlias = Sequence[tuple[Any, ...]]


class Session(Protocol):
    """A transaction, or one state of the database to read from."""

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """What a query finds."""
        ...

    def find_many(self, entry_ids: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        """The rows of those ids."""
        ...

    def tips(self, streams: Sequence[str]) -> Iterable[tuple[str, int, bytes]]:
        """Those streams, each with the sequence and the leaf of its last event."""
        ...

    def add(self, rows: Sequence[Row]) -> None:
        """Inserts rows, at least one, and moves the head behind the last."""
        ...

    def forget(self, positions: Sequence[int]) -> None:
        """Removes salt and payload of the rows at those positions."""
        ...

    def storing(self) -> AbstractContextManager[None]:
        """Stands around the statements with which a transaction ends."""
        ...


class Maker(Session, Protocol):
    """A session that can make tables, too."""

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Executes a statement that finds nothing."""
        ...


class Backend(Protocol):
    """A database behind an engine."""

    @property
    def statements(self) -> Statements:
        """The statements in the form of this database."""
        ...

    @property
    def shared(self) -> bool:
        """Whether all use one connection: nothing is written before a transaction ends, a scan is read at once."""
        ...

    def writing(self) -> AbstractContextManager[tuple[Session, Head]]:
        """An exclusive transaction; committed when the block is left, rolled back after an exception."""
        ...

    def reading(self) -> AbstractContextManager[Session]:
        """One state of the database."""
        ...

    def create(self) -> None:
        """Makes the tables, or brings them up to the schema of this release."""
        ...
