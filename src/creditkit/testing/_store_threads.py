"""What a store promises to several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable

from creditkit.ledger import Store, StoreBusy, Stored
from creditkit.testing._store_events import Chain, event_after, same_row, same_rows

#: Seconds: how long another thread is given to do what it must not do, and what it must.
SOON, LATE = 0.05, 60.0
#: Writers on one stream, and events of each.
WRITERS, EACH = 4, 12
#: Events of a transaction, and transactions beside a reader.
BATCH, BATCHES = 5, 12


class _Other:
    """A thread that hands on what went wrong in it."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._run = run
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._guarded, daemon=True)
        self._thread.start()

    def _guarded(self) -> None:
        try:
            self._run()
        except BaseException as error:  # noqa: BLE001 - handed on
            self._error = error

    def running(self) -> bool:
        return self._thread.is_alive()

    def done(self, otherwise: str) -> None:
        """Waits for its end."""
        self._thread.join(LATE)
        assert not self._thread.is_alive(), otherwise
        if self._error is not None:
            raise self._error


def check_second_writer_waits(store: Store) -> None:
    """Of two writers one waits for the other, or is told StoreBusy."""
    inside, seen = threading.Event(), list[Stored | None]()

    def second() -> None:
        try:
            with store.write() as writer:
                inside.set()
                seen.append(writer.last())
        except StoreBusy:
            pass

    with store.write() as writer:
        other = _Other(second)
        assert not inside.wait(SOON), "a second writer is inside before the first has left"
        writer.put(event := Chain().event("a"))
        assert not inside.wait(SOON), "a second writer is inside before the first has left"
    other.done("a second writer does not come in when the first has left")
    for last in seen:
        same_row(last, event, "last() of the writer who waited")


def check_many_writers(store: Store) -> None:
    """Threads on one stream leave no gap and lose nothing."""
    others = [_Other(lambda name=f"w{place}": _append(store, name)) for place in range(WRITERS)]  # type: ignore[misc]
    for other in others:
        other.done("a writer does not come to its end")
    events = list(store.scan(stream="hot"))
    assert [event.pos for event in events] == list(range(WRITERS * EACH)), "threads left gaps, or lost events"
    assert [event.seq for event in events] == list(range(WRITERS * EACH)), "threads left gaps in a stream"
    wanted = {f"w{place}-{count}" for place in range(WRITERS) for count in range(EACH)}
    assert {event.entry_id for event in events} == wanted, "events of threads are lost"


def _append(store: Store, name: str) -> None:
    count = 0
    while count < EACH:
        try:
            with store.write() as writer:
                last, tip = writer.last(), writer.last("hot")
                rows = (None if last is None else last.row, None if tip is None else tip.row)
                writer.put(event_after(*rows, "hot", entry_id=f"{name}-{count}"))
            count += 1
        except StoreBusy:
            continue


def check_reader_never_waits(store: Store) -> None:
    """While a writer is inside, readers go on, in other threads and in its own, and see nothing of it."""
    chain = Chain()
    kept = list(chain.events("a", "b"))
    with store.write() as writer:
        for event in kept:
            writer.put(event)

    def read() -> None:
        same_rows(store.scan(), kept, "scan() beside a writer")
        same_rows(store.scan(stream="a"), kept[:1], "scan() of a stream beside a writer")
        same_row(store.last(), kept[-1], "last() beside a writer")
        same_row(store.find(kept[0].entry_id), kept[0], "find() beside a writer")
        assert store.find("e2") is None, "find() sees what a writer has not finished"

    with store.write() as writer:
        for event in chain.events("a", "c", "b"):
            writer.put(event)
        writer.redact(0)
        _Other(read).done("a reader has to wait for a writer")
        read()
    chain.redact(0)
    same_rows(store.scan(), chain.put, "scan() after a writer has left")


def check_all_or_nothing(store: Store) -> None:
    """A reader beside a writer sees each transaction whole or not at all."""
    chain = Chain()
    batches = [chain.events(*"abcab") for _ in range(BATCHES)]

    def write() -> None:
        for batch in batches:
            with store.write() as writer:
                for event in batch:
                    writer.put(event)

    other = _Other(write)
    while other.running():
        found = [event.pos for event in store.scan()]
        assert len(found) % BATCH == 0, f"a reader sees {len(found)} events, in transactions of {BATCH}"
        last = store.last()
        assert last is None or last.pos % BATCH == BATCH - 1, "last() is in the middle of a transaction"
    other.done("a writer does not come to its end")
    same_rows(store.scan(), chain.put, "scan() after all transactions")
