"""A small first limit that grows with each item paid on time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import attrs
import numpy as np

from creditkit.columns import Columns, Ints, Mask, Record, rebuilt, rows_of
from creditkit.errors import InvalidInput
from creditkit.limits._figures import exact, ratio_in
from creditkit.limits._kinds import UNSET, UP_TO, Kinds, Limit, LimitColumn
from creditkit.limits._rules import NOTHING, Found, Part, explained, is_money_of, is_name, limit_of
from creditkit.money import Money
from creditkit.rules import Condition, fields_of, holds_many
from creditkit.rules._closures import Check, closure


def _is_count(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or value < 1:
        raise InvalidInput(attribute.name, value, "a whole number from 1")


@attrs.frozen
class StarterStep:
    """From so many items paid on time, so much.

    Args:
        on_time_items: 1 or more.
        amount: None: from here on the part binds nothing.

    >>> from creditkit.rules import Compare
    >>> steps = [StarterStep(3, Money("150000", "CNY")), StarterStep(6, None)]
    >>> starter = Starter(Compare("matured_items", "<", 12), Money("100000", "CNY"), steps)
    >>> starter.limit({"on_time_items": 3, "matured_items": 4}), starter.limit({"on_time_items": 6, "matured_items": 8})
    (UpTo(amount=Money('150000.00', 'CNY')), Unset())
    """

    on_time_items: int = attrs.field(validator=_is_count)
    amount: Money | None


def _steps(steps: Iterable[StarterStep | tuple[int, Money | None]]) -> tuple[StarterStep, ...]:
    return tuple(step if isinstance(step, StarterStep) else StarterStep(*step) for step in steps)


@attrs.frozen
class Starter:
    """A first limit for whoever is new, raised step by step as items are paid on time.

    Args:
        when: who is new. Where it is unknown, the customer counts as new; where it is false, the part has no
            opinion and binds nothing.
        start: the limit to begin with.
        steps: rising, each a :class:`StarterStep` or a pair of items and amount.
        reset_when: what throws the customer back to the start. Where it is unknown, no step counts.
        items: the name of the number of items paid on time; missing counts as none.
        name: of the part, in explanations.

    Raises:
        InvalidInput: steps that do not rise, in items and in amounts above the start.
        CurrencyMismatch: amounts in two currencies.

    >>> from creditkit.rules import Compare
    >>> first, second = Money("100000", "CNY"), Money("150000", "CNY")
    >>> starter = Starter(Compare("matured_items", "<", 6), first, [(3, second), (6, None)])
    >>> starter.limit({"matured_items": 4, "on_time_items": 3})
    UpTo(amount=Money('150000.00', 'CNY'))
    >>> starter.limit({}), starter.limit({"matured_items": 6})
    (UpTo(amount=Money('100000.00', 'CNY')), Unset())
    """

    when: Condition
    start: Money
    steps: tuple[StarterStep, ...] = attrs.field(default=(), converter=_steps)
    reset_when: Condition | None = attrs.field(default=None, kw_only=True)
    items: str = attrs.field(default="on_time_items", kw_only=True, validator=is_name)
    name: str = attrs.field(default="starter", kw_only=True, validator=is_name)
    _is_new: Check = attrs.field(init=False, eq=False, repr=False)
    _is_reset: Check = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        is_money_of(self.start, getattr(self.start, "currency", ""), "start")
        self._check_steps()
        object.__setattr__(self, "_is_new", closure(self.when))
        reset = (lambda _: False) if self.reset_when is None else closure(self.reset_when)
        object.__setattr__(self, "_is_reset", reset)

    def _check_steps(self) -> None:
        amounts = [self.start]
        for i, step in enumerate(self.steps):
            if step.amount is not None:
                is_money_of(step.amount, self.currency, f"steps[{i}].amount")
                amounts.append(step.amount)
            elif i < len(self.steps) - 1:
                raise InvalidInput(f"steps[{i}].amount", None, "an amount in every step but the last")
        falls = any(one.on_time_items >= other.on_time_items for one, other in pairwise(self.steps))
        if falls or any(one > other for one, other in pairwise(amounts)):
            raise InvalidInput("steps", self.steps, "steps that rise, in items and in amounts above the start")

    __reduce__ = rebuilt

    @property
    def currency(self) -> str:
        """Of the amounts."""
        return self.start.currency

    @property
    def inputs(self) -> tuple[str, ...]:
        """The number of items, and what the two conditions look at."""
        reset = () if self.reset_when is None else fields_of(self.reset_when)
        items = (self.items,) if self.steps else ()
        return tuple(dict.fromkeys((*items, *fields_of(self.when), *reset)))

    @property
    def substituted(self) -> tuple[str, ...]:
        """None."""
        return ()

    def found(self, values: Record) -> Found:
        """The limit in minor units, with the code and the figures of its reason."""
        if self._is_new(values) is False:
            return NOTHING, "limit_starter_over", ()
        items = ratio_in(values, self.items) if self.steps else None
        reached = () if items is None else [s for s in self.steps if items[0] >= s.on_time_items * items[1]]
        if not reached:
            return self.start.minor, "limit_starter", ("items", values.get(self.items) or 0)
        if self._is_reset(values) is not False:
            return self.start.minor, "limit_starter_reset", ("items", values[self.items])
        amount = reached[-1].amount
        if amount is None:
            return NOTHING, "limit_starter_done", ("items", values[self.items])
        return amount.minor, "limit_starter", ("items", values[self.items])

    def limit(self, values: Record) -> Limit:
        """What the customer of the record may begin with."""
        return limit_of(self.found(values)[0], self.currency)

    def part(self, values: Record) -> Part:
        """The same, explained."""
        return explained(self.name, self.found(values), self.currency)

    def limit_many(self, columns: Columns) -> LimitColumn:
        """The first limits of columns; row i equals :meth:`limit` of record i."""
        rows = rows_of(columns)
        kind = np.full(rows, UP_TO, dtype=np.uint8)
        minor = np.full(rows, self.start.minor, dtype=np.int64)
        if self.steps:
            self._climb(columns, kind, minor)
        kind[holds_many(self.when, columns).false] = UNSET
        return LimitColumn(kind, minor, self.currency)

    def _climb(self, columns: Columns, kind: Kinds, minor: Ints) -> None:
        """Sets the rows that have reached a step."""
        items = exact(columns, self.items, len(kind), decimals=0)
        stays = self._stays(columns, len(kind)) & ~items.missing
        for step in self.steps:
            at = stays & (items.values >= step.on_time_items * 10**items.decimals)
            kind[at] = UNSET if step.amount is None else UP_TO
            minor[at] = 0 if step.amount is None else step.amount.minor

    def _stays(self, columns: Columns, rows: int) -> Mask:
        """Where nothing throws the customer back to the start."""
        return np.ones(rows, dtype=np.bool_) if self.reset_when is None else holds_many(self.reset_when, columns).false
