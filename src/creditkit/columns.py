"""Columns and records: the two shapes of tabular data in creditkit.

A *record* is a mapping from names to plain values, *columns* are a mapping from the same
names to arrays. There is no shared class: a dictionary is enough for both.

A column is a numpy array, or one of three small values for what numpy has no type for:
:class:`Numbers` (decimals as scaled integers), :class:`Labels` (dictionary-coded text) and
:class:`Amounts` (money in minor units). They hold read-only arrays and compare by identity;
:meth:`Labels.same` and its twins compare by content for tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias, cast

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.errors import AmountTooLarge, InvalidInput

Value: TypeAlias = "int | Decimal | float | str | bool | date | None"
Record: TypeAlias = "Mapping[str, Value]"
Ints: TypeAlias = "npt.NDArray[np.int64]"
Days: TypeAlias = "npt.NDArray[np.datetime64]"
Mask: TypeAlias = "npt.NDArray[np.bool_]"


def scaled(value: int, decimals: int) -> Decimal:
    """``value / 10**decimals`` exactly, whatever Decimal context the host has set.

    >>> scaled(-1250, 2)
    Decimal('-12.50')
    """
    return Decimal((value < 0, tuple(map(int, str(abs(value)))), -decimals))


def readonly(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A view of the array that refuses writes; the array itself stays as it is."""
    view = array.view()
    view.flags.writeable = False
    return view


def _restore(self: object, state: tuple[None, dict[str, object]]) -> None:
    """Restores a pickled or deep-copied value with its arrays read-only again: numpy forgets the flag."""
    for name, value in state[1].items():
        object.__setattr__(self, name, readonly(value) if isinstance(value, np.ndarray) else value)


def _same_array(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> bool:
    if left.dtype != right.dtype or left.shape != right.shape:
        return False
    return bool(np.array_equal(left, right, equal_nan=left.dtype.kind in "fcmM"))


def _one_dimensional(_: object, attribute: attrs.Attribute[Any], value: npt.NDArray[Any]) -> None:
    if value.ndim != 1:
        raise InvalidInput(attribute.name, value.shape, "a one-dimensional array")


def _int64(values: npt.ArrayLike) -> Ints:
    array = np.asarray(values)
    if array.dtype.kind not in "iu" and array.size:
        raise InvalidInput("values", array.dtype.name, "an array of integers")
    if array.dtype == np.uint64 and array.size and array.max() > np.iinfo(np.int64).max:
        raise InvalidInput("values", int(array.max()), "integers below 2**63")
    return readonly(array.astype(np.int64, copy=False))


def _texts(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(labels)


def _mask(values: npt.ArrayLike | None) -> Mask | None:
    return None if values is None else readonly(np.asarray(values, dtype=np.bool_))


@attrs.frozen(eq=False)
class Numbers:
    """Exact decimals in a column: the value of row i is ``values[i] / 10**decimals``.

    Args:
        values: int64, shape (rows,).
        decimals: how many decimals the integers carry, 0 to 18.
        missing: bool, shape (rows,), true where there is no value; None where every row has one.

    >>> rates = Numbers([9667, 10000], 4)
    >>> rates[0], len(rates)
    (Decimal('0.9667'), 2)
    """

    values: Ints = attrs.field(converter=_int64, validator=_one_dimensional)
    decimals: int = attrs.field(default=0, validator=attrs.validators.in_(range(19)))
    missing: Mask | None = attrs.field(default=None, converter=_mask)

    def __attrs_post_init__(self) -> None:
        if self.missing is not None and self.missing.shape != self.values.shape:
            raise InvalidInput("missing", self.missing.shape, f"one flag a row, shape {self.values.shape}")

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, i: int) -> Decimal | None:
        if self.missing is not None and self.missing[i]:
            return None
        return scaled(int(self.values[i]), self.decimals)

    def take(self, rows: npt.NDArray[Any]) -> Numbers:
        """The rows named by an index array or a mask, in that order."""
        return Numbers(self.values[rows], self.decimals, None if self.missing is None else self.missing[rows])

    def same(self, other: Numbers) -> bool:
        """Equal decimals, values and missing rows; what stands under a missing row does not matter."""
        gone, theirs = _flags(self.missing, len(self)), _flags(other.missing, len(other))
        return (
            self.decimals == other.decimals
            and _same_array(gone, theirs)
            and _same_array(self.values[~gone], other.values[~theirs])
        )

    __setstate__ = _restore


def _flags(missing: Mask | None, rows: int) -> Mask:
    return np.zeros(rows, dtype=np.bool_) if missing is None else missing


class _Coder(dict[str, int]):
    """Gives each new text the next code. ``__missing__`` keeps the hit path in C."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


def _distinct(codes: Ints) -> Ints:
    """The codes, without those that can only repeat: of a constant one stands in memory for all rows."""
    return codes[:1] if codes.strides == (0,) else codes


@attrs.frozen(eq=False)
class Labels:
    """Text in a column, coded: row i reads ``labels[codes[i]]``; the code -1 is missing.

    A column that is coded already (a categorical, an Arrow dictionary) is taken as it is;
    :meth:`of` codes a sequence of texts once, in order of first appearance.

    >>> kinds = Labels.of(["steel", "food", "steel", None])
    >>> kinds.codes.tolist(), kinds.labels, kinds[2], kinds[3]
    ([0, 1, 0, -1], ('steel', 'food'), 'steel', None)
    """

    codes: Ints = attrs.field(converter=_int64, validator=_one_dimensional)
    labels: tuple[str, ...] = attrs.field(converter=_texts)
    #: Whether the caller vouches that no label stands twice; else those who need it look.
    distinct: bool = attrs.field(default=False, repr=False, kw_only=True)
    #: Whether every row has a label.
    complete: bool = attrs.field(init=False, repr=False, default=True)

    def __attrs_post_init__(self) -> None:
        if not self.codes.size:
            return
        codes = _distinct(self.codes)
        least, most = int(codes.min()), int(codes.max())
        if not -1 <= least <= most < len(self.labels):
            raise InvalidInput("codes", (least, most), f"-1 to {len(self.labels) - 1}")
        object.__setattr__(self, "complete", least >= 0)

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> Labels:
        """Codes a sequence of texts; None is missing.

        Raises:
            InvalidInput: a value is neither text nor None.
        """
        given: Sequence[Any] = texts if isinstance(texts, (list, tuple)) else list(texts)
        coder = cast("dict[Any, int]", _Coder())
        codes = np.fromiter(map(coder.__getitem__, given), np.int64, len(given))
        if None in coder:
            gone = coder.pop(None)
            codes = np.where(codes == gone, -1, codes - (codes > gone))
        wrong = next((label for label in coder if not isinstance(label, str)), None)
        if wrong is not None:
            raise InvalidInput("texts", wrong, "text, or None for a missing value")
        return cls(codes, tuple(coder), distinct=True)

    @classmethod
    def constant(cls, label: str, rows: int) -> Labels:
        """The same label in every row. One code stands for all of them, whatever the number of rows."""
        return cls(np.broadcast_to(np.int64(0), rows), (label,))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, i: int) -> str | None:
        code = int(self.codes[i])
        return None if code < 0 else self.labels[code]

    def texts(self) -> list[str | None]:
        """Every row as text."""
        spare: list[str | None] = [*self.labels, None]
        return list(map(spare.__getitem__, self.codes.tolist()))

    def take(self, rows: npt.NDArray[Any]) -> Labels:
        """The rows named by an index array or a mask, in that order; the labels stay as they are."""
        return Labels(self.codes[rows], self.labels, distinct=self.distinct)

    def compact(self) -> Labels:
        """The same texts with unused labels dropped and the rest sorted; codes then sort as texts do."""
        used = np.flatnonzero(np.bincount(self.codes + 1, minlength=len(self.labels) + 1)[1:])
        names = [self.labels[i] for i in used.tolist()]
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.full(len(self.labels) + 1, -1, dtype=np.int64)
        rank[used[order]] = np.arange(len(order))
        return Labels(rank[self.codes], tuple(names[i] for i in order))

    def same(self, other: Labels) -> bool:
        """Equal texts in equal order; how they are coded does not matter."""
        return self.texts() == other.texts()

    __setstate__ = _restore


@attrs.frozen(eq=False)
class Amounts:
    """Money in a column: int64 minor units and one currency for all rows, or one label a row.

    >>> Amounts(np.array([1250, -300]), "EUR").minor.sum()
    np.int64(950)
    """

    minor: Ints = attrs.field(converter=_int64, validator=_one_dimensional)
    currency: str | Labels

    def __attrs_post_init__(self) -> None:
        if isinstance(self.currency, Labels) and len(self.currency) != len(self.minor):
            raise InvalidInput("currency", len(self.currency), f"one label a row, {len(self.minor)} rows")

    def __len__(self) -> int:
        return len(self.minor)

    @property
    def currencies(self) -> Labels:
        """The currency of each row, also where one stands for all."""
        if isinstance(self.currency, Labels):
            return self.currency
        return Labels.constant(self.currency, len(self.minor))

    def take(self, rows: npt.NDArray[Any]) -> Amounts:
        """The rows named by an index array or a mask, in that order."""
        currency = self.currency if isinstance(self.currency, str) else self.currency.take(rows)
        return Amounts(self.minor[rows], currency)

    def same(self, other: Amounts) -> bool:
        """Equal amounts in equal currencies, row by row."""
        return _same_array(self.minor, other.minor) and self.currencies.same(other.currencies)

    __setstate__ = _restore


Column: TypeAlias = "npt.NDArray[Any] | Numbers | Labels | Amounts"
Columns: TypeAlias = "Mapping[str, Column]"


def same_column(left: Column, right: Column) -> bool:
    """Whether two columns have the same type, dtype and content (NaN equals NaN, NaT equals NaT)."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return isinstance(left, np.ndarray) and isinstance(right, np.ndarray) and _same_array(left, right)
    return type(left) is type(right) and left.same(right)  # type: ignore[arg-type]


def same_columns(left: Columns, right: Columns) -> bool:
    """Whether two sets of columns have the same names and the same content under each."""
    return left.keys() == right.keys() and all(same_column(left[name], right[name]) for name in left)


#: Sums of absolute amounts stay below this, so that no partial sum of any subset can wrap in int64.
LARGEST_SUM = 2.0**62


def check_sums(minor: Ints, what: str = "amounts") -> None:
    """Raises AmountTooLarge unless every sum over these amounts fits int64; numpy would wrap silently."""
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


def rows_of(columns: Columns) -> int:
    """How many rows the columns have.

    Raises:
        InvalidInput: two columns differ in length.
    """
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        first, rows = next(iter(lengths.items()))
        name = next(n for n, r in lengths.items() if r != rows)
        raise InvalidInput(name, f"{lengths[name]} rows", f"{rows} rows, as {first!r} has")
    return next(iter(lengths.values()), 0)


def join_labels(parts: Sequence[Labels]) -> tuple[tuple[str, ...], tuple[Ints, ...]]:
    """One pool of labels for several columns: the labels, and each column's codes in that pool."""
    coder = _Coder()
    recoded = []
    for part in parts:
        codes = np.fromiter(map(coder.__getitem__, part.labels), np.int64, len(part.labels))
        recoded.append(np.append(codes, -1)[part.codes])
    return tuple(coder), tuple(recoded)
