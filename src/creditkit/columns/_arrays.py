"""Arrays that hold a column's values: read-only, exact, and summed without wrapping."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.errors import AmountTooLarge, InvalidInput

Value: TypeAlias = "int | Decimal | float | str | bool | date | None"
Record: TypeAlias = "Mapping[str, Value]"
Ints: TypeAlias = "npt.NDArray[np.int64]"
Codes: TypeAlias = "npt.NDArray[np.signedinteger[Any]]"
Days: TypeAlias = "npt.NDArray[np.datetime64]"
Mask: TypeAlias = "npt.NDArray[np.bool_]"


def scaled(value: int, decimals: int) -> Decimal:
    """``value / 10**decimals`` exactly, whatever Decimal context the host has set.

    >>> scaled(-1250, 2)
    Decimal('-12.50')
    """
    return Decimal(f"{value:d}E{-decimals:d}")


def readonly(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A view of the array that refuses writes; the array itself stays as it is.

    >>> readonly(np.zeros(1)).flags.writeable
    False
    """
    view = array.view()
    view.setflags(write=False)
    return view


def some(mask: Mask) -> bool:
    """Whether any flag is set. ``any()`` says the same, and takes longer over the few rows of one customer.

    >>> some(np.array([False, True]))
    True
    """
    return bool(np.count_nonzero(mask))


def rows_where(mask: npt.NDArray[Any]) -> Ints:
    """The rows whose flag is set, or whose number is not zero, ascending.

    >>> rows_where(np.array([0, 7, 2])).tolist()
    [1, 2]
    """
    return mask.nonzero()[0]


def repeated(value: np.generic, rows: int) -> npt.NDArray[Any]:
    """One value for all rows, as good as free: an array of stride zero that refuses writes.

    >>> repeated(np.int64(7), 3).tolist()
    [7, 7, 7]
    """
    return np.ndarray((rows,), value.dtype, value.tobytes(), strides=(0,))


def restore(self: object, state: tuple[None, dict[str, object]]) -> None:
    """Restores a pickled or deep-copied value with its arrays read-only again: numpy forgets the flag.

    For ``__setstate__`` of attrs values with slots.

    >>> import copy
    >>> from creditkit.columns import Amounts
    >>> copy.deepcopy(Amounts([1250], "EUR")).minor.flags.writeable
    False
    """
    for name, value in state[1].items():
        object.__setattr__(self, name, readonly(value) if isinstance(value, np.ndarray) else value)


def same_array(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> bool:
    """Equal type, shape and content; NaN equals NaN, NaT equals NaT."""
    if left.dtype != right.dtype or left.shape != right.shape:
        return False
    return bool(np.array_equal(left, right, equal_nan=left.dtype.kind in "fcmM"))


def one_dimensional(_: object, attribute: attrs.Attribute[Any], value: npt.NDArray[Any]) -> None:
    """A validator: an array of one dimension."""
    if value.ndim != 1:
        raise InvalidInput(attribute.alias or attribute.name, value.shape, "a one-dimensional array")


INT64 = np.dtype(np.int64)


def int64(values: npt.ArrayLike) -> Ints:
    """A converter: integers of any type as int64, read-only."""
    array = np.asarray(values)
    if array.dtype is INT64:
        return readonly(array)
    if array.dtype.kind not in "iu" and array.size:
        raise InvalidInput("values", array.dtype.name, "an array of integers")
    if array.dtype == np.uint64 and array.size and array.max() > np.iinfo(np.int64).max:
        raise InvalidInput("values", int(array.max()), "integers below 2**63")
    return readonly(array.astype(np.int64, copy=False))


#: Sums of absolute amounts stay below this, so that no partial sum of any subset can wrap in int64.
LARGEST_SUM = 2.0**62


def check_sums(minor: Ints, what: str = "amounts") -> None:
    """Raises AmountTooLarge unless every sum over these amounts fits int64; numpy would wrap silently.

    >>> check_sums(np.array([2**61, 2**61]))
    Traceback (most recent call last):
    creditkit.errors.AmountTooLarge: the amounts add up to 2**62 minor units or more; a sum of them could wrap
    """
    if _largest(minor) * minor.size < LARGEST_SUM:
        return
    if float(np.abs(minor.astype(np.float64)).sum()) >= LARGEST_SUM:
        raise AmountTooLarge(f"the {what} add up to 2**62 minor units or more; a sum of them could wrap")


def _largest(minor: Ints, block: int = 65_536) -> int:
    """The largest size, by blocks: the second look at a block finds it in the cache."""
    blocks = (minor[start : start + block] for start in range(0, len(minor), block))
    return max((max(-int(part.min()), int(part.max())) for part in blocks), default=0)


def quotients(numerator: Ints, denominator: Ints) -> Ints:
    """Rounded quotients, half to even, exact; denominators are positive and both below 2**62 in size.

    >>> quotients(np.array([5, 15, -5]), np.array([2, 2, 2])).tolist()
    [2, 8, -2]
    """
    quotient, rest = np.divmod(numerator, denominator)
    twice = 2 * rest
    rounded: Ints = quotient + ((twice > denominator) | ((twice == denominator) & (quotient % 2 == 1)))
    return rounded
