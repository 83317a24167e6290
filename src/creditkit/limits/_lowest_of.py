"""The lowest of several limits, rounded to a step, with a minimum below which there is no credit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeAlias

import attrs
import numpy as np

from creditkit.columns import LARGEST_SUM, Columns, Ints, Record, quotients, rebuilt, rows_of
from creditkit.errors import AmountTooLarge, CurrencyMismatch, InvalidInput
from creditkit.limits._figures import LARGEST, largest
from creditkit.limits._grade_table import GradeTable
from creditkit.limits._kinds import UNSET, UP_TO, Limit, LimitColumn
from creditkit.limits._need import NeedFromSales
from creditkit.limits._rules import (
    NOTHING,
    WITHOUT,
    Derivation,
    Found,
    LimitRule,
    Part,
    explained,
    is_currency_code,
    is_money_of,
    is_name,
    limit_many,
    limit_of,
    units_of,
)
from creditkit.limits._share import ShareOf
from creditkit.limits._starter import Starter
from creditkit.money import Money, divided
from creditkit.reasons import Figure, Reason

#: How a limit becomes a whole number of steps: cut, or to the nearest step, a tie to the even one.
LimitRounding: TypeAlias = Literal["down", "half_even"]

Look: TypeAlias = Callable[[Record], Found]


def _rules(parts: Iterable[LimitRule]) -> tuple[LimitRule, ...]:
    return tuple(parts)


def _rounding(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value not in ("down", "half_even"):
        raise InvalidInput(attribute.name, value, "down, half_even")


@attrs.frozen
class LowestOf:
    """The lowest of what several rules give; each part is cut to the minor unit, the result rounded once.

    A part that is unset binds nothing. If all are, the result is unset; if none has an amount and one is
    unlimited, it is unlimited: neither is rounded, nor measured against the minimum.

    Args:
        parts: rules with names that differ; of a host's own rule the ``name`` it has, else its class's.
        currency: of all of them.
        round_to: the step of the result; None leaves the minor unit.
        rounding: ``down``, or ``half_even``, which may lift the limit above the part that binds.
        minimum: a result below it, after rounding, becomes zero: too little to be worth the open account.
        name: where it is itself a part.

    Raises:
        InvalidInput: no part, two of one name, a step or minimum of zero.
        CurrencyMismatch: a part, the step or the minimum in another currency.

    >>> from creditkit.limits import GradeTable, ShareOf
    >>> rule = LowestOf(
    ...     [GradeTable({"B": Money("500000", "CNY")}), ShareOf("equity", "0.08", currency="CNY")],
    ...     "CNY",
    ...     round_to=Money("10000", "CNY"),
    ... )
    >>> derived = rule.derive({"grade": "B", "equity": 4_234_567})
    >>> derived.limit, [str(part.limit.amount) for part in derived.parts]
    (UpTo(amount=Money('330000.00', 'CNY')), ['500000.00 CNY', '338765.36 CNY'])
    >>> [(reason.code, reason.figures["part"]) for reason in derived.reasons[:1]]
    [('limit_binds', 'capacity')]
    """

    parts: tuple[LimitRule, ...] = attrs.field(converter=_rules)
    currency: str = attrs.field(validator=is_currency_code)
    round_to: Money | None = attrs.field(default=None, kw_only=True)
    rounding: LimitRounding = attrs.field(default="down", kw_only=True, validator=_rounding)
    minimum: Money | None = attrs.field(default=None, kw_only=True)
    name: str = attrs.field(default="lowest", kw_only=True, validator=is_name)
    _looks: tuple[Look, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.parts:
            raise InvalidInput("parts", self.parts, "at least one rule")
        names = [part_name(part) for part in self.parts]
        for i, part in enumerate(self.parts):
            if names[i] in names[:i]:
                raise InvalidInput(f"parts[{i}].name", names[i], "a name of its own for each part")
            theirs = getattr(part, "currency", self.currency)
            if theirs != self.currency:
                raise CurrencyMismatch(self.currency, theirs)
        for path in ("round_to", "minimum"):
            if getattr(self, path) is not None:
                is_money_of(getattr(self, path), self.currency, path, least=1)
        looks = (_look(part, self.currency, f"parts[{i}]") for i, part in enumerate(self.parts))
        object.__setattr__(self, "_looks", tuple(looks))

    __reduce__ = rebuilt

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the parts look at, each name once."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.inputs))

    @property
    def substituted(self) -> tuple[str, ...]:
        """The facts for which a part has another to stand in where they are missing."""
        return tuple(dict.fromkeys(name for part in self.parts for name in getattr(part, "substituted", ())))

    def limit(self, values: Record) -> Limit:
        """The limit for a record, without its derivation."""
        return limit_of(self._result([look(values)[0] for look in self._looks]), self.currency)

    def _result(self, units: list[int]) -> int:
        least = _least(units)
        if least < 0:
            return least
        rounded = self._rounded(least)
        return 0 if self.minimum is not None and rounded < self.minimum.minor else rounded

    def _rounded(self, units: int) -> int:
        if self.round_to is None:
            return units
        step = self.round_to.minor
        return (units // step if self.rounding == "down" else divided(units, step, self.rounding)) * step

    def found(self, values: Record) -> Found:
        """The limit in minor units, with the code and the figures of its reason: where it is itself a part."""
        units = [look(values)[0] for look in self._looks]
        code, figures = self._binding(units)
        return self._result(units), code, ("of", figures["part"]) if figures else ()

    def derive(self, values: Record) -> Derivation:
        """The limit with what each part gives, which of them binds, and what rounding and minimum did.

        Raises:
            InvalidInput: a value that a part does not take.
            AmountTooLarge: a part of 2**63 minor units or more.
        """
        found = [look(values) for look in self._looks]
        parts = tuple(
            explained(part_name(rule), one, self.currency, f"parts[{i}]")
            for i, (rule, one) in enumerate(zip(self.parts, found, strict=True))
        )
        units = [one[0] for one in found]
        limit = limit_of(self._result(units), self.currency)
        return Derivation(limit, parts, (self._bound(units), *self._changed(units)))

    def _binding(self, units: list[int]) -> tuple[str, dict[str, str]]:
        """Why the lowest is what it is, and the first part that makes it so."""
        least = _least(units)
        if least == NOTHING:
            return "limit_unset", {}
        code = "limit_unlimited" if least == WITHOUT else "limit_binds"
        return code, {"part": part_name(self.parts[units.index(least)])}

    def _bound(self, units: list[int]) -> Reason:
        code, figures = self._binding(units)
        if not figures:
            return Reason(code)
        least = _least(units)
        limit = {} if least == WITHOUT else self._money({"limit": least})
        return Reason(code, {**figures, **limit}, f"parts[{units.index(least)}]")

    def _changed(self, units: list[int]) -> tuple[Reason, ...]:
        """What rounding and minimum did to the lowest."""
        least = _least(units)
        if least < 0:
            return ()
        rounded = self._rounded(least)
        out = []
        if rounded != least and self.round_to is not None:
            figures = {"given": least, "step": self.round_to.minor, "limit": rounded}
            out.append(Reason("limit_rounded", self._money(figures), "round_to"))
        if self.minimum is not None and 0 < rounded < self.minimum.minor:
            figures = {"given": rounded, "minimum": self.minimum.minor, "limit": 0}
            out.append(Reason("limit_below_minimum", self._money(figures), "minimum"))
        return tuple(out)

    def _money(self, units: dict[str, int]) -> dict[str, Figure]:
        return {name: Money.of_minor(minor, self.currency) for name, minor in units.items()}

    def part(self, values: Record) -> Part:
        """The result as a part of another rule."""
        return explained(self.name, self.found(values), self.currency)

    def limit_many(self, columns: Columns) -> LimitColumn:
        """The limits of columns; row i equals :meth:`limit` of record i.

        Raises:
            InvalidInput: a column that a part does not take.
            AmountTooLarge: a row of 2**63 minor units or more.
        """
        rows = rows_of(columns)
        kind, minor = np.full(rows, UNSET, dtype=np.uint8), np.full(rows, LARGEST - 1, dtype=np.int64)
        for part in self.parts:
            column = limit_many(part, columns, self.currency)
            kind = np.maximum(kind, column.kind)  # unset < unlimited < up to: the kind of the lowest
            np.minimum(minor, column.minor, out=minor, where=column.kind == UP_TO)
        minor[kind != UP_TO] = 0
        minor = self._rounded_many(minor)
        if self.minimum is not None:
            minor[minor < self.minimum.minor] = 0
        return LimitColumn(kind, minor, self.currency)

    def _rounded_many(self, minor: Ints) -> Ints:
        if self.round_to is None:
            return minor
        step = self.round_to.minor
        if max(largest(minor), step) >= LARGEST_SUM:
            return _exactly(minor, self._rounded)
        if self.rounding == "down":
            return minor // step * step
        return quotients(minor, np.full(len(minor), step, dtype=np.int64)) * step


def _least(units: list[int]) -> int:
    """The lowest amount; without one, whether there is no limit or none was set."""
    least = NOTHING
    for unit in units:
        if unit >= 0:
            least = unit if least < 0 or unit < least else least
        elif least == NOTHING:
            least = unit
    return least


def _exactly(minor: Ints, rounded: Callable[[int], int]) -> Ints:
    """Amounts past 2**62 one by one, in Python's integers."""
    units = [rounded(unit) for unit in minor.tolist()]
    if max(units, default=0) >= LARGEST:
        raise AmountTooLarge("a limit has 2**63 minor units or more")
    return np.array(units, dtype=np.int64)


def part_name(rule: LimitRule) -> str:
    """The name of a part: its own, else its class's."""
    name = getattr(rule, "name", None)
    return name if isinstance(name, str) and name else type(rule).__name__


def _look(rule: LimitRule, currency: str, path: str) -> Look:
    """The quick way of our own rules; a host's rule is asked for its limit."""
    if isinstance(rule, (GradeTable, NeedFromSales, ShareOf, Starter, LowestOf)):
        return rule.found

    def look(values: Record) -> Found:
        units = units_of(rule.limit(values), currency, path)
        return units, {NOTHING: "limit_part_unset", WITHOUT: "limit_part_unlimited"}.get(units, "limit_part"), ()

    return look
