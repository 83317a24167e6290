"""Conditions on columns, beside polars: numbers, text that is coded, and both, with and without missing values.

Each contestant starts from columns of its own kind in memory and gives, for every row, whether the condition
is true, and whether it is known to be true or false. polars runs with its default threads; creditkit uses one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks._contest import Contest, Contestant, Result
from creditkit.columns import Column, Labels, Numbers
from creditkit.rules import Field, Truth, declared, holds_many, parse

SEED = 20_260_101
GRADES = ("A", "B", "C", "D", "E")
INDUSTRIES = tuple(f"industry {i:02}" for i in range(40))
COUNTRIES = tuple(f"country {i:03}" for i in range(180))
#: Of the industries and countries a third is named, without an order.
NAMED = tuple(range(0, 40, 3)), tuple(range(1, 180, 3))


@attrs.frozen
class Size:
    """How many rows."""

    rows: int


FULL = Size(1_000_000)
TOY = Size(2_000)


@attrs.frozen
class Case:
    """A condition, as text and as an expression of polars."""

    title: str
    text: str
    peer: pl.Expr


def contests(size: Size) -> Iterator[Contest]:
    """Each condition on complete columns, and on columns with one value in twenty missing."""
    for missing in (0.0, 0.05):
        ours, peer = _columns(size, missing)
        for case in _cases():
            gaps = "no value missing" if not missing else f"{missing:.0%} of values missing"
            title = f"{case.title}, {size.rows:,} rows, {gaps}"
            yield Contest(title, (_creditkit(case, ours), *_polars(case, peer)))


def _cases() -> tuple[Case, ...]:
    score, months, rate = pl.col("score"), pl.col("months"), pl.col("rate")
    industries, countries = (
        [labels[i] for i in named] for labels, named in zip((INDUSTRIES, COUNTRIES), NAMED, strict=True)
    )
    grade, industry, country = pl.col("grade"), pl.col("industry"), pl.col("country")
    return (
        Case("One number", "score < 80", score < 80),
        Case("Three numbers", "score < 80 and months >= 12 or rate > 0.05",
             (score < 80) & (months >= 12) | (rate > 0.05)),
        Case("A grade", 'grade == "C"', grade == "C"),
        Case("Two grades of five", 'grade in ("A", "D")', grade.is_in(["A", "D"])),
        Case("A third of 40 industries", f"industry in {tuple(industries)}", industry.is_in(industries)),
        Case("A third of 180 countries", f"country in {tuple(countries)}", country.is_in(countries)),
        Case("Grade, country and number", f'grade != "E" and not country in {tuple(countries)} and score >= 40',
             (grade != "E") & ~country.is_in(countries) & (score >= 40)),
    )  # fmt: skip


def _columns(size: Size, missing: float) -> tuple[dict[str, Column], pl.DataFrame]:
    draw = np.random.default_rng(SEED)
    ours: dict[str, Column] = {}
    peer: dict[str, pl.Series] = {}
    for name, most in (("score", 100), ("months", 240)):
        values, gone = draw.integers(0, most, size.rows), _gone(draw, size.rows, missing)
        ours[name] = Numbers(values, 0, gone)
        peer[name] = _with_gaps(pl.Series(values), gone)
    rates, gone = draw.integers(0, 1_000, size.rows) / 10_000, _gone(draw, size.rows, missing)
    ours["rate"] = rates if gone is None else np.where(gone, np.nan, rates)
    peer["rate"] = _with_gaps(pl.Series(rates), gone)
    for name, labels in (("grade", GRADES), ("industry", INDUSTRIES), ("country", COUNTRIES)):
        codes, gone = draw.integers(0, len(labels), size.rows), _gone(draw, size.rows, missing)
        narrow = codes.astype(np.int8 if len(labels) < 128 else np.int16)
        ours[name] = Labels(narrow if gone is None else np.where(gone, narrow.dtype.type(-1), narrow), labels)
        peer[name] = _with_gaps(pl.Series(np.array(labels)[codes], dtype=pl.Enum(labels)), gone)
    return ours, pl.DataFrame(peer)


def _gone(draw: np.random.Generator, rows: int, share: float) -> npt.NDArray[np.bool_] | None:
    return draw.random(rows) < share if share else None


def _with_gaps(series: pl.Series, gone: npt.NDArray[np.bool_] | None) -> pl.Series:
    if gone is None:
        return series
    return pl.DataFrame({"x": series, "gone": gone}).select(pl.when(~pl.col("gone")).then(pl.col("x")))["x"]


_FIELDS = declared(
    [Field(name, "number") for name in ("score", "months", "rate")]
    + [Field(name, "text") for name in ("grade", "industry", "country")]
)


def _creditkit(case: Case, columns: dict[str, Column]) -> Contestant:
    condition = parse(case.text, _FIELDS)

    def result(truth: Truth) -> Result:
        return {"true": truth.true.astype(np.int64), "known": truth.known.astype(np.int64)}

    return Contestant("creditkit", lambda: holds_many(condition, columns), result)


def _polars(case: Case, frame: pl.DataFrame) -> tuple[Contestant, ...]:
    eager = case.peer.alias("true")
    lazy = frame.lazy().select(eager)

    def result(found: pl.DataFrame) -> Result:
        column: Any = found["true"]
        return {
            "true": column.fill_null(value=False).to_numpy().astype(np.int64),
            "known": column.is_not_null().to_numpy().astype(np.int64),
        }

    return (
        Contestant("polars", lambda: frame.select(eager), result),
        Contestant("polars, streaming engine", lambda: lazy.collect(engine="streaming"), result),
    )
