"""The files of a demo, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditkit.adapters.files import write_facts
from creditkit.sample import sample_facts


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small sample as CSV files."""
    folder = tmp_path_factory.mktemp("sample")
    write_facts(sample_facts(seed=5, parties=30, months=12), folder)
    return folder


@pytest.fixture(scope="session")
def inputs(sample_files: Path) -> list[str]:
    """The options that name all of them, and the day."""
    names = ("parties", "invoices", "instalments", "allocations", "orders", "deliveries", "observations", "rates")
    files = [word for name in names for word in (f"--{name}", str(sample_files / f"{name}.csv"))]
    return [*files, "--as-of", "2025-12-31"]
