"""Hypothesis profiles and the fixtures that many tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

#: ``quick`` is for every run and repeats itself in CI; ``deep`` is for a long look at night.
settings.register_profile("quick", max_examples=50, deadline=None, derandomize="CI" in os.environ)
settings.register_profile(
    "deep", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
#: ``mutation`` wants the same answer each time, and no smallest example of what fails.
settings.register_profile(
    "mutation", max_examples=20, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of the public data sets; whoever asks for it is marked ``data`` and skipped without it."""
    named = os.environ.get("CREDITKIT_DATA")
    if not named:
        pytest.skip("CREDITKIT_DATA names no folder: docs/develop.md says where the data sets come from")
    folder = Path(named)
    if not folder.is_dir():
        pytest.fail(f"CREDITKIT_DATA names {folder}, which is not a folder")
    return folder


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The URL of a database in a PostgreSQL server that is started for these tests and stopped after them."""
    import pg_server

    try:
        pg_server.programs()
    except pg_server.NoServer as missing:
        if os.environ.get("CREDITKIT_REQUIRE_POSTGRESQL") == "1":
            pytest.fail(f"CREDITKIT_REQUIRE_POSTGRESQL is 1, and {missing}")
        pytest.skip(str(missing))
    with pg_server.server() as url:
        yield url
