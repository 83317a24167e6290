"""What a customer needs: so many days of sales on credit (the sales-forecast method)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns import Columns, Mask, Record, rebuilt, rows_of
from creditkit.errors import InvalidInput
from creditkit.limits._figures import (
    Exact,
    exact,
    floored,
    floored_many,
    plus,
    product,
    ratio_in,
    text_in,
)
from creditkit.limits._grades import Groups, Ratio, ratios_of
from creditkit.limits._kinds import UNSET, UP_TO, Limit, LimitColumn
from creditkit.limits._rules import (
    NOTHING,
    Found,
    Missing,
    Part,
    explained,
    is_currency_code,
    is_missing_choice,
    is_name,
    limit_of,
    without_facts,
)
from creditkit.money import exponent
from creditkit.rules import Condition, fields_of, holds_many
from creditkit.rules._closures import Check, closure

#: Days of the month that monthly sales are spread over.
MONTH = 30


def _factors(given: Mapping[str, Ratio] | None) -> Mapping[str, Decimal] | None:
    return None if given is None else ratios_of(given, "factors")


def _is_buffer(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or value < 0:
        raise InvalidInput(attribute.name, value, "whole days, zero or more")


@attrs.frozen
class NeedFromSales:
    """Monthly sales × (payment days + buffer) ÷ 30 × factor of the grade, cut to the minor unit once.

    Sales are what the customer has bought; the forecast stands in where ``forecast_when`` is true, or where
    sales are missing, and sales stand in for a forecast that is missing. Where it is unknown which of the two
    to take, the lower counts. A grade without a factor is one for which the part has no opinion: it binds
    nothing there, and another part (a :class:`GradeTable` with zero) has to say what does.

    Args:
        sales: the name of the average monthly sales, gross of tax, in major units.
        currency: of sales, forecast and limit.
        days: the name of the payment days.
        buffer_days: days that pay late, or that goods travel; 0 or more.
        forecast: the name of the expected monthly sales.
        forecast_when: where the forecast is to be taken although there are sales: a customer too new for them.
        factors: by grade, not negative; None is 1 for everyone, and no grade is looked at.
        grade: the name of the grade.
        missing: what a missing fact gives: ``zero``, or ``leave_out``, which binds nothing and lets the other
            parts decide. With ``leave_out`` hiding a fact may pay.
        name: of the part, in explanations.

    Negative sales or days count as zero.

    Raises:
        InvalidInput: a factor below zero, a condition without a forecast.

    >>> need = NeedFromSales("sales_6m", currency="CNY", buffer_days=15, factors={"C": "0.75"})
    >>> need.limit({"sales_6m": Decimal("150000"), "payment_days": 30, "grade": "C"})
    UpTo(amount=Money('168750.00', 'CNY'))
    >>> need.limit({"sales_6m": Decimal("150000"), "payment_days": 30, "grade": "D"})
    Unset()
    """

    sales: str = attrs.field(validator=is_name)
    currency: str = attrs.field(kw_only=True, validator=is_currency_code)
    days: str = attrs.field(default="payment_days", kw_only=True, validator=is_name)
    buffer_days: int = attrs.field(default=0, kw_only=True, validator=_is_buffer)
    forecast: str | None = attrs.field(default=None, kw_only=True, validator=attrs.validators.optional(is_name))
    forecast_when: Condition | None = attrs.field(default=None, kw_only=True)
    factors: Mapping[str, Decimal] | None = attrs.field(default=None, kw_only=True, converter=_factors, hash=False)
    grade: str = attrs.field(default="grade", kw_only=True, validator=is_name)
    missing: Missing = attrs.field(default="zero", kw_only=True, validator=is_missing_choice)
    name: str = attrs.field(default="need", kw_only=True, validator=is_name)
    _wants_forecast: Check = attrs.field(init=False, eq=False, repr=False)
    _ratios: Mapping[str | None, tuple[int, int]] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.forecast_when is not None and self.forecast is None:
            raise InvalidInput("forecast", None, "the name of the forecast that forecast_when asks for")
        check = (lambda _: False) if self.forecast_when is None else closure(self.forecast_when)
        object.__setattr__(self, "_wants_forecast", check)
        factors = {None: Decimal(1)} if self.factors is None else self.factors
        ratios = {grade: factor.as_integer_ratio() for grade, factor in factors.items()}
        power = 10 ** exponent(self.currency)
        object.__setattr__(self, "_ratios", {g: (top * power, low * MONTH) for g, (top, low) in ratios.items()})

    __reduce__ = rebuilt

    @property
    def inputs(self) -> tuple[str, ...]:
        """Sales, forecast, days, grade, and what ``forecast_when`` looks at."""
        names = [self.sales, self.forecast, self.days, self.grade if self.factors is not None else None]
        when = () if self.forecast_when is None else fields_of(self.forecast_when)
        return tuple(dict.fromkeys(name for name in (*names, *when) if name is not None))

    @property
    def substituted(self) -> tuple[str, ...]:
        """The facts for which another stands in where they are missing: of sales and forecast each the other."""
        return () if self.forecast is None else (self.sales, self.forecast)

    def found(self, values: Record) -> Found:
        """The limit in minor units, with the code and the figures of its reason."""
        grade = None if self.factors is None else text_in(values, self.grade)
        if grade is None and self.factors is not None:
            return without_facts((self.grade,), self.missing)
        ratio = self._ratios.get(grade)
        if ratio is None:
            return NOTHING, "limit_part_not_for_grade", ("grade", grade)
        source, sales = self._monthly(values)
        days = ratio_in(values, self.days)
        if sales is None or days is None:
            lacking = ((source,) if sales is None else ()) + ((self.days,) if days is None else ())
            return without_facts(lacking, self.missing)
        total = max(days[0] + self.buffer_days * days[1], 0)
        units = floored(max(sales[0], 0) * total * ratio[0], sales[1] * days[1] * ratio[1])
        used = ("source", source, "sales", values[source], "days", values[self.days], "buffer_days", self.buffer_days)
        return units, "limit_need", (*used, "factor", self._factor(grade))

    def _factor(self, grade: str | None) -> Decimal:
        return Decimal(1) if self.factors is None or grade is None else self.factors[grade]

    def _monthly(self, values: Record) -> tuple[str, tuple[int, int] | None]:
        """The name and the value of the monthly sales that count."""
        sales = ratio_in(values, self.sales)
        forecast = None if self.forecast is None else ratio_in(values, self.forecast)
        if self.forecast is None or forecast is None:
            return self.sales, sales
        if sales is None:
            return self.forecast, forecast
        wanted = self._wants_forecast(values)
        if wanted is None:
            wanted = forecast[0] * sales[1] < sales[0] * forecast[1]
        return (self.forecast, forecast) if wanted else (self.sales, sales)

    def limit(self, values: Record) -> Limit:
        """What the customer of the record needs."""
        return limit_of(self.found(values)[0], self.currency)

    def part(self, values: Record) -> Part:
        """The same, explained."""
        return explained(self.name, self.found(values), self.currency)

    def limit_many(self, columns: Columns) -> LimitColumn:
        """The needs of columns; row i equals :meth:`limit` of record i."""
        rows = rows_of(columns)
        sales = self._monthly_many(columns, rows)
        days = exact(columns, self.days, rows, decimals=0)
        groups = Groups(columns, self.grade, Decimal(1) if self.factors is None else self.factors, rows)
        total = np.maximum(plus(days.values, self.buffer_days * 10**days.decimals), 0)
        volume = product(np.maximum(sales.values, 0), total)
        there = ~(sales.missing | days.missing)
        kind = np.full(rows, UP_TO if self.missing == "zero" else UNSET, dtype=np.uint8)
        minor = np.zeros(rows, dtype=np.int64)
        power, parts = 10 ** exponent(self.currency), 10 ** (sales.decimals + days.decimals) * MONTH
        for of_grade, factor in groups:
            at = of_grade[there[of_grade]]
            top, low = factor.as_integer_ratio()
            minor[at] = floored_many(volume[at], top * power, low * parts)
            kind[at] = UP_TO
        kind[groups.unnamed] = UNSET
        return LimitColumn(kind, minor, self.currency)

    def _monthly_many(self, columns: Columns, rows: int) -> Exact:
        decimals = exponent(self.currency)
        sales = exact(columns, self.sales, rows, decimals=decimals, currency=self.currency)
        if self.forecast is None:
            return sales
        forecast = exact(columns, self.forecast, rows, decimals=decimals, currency=self.currency)
        most = max(sales.decimals, forecast.decimals)
        one, other = sales.at(most), forecast.at(most)
        takes = self._takes_forecast(columns, one, other) & ~forecast.missing | sales.missing
        return Exact(np.where(takes, other, one), most, sales.missing & forecast.missing)

    def _takes_forecast(self, columns: Columns, sales: npt.NDArray[Any], forecast: npt.NDArray[Any]) -> Mask:
        if self.forecast_when is None:
            return np.zeros(len(sales), dtype=np.bool_)
        wanted = holds_many(self.forecast_when, columns)
        lower = np.asarray(forecast < sales, dtype=np.bool_)
        taken: Mask = np.where(wanted.known, wanted.true, lower)
        return taken
