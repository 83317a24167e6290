"""What a policy says about disputes: deadlines, when a claim no longer protects, how much of a balance it may cover."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import attrs
from attrs import field

from creditkit.columns import rebuilt
from creditkit.disputes._states import STATES, State
from creditkit.disputes._verdicts import Share, share_of
from creditkit.errors import InvalidInput

#: Deadlines and lapses are shorter than a hundred years.
LONGEST = 36_500


def _days(given: Mapping[State, int]) -> Mapping[State, int]:
    return MappingProxyType(dict(given))


def _are_deadlines(_: object, attribute: attrs.Attribute[Any], value: Mapping[State, int]) -> None:
    for state, days in value.items():
        if state not in STATES or state == "closed":
            raise InvalidInput(f"{attribute.name}.{state}", state, ", ".join(STATES[:-1]))
        if type(days) is not int or not 0 <= days <= LONGEST:
            raise InvalidInput(f"{attribute.name}.{state}", days, f"whole days from 0 to {LONGEST}")


def _is_lapse(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and (type(value) is not int or not 0 <= value <= LONGEST):
        raise InvalidInput(attribute.name, value, f"whole days from 0 to {LONGEST}, or None for never")


def _share(given: Share | None) -> Fraction | None:
    return None if given is None else share_of(given, "at_most_open_share")


@attrs.frozen(kw_only=True)
class DisputeRules:
    """The rules for disputes of a policy.

    Args:
        deadlines_days: how many days a case may stay in a state; a state that is left out has no deadline.
        lapses_after_days: a claim is left out of dunning and order checks for so many days, counted over all the
            time in which its case is open; after that it counts as overdue from its original due date, decided or
            not. A document that is dated in dispute without a case: so many days from ``disputed_on``. None is never.
        at_most_open_share: claims that are open cover at most this share of a party's open items in a currency;
            what is above it counts as overdue. None is without bound.

    Raises:
        InvalidInput: a state without a name, days below 0, a share outside 0 to 1.

    >>> rules = DisputeRules(deadlines_days={"registered": 2, "investigating": 10}, at_most_open_share="30%")
    >>> rules.at_most_open_share
    Fraction(3, 10)
    """

    deadlines_days: Mapping[State, int] = field(
        factory=dict, converter=_days, validator=_are_deadlines, hash=False, repr=lambda days: repr(dict(days))
    )
    lapses_after_days: int | None = field(default=None, validator=_is_lapse)
    at_most_open_share: Fraction | None = field(default=None, converter=_share)

    __reduce__ = rebuilt
