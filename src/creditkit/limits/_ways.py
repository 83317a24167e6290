"""What would let an order pass: pay, prepay, order less, or wait, each by itself and no more than needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import attrs

from creditkit.columns import scaled
from creditkit.errors import InvalidInput
from creditkit.limits._case import Case
from creditkit.limits._check import Ease, least_input
from creditkit.limits._levers import Lever, cells, levers, with_amount, with_limit, with_payment, with_prepaid
from creditkit.limits._position import Position
from creditkit.limits._verdicts import ASKS, Failed
from creditkit.money import Money

if TYPE_CHECKING:
    from creditkit.facts import Order
    from creditkit.limits._decision import Decision
    from creditkit.limits._engine import Checks


@attrs.frozen
class Pay:
    """Pay so much of what is owed, oldest items first; in the currency of the position.

    >>> from creditkit.facts import Order
    >>> from creditkit.limits import Checks, UpTo, Utilisation
    >>> day, owed = date(2026, 7, 1), Money("400", "EUR")
    >>> position = Position("C-7", as_of=day, limit=UpTo(owed), exposure=owed, overdue=[(30, owed)])
    >>> checks, order = Checks([Utilisation()]), Order("SO-1", "C-7", Money("300", "EUR"), placed_on=day)
    >>> checks.ways_to_pass(checks.check(order, position))[0]
    Pay(amount=Money('300.00', 'EUR'))
    """

    amount: Money


@attrs.frozen
class Prepay:
    """Prepay so much of the order in all, what is prepaid already included; in the currency of the order.

    Args:
        amount: the least that passes.
        share: the least whole percent of the order's amount that passes, ``Decimal("0.34")``.

    >>> from creditkit.facts import Order
    >>> from creditkit.limits import Checks, UpTo, Utilisation
    >>> day, room = date(2026, 7, 1), UpTo(Money("2000", "EUR"))
    >>> position = Position("C-7", as_of=day, limit=room, exposure=Money("1800", "EUR"))
    >>> checks, order = Checks([Utilisation()]), Order("SO-1", "C-7", Money("300", "EUR"), placed_on=day)
    >>> checks.ways_to_pass(checks.check(order, position))[1]
    Prepay(amount=Money('100.00', 'EUR'), share=Decimal('0.34'))
    """

    amount: Money
    share: Decimal


@attrs.frozen
class Reduce:
    """Order for so much instead, gross; in the currency of the order.

    >>> from creditkit.facts import Order
    >>> from creditkit.limits import Checks, UpTo, Utilisation
    >>> day, room = date(2026, 7, 1), UpTo(Money("2000", "EUR"))
    >>> position = Position("C-7", as_of=day, limit=room, exposure=Money("1800", "EUR"))
    >>> checks, order = Checks([Utilisation()]), Order("SO-1", "C-7", Money("300", "EUR"), placed_on=day)
    >>> checks.ways_to_pass(checks.check(order, position))[-1]
    Reduce(to=Money('200.00', 'EUR'))
    """

    to: Money


@attrs.frozen
class Wait:
    """Wait for a limit that starts on that day.

    >>> from creditkit.facts import Order
    >>> from creditkit.limits import Checks, UpTo, Utilisation
    >>> day, room = date(2026, 7, 1), UpTo(Money("2000", "EUR"))
    >>> later = [(date(2026, 7, 15), UpTo(Money("3000", "EUR")))]
    >>> position = Position("C-7", as_of=day, limit=room, exposure=Money("1800", "EUR"), later=later)
    >>> checks, order = Checks([Utilisation()]), Order("SO-1", "C-7", Money("300", "EUR"), placed_on=day)
    >>> checks.ways_to_pass(checks.check(order, position))[-1]
    Wait(until=datetime.date(2026, 7, 15))
    """

    until: date


Way: TypeAlias = "Pay | Prepay | Reduce | Wait"


def take(way: Way, order: Order, position: Position) -> tuple[Order, Position]:
    """Order and position once a way is taken; of :class:`Prepay` the amount counts.

    Raises:
        InvalidInput: the position knows of no limit from that day.

    >>> from creditkit.facts import Order
    >>> from creditkit.limits import Unset
    >>> order = Order("SO-1", "C-7", Money("300", "EUR"), placed_on=date(2026, 7, 1))
    >>> position = Position("C-7", as_of=date(2026, 7, 1), limit=Unset(), exposure=Money("0", "EUR"))
    >>> take(Reduce(Money("200", "EUR")), order, position)[0].amount
    Money('200.00', 'EUR')
    """
    if isinstance(way, Pay):
        return order, with_payment(position, way.amount)
    if isinstance(way, Prepay):
        return with_prepaid(order, way.amount), position
    if isinstance(way, Reduce):
        return with_amount(order, way.to), position
    started = [limit for day, limit in sorted(position.later, key=_day) if day <= way.until]
    if not started:
        raise InvalidInput("until", way.until, "a day on which one of position.later has started")
    return order, with_limit(position, started[-1])


def _day(later: tuple[date, object]) -> date:
    return later[0]


def ways_to_pass(checks: Checks, decision: Decision) -> tuple[Way, ...]:
    """The ways of a decision; see :meth:`Checks.ways_to_pass`."""
    if not decision.outcome:
        return ()
    return tuple(_Search(checks, decision).ways())


class _Search:
    """One decision that does not approve, and what its failing checks need."""

    def __init__(self, checks: Checks, decision: Decision) -> None:
        self.checks = checks
        self.case = Case(decision.order, decision.position, checks.names)
        self.eases = {place: _ease(checks, place, self.case) for place, mark in enumerate(decision.marks) if ASKS[mark]}

    def passes(self, case: Case) -> bool:
        """The one re-run: whether every check approves."""
        return not any(map(ASKS.__getitem__, self.checks.marks(case)))

    def ways(self) -> Iterator[Way]:
        """Each lever by itself, pulled as little as it takes."""
        case, own = self.case, levers(self.case, self.checks.names)
        paid = self._least(own["payment"], lambda ease: ease.payment)
        if paid is not None:
            yield Pay(Money.of_minor(paid, case.position.currency))
        prepaid = self._least(own["prepaid"], lambda ease: _difference(ease.prepaid, case.prepaid))
        if prepaid is not None:
            yield from self._prepay(case.prepaid + prepaid)
        less = self._least(own["amount"], lambda ease: _difference(case.amount, ease.amount))
        if less is not None:
            yield Reduce(case.money(case.amount - less))
        yield from self._wait()

    def _least(self, lever: Lever, pull_of: Callable[[Ease], int | None]) -> int | None:
        """The least pull that passes, of those that the checks need or that reach an exemption."""
        pulls = {place: pull_of(ease) for place, ease in self.eases.items()}
        needed = _most(list(pulls.values()))
        found = set() if needed is None else {needed}
        found.update(self._to_exemptions(lever, pulls))
        return next((pull for pull in sorted(found) if 1 <= pull <= lever.top and self.passes(lever.at(pull))), None)

    def _to_exemptions(self, lever: Lever, pulls: dict[int, int | None]) -> Iterator[int]:
        for exemption, lifted in zip(self.checks.exemptions, self.checks.lifted, strict=True):
            rest = _most([pull for place, pull in pulls.items() if place not in lifted])
            if rest is None or len(lifted.intersection(pulls)) == 0:
                continue
            for pull in cells(exemption.when, lever):
                if exemption.holds(lever.at(pull).values):
                    yield max(pull, rest)

    def _prepay(self, prepaid: int) -> Iterator[Prepay]:
        """The prepayment with its least whole percent; most often the first that is large enough passes too."""
        case = self.case
        for percent in range(least_input(prepaid, Fraction(case.amount, 100)), 101):
            whole = with_prepaid(case.order, case.order.amount.times(Fraction(percent, 100)))
            if self.passes(Case(whole, case.position, self.checks.names)):
                yield Prepay(case.money(prepaid), scaled(percent, 2))
                return

    def _wait(self) -> Iterator[Wait]:
        position = self.case.position
        for day, limit in sorted(position.later, key=_day):
            changed = Case(self.case.order, with_limit(position, limit), self.checks.names)
            if day > position.as_of and self.passes(changed):
                yield Wait(day)
                return


def _ease(checks: Checks, place: int, case: Case) -> Ease:
    quick = checks.quick[place]
    if quick is not None:
        return quick.ease(case)
    verdict = checks.all[place].judge(case.order, case.position)
    largest = verdict.largest if isinstance(verdict, Failed) else None
    return Ease(amount=None if largest is None else largest.minor)


def _difference(more: int | None, less: int | None) -> int | None:
    return None if more is None or less is None else more - less


def _most(pulls: Sequence[int | None]) -> int | None:
    """What all of them together need; None where one of them cannot be met."""
    met = [pull for pull in pulls if pull is not None]
    return max(met, default=0) if len(met) == len(pulls) else None
