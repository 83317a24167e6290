"""One ledger of the usual size for all tests of the sample."""

from __future__ import annotations

import pytest

from creditkit.facts import Fact
from creditkit.sample import sample_records


@pytest.fixture(scope="session")
def ledger() -> tuple[Fact, ...]:
    """200 accounts, 24 months."""
    return sample_records(seed=2025)
