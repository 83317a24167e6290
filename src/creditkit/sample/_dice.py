"""Chance, from a seed.

Only ``random.Random(seed).random()`` and ``getrandbits`` are used: Python keeps their
streams the same across versions, which it does not promise for ``choice`` or ``gauss``.
Everything derived from them is integer arithmetic, so no maths library has a say either.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

#: Quantiles 2.5 %, 7.5 % … 97.5 % of a log-normal distribution with median 100 and sigma 0.5.
SPREAD = (38, 49, 56, 63, 69, 74, 80, 85, 91, 97, 103, 110, 117, 125, 135, 146, 160, 178, 205, 266)

#: The same with sigma 1.0: how much customers differ in size.
WIDE_SPREAD = (14, 24, 32, 39, 47, 55, 64, 73, 83, 94, 106, 121, 138, 157, 182, 213, 255, 316, 422, 710)


class Dice:
    """One stream of chance.

    >>> a, b = Dice(7), Dice(7)
    >>> [a.between(1, 6) for _ in range(5)] == [b.between(1, 6) for _ in range(5)]
    True
    """

    __slots__ = ("_bits", "_random")

    def __init__(self, seed: int) -> None:
        source = Random(seed)
        self._random = source.random
        self._bits = source.getrandbits

    def child(self) -> Dice:
        """A stream of its own, so that what one account draws moves no other."""
        return Dice(self._bits(64))

    def chance(self, percent: float) -> bool:
        """True in ``percent`` of 100 cases."""
        return self._random() * 100 < percent

    def between(self, low: int, high: int) -> int:
        """An integer from low to high, both included, each as likely."""
        return low + int(self._random() * (high - low + 1))

    def near(self, middle: int, width: int) -> int:
        """An integer within ``width`` of the middle, the middle likeliest (the mean of two draws)."""
        return middle - width + (self.between(0, 2 * width) + self.between(0, 2 * width)) // 2

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each as likely."""
        return options[int(self._random() * len(options))]

    def spread(self, middle: int, quantiles: Sequence[int] = SPREAD) -> int:
        """A log-normal-like integer around ``middle``, between neighbouring quantiles at even odds."""
        at = int(self._random() * (len(quantiles) - 1))
        percent = self.between(quantiles[at], quantiles[at + 1])
        return max(1, middle * percent // 100)

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """The options in some order (Fisher and Yates)."""
        deck = list(options)
        for last in range(len(deck) - 1, 0, -1):
            other = int(self._random() * (last + 1))
            deck[last], deck[other] = deck[other], deck[last]
        return deck
