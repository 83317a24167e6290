"""The law that a frame gives back what it was given, for every library that is installed and for plain columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from creditkit.adapters.frames import columns, frame_like
from creditkit.columns import Columns, Numbers
from creditkit.testing import check_frames_round_trip, frame_columns


def empty(kind: str) -> Any:
    """A frame without columns; the test is skipped, and says so, where the library is not installed."""
    if kind == "columns":
        return {}
    library = pytest.importorskip(kind.partition(".")[0], reason=f"{kind.partition('.')[0]} is not installed")
    if kind == "pyarrow.RecordBatch":
        return library.RecordBatch.from_arrays([], names=[])
    return library.table({}) if kind == "pyarrow.Table" else library.DataFrame({})


KINDS = ("columns", "pandas", "polars", "pyarrow.Table", "pyarrow.RecordBatch")


@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_in_comes_back(kind: str) -> None:
    """Every type of column, and everything it can hold."""
    like = empty(kind)

    @given(frame_columns())
    def law(drawn: Columns) -> None:
        check_frames_round_trip(drawn, like, read=columns, write=frame_like)

    law()


def test_decimals_that_pass_through_floats_are_found_out() -> None:
    """Broken twin: a frame that keeps numbers as floats."""

    def rounded(given: Columns, like: Any) -> Any:
        floats = {name: column.values / 10**column.decimals for name, column in given.items()}  # type: ignore[union-attr]
        return frame_like(floats, like)

    exact = {"x": Numbers([2**53 + 1], 2)}
    check_frames_round_trip(exact, {}, read=columns, write=frame_like)
    with pytest.raises(AssertionError, match="came back as"):
        check_frames_round_trip(exact, {}, read=columns, write=rounded)


def test_missing_values_that_turn_into_zeros_are_found_out() -> None:
    """Broken twin: nulls filled with what is convenient."""

    def filled(frame: Any) -> Columns:
        return {name: column.values for name, column in columns(frame).items()}  # type: ignore[union-attr]

    with pytest.raises(AssertionError, match="was None"):
        check_frames_round_trip({"x": Numbers([0], 0, [True])}, {}, read=filled, write=frame_like)


def test_a_lost_column_and_a_frame_of_another_kind_are_found_out() -> None:
    """Broken twins: less comes back, or something else."""
    given = {"x": np.array([1])}
    with pytest.raises(AssertionError, match="x is lost"):
        check_frames_round_trip(given, {}, read=lambda _: {}, write=frame_like)
    with pytest.raises(AssertionError, match="a dict was wanted, a list came"):
        check_frames_round_trip(given, {}, read=columns, write=lambda *_: [])
