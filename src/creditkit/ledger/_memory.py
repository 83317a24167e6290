"""A ledger in memory: for tests, notebooks and the model that other stores are held to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from creditkit.errors import InvalidInput
from creditkit.ledger._stored import Stored
from creditkit.ledger._store import Writer


class MemoryStore:
    """Keeps events in lists; gone with the process.

    >>> store = MemoryStore()
    >>> list(store.scan())
    []
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[Stored] = []
        self._ids: dict[str, int] = {}
        self._streams: dict[str, list[int]] = {}

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """One writer at a time; what it put is there when the block is left."""
        with self._lock:
            writer = _Writer(self)
            yield writer
            writer.commit()

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
        """The events as they stand at the first step; see :class:`creditkit.ledger.Store`."""
        if stream is None:
            return iter(self._events[start:stop])
        positions = self._streams.get(stream, ())
        return iter([self._events[p] for p in positions if start <= p and (stop is None or p < stop)])

    def find(self, entry_id: str) -> Stored | None:
        """The event of that id, or None."""
        pos = self._ids.get(entry_id)
        return None if pos is None else self._events[pos]

    def last(self) -> Stored | None:
        """The last event, or None."""
        return self._events[-1] if self._events else None


class _Writer:
    """What one transaction puts and redacts, kept apart until it is through."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._put: list[Stored] = []
        self._ids: dict[str, Stored] = {}
        self._tips: dict[str, Stored] = {}
        self._redacted: set[int] = set()

    def find(self, entry_id: str) -> Stored | None:
        return self._ids.get(entry_id) or self._store.find(entry_id)

    def last(self, stream: str | None = None) -> Stored | None:
        if stream is None:
            return self._put[-1] if self._put else self._store.last()
        positions = self._store._streams.get(stream)
        return self._tips.get(stream) or (self._store._events[positions[-1]] if positions else None)

    def put(self, stored: Stored) -> None:
        last, tip = self.last(), self.last(stored.stream)
        due = (0 if last is None else last.pos + 1, 0 if tip is None else tip.seq + 1)
        if (stored.pos, stored.seq) != due:
            raise InvalidInput("stored", (stored.pos, stored.seq), f"position and sequence {due}")
        if self.find(stored.entry_id) is not None:
            raise InvalidInput("stored.entry_id", stored.entry_id, "an id that is not in the ledger")
        self._put.append(stored)
        self._ids[stored.entry_id] = self._tips[stored.stream] = stored

    def redact(self, pos: int) -> None:
        self._redacted.add(pos)

    def commit(self) -> None:
        store = self._store
        events = [*store._events, *self._put] if self._redacted else store._events
        if not self._redacted:
            store._events.extend(self._put)
        for stored in self._put:
            store._ids[stored.entry_id] = stored.pos
            store._streams.setdefault(stored.stream, []).append(stored.pos)
        for pos in self._redacted:
            events[pos] = Stored(events[pos].row._replace(salt=None, payload=None))
        store._events = events
