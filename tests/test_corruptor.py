"""Planted faults are rejected one by one, and nothing else is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corruptor import FAULTS, corrupt
from creditkit.adapters.files._csv import read_table
from creditkit.adapters.files._facts_out import write_facts
from creditkit.facts._entry import Source
from creditkit.facts._intake import take_sources
from creditkit.facts._schema import TABLES
from creditkit.reasons import Rejection
from creditkit.sample import sample_records

K = 10


def rejected(folder: Path) -> tuple[set[tuple[str, int, str]], int, int, int]:
    """What the reader and the intake reject; rows given, accepted, rejected."""
    sources: dict[str, Source] = {}
    rejections: list[Rejection] = []
    given = 0
    for name, table in TABLES.items():
        read = read_table(folder / f"{name}.csv", table)
        sources[name] = Source(read.columns, f"{name}.csv", read.rows)
        rejections += read.rejected
        given += read.given
    intake = take_sources(sources)
    rejections += intake.rejected
    triples = {(r.source, r.row, r.reason.code) for r in rejections}
    return triples, given, sum(intake.accepted.values()), len(rejections)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as files."""
    folder = tmp_path_factory.mktemp("clean")
    write_facts(sample_records(seed=8, parties=120, months=18), folder)
    return folder


def test_the_sample_itself_is_accepted_whole(clean: Path) -> None:
    """Not one row of the sample's files is rejected."""
    found, given, accepted, _ = rejected(clean)
    assert not found
    assert given == accepted > 20_000


@pytest.mark.parametrize("seed", [1, 2])
def test_exactly_the_planted_rows_are_rejected(tmp_path: Path, seed: int) -> None:
    """File, row and code agree with what was planted, each fault k times, and the counts tie out."""
    write_facts(sample_records(seed=8, parties=120, months=18), tmp_path)
    expected = corrupt(tmp_path, seed=seed, k=K)
    found, given, accepted, count = rejected(tmp_path)
    assert found == expected
    assert Counter(code for _, _, code in expected).total() == K * len(FAULTS) == count
    assert set(Counter(code for _, _, code in expected).values()) == {K}
    assert accepted + count == given


def test_planting_repeats_itself(tmp_path: Path) -> None:
    """A seed plants the same faults in the same rows."""
    records = sample_records(seed=8, parties=120, months=18)
    planted = []
    for name in ("one", "other"):
        write_facts(records, tmp_path / name)
        planted.append(corrupt(tmp_path / name, seed=5, k=2))
    assert planted[0] == planted[1]
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()
