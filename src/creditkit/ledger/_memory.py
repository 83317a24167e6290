"""A ledger in memory: for tests, notebooks and the model that other stores are held to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from creditkit.errors import InvalidInput
from creditkit.ledger._errors import StoreBusy
from creditkit.ledger._store import Writer
from creditkit.ledger._stored import Stored, Tip

#: So many seconds a second writer waits for the first.
PATIENCE = 5.0


class MemoryStore:
    """Keeps events in lists; gone with the process. Any number of threads may read while one writes.

    Args:
        patience: how many seconds ``write()`` waits for another writer before it raises ``StoreBusy``.

    >>> store = MemoryStore()
    >>> list(store.scan()), store.last()
    ([], None)
    """

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._writing = Lock()
        self._state = _State()

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """One writer at a time; what it put is there, all of it at once, when the block is left."""
        if not self._writing.acquire(timeout=self._patience):
            raise StoreBusy("another writer holds the store")
        try:
            writer = _MemoryWriter(self._state)
            try:
                yield writer
            finally:
                changes = writer.close()
            self._state.take(*changes)
        finally:
            self._writing.release()

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
        """The events as they stand at the call; see :class:`creditkit.ledger.Store`."""
        return iter(self._state.between(max(start, 0), stop, stream))

    def find(self, entry_id: str) -> Stored | None:
        """The event of that id, or None."""
        return self._state.find(entry_id)

    def last(self) -> Stored | None:
        """The last event, or None."""
        return self._state.last()


class _State:
    """What is recorded, with its look-ups. Each call sees, or makes, one change whole."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._events: list[Stored] = []
        self._ids: dict[str, int] = {}
        self._streams: dict[str, list[int]] = {}

    def between(self, start: int, stop: int | None, stream: str | None) -> list[Stored]:
        with self._lock:
            events = self._events
            if stream is None:
                return events[start:] if stop is None else events[start : max(stop, 0)]
            end = len(events) if stop is None else stop
            return [events[pos] for pos in self._streams.get(stream, ()) if start <= pos < end]

    def find(self, entry_id: str) -> Stored | None:
        with self._lock:
            pos = self._ids.get(entry_id)
            return None if pos is None else self._events[pos]

    def find_many(self, entry_ids: Iterable[str]) -> dict[str, Stored]:
        with self._lock:
            events, ids = self._events, self._ids
            return {name: events[ids[name]] for name in entry_ids if name in ids}

    def at(self, pos: int) -> Stored | None:
        with self._lock:
            return self._events[pos] if 0 <= pos < len(self._events) else None

    def last(self, stream: str | None = None) -> Stored | None:
        with self._lock:
            if stream is None:
                return self._events[-1] if self._events else None
            positions = self._streams.get(stream)
            return self._events[positions[-1]] if positions else None

    def due(self, name: str, stream: str) -> int | None:
        """The sequence of a new event; None for an id that is there. Asked by the one writer, so nothing changes."""
        return None if name in self._ids else len(self._streams.get(stream, ()))

    def take(self, put: list[Stored], ids: Mapping[str, int], changed: Mapping[int, Stored]) -> None:
        streams = self._streams
        with self._lock:
            self._events.extend(put)
            self._ids.update(ids)
            for stored in put:
                row = stored.row
                if row.stream in streams:
                    streams[row.stream].append(row.pos)
                else:
                    streams[row.stream] = [row.pos]
            for pos, stored in changed.items():
                self._events[pos] = stored


class _MemoryWriter:
    """What one transaction puts and redacts, kept apart until it is through."""

    def __init__(self, state: _State) -> None:
        self._state = state
        last = state.last()
        self._first = 0 if last is None else last.pos + 1
        self._put: list[Stored] = []
        self._ids: dict[str, int] = {}
        self._tips: dict[str, Stored] = {}
        self._changed: dict[int, Stored] = {}
        self._open = True

    def find(self, entry_id: str) -> Stored | None:
        pos = self._ids.get(entry_id)
        stored = self._state.find(entry_id) if pos is None else self._put[pos - self._first]
        return self._as_changed(stored)

    def find_many(self, entry_ids: Iterable[str]) -> dict[str, Stored]:
        names = list(entry_ids)
        found = self._state.find_many(names)
        found.update({name: self._put[self._ids[name] - self._first] for name in names if name in self._ids})
        return (
            {name: self._changed.get(stored.row.pos, stored) for name, stored in found.items()}
            if self._changed
            else found
        )

    def last(self, stream: str | None = None) -> Stored | None:
        if stream is None:
            return self._as_changed(self._put[-1] if self._put else self._state.last())
        return self._as_changed(self._tips.get(stream) or self._state.last(stream))

    def tips(self, streams: Iterable[str]) -> dict[str, Tip]:
        return {name: stored.tip for name in streams if (stored := self.last(name)) is not None}

    def recorded(self, stream: str) -> Iterator[Stored]:
        return iter(self._state.between(0, None, stream))

    def put(self, stored: Stored) -> None:
        if not self._open:
            self._is_open()
        row = stored.row
        name, stream, pos = row.entry_id, row.stream, self._first + len(self._put)
        tip, recorded = self._tips.get(stream), self._state.due(name, stream)
        seq = recorded if tip is None else tip.row.seq + 1
        if recorded is None or name in self._ids:
            raise InvalidInput("stored.entry_id", name, "an id that is not in the ledger")
        if row.pos != pos or row.seq != seq:
            raise InvalidInput("stored", (row.pos, row.seq), f"position and sequence {(pos, seq)}")
        self._put.append(stored)
        self._ids[name] = pos
        self._tips[stream] = stored

    def redact(self, pos: int) -> None:
        self._is_open()
        stored = self._put[pos - self._first] if 0 <= pos - self._first < len(self._put) else self._state.at(pos)
        if stored is None:
            raise InvalidInput("pos", pos, "the position of a recorded event")
        self._changed[pos] = Stored(stored.row._replace(salt=None, payload=None))

    def close(self) -> tuple[list[Stored], dict[str, int], dict[int, Stored]]:
        """Ends the transaction: what it put, the positions of that by id, and what it redacted by position."""
        self._open = False
        return self._put, self._ids, self._changed

    def _as_changed(self, stored: Stored | None) -> Stored | None:
        return stored if stored is None or not self._changed else self._changed.get(stored.row.pos, stored)

    def _is_open(self) -> None:
        if not self._open:
            raise InvalidInput("writer", "a writer", "one whose block is not left yet", "open write() again")
