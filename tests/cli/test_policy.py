"""``--policy``: a name or a file, and everything that is wrong with the file at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from creditkit.cli import main
from creditkit.policy import READY_MADE, dump_policy, ready_made

HOUSE = """\
schema = 1
name = "house"
currency = "CNY"

[[checks]]
type = "oldest_overdue"
code = "overdue"
days = 30
then = "hold"
"""
BROKEN = """\
schema = 1
name = "house"
currency = "CNYY"

[[checks]]
type = "oldest_overdue"
code = "overdue"
dayz = 30
then = "stop"

[grading]
cutoffs = [["A", 80], ["B", 90]]
"""
TABLES = ("scores", "contributions", "limits", "decisions", "worklist", "findings")


def reviewed(out: Path, policy: str, inputs: list[str]) -> dict[str, object]:
    """The account of a review under a policy."""
    assert main(["review", "--policy", policy, "--out", str(out), *inputs]) == 0
    account: dict[str, object] = json.loads((out / "review.json").read_text(encoding="utf-8"))
    return account


@pytest.mark.parametrize("name", READY_MADE)
def test_a_policy_by_its_name(tmp_path: Path, inputs: list[str], name: Any) -> None:
    """A ready-made policy adds six tables, and its fingerprint stands in the account."""
    account = reviewed(tmp_path / "out", name, inputs)
    assert account["policy"] == ready_made(name).fingerprint
    for table in TABLES:
        assert (tmp_path / "out" / f"{table}.csv").stat().st_size > 0


@pytest.mark.parametrize("ending", ["toml", "json"])
def test_a_policy_from_a_file(tmp_path: Path, inputs: list[str], ending: str) -> None:
    """A ready-made policy written to a file, TOML or JSON, is the same policy and writes the same bytes."""
    path = tmp_path / f"own.{ending}"
    path.write_text(
        dump_policy(ready_made("manufacturer"), form="toml" if ending == "toml" else "json"), encoding="utf-8"
    )
    by_file = reviewed(tmp_path / "file", str(path), inputs)
    by_name = reviewed(tmp_path / "name", "manufacturer", inputs)
    assert by_file == by_name
    for table in TABLES:
        one, other = ((tmp_path / way / f"{table}.csv").read_bytes() for way in ("file", "name"))
        assert one == other


def test_a_file_with_a_ready_made_name(tmp_path: Path, inputs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A path with a slash is a file, whatever it is called."""
    monkeypatch.chdir(tmp_path)
    Path("five-step").mkdir()
    Path("five-step.toml").write_text(HOUSE, encoding="utf-8")
    account = reviewed(tmp_path / "out", "./five-step.toml", inputs)
    assert account["policy"] not in {ready_made(name).fingerprint for name in READY_MADE}


@pytest.mark.parametrize("command", ["review", "show"])
def test_every_problem_of_a_file_is_told(
    tmp_path: Path, inputs: list[str], capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """A bad file exits with 2, and each mistake stands on standard error with its path; nothing is written."""
    path, out = tmp_path / "broken.toml", tmp_path / "out"
    path.write_text(BROKEN, encoding="utf-8")
    words = ["review", "--out", str(out)] if command == "review" else ["show", "C-0001"]
    assert main([*words, "--policy", str(path), *inputs]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    for problem in ("currency", "checks[0].dayz", "checks[0].then", "grading.cutoffs"):
        assert problem in told.err
    assert "'days'" in told.err or "days" in told.err
    assert not out.exists()


@pytest.mark.parametrize("policy", ["no-such-policy", "no-such-file.toml"])
def test_a_policy_that_is_nowhere(
    tmp_path: Path, inputs: list[str], capsys: pytest.CaptureFixture[str], policy: str
) -> None:
    """Neither a ready-made name nor a file: exit 2 with what was given."""
    out = tmp_path / "out"
    assert main(["review", "--policy", policy, "--out", str(out), *inputs]) == 2
    assert policy in capsys.readouterr().err
    assert not out.exists()


def test_a_misspelt_name(capsys: pytest.CaptureFixture[str], inputs: list[str], tmp_path: Path) -> None:
    """The ready-made names are listed, and the nearest offered."""
    assert main(["review", "--policy", "Manufactrer", *inputs, "--out", str(tmp_path / "out")]) == 2
    message = capsys.readouterr().err
    assert message.startswith(
        "creditkit: --policy: 'Manufactrer' given; accepted: five-step, credit-grade, manufacturer, "
    )
    assert message.endswith("Did you mean manufacturer?\n")


def test_problems_in_chinese(capsys: pytest.CaptureFixture[str], inputs: list[str], tmp_path: Path) -> None:
    """``--lang`` holds for what is wrong with a policy too."""
    file = tmp_path / "house.toml"
    file.write_text('schema = 1\nname = "house"\ncurency = "EUR"\n', encoding="utf-8")
    assert main(["review", "--policy", str(file), "--lang", "zh", *inputs, "--out", str(tmp_path / "out")]) == 2
    message = capsys.readouterr().err
    assert message.startswith("creditkit: house.toml: 1 个问题\n  curency: 没有键 'curency',最接近的是 'currency'。")
