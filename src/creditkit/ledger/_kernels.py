"""Array kernels of the points: numpy in, numpy out, nothing of the domain. Days are ordinals, points units."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def in_force(start: Ints, end: Ints, units: Ints, day: int) -> Ints:
    """The units of what is in force on a day; zero for the rest."""
    return units * ((start <= day) & (day <= end))


def decayed(start: Ints, days: Ints, step: Ints, units: Ints, day: int) -> Ints:
    """What is gone of units that fall by equal parts over so many days, in whole steps, rounded down.

    ``day`` lies within the days. No product exceeds the units, or the square of the days.

    >>> one = np.array([1])
    >>> decayed(0 * one, 4 * one, one, 10 * one, 3).tolist()
    [7]
    """
    whole, rest = np.divmod(units, days)
    gone: Ints = (whole * (day - start) + rest * (day - start) // days) // step * step
    return gone


def firsts(groups: Ints) -> Ints:
    """Where each run of equal numbers begins.

    >>> firsts(np.array([3, 3, 5])).tolist()
    [0, 2]
    """
    return np.flatnonzero(np.diff(groups, prepend=-1))


def best_of(units: Ints, first: Ints) -> tuple[Ints, Ints]:
    """The largest of each run, and the first place where it stands."""
    best = np.maximum.reduceat(units, first)
    lengths = np.diff(first, append=len(units))
    places = np.where(units == np.repeat(best, lengths), np.arange(len(units)), len(units))
    return best, np.minimum.reduceat(places, first)


def shared_out(units: Ints, first: Ints, left: Ints) -> Ints:
    """What each of a run gives, in order, until what is left for the run is used up.

    >>> shared_out(np.array([4, 4, 4]), np.array([0, 2]), np.array([6, 1])).tolist()
    [4, 2, 1]
    """
    lengths = np.diff(first, append=len(units))
    running = np.cumsum(units)
    before = running - units
    offset = np.repeat(before[first], lengths)
    bound = np.repeat(left, lengths)
    given: Ints = np.minimum(running - offset, bound) - np.minimum(before - offset, bound)
    return given


def sums(groups: Ints, units: Ints, count: int) -> Ints:
    """Exact sums by group; ``bincount`` would go through floats."""
    found = np.zeros(count, np.int64)
    np.add.at(found, groups, units)
    return found
