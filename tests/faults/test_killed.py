"""Faults: a process is killed while it appends. What it acknowledged is there, and no batch is torn."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from creditkit.adapters.sql import SchemaMismatch
from creditkit.ledger import Ledger
from faults.children import Nursery, append, batch_of, ledger_at, made, opened

KILLS, DEEP_KILLS = 100, 1_000
#: A child is killed after so many calls at most, and so many seconds: in a call, or while it opens the database.
MOST_CALLS, LONGEST = 2, 0.01
#: A server that was killed comes back within so many seconds.
PATIENCE = 60.0
_PREFIXES = count()


def check_killed(said: list[list[str]], ledger: Ledger) -> None:
    """Nothing acknowledged is lost, nothing is torn, and whoever tries again gets what he had."""
    acknowledged = {words[1]: [int(pos) for pos in words[2:]] for words in said if words[0] == "ack"}
    tried = [words[1] for words in said if words[0] == "try"]
    for batch, positions in acknowledged.items():
        stored = [ledger.find(entry.entry_id) for entry in batch_of(batch)]
        assert [one and one.pos for one in stored] == positions, f"acknowledged and lost: {batch}"
    for batch in tried[-1:]:
        there = [ledger.find(entry.entry_id) is not None for entry in batch_of(batch)]
        assert len(set(there)) == 1, f"torn: {batch}"
    assert ledger.verify() == ()
    for batch in tried[-3:]:
        before = ledger.find(batch_of(batch)[0].entry_id) is not None
        assert before or batch not in acknowledged
        assert {receipt.created for receipt in append(ledger, batch_of(batch))} == {not before}


def doomed(nursery: Nursery, dice: random.Random, url: str, prefix: str, child: int) -> tuple[int, list[list[str]]]:
    """A child at the moment of its end: its process id, and what it has said so far."""
    pid, calls, said = nursery.start("appends", url, prefix, child), dice.randint(0, MOST_CALLS), list[list[str]]()
    while sum(words[0] == "ack" for words in said) < calls:
        said.append(nursery.line())
    time.sleep(dice.uniform(0, LONGEST))
    return pid, said


def kills(nursery: Nursery, url: str, number: int, seed: int, prefix: str) -> int:
    """Kills so many children, each at a moment of its own; gives how many calls were under way then."""
    dice, open_calls = random.Random(seed), 0
    with opened(url, prefix) as ledger:
        for child in range(number):
            pid, said = doomed(nursery, dice, url, prefix, child)
            os.kill(pid, signal.SIGKILL)
            said += nursery.rest()
            check_killed(said, ledger)
            open_calls += bool(said) and said[-1][0] == "try"
    return open_calls


def test_kill_9_in_sqlite(nursery: Nursery, tmp_path: Path) -> None:
    """A hundred children, and not one event lost."""
    assert kills(nursery, f"sqlite:///{tmp_path / 'ledger.db'}", KILLS, 7, "killed") > KILLS / 4


@pytest.mark.deep
def test_kill_9_in_sqlite_a_thousand_times(nursery: Nursery, tmp_path: Path) -> None:
    """The long form."""
    calls = sum(
        kills(nursery, f"sqlite:///{tmp_path / f'{part}.db'}", DEEP_KILLS // 10, part, "killed") for part in range(10)
    )
    assert calls > DEEP_KILLS / 4


def test_kill_9_of_a_client_of_postgresql(nursery: Nursery, postgresql_url: str) -> None:
    """The client dies, the server goes on."""
    assert kills(nursery, postgresql_url, KILLS // 5, 8, f"killed{next(_PREFIXES)}") > KILLS / 20


@pytest.mark.deep
def test_kill_9_of_a_client_of_postgresql_a_thousand_times(nursery: Nursery, postgresql_url: str) -> None:
    """The long form."""
    calls = sum(
        kills(nursery, postgresql_url, DEEP_KILLS // 10, part, f"killed{next(_PREFIXES)}") for part in range(10)
    )
    assert calls > DEEP_KILLS / 4


def kill_backends(nursery: Nursery, url: str, rounds: int, seed: int) -> int:
    """The server process that works for a child is killed; then PostgreSQL restarts and recovers from its log."""
    prefix, dice, errors = f"crashed{next(_PREFIXES)}", random.Random(seed), 0
    with opened(url, prefix) as ledger:
        for child in range(rounds):
            pid, said = doomed(nursery, dice, url, prefix, child)
            crash(url, prefix)
            until_it_answers(url)
            with suppress(ProcessLookupError):  # it may not have met the server since
                os.kill(pid, signal.SIGKILL)
            said += nursery.rest()
            check_killed([words for words in said if words[0] != "error"], ledger)
            errors += bool(said) and said[-1][0] == "error"
    return errors


def crash(url: str, prefix: str) -> None:
    """Kills a server process that works on the tables, or else the one that was asked which there are."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found = connection.execute(
                text("SELECT pid FROM pg_stat_activity WHERE query LIKE :query AND pid <> pg_backend_pid()"),
                {"query": f"%{prefix}\\_%"},
            )
            pid = found.scalar() or connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            os.kill(pid, signal.SIGKILL)
    except (DBAPIError, ProcessLookupError):
        pass
    finally:
        engine.dispose()


def until_it_answers(url: str) -> None:
    engine, begun = create_engine(url), time.monotonic()
    while True:
        try:
            with engine.connect():
                break
        except OperationalError:
            assert time.monotonic() - begun < PATIENCE, "the server does not come back"
            time.sleep(0.05)
    engine.dispose()


@pytest.fixture
def fragile_url() -> Iterator[str]:
    """A server of its own: it crashes, and others must not notice."""
    import pg_server

    try:
        pg_server.programs()
    except pg_server.NoServer as missing:
        if os.environ.get("CREDITKIT_REQUIRE_POSTGRESQL") == "1":
            pytest.fail(f"CREDITKIT_REQUIRE_POSTGRESQL is 1, and {missing}")
        pytest.skip(str(missing))
    with pg_server.server() as url:
        yield url


def test_kill_9_of_the_server(nursery: Nursery, fragile_url: str) -> None:
    """Its processes die with the child's transaction open; after the restart nothing acknowledged is missing."""
    assert kill_backends(nursery, fragile_url, 3, 9) > 0


@pytest.mark.deep
def test_kill_9_of_the_server_often(nursery: Nursery, fragile_url: str) -> None:
    """The long form."""
    assert kill_backends(nursery, fragile_url, 100, 9) > 0


def test_an_event_that_was_lost_is_noticed(tmp_path: Path) -> None:
    """The control: an acknowledgement that comes before the event, and half a batch."""
    ledger = made(f"sqlite:///{tmp_path / 'ledger.db'}", "lost")
    with pytest.raises(AssertionError, match="acknowledged and lost"):
        check_killed([["try", "1-0"], ["ack", "1-0", *map(str, range(len(batch_of("1-0"))))]], ledger)
    whole = next(f"2-{call}" for call in count() if len(batch_of(f"2-{call}")) > 1)
    append(ledger, batch_of(whole)[:1])
    with pytest.raises(AssertionError, match="torn"):
        check_killed([["try", whole]], ledger)


def test_a_child_that_cannot_work_says_so(nursery: Nursery, tmp_path: Path) -> None:
    """There are no tables: that is no ledger in which nothing was lost."""
    url = f"sqlite:///{tmp_path / 'none.db'}"
    nursery.start("appends", url, "none", 1, 1)
    assert list(nursery.rest()) == [["try", "1-0"], ["error", "SchemaMismatch"]]
    with pytest.raises(SchemaMismatch):
        ledger_at(url, "none").find("e-1-0-0")
