"""What a grading is given beside its overrides: cut-offs, bounds, shares and adjustments, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

from creditkit.errors import InvalidInput
from creditkit.rules._edges import decimals_of, edge
from creditkit.scoring._fallbacks import Points

#: Points and adjustments may carry so many decimals.
MOST_DECIMALS = 6

Bounds: TypeAlias = "tuple[Decimal, Decimal]"


def cutoffs_of(given: Mapping[str, Points] | Iterable[tuple[str, Points]]) -> Mapping[str, Decimal]:
    """Cut-offs as given, checked: labels once each, points that fall. Raises InvalidInput."""
    pairs = list(given.items()) if isinstance(given, Mapping) else [(label, points) for label, points in given]
    found: dict[str, Decimal] = {}
    for i, (label, points) in enumerate(pairs):
        if not isinstance(label, str) or not label:
            raise InvalidInput(f"cutoffs[{i}]", label, "a label that is not empty")
        if label in found:
            raise InvalidInput(f"cutoffs[{i}]", label, "each label once")
        found[label] = edge(points, f"cutoffs[{i}]")
    if not found:
        raise InvalidInput("cutoffs", given, "at least one label with its cut-off")
    for i, (better, worse) in enumerate(pairwise(found.values()), 1):
        if not better > worse:
            raise InvalidInput(f"cutoffs[{i}]", worse, f"points below {better}", "list the best grade first")
    return MappingProxyType(found)


def share_of(value: Points) -> Decimal:
    """The minimum coverage, checked. Raises InvalidInput."""
    share = edge(value, "minimum_coverage")
    if not 0 <= share <= 1:
        raise InvalidInput("minimum_coverage", value, "a share between 0 and 1")
    return share


def bounds_of(given: Sequence[Points] | None) -> Bounds | None:
    """A lower and an upper bound, checked. Raises InvalidInput."""
    if given is None:
        return None
    low, high = (edge(value, "bounds") for value in given)
    if low > high or max(decimals_of(low), decimals_of(high)) > MOST_DECIMALS:
        raise InvalidInput("bounds", (low, high), f"a lower and an upper bound with at most {MOST_DECIMALS} decimals")
    return low, high


def adjustment_of(value: object) -> Decimal:
    """An adjustment, checked. Raises InvalidInput."""
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise InvalidInput("adjustment", value, "a finite Decimal")


def clamped(value: Decimal, bounds: Bounds) -> Decimal:
    """The value, or the bound that it lies beyond."""
    return min(max(value, bounds[0]), bounds[1])
