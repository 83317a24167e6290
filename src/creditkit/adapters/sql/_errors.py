"""What can be wrong with the tables."""

from __future__ import annotations

from creditkit.errors import CreditkitError


class SchemaMismatch(CreditkitError, ValueError):
    """The tables are not there, or not of the schema that this release works with.

    Args:
        tables: what their names begin with.
        found: the schema of the tables; None where there are none.
        known: the schema that this release works with.
    """

    def __init__(self, tables: str, found: int | None, known: int) -> None:
        super().__init__(tables, found, known)
        self.tables = tables
        self.found = found
        self.known = known

    def __str__(self) -> str:
        if self.found is None:
            return f"there are no tables {self.tables}_… in this database; SqlStore.create() makes them"
        have = f"tables {self.tables}_… have schema {self.found}"
        if self.found < self.known:
            return f"{have}; this release works with {self.known}. SqlStore.create() brings them up to it"
        return f"{have}; this release knows schemas up to {self.known}. A newer release of creditkit is needed"
