"""The reference page lists the columns of each table."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from creditkit.facts import Facts, Party
from creditkit.policy import ready_made
from creditkit.simulation import Simulation, simulate

PAGE = Path(__file__).parent.parent.parent / "docs/reference/simulation.md"
TABLES = ("table", "grades", "transitions", "outcomes", "orders")


@pytest.fixture(scope="module")
def found() -> Simulation:
    """A party on a day."""
    return simulate([ready_made("manufacturer")], Facts([Party("P1")]), on=[date(2026, 1, 31)])


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_of_a_table(name: str, found: Simulation) -> None:
    """Its row names them in order, the key first."""
    text = PAGE.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"| `{name}()` |"))
    assert re.findall(r"`(\w+)`", line) == list(getattr(found, name)())
