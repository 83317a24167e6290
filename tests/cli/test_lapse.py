"""Disputes in the columns of the files lapse by the policy, with a ledger and without one."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from creditkit.adapters.files import write_ledger
from creditkit.cli import main
from creditkit.ledger import Entry, Ledger, MemoryStore

INVOICES = """\
invoice_id,party_id,currency,amount,issued_on,due_on,disputed,disputed_on,disputed_amount
0451,C-7,EUR,200.00,2026-01-05,2026-02-04,,2026-03-02,80.00
0452,C-7,EUR,100.00,2026-01-05,2026-02-04,yes,,
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The options that name the invoices."""
    (tmp_path / "invoices.csv").write_text(INVOICES, encoding="utf-8")
    return ["--invoices", str(tmp_path / "invoices.csv")]


def disputed(out: Path, *words: str) -> list[str]:
    """The invoices that a review shows as in dispute."""
    assert main(["review", "--out", str(out), *words]) == 0
    rows = csv.DictReader((out / "open_items.csv").read_text(encoding="utf-8").splitlines())
    return [row["invoice_id"] for row in rows if row["disputed"] == "true"]


@pytest.mark.parametrize(("day", "found"), [("2026-03-31", ["0451", "0452"]), ("2026-04-01", ["0452"])])
@pytest.mark.parametrize("with_ledger", [False, True], ids=["no ledger", "a ledger without cases"])
def test_a_review_by_a_policy(tmp_path: Path, files: list[str], day: str, found: list[str], with_ledger: bool) -> None:
    """Thirty days from 2 March under `manufacturer`; what has no day stays in dispute. A ledger changes nothing."""
    if with_ledger:
        ledger = Ledger(MemoryStore(), name="points")
        entry = Entry("p", "C-7", "promise_broken", points="-3", valid_from=datetime(2026, 2, 3, tzinfo=UTC).date())
        ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
        write_ledger(ledger, tmp_path / "ledger.jsonl")
        files = [*files, "--ledger", str(tmp_path / "ledger.jsonl")]
    assert disputed(tmp_path / "out", "--policy", "manufacturer", "--as-of", day, *files) == found


def test_a_review_without_a_policy(tmp_path: Path, files: list[str]) -> None:
    """Nobody says that disputes lapse."""
    assert disputed(tmp_path / "out", "--as-of", "2026-12-31", *files) == ["0451", "0452"]


@pytest.mark.parametrize(("day", "oldest"), [("2026-03-31", "0"), ("2026-04-01", "56")])
def test_one_customer(tmp_path: Path, capsys: pytest.CaptureFixture[str], day: str, oldest: str) -> None:
    """`show` says the same as the review: nothing is overdue while all is in dispute, and then since the due date."""
    whole = "".join(line for line in INVOICES.splitlines(keepends=True) if "0452" not in line).replace("80.00", "")
    (tmp_path / "one.csv").write_text(whole, encoding="utf-8")
    words = ["--policy", "manufacturer", "--invoices", str(tmp_path / "one.csv"), "--as-of", day]
    assert main(["show", "C-7", *words]) == 0
    line = next(one for one in capsys.readouterr().out.splitlines() if one.startswith("  Oldest overdue item"))
    assert line.split()[4] == oldest, line
