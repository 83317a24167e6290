"""A ceiling for each grade."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from creditkit.columns import Columns, Record, rebuilt, rows_of
from creditkit.errors import InvalidInput
from creditkit.limits._figures import labels, read_only, text_in
from creditkit.limits._grades import grade_name
from creditkit.limits._kinds import Limit, LimitColumn, Unlimited, UpTo, kind_of
from creditkit.limits._rules import WITHOUT, Found, Part, explained, is_money_of, is_name, limit_of, without_facts
from creditkit.money import Money


def _amounts(given: Mapping[str, Money | Unlimited]) -> Mapping[str, Money | Unlimited]:
    return read_only({grade_name(grade, "amounts"): amount for grade, amount in given.items()})


@attrs.frozen
class GradeTable:
    """So much for each grade.

    A grade that is missing, or that the table does not name, gets zero: a ceiling that is forgotten must not
    become one that is not there. Name every grade, with zero where there is no credit.

    Args:
        amounts: by grade, all in one currency, none negative; ``Unlimited()`` where a grade has no ceiling.
        grade: the name of the grade in the values record.
        name: of the part, in explanations.

    Raises:
        InvalidInput: no grade with an amount, or a negative amount.
        CurrencyMismatch: amounts in two currencies.

    >>> ceiling = GradeTable({"A": Money("5000000", "CNY"), "C": Money("500000", "CNY"), "E": Money(0, "CNY")})
    >>> ceiling.limit({"grade": "C"}), ceiling.limit({})
    (UpTo(amount=Money('500000.00', 'CNY')), UpTo(amount=Money('0.00', 'CNY')))
    """

    amounts: Mapping[str, Money | Unlimited] = attrs.field(converter=_amounts, hash=False)
    grade: str = attrs.field(default="grade", kw_only=True, validator=is_name)
    name: str = attrs.field(default="grade_ceiling", kw_only=True, validator=is_name)

    def __attrs_post_init__(self) -> None:
        money = [amount for amount in self.amounts.values() if isinstance(amount, Money)]
        if not money:
            raise InvalidInput("amounts", dict(self.amounts), "Money for at least one grade")
        for grade, amount in self.amounts.items():
            if not isinstance(amount, Unlimited):
                is_money_of(amount, money[0].currency, f"amounts[{grade!r}]")

    __reduce__ = rebuilt

    @property
    def currency(self) -> str:
        """Of the amounts."""
        return next(amount.currency for amount in self.amounts.values() if isinstance(amount, Money))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The grade."""
        return (self.grade,)

    @property
    def substituted(self) -> tuple[str, ...]:
        """None: nothing stands in for a grade."""
        return ()

    def found(self, values: Record) -> Found:
        """The limit in minor units, with the code and the figures of its reason."""
        grade = text_in(values, self.grade)
        if grade is None:
            return without_facts((self.grade,), "zero")
        amount = self.amounts.get(grade)
        if amount is None:
            return 0, "limit_grade_not_named", ("grade", grade)
        if isinstance(amount, Unlimited):
            return WITHOUT, "limit_grade_unlimited", ("grade", grade)
        return amount.minor, "limit_grade_ceiling", ("grade", grade)

    def limit(self, values: Record) -> Limit:
        """The ceiling of the record's grade."""
        return limit_of(self.found(values)[0], self.currency)

    def part(self, values: Record) -> Part:
        """The same, explained."""
        return explained(self.name, self.found(values), self.currency)

    def limit_many(self, columns: Columns) -> LimitColumn:
        """The ceilings of columns; row i equals :meth:`limit` of record i."""
        coded = labels(columns, self.grade, rows_of(columns))
        found = [self._limit(label) for label in (*coded.labels, None)]
        kind = np.array([kind_of(limit) for limit in found], dtype=np.uint8)
        minor = np.array([limit.amount.minor if isinstance(limit, UpTo) else 0 for limit in found], dtype=np.int64)
        return LimitColumn(kind[coded.codes], minor[coded.codes], self.currency)

    def _limit(self, grade: str | None) -> Limit:
        return self.limit({self.grade: grade})
