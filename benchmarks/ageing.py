"""Ageing five million items into fifty thousand parties, beside polars, DuckDB and pandas.

Every contestant starts from a table in memory of its own kind, with whole minor units, whole days and
coded parties, and gives count and sum of each party, currency and bucket. The peers group by one
number that is made of party, currency and bucket: of the ways tried, the quickest for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs
import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl

from benchmarks._contest import Contest, Contestant, Result
from creditkit.aging import Aging, age
from creditkit.columns import Amounts, Labels
from creditkit.receivables import OpenItems

SEED = 20_250_630
AS_OF = date(2025, 6, 30)
DAY = int(np.datetime64(AS_OF, "D").astype(np.int64))
#: An item due before k of these days is in bucket k: not due, 1–30, 31–60, 61–90, 91 and more.
THRESHOLDS = tuple(DAY - edge for edge in (0, 30, 60, 90))
BUCKETS = len(THRESHOLDS) + 1
CURRENCIES = ("EUR", "USD", "GBP", "CNY")


@attrs.frozen
class Size:
    """How many items and parties."""

    items: int
    parties: int


FULL = Size(5_000_000, 50_000)
TOY = Size(2_000, 40)


@attrs.frozen(eq=False)
class Table:
    """Open items as plain arrays: what each contestant makes its own table of."""

    size: Size
    currencies: int
    party: npt.NDArray[np.int64]
    currency: npt.NDArray[np.int64]
    minor: npt.NDArray[np.int64]
    due: npt.NDArray[np.int64]
    disputed: npt.NDArray[np.int64] | None


def contests(size: Size) -> Iterator[Contest]:
    """One currency; several currencies; one currency with a part of some items in dispute."""
    shape = f"{size.items:,} items into {size.parties:,} parties"
    yield _contest(f"Ageing {shape}", _table(size))
    yield _contest(f"Ageing {shape}, {len(CURRENCIES)} currencies", _table(size, len(CURRENCIES)))
    yield _contest(f"Ageing {shape}, 3% in dispute", _table(size, disputed=True))


def _table(size: Size, currencies: int = 1, *, disputed: bool = False) -> Table:
    """Parties in no order; lognormal amounts with a mean of some 800; due from 200 days ago to in 60 days."""
    draw = np.random.default_rng(SEED)
    minor = np.rint(draw.lognormal(10.8, 1.0, size.items)).astype(np.int64) + 1
    part = np.where(draw.random(size.items) < 0.03, minor // 2, 0) if disputed else None
    return Table(
        size, currencies, draw.integers(0, size.parties, size.items), draw.integers(0, currencies, size.items),
        minor, DAY - draw.integers(-60, 200, size.items), part,
    )  # fmt: skip


def _contest(title: str, table: Table) -> Contest:
    return Contest(title, (_ours(table), _duckdb(table), *_polars(table), _pandas(table)))


def _ours(table: Table) -> Contestant:
    currency: str | Labels = CURRENCIES[0]
    if table.currencies > 1:
        currency = Labels(table.currency, CURRENCIES[: table.currencies])
    given = {} if table.disputed is None else {"disputed": table.disputed}
    items = OpenItems(
        as_of=AS_OF,
        party=Labels(table.party, tuple(map(str, range(table.size.parties)))),
        open=Amounts(table.minor, currency),
        due=table.due.view("datetime64[D]"),
        **given,  # type: ignore[arg-type]
    )

    def result(aged: Aging) -> Result:
        labels = dict(aged.labels)
        group = labels["party_id"].codes * table.currencies + aged.currency.codes
        row, bucket = np.nonzero(aged.counts)
        found = {"count": aged.counts, "sum": aged.amounts}
        if table.disputed is not None:
            found |= {"disputed count": aged.disputed_counts, "disputed": aged.disputed}
        return _sorted(group[row] * BUCKETS + bucket, {n: array[row, bucket] for n, array in found.items()})

    return Contestant("creditkit", lambda: age(items), result)


def _duckdb(table: Table) -> Contestant:
    base = duckdb.connect()
    frame = _frame(table).to_arrow()
    base.register("frame", frame)
    base.execute("CREATE TABLE items AS SELECT * FROM frame")
    base.unregister("frame")
    cases = " ".join(f"WHEN due >= {day} THEN {bucket}" for bucket, day in enumerate(THRESHOLDS))
    group = "party" if table.currencies == 1 else f"(party * {table.currencies} + currency)"
    figures = "count(*) AS n, sum(minor) AS total"
    if table.disputed is not None:
        figures += ", count(*) FILTER (disputed > 0) AS disputed_n, sum(disputed) AS disputed_total"
    query = f"""
        SELECT ({group} * {BUCKETS} + CASE {cases} ELSE {BUCKETS - 1} END)::INTEGER AS cell, {figures}
        FROM items GROUP BY ALL
    """

    def result(found: dict[str, Any]) -> Result:
        names = {"n": "count", "total": "sum", "disputed_n": "disputed count", "disputed_total": "disputed"}
        return _sorted(found["cell"], {names[name]: found[name] for name in found if name != "cell"})

    return Contestant("DuckDB", lambda: base.execute(query).fetchnumpy(), result)


def _polars(table: Table) -> tuple[Contestant, ...]:
    frame = _frame(table)
    group = pl.col("party") if table.currencies == 1 else pl.col("party") * table.currencies + pl.col("currency")
    bucket = sum(
        ((pl.col("due") < day).cast(pl.UInt8) for day in THRESHOLDS[1:]),
        (pl.col("due") < THRESHOLDS[0]).cast(pl.UInt8),
    )
    figures = [pl.len().alias("count"), pl.col("minor").sum().alias("sum")]
    if table.disputed is not None:
        figures += [(pl.col("disputed") > 0).sum().alias("disputed count"), pl.col("disputed").sum()]
    query = frame.lazy().group_by((group * BUCKETS + bucket.cast(pl.Int32)).alias("cell")).agg(figures)

    def result(found: pl.DataFrame) -> Result:
        return _sorted(found["cell"].to_numpy(), {n: found[n].to_numpy() for n in found.columns if n != "cell"})

    return (
        Contestant("polars", query.collect, result),
        Contestant("polars, streaming engine", lambda: query.collect(engine="streaming"), result),
    )


def _pandas(table: Table) -> Contestant:
    frame = pd.DataFrame({column.name: column.to_numpy() for column in _frame(table)})

    def run() -> Any:
        due, cell = frame["due"].to_numpy(), frame["party"].to_numpy() * np.int32(BUCKETS * table.currencies)
        if table.currencies > 1:
            cell += frame["currency"].to_numpy() * np.int32(BUCKETS)
        for day in THRESHOLDS:
            cell += due < day
        if table.disputed is None:
            return frame["minor"].groupby(cell, sort=False).agg(["count", "sum"])
        flagged = frame.assign(flag=frame["disputed"] > 0)
        return flagged.groupby(cell, sort=False).agg(
            count=("minor", "count"),
            sum=("minor", "sum"),
            **{"disputed count": ("flag", "sum"), "disputed": ("disputed", "sum")},
        )

    def result(found: Any) -> Result:
        return _sorted(found.index.to_numpy(), {name: found[name].to_numpy() for name in found.columns})

    return Contestant("pandas", run, result)


def _frame(table: Table) -> pl.DataFrame:
    columns = {
        "party": table.party.astype(np.int32),
        "minor": table.minor,
        "due": table.due.astype(np.int32),
    }
    if table.currencies > 1:
        columns["currency"] = table.currency.astype(np.int32)
    if table.disputed is not None:
        columns["disputed"] = table.disputed
    return pl.DataFrame(columns)


def _sorted(cell: npt.NDArray[Any], figures: dict[str, npt.NDArray[Any]]) -> Result:
    order = np.argsort(cell)
    columns = {"cell": cell, **figures}
    return {name: column[order].astype(np.int64) for name, column in columns.items()}
