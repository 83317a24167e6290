"""What the tests of faults share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from faults.children import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """A process that children come from; it imports everything once."""
    one = Nursery()
    yield one
    one.close()
