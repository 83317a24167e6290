"""What proposes a limit, in both doors, and how a proposal is explained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeAlias, cast

import attrs

from creditkit.columns import Columns, Record, Value, rows_of
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.limits._kinds import UP_TO, Limit, LimitColumn, Unlimited, Unset, UpTo
from creditkit.money import Money, is_currency
from creditkit.reasons import Figure, Reason
from creditkit.rules import Field, Fields, Kind, rows_as_records

#: What a part gives where a fact that it needs is missing: nothing at all, or no opinion.
Missing: TypeAlias = Literal["zero", "leave_out"]

#: A limit in minor units with the code and the figures of its reason, names and values in turn: what a rule works
#: out for each record. It becomes a :class:`Part` when somebody asks why.
Found: TypeAlias = "tuple[int, str, tuple[Value, ...]]"

#: In the place of minor units: no limit was set, and there is no limit.
NOTHING, WITHOUT = -2, -1


class LimitRule(Protocol):
    """What proposes a limit from a values record: the rules of this package, or a host's own.

    A rule that also has ``limit_many(columns) -> LimitColumn`` is asked in columns; :func:`limit_many` asks
    any other row by row.
    """

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names that it looks at."""
        ...

    def limit(self, values: Record) -> Limit:
        """The limit that it proposes; a name that is not in the record counts as missing."""
        ...


@attrs.frozen
class Part:
    """What one part of a rule gives.

    Args:
        name: the part (``need``, ``capacity`` …).
        limit: its limit; ``Unset()`` where it has no opinion and binds nothing.
        reason: why, with the figures used.

    >>> from creditkit.limits import GradeTable, LowestOf, ShareOf
    >>> from creditkit.money import Money
    >>> rule = LowestOf([GradeTable({"B": Money(50, "CNY")}), ShareOf("equity", "0.08", currency="CNY")], "CNY")
    >>> for part in rule.derive({"grade": "B", "equity": 500}).parts:
    ...     print(part.name, part.limit.amount, part.reason.code)
    grade_ceiling 50.00 CNY limit_grade_ceiling
    capacity 40.00 CNY limit_share
    """

    name: str
    limit: Limit
    reason: Reason


@attrs.frozen
class Derivation:
    """How a limit came about.

    Args:
        limit: the result.
        parts: what each part gives, in the order of the rule.
        reasons: what made the result: the part that binds, then rounding and minimum where they changed it.

    >>> from creditkit.limits import GradeTable, LowestOf, ShareOf
    >>> from creditkit.money import Money
    >>> rule = LowestOf([GradeTable({"B": Money(50, "CNY")}), ShareOf("equity", "0.08", currency="CNY")], "CNY")
    >>> derived = rule.derive({"grade": "B", "equity": 500})
    >>> derived.limit, derived.reasons[0].figures["part"]
    (UpTo(amount=Money('40.00', 'CNY')), 'capacity')
    """

    limit: Limit
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]


@attrs.frozen
class EnteredOnly:
    """Proposes nothing: the limit that people have entered stays. The rule of a policy without limits.

    >>> EnteredOnly().limit({"grade": "A"})
    Unset()
    """

    @property
    def inputs(self) -> tuple[str, ...]:
        """None."""
        return ()

    def limit(self, values: Record) -> Limit:  # noqa: ARG002
        """Always unset."""
        return Unset()


def limit_many(rule: LimitRule, columns: Columns, currency: str, *, fields: Fields | None = None) -> LimitColumn:
    """The limits that a rule proposes for columns: row i equals ``rule.limit`` of record i.

    Args:
        rule: asked in columns where it has a ``limit_many`` of its own, else row by row.
        columns: the values, all of one length; a name without a column is missing in every row.
        currency: of the limits.
        fields: needed only for a rule that is asked row by row and looks at flags some of which are missing.

    Raises:
        CurrencyMismatch: the rule gives amounts in another currency.
        InvalidInput: a value or a column that the rule does not take.

    >>> limit_many(EnteredOnly(), {}, "EUR").kind.tolist()
    []
    """
    own: Callable[[Columns], LimitColumn] | None = getattr(rule, "limit_many", None)
    if own is None:
        return _row_by_row(rule, columns, currency, fields)
    found = own(columns)
    if found.currency == currency:
        return found
    if (found.kind == UP_TO).any():
        raise CurrencyMismatch(currency, found.currency)
    return LimitColumn(found.kind, found.minor, currency)


def _row_by_row(rule: LimitRule, columns: Columns, currency: str, fields: Fields | None) -> LimitColumn:
    rows = rows_of(columns)
    if not rule.inputs:
        return LimitColumn.constant(rule.limit({}), rows, currency)
    there = {name: columns[name] for name in rule.inputs if name in columns}
    plain = fields or {name: Field(name, Kind.number) for name in there}
    records: list[dict[str, Value]] = rows_as_records(there, plain) if there else [{} for _ in range(rows)]
    return LimitColumn.of([rule.limit(_present(record)) for record in records], currency)


def _present(record: Record) -> Record:
    """NaN is a missing value, also to a rule that does not know of it."""
    return {name: None if isinstance(value, float) and value != value else value for name, value in record.items()}


def limit_of(units: int, currency: str) -> Limit:
    """The limit that minor units stand for."""
    if units >= 0:
        return UpTo(Money.of_minor(units, currency))
    return Unlimited() if units == WITHOUT else Unset()


def units_of(limit: Limit, currency: str, path: str = "limit") -> int:
    """A limit as minor units.

    Raises:
        CurrencyMismatch: it is in another currency.
        InvalidInput: it is no limit.
    """
    if isinstance(limit, UpTo):
        if limit.amount.currency != currency:
            raise CurrencyMismatch(currency, limit.amount.currency)
        return limit.amount.minor
    if isinstance(limit, (Unlimited, Unset)):
        return WITHOUT if isinstance(limit, Unlimited) else NOTHING
    raise InvalidInput(path, limit, "Unset(), Unlimited() or UpTo(Money(…))")


def explained(name: str, found: Found, currency: str, rule: str | None = None) -> Part:
    """A part from what was found: the reason carries the part's name and, of an amount, the limit."""
    units, code, used = found
    limit = limit_of(units, currency)
    figures: dict[str, Figure] = {
        "part": name,
        **dict(zip(cast("tuple[str, ...]", used[::2]), used[1::2], strict=True)),
    }
    if isinstance(limit, UpTo):
        figures["limit"] = limit.amount
    return Part(name, limit, Reason(code, figures, rule))


def without_facts(names: tuple[str, ...], missing: Missing) -> Found:
    """What a part gives where facts are missing."""
    if missing == "zero":
        return 0, "limit_fact_missing", ("facts", ", ".join(names))
    return NOTHING, "limit_fact_left_out", ("facts", ", ".join(names))


def is_currency_code(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A validator: an ISO 4217 code."""
    if not is_currency(cast(str, value)):
        raise InvalidInput(attribute.name, value, "an ISO 4217 code, such as EUR")


def is_missing_choice(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A validator: what becomes of a missing fact."""
    if value not in ("zero", "leave_out"):
        raise InvalidInput(attribute.name, value, "zero, leave_out")


def is_name(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A validator: text that is not empty."""
    if not isinstance(value, str) or not value:
        raise InvalidInput(attribute.name, value, "a text that is not empty")


def is_money_of(money: object, currency: str, path: str, *, least: int = 0) -> None:
    """Raises unless it is Money of the currency and not below so many minor units."""
    if not isinstance(money, Money):
        raise InvalidInput(path, money, "Money")
    if money.currency != currency:
        raise CurrencyMismatch(currency, money.currency)
    if money.minor < least:
        raise InvalidInput(path, str(money), "a positive amount" if least else "zero or a positive amount")
