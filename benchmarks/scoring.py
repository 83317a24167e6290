"""Scoring: a million rows of five characteristics beside polars and DuckDB, and one record beside a loop by hand.

The columns are coded: whole numbers, and codes of words. The peers score by the way that was the quickest
for each of those tried: polars adds up what each edge that is reached adds to the points, DuckDB has a CASE for
each characteristic. The yardstick of one record is a loop that does no more than it must: ``bisect`` over
the same edges, no missing values, no type looked at, nothing explained.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import reduce
from itertools import chain, pairwise, repeat
from typing import Any

import attrs
import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks._contest import Contest, Contestant, Result
from creditkit.columns import Column, Labels, Numbers, scaled
from creditkit.scoring import Categorical, Give, Numeric, Scorecard

SEED = 20_260_101
RISKS = {"low": 6, "moderate": 4, "elevated": 2, "high": 0}
CARD = Scorecard(
    [
        Numeric(
            "on_time_rate", ["0.60", "0.80", "0.90", "0.95", "0.98"], [0, 2, 6, 11, 15, 18],
            better="higher", missing=Give(8),
        ),
        Numeric("oldest_overdue_days", [3, 15, 30, 60], [8, 6, 4, 2, 0], closed="right", better="lower"),
        Numeric("debt_ratio", ["0.50", "0.65", "0.80"], [8, 6, 3, 0], closed="right", better="lower", missing=Give(0)),
        Numeric("tenure_months", [6, 12, 24, 60], [0, 1, 3, 5, 6], better="higher"),
        Categorical("industry_risk", RISKS, missing=Give(0)),
    ],
    decimals=0,
)  # fmt: skip
#: Decimals of the whole numbers in each numeric column.
DECIMALS = {"on_time_rate": 4, "oldest_overdue_days": 0, "debt_ratio": 4, "tenure_months": 0}
#: The edges at these decimals, as the deciding whole number of "at least".
EDGES = {
    one.name: [int(edge * 10 ** DECIMALS[one.name]) + (one.closed == "right") for edge in one.edges]
    for one in CARD.characteristics
    if isinstance(one, Numeric)
}
POINTS = {one.name: [int(p) for p in one.points] for one in CARD.characteristics if isinstance(one, Numeric)}


#: How often one round goes over the records: they stay in the cache, as the one at hand does.
TIMES = 40


@attrs.frozen
class Size:
    """How many rows in columns, and how many records one by one."""

    rows: int
    records: int


FULL = Size(1_000_000, 500)
TOY = Size(2_000, 200)

Table = dict[str, npt.NDArray[np.int64]]


@attrs.frozen
class Two:
    """The smallest value that explains anything: what one costs is the unit for all explanations."""

    one: int
    two: int


def contests(size: Size) -> Iterator[Contest]:
    """In columns; then one record after the other."""
    table = _table(size.rows)
    ways = (_ours(table), *_polars(table), _duckdb(table))
    yield Contest(f"Scoring {size.rows:,} rows of 5 coded characteristics", ways)
    yield _one_by_one(size.records)


def _table(rows: int) -> Table:
    draw = np.random.default_rng(SEED)
    return {
        "on_time_rate": np.minimum(draw.integers(4_000, 11_000, rows), 10_000),
        "oldest_overdue_days": np.maximum(draw.integers(-60, 90, rows), 0),
        "debt_ratio": draw.integers(2_000, 12_000, rows),
        "tenure_months": draw.integers(0, 120, rows),
        "industry_risk": draw.integers(0, len(RISKS), rows),
    }


def _columns(table: Table) -> dict[str, Column]:
    numbers: dict[str, Column] = {name: Numbers(table[name], decimals) for name, decimals in DECIMALS.items()}
    return {**numbers, "industry_risk": Labels(table["industry_risk"], tuple(RISKS), distinct=True)}


def _ours(table: Table) -> Contestant:
    columns = _columns(table)
    return Contestant("creditkit", lambda: CARD.score_many(columns).points, _points)


def _points(found: Any) -> Result:
    return {"points": np.asarray(found).astype(np.int64)}


def _polars(table: Table) -> tuple[Contestant, ...]:
    frame = pl.DataFrame({name: column.astype(np.int32) for name, column in table.items()})
    parts = [pl.lit(sum(points[0] for points in POINTS.values()) + RISKS["low"], dtype=pl.Int16)]
    for name, edges in EDGES.items():
        steps = [b - a for a, b in pairwise(POINTS[name])]
        parts += [
            (pl.col(name) >= edge).cast(pl.Int16) * pl.lit(step, dtype=pl.Int16)
            for edge, step in zip(edges, steps, strict=True)
        ]
    parts.append(pl.col("industry_risk").cast(pl.Int16) * pl.lit(-2, dtype=pl.Int16))
    query = frame.lazy().select(points=reduce(lambda a, b: a + b, parts))
    return (
        Contestant("polars", lambda: query.collect()["points"], lambda found: _points(found.to_numpy())),
        Contestant(
            "polars, streaming engine",
            lambda: query.collect(engine="streaming")["points"],
            lambda found: _points(found.to_numpy()),
        ),
    )


def _duckdb(table: Table) -> Contestant:
    base = duckdb.connect()
    frame = pl.DataFrame({name: column.astype(np.int32) for name, column in table.items()}).to_arrow()
    base.register("frame", frame)
    base.execute("CREATE TABLE rows AS SELECT * FROM frame")
    base.unregister("frame")
    parts = []
    for name, edges in EDGES.items():
        first, *rest = POINTS[name]
        cases = " ".join(f"WHEN {name} >= {e} THEN {p}" for e, p in reversed(list(zip(edges, rest, strict=True))))
        parts.append(f"CASE {cases} ELSE {first} END")
    words = " ".join(f"WHEN {code} THEN {points}" for code, points in enumerate(RISKS.values()))
    query = f"SELECT ({' + '.join(parts)} + CASE industry_risk {words} END)::SMALLINT AS points FROM rows"
    return Contestant("DuckDB", lambda: base.execute(query).fetchnumpy()["points"], _points)


def _one_by_one(count: int) -> Contest:
    """Each way goes over the same records; the unit of the report is the time for all of them."""
    table, words = _table(count), tuple(RISKS)
    records = [
        {
            **{n: scaled(int(table[n][i]), 4) for n in ("on_time_rate", "debt_ratio")},
            **{n: int(table[n][i]) for n in ("oldest_overdue_days", "tenure_months")},
            "industry_risk": words[table["industry_risk"][i]],
        }
        for i in range(count)
    ]  # fmt: skip
    by_hand = _by_hand()

    def way(name: str, one: Callable[[Any], Any], points: Callable[[Any], int] | None) -> Contestant:
        result = None if points is None else lambda _: _points([points(one(record)) for record in records])
        return Contestant(name, lambda: deque(map(one, chain.from_iterable(repeat(records, TIMES))), maxlen=0), result)

    return Contest(
        f"Scoring {count * TIMES:,} records one by one: 5 characteristics, all of them known",
        (
            way("bisect by hand", by_hand, lambda found: found),
            way("creditkit, points alone", CARD.points_of, lambda found: found),
            way("creditkit, a score", CARD.score, lambda found: found.units),
            way("creditkit, a score with reasons read", lambda record: CARD.score(record).reasons, None),
            way("a frozen attrs value of two fields", lambda _: Two(1, 2), None),
        ),
        yardstick="bisect by hand",
    )


def _by_hand() -> Callable[[dict[str, Any]], int]:
    plan = []
    for one in CARD.characteristics:
        if isinstance(one, Numeric):
            kind = Decimal if DECIMALS[one.name] else int
            find = bisect_right if one.closed == "left" else bisect_left
            plan.append((one.name, find, [kind(edge) for edge in one.edges], POINTS[one.name]))

    def score(record: dict[str, Any]) -> int:
        total = 0
        for name, find, edges, points in plan:
            total += points[find(edges, record[name])]
        return total + RISKS[record["industry_risk"]]

    return score
