"""Figures of a party that stand beside its currency: the limit and the registered capital.

They are kept in one spelling, so that the same figure is the same column whichever door it came
through, and they must be amounts of the party's currency, where it has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

import numpy as np

from creditkit.columns import Column, Ints, Labels, Numbers
from creditkit.facts._screen import Screen
from creditkit.money import Money

UNLIMITED = "unlimited"
#: Without a currency: as many decimals and as large as :class:`creditkit.facts.Party` takes.
_DECIMALS, _DIGITS = 6, 13
#: 10**18 minor units fit int64.
_MOST_DIGITS = 18


def plainest(column: Numbers) -> Numbers:
    """The same numbers with no more decimals than they need."""
    values = column.values if column.missing is None else np.where(column.missing, 0, column.values)
    decimals = column.decimals
    while decimals and not (values % 10).any():
        values, decimals = values // 10, decimals - 1
    return Numbers(values, decimals, column.missing)


def plain_limits(column: Labels) -> Labels:
    """The same limits without zeros that say nothing: ``100.00`` is ``100``."""
    spelled = Labels.of([plain_limit(label) for label in column.labels])
    return Labels(np.append(spelled.codes, -1)[column.codes], spelled.labels)


def limit_text(limit: Money | Decimal | str) -> str:
    """A limit that a record gives, as text."""
    figure = limit.amount if isinstance(limit, Money) else limit
    return plain_limit(figure if isinstance(figure, str) else format(figure, "f"))


def plain_limit(limit: str) -> str:
    """One limit without zeros that say nothing."""
    whole, point, rest = limit.partition(".")
    if not whole.isdigit() or not (rest.isdigit() if point else True):
        return limit
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + ("." + rest if rest else "")


def of_parties(columns: dict[str, Column], decimals: Ints, screen: Screen) -> None:
    """Sets aside parties whose figures are no amounts of their currency."""
    own = np.where(decimals < 0, _DECIMALS, decimals)
    digits = np.where(decimals < 0, _DIGITS, _MOST_DIGITS - own)
    capital = cast(Numbers, columns["registered_capital"])
    negative = (capital.values < 0) if capital.missing is None else (capital.values < 0) & ~capital.missing
    screen.reject(negative, "registered_capital", "amount_not_positive", lambda row: {"given": capital[row]})
    _refuse("registered_capital", *_shape_of_numbers(capital), own, digits, columns, screen)
    limit = cast(Labels, columns["credit_limit"])
    _refuse("credit_limit", *_shape_of_limits(limit), own, digits, columns, screen)


def _refuse(
    field: str, places: Ints, size: Ints, own: Ints, digits: Ints, columns: dict[str, Column], screen: Screen
) -> None:
    column = cast("Numbers | Labels", columns[field])
    screen.reject(
        places > own, field, "amount_too_precise", lambda row: {"given": column[row], "decimals": int(own[row])}
    )
    screen.reject(size > digits, field, "amount_too_large", lambda row: {"given": column[row]})


def _shape_of_numbers(column: Numbers) -> tuple[Ints, Ints]:
    """How many decimals and how many digits before the point each number has."""
    values = [0 if column[i] is None else abs(int(column.values[i])) for i in range(len(column))]
    texts = [str(value).rjust(column.decimals + 1, "0") for value in values]
    split = [(t[: len(t) - column.decimals], t[len(t) - column.decimals :].rstrip("0")) for t in texts]
    return _lengths(split)


def _shape_of_limits(column: Labels) -> tuple[Ints, Ints]:
    split = [("", "") if label == UNLIMITED else label.partition(".")[::2] for label in column.labels]
    places, size = _lengths(split)
    return np.append(places, 0)[column.codes], np.append(size, 0)[column.codes]


def _lengths(split: Sequence[tuple[str, ...]]) -> tuple[Ints, Ints]:
    places = np.array([len(rest) for _, rest in split], dtype=np.int64)
    return places, np.array([len(whole) for whole, _ in split], dtype=np.int64)
