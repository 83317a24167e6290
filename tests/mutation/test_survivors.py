"""The list of survivors fits the code, and the report counts what it should."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

import creditkit

HERE = Path(__file__).parent
SRC = Path(creditkit.__file__).parent


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The report, over a folder of its own."""
    spec = importlib.util.spec_from_file_location("mutation_report", HERE / "report.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "JUSTIFIED", tmp_path / "survivors.toml")
    return module


def test_the_lines_of_survivors_stand_in_the_code(report: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A justification of a line that is gone is gone, too; each has a reason and a change."""
    monkeypatch.setattr(report, "JUSTIFIED", HERE / "survivors.toml")
    for (module, _, was, now), reason in report.justified().items():
        source = (SRC / Path(*module.split("."))).with_suffix(".py").read_text(encoding="utf-8")
        assert was in " ".join(line.strip() for line in source.splitlines())
        assert was != now
        assert reason


def run(folder: Path, codes: list[int | None], justified: str = "") -> None:
    """A run's results: a module with one function and a mutant for each exit code."""
    place = folder / "mutants" / "src" / "creditkit" / "ledger"
    place.mkdir(parents=True)
    lines, spans, keys = ["def x_f__mutmut_orig(a):", "    return a"], {"x_f__mutmut_orig": [1, 2]}, {}
    for number, code in enumerate(codes, 1):
        spans[f"x_f__mutmut_{number}"] = [len(lines) + 1, len(lines) + 2]
        lines += [f"def x_f__mutmut_{number}(a):", f"    return a + {number}"]
        keys[f"creditkit.ledger._x.x_f__mutmut_{number}"] = code
    (place / "_x.py").write_text("\n".join(lines), encoding="utf-8")
    (place / "_x.py.meta").write_text(json.dumps({"exit_code_by_key": keys}), encoding="utf-8")
    (place / "_x.py.spans").write_text(json.dumps({"version": 1, "spans": spans}), encoding="utf-8")
    (folder / "survivors.toml").write_text(justified, encoding="utf-8")


ONE = '[[survivor]]\nmodule = "ledger._x"\nfunction = "f"\nwas = "return a"\nnow = "return a + 1"\nreason = "why"\n'


@pytest.mark.parametrize(
    ("module", "was", "now", "same"),
    [
        ("adapters.sql._sqlite", 'session.rows("PRAGMA journal_mode")', 'session.rows("pragma journal_mode")', True),
        (
            "adapters.sql._sqlite",
            'session.rows("PRAGMA journal_mode")',
            'session.rows("XXPRAGMA journal_modeXX")',
            False,
        ),
        ("adapters.sql._sqlite", 'given = "a file in WAL mode"', 'given = "a file in wal mode"', False),
        ("adapters.sql._x", '"last": f"SELECT {a}"', '"LAST": f"SELECT {a}"', False),
        ("adapters.sql._x", '"last": f"SELECT {a}"', '"last": f"select {a}"', True),
        ("adapters.sql._x", 'a == "main" and b("PRAGMA c")', 'a == "MAIN" and b("PRAGMA c")', False),
        ("ledger._line", 'f("SELECT 1")', 'f("select 1")', False),
    ],
)
def test_sql_in_small_letters(report: ModuleType, module: str, was: str, now: str, same: bool) -> None:
    """Of a statement of SQL, and of nothing else, a change of case is none."""
    assert report.same_statement(report.Mutant(module, "f", was, now, 0)) is same


@pytest.mark.parametrize(
    ("codes", "justified", "ends", "says"),
    [
        ([1, 3, 36, 24], "", 0, "4 of     4   100.0%"),
        ([0] + [1] * 19, ONE, 0, "19 of    20    95.0%"),
        ([0] + [1] * 19, "", 1, "not justified: 1;"),
        ([1, 0] + [1] * 19, ONE, 1, "justified but not found: 1"),
        ([0] + [1] * 18, ONE, 1, "18 of    19    94.7%"),
        ([33] + [1] * 19, "", 1, "not justified: 1;"),
        ([1, None, 2], "", 1, "not run: 2"),
        ([], "", 1, "all"),
    ],
)
def test_the_report_counts(
    report: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], codes: list[int | None], justified: str,
    ends: int, says: str,
) -> None:  # fmt: skip
    """A failed or an endless test kills; whatever no test runs lives; what was not tried is no success."""
    run(tmp_path, codes, justified)
    assert report.main([]) == ends
    assert says in capsys.readouterr().out
