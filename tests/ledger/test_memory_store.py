"""The store in memory: threads, exceptions, what a transaction sees."""

from __future__ import annotations

import pickle
import threading
from typing import cast

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import BatchWriter, Ledger, MemoryStore, StoreBusy, Stored, Writer
from creditkit.testing import check_store
from tampered import AT, DAY, SALT, penalty


def test_the_conformance_suite() -> None:
    """What every store is held to."""
    check_store(MemoryStore)


def events(count: int) -> list[Stored]:
    """Events of a ledger, one after another."""
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(*(penalty(f"e{i}") for i in range(count)), recorded_at=AT, salt=SALT)
    return list(ledger.events())


def test_a_second_writer_waits_no_longer_than_it_may() -> None:
    """Then it is told that the store is busy; a writer within a writer is a second one."""
    store = MemoryStore(patience=0.01)
    with store.write(), pytest.raises(StoreBusy), store.write():
        pass
    with store.write():
        pass


def test_nothing_is_seen_before_the_block_is_left() -> None:
    """Readers see the state before; the writer sees its own."""
    store, (one, two) = MemoryStore(), events(2)
    with store.write() as writer:
        writer.put(one)
        writer.redact(0)
        writer.put(two)
        assert (list(store.scan()), store.last(), store.find("e0")) == ([], None, None)
        assert writer.last() == two
        found = cast("Stored", writer.find("e0"))
        assert found.redacted
    assert [stored.redacted for stored in store.scan()] == [True, False]


def test_a_scan_sees_one_state() -> None:
    """What is recorded or redacted while it runs is not in it."""
    store, (one, two) = MemoryStore(), events(2)
    with store.write() as writer:
        writer.put(one)
    scan = store.scan()
    with store.write() as writer:
        writer.put(two)
        writer.redact(0)
    assert list(scan) == [one]


def test_a_batch_writer() -> None:
    """It answers for many ids and streams at once, its own puts and redactions included."""
    store, (one, two) = MemoryStore(), events(2)
    with store.write() as writer:
        assert isinstance(writer, BatchWriter)
        writer.put(one)
        assert writer.find_many(["e0", "e1"]) == {"e0": one}
        assert writer.tips(["c-1", "c-2"]) == {"c-1": one.tip}
        writer.put(two)
        writer.redact(1)
        assert writer.tips(["c-1"]) == {"c-1": two.tip}
        found = writer.find_many(["e1", "e0", "nobody"])
        assert {name: stored.redacted for name, stored in found.items()} == {"e0": False, "e1": True}
        assert found["e0"] == one
        assert (writer.find("nobody"), writer.last("nowhere")) == (None, None)


def test_a_writer_reads_what_was_recorded_in_a_stream() -> None:
    """From its first event on; what it has put itself is not among it."""
    store, (one, two) = MemoryStore(), events(2)
    with store.write() as writer:
        writer.put(one)
    with store.write() as writer:
        writer.put(two)
        assert list(writer.recorded("c-1")) == [one]
        assert list(writer.recorded("c-2")) == []


def test_an_empty_store_has_nothing_to_redact() -> None:
    """Not at its first position either."""
    with pytest.raises(InvalidInput, match="pos: 0 given"), MemoryStore().write() as writer:
        writer.redact(0)


def test_a_writer_ends_with_its_block() -> None:
    """Neither after the block nor after an exception can it write."""
    store, (one, two) = MemoryStore(), events(2)
    kept: list[Writer] = []
    with store.write() as writer:
        kept.append(writer)
        writer.put(one)
    with pytest.raises(ZeroDivisionError), store.write() as writer:  # noqa: PT012
        kept.append(writer)
        writer.put(two)
        writer.redact(0)
        raise ZeroDivisionError
    for writer in kept:
        with pytest.raises(InvalidInput, match="writer"):
            writer.put(two)
        with pytest.raises(InvalidInput, match="writer"):
            writer.redact(0)
    assert list(store.scan()) == [one]


def test_refusals_word_for_word() -> None:
    """What is given, what would be accepted, and what to do."""
    store, (one, two) = MemoryStore(patience=0), events(2)
    with store.write() as writer:
        writer.put(one)
        due, new = "accepted: position and sequence (1, 1)", "accepted: an id that is not in the ledger"
        recorded = "accepted: the position of a recorded event"
        calls = [
            (lambda: writer.put(Stored(two.row._replace(pos=5))), f"stored: (5, 1) given; {due}"),
            (lambda: writer.put(Stored(two.row._replace(seq=0))), f"stored: (1, 0) given; {due}"),
            (lambda: writer.put(Stored(two.row._replace(entry_id="e0"))), f"stored.entry_id: 'e0' given; {new}"),
            (lambda: writer.redact(1), f"pos: 1 given; {recorded}"),
            (lambda: writer.redact(-1), f"pos: -1 given; {recorded}"),
        ]
        for call, said in calls:
            with pytest.raises(InvalidInput) as caught:
                call()
            assert str(caught.value) == said
        with pytest.raises(StoreBusy) as busy, store.write():
            pass
        assert str(busy.value) == "another writer holds the store"
    with pytest.raises(InvalidInput) as caught:
        writer.redact(0)
    assert str(caught.value) == (
        "writer: 'a writer' given; accepted: one whose block is not left yet. Open write() again"
    )
    with store.write() as writer, pytest.raises(InvalidInput) as caught:
        writer.put(Stored(two.row._replace(entry_id="e0")))
    assert caught.value.path == "stored.entry_id"


def test_ranges() -> None:
    """From the first position on and up to one that is left out, of all and of one stream; none before the first."""
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(*(penalty(f"e{i}", f"c-{i % 2}") for i in range(5)), recorded_at=AT, salt=SALT)
    store = ledger.store
    for start, stop, stream, found in (
        (0, None, None, [0, 1, 2, 3, 4]), (-2, None, None, [0, 1, 2, 3, 4]), (3, None, None, [3, 4]),
        (0, 4, None, [0, 1, 2, 3]), (2, 2, None, []), (0, -1, None, []), (0, 0, None, []), (1, 9, None, [1, 2, 3, 4]),
        (0, None, "c-0", [0, 2, 4]), (-1, 4, "c-0", [0, 2]), (2, 5, "c-0", [2, 4]), (3, 3, "c-1", []),
        (0, None, "c-9", []),
    ):  # fmt: skip
        assert [one.pos for one in store.scan(start, stop, stream=stream)] == found
    assert [one.pos for one in store.scan()] == [0, 1, 2, 3, 4]


def test_threads_that_append_at_once() -> None:
    """Each event has one position; readers see whole batches only."""
    ledger = Ledger(MemoryStore(), name="repair")
    torn: list[int] = []

    def write(worker: int) -> None:
        for turn in range(20):
            batch = [penalty(f"{worker}-{turn}-{i}", f"c-{i}") for i in range(3)]
            ledger.append(*batch, recorded_at=AT, salt=SALT)
            torn.extend(size for size in (len(ledger), len(list(ledger.events()))) if size % 3)

    threads = [threading.Thread(target=write, args=[worker]) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (torn, len(ledger), ledger.verify(ledger.checkpoint())) == ([], 240, ())


def test_stored_events_and_entries_can_be_pickled() -> None:
    """With read-only mappings inside; what was read of them before plays no part."""
    ledger = Ledger(MemoryStore(), name="repair")
    entry = penalty("a", payload={"who": "Li"}, effect={"final": "yes"}, causes=("x",), valid_to=DAY)
    (receipt,) = ledger.append(entry, recorded_at=AT, salt=SALT)
    assert receipt.stored.figures["final"] == "yes"
    for value in (entry, receipt, receipt.stored):
        again = pickle.loads(pickle.dumps(value))
        assert again == value
        assert hash(again) == hash(value)
    with pytest.raises(TypeError):
        receipt.stored.figures["final"] = "no"  # type: ignore[index]
    with pytest.raises(TypeError):
        entry.payload["who"] = "Wu"  # type: ignore[index]
