"""What an order check is, and what the checks of this package offer beside it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from creditkit.errors import InvalidInput
from creditkit.facts import Order
from creditkit.limits._case import Case, Line
from creditkit.limits._position import Position
from creditkit.limits._verdicts import Verdict
from creditkit.money import divided
from creditkit.rules._edges import edge

if TYPE_CHECKING:
    from creditkit.limits._cases import Cases, Marks


class OrderCheck(Protocol):
    """What judges an order: the checks of this package, or a host's own.

    The same order and position always get the same verdict: a decision keeps both and may ask again.
    """

    @property
    def code(self) -> str:
        """Stable, lower case with underscores, each once in a list of checks; the name of its column."""
        ...

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the values that it looks at."""
        ...

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position."""
        ...


class Ease(NamedTuple):
    """How a check that fails can be met, in minor units; None where it cannot, that way.

    Args:
        payment: the least payment of what is owed, in the position's currency.
        prepaid: the least prepayment of the order in all.
        amount: the largest amount of the order; zero is none.
    """

    payment: int | None = None
    prepaid: int | None = None
    amount: int | None = None


@runtime_checkable
class Quick(Protocol):
    """What the checks of this package offer beside :class:`OrderCheck`: small numbers now, words when asked."""

    @property
    def code(self) -> str: ...
    @property
    def inputs(self) -> tuple[str, ...]: ...
    def judge(self, order: Order, position: Position) -> Verdict: ...
    def mark(self, case: Case) -> int: ...
    def mark_many(self, cases: Cases) -> Marks: ...
    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]: ...
    def ease(self, case: Case) -> Ease: ...


def judged(check: Quick, order: Order, position: Position, names: frozenset[str] = frozenset()) -> Verdict:
    """The first verdict of one of our checks, for those who call it alone."""
    case = Case(order, position, names)
    return check.explain(case, check.mark(case))[0]


def within(case: Case, most: int) -> Ease:
    """How an order gets its uncovered amount down to ``most`` minor units of its currency: prepay, or be less."""
    if most < 0:
        return Ease(amount=0)
    return Ease(prepaid=max(case.amount - most, 0), amount=largest_amount(case, most))


def largest_amount(case: Case, most: int) -> int:
    """The largest amount of which no more than ``most`` is uncovered, at the same terms and prepayment.

    Of an amount a the larger of prepaid and round(share × a) is covered. With the prepayment alone a may be
    ``most`` + prepaid; with the share alone a − round(share × a) ≤ most, and since rounding moves by a half at
    most, a is (most + 1/2) / (1 − share) cut down, or one less where that lands on a tie.
    """
    terms = case.position.terms
    by_hand = most + case.prepaid
    numerator, denominator = (0, 1) if terms is None else terms.prepayment_share.as_integer_ratio()
    if not numerator:
        return by_hand
    rest = denominator - numerator
    if not rest:
        return case.amount
    by_share = (2 * most + 1) * denominator // (2 * rest)
    if by_share - divided(by_share * numerator, denominator) > most:
        by_share -= 1
    return max(by_hand, by_share)


def largest_input(most: int, ratio: Fraction) -> int:
    """The largest integer of which the product with a positive ratio, rounded half-even, is at most ``most``."""
    found = (2 * most + 1) * ratio.denominator // (2 * ratio.numerator)
    return found - 1 if divided(found * ratio.numerator, ratio.denominator) > most else found


def least_input(least: int, ratio: Fraction) -> int:
    """The least integer of which the product with a positive ratio, rounded half-even, is at least ``least``."""
    return -largest_input(-least, ratio)


def most_uncovered(case: Case, room: Callable[[Line], int | None]) -> int | None:
    """The largest uncovered amount, in the order's currency, that adds no more than the room of any line.

    None where no line has a bound.
    """
    order_currency, found = case.order.amount.currency, None
    for line in case.lines:
        most = room(line)
        if most is None:
            continue
        if line.currency != order_currency:
            most = largest_input(most, case.position.ratio(order_currency, line.currency, weighed=True) or Fraction(1))
        found = most if found is None else min(found, most)
    return found


def share_of_limit(value: Decimal | int | str, path: str) -> Decimal:
    """A share of a limit: more than zero; above one is fine.

    Raises:
        InvalidInput: it is none; a percent sign is not read.
    """
    share = edge(value, path)
    if share <= 0:
        raise InvalidInput(path, value, "a share above zero, such as 0.9")
    return share
