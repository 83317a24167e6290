"""Payment terms: when a document is due, and in which parts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from creditkit.dates._calendar import LAST_DAY, in_month, month_end, plain_day, shifted
from creditkit.dates._discount import EarlyPayment
from creditkit.dates._rolling import ROLLS, IsBusinessDay, Roll, rolled
from creditkit.errors import InvalidInput

if TYPE_CHECKING:
    from creditkit.money import Money

#: Whether days and months are counted from the end of the month, or the result goes to the end of its month.
MonthEnd: TypeAlias = Literal["before", "after"]


def _whole(lowest: int, highest: int | None = None) -> Any:
    accepted = f"a whole number from {lowest}" + ("" if highest is None else f" to {highest}")

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        whole = isinstance(value, int) and not isinstance(value, bool) and value >= lowest
        if not whole or (highest is not None and isinstance(value, int) and value > highest):
            raise InvalidInput(attribute.name, value, accepted)

    return check


def _choice(*choices: str) -> Any:
    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value is not None and value not in choices:
            raise InvalidInput(attribute.name, value, " or ".join(choices))

    return check


def _each_once(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))


def _in_order(parts: Iterable[Instalment]) -> tuple[Instalment, ...]:
    return tuple(parts)


def _days_of_month(instance: object, attribute: attrs.Attribute[Any], days: tuple[int, ...]) -> None:
    for day in days:
        _whole(1, LAST_DAY)(instance, attribute, day)


@attrs.frozen(kw_only=True)
class PaymentTerms:
    """When a document is due, counted from the day of its issue.

    The steps, in this order; each one is left out unless asked for:

    1. ``statement_day`` (月结): go to the statement that takes the document up: that of its month if it is
       issued up to that day, else that of the next month.
    2. ``month_end="before"``: go to the end of the month.
    3. ``months``, then ``days``. Months lead to the same day of the month or, where that is shorter, its last
       day. From the end of a month (step 2) they lead to the end of a month, from a statement to the day of
       the statement.
    4. ``month_end="after"``: go to the end of the month.
    5. ``pay_days``: go forward to the next day of the month on which payments are made.
    6. ``roll``: if that is no business day, go to one; never to before the issue (then forward).

    All of this is monotone: a document issued later is never due earlier. No due day is before the issue.

    Args:
        days: calendar days, from 0.
        months: calendar months, from 0.
        month_end: ``"before"``, ``"after"`` or None. "30 days end of month" is read both ways: say which.
        statement_day: 1 to 31; 31 is the last day of any month, as is 30 in February.
        pay_days: days of the month, 1 to 31, in the same sense.
        roll: see :data:`creditkit.dates.Roll`; it needs the calendar, which is given at the call.
        discount: for paying early.
        instalments: parts with terms of their own. The other fields, ``discount`` excepted, are then unset.

    Raises:
        InvalidInput: a field is out of its range, or instalments stand beside other fields.

    >>> PaymentTerms(days=45, month_end="after").due_on(date(2021, 9, 13))
    datetime.date(2021, 10, 31)
    >>> PaymentTerms(statement_day=25, months=1).due_on(date(2026, 3, 26))
    datetime.date(2026, 5, 25)
    """

    days: int = attrs.field(default=0, validator=_whole(0))
    months: int = attrs.field(default=0, validator=_whole(0))
    month_end: MonthEnd | None = attrs.field(default=None, validator=_choice("before", "after"))
    statement_day: int | None = attrs.field(default=None, validator=attrs.validators.optional(_whole(1, LAST_DAY)))
    pay_days: tuple[int, ...] = attrs.field(default=(), converter=_each_once, validator=_days_of_month)
    roll: Roll | None = attrs.field(default=None, validator=_choice(*ROLLS))
    discount: EarlyPayment | None = None
    instalments: tuple[Instalment, ...] = attrs.field(default=(), converter=_in_order)

    def __attrs_post_init__(self) -> None:
        if not self.instalments:
            return
        if attrs.evolve(self, instalments=(), discount=None) != PaymentTerms():
            raise InvalidInput("instalments", self, "instalments alone", "put days and months into each part")
        for i, part in enumerate(self.instalments):
            if part.terms.instalments or part.terms.discount:
                raise InvalidInput(f"instalments[{i}].terms", part.terms, "terms without parts or discount")

    def due_on(self, issued_on: date, *, is_business_day: IsBusinessDay | None = None) -> date:
        """The day on which the document is due; with instalments, the last of them.

        Args:
            issued_on: the day of issue, a plain date.
            is_business_day: tells business days; asked for only where the terms roll.

        Raises:
            InvalidInput: no plain date, a roll without a calendar, or a due day after 9999-12-31.
        """
        plain_day("issued_on", issued_on)
        if self.instalments:
            dues = (p.terms.due_on(issued_on, is_business_day=is_business_day) for p in self.instalments)
            return max(dues)
        try:
            due = self._unrolled(issued_on)
        except InvalidInput as error:
            raise InvalidInput("issued_on", error.given, "a due day up to 9999-12-31") from None
        return due if self.roll is None else self._rolled(due, issued_on, self.roll, is_business_day)

    def schedule(
        self, issued_on: date, amount: Money, *, is_business_day: IsBusinessDay | None = None
    ) -> tuple[tuple[date, Money], ...]:
        """What is due when, by day; the parts add up to the amount.

        The amount is split by the weights (see :meth:`creditkit.money.Money.allocate`). Parts due on the
        same day are one entry, and days on which nothing is due are left out, unless nothing is due at all.

        Raises:
            InvalidInput: as :meth:`due_on`.

        >>> from creditkit.money import Money
        >>> halves = PaymentTerms(
        ...     instalments=(Instalment(1, PaymentTerms(days=30)), Instalment(1, PaymentTerms(days=60)))
        ... )
        >>> [(str(day), str(part)) for day, part in halves.schedule(date(2026, 1, 1), Money("0.05", "EUR"))]
        [('2026-01-31', '0.03 EUR'), ('2026-03-02', '0.02 EUR')]
        """
        parts = self.instalments or (Instalment(1, self),)
        by_day: dict[date, Money] = {}
        for part, share in zip(parts, amount.allocate([part.weight for part in parts]), strict=True):
            due = part.terms.due_on(issued_on, is_business_day=is_business_day)
            by_day[due] = by_day[due] + share if due in by_day else share
        owed = {day: share for day, share in by_day.items() if share}
        return tuple(sorted((owed or {max(by_day): amount}).items()))

    def statement_on(self, issued_on: date) -> date:
        """The day of the statement that takes the document up; the day of issue where there are none.

        >>> PaymentTerms(statement_day=31).statement_on(date(2026, 2, 3))
        datetime.date(2026, 2, 28)
        """
        plain_day("issued_on", issued_on)
        if self.statement_day is None:
            return issued_on
        statement = in_month(issued_on, self.statement_day)
        if issued_on <= statement:
            return statement
        return shifted(issued_on, months=1, number=self.statement_day)

    def discount_until(self, issued_on: date) -> date | None:
        """The last day on which paying early earns the discount, or None where there is no discount.

        Counted from where the terms start to count (steps 1 and 2); it does not roll.

        Raises:
            InvalidInput: no plain date, or a day after 9999-12-31.
        """
        start = self._start(plain_day("issued_on", issued_on))
        return None if self.discount is None else shifted(start, days=self.discount.days)

    def _start(self, issued_on: date) -> date:
        statement = self.statement_on(issued_on)
        return month_end(statement) if self.month_end == "before" else statement

    def _unrolled(self, issued_on: date) -> date:
        start = self._start(issued_on)
        number = LAST_DAY if self.month_end == "before" else self.statement_day or start.day
        due = shifted(start, months=self.months, days=self.days, number=number)
        if self.month_end == "after":
            due = month_end(due)
        return _next_pay_day(due, self.pay_days) if self.pay_days else due

    def _rolled(self, due: date, issued_on: date, roll: Roll, is_business_day: IsBusinessDay | None) -> date:
        if is_business_day is None:
            remedy = "pass is_business_day=weekdays_only, or a BusinessDays calendar"
            raise InvalidInput("is_business_day", None, f"a calendar, as the terms roll {roll!r}", remedy)
        moved = rolled(due, roll, is_business_day)
        return moved if moved >= issued_on else rolled(due, "following", is_business_day)


@attrs.frozen
class Instalment:
    """One part of a document: its weight among the parts, and when it is due.

    Args:
        weight: a whole number from 1; the parts 30, 60, 10 are percents if they add up to 100.
        terms: when this part is due; without parts or a discount of its own.

    >>> halves = [Instalment(1, PaymentTerms(days=30)), Instalment(1, PaymentTerms(days=60))]
    >>> PaymentTerms(instalments=halves).due_on(date(2026, 1, 1))
    datetime.date(2026, 3, 2)
    """

    weight: int = attrs.field(validator=_whole(1))
    terms: PaymentTerms


def _next_pay_day(due: date, pay_days: tuple[int, ...]) -> date:
    this_month = [in_month(due, number) for number in pay_days]
    later = [day for day in this_month if day >= due]
    return min(later) if later else shifted(due, months=1, number=pay_days[0])
