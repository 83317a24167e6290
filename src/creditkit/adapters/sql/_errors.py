"""What can be wrong with the tables."""

from __future__ import annotations

from creditkit.adapters.sql._statements import Statements
from creditkit.errors import CreditkitError


class SchemaMismatch(CreditkitError, ValueError):
    """The tables are not there, not a ledger's, or not of the schema that this release works with.

    Args:
        tables: what their names begin with.
        found: the schema of the tables; None where there are none.
        known: the schema that this release works with.
        problem: what is wrong with one of them by name, and what to do about it.
    """

    def __init__(self, tables: str, found: int | None, known: int, problem: str = "") -> None:
        super().__init__(tables, found, known, problem)
        self.tables = tables
        self.found = found
        self.known = known
        self.problem = problem

    def __str__(self) -> str:
        if self.problem:
            return self.problem
        if self.found is None:
            return f"there are no tables {self.tables}_… in this database; SqlStore.create() makes them"
        have = f"tables {self.tables}_… have schema {self.found}"
        if self.found < self.known:
            return f"{have}; this release works with {self.known}. SqlStore.create() brings them up to it"
        return f"{have}; this release knows schemas up to {self.known}. A newer release of creditkit is needed"


def half_there(there: str, missing: str, prefix: str, known: int) -> SchemaMismatch:
    """One of the two tables is not there."""
    problem = (
        f"there is a table {there} in this database, and no {missing}. If {there} is another program's, choose "
        f"SqlStore(…, prefix=…); if it is a ledger's, restore both from a backup"
    )
    return SchemaMismatch(prefix, None, known, problem)


def foreign(prefix: str, known: int, said: object) -> SchemaMismatch:
    """A table of that name has other columns."""
    problem = (
        f"{prefix}_event or {prefix}_head is not a ledger's table ({said}): choose SqlStore(…, prefix=…), "
        "or restore both from a backup"
    )
    return SchemaMismatch(prefix, None, known, problem)


def lacking(tables: Statements, said: str, known: int) -> SchemaMismatch | None:
    """A table is not there, as the first line of what the driver says has it: the head, only the events, or neither."""
    first = said.partition("\n")[0]
    if tables.event in first:
        return half_there(tables.head, tables.event, tables.prefix, known)
    return SchemaMismatch(tables.prefix, None, known) if tables.head in first else None
