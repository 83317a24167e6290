"""The quick way from a value to its bin and its points, by the type of the value.

A score is asked for at every order, so its price is counted in function calls. One loop over the
characteristics finds a value's bin with one call into C each: ``bisect`` over edges that are held in the
type that the value has, or a look-up among named values. Edges of Decimals and floats are fenced by the
outermost finite numbers. Whatever lies beyond a fence (infinities, NaN) or has no table (another type,
a special value, a word that no bin names) finds no points and raises; then the careful readers score the
record once more, and they say what is wrong with it.
"""

from __future__ import annotations

import operator
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType, NoneType
from typing import Any, TypeAlias

from creditkit.rules._edges import Op, deciding_integer, rounded_edge
from creditkit.scoring._characteristics import Numeric

#: How to find a value of one type, where to look for it, and what stands there: units and number of the bin.
Lookup: TypeAlias = "tuple[Callable[[Any, Any], int], Any, Sequence[int | None], Sequence[int]]"
#: The same without the numbers of the bins.
Bare: TypeAlias = "tuple[Callable[[Any, Any], int], Any, Sequence[int | None]]"
#: What a table raises on whatever it has no place for.
ODD = (KeyError, TypeError, IndexError, ArithmeticError)

_FENCES: Mapping[type, tuple[Any, ...]] = {
    Decimal: (Decimal("-1E+999999"), Decimal("1E+999999")),
    float: (-sys.float_info.max, sys.float_info.max),
}


def numeric_lookups(one: Numeric, units: Sequence[int | None], missing: int | None) -> Mapping[type, Lookup]:
    """The tables of a numeric characteristic, by type; with special values only that of missing ones."""
    found: dict[type, Lookup] = {} if missing is None else {NoneType: _of_missing(units, missing)}
    if one.special:
        return MappingProxyType(found)
    op: Op = ">=" if one.closed == "left" else ">"
    find = bisect_right if one.closed == "left" else bisect_left
    bins = range(len(one.points))
    own = [units[place] for place in bins]
    found[int] = find, [deciding_integer(edge, op) for edge in one.edges], own, bins
    for kind, edges in ((Decimal, one.edges), (float, [rounded_edge(edge) for edge in one.edges])):
        below, above = _FENCES[kind]
        found[kind] = find, [below, *edges, above], [None, *own, None], [-1, *bins, -1]
    return MappingProxyType(found)


def word_lookups(code: Mapping[str, int], units: Sequence[int | None], missing: int | None) -> Mapping[type, Lookup]:
    """The tables of a categorical characteristic, by type."""
    found: dict[type, Lookup] = {} if missing is None else {NoneType: _of_missing(units, missing)}
    found[str] = operator.getitem, dict(code), units, range(len(units))
    return MappingProxyType(found)


def _of_missing(units: Sequence[int | None], missing: int) -> Lookup:
    return operator.getitem, {None: 0}, [units[missing]], [missing]
