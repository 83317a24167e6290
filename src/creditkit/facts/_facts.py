"""Facts: all that is known, with when it was learned, held in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from creditkit.columns import Columns, readonly, rows_of, same_columns
from creditkit.dates import plain_day
from creditkit.errors import InvalidInput
from creditkit.facts._checks import Moment
from creditkit.facts._coerce import empty
from creditkit.facts._entry import enter
from creditkit.facts._from_records import KEPT, Sorted, sort_out, sources_of
from creditkit.facts._glance import looked_over
from creditkit.facts._keys import any_again
from creditkit.facts._moments import EVERYTHING, micros
from creditkit.facts._record_columns import PAYMENT_TERMS, RecordColumns, columns_of
from creditkit.facts._records import Adjustment, Event, Fact, Hold, Standing, identity
from creditkit.facts._relations import Ledger, room_for_all
from creditkit.facts._schema import TABLES
from creditkit.facts._snapshot import Snapshot
from creditkit.facts._to_records import records
from creditkit.money import Rates
from creditkit.reasons import Rejection, text

#: Facts show their records up to so many, enough for an example in a test.
REPR_ROWS = 50


class Facts:
    """All that is known, with when it was learned. Held in columns; the records are the rows.

    Args:
        facts: records of any kind, in any order. The same id recorded again later is a correction.
        rates: exchange rates to keep with the facts.

    Raises:
        InvalidInput: the first record that cannot stand beside the others, as ``facts[i].field``: an
            id given twice without a later recording, an allocation to nothing or above the balance.

    Two doors lead in, and both give the same snapshots: this one takes records and raises at the
    first bad one; :func:`creditkit.facts.take` takes columns and sets bad rows aside.

    >>> from creditkit.facts import Document
    >>> from creditkit.money import Money
    >>> facts = Facts([Document("1", "C-7", Money("12.50", "EUR"), issued_on=date(2025, 1, 1))])
    >>> facts.at(date(2025, 6, 30)).parties()
    ('C-7',)
    """

    rates: Rates

    def __init__(self, facts: Iterable[Fact] = (), *, rates: Rates | None = None) -> None:
        given = sort_out(facts)
        _each_once(given)
        tables = columns_of(given.rows)
        corrected = looked_over(given.rows)
        if corrected is None and (rejected := enter(sources_of(given, tables)).rejected):
            raise _as_error(min(rejected, key=lambda rejection: rejection.row))
        self._set(tables, given.kept, rates)
        if corrected is not None:  # what the look has seen need not be worked out again
            self._corrected.update((name, name in corrected) for name in TABLES)
            self.__dict__["uncontested"] = True

    @classmethod
    def from_columns(
        cls,
        tables: Mapping[str, Columns],
        *,
        kept: Iterable[Adjustment | Hold | Standing | Event] = (),
        rates: Rates | None = None,
    ) -> Facts:
        """Facts over columns that have been screened already; use :func:`creditkit.facts.take` for data."""
        facts = cls.__new__(cls)
        sealed = {name: _sealed(columns) for name, columns in tables.items()}
        facts._set(sealed, tuple(kept), rates)  # noqa: SLF001  (a second way to construct)
        return facts

    def _set(self, tables: Mapping[str, Columns], kept: tuple[Any, ...], rates: Rates | None) -> None:
        self.rates = Rates() if rates is None else rates
        self._tables = {name: tables.get(name) or empty(name) for name in TABLES}
        if PAYMENT_TERMS not in (parties := self._tables["parties"]):
            none = readonly(np.full(rows_of(parties), None, dtype=object))
            self._tables["parties"] = MappingProxyType({**parties, PAYMENT_TERMS: none})
        self._kept = kept
        self._corrected: dict[str, bool] = {}

    def __reduce__(self) -> tuple[object, ...]:
        tables = {name: dict(columns) for name, columns in self._tables.items()}
        return _restored, (tables, self._kept, self.rates)

    @cached_property
    def ledger(self) -> Ledger:
        """The documents as other tables see them, made once for all snapshots."""
        return Ledger(self._tables["invoices"])

    @cached_property
    def uncontested(self) -> bool:
        """Whether every document has room for all that was ever allocated to it: whatever a snapshot shows fits."""
        return room_for_all(self._tables["allocations"], self.ledger)

    def corrected(self, table: str) -> bool:
        """Whether any row of a table is a later version of another."""
        if table not in self._corrected:
            key = [self._tables[table][name] for name in TABLES[table].key]
            self._corrected[table] = bool(key) and any_again(key)
        return self._corrected[table]

    def columns(self, table: str) -> Columns:
        """Every row of a table, all versions, as it was taken.

        Raises:
            InvalidInput: there is no such table.
        """
        if table not in self._tables:
            raise InvalidInput("table", table, ", ".join(TABLES))
        return self._tables[table]

    @property
    def kept(self) -> tuple[Adjustment | Hold | Standing | Event, ...]:
        """Adjustments, holds, standings and events: few, and kept as records."""
        return self._kept

    def count(self, table: str) -> int:
        """How many rows a table has, all versions."""
        columns = self.columns(table)
        if isinstance(columns, RecordColumns):
            return columns.rows
        return 0 if columns is empty(table) else rows_of(columns)

    def __repr__(self) -> str:
        if len(self) > REPR_ROWS:
            return f"<Facts: {len(self)} records>"
        return f"Facts({list(self)!r})"

    def __len__(self) -> int:
        instalments = self.count("instalments")
        return sum(map(self.count, TABLES)) - instalments + len(self._kept)

    def __iter__(self) -> Iterator[Fact]:
        """Every fact as a record, table by table."""
        for name in TABLES:
            yield from records(name, self._tables)
        yield from self._kept

    def same(self, other: Facts) -> bool:
        """Whether both hold the same rows in the same order, with the same rates."""
        return (
            all(same_columns(self._tables[name], other._tables[name]) for name in TABLES)
            and self._kept == other._kept
            and self.rates == other.rates
        )

    def and_also(self, facts: Iterable[Fact]) -> Facts:
        """These facts and more of them; the usual checks hold for the whole."""
        return Facts([*self, *facts], rates=self.rates)

    def at(self, as_of: date, known_at: Moment | None = None) -> Snapshot:
        """What could be known: what is dated up to ``as_of`` and was recorded up to ``known_at``.

        Args:
            as_of: the day, to its end.
            known_at: a date (to its end, UTC) or an aware datetime; None is all that is known by now.

        Raises:
            InvalidInput: ``as_of`` is a datetime, or ``known_at`` a naive one.
        """
        moment = micros(known_at, "known_at", absent=EVERYTHING)
        return Snapshot(self, plain_day("as_of", as_of), known_at, moment)


def _restored(tables: Mapping[str, Columns], kept: tuple[Any, ...], rates: Rates) -> Facts:
    return Facts.from_columns(tables, kept=kept, rates=rates)


def _sealed(columns: Columns) -> Columns:
    """The columns so that nobody can write into them: snapshots share them."""
    return MappingProxyType(
        {name: readonly(column) if isinstance(column, np.ndarray) else column for name, column in columns.items()}
    )


def _each_once(given: Sorted) -> None:
    """Records without a table are held to the same rule as rows: an id comes again only with a later recording."""
    seen: set[tuple[object, int]] = set()
    for place, fact in zip(given.places.get(KEPT, ()), given.kept, strict=True):
        key = (identity(fact), micros(fact.recorded_at))
        if key in seen:
            raise InvalidInput(f"facts[{place}]", type(fact).__name__, "an id once, or again with a later recorded_at")
        seen.add(key)


def _as_error(rejection: Rejection) -> InvalidInput:
    path = f"facts[{rejection.row - 1}]" + (f".{rejection.field}" if rejection.field else "")
    given = rejection.reason.figures.get("given", rejection.reason.code)
    return InvalidInput(path, given, "what fits the other facts", text(rejection.reason))
