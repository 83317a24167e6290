"""``check_store`` passes a store that keeps its promises, and catches one that breaks any of them."""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

import pytest

from creditkit.ledger import MemoryStore, MoveSource, Row, Store, StoreBusy, Stored, Tip
from creditkit.ledger._stored import Moving, moving_of
from creditkit.testing import check_store


class Twin:
    """A plain store that keeps every promise. Each broken one overrides a step of it."""

    kind: ClassVar[type[TwinWriter]]

    def __init__(self) -> None:
        self.events: list[Stored] = []
        self.lock = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[TwinWriter]:
        with self.lock:
            writer = self.writer()
            yield writer
            self.commit(writer)

    def writer(self) -> TwinWriter:
        return self.kind(self)

    def commit(self, writer: TwinWriter) -> None:
        self.events = writer.events

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
        found = self.events[start : None if stop is None else max(stop, 0)]
        return iter([event for event in found if stream in (None, event.stream)])

    def find(self, entry_id: str) -> Stored | None:
        return next((event for event in self.events if event.entry_id == entry_id), None)

    def last(self) -> Stored | None:
        return self.events[-1] if self.events else None


class TwinWriter:
    """Works on a copy of all events."""

    def __init__(self, store: Twin) -> None:
        self.store = store
        self.before = store.events
        self.events = list(store.events)
        self.ids = {event.entry_id: event.pos for event in self.events}

    def find(self, entry_id: str) -> Stored | None:
        pos = self.ids.get(entry_id)
        return None if pos is None else self.events[pos]

    def last(self, stream: str | None = None) -> Stored | None:
        return next((event for event in reversed(self.events) if stream in (None, event.stream)), None)

    def recorded(self, stream: str) -> Iterator[Stored]:
        return (event for event in self.before if event.stream == stream)

    def find_many(self, entry_ids: Iterable[str]) -> dict[str, Stored]:
        return {name: found for name in entry_ids if (found := self.find(name)) is not None}

    def tips(self, streams: Iterable[str]) -> dict[str, Tip]:
        tips = {event.stream: event.tip for event in self.events}
        return {name: tips[name] for name in streams if name in tips}

    def put(self, stored: Stored) -> None:
        self.may_stand(stored)
        self.ids[stored.entry_id] = len(self.events)
        self.events.append(self.kept(stored))

    def may_stand(self, stored: Stored) -> None:
        tip = self.last(stored.stream)
        assert stored.pos == len(self.events)
        assert stored.seq == (0 if tip is None else tip.seq + 1)
        assert stored.entry_id not in self.ids

    def kept(self, stored: Stored) -> Stored:
        return stored

    def redact(self, pos: int) -> None:
        assert 0 <= pos < len(self.events)
        self.events[pos] = Stored(self.gone(self.events[pos].row))

    def gone(self, row: Row) -> Row:
        return row._replace(salt=None, payload=None)


Twin.kind = TwinWriter


def writer_with(**methods: Any) -> type[Twin]:
    """A store whose writers do some things in another way."""
    kind = type("Odd", (TwinWriter,), methods)
    return type("OddStore", (Twin,), {"kind": kind})


def store_with(**methods: Any) -> type[Twin]:
    """A store that does some things in another way."""
    return type("OddStore", (Twin,), methods)


def keeps(change: Callable[[str], str | None], *fields: str) -> type[Twin]:
    """A store that keeps some texts in another form."""

    def kept(self: TwinWriter, stored: Stored) -> Stored:
        row = stored.row
        given = {name: getattr(row, name) for name in fields}
        return Stored(row._replace(**{name: None if text is None else change(text) for name, text in given.items()}))

    return writer_with(kept=kept)


def ranged(self: Twin, start: int, stop: int | None, stream: str | None) -> list[Stored]:
    return list(Twin.scan(self, start, stop, stream=stream))


def moves(self: Twin, start: int, stop: int | None, stream: str | None) -> Iterator[Moving]:
    """What a replay reads."""
    return iter([moving_of(event.row) for event in ranged(self, start, stop, stream)])


def _leaf(store: Twin) -> bytes | None:
    return store.events[-1].leaf if store.events else None


def moving(change: Callable[[Iterator[Moving]], Iterable[Any]]) -> type[Twin]:
    """A store that gives something else for a replay."""

    def changed(self: Twin, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Any]:
        return iter(change(moves(self, start, stop, stream)))

    return store_with(moves=changed)


def lazily(self: Twin, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
    """Looks at each event when it comes to it."""
    pos = start
    while pos < len(self.events) and (stop is None or pos < stop):
        if stream in (None, self.events[pos].stream):
            yield self.events[pos]
        pos += 1


def sees_redactions(self: Twin, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Any:
    """Knows the end when it begins, and looks at each event when it comes to it."""
    positions = [event.pos for event in Twin.scan(self, start, stop, stream=stream)]
    return (self.events[pos] for pos in positions)


@contextmanager
def commits_anyway(self: Twin) -> Iterator[TwinWriter]:
    with self.lock:
        writer = self.writer()
        try:
            yield writer
        finally:
            self.commit(writer)


@contextmanager
def commits_after_ctrl_c(self: Twin) -> Iterator[TwinWriter]:
    with self.lock:
        writer = self.writer()
        try:
            yield writer
        except Exception:
            raise
        except BaseException:
            self.commit(writer)
            raise
        self.commit(writer)


@contextmanager
def wraps(self: Twin) -> Iterator[TwinWriter]:
    try:
        with Twin.write(self) as writer:
            yield writer
    except ValueError as error:
        raise RuntimeError("the store says") from error


@contextmanager
def swallows(self: Twin) -> Iterator[TwinWriter]:
    with suppress(KeyError), Twin.write(self) as writer:
        yield writer


@contextmanager
def stays_locked(self: Twin) -> Iterator[TwinWriter]:
    if not self.lock.acquire(timeout=0.2):
        raise StoreBusy("still held")
    writer = self.writer()
    yield writer
    self.commit(writer)
    self.lock.release()


@contextmanager
def unlocked(self: Twin) -> Iterator[TwinWriter]:
    writer = self.writer()
    yield writer
    self.commit(writer)


class Leaky(TwinWriter):
    """Writes straight into the store, and takes it back after an exception."""

    def __init__(self, store: Twin) -> None:
        super().__init__(store)
        store.events = self.events


@contextmanager
def write_through(self: Twin) -> Iterator[TwinWriter]:
    with self.lock:
        before = list(self.events)
        try:
            yield Leaky(self)
        except BaseException:
            self.events = before
            raise


class Locking(Twin):
    """Makes readers wait for writers."""

    def last(self) -> Stored | None:
        if not self.lock.acquire(timeout=0.2):
            raise AssertionError("waited")
        self.lock.release()
        return super().last()


def one_by_one(self: Twin, writer: TwinWriter) -> None:
    """Publishes a transaction event by event."""
    for end in range(len(self.events), len(writer.events) + 1):
        self.events = writer.events[:end]
        time.sleep(0.0005)


class KeepsRedactions(TwinWriter):
    """Removes for good before the transaction is through."""

    def redact(self, pos: int) -> None:
        super().redact(pos)
        if pos < len(self.before):
            self.before[pos] = self.events[pos]


def accepts(*parts: str) -> type[Twin]:
    """A store that does not look at some of what has to fit."""

    def may_stand(self: TwinWriter, stored: Stored) -> None:
        tip = self.last(stored.stream)
        assert "pos" in parts or stored.pos == len(self.events)
        assert "seq" in parts or stored.seq == (0 if tip is None else tip.seq + 1)
        assert "id" in parts or stored.entry_id not in self.ids
        assert "own id" in parts or stored.entry_id not in [e.entry_id for e in self.events[len(self.before) :]]

    return writer_with(may_stand=may_stand)


TEXTS = ("stream", "entry_id", "type", "payload", "effect", "causes", "policy")
BROKEN: dict[str, type[Twin]] = {
    "finds something in an empty store": store_with(
        find=lambda self, name: Twin.find(self, name) or (self.events[0] if self.events else Stored(None))  # type: ignore[arg-type]
    ),
    "scans backwards": store_with(scan=lambda self, a=0, b=None, *, stream=None: reversed(ranged(self, a, b, stream))),
    "takes stop as included": store_with(
        scan=lambda self, a=0, b=None, *, stream=None: iter(ranged(self, a, None if b is None else b + 1, stream))
    ),
    "ignores start": store_with(scan=lambda self, a=0, b=None, *, stream=None: iter(ranged(self, 0, b, stream))),
    "ignores start for a stream": store_with(
        scan=lambda self, a=0, b=None, *, stream=None: iter(ranged(self, 0 if stream else a, b, stream))
    ),
    "counts in the stream": store_with(
        scan=lambda self, a=0, b=None, *, stream=None: iter(
            ranged(self, 0, None, stream)[a:b] if stream else ranged(self, a, b, None)
        )
    ),
    "ignores the stream": store_with(scan=lambda self, a=0, b=None, *, stream=None: iter(ranged(self, a, b, None))),
    "gives one page": store_with(scan=lambda self, a=0, b=None, *, stream=None: iter(ranged(self, a, b, stream)[:500])),
    "finds ids in any case": store_with(
        find=lambda self, name: next((e for e in self.events if e.entry_id.lower() == name.lower()), None)
    ),
    "gives the first as the last": store_with(last=lambda self: self.events[0] if self.events else None),
    "decomposes": keeps(lambda text: unicodedata.normalize("NFD", text), *TEXTS),
    "composes": keeps(lambda text: unicodedata.normalize("NFC", text), "payload"),
    "strips": keeps(str.strip, *TEXTS),
    "keeps 255 characters": keeps(lambda text: text[:255], "payload"),
    "keeps 65,535 characters": keeps(lambda text: text[:65_535], "effect"),
    "keeps three bytes a character": keeps(lambda text: "".join(c for c in text if c < "\uffff"), *TEXTS),
    "translates line ends": keeps(lambda text: text.replace("\r\n", "\n"), *TEXTS),
    "keeps no empty text": keeps(lambda text: text or None, "policy", "payload"),
    "keeps latin letters": keeps(lambda text: text.encode("latin-1", "replace").decode("latin-1"), *TEXTS),
    "keeps empty for None": writer_with(kept=lambda self, s: Stored(s.row._replace(valid_to=s.row.valid_to or ""))),
    "gives other bytes": writer_with(kept=lambda self, s: Stored(s.row._replace(leaf=bytearray(s.row.leaf)))),
    "keeps short bytes": writer_with(kept=lambda self, s: Stored(s.row._replace(salt=(s.row.salt or b"")[:64]))),
    "keeps positions as text": writer_with(kept=lambda self, s: Stored(s.row._replace(pos=str(s.row.pos)))),
    "does not find its own": writer_with(
        find=lambda self, name: next((e for e in self.before if e.entry_id == name), None)
    ),
    "does not know its own last": writer_with(
        last=lambda self, stream=None: TwinWriter.last(self, stream) if stream else (self.before or [None])[-1]
    ),
    "takes its own for recorded": writer_with(
        recorded=lambda self, stream: (event for event in self.events if event.stream == stream)
    ),
    "gives all streams for one": writer_with(recorded=lambda self, stream: iter(self.before)),
    "takes any position": accepts("pos"),
    "takes any sequence": accepts("seq"),
    "takes an id twice": accepts("id", "own id"),
    "takes an id twice in a transaction": writer_with(
        may_stand=lambda self, stored: TwinWriter.may_stand(
            _Without(self, stored.entry_id) if stored.entry_id not in {e.entry_id for e in self.before} else self,
            stored,
        )
    ),
    "redacts nothing where there is nothing": writer_with(
        redact=lambda self, pos: TwinWriter.redact(self, pos) if 0 <= pos < len(self.events) else None
    ),
    "redacts from the end": writer_with(redact=lambda self, pos: TwinWriter.redact(self, pos % len(self.events))),
    "commits after an exception": store_with(write=commits_anyway),
    "commits after Ctrl-C": store_with(write=commits_after_ctrl_c),
    "wraps exceptions": store_with(write=wraps),
    "swallows exceptions": store_with(write=swallows),
    "stays locked after an exception": store_with(write=stays_locked),
    "redacts before it commits": store_with(kind=KeepsRedactions),
    "keeps the salt": writer_with(gone=lambda self, row: row._replace(payload=None)),
    "keeps the payload": writer_with(gone=lambda self, row: row._replace(salt=None)),
    "removes the effect, too": writer_with(gone=lambda self, row: row._replace(salt=None, payload=None, effect="{}")),
    "redacts the next one": writer_with(
        redact=lambda self, pos: TwinWriter.redact(self, pos if pos < 0 or pos + 1 >= len(self.events) else pos + 1)
    ),
    "redacts once only": writer_with(
        redact=lambda self, pos: _refuse() if self.events[pos].redacted else TwinWriter.redact(self, pos)
    ),
    "scans what is added meanwhile": store_with(scan=lazily),
    "scans what is redacted meanwhile": store_with(scan=sees_redactions),
    "finds no own events in a batch": writer_with(
        find_many=lambda self, names: {n: e for n in names for e in self.before if e.entry_id == n}
    ),
    "finds part of a batch": writer_with(find_many=lambda self, names: TwinWriter.find_many(self, list(names)[:20])),
    "gives None in a batch": writer_with(find_many=lambda self, names: {n: self.find(n) for n in names}),
    "gives first for last in a batch": writer_with(
        tips=lambda self, names: {
            n: next(e.tip for e in self.events if e.stream == n) for n in TwinWriter.tips(self, names)
        }
    ),
    "answers an empty batch": writer_with(
        find_many=lambda self, names: TwinWriter.find_many(self, list(names) or list(self.ids))
    ),
    "counts one event too few": store_with(head=lambda self: (max(len(self.events) - 1, 0), _leaf(self))),
    "counts no events": store_with(head=lambda self: (0, None)),
    "has the first leaf for the last": store_with(
        head=lambda self: (len(self.events), self.events[0].leaf if self.events else None)
    ),
    "has a leaf of nothing": store_with(head=lambda self: (len(self.events), _leaf(self) or b"")),
    "gives a replay one page": moving(lambda moves: list(moves)[:2_000]),
    "gives a replay the wrong day": moving(lambda moves: [(*m[:5], m[5] or m[4], *m[6:]) for m in moves]),
    "gives a replay days and types in turn": moving(lambda moves: [(*m[:3], m[4], m[3], *m[5:]) for m in moves]),
    "gives a replay texts for positions": moving(lambda moves: [(str(m[0]), *m[1:]) for m in moves]),
    "gives a replay latin effects": moving(
        lambda m: [(*one[:7], one[7].encode("ascii", "replace").decode()) for one in m]
    ),
    "ignores start for a replay": store_with(moves=lambda self, a=0, b=None, *, stream=None: moves(self, 0, b, stream)),
    "ignores stop for a replay": store_with(
        moves=lambda self, a=0, b=None, *, stream=None: moves(self, a, None, stream)
    ),
    "ignores the stream for a replay": store_with(
        moves=lambda self, a=0, b=None, *, stream=None: moves(self, a, b, None)
    ),
    "replays what is added meanwhile": store_with(
        moves=lambda self, a=0, b=None, *, stream=None: map(
            moving_of, (e.row for e in lazily(self, a, b, stream=stream))
        )
    ),
    "lets two writers in": store_with(write=unlocked),
    "shows what is not committed": store_with(write=write_through),
    "makes readers wait": Locking,
    "publishes one by one": store_with(commit=one_by_one),
}


class _Without:
    """A writer that has forgotten one id."""

    def __init__(self, writer: TwinWriter, name: str) -> None:
        self.events, self.last = writer.events, writer.last
        self.ids = {key: pos for key, pos in writer.ids.items() if key != name}


def _refuse() -> None:
    raise ValueError("redacted already")


@pytest.mark.parametrize("factory", [Twin, moving(lambda moves: moves), MemoryStore])
def test_a_store_that_keeps_its_promises_passes(factory: Callable[[], Store]) -> None:
    """The twins are broken by one step each: without that, they pass."""
    check_store(factory)


def test_which_stores_give_moves() -> None:
    """They are told by the method; the others are asked for whole events."""
    assert isinstance(moving(lambda moves: moves)(), MoveSource)
    assert not isinstance(Twin(), MoveSource)


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_promise_is_noticed(how: str) -> None:
    """Each broken promise is caught."""
    with pytest.raises((AssertionError, StoreBusy, ValueError)):
        check_store(BROKEN[how])


def reopened(change: Callable[[list[Stored]], list[Stored]]) -> Callable[[Twin], Twin]:
    """A new start of the program, after which a store has what ``change`` makes of its events."""

    def reopen(store: Twin) -> Twin:
        other = Twin()
        other.events = change(list(store.events))
        return other

    return reopen


def test_a_store_that_is_opened_again() -> None:
    """What was kept passes; a lost event and a redaction undone do not."""
    whole: dict[int, Stored] = {}

    def brought_back(events: list[Stored]) -> list[Stored]:
        for event in events:
            if not event.redacted:
                whole[event.pos] = event
        return [whole.get(event.pos, Stored(event.row._replace(salt=b"", payload=""))) for event in events]

    check_store(Twin, reopen=reopened(lambda events: events))
    for change in (lambda events: events[:-1], lambda events: [], brought_back):
        with pytest.raises(AssertionError):
            check_store(Twin, reopen=reopened(change))
