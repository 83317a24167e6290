"""The record door: facts as records become the columns that :func:`creditkit.facts.take` would get.

Both doors then go through the same screening, so that a fact means the same however it came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

import attrs
import numpy as np

from creditkit.columns import Amounts, Column, Ints, Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.facts._entry import Source
from creditkit.facts._moments import day_number, micros
from creditkit.facts._records import (
    Adjustment,
    Allocation,
    Delivery,
    Document,
    Event,
    Fact,
    Hold,
    Instalment,
    Observation,
    Order,
    Party,
    Standing,
)  # fmt: skip
from creditkit.facts._schema import TABLES
from creditkit.money import Money

_HOME: dict[type, str] = {
    Party: "parties", Document: "invoices", Allocation: "allocations",
    Order: "orders", Delivery: "deliveries", Observation: "observations",
}  # fmt: skip
#: Where the places of the records stand that have no table.
KEPT = "kept"
#: Kinds that are few and carry reasons or figures of their own: they stay records.
KEPT_AS_RECORDS = (Adjustment, Hold, Standing, Event)


@attrs.frozen(eq=False)
class Sorted:
    """Records by table, each with its place in what was given, and those that stay records."""

    rows: dict[str, list[Any]]
    places: dict[str, list[int]]
    kept: tuple[Adjustment | Hold | Standing | Event, ...]


def sort_out(facts: Iterable[Fact]) -> Sorted:
    """Sends every record to its table; instalments go to a table of their own."""
    rows: dict[str, list[Any]] = {}
    places: dict[str, list[int]] = {}
    kept: list[Adjustment | Hold | Standing | Event] = []
    for i, fact in enumerate(facts):
        name = _HOME.get(type(fact))
        if name is not None:
            rows.setdefault(name, []).append(fact)
            places.setdefault(name, []).append(i)
        elif isinstance(fact, KEPT_AS_RECORDS):
            kept.append(fact)
            places.setdefault(KEPT, []).append(i)
        else:
            accepted = ", ".join(kind.__name__ for kind in (*_HOME, *KEPT_AS_RECORDS))
            raise InvalidInput(f"facts[{i}]", type(fact).__name__, accepted)
    for place, document in zip(places.get("invoices", ()), rows.get("invoices", ()), strict=True):
        for part in document.instalments:
            rows.setdefault("instalments", []).append((document, part))
            places.setdefault("instalments", []).append(place)
    return Sorted(rows, places, tuple(kept))


def sources_of(given: Sorted) -> dict[str, Source]:
    """The tables as columns; a rejection's record number is the record's place among all, from 1."""
    out = {}
    for name, rows in given.rows.items():
        columns = _instalments(rows) if name == "instalments" else _columns(name, rows)
        out[name] = Source(columns, name, np.array(given.places[name], dtype=np.int64) + 1)
    return out


def _columns(name: str, rows: Sequence[Any]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for field in TABLES[name].fields:
        if field.name == "currency" and name != "parties":
            continue
        columns[field.name] = _READERS.get(field.kind, Labels.of)([getattr(row, field.name) for row in rows])
    return columns


def _instalments(rows: Sequence[tuple[Document, Instalment]]) -> dict[str, Column]:
    return {
        "document_id": Labels.of([document.document_id for document, _ in rows]),
        "due_on": _days([part.due_on for _, part in rows]),
        "amount": amounts([part.amount for _, part in rows]),
        "recorded_at": _moments([document.recorded_at for document, _ in rows]),
    }


def amounts(values: Sequence[Money | None]) -> Amounts:
    """Money values as a column; None has no currency and is missing."""
    minor = np.array([0 if value is None else value.minor for value in values], dtype=np.int64)
    currency = Labels.of([None if value is None else value.currency for value in values])
    return Amounts(minor, currency)


def _days(values: Sequence[date | None]) -> Column:
    return np.array([day_number(value) for value in values], dtype=np.int64).view("datetime64[D]")


def _moments(values: Sequence[Any]) -> Column:
    return np.array([micros(value) for value in values], dtype=np.int64).view("datetime64[us]")


def _flags(values: Sequence[bool]) -> Column:
    return np.array(values, dtype=np.bool_)


def _objects(values: Sequence[Any]) -> Column:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def _figure(value: Money | Decimal | str) -> str:
    return value if isinstance(value, str) else format(value.amount if isinstance(value, Money) else value, "f")


def _limits(values: Sequence[Money | Decimal | str | None]) -> Column:
    return Labels.of([None if value is None else _figure(value) for value in values])


def decimals(values: Sequence[Decimal | None]) -> Numbers:
    """Decimals as a column at the most decimals that any of them has; exact, whatever the host's context."""
    parts = [None if value is None else value.as_tuple() for value in values]
    places = max((-cast(int, part.exponent) for part in parts if part is not None), default=0)
    places = max(places, 0)
    scaled: Ints = np.array([0 if part is None else _integer(part, places) for part in parts], dtype=np.int64)
    return Numbers(scaled, places, np.array([part is None for part in parts], dtype=np.bool_))


def _integer(part: Any, places: int) -> int:
    digits = int("".join(map(str, part.digits)) or "0") * int(10 ** (part.exponent + places))
    return -digits if part.sign else digits


def _numbers(values: Sequence[Money | Decimal | None]) -> Column:
    return decimals([value.amount if isinstance(value, Money) else value for value in values])


_READERS: dict[str, Callable[[Sequence[Any]], Column]] = {
    "amount": amounts, "date": _days, "moment": _moments, "flag": _flags,
    "value": _objects, "limit": _limits, "number": _numbers,
}  # fmt: skip
