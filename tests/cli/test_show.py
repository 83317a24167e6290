"""``creditkit show``: one party whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from creditkit.adapters.files import read_facts
from creditkit.cli import main
from creditkit.cli._words import SHOW
from creditkit.facts import Snapshot
from creditkit.limits import Outcome
from creditkit.loop import assess, decisions_of
from creditkit.policy import READY_MADE, ready_made

NAMES = ("parties", "invoices", "instalments", "allocations", "orders", "deliveries", "observations", "rates")


@pytest.fixture(scope="module")
def snapshot(sample_files: Path) -> Snapshot:
    """The same files, read in Python."""
    files = {name: sample_files / f"{name}.csv" for name in NAMES}
    return read_facts(**files).facts.at(date(2025, 12, 31))


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What ``show`` prints."""
    assert main(["show", *words]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", READY_MADE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_part_is_there(
    inputs: list[str], capsys: pytest.CaptureFixture[str], snapshot: Snapshot, name: Any, language: Any
) -> None:
    """File, score, grade, terms, limit, exposure and ageing, under each ready-made policy in both languages."""
    text = shown(capsys, "C-0001", "--policy", name, "--lang", language, *inputs)
    found, words = assess(ready_made(name), snapshot, "C-0001"), SHOW[language]
    assert text.startswith("C-0001 ")
    assert f"{found.policy[:12]}" in text.splitlines()[1]
    assert words["file"] in text
    assert words["ageing"] in text
    for template in ("score", "grade", "terms", "limit", "exposure"):
        assert words[template].partition("{")[0] in text
    assert str(found.score.points) in text
    for contribution in found.score.contributions:
        assert ready_made(name).label(contribution.characteristic, language) in text


def test_the_orders_that_wait_and_their_ways_to_pass(
    inputs: list[str], capsys: pytest.CaptureFixture[str], snapshot: Snapshot
) -> None:
    """Each order stands with its outcome, its reasons and a line for each way to pass."""
    policy = ready_made("manufacturer")
    pairs = ((party, decisions_of(policy, snapshot, party)) for party in snapshot.parties())
    party, found = next((party, found) for party, found in pairs if any(d.checks.ways_to_pass(d) for d in found))
    text = shown(capsys, party, "--policy", "manufacturer", *inputs)
    for decision in found:
        assert f"{decision.order.order_id} " in text
        assert SHOW["en"][decision.outcome.name] in text
    ways = sum(len(one.checks.ways_to_pass(one)) for one in found if one.outcome is not Outcome.approve)
    assert text.count("\n    -> ") == ways > 0


def test_facts_that_nobody_looked_up_are_named(
    inputs: list[str], capsys: pytest.CaptureFixture[str], snapshot: Snapshot
) -> None:
    """What is not on file is listed as not looked up; what was searched without result is not."""
    found = assess(ready_made("manufacturer"), snapshot, "C-0001").file
    text = shown(capsys, "C-0001", "--policy", "manufacturer", *inputs)
    missing = " ".join(text.partition("Not looked up: ")[2].partition("\n\n")[0].partition("Also on file")[0].split())
    for name in ready_made("manufacturer").scorer.inputs:
        label = ready_made("manufacturer").label(name, "en")
        assert (label in missing) == (name not in found.known), name


def test_a_party_that_nobody_knows_exits_with_two(inputs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The message names it, and nothing else is printed."""
    assert main(["show", "C-9999", "--policy", "manufacturer", *inputs]) == 2
    out, err = capsys.readouterr()
    assert (out, "C-9999" in err) == ("", True)


def test_a_show_needs_a_policy(inputs: list[str]) -> None:
    """Without one there is nothing to assess by."""
    with pytest.raises(SystemExit) as stop:
        main(["show", "C-0001", *inputs])
    assert stop.value.code == 2


def test_too_many_rejected_rows_exit_with_three(
    tmp_path: Path, inputs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that cannot be relied on shows nobody."""
    broken = tmp_path / "invoices.csv"
    broken.write_text(
        "invoice_id,party_id,currency,amount,issued_on,due_on\n1,C-7,EURO,1.00,2025-01-01,\n", encoding="utf-8"
    )
    words = ["show", "C-7", "--policy", "five-step", "--invoices", str(broken), "--as-of", "2025-12-31"]
    assert main(words) == 3
    out, err = capsys.readouterr()
    assert (out, "1 of 1" in err) == ("", True)
