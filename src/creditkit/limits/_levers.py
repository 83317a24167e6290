"""What a buyer or the house can change: pay, prepay, order less, wait; and how far it takes a condition.

Conditions compare fields with constants, and each field that follows from a lever only rises or only falls as
the lever is pulled. So the lever has finitely many cells, and the least pull that makes a condition pass is at
the beginning of one of them; each beginning is found by halving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

import attrs

from creditkit.columns import Record, Value, scaled
from creditkit.facts import Order
from creditkit.limits._case import Case
from creditkit.limits._check import Ease
from creditkit.limits._exposure import Exposure
from creditkit.limits._kinds import Limit
from creditkit.limits._position import Pool, Position
from creditkit.money import Money, divided, total
from creditkit.rules import Condition
from creditkit.rules._conditions import atoms_of, constants_of

#: Overdue items of which more than so many days are past due count in the figures of that name.
GRACE_DAYS = 5
#: Shares of the credit file have so many decimals.
_SHARE = 4


class Lever(NamedTuple):
    """Something that can be pulled from 0, which changes nothing, to ``top``."""

    top: int
    at: Callable[[int], Case]


def with_prepaid(order: Order, prepaid: Money) -> Order:
    """The order with another prepayment in all."""
    return attrs.evolve(order, prepaid=prepaid)


def with_amount(order: Order, amount: Money) -> Order:
    """The order over another amount; no more of it can be prepaid."""
    prepaid = order.prepaid
    return attrs.evolve(order, amount=amount, prepaid=None if prepaid is None else min(prepaid, amount))


def with_limit(position: Position, limit: Limit) -> Position:
    """The position with the limit of a later day; nothing else changes, so rates do not age in the meantime."""
    return attrs.evolve(position, limit=limit)


def with_payment(position: Position, payment: Money) -> Position:
    """The position after a payment in its currency: it settles the oldest overdue items first.

    Exposure falls by the payment, also that of each pool. Of the values those change that follow from
    :attr:`Position.overdue` and are there already: ``oldest_overdue_days``, ``overdue_amount``,
    ``overdue_count``, ``overdue_5d_amount``, and with ``open_amount`` and ``balance`` the shares.
    """
    exposure = position.exposure
    if isinstance(exposure, Exposure):
        paid: Exposure | Money = attrs.evolve(exposure, unapplied=exposure.unapplied + payment)
    else:
        paid = exposure - payment
    overdue = tuple(_left(position.overdue, payment))
    pools = tuple(_paid(position, pool, payment) for pool in position.pools)
    values = {**position.values, **_values(position, overdue, payment)}
    return attrs.evolve(position, exposure=paid, overdue=overdue, pools=pools, values=values)


def _paid(position: Position, pool: Pool, payment: Money) -> Pool:
    taken = position.converted(payment, pool.exposure.currency)
    return pool if taken is None else attrs.evolve(pool, exposure=pool.exposure - taken)


def _left(overdue: tuple[tuple[int, Money], ...], payment: Money) -> Iterator[tuple[int, Money]]:
    """What of the overdue items a payment leaves, oldest first."""
    rest = payment.minor
    for days, amount in sorted(overdue, key=lambda item: -item[0]):
        taken = min(rest, amount.minor)
        rest -= taken
        if taken < amount.minor:
            yield days, amount - Money.of_minor(taken, amount.currency)


def _values(position: Position, overdue: tuple[tuple[int, Money], ...], payment: Money) -> dict[str, Value]:
    """The values that a payment changes, of those that are there."""
    currency = position.values_currency or position.currency

    def shown(amount: Money) -> Decimal | None:
        found = position.converted(amount, currency)
        return None if found is None else found.amount

    found: dict[str, Value] = {}
    if position.overdue:
        found["oldest_overdue_days"] = max((days for days, _ in overdue), default=0)
        found["overdue_count"] = len(overdue)
        found["overdue_amount"] = shown(total((amount for _, amount in overdue), position.currency))
        late = (amount for days, amount in overdue if days > GRACE_DAYS)
        found["overdue_5d_amount"] = shown(total(late, position.currency))
    paid = position.converted(payment, currency)
    for name in ("open_amount", "balance"):
        before = position.values.get(name)
        if paid is not None and isinstance(before, (Decimal, int)) and not isinstance(before, bool):
            found[name] = (Money(before, currency) - paid).amount
    for share, part in (("overdue_share", "overdue_amount"), ("overdue_5d_share", "overdue_5d_amount")):
        if part in found and "open_amount" in found:
            found[share] = _share_of(found[part], found["open_amount"])
    return {name: value for name, value in found.items() if position.values.get(name) is not None}


def _share_of(part: Value, whole: Value) -> Decimal | None:
    if not isinstance(part, Decimal) or not isinstance(whole, Decimal) or whole <= 0:
        return None
    (a, b), (c, d) = part.as_integer_ratio(), whole.as_integer_ratio()
    return scaled(divided(a * d * 10**_SHARE, b * c), _SHARE)


def levers(case: Case, names: frozenset[str]) -> dict[str, Lever]:
    """The three levers of an order before a position, by the name of the part of :class:`Ease`."""
    order, position = case.order, case.position
    currency, own = order.amount.currency, position.currency
    owed = max(position.used.minor, total((amount for _, amount in position.overdue), own).minor, 0)

    def paid(pull: int) -> Case:
        return Case(order, with_payment(position, Money.of_minor(pull, own)), names)

    def prepaid(pull: int) -> Case:
        return Case(with_prepaid(order, Money.of_minor(case.prepaid + pull, currency)), position, names)

    def less(pull: int) -> Case:
        return Case(with_amount(order, Money.of_minor(case.amount - pull, currency)), position, names)

    return {
        "payment": Lever(owed, paid),
        "prepaid": Lever(max(case.amount - case.prepaid, 0), prepaid),
        "amount": Lever(max(case.amount - 1, 0), less),
    }


def least(top: int, passes: Callable[[int], bool]) -> int | None:
    """The least pull from 1 to ``top`` that passes, where every further one does too; None where none does."""
    if top < 1 or not passes(top):
        return None
    low, high = 0, top
    while high - low > 1:
        middle = (low + high) // 2
        if passes(middle):
            high = middle
        else:
            low = middle
    return high


def cells(condition: Condition, lever: Lever) -> list[int]:
    """The pulls at which a comparison of the condition changes its answer, rising."""
    if lever.top < 1:
        return []
    first, last = lever.at(0).values, lever.at(lever.top).values
    found: set[int] = set()
    for atom in atoms_of(condition):
        name = atom.field
        if first.get(name) == last.get(name):
            continue
        for question in _questions(name, [c for c in constants_of(atom) if isinstance(c, Decimal)]):
            after = question(last)
            if question(first) != after:
                pull = least(lever.top, lambda at, ask=question, end=after: ask(lever.at(at).values) == end)  # type: ignore[misc]
                found.add(lever.top if pull is None else pull)
    return sorted(found)


def _questions(name: str, constants: list[Decimal]) -> Iterator[Callable[[Record], bool]]:
    """What changes its answer at most once as the field rises or falls: is it there, and on which side."""
    yield lambda values: values.get(name) is None
    for constant in constants:
        yield lambda values, edge=constant: _number(values, name) is not None and _number(values, name) >= edge  # type: ignore[misc]
        yield lambda values, edge=constant: _number(values, name) is not None and _number(values, name) > edge  # type: ignore[misc]


def _number(values: Record, name: str) -> Decimal | int | None:
    value = values.get(name)
    return value if isinstance(value, (Decimal, int)) else None


def first_that(lever: Lever, pulls: list[int], passes: Callable[[Record], bool]) -> int | None:
    """The least of some pulls at which the values pass."""
    return next((pull for pull in pulls if passes(lever.at(pull).values)), None)


def eased(condition: Condition, passes: Callable[[Record], bool], case: Case, names: frozenset[str]) -> Ease:
    """The least pull of each lever that makes a condition pass."""
    found = {name: first_that(lever, cells(condition, lever), passes) for name, lever in levers(case, names).items()}
    prepaid, less = found["prepaid"], found["amount"]
    return Ease(
        payment=found["payment"],
        prepaid=None if prepaid is None else case.prepaid + prepaid,
        amount=None if less is None else case.amount - less,
    )


def eased_by_payment(passes: Callable[[Case], bool], case: Case) -> Ease:
    """The least payment that makes a check pass, where a larger one does too."""
    lever = levers(case, frozenset())["payment"]
    return Ease(payment=least(lever.top, lambda pull: passes(lever.at(pull))))
