"""The tree over a store's leaves, which grows as the store does."""

from __future__ import annotations

from threading import Lock

from creditkit.ledger._errors import StoreDamaged
from creditkit.ledger._merkle import HASH, Tree
from creditkit.ledger._store import Store

_REMEDY = "verify the store against a published checkpoint, and make a new Ledger"


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

        The last leaf is read once more each time: a store that went back, such as to a backup, would otherwise go on in
        a tree that no ledger ever had.

        Raises:
            StoreDamaged: the store has not so many events, without a gap, each with a leaf; or no longer those that
                the tree was made of.
        """
        with self._lock:
            known = len(self._tree)
            start = max(known - 1, 0)
            leaves = []
            for due, stored in enumerate(self._store.scan(start, max(size, known)), start):
                if stored.pos != due or len(stored.leaf) != HASH:
                    raise StoreDamaged(f"no leaf at position {due}")
                leaves.append(stored.leaf)
            if known and leaves[:1] != [self._tree.leaf(start)]:
                raise StoreDamaged(f"the event at position {start} is not the one that was there: {_REMEDY}")
            if start + len(leaves) < size:
                raise StoreDamaged(f"{start + len(leaves)} of {size} events are there")
            self._tree.extend(leaves[1:] if known else leaves)
            return self._tree
