"""``creditkit demo``: the first thing that a stranger sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from creditkit.cli import main


@pytest.mark.parametrize(("language", "word"), [("en", "ties out"), ("zh", "勾稽相符")])
def test_the_demo_shows_a_book_that_ties_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    """It says that the sample is synthetic, sets its five odd rows aside, and every currency ties out."""
    assert main(["demo", "--out", str(tmp_path), "--lang", language]) == 0
    shown = capsys.readouterr().out
    assert shown.count(word) == 2
    assert ("synthetic" if language == "en" else "合成") in shown
    account = json.loads((tmp_path / "review" / "review.json").read_text(encoding="utf-8"))
    assert account["files"]["invoices"]["rejected"] == 5
    assert all(row["ties_out"] for row in account["totals"])
