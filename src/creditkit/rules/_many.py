"""What a condition says of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns import Columns, Mask, readonly, repeated, rows_of
from creditkit.errors import InvalidInput
from creditkit.rules._blocks import BLOCK, Bits, Gaps, Leaf, both, either, flipped, joined, leaf_missing
from creditkit.rules._columns import gaps_of, leaf, leaf_in
from creditkit.rules._conditions import And, Atom, Compare, Condition, In, Missing, Not

R = TypeVar("R")


def _one_bit_a_row(values: npt.ArrayLike) -> Mask:
    return readonly(np.asarray(values, dtype=np.bool_))


@attrs.frozen(eq=False)
class Truth:
    """True, false or unknown, row by row.

    Args:
        true: bool, shape (rows,): where the condition is true.
        known: bool, shape (rows,): where it is true or false. Never false where ``true`` is true.

    >>> truth = Truth([True, False, False], [True, True, False])
    >>> list(truth), truth.false.tolist()
    ([True, False, None], [False, True, False])
    """

    true: Mask = attrs.field(converter=_one_bit_a_row)
    known: Mask = attrs.field(converter=_one_bit_a_row)

    def __attrs_post_init__(self) -> None:
        if self.true.shape != self.known.shape or self.true.ndim != 1:
            raise InvalidInput("known", self.known.shape, f"one flag a row, shape {self.true.shape}")
        if (self.true & ~self.known).any():
            raise InvalidInput("known", False, "True in each row that is true")

    @property
    def false(self) -> Mask:
        """Where the condition is false, not merely unknown."""
        return self.known & ~self.true

    def __len__(self) -> int:
        return len(self.true)

    def __getitem__(self, i: int) -> bool | None:
        return bool(self.true[i]) if self.known[i] else None

    def __iter__(self) -> Iterator[bool | None]:
        return map(self.__getitem__, range(len(self)))

    def same(self, other: Truth) -> bool:
        """Equal answers in every row."""
        return np.array_equal(self.true, other.true) and np.array_equal(self.known, other.known)


def holds_many(condition: Condition, columns: Columns) -> Truth:
    """What a condition says of each row: :func:`creditkit.rules.holds`, on columns.

    A name without a column is missing in every row. Comparisons with numbers take Numbers, Amounts of one
    currency (in its major units), integers, float64 and float32; with days datetime64[D]; with text
    Labels or numpy's text; with flags bool, or Numbers of 0 and 1 where some are missing. NaN, NaT, the code
    -1 and an amount without a currency are missing.

    Raises:
        InvalidInput: a column of another type, an infinity, columns of different lengths, or an edge with
            more than 6 significant digits against float32.

    >>> list(holds_many(Compare("score", "<", 80), {"score": np.array([79.0, 80.0, np.nan])}))
    [True, False, None]
    """
    rows = rows_of(columns)
    evaluate = Plan(columns).leaf(condition)
    true, known = np.empty(rows, dtype=np.bool_), repeated(np.True_, rows)
    for block in blocks(rows):
        is_true, possible = evaluate(block)
        true[block] = is_true
        if possible is not is_true and not known.flags.writeable:  # until here one flag stood for all rows
            known = np.empty(rows, dtype=np.bool_)
            known[: block.start] = True
        if possible is not is_true:
            np.equal(is_true, possible, out=known[block])
        elif known.flags.writeable:
            known[block] = True
    return _truth(true, known)


def _truth(true: Mask, known: Mask) -> Truth:
    """A Truth that was just computed: its flags agree, so they are not looked at again."""
    truth = object.__new__(Truth)
    object.__setattr__(truth, "true", readonly(true))
    object.__setattr__(truth, "known", readonly(known))
    return truth


def blocks(rows: int) -> Iterator[slice]:
    """The rows, a block at a time."""
    return (slice(start, min(start + BLOCK, rows)) for start in range(0, rows, BLOCK))


class Plan:
    """Conditions tied to columns. What occurs in several of them is evaluated once a block."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.leaves: dict[Condition, Leaf] = {}
        self.gaps: dict[str, Gaps] = {}

    def leaf(self, condition: Condition) -> Leaf:
        """The condition as a function of a block; what it returns holds until the next block."""
        if condition not in self.leaves:
            self.leaves[condition] = _remembered(self._leaf(condition))
        return self.leaves[condition]

    def _leaf(self, condition: Condition) -> Leaf:
        if isinstance(condition, (Compare, In, Missing)):
            return self._atom(condition)
        if isinstance(condition, Not):
            return flipped(self.leaf(condition.arg))
        parts = [self.leaf(arg) for arg in condition.args]
        return joined(parts, both if isinstance(condition, And) else either)

    def _atom(self, atom: Atom) -> Leaf:
        if atom.field not in self.columns:
            return _absent(known=isinstance(atom, Missing))
        column, gaps = self.columns[atom.field], self._gaps(atom.field)
        if isinstance(atom, Missing):
            return leaf_missing(gaps)
        if isinstance(atom, In):
            return leaf_in(column, atom.values, gaps, atom.field)
        return leaf(column, atom.op, atom.value, gaps, atom.field)

    def _gaps(self, field: str) -> Gaps:
        if field not in self.gaps:
            self.gaps[field] = _remembered(gaps_of(self.columns[field], field))
        return self.gaps[field]


def _absent(known: bool) -> Leaf:
    """A field without a column: missing is true, anything else is unknown."""
    yes, no = np.ones(BLOCK, dtype=np.bool_), np.zeros(BLOCK, dtype=np.bool_)

    def check(rows: slice) -> Bits:
        size = rows.stop - rows.start
        return (yes[:size], yes[:size]) if known else (no[:size], yes[:size])

    return check


def _remembered(evaluate: Callable[[slice], R]) -> Callable[[slice], R]:
    """Keeps the answer on the block at hand, for whoever asks again."""
    last: list[tuple[int, R]] = []

    def check(rows: slice) -> R:
        if not last or last[0][0] != rows.start:
            last[:] = [(rows.start, evaluate(rows))]
        return last[0][1]

    return check
