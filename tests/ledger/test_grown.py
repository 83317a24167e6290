"""The tree between calls: of what is in it the last leaf only is read again, and what a store lacks is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from creditkit.ledger import HmacSigner, Ledger, MemorySink, MemoryStore, Stored, StoreDamaged
from creditkit.ledger._grown import Grown
from creditkit.ledger._merkle import Tree
from tampered import AT, SALT, Rows, penalty, rows_of


class Asked(Rows):
    """Remembers what was scanned."""

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
        self.asked = [*getattr(self, "asked", []), (start, stop)]
        return super().scan(start, stop, stream=stream)


@pytest.fixture
def store() -> Asked:
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(*(penalty(f"e{i}") for i in range(5)), recorded_at=AT, salt=SALT)
    return Asked(rows_of(ledger))


def test_each_leaf_is_read_once(store: Asked) -> None:
    """But for the last one of the tree; a smaller size is in the tree that is there."""
    leaves = [stored.leaf for stored in store.events]
    grown = Grown(store)
    for size, length in ((0, 0), (2, 2), (1, 2), (2, 2), (5, 5)):
        tree, plain = grown.to(size), Tree()
        plain.extend(leaves[:length])
        assert (len(tree), tree.root(length)) == (length, plain.root(length))
    assert store.asked == [(0, 0), (0, 2), (1, 2), (1, 2), (1, 5)]


def test_what_is_not_there_is_said(store: Asked) -> None:
    """A lost tail, a gap, a leaf that is none; the tree stays as it was."""
    grown = Grown(store)
    grown.to(3)
    for wrong, size, said in (
        (store.events, 7, "5 of 7 events are there"),
        (store.events[:4] + store.events[3:4], 5, "no leaf at position 4"),
        ([*store.events[:4], Stored(store.events[4].row._replace(leaf=bytes(31)))], 5, "no leaf at position 4"),
    ):
        store.events, kept = wrong, store.events
        with pytest.raises(StoreDamaged) as caught:
            grown.to(size)
        assert str(caught.value) == said
        store.events = kept
        assert len(grown.to(3)) == 3


@pytest.mark.parametrize("since", [(), ("x",), ("x", "y"), ("x", "y", "z")])
def test_a_store_that_went_back_is_seen(store: Asked, since: tuple[str, ...]) -> None:
    """A backup put under a ledger that runs on, shorter, as long again or longer: no checkpoint mixes the two."""
    sink, signer = MemorySink(), HmacSigner(b"k" * 32, name="repair")
    ledger, restored = Ledger(store, name="repair"), Ledger(MemoryStore(), name="repair")
    store.events, whole = store.events[:3], store.events
    ledger.publish(sink, signer)
    restored.append(*map(penalty, ("e0", *since)), recorded_at=AT, salt=SALT)
    store.events = list(restored.events())
    for call in (ledger.checkpoint, lambda: ledger.prove("e0"), lambda: ledger.publish(sink, signer)):
        with pytest.raises(StoreDamaged, match="position 2"):
            call()
    assert len(sink.checkpoints()) == 1
    assert Ledger(store, name="repair").checkpoint() == restored.checkpoint()
    store.events = whole
    assert ledger.publish(sink, signer).checkpoint.size == 5
