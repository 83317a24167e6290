"""The record door: facts as records, sorted by table, and how they go through the columnar door's screen.

Both doors are held to the same screening, so that a fact means the same however it came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import attrs
import numpy as np

from creditkit.columns import Amounts, Column, Columns, Labels, Mask, Numbers
from creditkit.errors import InvalidInput
from creditkit.facts._entry import Source
from creditkit.facts._record_columns import PAYMENT_TERMS
from creditkit.facts._records import (
    Adjustment,
    Allocation,
    Delivery,
    Document,
    Event,
    Fact,
    Hold,
    Observation,
    Order,
    Party,
    Standing,
)  # fmt: skip
from creditkit.facts._schema import TABLES

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
    """Sends every record to its table; instalments go to a table of their own, each with its document."""
    found: dict[str, tuple[list[Any], list[int]]] = {name: ([], []) for name in (*_HOME.values(), KEPT)}
    for i, fact in enumerate(facts):
        rows, places = found[_HOME.get(type(fact)) or _kept(fact, i)]
        rows.append(fact)
        places.append(i)
    kept = tuple(found[KEPT][0])
    documents = found["invoices"]
    parts = [
        ((document, part), place)
        for document, place in zip(*documents, strict=True)
        if document.instalments
        for part in document.instalments
    ]
    found["instalments"] = [part for part, _ in parts], [place for _, place in parts]
    rows_of_tables = {name: rows for name, (rows, _) in found.items() if rows and name != KEPT}
    return Sorted(rows_of_tables, {name: places for name, (_, places) in found.items() if places}, kept)


def _kept(fact: object, place: int) -> str:
    if isinstance(fact, KEPT_AS_RECORDS):
        return KEPT
    accepted = ", ".join(kind.__name__ for kind in (*_HOME, *KEPT_AS_RECORDS))
    raise InvalidInput(f"facts[{place}]", type(fact).__name__, accepted)


def sources_of(given: Sorted, tables: Mapping[str, Columns]) -> dict[str, Source]:
    """The tables as a caller would bring them; a rejection's record number is the record's place among all, from 1."""
    return {
        name: Source(_as_brought(name, columns), name, np.array(given.places[name], dtype=np.int64) + 1)
        for name, columns in tables.items()
    }


def _as_brought(name: str, columns: Columns) -> dict[str, Column]:
    """Columns as they are kept, in the shape that the columnar door takes: all money as Amounts."""
    out = {field: column for field, column in columns.items() if field != PAYMENT_TERMS}
    if name not in ("parties", "observations"):
        currency = cast(Labels, out.pop("currency"))
        for field in TABLES[name].fields:
            if field.kind == "amount" and not field.required:
                column = cast(Numbers, out[field.name])
                codes = np.where(cast("Mask", column.missing), -1, currency.codes)
                out[field.name] = Amounts(column.values, Labels(codes, currency.labels))
    return out
