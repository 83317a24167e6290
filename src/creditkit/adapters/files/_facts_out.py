"""Facts as a folder of canonical CSV files, the ones that a review reads.

One file a table, with every column of the table, in the order of the schema. Rows are sorted
by their key and the time of recording, so equal facts give identical bytes, in whatever order they came.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs

from creditkit.adapters.files._names import file_name
from creditkit.facts import Document, Fact, Facts, Instalment, Party
from creditkit.facts._from_records import Sorted, sort_out
from creditkit.facts._moments import micros
from creditkit.facts._schema import TABLES, Table
from creditkit.money import Money, Rates

RATES_HEADER = ("on", "base", "quote", "rate")

Row = list[str]
Keyed = tuple[tuple[Any, ...], Row]


@attrs.frozen
class Written:
    """What was written, and what a CSV file has no place for.

    Args:
        rows: records by file, header excluded.
        left_out: how many of what was not written: ``adjustments``, ``holds``, ``standings``, ``events``,
            and ``payment_terms`` of parties. What is not listed was written whole.

    >>> from tempfile import TemporaryDirectory
    >>> from creditkit.dates import PaymentTerms
    >>> with TemporaryDirectory() as folder:
    ...     written = write_facts([Party("C-7", payment_terms=PaymentTerms(days=30))], Path(folder))
    >>> written.rows["parties.csv"], dict(written.left_out)
    (1, {'payment_terms': 1})
    """

    rows: Mapping[str, int]
    left_out: Mapping[str, int]


def write_facts(facts: Facts | Iterable[Fact], folder: Path, *, rates: Rates | None = None) -> Written:
    """Writes facts into a folder: ``parties.csv``, ``invoices.csv`` and so on, and ``rates.csv``.

    UTF-8, commas, Unix line ends; dates and moments in ISO 8601, amounts with the currency's decimals.
    A missing value is an empty cell; so is an observation that found nothing. Text that looks like a
    number is written as it is: a reader cannot tell it from one. Files of the same name are overwritten.

    Args:
        facts: ``Facts``, or records in any order.
        folder: where to; made if it is not there.
        rates: exchange rates to write; by default those of ``Facts``, of records none.

    Raises:
        InvalidInput: something among the records is not a fact.
        OSError: the folder cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = write_facts([Document("1", "C-7", Money("60", "EUR"), issued_on=date(2026, 1, 5))], Path(folder))
    ...     print(Path(folder, "invoices.csv").read_text().splitlines()[1])
    1,C-7,invoice,EUR,60.00,2026-01-05,,,false,,,,,,,,
    """
    if rates is None:
        rates = facts.rates if isinstance(facts, Facts) else Rates()
    given = sort_out(facts)
    folder.mkdir(parents=True, exist_ok=True)
    left_out = Counter(f"{type(fact).__name__.lower()}s" for fact in given.kept)
    left_out.update("payment_terms" for party in given.rows.get("parties", ()) if party.payment_terms)
    rows: dict[str, int] = {}
    for table in TABLES.values():
        header = [file_name(table.name, field.name) for field in table.fields]
        keyed = sorted(_rows(table, given))
        rows[f"{table.name}.csv"] = _write(folder / f"{table.name}.csv", header, [row for _, row in keyed])
    quoted = [[r.on.isoformat(), r.base, r.quote, format(r.rate, "f")] for r in rates]
    rows["rates.csv"] = _write(folder / "rates.csv", RATES_HEADER, sorted(quoted))
    return Written(MappingProxyType(rows), MappingProxyType(dict(sorted(left_out.items()))))


def _write(path: Path, header: Iterable[str], rows: list[Row]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return len(rows)


def _rows(table: Table, given: Sorted) -> Iterable[Keyed]:
    """Each row with what it is sorted by."""
    get: Callable[[Any, str], object] = _of_instalment if table.name == "instalments" else _plain
    names = [field.name for field in table.fields]
    places = [names.index(name) for name in table.key]
    for fact in given.rows.get(table.name, ()):
        recorded = fact[0].recorded_at if table.name == "instalments" else fact.recorded_at
        row = [_cell(get(fact, name)) for name in names]
        yield (tuple(row[i] for i in places), micros(recorded), row), row


def _plain(fact: Any, name: str) -> object:
    if name == "currency" and not isinstance(fact, Party):
        return fact.amount.currency
    return getattr(fact, name)


def _of_instalment(pair: tuple[Document, Instalment], name: str) -> object:
    document, part = pair
    return getattr(document, name) if name in ("document_id", "recorded_at") else _plain(part, name)


def _cell(value: object) -> str:
    """A value as a file shows it."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Money, Decimal)):
        return format(value.amount if isinstance(value, Money) else value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
