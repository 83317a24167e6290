"""Collection steps: what is done on which day, before and after the due date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.aging._thresholds import FURTHEST, Conversion, whole_day, whole_days
from creditkit.columns import Amounts, Ints, Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.money import Money, Rates


def _whole(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or abs(value) >= FURTHEST:
        raise InvalidInput(attribute.name, value, f"a whole number of days, fewer than {FURTHEST}")


def _text(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not value:
        raise InvalidInput(attribute.name, value, "text")


def _minimum(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and not (isinstance(value, Money) and value.minor >= 0):
        raise InvalidInput(attribute.name, value, "Money of zero or more, or None")


def _labels(label: Mapping[str, str] | str) -> Mapping[str, str]:
    return MappingProxyType({"en": label} if isinstance(label, str) else dict(label))


def _shown(mapping: Mapping[str, Any]) -> str:
    return repr(dict(mapping))


@attrs.frozen
class Step:
    """One step of the schedule.

    Args:
        day: days past due on which it is due; 0 is the due date, below 0 is before it.
        id: what the worklist and the host call it.
        label: what to do, by language (``en``, ``zh``); one text is taken as English.
        role: who does it.
        minimum: accounts with less than this are passed over by this step; None passes over none.

    Raises:
        InvalidInput: a day that is no whole number, no id, a negative minimum.

    >>> step = Step(10, "call", {"en": "Phone the buyer", "zh": "致电客户"}, role="sales", minimum=Money(500, "CNY"))
    >>> step.label["zh"], step.minimum
    ('致电客户', Money('500.00', 'CNY'))
    """

    day: int = attrs.field(validator=_whole)
    id: str = attrs.field(validator=_text)
    label: Mapping[str, str] = attrs.field(factory=dict, converter=_labels, hash=False, repr=_shown)
    role: str = ""
    minimum: Money | None = attrs.field(default=None, validator=_minimum)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.day, self.id, dict(self.label), self.role, self.minimum)


def _steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    out = tuple(steps)
    seen: set[str] = set()
    for i, step in enumerate(out):
        if i and step.day <= out[i - 1].day:
            raise InvalidInput(f"steps[{i}].day", step.day, f"a day after {out[i - 1].day}", "one step a day, in order")
        if step.id in seen:
            raise InvalidInput(f"steps[{i}].id", step.id, "an id of its own")
        seen.add(step.id)
    return out


def _shifts(shifts: Mapping[str, int]) -> Mapping[str, int]:
    for grade, days in dict(shifts).items():
        if type(days) is not int or abs(days) >= FURTHEST:
            raise InvalidInput(f"by_grade[{grade}]", days, f"a whole number of days, fewer than {FURTHEST}")
    return MappingProxyType(dict(shifts))


@attrs.frozen
class Collection:
    """The dunning schedule.

    Args:
        steps: in the order of their days, one a day.
        by_grade: days added to every step after day 0, by grade: more patience with the good, less
            with the bad. A grade that is not named, or none, keeps the days as they stand.
        minimum: accounts with less than this overdue are not dunned at all; None duns everyone.

    Minimums hold in the policy's currency. An amount in another currency is compared at the rate of the
    day, exactly; without a rate a minimum holds nobody back.

    Raises:
        InvalidInput: two steps on one day or under one id, days out of order, a shift that moves a step
            to the due date or before it.

    >>> steps = [Step(-3, "reminder"), Step(0, "due-today"), Step(3, "call"), Step(30, "plan")]
    >>> collection = Collection(steps, by_grade={"A": 3, "E": -2})
    >>> [step and step.id for step in map(collection.next_step, (-4, -3, 2, 3, 99))]
    [None, 'reminder', 'due-today', 'call', 'plan']
    >>> collection.next_step(3, "A").id, collection.next_step(1, "E").id
    ('due-today', 'call')
    >>> step, in_days = collection.following(3, "A")
    >>> step.id, in_days
    ('call', 3)
    """

    steps: tuple[Step, ...] = attrs.field(default=(), converter=_steps)
    by_grade: Mapping[str, int] = attrs.field(factory=dict, converter=_shifts, hash=False, repr=_shown)
    minimum: Money | None = attrs.field(default=None, validator=_minimum)

    def __attrs_post_init__(self) -> None:
        after = next((step.day for step in self.steps if step.day > 0), None)
        for grade, days in self.by_grade.items():
            if after is not None and after + days < 1:
                raise InvalidInput(
                    f"by_grade[{grade}]", days, f"{1 - after} or more: day {after} stays after the due date"
                )

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.steps, dict(self.by_grade), self.minimum)

    def next_step(
        self,
        days_past_due: int,
        grade: str | None = None,
        amount: Money | None = None,
        *,
        rates: Rates | None = None,
        on: date | None = None,
        max_rate_age_days: int | None = None,
    ) -> Step | None:
        """The step that is due: the latest whose day, shifted for the grade, has come; None before the first.

        Args:
            days_past_due: whole days; below 0 is before the due date.
            grade: shifts the steps after day 0.
            amount: what the account has overdue, for the minimums; None asks for none.
            rates: for amounts in another currency than a minimum, by their rate of a day.
            on: the day of the rates.
            max_rate_age_days: a rate older than so many days does not count.

        Raises:
            InvalidInput: days that are no whole number, rates without a day.
        """
        kept = self._kept(grade, amount, Conversion(rates, on, max_rate_age_days))
        place = bisect_right(kept, whole_day(days_past_due), key=itemgetter(0))
        return kept[place - 1][1] if place else None

    def following(
        self,
        days_past_due: int,
        grade: str | None = None,
        amount: Money | None = None,
        *,
        rates: Rates | None = None,
        on: date | None = None,
        max_rate_age_days: int | None = None,
    ) -> tuple[Step, int] | None:
        """What comes next if nothing is paid, and in how many days, 1 or more; None after the last step.

        The arguments and errors are those of :meth:`next_step`.
        """
        kept = self._kept(grade, amount, Conversion(rates, on, max_rate_age_days))
        place = bisect_right(kept, whole_day(days_past_due), key=itemgetter(0))
        return (kept[place][1], kept[place][0] - days_past_due) if place < len(kept) else None

    def next_step_many(
        self,
        days_past_due: Numbers | Ints,
        grades: Labels | None = None,
        amounts: Amounts | None = None,
        *,
        rates: Rates | None = None,
        on: date | None = None,
        max_rate_age_days: int | None = None,
    ) -> npt.NDArray[np.intp]:
        """The position in ``steps`` of the step that is due in each row, −1 for none. See :meth:`next_step`.

        A row whose days are missing has no due date, and no step.

        >>> Collection([Step(1, "call"), Step(30, "plan")]).next_step_many(np.array([0, 1, 30])).tolist()
        [-1, 0, 1]
        """
        days, gone = whole_days(days_past_due)
        shift = self._shift_many(grades, len(days))
        conversion = Conversion(rates, on, max_rate_age_days)
        found = np.full(len(days), -1, dtype=np.intp)
        for i, step in enumerate(self.steps):
            due = days >= (step.day + shift if step.day > 0 else step.day)
            if step.minimum is not None and amounts is not None:
                due &= ~conversion.below_many(amounts, step.minimum)
            found[due] = i
        if self.minimum is not None and amounts is not None:
            found[conversion.below_many(amounts, self.minimum)] = -1
        found[gone] = -1
        return found

    def _kept(self, grade: str | None, amount: Money | None, conversion: Conversion) -> list[tuple[int, Step]]:
        """The steps that hold for an account, each with its own day; a shift keeps their order."""
        if self._below(amount, self.minimum, conversion):
            return []
        shift = 0 if grade is None else self.by_grade.get(grade, 0)
        return [
            (step.day + shift if step.day > 0 else step.day, step)
            for step in self.steps
            if not self._below(amount, step.minimum, conversion)
        ]

    @staticmethod
    def _below(amount: Money | None, minimum: Money | None, conversion: Conversion) -> bool:
        return amount is not None and minimum is not None and conversion.below(amount, minimum)

    def _shift_many(self, grades: Labels | None, rows: int) -> Ints | int:
        if grades is None or not self.by_grade:
            return 0
        if len(grades) != rows:
            raise InvalidInput("grades", f"{len(grades)} rows", f"{rows} rows, as the days have")
        of_code = np.array([*(self.by_grade.get(label, 0) for label in grades.labels), 0], dtype=np.int64)
        shift: Ints = of_code[grades.codes]
        return shift
