"""Faults: four processes on one hot stream. No gap, one winner a position, everything acknowledged is there."""

from __future__ import annotations

from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from creditkit.ledger import Ledger
from faults.children import Nursery, made

PROCESSES, EACH, DEEP_EACH = 4, 40, 2_500
_PREFIXES = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    found: str = request.getfixturevalue("postgresql_url")
    return found


def together(nursery: Nursery, work: str, url: str, prefix: str, each: int) -> tuple[Ledger, list[list[str]]]:
    """What four children say who work at the same time."""
    ledger = made(url, prefix)
    nursery.start(work, url, prefix, 0, each, PROCESSES)
    return ledger, list(nursery.rest())


def check_hot(ledger: Ledger, said: list[list[str]], each: int) -> None:
    """Every position is somebody's, and what he said is there."""
    assert not [words for words in said if words[0] == "error"]
    acknowledged = {words[1]: int(words[2]) for words in said if words[0] == "ack"}
    assert len(acknowledged) == PROCESSES * each
    events = list(ledger.events())
    assert [one.pos for one in events] == [one.seq for one in events] == list(range(PROCESSES * each))
    assert {one.entry_id: one.pos for one in events} == acknowledged
    assert ledger.verify() == ()


def test_single_events(nursery: Nursery, url: str) -> None:
    """Each process appends as fast as it can."""
    check_hot(*together(nursery, "hot", url, f"hot{next(_PREFIXES)}", EACH), EACH)


@pytest.mark.deep
def test_single_events_for_long(nursery: Nursery, url: str) -> None:
    """The long form: 10,000 events."""
    check_hot(*together(nursery, "hot", url, f"hot{next(_PREFIXES)}", DEEP_EACH), DEEP_EACH)


def test_one_winner_a_position(nursery: Nursery, url: str) -> None:
    """All claim each position of the stream, expecting to be the first: one is, the others are told."""
    ledger, said = together(nursery, "contends", url, f"won{next(_PREFIXES)}", EACH)
    assert Counter(int(words[1]) for words in said if words[0] == "won") == dict.fromkeys(range(EACH), 1)
    assert sum(words[0] == "lost" for words in said) == (PROCESSES - 1) * EACH
    assert len(ledger) == EACH
    assert ledger.verify() == ()


def test_a_gap_is_noticed(tmp_path: Path) -> None:
    """The control: an acknowledgement without an event."""
    ledger = made(f"sqlite:///{tmp_path / 'ledger.db'}", "gap")
    with pytest.raises(AssertionError):
        check_hot(ledger, [["ack", f"h-{i}-0", str(i)] for i in range(PROCESSES)], 1)
