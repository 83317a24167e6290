"""Kernels of the points: sums and decay stay exact where floats and 63 bits would not."""

from __future__ import annotations

import numpy as np

from creditkit.ledger import _kernels as kernels


def test_sums_are_exact_beyond_floats() -> None:
    """An odd number above 2**53 has no float; a group without units is zero."""
    found = kernels.sums(np.array([2, 0, 2]), np.array([2**53, 7, 1]), 4)
    assert (found.dtype, found.tolist()) == (np.dtype(np.int64), [7, 0, 2**53 + 1, 0])


def test_decay_is_exact_beyond_63_bits() -> None:
    """Units times days would wrap, and in between the steps are whole."""
    one = np.array([1], np.int64)
    units, days = 999_999_999_999_999, 3_652_059
    for day in (0, 1, days // 2, days - 1):
        for step in (1, 1_000_000):
            gone = kernels.decayed(one * 0, one * days, one * step, one * units, day)
            assert gone.tolist() == [units * day // days // step * step]
