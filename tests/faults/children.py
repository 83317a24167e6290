"""Children that append to a ledger and may be killed: forked from a process that has imported everything already.

Started by itself this file is that process. It reads a line ``work url prefix number count children`` from its
standard input, forks children that do it, and writes ``gone`` when the last of them is no more. A child writes ``pid``,
then ``try <batch>`` before each call and ``ack <batch> <positions>`` after it: a line at once, so no two lines mix.
Nothing here runs threads, which a fork would not take along.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool, QueuePool

from creditkit.adapters.sql import SqlStore
from creditkit.ledger import Entry, Ledger, Receipt, StoreBusy, StreamMoved

NAME = "faults"
WHEN = datetime(2026, 7, 1, 9, tzinfo=UTC)
DAY = date(2026, 7, 1)
SALT = bytes(range(16))
#: The largest batch of a child that is killed.
LARGEST = 4


def ledger_at(url: str, prefix: str, **options: Any) -> Ledger:
    """A ledger on a database; every connection is a new one, unless the engine is told otherwise."""
    engine = create_engine(url, **{"poolclass": NullPool, **options})
    return Ledger(SqlStore(engine, prefix=prefix, busy_timeout=timedelta(seconds=30)), name=NAME)


def made(url: str, prefix: str) -> Ledger:
    """The same with its tables."""
    ledger = ledger_at(url, prefix)
    ledger.store.create()  # type: ignore[attr-defined]
    return ledger


@contextmanager
def opened(url: str, prefix: str) -> Iterator[Ledger]:
    """The same over a few connections that are kept, and looked at before they are used."""
    engine = create_engine(url, poolclass=QueuePool, pool_pre_ping=True)
    ledger = Ledger(SqlStore(engine, prefix=prefix, busy_timeout=timedelta(seconds=30)), name=NAME)
    ledger.store.create()  # type: ignore[attr-defined]
    try:
        yield ledger
    finally:
        engine.dispose()


def batch_of(batch: str) -> list[Entry]:
    """The entries of a batch, the same each time: ``12-7`` is the eighth call of child 12."""
    child, call = map(int, batch.split("-"))
    dice = random.Random(f"{child} {call}")
    return [
        Entry(
            f"e-{batch}-{i}", f"s-{dice.randrange(3)}", "noted", valid_from=DAY,
            effect={"number": str(dice.randrange(10**9))}, payload={"said": "x" * dice.randrange(2_000)},
        )
        for i in range(dice.randint(1, LARGEST))
    ]  # fmt: skip


def append(ledger: Ledger, entries: Sequence[Entry], **more: Any) -> tuple[Receipt, ...]:
    """One call; whoever is busy is asked again."""
    while True:
        try:
            return ledger.append(*entries, recorded_at=WHEN, salt=SALT, **more)
        except StoreBusy:
            continue


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def _appends(ledger: Ledger, number: int, count: int) -> None:
    """Batches until it is killed; ``count`` of them at most."""
    for call in range(count):
        batch = f"{number}-{call}"
        say("try", batch)
        receipts = append(ledger, batch_of(batch))
        say("ack", batch, *(receipt.stored.pos for receipt in receipts))


def _hot(ledger: Ledger, number: int, count: int) -> None:
    """Single events of one stream, as fast as they go."""
    for call in range(count):
        (receipt,) = append(ledger, [Entry(f"h-{number}-{call}", "hot", "noted", valid_from=DAY)])
        say("ack", f"h-{number}-{call}", receipt.stored.pos)


def _contends(ledger: Ledger, number: int, count: int) -> None:
    """Claims each of so many places of one stream, expecting to be the first there."""
    for place in range(count):
        try:
            append(ledger, [Entry(f"c-{number}-{place}", "hot", "noted", valid_from=DAY)], expected={"hot": place})
        except StreamMoved:
            say("lost", place)
        else:
            say("won", place)


WORK: dict[str, Callable[[Ledger, int, int], None]] = {"appends": _appends, "hot": _hot, "contends": _contends}


def _serve() -> None:
    for line in sys.stdin:
        work, url, prefix, number, count, children = line.split()
        born = [_born(work, url, prefix, int(number) + place, int(count)) for place in range(int(children))]
        for child in born:
            os.waitpid(child, 0)
        say("gone")


def _born(work: str, url: str, prefix: str, number: int, count: int) -> int:
    """A child's process id; in the child it does not return."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        say("pid", os.getpid())
        WORK[work](ledger_at(url, prefix, poolclass=QueuePool), number, count)
        code = 0
    except Exception as error:  # noqa: BLE001  (the server went away, it may be: the parent knows)
        say("error", type(error).__name__)
    finally:
        os._exit(code)


class Nursery:
    """The process that children come from, seen from outside."""

    def __init__(self) -> None:
        self._children: list[int] = []
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env={key: value for key, value in os.environ.items() if key != "COVERAGE_PROCESS_START"},
        )  # fmt: skip
        self._early: list[list[str]] = []

    def start(self, work: str, url: str, prefix: str, number: int, count: int = 10**9, children: int = 1) -> int:
        """Starts children and gives the process id of the last; their numbers count up."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{work} {url} {prefix} {number} {count} {children}\n")
        self._process.stdin.flush()
        while len(self._children) < children:
            words = self._next()
            if words[0] == "pid":
                self._children.append(int(words[1]))
            else:
                self._early.append(words)
        return self._children[-1]

    def line(self) -> list[str]:
        """The words of the next line."""
        return self._early.pop(0) if self._early else self._next()

    def _next(self) -> list[str]:
        assert self._process.stdout is not None
        words = self._process.stdout.readline().split()
        assert words, "the nursery is gone"
        return words

    def rest(self) -> Iterator[list[str]]:
        """The words of each line until all children are gone."""
        while (words := self.line())[0] != "gone":
            yield words
        self._children = []

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        for child in self._children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


if __name__ == "__main__":
    _serve()
