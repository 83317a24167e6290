"""How the rows of a table enter: shaped, screened, turned into minor units, held to the other tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, cast

import attrs
import numpy as np

from creditkit.columns import (
    Amounts,
    Column,
    Columns,
    Ints,
    Labels,
    Mask,
    Numbers,
    check_sums,
    join_labels,
    rows_of,
)
from creditkit.errors import InvalidInput
from creditkit.facts import _relations as relations
from creditkit.facts._coerce import absent, coerce
from creditkit.facts._figures import of_parties, plain_limits, plainest
from creditkit.facts._keys import duplicates, key_codes
from creditkit.facts._moments import integers
from creditkit.facts._relations import money_at
from creditkit.facts._schema import DOCUMENT_KINDS, TABLES, Field, Table
from creditkit.facts._screen import Screen
from creditkit.reasons import Rejection

_LIMIT = re.compile(r"unlimited|\d+(\.\d+)?", re.ASCII)
_RECEIPT = DOCUMENT_KINDS.index("receipt")
_CREDIT_NOTE = DOCUMENT_KINDS.index("credit_note")


@attrs.frozen(eq=False)
class Source:
    """One table on its way in: its columns, the name rejections use, and the record number of each row."""

    columns: Columns
    name: str
    numbers: Ints | None = None


@attrs.frozen(eq=False)
class Entered:
    """The accepted rows by table, the rejected ones, and the count of rows given and accepted."""

    tables: Mapping[str, Columns]
    rejected: tuple[Rejection, ...]
    given: Mapping[str, int]
    accepted: Mapping[str, int]


def enter(sources: Mapping[str, Source]) -> Entered:
    """Lets the rows of all tables in, tables that others refer to first."""
    accepted: dict[str, Columns] = {}
    rejected: list[Rejection] = []
    given: dict[str, int] = {}
    counts: dict[str, int] = {}
    for name, table in TABLES.items():
        if name not in sources:
            continue
        source = sources[name]
        columns = _shaped(table, source)
        screen = Screen(source.name, rows_of(columns), source.numbers)
        _screened(table, columns, screen, accepted.get("invoices", {}))
        accepted[name] = {field: _kept(column, screen.alive) for field, column in columns.items()}
        _summable(accepted[name], source.name)
        rejected += screen.result()
        given[name], counts[name] = len(screen.alive), int(screen.alive.sum())
    return Entered(accepted, tuple(rejected), given, counts)


def nearest(name: str, accepted: Mapping[str, object]) -> str:
    """A remedy that offers the accepted name most like the given one, or nothing."""
    near = get_close_matches(name, list(accepted), n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def _screened(table: Table, columns: dict[str, Column], screen: Screen, documents: Columns) -> None:
    for field in table.fields:
        _cells(field, columns, screen)
    if table.name in ("allocations", "instalments"):
        screen.currencies(cast(Labels, columns["currency"]))
    if table.name == "allocations":
        relations.to_documents(columns, documents, screen)
    if table.name == "instalments":
        relations.of_documents(columns, documents, screen)
    _money(table, columns, screen)
    if table.name == "invoices":
        _signs(columns, screen)
    _duplicates(table, columns, screen)
    if table.name == "allocations":
        relations.within_balances(columns, documents, screen)
    if table.name == "instalments":
        relations.summing_up(columns, documents, screen)


def _cells(field: Field, columns: dict[str, Column], screen: Screen) -> None:
    """What can be judged of a column by itself."""
    column = columns[field.name]
    if field.kind == "id":
        screen.ids(cast(Labels, column), field.name)
    elif field.kind == "date" and field.required:
        screen.required(integers(column) == np.iinfo(np.int64).min, field.name)
    elif field.kind == "choice":
        codes = screen.choices(cast(Labels, column), field.name, field.choices)
        columns[field.name] = Labels(np.maximum(codes, 0), field.choices)
    elif field.kind == "number":
        columns[field.name] = plainest(screen.number(cast(Numbers, column), field.name))
    elif field.kind == "limit":
        limit = cast(Labels, column)
        bad = np.array([not _LIMIT.fullmatch(label) for label in limit.labels] + [False], dtype=np.bool_)
        screen.reject(bad[limit.codes], field.name, "number_invalid", lambda row: {"given": limit[row]})
        columns[field.name] = plain_limits(limit)


def _kept(column: Column, alive: Mask) -> Column:
    if alive.all():
        return column
    return column[alive] if isinstance(column, np.ndarray) else column.take(alive)


def _summable(columns: Columns, source: str) -> None:
    for name, column in columns.items():
        if isinstance(column, Amounts):
            check_sums(column.minor, f"{name}s of {source}")


def _shaped(table: Table, source: Source) -> dict[str, Column]:
    """Every field of the table as a column of its own type; amounts still as they came."""
    path = f"tables[{source.name!r}]"
    given: dict[str, object] = {}
    for name, column in source.columns.items():
        field = table.field(name)
        if field is None:
            accepted = {f.name: None for f in table.fields}
            raise InvalidInput(f"{path}[{name!r}]", name, ", ".join(accepted), nearest(name, accepted))
        if field.name in given:
            raise InvalidInput(f"{path}[{name!r}]", name, f"one column for {field.name}")
        if not hasattr(column, "__len__") or getattr(column, "ndim", 1) != 1:
            raise InvalidInput(f"{path}[{name!r}]", column, "a column: a one-dimensional array or sequence")
        given[field.name] = column
    for name in table.required:
        if name not in given and not (name == "currency" and isinstance(given.get("amount"), Amounts)):
            raise InvalidInput(path, sorted(given), f"a column {name!r}")
    rows = rows_of({name: column for name, column in given.items() if not isinstance(column, str)})  # type: ignore[misc]
    if isinstance(amount := given.get("amount"), Amounts):
        if "currency" in given:
            raise InvalidInput(f"{path}['currency']", "a column", "none, since the amounts carry their currency")
        given["currency"] = amount.currencies
    out = {}
    for field in table.fields:
        column_path = f"{path}[{field.name!r}]"
        out[field.name] = (
            coerce(field, given[field.name], rows, column_path) if field.name in given else absent(field, rows)
        )
    rows_of(out)
    return out


def _money(table: Table, columns: dict[str, Column], screen: Screen) -> None:
    """Turns every amount of the table into minor units of its row's currency."""
    if table.field("currency") is None:
        return
    currency = cast(Labels, columns["currency"])
    decimals = screen.currencies(currency)
    if table.name == "parties":
        of_parties(columns, decimals, screen)
    required = table.field("currency").required  # type: ignore[union-attr]
    for field in table.fields:
        if field.kind != "amount":
            continue
        screen.reject((decimals == -1) & np.bool_(required), "currency", "field_missing")
        minor, missing = screen.minor(columns[field.name], decimals, field.name)  # type: ignore[arg-type]
        if field.required:
            screen.required(missing, field.name)
            columns[field.name] = Amounts(minor, currency)
        else:
            _in_own_currency(columns[field.name], currency, field.name, screen)
            columns[field.name] = Numbers(minor, 0, missing)
        if table.name != "invoices":
            _not_negative(table, field.name, Amounts(minor, currency), missing, screen)


def _not_negative(table: Table, field: str, amount: Amounts, missing: Mask, screen: Screen) -> None:
    """What settles or divides an invoice is more than nothing; other amounts may be nothing."""
    bad = (amount.minor <= 0) if table.name in ("allocations", "instalments") else (amount.minor < 0)
    screen.reject(bad & ~missing, field, "amount_not_positive", lambda row: {"given": money_at(amount, row)})


def _in_own_currency(column: Column, currency: Labels, field: str, screen: Screen) -> None:
    """A further amount of a row is in the currency of the row."""
    if isinstance(column, Amounts):
        pool, (given, own) = join_labels([column.currencies, currency])
        screen.reject(
            (given >= 0) & (given != own), field, "currency_mismatch",
            lambda row: {"given": Labels(given, pool)[row], "accepted": currency[row]},
        )  # fmt: skip


def _signs(columns: dict[str, Column], screen: Screen) -> None:
    """A negative invoice is a credit note (红字发票); a negative credit note is one too, said twice.

    The undated word that a document is disputed gives way to the day, where there is one.
    """
    kind = cast(Labels, columns["kind"])
    amount = cast(Amounts, columns["amount"])
    part = cast(Numbers, columns["disputed_amount"])
    negative = amount.minor < 0
    receipt = kind.codes == _RECEIPT
    screen.reject(negative & receipt, "amount", "amount_not_positive", lambda row: {"given": money_at(amount, row)})
    screen.reject((part.values < 0) & ~negative, "disputed_amount", "amount_not_positive",
                  lambda row: {"given": money_at(Amounts(part.values, amount.currency), row)})  # fmt: skip
    codes = np.where(negative & ~receipt, _CREDIT_NOTE, kind.codes)
    columns["kind"] = Labels(codes, DOCUMENT_KINDS)
    columns["amount"] = Amounts(np.abs(amount.minor), amount.currency)
    columns["disputed_amount"] = Numbers(np.abs(part.values), 0, part.missing)
    dated = integers(columns["disputed_on"]) != np.iinfo(np.int64).min
    columns["disputed"] = cast("np.ndarray[Any, Any]", columns["disputed"]) & ~dated


def _duplicates(table: Table, columns: dict[str, Column], screen: Screen) -> None:
    if not table.key:
        return
    keys = key_codes([columns[name] for name in table.key])
    again = duplicates(keys, integers(columns["recorded_at"]), screen.alive)
    if again is None:
        return
    if table.name == "invoices":
        party = cast(Labels, columns["party_id"])
        screen.reject(
            (again.first >= 0) & (party.codes != party.codes[again.first]), "party_id", "id_of_other_party",
            lambda row: {"given": party[row], "other": party[int(again.first[row])],
                         "first_row": int(screen.numbers[again.first[row]])},
        )  # fmt: skip
    screen.reject(again.same_record, table.key[0], "id_duplicate",
                  lambda row: {"first_row": int(screen.numbers[again.first[row]])})  # fmt: skip
