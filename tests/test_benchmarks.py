"""The benchmarks at toy size: every contestant comes to the same result. No time is judged here."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import attrs
import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
PEERS = ("polars", "duckdb", "pandas", "pyarrow", "eventsourcing", "sqlalchemy")


@pytest.fixture(autouse=True)
def _benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the package importable; it stands beside the tests and is not installed."""
    for peer in PEERS:
        pytest.importorskip(peer)
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])


@pytest.mark.parametrize(
    "name",
    [
        "ageing",
        "past_days",
        "csv_review",
        "one_customer",
        "decision",
        "conditions",
        "scoring",
        "ledger_stores",
        "ledger_replay",
    ],
)
def test_all_contestants_agree(name: str) -> None:
    """To the cent and to the count, and each is timed once."""
    contest = import_module("benchmarks._contest")
    benchmark = import_module(f"benchmarks.{name}")
    for case in benchmark.contests(benchmark.TOY):
        contest.agree(case)
        timings = contest.timed(case, rounds=1)
        assert [timing.name for timing in timings] == [contestant.name for contestant in case.contestants]
        assert case.yardstick in contest.report(case, timings)


def test_a_cent_too_many_is_noticed() -> None:
    """The check fails where one contestant has a cent more in one cell."""
    contest, ageing = import_module("benchmarks._contest"), import_module("benchmarks.ageing")
    case = next(ageing.contests(ageing.TOY))
    ours, peer = case.contestants[:2]

    def dearer(done: object) -> dict[str, np.ndarray]:
        found = dict(peer.result(done))
        found["sum"] = found["sum"] + (np.arange(len(found["sum"])) == 0)
        return found

    with pytest.raises(contest.Disagreement, match="sum"):
        contest.agree(attrs.evolve(case, contestants=(ours, attrs.evolve(peer, result=dearer))))


def test_a_row_too_many_is_noticed() -> None:
    """The check fails where one contestant has a row that the other has not."""
    contest = import_module("benchmarks._contest")
    short, long = ({"cell": np.arange(rows)} for rows in (3, 4))
    ways = tuple(
        contest.Contestant(name, lambda: None, lambda _, found=found: found)
        for name, found in (("short", short), ("long", long))
    )
    with pytest.raises(contest.Disagreement, match="cell"):
        contest.agree(contest.Contest("two ways", ways, yardstick="short"))
