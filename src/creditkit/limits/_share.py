"""What a customer can carry: a share of a figure of its own, such as its equity."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

import attrs
import numpy as np

from creditkit.columns import Columns, Record, rebuilt, rows_of
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.limits._figures import exact, floored, floored_many, ratio_in, text_in
from creditkit.limits._grades import Groups, Ratio, ratio_of, ratios_of
from creditkit.limits._kinds import UNSET, UP_TO, Limit, LimitColumn
from creditkit.limits._rules import (
    NOTHING,
    Found,
    Missing,
    Part,
    explained,
    is_currency_code,
    is_missing_choice,
    is_money_of,
    is_name,
    limit_of,
    without_facts,
)
from creditkit.money import Money, exponent


def _shares(given: Mapping[str, Ratio] | Ratio) -> Mapping[str, Decimal] | Decimal:
    return ratios_of(given, "shares") if isinstance(given, Mapping) else ratio_of(given, "shares")


def _is_share(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and not isinstance(value, ShareOf):
        raise InvalidInput(attribute.name, value, "a ShareOf, or None")


@attrs.frozen
class ShareOf:
    """A share of a figure, by grade or for everyone, cut to the minor unit once; at most an amount.

    A grade without a share is one for which the part has no opinion: it binds nothing there. Where the figure
    is missing, ``otherwise`` stands in (a share of the paid-in capital for one of an unknown equity); where
    that is missing too, or there is none, the part gives zero. A substitute is a price that the policy puts on
    not knowing: where it is more than the share of a poor figure, hiding that figure pays, and ``at_most``
    bounds by how much.

    Args:
        of: the name of the figure, in major units.
        shares: by grade, or one for all; 0 and more.
        currency: of the figure and the limit.
        at_most: the most that the part gives.
        otherwise: what stands in where the figure is missing.
        grade: the name of the grade; not looked at where one share holds for all.
        missing: what a missing fact gives: ``zero``, or ``leave_out``, which binds nothing. Where there is
            ``otherwise``, its own choice holds for its own figure.
        name: of the part, in explanations.

    A negative figure counts as zero.

    Raises:
        InvalidInput: a share below zero, a negative ``at_most``.
        CurrencyMismatch: ``at_most`` or ``otherwise`` in another currency.

    >>> capital = ShareOf("paid_in_capital", "0.05", currency="CNY", at_most=Money("200000", "CNY"))
    >>> capacity = ShareOf("equity", {"B": "0.08", "C": "0.05"}, currency="CNY", otherwise=capital)
    >>> capacity.limit({"grade": "C", "equity": 6_000_000})
    UpTo(amount=Money('300000.00', 'CNY'))
    >>> capacity.limit({"grade": "C", "paid_in_capital": 10_000_000}), capacity.limit({"grade": "C"})
    (UpTo(amount=Money('200000.00', 'CNY')), UpTo(amount=Money('0.00', 'CNY')))
    """

    of: str = attrs.field(validator=is_name)
    shares: Mapping[str, Decimal] | Decimal = attrs.field(converter=_shares, hash=False)
    currency: str = attrs.field(kw_only=True, validator=is_currency_code)
    at_most: Money | None = attrs.field(default=None, kw_only=True)
    otherwise: ShareOf | None = attrs.field(default=None, kw_only=True, validator=_is_share)
    grade: str = attrs.field(default="grade", kw_only=True, validator=is_name)
    missing: Missing = attrs.field(default="zero", kw_only=True, validator=is_missing_choice)
    name: str = attrs.field(default="capacity", kw_only=True, validator=is_name)
    _ratios: Mapping[str | None, tuple[int, int]] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        power = 10 ** exponent(self.currency)
        shares = [(None, self.shares)] if isinstance(self.shares, Decimal) else list(self.shares.items())
        ratios = {grade: share.as_integer_ratio() for grade, share in shares}
        object.__setattr__(self, "_ratios", {grade: (top * power, low) for grade, (top, low) in ratios.items()})
        if self.at_most is not None:
            is_money_of(self.at_most, self.currency, "at_most")
        if self.otherwise is not None and self.otherwise.currency != self.currency:
            raise CurrencyMismatch(self.currency, self.otherwise.currency)

    __reduce__ = rebuilt

    @property
    def inputs(self) -> tuple[str, ...]:
        """The figure, the grade, and what stands in."""
        grade = (self.grade,) if isinstance(self.shares, Mapping) else ()
        spare = () if self.otherwise is None else self.otherwise.inputs
        return tuple(dict.fromkeys((self.of, *grade, *spare)))

    @property
    def substituted(self) -> tuple[str, ...]:
        """The figures for which another stands in where they are missing."""
        return () if self.otherwise is None else (self.of, *self.otherwise.substituted)

    def found(self, values: Record) -> Found:
        """The limit in minor units, with the code and the figures of its reason."""
        by_grade = not isinstance(self.shares, Decimal)
        grade = text_in(values, self.grade) if by_grade else None
        if grade is None and by_grade:
            return without_facts((self.grade,), self.missing)
        ratio = self._ratios.get(grade)
        if ratio is None:
            return NOTHING, "limit_part_not_for_grade", ("grade", grade)
        figure = ratio_in(values, self.of)
        if figure is None:
            return without_facts((self.of,), self.missing) if self.otherwise is None else self.otherwise.found(values)
        units = floored(figure[0] * ratio[0], figure[1] * ratio[1])
        used = ("of", self.of, "value", values[self.of], "share", self._share(grade))
        if self.at_most is not None and units > self.at_most.minor:
            return self.at_most.minor, "limit_share_at_most", used
        return units, "limit_share", used

    def _share(self, grade: str | None) -> Decimal:
        if isinstance(self.shares, Decimal):
            return self.shares
        return self.shares[cast(str, grade)]

    def limit(self, values: Record) -> Limit:
        """What the customer of the record can carry."""
        return limit_of(self.found(values)[0], self.currency)

    def part(self, values: Record) -> Part:
        """The same, explained."""
        return explained(self.name, self.found(values), self.currency)

    def limit_many(self, columns: Columns) -> LimitColumn:
        """The shares of columns; row i equals :meth:`limit` of record i."""
        rows = rows_of(columns)
        figure = exact(columns, self.of, rows, decimals=exponent(self.currency), currency=self.currency)
        groups = Groups(columns, self.grade, self.shares, rows)
        kind = np.full(rows, UP_TO if self.missing == "zero" else UNSET, dtype=np.uint8)
        minor = np.zeros(rows, dtype=np.int64)
        if self.otherwise is not None:
            spare, at = self.otherwise.limit_many(columns), figure.missing & ~groups.ungraded
            kind[at], minor[at] = spare.kind[at], spare.minor[at]
        for of_grade, share in groups:
            there = of_grade[~figure.missing[of_grade]]
            top, low = share.as_integer_ratio()
            units = floored_many(figure.values[there], top * 10 ** exponent(self.currency), low * 10**figure.decimals)
            minor[there] = units if self.at_most is None else np.minimum(units, self.at_most.minor)
            kind[there] = UP_TO
        kind[groups.unnamed] = UNSET
        return LimitColumn(kind, minor, self.currency)
