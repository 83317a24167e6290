"""Text in a column: codes, and the labels that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns._arrays import INT64, Codes, Ints, int64, one_dimensional, readonly, repeated, rows_where
from creditkit.errors import InvalidInput

_set = object.__setattr__


class _Coder(dict[str, int]):
    """Gives each new text the next code. ``__missing__`` keeps the hit path in C."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


#: Up to so many rows a second look at each costs less than a call for each new text.
_SHORT = 1_024


def _numbered(given: Sequence[Any]) -> tuple[Ints, tuple[Any, ...]]:
    """A number for each value, and the values by number, in order of first appearance."""
    if len(given) > _SHORT:
        coder = cast("dict[Any, int]", _Coder())
        return np.fromiter(map(coder.__getitem__, given), np.int64, len(given)), tuple(coder)
    different = tuple(dict.fromkeys(given))
    if len(different) == len(given):
        return np.arange(len(given)), different
    if len(different) == 1:
        return np.zeros(len(given), np.int64), different
    place = dict(zip(different, range(len(different)), strict=True))
    return np.fromiter(map(place.__getitem__, given), np.int64, len(given)), different


def _bounds(codes: Codes) -> tuple[int, int]:
    """The least and the greatest code. Of a constant one stands in memory for all rows."""
    codes = codes[:1] if codes.strides == (0,) else codes
    return int(codes.min()), int(codes.max())


def _signed(values: npt.ArrayLike) -> Codes:
    array = np.asarray(values)
    return readonly(array) if array.dtype.kind == "i" else int64(array)


def _texts(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(labels)


@attrs.frozen(eq=False)
class Labels:
    """Text in a column, coded: row i reads ``labels[codes[i]]``; the code -1 is missing.

    A column that is coded already (a categorical, an Arrow dictionary) is taken as it is;
    :meth:`of` codes a sequence of texts once, in order of first appearance.

    Codes may be int8, int16, int32 or int64, and are kept in that width: ``stored`` has them as they
    came. ``codes`` is always int64, so that no sum or product of codes can wrap; it is made when it is
    first asked for. ``stored`` is for comparing and looking up, which is quicker over fewer bytes.

    >>> kinds = Labels.of(["steel", "food", "steel", None])
    >>> kinds.codes.tolist(), kinds.labels, kinds[2], kinds[3]
    ([0, 1, 0, -1], ('steel', 'food'), 'steel', None)
    >>> narrow = Labels(np.array([0, -1], np.int8), ("steel",))
    >>> narrow.stored.dtype, narrow.codes.dtype
    (dtype('int8'), dtype('int64'))
    """

    stored: Codes = attrs.field(alias="codes", converter=_signed, validator=one_dimensional)
    labels: tuple[str, ...] = attrs.field(converter=_texts)
    #: Whether the caller vouches that no label stands twice; else those who need it look.
    distinct: bool = attrs.field(default=False, repr=False, kw_only=True)
    #: Whether every row has a label.
    complete: bool = attrs.field(init=False, repr=False, default=True)
    _wide: Ints | None = attrs.field(init=False, repr=False, default=None)

    def __attrs_post_init__(self) -> None:
        if self.stored.size:
            least, most = _bounds(self.stored)
            if not -1 <= least <= most < len(self.labels):
                raise InvalidInput("codes", (least, most), f"-1 to {len(self.labels) - 1}")
            _set(self, "complete", least >= 0)

    @property
    def codes(self) -> Ints:
        """The codes as int64."""
        if self._wide is None:
            _set(self, "_wide", int64(self.stored))
        return cast("Ints", self._wide)

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> Labels:
        """Codes a sequence of texts; None is missing.

        Raises:
            InvalidInput: a value is neither text nor None.
        """
        given: Sequence[Any] = texts if isinstance(texts, (list, tuple)) else list(texts)
        codes, labels = _numbered(given)
        complete = None not in labels
        if not complete:
            gone = labels.index(None)
            labels = labels[:gone] + labels[gone + 1 :]
            codes = np.where(codes == gone, -1, codes - (codes > gone))
        if not set(map(type, labels)) <= {str}:
            wrong = [label for label in labels if not isinstance(label, str)]
            if wrong:
                raise InvalidInput("texts", wrong[0], "text, or None for a missing value")
        return coded(codes, cast("tuple[str, ...]", labels), distinct=True, complete=complete)

    @classmethod
    def constant(cls, label: str, rows: int) -> Labels:
        """The same label in every row. One code stands for all of them, whatever the number of rows."""
        return cls(repeated(np.int64(0), rows), (label,))

    def __len__(self) -> int:
        return len(self.stored)

    def __getitem__(self, i: int) -> str | None:
        code = int(self.stored[i])
        return None if code < 0 else self.labels[code]

    def texts(self) -> list[str | None]:
        """Every row as text."""
        spare: list[str | None] = [*self.labels, None]
        return list(map(spare.__getitem__, self.stored.tolist()))

    def take(self, rows: npt.NDArray[Any]) -> Labels:
        """The rows named by an index array or a mask, in that order; the labels stay as they are."""
        return coded(self.stored[rows], self.labels, distinct=self.distinct, complete=self.complete or None)

    def present(self) -> list[str]:
        """The labels that any row has, in the order of their codes."""
        if len(self.labels) == 1 and self.complete and len(self):
            return [*self.labels]
        return [self.labels[i] for i in self._used().tolist()]

    def _used(self) -> Ints:
        return rows_where(np.bincount(self.codes + 1, minlength=len(self.labels) + 1)[1:])

    def compact(self) -> Labels:
        """The same texts with unused labels dropped and the rest sorted; codes then sort as texts do."""
        if len(self.labels) == 1 and self.complete and len(self):
            return self
        used = self._used()
        names = [self.labels[i] for i in used.tolist()]
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.full(len(self.labels) + 1, -1, dtype=np.int64)
        rank[used[order]] = np.arange(len(order))
        return coded(rank[self.codes], tuple(names[i] for i in order), complete=self.complete)

    def same(self, other: Labels) -> bool:
        """Equal texts in equal order; how they are coded does not matter."""
        return self.texts() == other.texts()

    def __reduce__(self) -> tuple[object, ...]:
        return _coded_again, (self.stored, self.labels, self.distinct, self.complete)


def coded(codes: Codes, labels: tuple[str, ...], *, distinct: bool = False, complete: bool | None = None) -> Labels:
    """Labels whose codes the caller made: known to lie within the labels, and not looked at again.

    Args:
        codes: signed integers, shape (rows,), from −1 to the last label.
        labels: what they stand for.
        distinct: as in :class:`Labels`.
        complete: whether every row has a label; None is "look".

    >>> coded(np.array([0, -1]), ("steel",)).texts()
    ['steel', None]
    """
    made = object.__new__(Labels)
    stored = readonly(codes)
    _set(made, "stored", stored)
    _set(made, "_wide", stored if stored.dtype is INT64 else None)
    _set(made, "labels", labels)
    _set(made, "distinct", distinct)
    _set(made, "complete", int(codes.min(initial=0)) >= 0 if complete is None else complete)
    return made


def _coded_again(codes: Codes, labels: tuple[str, ...], distinct: bool, complete: bool) -> Labels:
    return coded(codes, labels, distinct=distinct, complete=complete)


def join_labels(parts: Sequence[Labels]) -> tuple[tuple[str, ...], tuple[Ints, ...]]:
    """One pool of labels for several columns: the labels, and each column's codes in that pool.

    >>> labels, (left, right) = join_labels([Labels.of(["steel", "glass"]), Labels.of(["glass", None])])
    >>> labels, left.tolist(), right.tolist()
    (('steel', 'glass'), [0, 1], [1, -1])
    """
    coder = _Coder()
    recoded = []
    for part in parts:
        codes = np.fromiter(map(coder.__getitem__, part.labels), np.int64, len(part.labels))
        recoded.append(np.append(codes, -1)[part.codes])
    return tuple(coder), tuple(recoded)
