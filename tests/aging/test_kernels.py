"""The array kernel of ageing against a plain loop, with blocks and runs so short that every seam is crossed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.aging import _kernels as kernels

DAYS = st.integers(-3, 12) | st.just(kernels.NO_DAY)
#: Amounts that fit beside a count, and some that leave no room.
AMOUNTS = st.integers(-1_000, 1_000) | st.integers(-(2**56), 2**56)
ITEM = st.tuples(st.integers(0, 4), st.integers(0, 2), DAYS, AMOUNTS, st.booleans())
#: Up to 480 items: a run of 15 groups and 7 columns has 256 at most.
ITEMS = st.builds(lambda items, times: items * times, st.lists(ITEM, max_size=60), st.sampled_from((1, 8)))
#: More than a byte can number, too.
THRESHOLDS = st.lists(st.integers(-2, 11), min_size=1, max_size=4).map(lambda days: sorted(days, reverse=True))
MANY = [10 - i // 20 for i in range(140)]

#: As the module has them, before the tests shorten blocks and runs.
OWN_BLOCK, OWN_BITS = kernels.BLOCK, kernels._bits

Item = tuple[int, int, int, int, bool]


def plain(items: list[Item], thresholds: list[int], loose: bool) -> tuple[list[list[int]], list[list[int]]]:
    """Counts and sums by group and column, item by item."""
    counts = [[0] * (len(thresholds) + 3) for _ in range(15)]
    sums = [[0] * (len(thresholds) + 3) for _ in range(15)]
    for first, second, day, minor, unapplied in items:
        column = sum(day < threshold for threshold in thresholds)
        column = len(thresholds) + 1 if day == kernels.NO_DAY else column
        column = len(thresholds) + 2 if unapplied and loose else column
        counts[first * 3 + second][column] += 1
        sums[first * 3 + second][column] += minor
    return counts, sums


def aged(items: list[Item], thresholds: list[int], loose: bool) -> tuple[list[list[int]], list[list[int]]]:
    """The same by the kernel."""
    columns = [np.array([item[i] for item in items], dtype=np.int64) for i in range(4)]
    unapplied = np.array([item[4] for item in items], dtype=np.bool_) if loose else None
    counts, sums = kernels.aged(columns[:2], [3, 1], columns[2], tuple(thresholds), columns[3], unapplied, 15)
    return counts.tolist(), sums.tolist()


@pytest.fixture(autouse=True, params=["short runs", "own runs"])
def _short(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "BLOCK", 3)
    if request.param == "short runs":
        monkeypatch.setattr(kernels, "_bits", lambda first, cells: cells.bit_length() + 1)


@given(ITEMS, THRESHOLDS | st.just(MANY), st.booleans())
def test_equals_the_loop(items: list[Item], thresholds: list[int], loose: bool) -> None:
    """Counts and sums are exact, whatever the amounts, the order of items and where blocks and runs end."""
    assert aged(items, thresholds, loose) == plain(items, thresholds, loose)


def test_a_run_without_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a run to have more rows than its bits can count, counts would reach into sums."""
    items: list[Item] = [(0, 0, 0, 5, False)] * 300
    assert aged(items, [1], False) == plain(items, [1], False)
    monkeypatch.setattr(kernels, "_add", endless)
    assert aged(items, [1], False) != plain(items, [1], False)


@pytest.mark.parametrize("bits", [30, 33, 34, 36, 40, 45])
def test_a_block_that_falls_into_one_cell_is_counted_whole(monkeypatch: pytest.MonkeyPatch, bits: int) -> None:
    """Large amounts leave few bits for counts, but never fewer than a block of small ones after them needs."""
    monkeypatch.setattr(kernels, "BLOCK", OWN_BLOCK)
    monkeypatch.setattr(kernels, "_bits", OWN_BITS)
    minor = np.repeat(np.array([2**bits, 1], dtype=np.int64), OWN_BLOCK)
    none = np.zeros(len(minor), dtype=np.int64)
    counts, sums = kernels.aged([none], [1], none, (1,), minor, None, 1)
    assert (int(counts.sum()), int(sums.sum())) == (len(minor), int(minor.sum()))


def endless(cells: object, minor: np.ndarray, counts: np.ndarray, sums: np.ndarray) -> None:
    """Adds packed cells of four bits and never unpacks them before the end."""
    packed = np.zeros(counts.size, dtype=np.int64)
    for rows, cell in cells:  # type: ignore[attr-defined]
        np.add.at(packed, cell, (minor[rows] << 4) + 1)
    kernels._unpack(packed, 4, counts, sums)
