"""One division of integers with a named rounding: the only place where a money figure is rounded."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from creditkit.errors import InvalidInput

#: How a quotient becomes a whole number. ``half_even`` takes a tie to the even neighbour, ``half_up``
#: away from zero, ``half_down`` towards zero; ``down`` cuts towards zero, ``up`` goes away from zero,
#: ``floor`` and ``ceiling`` go towards minus and plus infinity. The names are those of :mod:`decimal`.
Rounding: TypeAlias = Literal["half_even", "half_up", "half_down", "down", "up", "floor", "ceiling"]

ROUNDINGS: tuple[str, ...] = get_args(Rounding)


def divided(numerator: int, denominator: int, rounding: Rounding = "half_even") -> int:
    """The quotient of two integers, rounded once to a whole number.

    Args:
        numerator: any integer, of any size.
        denominator: any integer but zero.
        rounding: what becomes of a remainder; see :data:`Rounding`.

    Raises:
        InvalidInput: the denominator is zero or the rounding has no such name.

    >>> divided(5, 2), divided(7, 2), divided(-5, 2, "half_up")
    (2, 4, -3)
    """
    if rounding not in ROUNDINGS:
        raise InvalidInput("rounding", rounding, ", ".join(ROUNDINGS))
    if denominator == 0:
        raise InvalidInput("denominator", denominator, "an integer other than zero")
    negative = (numerator < 0) != (denominator < 0)
    quotient, remainder = divmod(abs(numerator), abs(denominator))
    if remainder and _away(rounding, quotient, 2 * remainder - abs(denominator), negative):
        quotient += 1
    return -quotient if negative else quotient


def _away(rounding: Rounding, quotient: int, over_half: int, negative: bool) -> bool:
    """Whether an inexact magnitude grows by one; ``over_half`` has the sign of remainder minus one half."""
    answers: dict[str, bool] = {
        "half_even": over_half > 0 or (over_half == 0 and quotient % 2 == 1),
        "half_up": over_half >= 0,
        "half_down": over_half > 0,
        "down": False,
        "up": True,
        "floor": negative,
        "ceiling": not negative,
    }
    return answers[rounding]
