"""Which policy holds on a day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from creditkit.errors import InvalidInput
from creditkit.policy import Policy, in_force

ALWAYS = Policy(name="always", currency="EUR")
Y2025 = Policy(name="2025", currency="EUR", effective_from=date(2025, 1, 1))
Y2026 = Policy(name="2026", currency="EUR", effective_from=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 12, 31), "always"),
        (date(2025, 1, 1), "2025"),
        (date(2025, 12, 31), "2025"),
        (date(2026, 1, 1), "2026"),
        (date(2030, 1, 1), "2026"),
    ],
)
def test_the_latest_that_has_begun(day: date, name: str) -> None:
    """From its own day on, whatever the order in which they are given."""
    assert in_force([Y2026, ALWAYS, Y2025], day).name == name


def test_refused() -> None:
    """None in force yet, none at all, two from one day, a moment for a day."""
    with pytest.raises(InvalidInput, match="2025-01-01"):
        in_force([Y2025, Y2026], date(2024, 12, 31))
    with pytest.raises(InvalidInput, match="at least one"):
        in_force([], date(2025, 1, 1))
    with pytest.raises(InvalidInput, match="effective_from"):
        in_force([Y2025, Y2025], date(2025, 1, 1))
    with pytest.raises(InvalidInput, match="date"):
        in_force([Y2025], datetime(2025, 1, 1))  # noqa: DTZ001
    assert in_force([Y2025, Y2025, Y2026], date(2026, 1, 1)) is Y2026
