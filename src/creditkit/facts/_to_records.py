"""Rows back as records: what a reader, a test or a report wants to look at one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, cast

import numpy as np

from creditkit.columns import Amounts, Column, Columns, Labels, Numbers, rows_of
from creditkit.facts._moments import integers, moment_of
from creditkit.facts._records import (
    Allocation,
    Delivery,
    Document,
    Fact,
    Instalment,
    Observation,
    Order,
    Party,
)  # fmt: skip
from creditkit.money import Money


def cells(name: str, column: Column) -> list[Any]:
    """Every row of a column as the plain value that its record holds."""
    if name == "recorded_at":
        return [moment_of(instant) for instant in integers(column).tolist()]
    if isinstance(column, Amounts):
        currencies = column.currencies.texts()
        return [Money.of_minor(minor, cast(str, c)) for minor, c in zip(column.minor.tolist(), currencies, strict=True)]
    if isinstance(column, Labels):
        return column.texts()
    if isinstance(column, Numbers):
        return [column[i] for i in range(len(column))]
    return cast("list[Any]", column.tolist())


def _money_or_none(columns: Columns, name: str, currencies: list[str]) -> list[Money | None]:
    column = cast(Numbers, columns[name])
    gone = np.zeros(len(column), dtype=np.bool_) if column.missing is None else column.missing
    return [
        None if missing else Money.of_minor(minor, currency)
        for minor, missing, currency in zip(column.values.tolist(), gone.tolist(), currencies, strict=True)
    ]


def _rows(columns: Columns) -> Iterator[dict[str, Any]]:
    lists = {name: cells(name, column) for name, column in columns.items()}
    names = tuple(lists)
    for values in zip(*lists.values(), strict=True):
        yield dict(zip(names, values, strict=True))


def _parties(columns: Columns) -> Iterator[Party]:
    for row in _rows(columns):
        currency = row["currency"]
        for name in ("registered_capital", "credit_limit"):
            row[name] = _figure(row[name], currency)
        yield Party(**row)


def _figure(value: Decimal | str | None, currency: str | None) -> Money | Decimal | Literal["unlimited"] | None:
    if value is None or value == "unlimited":
        return cast("Literal['unlimited'] | None", value)
    figure = Decimal(value)
    return figure if currency is None else Money(figure, currency)


def _documents(columns: Columns, instalments: Columns) -> Iterator[Document]:
    parts: dict[tuple[str, object], list[Instalment]] = {}
    for row in _rows(instalments):
        key = (row["document_id"], row["recorded_at"])
        parts.setdefault(key, []).append(Instalment(row["due_on"], row["amount"]))
    currencies = cast("list[str]", cast(Amounts, columns["amount"]).currencies.texts())
    disputed = _money_or_none(columns, "disputed_amount", currencies)
    for row, part in zip(_rows(columns), disputed, strict=True):
        del row["currency"]
        row["disputed_amount"] = part
        own = tuple(parts.get((row["document_id"], row["recorded_at"]), ()))
        yield Document(**row, instalments=own)


def _orders(columns: Columns) -> Iterator[Order]:
    currencies = cast("list[str]", cast(Amounts, columns["amount"]).currencies.texts())
    for row, prepaid in zip(_rows(columns), _money_or_none(columns, "prepaid", currencies), strict=True):
        del row["currency"]
        row["prepaid"] = prepaid
        yield Order(**row)


def _plain(kind: type[Allocation | Delivery | Observation], columns: Columns) -> Iterator[Fact]:
    for row in _rows(columns):
        row.pop("currency", None)
        yield kind(**row)


def records(table: str, tables: Mapping[str, Columns]) -> Iterator[Fact]:
    """The rows of a table as records; instalments come with their documents."""
    columns = tables[table]
    if not rows_of(columns):  # a table that never came has no currencies to read
        return
    if table == "parties":
        yield from _parties(columns)
    elif table == "invoices":
        yield from _documents(columns, tables["instalments"])
    elif table == "orders":
        yield from _orders(columns)
    elif table in _PLAIN:
        yield from _plain(_PLAIN[table], columns)


_PLAIN: dict[str, type[Allocation | Delivery | Observation]] = {
    "allocations": Allocation,
    "deliveries": Delivery,
    "observations": Observation,
}
