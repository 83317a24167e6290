"""Values read as bins: one reader a door for each kind of characteristic.

The scalar readers here are the careful ones: they take every type of value and say what is wrong with
the others. The usual values go a quicker way, :mod:`creditkit.scoring._lookups`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from creditkit.columns import Amounts, Column, Labels, Mask, Numbers
from creditkit.errors import InvalidInput
from creditkit.rules._columns import integers
from creditkit.rules._edges import Op, deciding_integer, rounded_edge
from creditkit.scoring._characteristics import Categorical, Numeric
from creditkit.scoring._kernels import placed, spans

if TYPE_CHECKING:
    from creditkit.columns import Value

Bytes = npt.NDArray[np.uint8]
#: Writes the bins of a column.
Fill: TypeAlias = "Callable[[Column, Bytes], None]"
#: The bin of a row that cannot be scored.
REFUSED = 255


def number_reader(one: Numeric, special: Mapping[Decimal, int], missing: int | None) -> Callable[[Value], int]:
    """The scalar door. Edges are held in each type of number that a value may come in."""
    op: Op = ">=" if one.closed == "left" else ">"
    find = bisect_right if one.closed == "left" else bisect_left
    of_type: dict[type, list[Any]] = {
        int: [cast(int, deciding_integer(value, op)) for value in one.edges],
        Decimal: list(one.edges),
        float: [rounded_edge(value) for value in one.edges],
    }
    named: dict[Any, int] = {**special, **{rounded_edge(value): code for value, code in special.items()}}

    def narrow(value: np.float32) -> int:
        """The bin that a column of float32 gives: the edges are rounded to that type too."""
        bins = np.zeros(1, dtype=np.uint8)
        column_reader(one, special, missing)(np.array([value]), bins)
        return int(bins[0])

    def odd(value: object) -> int:
        """What is not a finite number of a plain type: a missing value, or a refused one."""
        if value is None or (isinstance(value, (float, np.floating)) and value != value):
            if missing is None:
                raise InvalidInput(one.name, value, "a value; this characteristic may not be missing")
            return missing
        if isinstance(value, np.generic) and value.dtype == np.float32 and np.isfinite(value):
            return narrow(cast("np.float32", value))
        if isinstance(value, np.generic) and not isinstance(plain := value.item(), np.generic):
            return bin_of(cast("Value", plain))
        raise InvalidInput(one.name, value, "a finite number")

    def bin_of(value: Value) -> int:
        edges = of_type.get(type(value))
        if edges is None or (not value.is_finite() if type(value) is Decimal else value - value != 0):  # type: ignore[operator]
            return odd(value)
        if named and (code := named.get(value)) is not None:
            return code
        return find(edges, value)

    return bin_of


def column_reader(one: Numeric, special: Mapping[Decimal, int], missing: int | None) -> Fill:
    """The columnar door: integer columns get the deciding integers, floats the edges in their own type."""

    def fill(column: Column, bins: Bytes) -> None:
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
        spans(values, edges, left, bins)
        for value, code in named.items():
            bins[values == value] = code
        if gone is not None:
            bins[gone] = REFUSED if missing is None else missing

    return fill


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
        return *integers(column, name), None
    if isinstance(column, np.ndarray) and column.dtype.kind in "iu":
        return column, 0, None
    if isinstance(column, np.ndarray) and column.dtype.kind == "f" and column.dtype.itemsize in (4, 8):
        gone = np.isnan(column)
        if np.isinf(column).any():
            raise InvalidInput(f"{name}[{int(np.flatnonzero(np.isinf(column))[0])}]", "inf", "finite numbers")
        return column, 0, gone if gone.any() else None
    given = f"array of {column.dtype.name}" if isinstance(column, np.ndarray) else type(column).__name__
    accepted = "Numbers, Amounts, or an array of integers, float64 or float32"
    raise InvalidInput(name, given, accepted, "take dataframes through creditkit.adapters.frames.columns")


def word_reader(
    one: Categorical, code: Mapping[str, int], missing: int | None, unseen: int | None
) -> Callable[[Value], int]:
    """The scalar door of named values."""
    accepted = ", ".join(code)

    def bin_of(value: Value) -> int:
        place = code.get(value) if isinstance(value, str) else None
        if place is None:
            place = missing if value is None else unseen
            if not (value is None or isinstance(value, str)):
                raise InvalidInput(one.name, value, "text")
            if place is None:
                raise InvalidInput(one.name, value, f"one of {accepted}")
        return place

    return bin_of


def label_reader(one: Categorical, code: Mapping[str, int], missing: int | None, unseen: int | None) -> Fill:
    """The columnar door of named values: each label is asked for once, rows are told by their codes."""

    def fill(column: Column, bins: Bytes) -> None:
        if not isinstance(column, Labels):
            raise InvalidInput(one.name, type(column).__name__, "Labels", "code a column of text with Labels.of")
        by_label = [code.get(label, REFUSED if unseen is None else unseen) for label in column.labels]
        table = np.array([*by_label, REFUSED if missing is None else missing], dtype=np.uint8)
        placed(column.codes, table, bins)

    return fill
