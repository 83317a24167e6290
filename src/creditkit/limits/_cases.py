"""Many orders against many positions, in columns: the twin of :class:`Case`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from creditkit.columns import Amounts, Column, Columns, Ints, Labels, Mask, Numbers, Value, quotients, rows_of
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.facts import Order
from creditkit.limits._case import Case
from creditkit.limits._kinds import UNLIMITED, UNSET, UP_TO, LimitColumn
from creditkit.limits._position import SHARE_DECIMALS, Pool, PoolKind, Position
from creditkit.limits._terms import Terms
from creditkit.limits._verdicts import mark_of_verdict
from creditkit.money import Money, exponent
from creditkit.reasons import Reason

if TYPE_CHECKING:
    from creditkit.limits._check import OrderCheck

Marks: TypeAlias = "npt.NDArray[np.uint8]"

#: Rows whose amounts stay below this are compared in int64; others are checked one by one.
LARGEST = 2**40
#: Kinds of pools that a row can have, one of each.
POOLS: tuple[PoolKind, ...] = ("identity", "group")
#: Columns of positions that are no values.
_STRUCTURE = (
    "limit",
    "exposure",
    "held",
    "problem",
    *(f"{kind}_{part}" for kind in POOLS for part in ("limit", "exposure")),
)
_LONG_AGO = date(1970, 1, 1)


class Cases:
    """Orders and positions, aligned by row.

    Attributes:
        rows: how many.
        amount, prepaid, due, uncovered, shortfall: int64 minor units, as those of :class:`Case`; zero in rows
            that are not plain.
        lines: limit and exposure of the party, then of each kind of pool.
        held, problem: whether the row has a hold, or figures that cannot be relied on.
        columns: the values for conditions.
        plain: the rows that int64 decides: amounts in the position's currency, and not too large.
        currency: of limits and exposures.
        values_currency: of money among the values.
    """

    def __init__(
        self,
        orders: Columns,
        positions: Mapping[str, Column | LimitColumn],
        as_of: date | None,
        like: Mapping[str, Any],
        names: frozenset[str],
        flags: frozenset[str],
    ) -> None:
        self._orders, self._positions, self._as_of, self._like, self._flags = orders, positions, as_of, like, flags
        amount = orders.get("amount")
        if not isinstance(amount, Amounts):
            raise InvalidInput("orders['amount']", type(amount).__name__, "Amounts")
        there = {f"positions[{name!r}]": cast(Column, column) for name, column in positions.items()}
        rows_of({**orders, **there})
        self.rows = len(amount)
        limit = _limit(positions, "limit")
        self.currency = limit.currency
        self.values_currency = like.get("values_currency") or limit.currency
        self._names = names
        self._prepaid = _prepaid(orders.get("prepaid"), self.rows)
        self._share = _numbers(positions, "prepayment_share", self.rows)
        self._pools: list[tuple[PoolKind, LimitColumn, Ints]] = [
            (kind, _limit(positions, f"{kind}_limit"), _exposure(positions, f"{kind}_exposure"))
            for kind in POOLS
            if f"{kind}_limit" in positions
        ]
        self._own = (limit, _exposure(positions, "exposure", limit.currency))
        self.held, self.problem = (_flag(positions, name, self.rows) for name in ("held", "problem"))
        self.plain = self._plain_rows(amount)
        self._set_amounts(amount)
        values = {name: cast(Column, column) for name, column in positions.items() if name not in _STRUCTURE}
        self.columns: Columns = {**values, **{name: _OWN[name](self) for name in names}} or {"": self.held}

    def _plain_rows(self, amount: Amounts) -> Mask:
        """Amounts in the position's currency and not too large, and money names in the values' currency."""
        currencies = amount.currencies
        same = np.array([*(label == self.currency for label in currencies.labels), False], dtype=np.bool_)
        plain = same[currencies.codes]
        if self._names and self.values_currency != self.currency:
            plain = np.zeros(self.rows, dtype=np.bool_)
        sized = [amount.minor, self._prepaid, self._own[1]]
        for _, limit, used in self._pools:
            if limit.currency != self.currency:
                plain = np.zeros(self.rows, dtype=np.bool_)
            sized.append(used)
        limits = (self._own[0], *(pool[1] for pool in self._pools))
        sized += [np.where(limit.kind == UP_TO, limit.minor, 0) for limit in limits]
        for column in sized:
            plain = plain & (column > -LARGEST) & (column < LARGEST)
        return plain

    def _set_amounts(self, amount: Amounts) -> None:
        self.amount = np.where(self.plain, amount.minor, 0)
        self.prepaid = np.where(self.plain, self._prepaid, 0)
        whole = np.full(self.rows, 10**self._share.decimals, dtype=np.int64)
        share = np.where(np.False_ if self._share.missing is None else self._share.missing, 0, self._share.values)
        self.due = quotients(self.amount * share, whole)
        covered = np.maximum(self.prepaid, self.due)
        self.uncovered = np.maximum(self.amount - covered, 0)
        self.shortfall = np.maximum(self.due - self.prepaid, 0)
        given = [self._own, *((limit, used) for _, limit, used in self._pools)]
        self.lines = [(_masked(limit, self.plain), np.where(self.plain, used, 0)) for limit, used in given]

    def at(self, row: int) -> tuple[Order, Position]:
        """Order and position of a row."""
        amount = cast(Amounts, self._orders["amount"])
        currency = amount.currencies[row] or ""
        prepaid = Money.of_minor(int(self._prepaid[row]), currency)
        party = _text(self._orders.get("party_id"), row) or f"row {row}"
        day = _cell(self._orders["placed_on"], row) if "placed_on" in self._orders else None
        placed_on = cast("date", day or self._as_of or _LONG_AGO)
        order = Order(
            _text(self._orders.get("order_id"), row) or f"row {row}", party,
            Money.of_minor(int(amount.minor[row]), currency), placed_on=placed_on,
            prepaid=prepaid or None,
        )  # fmt: skip
        return order, self._position(row, party, order.placed_on)

    def _position(self, row: int, party: str, placed_on: date) -> Position:
        limit, used = self._own
        pools = tuple(
            Pool(kind, kind, pool[row], Money.of_minor(int(exposure[row]), pool.currency))
            for kind, pool, exposure in self._pools
        )
        values = self._record(row)
        share = values.get("prepayment_share")
        days = values.get("payment_days")
        return Position(
            party, as_of=self._as_of or placed_on, limit=limit[row],
            exposure=Money.of_minor(int(used[row]), self.currency),
            terms=Terms(int(cast(int, days or 0)), cast(Decimal, share)) if share else None,
            values=values, pools=pools, holds=(Reason("account_frozen"),) if self.held[row] else (),
            problems=(Reason("figures_unreliable"),) if self.problem[row] else (), **self._like,
        )  # fmt: skip

    def _record(self, row: int) -> dict[str, Value]:
        record: dict[str, Value] = {}
        for name, column in self._positions.items():
            if name in _STRUCTURE or isinstance(column, LimitColumn):
                continue
            value = _cell(column, row)
            if value is not None:
                record[name] = bool(value) if name in self._flags else value
            elif f"{name}_searched" in self._positions and _cell(
                cast(Column, self._positions[f"{name}_searched"]), row
            ):
                record[name] = None
        return record

    def one_by_one(self, check: OrderCheck) -> Marks:
        """The marks of a check that has no columns, by its scalar door."""
        marks = np.zeros(self.rows, dtype=np.uint8)
        for row in np.flatnonzero(self.plain).tolist():
            order, position = self.at(row)
            mark = getattr(check, "mark", None)
            if mark is None:
                marks[row] = mark_of_verdict(check.judge(order, position))
            else:
                marks[row] = mark(Case(order, position, self._names))
        return marks


def _masked(limit: LimitColumn, plain: Mask) -> LimitColumn:
    return LimitColumn(np.where(plain, limit.kind, UNLIMITED), np.where(plain, limit.minor, 0), limit.currency)


def _limit(positions: Mapping[str, Column | LimitColumn], name: str) -> LimitColumn:
    column = positions.get(name)
    if not isinstance(column, LimitColumn):
        raise InvalidInput(f"positions[{name!r}]", type(column).__name__, "a LimitColumn")
    return column


def _exposure(positions: Mapping[str, Column | LimitColumn], name: str, currency: str | None = None) -> Ints:
    column = positions.get(name)
    if not isinstance(column, Amounts):
        raise InvalidInput(f"positions[{name!r}]", type(column).__name__, "Amounts")
    expected = currency or _limit(positions, name.replace("exposure", "limit")).currency
    there = column.currencies
    for code in np.unique(there.codes).tolist():
        given = there.labels[code] if code >= 0 else "none"
        if given != expected:
            raise CurrencyMismatch(given, expected)
    return column.minor


def _prepaid(column: Column | None, rows: int) -> Ints:
    if column is None:
        return np.zeros(rows, dtype=np.int64)
    if isinstance(column, Amounts):
        return np.where(column.currencies.codes < 0, 0, column.minor)
    if not isinstance(column, Numbers) or column.decimals:
        raise InvalidInput("orders['prepaid']", type(column).__name__, "Numbers of minor units, or Amounts")
    return column.values if column.missing is None else np.where(column.missing, 0, column.values)


def _numbers(positions: Mapping[str, Column | LimitColumn], name: str, rows: int) -> Numbers:
    column = positions.get(name)
    if column is None:
        return Numbers(np.zeros(rows, dtype=np.int64))
    if not isinstance(column, Numbers) or column.decimals > 4:
        raise InvalidInput(f"positions[{name!r}]", type(column).__name__, "Numbers of at most 4 decimals")
    return column


def _flag(positions: Mapping[str, Column | LimitColumn], name: str, rows: int) -> Mask:
    column = positions.get(name)
    if column is None:
        return np.zeros(rows, dtype=np.bool_)
    if not isinstance(column, np.ndarray) or column.dtype != np.bool_:
        raise InvalidInput(f"positions[{name!r}]", type(column).__name__, "an array of bool")
    return column


def _text(column: Column | None, row: int) -> str | None:
    return column[row] if isinstance(column, Labels) else None


def _cell(column: Column | LimitColumn, row: int) -> Value:
    """One cell as the plain value that a record holds; None where it is missing."""
    if isinstance(column, Amounts):
        currency = column.currencies[row]
        return None if currency is None else Money.of_minor(int(column.minor[row]), currency).amount
    if isinstance(column, (Numbers, Labels)):
        return column[row]
    value = cast("npt.NDArray[Any]", column)[row].item()
    return None if isinstance(value, float) and value != value else cast(Value, value)


def _money(minor: Callable[[Cases], Ints]) -> Callable[[Cases], Column]:
    return lambda cases: Numbers(minor(cases), exponent(cases.currency))


def _highest(amounts: Callable[[Cases, Ints], Ints]) -> Callable[[Cases], Column]:
    """The highest share among the lines; rounding keeps the order, so the highest may be taken after it."""

    def column(cases: Cases) -> Column:
        best = np.full(cases.rows, np.iinfo(np.int64).min, dtype=np.int64)
        none = np.zeros(cases.rows, dtype=np.bool_)
        for limit, used in cases.lines:
            over = amounts(cases, used)
            up_to = limit.kind == UP_TO
            empty = up_to & (limit.minor == 0)
            share = quotients(over * 10**SHARE_DECIMALS, np.where(up_to & ~empty, limit.minor, 1))
            share = np.where(up_to & ~empty, share, 0)
            best = np.where(limit.kind == UNSET, best, np.maximum(best, share))
            none |= empty & (over > 0)
        none |= best == np.iinfo(np.int64).min
        return Numbers(np.where(none, 0, best), SHARE_DECIMALS, none)

    return column


_OWN: Mapping[str, Callable[[Cases], Column]] = {
    "order_amount": _money(lambda cases: cases.amount),
    "prepaid_amount": _money(lambda cases: cases.prepaid),
    "uncovered_amount": _money(lambda cases: cases.uncovered),
    "prepayment_due": _money(lambda cases: cases.due),
    "prepayment_shortfall": _money(lambda cases: cases.shortfall),
    "utilisation": _highest(lambda cases, used: used),
    "utilisation_after": _highest(lambda cases, used: used + cases.uncovered),
    "uncovered_share_of_limit": _highest(lambda cases, used: np.where(cases.plain, cases.uncovered, 0)),
}
