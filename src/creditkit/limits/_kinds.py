"""Three limits that are not the same: unset, unlimited, and up to an amount, which may be zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns import Ints, readonly, restore
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.money import Money, is_currency

Kinds: TypeAlias = "npt.NDArray[np.uint8]"

#: What ``LimitColumn.kind`` holds.
UNSET, UNLIMITED, UP_TO = 0, 1, 2


@attrs.frozen
class Unset:
    """Nobody has set a limit. It binds nothing by itself; what an order check makes of it is the check's to say.

    >>> Unset() == UpTo(Money(0, "EUR"))
    False
    """


@attrs.frozen
class Unlimited:
    """Someone has decided that there is no limit.

    >>> lowest([Unlimited(), Unset()])
    Unlimited()
    """


def _is_amount(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Money):
        raise InvalidInput(attribute.name, value, "Money", "write UpTo(Money('500000', 'CNY'))")
    if value.minor < 0:
        raise InvalidInput(attribute.name, str(value), "zero or a positive amount")


@attrs.frozen
class UpTo:
    """A limit of an amount. ``UpTo(Money(0, …))`` is no credit at all, which is a decision, unlike :class:`Unset`.

    Args:
        amount: zero or more.

    Raises:
        InvalidInput: no Money, or a negative amount.

    >>> UpTo(Money("500000", "CNY")).amount
    Money('500000.00', 'CNY')
    """

    amount: Money = attrs.field(validator=_is_amount)


Limit: TypeAlias = "Unset | Unlimited | UpTo"


def lowest(limits: Iterable[Limit]) -> Limit:
    """The limit that binds first.

    What is unset says nothing and is left out, what is unlimited binds nothing; if all are unset, or there
    are none, the result is unset.

    Raises:
        InvalidInput: one of them is no limit.
        CurrencyMismatch: two amounts are in different currencies; convert them first.

    >>> lowest([Unset(), UpTo(Money(10, "EUR")), Unlimited(), UpTo(Money(0, "EUR"))])
    UpTo(amount=Money('0.00', 'EUR'))
    >>> lowest([Unset(), Unset()])
    Unset()
    """
    found: Limit = Unset()
    for i, limit in enumerate(limits):
        if isinstance(limit, UpTo):
            if not isinstance(found, UpTo) or limit.amount < found.amount:
                found = limit
        elif isinstance(limit, Unlimited):
            found = limit if isinstance(found, Unset) else found
        elif not isinstance(limit, Unset):
            raise InvalidInput(f"limits[{i}]", limit, "Unset(), Unlimited() or UpTo(Money(…))")
    return found


def _kinds(values: npt.ArrayLike) -> Kinds:
    array = np.asarray(values)
    if array.dtype.kind not in "iu" and array.size:
        raise InvalidInput("kind", array.dtype.name, "an array of 0, 1 and 2")
    if array.size and not 0 <= int(array.min()) <= int(array.max()) <= UP_TO:
        raise InvalidInput("kind", (int(array.min()), int(array.max())), "0 (unset), 1 (unlimited), 2 (up to)")
    kinds: Kinds = readonly(array.astype(np.uint8))
    return kinds


def _minor(values: npt.ArrayLike) -> Ints:
    array = np.asarray(values)
    if array.dtype.kind not in "iu" and array.size:
        raise InvalidInput("minor", array.dtype.name, "an array of integers")
    if array.size and (int(array.min()) < 0 or int(array.max()) > np.iinfo(np.int64).max):
        raise InvalidInput("minor", int(array.min()), "zero or more, below 2**63")
    minor: Ints = readonly(array.astype(np.int64))
    return minor


@attrs.frozen(eq=False)
class LimitColumn:
    """Limits in a column: int64 minor units of one currency, and what kind each is.

    Args:
        kind: uint8, shape (rows,): 0 unset, 1 unlimited, 2 up to.
        minor: int64, shape (rows,): the amount in minor units where the kind is 2, else not read.
        currency: of all amounts.

    Raises:
        InvalidInput: another kind, a negative amount, different lengths, an unknown currency.

    >>> column = LimitColumn.of([UpTo(Money("1.50", "EUR")), Unlimited(), Unset()])
    >>> column.kind.tolist(), column[0], column[2]
    ([2, 1, 0], UpTo(amount=Money('1.50', 'EUR')), Unset())
    """

    kind: Kinds = attrs.field(converter=_kinds)
    minor: Ints = attrs.field(converter=_minor)
    currency: str

    def __attrs_post_init__(self) -> None:
        if self.kind.ndim != 1 or self.kind.shape != self.minor.shape:
            raise InvalidInput("minor", self.minor.shape, f"one amount a row, shape {self.kind.shape}")
        if not is_currency(self.currency):
            raise InvalidInput("currency", self.currency, "an ISO 4217 code, such as EUR")

    @classmethod
    def of(cls, limits: Sequence[Limit], currency: str | None = None) -> LimitColumn:
        """A column of limits.

        Args:
            limits: one a row.
            currency: of the amounts; needed where no limit has an amount.

        Raises:
            CurrencyMismatch: two amounts, or an amount and ``currency``, differ in currency.
            InvalidInput: no amount and no currency, or a value that is no limit.
        """
        code = currency
        kind, minor = np.zeros(len(limits), dtype=np.uint8), np.zeros(len(limits), dtype=np.int64)
        for row, limit in enumerate(limits):
            kind[row] = kind_of(limit, f"limits[{row}]")
            if isinstance(limit, UpTo):
                code = code or limit.amount.currency
                if limit.amount.currency != code:
                    raise CurrencyMismatch(code, limit.amount.currency)
                minor[row] = limit.amount.minor
        if code is None:
            raise InvalidInput("currency", None, "a currency, where no limit has an amount")
        return cls(kind, minor, code)

    @classmethod
    def constant(cls, limit: Limit, rows: int, currency: str | None = None) -> LimitColumn:
        """The same limit in every row."""
        one = cls.of([limit], currency)
        return cls(np.repeat(one.kind, rows), np.repeat(one.minor, rows), one.currency)

    def __len__(self) -> int:
        return len(self.kind)

    def __getitem__(self, i: int) -> Limit:
        kind = int(self.kind[i])
        if kind == UP_TO:
            return UpTo(Money.of_minor(int(self.minor[i]), self.currency))
        return Unlimited() if kind == UNLIMITED else Unset()

    def take(self, rows: npt.NDArray[Any]) -> LimitColumn:
        """The rows named by an index array or a mask, in that order."""
        return LimitColumn(self.kind[rows], self.minor[rows], self.currency)

    def same(self, other: LimitColumn) -> bool:
        """Equal limits row by row; what stands under a row without an amount does not matter."""
        amounts = self.kind == UP_TO
        return (
            self.currency == other.currency
            and np.array_equal(self.kind, other.kind)
            and np.array_equal(self.minor[amounts], other.minor[amounts])
        )

    __setstate__ = restore


def kind_of(limit: object, path: str = "limit") -> int:
    """The code of a limit's kind.

    Raises:
        InvalidInput: it is none.
    """
    if isinstance(limit, UpTo):
        return UP_TO
    if isinstance(limit, Unlimited):
        return UNLIMITED
    if isinstance(limit, Unset):
        return UNSET
    raise InvalidInput(path, limit, "Unset(), Unlimited() or UpTo(Money(…))")
