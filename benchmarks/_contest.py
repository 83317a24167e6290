"""A contest: several ways to the same result, checked against each other and timed in turns.

The ways take turns (A B C A B C …), so that whatever else the machine does hits all of them alike, and
the median of each is reported. A contest whose results differ is not timed at all.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

#: A result in the form in which results are compared: columns of integers, in an order of their own.
Result = Mapping[str, npt.NDArray[np.int64]]


class Disagreement(AssertionError):
    """Two contestants came to different results."""


@attrs.frozen
class Contestant:
    """One way.

    Args:
        name: how it is called in the report.
        run: does the work; this is what is timed.
        result: what ``run`` returned, in comparable form; None for a way that only does a part of the work.
        peak: the most memory that the run used, in bytes, where that is known.
        items: of how many things it does the work, where that is not the same for all; ratios are for each then.
    """

    name: str
    run: Callable[[], Any]
    result: Callable[[Any], Result] | None
    peak: Callable[[Any], int] | None = None
    items: int | None = None


@attrs.frozen
class Contest:
    """Several ways to one result.

    Args:
        title: what is done.
        contestants: the ways.
        yardstick: the contestant to whose time the ratios are.
        expected: the result worked out in the plainest way, which is not timed.
    """

    title: str
    contestants: tuple[Contestant, ...]
    yardstick: str = "creditkit"
    expected: Callable[[], Result] | None = None


@attrs.frozen
class Timing:
    """What was measured of one contestant: seconds of each round, the largest peak, and of how many things."""

    name: str
    seconds: tuple[float, ...]
    peak: int | None = None
    items: int | None = None

    @property
    def median(self) -> float:
        """The median of all rounds."""
        return statistics.median(self.seconds)

    @property
    def each(self) -> float:
        """The median for one thing; the whole where all contestants do the same work."""
        return self.median / (self.items or 1)


def agree(contest: Contest) -> None:
    """Runs every contestant once and compares the results, to the last unit.

    Raises:
        Disagreement: one of them differs from the first that has a result.
    """
    first = None if contest.expected is None else ("the plain way", contest.expected())
    for contestant in contest.contestants:
        done = contestant.run()
        if contestant.result is None:
            continue
        found = contestant.result(done)
        if first is None:
            first = contestant.name, found
        for column in _different(first[1], found):
            raise Disagreement(f"{contest.title}: {contestant.name} and {first[0]} differ in {column!r}")


def _different(left: Result, right: Result) -> list[str]:
    names = [*left, *(name for name in right if name not in left)]
    return [n for n in names if n not in left or n not in right or not np.array_equal(left[n], right[n])]


def timed(contest: Contest, rounds: int) -> list[Timing]:
    """Lets the contestants take turns and measures each."""
    seconds: dict[str, list[float]] = {contestant.name: [] for contestant in contest.contestants}
    peaks: dict[str, int] = {}
    for _ in range(rounds):
        for contestant in contest.contestants:
            start = time.perf_counter()
            done = contestant.run()
            seconds[contestant.name].append(time.perf_counter() - start)
            if contestant.peak is not None:
                peaks[contestant.name] = max(peaks.get(contestant.name, 0), contestant.peak(done))
            del done
    items = {contestant.name: contestant.items for contestant in contest.contestants}
    return [Timing(name, tuple(times), peaks.get(name), items[name]) for name, times in seconds.items()]


def report(contest: Contest, timings: list[Timing]) -> str:
    """The timings as a table in Markdown."""
    unit = next(timing.each for timing in timings if timing.name == contest.yardstick)
    counted = any(timing.items for timing in timings)
    lines = [
        f"{contest.title}\n",
        f"| | median | best | {'each | ' * counted}× {contest.yardstick} | peak memory |",
        f"| --- | ---: | ---: | {'---: | ' * counted}---: | ---: |",
    ]
    for timing in timings:
        peak = "" if timing.peak is None else f"{timing.peak / 1e6:,.0f} MB"
        each = f"{timing.each * 1e6:.2f} µs | " * counted
        times = f"{_shown(timing.median)} | {_shown(min(timing.seconds))} | {each}{timing.each / unit:.2f}"
        lines.append(f"| {timing.name} | {times} | {peak} |")
    return "\n".join(lines)


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.{0 if seconds >= 0.01 else 2}f} ms"
