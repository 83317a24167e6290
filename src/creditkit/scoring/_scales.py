"""Characteristics made ready to score: one reader a door, and a table of points by bin.

Both doors turn a value into the number of its bin and look the points up. The bins of a scale are
numbered: the bins between edges or of named values, special values, then missing, then unseen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns import Amounts, Column, Labels, Mask, Numbers
from creditkit.errors import InvalidInput
from creditkit.money import exponent
from creditkit.rules._edges import Op, deciding_integer, rounded_edge
from creditkit.scoring._characteristics import Categorical, Characteristic, Numeric
from creditkit.scoring._fallbacks import Fallback, Give, LeaveOut
from creditkit.scoring._kernels import spans

if TYPE_CHECKING:
    from creditkit.columns import Value

Bytes = npt.NDArray[np.uint8]
#: The bin of a row that cannot be scored.
REFUSED = 255


@attrs.frozen
class Bin:
    """A bin of a characteristic.

    Args:
        label: as people read it: ``< 0.80``, ``steel``, ``missing``.
        points: what it earns; None where the characteristic is left out.
        code: of the reason that a score gives for it.
    """

    label: str
    points: Decimal | None
    code: str


@attrs.frozen(eq=False)
class Scale:
    """A characteristic ready to score.

    Args:
        name: the field.
        bins: all bins by number.
        units: points of each bin at the card's decimals, as integers; None where it is left out.
        known: whether a value in the bin is a known one: it counts as covered.
        weight: the most units that a value can earn.
        least: the fewest units that any scored value earns.
        bin_of: the bin of a plain value. Raises InvalidInput where it is refused.
        bins_of: the bins of a column; REFUSED where a row is.
    """

    name: str
    bins: tuple[Bin, ...]
    units: tuple[int | None, ...]
    known: tuple[bool, ...]
    weight: int
    least: int
    bin_of: Callable[[Value], int]
    bins_of: Callable[[Column], Bytes]


def units_of(points: Decimal, decimals: int, path: str) -> int:
    """Points as an integer at so many decimals.

    Raises:
        InvalidInput: they need more decimals.
    """
    whole = deciding_integer(points, "==", decimals)
    if whole is None:
        raise InvalidInput(path, points, f"at most {decimals} decimals")
    return whole


def scale_of(characteristic: Characteristic, decimals: int, path: str) -> Scale:
    """Makes a characteristic ready to score with points of so many decimals."""
    if isinstance(characteristic, Numeric):
        bins, known, bin_of, bins_of = _numeric(characteristic)
    else:
        bins, known, bin_of, bins_of = _categorical(characteristic)
    units = tuple(None if b.points is None else units_of(b.points, decimals, f"{path}.points") for b in bins)
    weight = units_of(characteristic.maximum, decimals, f"{path}.points")
    if weight < 0:
        raise InvalidInput(f"{path}.points", str(characteristic.maximum), "a best bin of zero or more")
    scored = [unit for unit in units if unit is not None]
    return Scale(characteristic.name, bins, units, known, weight, min(scored), bin_of, bins_of)


def _fallback(name: str, what: str, fallback: Fallback) -> Bin | None:
    """The bin of missing or unseen values; None where they are refused."""
    if isinstance(fallback, Give):
        return Bin(what, fallback.points, f"{name}_{what}")
    return Bin(what, None, f"{name}_{what}") if isinstance(fallback, LeaveOut) else None


def _interval_labels(one: Numeric) -> list[str]:
    shown = [format(value, "f") for value in one.edges]
    if not shown:
        return ["any"]
    below, above = ("<", "≥") if one.closed == "left" else ("≤", ">")
    between = [
        f"{low} ≤ x < {high}" if one.closed == "left" else f"{low} < x ≤ {high}" for low, high in pairwise(shown)
    ]
    return [f"{below} {shown[0]}", *between, f"{above} {shown[-1]}"]


_Ready = tuple[tuple[Bin, ...], tuple[bool, ...], "Callable[[Value], int]", Callable[[Column], Bytes]]


def _numeric(one: Numeric) -> _Ready:
    bins = [Bin(label, points, one.name) for label, points in zip(_interval_labels(one), one.points, strict=True)]
    first_special = len(bins)
    bins += [Bin(format(value, "f"), points, one.name) for value, points in one.special.items()]
    missing = _fallback(one.name, "missing", one.missing)
    at_missing = None if missing is None else len(bins)
    all_bins = bins if missing is None else [*bins, missing]
    known = (*(True for _ in bins), *(() if missing is None else (False,)))
    special = {value: first_special + i for i, value in enumerate(one.special)}
    return (
        tuple(all_bins),
        known,
        _number_reader(one, special, at_missing),
        _column_reader(one, special, at_missing),
    )


def _number_reader(one: Numeric, special: Mapping[Decimal, int], missing: int | None) -> Callable[[Value], int]:
    """The scalar door. Edges are held in each type of number that a value may come in."""
    op: Op = ">=" if one.closed == "left" else ">"
    find = bisect_right if one.closed == "left" else bisect_left
    of_type: dict[type, list[Any]] = {
        int: [cast(int, deciding_integer(value, op)) for value in one.edges],
        Decimal: list(one.edges),
        float: [rounded_edge(value) for value in one.edges],
    }
    named: dict[Any, int] = {**special, **{rounded_edge(value): code for value, code in special.items()}}

    def odd(value: object) -> int:
        """What is not a finite number of a plain type: a missing value, or a refused one."""
        if value is None or (isinstance(value, float) and value != value):
            if missing is None:
                raise InvalidInput(one.name, value, "a value; this characteristic may not be missing")
            return missing
        if isinstance(value, np.generic):
            return bin_of(cast("Value", value.item()))
        raise InvalidInput(one.name, value, "a finite number")

    def bin_of(value: Value) -> int:
        edges = of_type.get(type(value))
        if edges is None or value - value != 0:  # type: ignore[operator]
            return odd(value)
        if named and (code := named.get(value)) is not None:
            return code
        return find(edges, value)

    return bin_of


def _column_reader(one: Numeric, special: Mapping[Decimal, int], missing: int | None) -> Callable[[Column], Bytes]:
    """The columnar door: integer columns get the deciding integers, floats the edges in their own type."""

    def bins_of(column: Column) -> Bytes:
        values, decimals, gone = plain_numbers(column, one.name)
        left = one.closed == "left"
        if values.dtype.kind == "f":
            to: Any = "float32" if values.dtype == np.float32 else "float64"
            edges = np.array([rounded_edge(edge, to, one.name) for edge in one.edges], dtype=values.dtype)
            named = {rounded_edge(value, to, one.name): code for value, code in special.items()}
        else:
            op: Op = ">=" if left else ">"
            edges = _integers([deciding_integer(edge, op, decimals) for edge in one.edges])
            exact = {deciding_integer(value, "==", decimals): code for value, code in special.items()}
            named = {value: code for value, code in exact.items() if value is not None}
        bins = spans(values, edges, left)
        for value, code in named.items():
            bins[values == value] = code
        if gone is not None:
            bins[gone] = REFUSED if missing is None else missing
        return bins

    return bins_of


def _integers(edges: list[int | None]) -> npt.NDArray[np.int64]:
    """Edges outside int64 lie beyond every value and are held at its ends."""
    limits = np.iinfo(np.int64)
    return np.array([min(max(cast(int, edge), limits.min + 1), limits.max) for edge in edges], dtype=np.int64)


def plain_numbers(column: Column, name: str) -> tuple[npt.NDArray[Any], int, Mask | None]:
    """The numbers of a column, the decimals they are scaled by, and which are missing.

    Raises:
        InvalidInput: it holds text or infinities.
    """
    if isinstance(column, Numbers):
        return column.values, column.decimals, column.missing
    if isinstance(column, Amounts):
        if not isinstance(column.currency, str):
            raise InvalidInput(name, "amounts in several currencies", "amounts in one currency")
        return column.minor, exponent(column.currency), None
    if isinstance(column, np.ndarray) and column.dtype.kind in "iu":
        return column, 0, None
    if isinstance(column, np.ndarray) and column.dtype.kind == "f":
        gone = np.isnan(column)
        if np.isinf(column).any():
            raise InvalidInput(f"{name}[{int(np.flatnonzero(np.isinf(column))[0])}]", "inf", "finite numbers")
        return column, 0, gone if gone.any() else None
    raise InvalidInput(name, type(column).__name__, "a column of numbers")


def _categorical(one: Categorical) -> _Ready:
    bins = [Bin(", ".join(values), points, one.name) for values, points in one.points.items()]
    known = [True] * len(bins)
    code = {value: i for i, values in enumerate(one.points) for value in values}
    places: dict[str, int | None] = {}
    for what, fallback in (("missing", one.missing), ("unseen", one.unseen)):
        place = _fallback(one.name, what, fallback)
        places[what] = None if place is None else len(bins)
        if place is not None:
            bins.append(place)
            known.append(what == "unseen" and place.points is not None)
    missing, unseen = places["missing"], places["unseen"]
    accepted = ", ".join(code)

    def bin_of(value: Value) -> int:
        place = code.get(value) if type(value) is str else None
        if place is None:
            place = missing if value is None else unseen
            if not (value is None or isinstance(value, str)):
                raise InvalidInput(one.name, value, "text")
            if place is None:
                raise InvalidInput(one.name, value, f"one of {accepted}")
        return place

    def bins_of(column: Column) -> Bytes:
        if not isinstance(column, Labels):
            raise InvalidInput(one.name, type(column).__name__, "Labels", "code a column of text with Labels.of")
        by_label = [code.get(label, REFUSED if unseen is None else unseen) for label in column.labels]
        table = np.array([*by_label, REFUSED if missing is None else missing], dtype=np.uint8)
        return table[column.codes]

    return tuple(bins), tuple(known), bin_of, bins_of
