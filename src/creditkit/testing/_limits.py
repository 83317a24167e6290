"""Strategies and laws of limit rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from creditkit.columns import Column, Labels, Numbers, Record, Value, scaled
from creditkit.errors import CreditkitError
from creditkit.limits import (
    GradeTable,
    Limit,
    LimitRule,
    LowestOf,
    NeedFromSales,
    ShareOf,
    Starter,
    UpTo,
    limit_many,
)
from creditkit.money import Money
from creditkit.rules import Compare, Condition, Field, Kind, Or

#: Grades of drawn records; drawn rules name some of them.
_GRADES = ("A", "B", "C", "D")
_FIGURES = ("sales", "forecast", "equity", "capital")
#: A column that no rule looks at: it says how many rows there are where all that a rule looks at is missing.
_CARRIER = "row"
_COUNTS = ("matured_items", "tenure_months", "on_time_items", "late_items")


def _ratios() -> SearchStrategy[Any]:
    ratio = st.integers(0, 20_000).map(lambda n: scaled(n, 4))
    return st.dictionaries(st.sampled_from(_GRADES), ratio, min_size=1)


def _money(currency: str, least: int = 0) -> SearchStrategy[Money]:
    return st.integers(least, 10**9).map(lambda minor: Money.of_minor(minor, currency))


def _new() -> SearchStrategy[Condition]:
    one = st.builds(Compare, st.sampled_from(_COUNTS[:2]), st.sampled_from(["<", "<="]), st.integers(0, 12))
    return cast("SearchStrategy[Condition]", one | st.lists(one, min_size=2, max_size=2).map(Or))


@st.composite
def _starters(draw: st.DrawFn, currency: str) -> Starter:
    amounts = sorted(draw(st.lists(_money(currency), min_size=1, max_size=4)), key=lambda one: one.minor)
    items = sorted(draw(st.sets(st.integers(1, 9), min_size=len(amounts), max_size=len(amounts))))
    steps: list[tuple[int, Money | None]] = list(zip(items[1:], amounts[1:], strict=True))
    if draw(st.booleans()):
        steps.append((items[-1] + 1, None))
    reset = draw(st.none() | st.just(Compare("late_items", ">", 0)))
    return Starter(draw(_new()), amounts[0], steps, reset_when=reset)


@st.composite
def _needs(draw: st.DrawFn, currency: str) -> NeedFromSales:
    forecast = draw(st.sampled_from([None, "forecast"]))
    return NeedFromSales(
        "sales",
        currency=currency,
        buffer_days=draw(st.integers(0, 30)),
        forecast=forecast,
        forecast_when=draw(_new()) if forecast and draw(st.booleans()) else None,
        factors=draw(st.none() | _ratios()),
    )


@st.composite
def _shares(draw: st.DrawFn, currency: str) -> ShareOf:
    spare = draw(st.none() | st.builds(ShareOf, st.just("capital"), _share(), currency=st.just(currency)))
    most = draw(st.none() | _money(currency))
    shares = draw(_share() | _ratios())
    return ShareOf("equity", shares, currency=currency, at_most=most, otherwise=spare)


def _share() -> SearchStrategy[Any]:
    return st.integers(0, 10_000).map(lambda n: scaled(n, 4))


def limit_rules(*, currency: str = "EUR") -> SearchStrategy[LowestOf]:
    """The lowest of a grade table, a need, a share and a starter, or of some of them, rounded and with a minimum."""
    table = st.dictionaries(st.sampled_from(_GRADES), _money(currency), min_size=1).map(
        lambda amounts: GradeTable({**amounts})
    )
    every: list[SearchStrategy[Any]] = [table, _needs(currency), _shares(currency), _starters(currency)]
    some = st.lists(st.sampled_from(range(len(every))), min_size=1, max_size=len(every), unique=True)
    parts = some.flatmap(lambda chosen: st.tuples(*(every[i] for i in chosen)))
    return st.builds(
        LowestOf,
        parts,
        st.just(currency),
        round_to=st.none() | _money(currency, 1),
        rounding=st.sampled_from(["down", "half_even"]),
        minimum=st.none() | _money(currency, 1),
    )


def limit_records() -> SearchStrategy[Record]:
    """Records for the rules of :func:`limit_rules`: any fact may be missing, amounts may be negative or huge."""
    whole = st.integers(-(10**6), 10**9) | st.integers(-(10**13), 10**13)
    figure = st.none() | whole | whole.map(lambda n: scaled(n, 2)) | whole.map(lambda n: scaled(n, 4))
    count = st.none() | st.integers(0, 14)
    return st.fixed_dictionaries(
        {"grade": st.sampled_from([*_GRADES, "E", None]), "payment_days": st.none() | st.integers(0, 120)},
        optional={**dict.fromkeys(_FIGURES, figure), **dict.fromkeys(_COUNTS, count)},
    )


def check_limits_agree(rule: LimitRule, rows: Sequence[Record], currency: str) -> None:
    """Law: a rule asked record by record and asked in columns gives the same limits.

    Where it refuses a record, it refuses the columns that hold it. Numbers go into columns as exact decimals,
    texts as labels, flags as bool or as 0 and 1 with gaps; a fact that no record has gets no column.

    Raises:
        AssertionError: a row for which the two doors differ.
    """
    given = {name: [row.get(name) for row in rows] for name in rule.inputs}
    columns = {name: _column(values) for name, values in given.items() if any(v is not None for v in values)}
    columns[_CARRIER] = np.arange(len(rows))
    fields = {name: Field(name, _kind(values)) for name, values in given.items()}
    try:
        one_by_one: list[Limit] = [rule.limit(row) for row in rows]
    except CreditkitError:
        assert _refuses(rule, columns, currency), "a record is refused, the columns that hold it are not"
        return
    many = limit_many(rule, columns, currency, fields=fields)
    assert len(many) == len(rows), f"{len(rows)} rows given, {len(many)} limits"
    for i, (row, one) in enumerate(zip(rows, one_by_one, strict=True)):
        assert many[i] == one, f"{dict(row)}: {one} scalar, {many[i]} columnar"


def _refuses(rule: LimitRule, columns: dict[str, Column], currency: str) -> bool:
    try:
        limit_many(rule, columns, currency)
    except CreditkitError:
        return True
    return False


def _kind(values: Sequence[Value]) -> Kind:
    first = next((value for value in values if value is not None), None)
    if isinstance(first, bool):
        return Kind.flag
    if isinstance(first, date):
        return Kind.date
    return Kind.text if isinstance(first, str) else Kind.number


def _column(values: Sequence[Value]) -> Column:
    kind = _kind(values)
    if kind is Kind.text:
        return Labels.of(cast("Sequence[str | None]", values))
    if kind is Kind.date:
        return np.array(values, dtype="datetime64[D]")
    gone = [value is None for value in values]
    if kind is Kind.flag:
        flags = Numbers([int(bool(value)) for value in values], 0, gone)
        return flags if any(gone) else flags.values.astype(np.bool_)
    numbers = [Decimal(0) if value is None else Decimal(cast("int | Decimal", value)) for value in values]
    places = max((max(0, -cast(int, number.as_tuple().exponent)) for number in numbers), default=0)
    ratios = [number.as_integer_ratio() for number in numbers]
    return Numbers([top * 10**places // low for top, low in ratios], places, gone)


def check_missing_never_raises_limit(rule: LimitRule, row: Record, names: Iterable[str] | None = None) -> None:
    """Law: a limit never rises when a fact goes missing.

    A limit that becomes unset binds nothing, and counts as risen, unless it was unlimited before.

    Args:
        rule: what proposes the limit.
        row: everything that is known.
        names: the facts that go missing, one at a time; by default all that the rule looks at but those for
            which it declares a substitute (its ``substituted``). Of those the policy has decided what not
            knowing costs; name them to see whether hiding them pays.

    Raises:
        AssertionError: a fact whose absence raises the limit.
    """
    spared = getattr(rule, "substituted", ())
    tried = [name for name in rule.inputs if name not in spared] if names is None else list(names)
    known = rule.limit(row)
    for name in tried:
        hidden = rule.limit({key: value for key, value in row.items() if key != name})
        assert _height(hidden) <= _height(known), (
            f"without {name} the limit rises from {known} to {hidden}: {dict(row)}"
        )
        assert rule.limit({**row, name: None}) == hidden, f"{name}: None and not there are told apart"


def _height(limit: Limit) -> tuple[int, int]:
    return (0, limit.amount.minor) if isinstance(limit, UpTo) else (1, 0)
