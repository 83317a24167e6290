"""Facts as lines of text: one line a row, the same whichever door the row came in by.

What a row lacks is left out of its line, and a flag that is not set is lacking: so a column that a later version
adds leaves the lines of older facts as they are. Numbers are written so that equal ones read alike (``0.80`` and
``0.8``); floats are written exactly, and stay apart from decimals.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

import attrs
import numpy as np

from creditkit.columns import Amounts, Column, Labels, Numbers, scaled
from creditkit.facts import Adjustment, Event, Hold, Snapshot, Standing
from creditkit.facts._moments import ALWAYS, integers, micros
from creditkit.facts._schema import TABLES
from creditkit.money import Money
from creditkit.reasons import Reason

#: Rows that belong to nobody: deliveries against an order that is not known.
NOBODY = ""


def lines_by_party(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The lines of what a snapshot shows, by party.

    An allocation between two parties stands with both. It says from which day it counts and when its money came in:
    what was set aside for want of room is not in the snapshot, and not here.
    """
    found: dict[str, list[str]] = {}
    for table in TABLES:
        if len(snapshot.view(table)):
            for owners, line in zip(_owners(snapshot, table), _lines(snapshot, table), strict=True):
                for owner in owners:
                    found.setdefault(owner, []).append(line)
    kept: tuple[Adjustment | Hold | Standing | Event, ...] = (*snapshot.adjustments, *snapshot.holds)
    for fact in (*kept, *snapshot.standings, *snapshot.events):
        found.setdefault(fact.party_id, []).append(_kept_line(fact))
    return {party: tuple(lines) for party, lines in found.items()}


def _owners(snapshot: Snapshot, table: str) -> Iterable[Iterable[str]]:
    """Whose each row is."""
    if table == "allocations":
        return _of_both_ends(snapshot)
    if table == "deliveries":
        return _through(snapshot, table, "orders", "order_id")
    if table == "instalments":
        return _through(snapshot, table, "invoices", "document_id")
    return ([party or NOBODY] for party in snapshot.view(table).labels("party_id").texts())


def _through(snapshot: Snapshot, table: str, home: str, key: str) -> Iterator[list[str]]:
    """The party of the order or document that a row names."""
    named = snapshot.view(home)
    party = dict(zip(named.labels(key).texts(), named.labels("party_id").texts(), strict=True))
    return ([party.get(name) or NOBODY] for name in snapshot.view(table).labels(key).texts())


def _of_both_ends(snapshot: Snapshot) -> Iterator[set[str]]:
    party = [*snapshot.invoices.labels("party_id").texts(), None]  # the last stands for −1
    ends = zip(snapshot.allocations.to.tolist(), snapshot.allocations.source.tolist(), strict=True)
    return ({owner for end in both if (owner := party[end]) is not None} for both in ends)


def _lines(snapshot: Snapshot, table: str) -> Iterator[str]:
    view = snapshot.view(table)
    cells = {
        name: _cells(column)
        for name, column in view.columns().items()
        if name != "currency" or table == "parties"  # elsewhere it stands with the amount
    }
    if table == "allocations":
        kept = snapshot.allocations
        cells |= {"counts_from": _days(kept.counts_from.tolist()), "money_in": _days(kept.money_in.tolist())}
    names = sorted(cells)
    for row in zip(*(cells[name] for name in names), strict=True):
        yield _line(table, zip(names, row, strict=True))


def _line(kind: str, cells: Iterable[tuple[str, str | None]]) -> str:
    """In ASCII and on one line, whatever the texts hold."""
    return json.dumps([kind, *(part for name, text in cells if text is not None for part in (name, text))])


def _cells(column: Column) -> Sequence[str | None]:
    """A column as texts; None is missing."""
    if isinstance(column, Labels):
        return column.texts()
    if isinstance(column, Amounts):
        return [f"{n} {c}" for n, c in zip(column.minor.tolist(), column.currencies.texts(), strict=True)]
    if isinstance(column, Numbers):
        gone = np.zeros(len(column), np.bool_) if column.missing is None else column.missing
        both = zip(column.values.tolist(), gone.tolist(), strict=True)
        return [None if missing else _number(scaled(n, column.decimals)) for n, missing in both]
    if column.dtype.kind == "M":
        return _days(integers(column).tolist())
    if column.dtype.kind == "b":
        return ["yes" if flag else None for flag in column.tolist()]
    return [value_text(value) for value in column.tolist()]


def _days(numbers: Iterable[int]) -> list[str | None]:
    """Days or instants as the integers that they are kept as."""
    return [None if number == ALWAYS else str(number) for number in numbers]


def _kept_line(fact: Adjustment | Hold | Standing | Event) -> str:
    return _line(type(fact).__name__.lower(), _fields(fact))


def _fields(value: Any) -> Iterator[tuple[str, str | None]]:
    """The fields of a record, sorted; those that are as they are by default are left out."""
    for field in sorted(attrs.fields(type(value)), key=lambda one: one.name):
        own = getattr(value, field.name)
        if field.name == "recorded_at":
            yield field.name, None if own is None else str(micros(own))
        elif own != field.default:
            yield field.name, value_text(own)


def value_text(value: object) -> str | None:
    """Any value that a fact may hold, with its kind before it: no two different values read alike. None is missing.

    >>> value_text(Decimal("0.80")), value_text(4), value_text("4"), value_text(0.5), value_text(True)
    ('n8e-1', 'n4e0', 't4', 'f0x1.0000000000000p-1', 'yes')
    """
    if value is None or isinstance(value, bool):
        return None if value is None else "yes" if value else "no"
    if isinstance(value, (int, Decimal)):
        return f"n{_number(value)}"
    if isinstance(value, float):
        return None if value != value else f"f{(value + 0.0).hex()}"
    if isinstance(value, str):
        return f"t{value}"
    if isinstance(value, date):
        return f"d{value.isoformat()}"
    return _compound(value)


def _compound(value: object) -> str:
    if isinstance(value, Money):
        return f"m{value.minor} {value.currency}"
    if isinstance(value, Reason):
        return _line("reason", [("code", value.code), ("figures", value_text(value.figures)), ("rule", value.rule)])
    if isinstance(value, Mapping):
        return _line("mapping", ((str(key), _held(value[key])) for key in sorted(value, key=str)))
    if isinstance(value, Sequence):
        return json.dumps([_held(one) for one in value])
    return _line(type(value).__name__.lower(), _fields(value))


def _held(value: object) -> str:
    """A value inside another, where a missing one has its place."""
    text = value_text(value)
    return "none" if text is None else text


def _number(number: Decimal | int) -> str:
    """One text for one number: its digits without spare zeros, and the power of ten."""
    whole = Decimal(number)
    if not whole.is_finite():
        return str(whole)
    sign, digits, power = cast("tuple[int, tuple[int, ...], int]", whole.as_tuple())
    text = "".join(map(str, digits)).lstrip("0")
    bare = text.rstrip("0")
    return f"{'-' if sign and bare else ''}{bare or '0'}e{power + len(text) - len(bare) if bare else 0}"


def rate_lines(snapshot: Snapshot) -> tuple[str, ...]:
    """The exchange rates that a snapshot shows."""
    return tuple(
        _line("rate", [("base", r.base), ("quote", r.quote), ("rate", _number(r.rate)), ("on", r.on.isoformat())])
        for r in cast("Iterable[Any]", snapshot.rates)
    )
