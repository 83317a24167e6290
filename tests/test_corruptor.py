"""Planted faults are rejected one by one, and nothing else is: the whole way, from files to rejected.csv."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from corruptor import FAULTS, HUGE, corrupt
from creditkit.adapters.files import write_facts
from creditkit.cli import main
from creditkit.cli._review import INPUTS
from creditkit.sample import sample_records

K = 10


def reviewed(folder: Path, out: Path) -> tuple[set[tuple[str, int, str]], dict[str, dict[str, int]], int]:
    """(file, row, code) of rejected.csv, the counts of review.json, and the lines of rejected.csv."""
    inputs = [word for name in INPUTS for word in (f"--{name}", str(folder / f"{name}.csv"))]
    assert main(["review", *inputs, "--as-of", "2025-12-31", "--max-rejected", "100%", "--out", str(out)]) == 0
    with (out / "rejected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    account = json.loads((out / "review.json").read_text(encoding="utf-8"))
    assert all(row["ties_out"] for row in account["totals"])
    return {(row["file"], int(row["row"]), row["code"]) for row in rows}, account["files"], len(rows)


def test_the_sample_itself_is_accepted_whole(tmp_path: Path) -> None:
    """Not one row of the sample's files is rejected."""
    write_facts(sample_records(seed=8, parties=120, months=18), tmp_path / "in")
    found, files, _ = reviewed(tmp_path / "in", tmp_path / "out")
    assert not found
    assert sum(file["given"] for file in files.values()) > 20_000


@pytest.mark.parametrize("seed", [1, 2])
def test_exactly_the_planted_rows_are_rejected(tmp_path: Path, seed: int) -> None:
    """File, row and code agree with what was planted, each fault k times; accepted + rejected = given."""
    write_facts(sample_records(seed=8, parties=120, months=18), tmp_path / "in")
    expected = corrupt(tmp_path / "in", seed=seed, k=K)
    found, files, count = reviewed(tmp_path / "in", tmp_path / "out")
    assert found == expected
    assert Counter(code for _, _, code in expected).total() == K * len(FAULTS) == count
    assert all(file["accepted"] + file["rejected"] == file["given"] for file in files.values())
    assert sum(file["rejected"] for file in files.values()) == count


def test_a_fault_that_is_let_through_is_found_out(tmp_path: Path) -> None:
    """Broken twin: one planted row mended behind the corruptor's back shows as a difference."""
    write_facts(sample_records(seed=8, parties=40, months=12), tmp_path / "in")
    expected = corrupt(tmp_path / "in", seed=3, k=1)
    for path in (tmp_path / "in").iterdir():
        text = path.read_text(encoding="utf-8")
        for huge in HUGE:
            text = text.replace(huge, "1.00")
        path.write_text(text, encoding="utf-8")
    assert reviewed(tmp_path / "in", tmp_path / "out")[0] != expected
