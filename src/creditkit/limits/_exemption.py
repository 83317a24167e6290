"""An exemption: where its condition is true, checks are lifted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from creditkit.columns import Record
from creditkit.errors import InvalidInput
from creditkit.limits._condition import is_condition, order_names
from creditkit.limits._utilisation import is_code
from creditkit.rules import Condition, fields_of
from creditkit.rules._closures import closure


def _codes(value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise InvalidInput("except_", value, "several codes", f"write [{value!r}]")
    return tuple(value)


@attrs.frozen
class Exemption:
    """Where a condition is true the checks of a list are lifted, all but those that are excepted.

    Args:
        code: of the exemption; it is named by the reason of each check that it lifts.
        when: the condition, over the position's values and :data:`ORDER_VALUES`; it counts only where it is true.
        except_: codes of checks that it does not lift.

    What is wrong with the figures (``problems``) is never lifted, nor is a
    :class:`~creditkit.limits.Prepayment`: an order that the terms want prepaid in full leaves nothing
    uncovered, and would otherwise be lifted out of the very check that asks for the money.

    >>> from creditkit.rules import Compare
    >>> Exemption("small", Compare("order_amount", "<=", 5000), ["sanctions"]).except_
    ('sanctions',)
    """

    code: str = attrs.field(validator=is_code)
    when: Condition = attrs.field(validator=is_condition)
    except_: tuple[str, ...] = attrs.field(default=(), converter=_codes)
    inputs: tuple[str, ...] = attrs.field(init=False, eq=False, repr=False)
    names: frozenset[str] = attrs.field(init=False, eq=False, repr=False)
    holds: Callable[[Record], bool | None] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        fields = fields_of(self.when)
        object.__setattr__(self, "inputs", fields)
        object.__setattr__(self, "names", order_names(fields))
        object.__setattr__(self, "holds", closure(self.when))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.when, self.except_)
