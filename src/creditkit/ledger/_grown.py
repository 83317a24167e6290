"""The tree over a store's leaves, which grows as the store does."""

from __future__ import annotations

from threading import Lock

from creditkit.ledger._errors import StoreDamaged
from creditkit.ledger._merkle import HASH, Tree
from creditkit.ledger._store import Store


class Grown:
    """Keeps the tree between calls: a leaf that is in it is not read again.

    Args:
        store: where the leaves come from.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._tree = Tree()

    def to(self, size: int) -> Tree:
        """The tree of at least so many leaves.

        Raises:
            StoreDamaged: the store has not so many events, without a gap, each with a leaf.
        """
        with self._lock:
            start = len(self._tree)
            leaves = []
            for due, stored in enumerate(self._store.scan(start, size) if size > start else (), start):
                if stored.pos != due or len(stored.leaf) != HASH:
                    raise StoreDamaged(f"no leaf at position {due}")
                leaves.append(stored.leaf)
            if start + len(leaves) < size:
                raise StoreDamaged(f"{start + len(leaves)} of {size} events are there")
            self._tree.extend(leaves)
            return self._tree
