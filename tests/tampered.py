"""Stores whose rows somebody changed behind the ledger's back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

from creditkit.ledger import Entry, Ledger, Row, Stored, Writer
from creditkit.ledger._encoding import commit_of, leaf_of

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
SALT = bytes(range(16))
DAY = date(2026, 3, 1)


class Rows:
    """A store that gives back the rows it is given, whatever they are; nobody writes to it."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.events = [Stored(row) for row in rows]

    def write(self) -> AbstractContextManager[Writer]:
        raise NotImplementedError

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
        return (one for one in self.events[start:stop] if stream is None or one.stream == stream)

    def find(self, entry_id: str) -> Stored | None:
        return next((one for one in self.events if one.entry_id == entry_id), None)

    def last(self) -> Stored | None:
        return self.events[-1] if self.events else None


def rows_of(ledger: Ledger) -> list[Row]:
    """Every row of a ledger."""
    return [stored.row for stored in ledger.store.scan()]


def over(rows: Iterable[Row], name: str = "repair") -> Ledger:
    """A ledger over rows as they are."""
    return Ledger(Rows(rows), name=name)


def rewritten(rows: Iterable[Row]) -> list[Row]:
    """All hashes made anew: what somebody does who may write the store and knows the format."""
    done: list[Row] = []
    tips: dict[str, bytes] = {}
    for row in rows:
        commit = row.commit if row.salt is None or row.payload is None else commit_of(row.salt, row.payload)
        chained = row._replace(prev=tips.get(row.stream), commit=commit)
        done.append(chained._replace(leaf=leaf_of(chained)))
        tips[row.stream] = done[-1].leaf
    return done


def codes(ledger: Ledger, *against: Any) -> list[tuple[str, str]]:
    """Path and code of every finding."""
    return [(finding.path, finding.reason.code) for finding in ledger.verify(*against)]


def penalty(entry_id: str, stream: str = "c-1", points: str | None = "-12", **parts: Any) -> Entry:
    """An entry that costs points."""
    return Entry(entry_id, stream, "promise_broken", points=points, **{"valid_from": DAY, **parts})
