"""Collection priority: who is called first, from the age of what is overdue and the grade."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.aging._thresholds import FURTHEST, Conversion, whole_day, whole_days
from creditkit.columns import Amounts, Ints, Labels, Mask, Numbers
from creditkit.errors import InvalidInput
from creditkit.money import Money, Rates
from creditkit.reasons import Figure, Finding, Reason

Classes: TypeAlias = "npt.NDArray[np.uint8]"
Figures: TypeAlias = "dict[str, Figure]"

#: The first and the last class. Three are what a desk can tell apart: today, this week, when there is time.
FIRST, LAST = 1, 3


def _money(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Money) or value.minor <= 0:
        raise InvalidInput(attribute.name, value, "Money above zero")


def _at_least_one(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or value < 1:
        raise InvalidInput(attribute.name, value, "a whole number from 1")


@attrs.frozen
class Small:
    """Little is overdue: collected later.

    Args:
        below: the overdue amount from which the rule no longer holds, in the policy's currency. An amount
            in another currency is compared at the rate of the day; without a rate the rule does not hold.
        classes: by how many classes later, never beyond the last.
        up_to_days: up to which age the rule holds, one of the edges of the priority; None is the last of
            them, so that the oldest span is never put off.

    Raises:
        InvalidInput: the threshold is not above zero, or the classes are fewer than one.

    >>> priority = Priority(small=Small(Money(5000, "CNY"), classes=2, up_to_days=60))
    >>> priority.of(None, 61, Money(10, "CNY")), priority.of(None, 45, Money(10, "CNY"))
    (2, 3)
    """

    below: Money = attrs.field(validator=_money)
    classes: int = attrs.field(default=1, validator=_at_least_one)
    up_to_days: int | None = None


def _edges(edges: Sequence[int]) -> tuple[int, ...]:
    out = tuple(edges)
    for i, edge in enumerate(out):
        least = out[i - 1] if i else 0
        if type(edge) is not int or not least < edge < FURTHEST:
            raise InvalidInput(f"edges[{i}]", edge, f"a whole number above {least}, below {FURTHEST}")
    return out


def _rows(rows: Mapping[str, Sequence[int]]) -> Mapping[str, tuple[int, ...]]:
    return MappingProxyType({grade: tuple(classes) for grade, classes in dict(rows).items()})


@attrs.frozen
class Priority:
    """A class from 1, first, to 3, last, by the days past due and the grade.

    Args:
        edges: ascending whole days above zero that end the spans: 1–30, 31–60, 61–90, 91 and more. An edge
            belongs to the span that it ends, as in the ageing.
        rows: for each grade, best first, a class for each span. Without rows the age alone decides:
            3 in the first span, 1 in the last, 2 between.
        small: what becomes of small amounts; None treats them like others.

    A party without a grade gets the last row, the worst: nothing is known of it, so it is called as
    early as the worst. A grade that has no row is refused.

    Raises:
        InvalidInput: edges or classes that are none; a row with too few or too many classes;
            ``small.up_to_days`` is not an edge.

    >>> priority = Priority(rows={"A": (3, 2, 2, 1), "C": (2, 2, 1, 1)}, small=Small(Money(5000, "CNY")))
    >>> priority.of("A", 30), priority.of("C", 61), priority.of("C", 61, Money(4999, "CNY"))
    (3, 1, 2)
    """

    edges: tuple[int, ...] = attrs.field(default=(30, 60, 90), converter=_edges)
    rows: Mapping[str, tuple[int, ...]] = attrs.field(
        factory=dict, converter=_rows, hash=False, repr=lambda r: repr(dict(r))
    )
    small: Small | None = None

    def __attrs_post_init__(self) -> None:
        for i, (grade, classes) in enumerate(self.rows.items()):
            self._check(f"rows[{i}]", grade, classes)
        days = None if self.small is None else self.small.up_to_days
        if days is not None and days not in self.edges:
            raise InvalidInput("small.up_to_days", days, ", ".join(map(str, self.edges)) or "no edge")

    def _check(self, path: str, grade: object, classes: tuple[int, ...]) -> None:
        if not isinstance(grade, str) or not grade:
            raise InvalidInput(path, grade, "a grade")
        if len(classes) != len(self.edges) + 1:
            raise InvalidInput(f"{path}[{grade}]", classes, f"{len(self.edges) + 1} classes, one a span")
        for j, one in enumerate(classes):
            if type(one) is not int or not FIRST <= one <= LAST:
                raise InvalidInput(f"{path}[{grade}][{j}]", one, "1, 2, 3")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.edges, dict(self.rows), self.small)

    def of(
        self,
        grade: str | None,
        days_past_due: int | None,
        amount: Money | None = None,
        *,
        rates: Rates | None = None,
        on: date | None = None,
        max_rate_age_days: int | None = None,
    ) -> int | None:
        """The class of one age and grade; None where nothing is overdue.

        Args:
            grade: one of the rows; None, or any where there are no rows, is no grade.
            days_past_due: whole days; zero, less and None (no due date) are not overdue.
            amount: what is overdue, for ``small``; None leaves that rule out.
            rates: for amounts in another currency than the threshold, by their rate of a day.
            on: the day of the rates.
            max_rate_age_days: a rate older than so many days does not count.

        Raises:
            InvalidInput: a grade without a row, days that are no whole number, rates without a day.
        """
        classes = _row(self, grade)
        late = 0 if days_past_due is None else whole_day(days_past_due)
        if late <= 0:
            return None
        span = bisect_left(self.edges, late)
        later = 0
        if self.small is not None and amount is not None and span < small_spans(self):
            conversion = Conversion(rates, on, max_rate_age_days)
            later = self.small.classes if conversion.below(amount, self.small.below) else 0
        return min(classes[span] + later, LAST)

    def of_many(
        self,
        grades: Labels | None,
        days_past_due: Numbers | Ints,
        amounts: Amounts | None = None,
        *,
        rates: Rates | None = None,
        on: date | None = None,
        max_rate_age_days: int | None = None,
    ) -> Classes:
        """The class of every row, uint8, shape (rows,); 0 where nothing is overdue. The rest is as in :meth:`of`.

        >>> Priority().of_many(None, np.array([-3, 1, 31, 91])).tolist()
        [0, 3, 2, 1]
        """
        days, gone = whole_days(days_past_due)
        row = row_positions(self, grades, len(days), "grades")
        span = np.searchsorted(np.array(self.edges, dtype=np.int64), days, side="left")
        conversion = Conversion(rates, on, max_rate_age_days)
        found = classes_of(self, row, span, is_small(self, amounts, conversion))
        return np.where((days > 0) & ~gone, found, 0).astype(np.uint8)

    def verify(self, grades: Sequence[str] = ()) -> tuple[Finding, ...]:
        """What is odd about the table: an older debt or a worse grade that is called later.

        A finding carries the cells as its witness. Small amounts keep the order: they are put off by
        the same in every row, and only up to an age.

        Args:
            grades: all grades that can come, best first, if they are known: then a grade without a row is
                found as well, and they tell which grade is worse. Else the order of the rows does.
        """
        return (*_without_row(self, grades), *_by_age(self), *_by_grade(self, grades))


# What is found by verify


def _without_row(priority: Priority, grades: Sequence[str]) -> Iterator[Finding]:
    for grade in grades if priority.rows else ():
        if grade not in priority.rows:
            yield Finding("error", "priority.rows", Reason("priority_grade_without_row", {"grade": grade}))


def _by_age(priority: Priority) -> Iterator[Finding]:
    since = _since(priority)
    for i, (grade, classes) in enumerate(priority.rows.items()):
        for j, (younger, older) in enumerate(pairwise(classes)):
            if older > younger:
                figures: Figures = {"grade": grade, "days": since[j + 1], "class": older, "younger": younger}
                witness: Figures = {"grade": grade, "days_past_due": since[j + 1], "than": since[j]}
                yield Finding("warning", f"priority.rows[{i}]", Reason("priority_later_with_age", figures), witness)


def _by_grade(priority: Priority, grades: Sequence[str]) -> Iterator[Finding]:
    rows, known = priority.rows, list(priority.rows)
    order = [*(grade for grade in grades if grade in rows), *(grade for grade in known if grade not in grades)]
    for better, worse in pairwise(order):
        for days, one, other in zip(_since(priority), rows[better], rows[worse], strict=True):
            if other > one:
                figures: Figures = {"grade": worse, "better": better, "days": days, "class": other, "of_better": one}
                reason = Reason("priority_later_with_grade", figures)
                witness: Figures = {"grade": worse, "than": better, "days_past_due": days}
                yield Finding("warning", f"priority.rows[{known.index(worse)}]", reason, witness)


def _since(priority: Priority) -> tuple[int, ...]:
    """The first day past due of each span."""
    return (1, *(edge + 1 for edge in priority.edges))


# The table, by position: what the doors share with the worklist


def row_positions(priority: Priority, grades: Labels | None, rows: int, path: str) -> Ints:
    """The position of each row's grade in the table, int64, shape (rows,).

    Raises:
        InvalidInput: a grade without a row, or another number of rows.
    """
    if grades is not None and len(grades) != rows:
        raise InvalidInput(path, f"{len(grades)} rows", f"{rows} rows, as the days have")
    if grades is None or not priority.rows:
        return np.full(rows, max(len(priority.rows) - 1, 0), dtype=np.int64)
    place = {grade: i for i, grade in enumerate(priority.rows)}
    of_code = np.array([place.get(label, -1) for label in grades.labels] + [len(place) - 1], dtype=np.int64)
    found: Ints = of_code[grades.codes]
    if len(found) and found.min() < 0:
        first = int((found < 0).argmax())
        raise InvalidInput(f"{path}[{first}]", grades[first], ", ".join(priority.rows))
    return found


def is_small(priority: Priority, amounts: Amounts | None, conversion: Conversion) -> Mask | None:
    """The rows whose amount is small; None where the rule does not hold."""
    if priority.small is None or amounts is None:
        return None
    return conversion.below_many(amounts, priority.small.below)


def classes_of(priority: Priority, row: Ints, span: Ints, small: Mask | None) -> Ints:
    """The class of cells of the table, by position; the arguments broadcast."""
    table = np.array(list(priority.rows.values()) or [_by_age_alone(priority)], dtype=np.int64)
    found: Ints = table[row, span]
    if small is None or priority.small is None:
        return found
    later = priority.small.classes * (small & (span < small_spans(priority)))
    return np.minimum(found + later, LAST)


def small_spans(priority: Priority) -> int:
    """In how many of the first spans small amounts are put off."""
    days = None if priority.small is None else priority.small.up_to_days
    return len(priority.edges) if days is None else priority.edges.index(days) + 1


def _by_age_alone(priority: Priority) -> tuple[int, ...]:
    spans = len(priority.edges) + 1
    return (FIRST,) if spans == 1 else (LAST, *(2 for _ in range(spans - 2)), FIRST)


def _row(priority: Priority, grade: str | None) -> tuple[int, ...]:
    if not priority.rows:
        return _by_age_alone(priority)
    if grade is None:
        return list(priority.rows.values())[-1]
    if grade not in priority.rows:
        raise InvalidInput("grade", grade, ", ".join(priority.rows))
    return priority.rows[grade]
