"""The tree that a ledger keeps between calls, over a store that does not stay what it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from creditkit.ledger import (
    HmacSigner,
    Ledger,
    MemorySink,
    MemoryStore,
    Stored,
    StoreDamaged,
    Writer,
    from_lines,
    to_lines,
)
from tampered import AT, SALT, penalty

SIGNER = HmacSigner(b"k" * 32, name="repair")


class Restored:
    """A store that goes back, as a database does when a backup is put under a program that runs on."""

    def __init__(self) -> None:
        self._under = MemoryStore()

    def write(self) -> AbstractContextManager[Writer]:
        return self._under.write()

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
        return self._under.scan(start, stop, stream=stream)

    def find(self, entry_id: str) -> Stored | None:
        return self._under.find(entry_id)

    def last(self) -> Stored | None:
        return self._under.last()

    def back_to(self, size: int) -> None:
        """Nothing after the first so many events was ever there."""
        lines, self._under = list(to_lines(self._under, 0, size)), MemoryStore()
        from_lines(lines, self._under)


def record(ledger: Ledger, *names: str) -> None:
    """A penalty each."""
    ledger.append(*map(penalty, names), recorded_at=AT, salt=SALT)


@pytest.mark.parametrize("since", [(), ("d",), ("d", "e"), ("d", "e", "f")])
def test_a_store_that_went_back_is_seen(since: tuple[str, ...]) -> None:
    """Shorter, as long again, or longer: no checkpoint mixes what was lost with what came since."""
    store, sink = Restored(), MemorySink()
    ledger = Ledger(store, name="repair")
    record(ledger, "a", "b", "c")
    ledger.publish(sink, SIGNER)
    store.back_to(1)
    record(ledger, *since)
    for call in (ledger.checkpoint, lambda: ledger.prove("a"), lambda: ledger.publish(sink, SIGNER)):
        with pytest.raises(StoreDamaged, match="position 2"):
            call()
    assert len(sink.checkpoints()) == 1
    assert Ledger(store, name="repair").checkpoint().size == 1 + len(since)


def test_a_tree_grows_with_its_store() -> None:
    """In steps or at once, the checkpoints are the same, that of no events among them."""
    ledger = Ledger(MemoryStore(), name="repair")
    roots = [ledger.checkpoint()]
    for name in "abcde":
        record(ledger, name)
        roots.append(ledger.checkpoint())
    again = Ledger(ledger.store, name="repair")
    assert [again.checkpoint(size) for size in range(6)] == roots
