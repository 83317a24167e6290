"""Replay of a ledger: a million events into adjustments, beside the library ``eventsourcing`` at a smaller number.

Streams lose points and earn them back: penalties that end after a year, repairs by points or by a share, the best of
which counts, and reversals. The peer does as its documentation shows: an aggregate for each stream with one method
an event, saved to an application and got from its repository, in memory and in SQLite. A stream there has one
event more, which opens it; it is not counted. A million events of the peer's would take minutes to save and to get, so
beside the million stands what it takes for the fewer, and the ratios are of the time for each event.

A verification hashes every payload, every header and the whole tree again; its yardstick is one SHA-256 over each
header, made ready before.
"""

from __future__ import annotations

import gc
import secrets
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import attrs
import numpy as np
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from sqlalchemy import create_engine

from benchmarks._contest import Contest, Contestant, Result
from creditkit.adapters.sql import SqlStore
from creditkit.ledger import Accounts, Entry, Ledger, MemoryStore, Store
from creditkit.ledger._encoding import header_of

SEED = 20_260_101
EVENTS = 20
FIRST = date(2024, 1, 1)
DAY = date(2026, 6, 30)
MONTH_ENDS = [date(2025 + m // 12, m % 12 + 1, 1) - timedelta(days=1) for m in range(7, 19)]
PENALTIES = (("promise_broken", -3), ("dispute_unfounded", -8), ("contract_breached", -12), ("bill_dishonoured", -15))
RECORDED = datetime(2026, 7, 1, tzinfo=UTC)


@attrs.frozen
class Size:
    """Streams of the large replay, and of the one that the peer does too."""

    streams: int
    beside: int


FULL = Size(50_000, 1_000)
TOY = Size(30, 10)


def contests(size: Size) -> Iterator[Contest]:
    """Beside the peer; then a million events; then their verification."""
    with tempfile.TemporaryDirectory() as folder:
        entries = _entries(size.beside)
        ways = (*_ours(_ledgers(entries, Path(folder) / "ours")), *_peers(entries, Path(folder) / "peer"))
        gc.freeze()  # what was set up is nobody's garbage: else each contestant pays for looking through it
        yield Contest(f"Replay of {len(entries):,} events into the adjustments of a day", ways, "creditkit, memory")
        fewer = _fewer(ways, len(entries))
        ledgers = _ledgers(_entries(size.streams), Path(folder) / "large")
        events = len(ledgers["memory"])
        gc.freeze()
        title = f"Replay of {events:,} events; of {len(entries):,} where it says so: ratios are for each event"
        yield Contest(title, (*_large(ledgers, events), *fewer), "creditkit, SQLite")
        yield Contest(f"Verification of {events:,} events", _verified(ledgers["memory"]), "SHA-256 of every header")


def _entries(streams: int) -> list[Entry]:
    """The events of all streams, mixed, oldest first."""
    draw = Random(SEED)
    drawn = [(FIRST + timedelta(days=draw.randrange(900)), stream) for stream in range(streams) for _ in range(EVENTS)]
    open_penalties: dict[int, list[str]] = {stream: [] for stream in range(streams)}
    return [_entry(draw, i, stream, on, open_penalties[stream]) for i, (on, stream) in enumerate(sorted(drawn))]


def _entry(draw: Random, i: int, stream: int, on: date, mine: list[str]) -> Entry:
    name, of, kind = f"e-{i:07d}", f"c-{stream:05d}", draw.random()
    if kind < 0.6 or not mine:
        mine.append(name)
        what, points = draw.choice(PENALTIES)
        return Entry(name, of, what, points=points, valid_from=on, valid_to=on + timedelta(days=365))
    if kind < 0.97:
        terms: dict[str, Any] = {"points": 5} if kind < 0.7 else {"effect": {"share": "0.8"}}
        return Entry(name, of, "repaired", repairs=draw.choice(mine), valid_from=on, **terms)
    return Entry(name, of, "reversal", reverses=mine.pop(), valid_from=on)


def _ledgers(entries: list[Entry], path: Path) -> dict[str, Ledger]:
    """The same events in memory and in SQLite."""
    memory = MemoryStore()
    ledger = Ledger(memory, name="repair")
    for at in range(0, len(entries), 10_000):
        ledger.append(*entries[at : at + 10_000], recorded_at=RECORDED, salt=secrets.token_bytes(16))
    sqlite = SqlStore(create_engine(f"sqlite:///{path}"))
    sqlite.create()
    _copied(memory, sqlite)
    return {"memory": ledger, "SQLite": Ledger(sqlite, name="repair")}


def _copied(source: Store, target: Store) -> None:
    with target.write() as writer:
        for stored in source.scan():
            writer.put(stored)


def _ours(ledgers: dict[str, Ledger]) -> tuple[Contestant, ...]:
    return tuple(
        Contestant(f"creditkit, {name}", partial(_replay, ledger, [DAY]), _points) for name, ledger in ledgers.items()
    )


def _replay(ledger: Ledger, days: list[date]) -> tuple[Accounts, Any]:
    accounts = ledger.accounts()
    return accounts, accounts.on(days)


def _points(found: tuple[Accounts, Any]) -> Result:
    """Of the last day, by the name of the stream."""
    accounts, balances = found
    order = np.argsort(np.array(accounts.streams))
    return {"points": balances.points[order, -1]}


def _fewer(ways: tuple[Contestant, ...], events: int) -> tuple[Contestant, ...]:
    """The peer's ways beside a larger number of events: their results were compared before."""
    peers = [way for way in ways if way.name.startswith("eventsourcing")]
    return tuple(attrs.evolve(way, name=f"{way.name}, {events:,} events", result=None, items=events) for way in peers)


def _large(ledgers: dict[str, Ledger], events: int) -> tuple[Contestant, ...]:
    months = Contestant("creditkit, memory, 12 month ends", partial(_replay, ledgers["memory"], MONTH_ENDS), _points)
    facts = Contestant("creditkit, memory, as facts", lambda: ledgers["memory"].adjustments(as_of=DAY), None)
    accounts = ledgers["memory"].accounts()
    again = Contestant("creditkit, 12 month ends of accounts at hand", lambda: accounts.on(MONTH_ENDS), None)
    return tuple(attrs.evolve(way, items=events) for way in (*_ours(ledgers), months, again, facts))


def _verified(ledger: Ledger) -> tuple[Contestant, ...]:
    headers = [header_of(stored.row) for stored in ledger.events()]
    return (
        Contestant("SHA-256 of every header", lambda: [sha256(header).digest() for header in headers], None),
        Contestant("creditkit, verify", ledger.verify, lambda found: {"findings": np.array([len(found)])}),
    )


class Account(Aggregate):
    """A stream as the peer's documentation would write it."""

    @event("Opened")
    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.penalties: dict[str, tuple[int, int, int]] = {}
        self.repairs: dict[str, list[tuple[int, int, int]]] = {}

    @event("Penalised")
    def penalise(self, entry_id: str, points: int, start: int, end: int) -> None:
        self.penalties[entry_id] = (points, start, end)

    @event("Repaired")
    def repair(self, penalty: str, points: int, tenths: int, start: int) -> None:
        self.repairs.setdefault(penalty, []).append((points, tenths, start))

    @event("Reversed")
    def reverse(self, entry_id: str) -> None:
        del self.penalties[entry_id]

    def adjustment(self, day: int) -> int:
        total = 0
        for name, (points, start, end) in self.penalties.items():
            if start <= day <= end:
                repairs = [max(p, points * t // 10) for p, t, on in self.repairs.get(name, ()) if on <= day]
                total -= points - min(max(repairs, default=0), points)
        return total


def _peers(entries: list[Entry], path: Path) -> tuple[Contestant, ...]:
    stores: dict[str, dict[str, str]] = {
        "memory": {},
        "SQLite": {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)},
    }
    return tuple(_peer(entries, name, env) for name, env in stores.items())


def _peer(entries: list[Entry], name: str, env: dict[str, str]) -> Contestant:
    application: Application[UUID] = Application(env=env)
    accounts: dict[str, Account] = {}
    for entry in entries:
        _told(accounts.setdefault(entry.stream, Account(entry.stream)), entry)
    application.save(*accounts.values())
    streams = {stream: account.id for stream, account in sorted(accounts.items())}

    def run() -> list[int]:
        return [application.repository.get(one).adjustment(DAY.toordinal()) for one in streams.values()]

    return Contestant(f"eventsourcing, {name}", run, lambda found: {"points": np.array(found, np.int64)})


def _told(account: Account, entry: Entry) -> None:
    """The same event to the peer: whole points and ordinals of days."""
    start = entry.valid_from.toordinal()
    if entry.reverses is not None:
        account.reverse(entry.reverses)
    elif entry.repairs is not None:
        account.repair(entry.repairs, int(entry.points or 0), 8 if entry.effect else 0, start)
    else:
        assert entry.points is not None
        assert entry.valid_to is not None
        account.penalise(entry.entry_id, -int(entry.points), start, entry.valid_to.toordinal())
