"""``creditkit demo``: the first thing that a stranger sees."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest

from creditkit.cli import main
from creditkit.cli._layout import width_of
from creditkit.cli._words import SHOW, SUMMARY, WAYS

#: A demo fits on a few screens.
LINES = 100


@pytest.mark.parametrize(("language", "word"), [("en", "ties out"), ("zh", "勾稽相符")])
def test_the_demo_shows_a_book_that_ties_out(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    word: str,
) -> None:
    """It says that the sample is synthetic, ties out in every currency, and shows every grade and outcome."""
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["demo", "--out", str(tmp_path), "--lang", language]) == 0
    shown = capsys.readouterr().out
    words = SUMMARY[language]
    assert shown.count(word) == 2
    assert words["synthetic"] in shown
    lines = shown.splitlines()
    assert len(lines) < LINES
    for grade in "ABCDE":
        assert any(line.split()[:1] == [grade] for line in lines)
    for outcome in ("approve", "prepay", "hold", "refuse"):
        assert any(line.split()[:1] == [words[outcome]] for line in lines)
    assert any(line.startswith("    -> ") for line in lines)
    assert [line for line in lines if width_of(line) > 108 and str(tmp_path) not in line] == []
    account = json.loads((tmp_path / "review" / "review.json").read_text(encoding="utf-8"))
    assert account["files"]["invoices"]["rejected"] == 5
    assert all(row["ties_out"] for row in account["totals"])
    assert account["policy"]


def test_the_figures_are_those_of_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers of parties by grade and of orders by outcome are those of the CSV files."""
    assert main(["demo", "--out", str(tmp_path)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    review = tmp_path / "review"
    for grade in "ABCDE":
        line = next(line for line in lines if line[:1] == [grade])
        number = next(int(cell) for cell in line if cell.isdigit())
        assert number == sum(row["grade"] == grade for row in table(review / "scores.csv"))
    for outcome, word in (("approve", "approved"), ("prepay", "prepayment"), ("hold", "held"), ("refuse", "refused")):
        line = next(line for line in lines if line[:1] == [word])
        assert int(line[1]) == sum(row["outcome"] == outcome for row in table(review / "decisions.csv"))
    assert len({row["code"] for row in table(review / "rejected.csv")}) == 5


def test_the_hint_at_the_end_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command that is shown at the end is one: it shows a party whole."""
    assert main(["demo", "--out", str(tmp_path)]) == 0
    command = capsys.readouterr().out.partition(SUMMARY["en"]["next"])[2].replace("\\\n", " ")
    program, *words = shlex.split(command)
    assert program == "creditkit"
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("C-0001 ")


def table(path: Path) -> list[dict[str, str]]:
    """A CSV file as rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("words", [SUMMARY, SHOW, WAYS], ids=["summary", "show", "ways"])
def test_both_languages_say_the_same(words: Mapping[str, Mapping[str, str]]) -> None:
    """Every word is there in both, with the same figures in it."""

    def figures(template: str) -> list[str]:
        return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)

    assert set(words["en"]) == set(words["zh"])
    for key, template in words["en"].items():
        assert figures(template) == figures(words["zh"][key]), key
