"""Records as columns: each column is read off the records when it is first asked for.

A record is the truth of its row already, so a column is read as it is kept, not as a caller would
bring it. Most calculators look at a dozen columns; for one customer's records, reading all sixty
of them would cost more than the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, cast

import numpy as np

from creditkit.columns import Amounts, Column, Columns, Ints, Labels, Numbers, coded, readonly
from creditkit.errors import AmountTooLarge
from creditkit.facts._coerce import absent
from creditkit.facts._figures import limit_text, plainest
from creditkit.facts._moments import ALWAYS, EPOCH_DAY, micros
from creditkit.facts._schema import TABLES, Field
from creditkit.money import Money

#: A column that parties keep beside their schema: what only the record door can bring.
PAYMENT_TERMS = "payment_terms"
#: Longer tables are read whole, so that their records can go.
_LONG = 100_000
_DAYS, _INSTANTS = np.dtype("datetime64[D]"), np.dtype("datetime64[us]")

_Rows = Sequence[Any]


class RecordColumns(Mapping[str, Column]):
    """The columns of one table, of records of one kind.

    Args:
        table: its name.
        rows: the records, at least one; of instalments, pairs of document and instalment. Their number
            stays in the attribute of that name, and unless they are many they stay in ``records``.
        documents: the columns of ``invoices``: ids of documents are coded as they are there.
    """

    def __init__(self, table: str, rows: _Rows, documents: Columns) -> None:
        self._table = table
        self.records = rows
        self._documents = documents
        self._read: dict[str, Column] = {}
        self.rows = len(rows)
        if len(rows) > _LONG:
            for name in _NAMES[table]:
                self[name]
            self.records = ()

    def __getitem__(self, name: str) -> Column:
        column = self._read.get(name)
        if column is None:
            column = self._read[name] = self._column(_NAMES[self._table][name])
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES[self._table])

    def __len__(self) -> int:
        return len(_NAMES[self._table])

    def _column(self, field: Field) -> Column:
        name = field.name
        if name == "currency" and self._table != "parties":
            return cast(Amounts, self["amount"]).currencies
        values: list[Any] = _values(self._table, name, self.records)
        if values[0] is None and values.count(None) == len(values):
            return absent(field, len(values))
        if name == "disputed":  # the undated word gives way to the day
            days = _values(self._table, "disputed_on", self.records)
            values = list(map(_undated, values, days))
        if (self._table, name) in _OF_DOCUMENTS:
            return _coded_alike(values, cast(Labels, self._documents["document_id"]) if self._documents else None)
        if field.kind == "choice":
            place = {word: i for i, word in enumerate(field.choices)}
            return coded(_ints(map(place.__getitem__, values), len(values)), field.choices, complete=True)
        if field.kind == "amount" and not field.required:
            return _minor(values)
        return _READERS.get(field.kind, Labels.of)(values)


def _undated(said: bool, day: object) -> Any:
    """Whether a document is said to be in dispute, and no day is."""
    return said and day is None


_NAMES: dict[str, dict[str, Field]] = {
    name: {field.name: field for field in table.fields} for name, table in TABLES.items()
}
_NAMES["parties"][PAYMENT_TERMS] = Field(PAYMENT_TERMS, "value")
#: Columns that name documents.
_OF_DOCUMENTS = {("allocations", "to_id"), ("allocations", "from_id"), ("instalments", "document_id")}


def _values(table: str, name: str, rows: _Rows) -> list[Any]:
    if table != "instalments":
        return list(map(attrgetter(name), rows))
    of_document = name in ("document_id", "recorded_at")
    return [getattr(document if of_document else part, name) for document, part in rows]


def _ints(values: Iterable[int], rows: int) -> Ints:
    return np.fromiter(values, np.int64, rows)


def _coded_alike(values: _Rows, ids: Labels | None) -> Labels:
    """Names of documents with the codes that the documents have, so that they are found again at no cost."""
    if ids is None:
        return Labels.of(values)
    place: dict[str | None, int] = dict(zip(ids.labels, range(len(ids.labels)), strict=True))
    place[None] = -1
    try:
        codes = _ints(map(place.__getitem__, values), len(values))
        return coded(codes, ids.labels, distinct=True, complete=None not in values)
    except KeyError:  # a document that is not there
        return Labels.of(values)


def _amounts(values: Sequence[Money]) -> Amounts:
    return Amounts(_ints([money.minor for money in values], len(values)), Labels.of([m.currency for m in values]))


def _minor(values: Sequence[Money | None]) -> Numbers:
    minor = [0 if value is None else value.minor for value in values]
    return Numbers(_ints(minor, len(minor)), 0, np.array([value is None for value in values]))


def _days(values: Sequence[date | None]) -> Column:
    numbers = [ALWAYS if value is None else value.toordinal() - EPOCH_DAY for value in values]
    return readonly(_ints(numbers, len(numbers)).view(_DAYS))


def _moments(values: _Rows) -> Column:
    return readonly(_ints(map(micros, values), len(values)).view(_INSTANTS))


def _flags(values: Sequence[bool]) -> Column:
    return readonly(np.array(values, dtype=np.bool_))


def _objects(values: _Rows) -> Column:
    """Plain values as they are; NaN is no value."""
    out = np.empty(len(values), dtype=object)
    out[:] = [None if isinstance(value, float) and value != value else value for value in values]
    return readonly(out)


def _limits(values: Sequence[Money | Decimal | str | None]) -> Column:
    return Labels.of([None if value is None else limit_text(value) for value in values])


def _numbers(values: Sequence[Money | Decimal | None]) -> Column:
    return plainest(decimals([value.amount if isinstance(value, Money) else value for value in values]))


def decimals(values: Sequence[Decimal | None]) -> Numbers:
    """Decimals as a column at the most decimals that any of them has; exact, whatever the host's context."""
    parts = [None if value is None else value.as_tuple() for value in values]
    places = max((-cast(int, part.exponent) for part in parts if part is not None), default=0)
    places = max(places, 0)
    scaled = [0 if part is None else _integer(part, places) for part in parts]
    if max(map(abs, scaled), default=0) >= 2**63:
        raise AmountTooLarge("the registered capitals differ too much in size and decimals to stand in one column")
    return Numbers(_ints(scaled, len(scaled)), places, np.array([part is None for part in parts], dtype=np.bool_))


def _integer(part: Any, places: int) -> int:
    digits = int("".join(map(str, part.digits)) or "0") * int(10 ** (part.exponent + places))
    return -digits if part.sign else digits


_READERS: dict[str, Callable[[Any], Column]] = {
    "amount": _amounts, "date": _days, "moment": _moments, "flag": _flags,
    "value": _objects, "limit": _limits, "number": _numbers,
}  # fmt: skip


def columns_of(rows: Mapping[str, _Rows]) -> dict[str, Columns]:
    """The columns of every table that has a record."""
    documents: Columns = RecordColumns("invoices", rows["invoices"], {}) if "invoices" in rows else {}
    return {
        name: documents if name == "invoices" else RecordColumns(name, rows[name], documents)
        for name in TABLES
        if name in rows
    }
