"""The tree over a ledger's leaves: RFC 6962, section 2.1.

Of the leaves from ``i·2^k`` to ``(i+1)·2^k`` the hash stands at level ``k``, place ``i``, once they are all there; it
never changes again. A tree of any earlier size is made of the same hashes, so one tree answers for every size up to
its own: its root are the complete subtrees of that size, folded from the right.

Proofs are checked as in RFC 9162, sections 2.1.3.2 and 2.1.4.2, with nothing but the proof and what it is held
against. A check says False, and never raises, of whatever bytes and numbers it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice

from creditkit.errors import InvalidInput
from creditkit.ledger._encoding import NODE

#: Bytes of a SHA-256 hash.
HASH = 32
#: The root of a tree without leaves: the hash of nothing.
EMPTY_ROOT = sha256(b"").digest()
#: Leaves that are taken in at a time; what is held besides the tree stays small.
_BLOCK = 65_536


def node(left: bytes, right: bytes) -> bytes:
    """The hash above two hashes."""
    return sha256(NODE + left + right).digest()


class Tree:
    r"""A tree that grows by leaves at its right end.

    It keeps 64 bytes a leaf. Readers of any size up to ``len(tree)`` may run while one writer appends.

    Args:
        leaves: hashes of 32 bytes, as :attr:`Stored.leaf` has them.

    Raises:
        InvalidInput: a leaf that is not 32 bytes, a size or an index that the tree has not.

    >>> tree = Tree([sha256(b"\0" + letter).digest() for letter in (b"a", b"b", b"c")])
    >>> tree.root(1) == sha256(b"\0a").digest(), len(tree.inclusion(0)), len(tree.consistency(1))
    (True, 2, 2)
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]
        self._size = 0
        self.extend(leaves)

    def __len__(self) -> int:
        """How many leaves there are."""
        return self._size

    def append(self, leaf: bytes) -> None:
        """Adds a leaf at the end."""
        self._take([leaf])

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Adds leaves at the end; at one that is no leaf it stops, and the ones before it are in the tree."""
        given = iter(leaves)
        while block := list(islice(given, _BLOCK)):
            self._take(block)

    def leaf(self, index: int) -> bytes:
        """The leaf at an index."""
        return self._at(0, _below(index, self._size, "index"))

    def root(self, size: int | None = None) -> bytes:
        """The root of the first ``size`` leaves; of all of them without a size."""
        upto = self._upto(size)
        return self._fold(upto, len(self._levels)) if upto else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The hashes that lead from a leaf to the root of the first ``size`` leaves, from the leaf upwards."""
        upto = self._upto(size)
        return tuple(self._path(0, _below(index, upto, "index"), upto))

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """The hashes that lead from the root of the first ``old`` leaves to that of the first ``size``.

        Empty where the two sizes are equal, and from a tree without leaves, which says nothing.
        """
        upto = self._upto(size)
        _below(old, upto + 1, "old")
        if old in (0, upto):
            return ()
        level = (old & -old).bit_length() - 1
        place = (old >> level) - 1
        first = (self._at(level, place),) if place else ()  # a whole power of two is the old root itself
        return (*first, *self._path(level, place, upto))

    def _take(self, block: list[bytes]) -> None:
        alike = set(map(type, block)) == {bytes} and set(map(len, block)) == {HASH}
        wrong = None if alike else next((i for i, leaf in enumerate(block) if not _is_hash(leaf)), None)
        self._levels[0] += b"".join(block if wrong is None else block[:wrong])
        level = 0
        while len(self._levels[level]) >= 2 * HASH:
            if level + 1 == len(self._levels):
                self._levels.append(bytearray())
            below, above = self._levels[level], self._levels[level + 1]
            pairs = bytes(below[2 * len(above) : len(below) // (2 * HASH) * 2 * HASH])
            above += b"".join([sha256(NODE + pairs[i : i + 64]).digest() for i in range(0, len(pairs), 2 * HASH)])
            level += 1
        self._size = len(self._levels[0]) // HASH
        if wrong is not None:
            raise InvalidInput(f"leaves[{self._size}]", block[wrong], f"{HASH} bytes")

    def _at(self, level: int, place: int) -> bytes:
        return bytes(self._levels[level][place * HASH : (place + 1) * HASH])

    def _fold(self, size: int, height: int) -> bytes:
        """The hash over the leaves of a tree of that size that its complete subtrees of ``height`` leave over."""
        found = b""
        for level in range(height):
            if size >> level & 1:
                left = self._at(level, (size >> level) - 1)
                found = node(left, found) if found else left
        return found

    def _path(self, level: int, place: int, size: int) -> Iterator[bytes]:
        """The neighbours of a place and of all places above it, in a tree of that size."""
        while 1 << level < size:
            beside = place ^ 1
            if beside + 1 << level <= size:
                yield self._at(level, beside)
            elif beside << level < size:  # the right end, not complete
                yield self._fold(size, level)
            level, place = level + 1, place >> 1

    def _upto(self, size: int | None) -> int:
        return self._size if size is None else _below(size, self._size + 1, "size")


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    r"""Whether a leaf stands at an index of the tree of that size and root.

    Args:
        leaf: its hash, 32 bytes.
        index: from 0.
        size: how many leaves the tree has.
        proof: the hashes beside the way up, from the leaf upwards.
        root: the hash of the whole tree.

    >>> a, b = (sha256(b"\0" + letter).digest() for letter in (b"a", b"b"))
    >>> verify_inclusion(b, 1, 2, [a], node(a, b)), verify_inclusion(b, 0, 2, [a], node(a, b))
    (True, False)
    """
    if not 0 <= index < size or not all(map(_is_hash, (leaf, root, *proof))):
        return False
    at, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(beside, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    r"""Whether the tree of ``size`` and ``root`` begins with the leaves of the tree of ``old_size`` and ``old_root``.

    Between equal sizes the roots are equal and the proof is empty. From a tree without leaves every tree has grown:
    its root is :data:`EMPTY_ROOT` and the proof is empty.

    >>> a, b = (sha256(b"\0" + letter).digest() for letter in (b"a", b"b"))
    >>> verify_consistency(1, a, 2, node(a, b), [b]), verify_consistency(1, b, 2, node(a, b), [a])
    (True, False)
    """
    if not 0 <= old_size <= size or not all(map(_is_hash, (old_root, root, *proof))):
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    path = list(proof) if at else [old_root, *proof]
    return bool(path) and _both_roots(path, at, last) == (old_root, root)


def _both_roots(path: Sequence[bytes], at: int, last: int) -> tuple[bytes, bytes] | None:
    """The roots of the earlier and of the later tree that a path leads to; None where it is too long or too short."""
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            old, new = node(beside, old), node(beside, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, beside)
        at, last = at >> 1, last >> 1
    return (old, new) if last == 0 else None


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == HASH


def _below(value: object, end: int, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < end:
        raise InvalidInput(name, value, f"a whole number from 0 to {end - 1}" if end else "nothing: the tree is empty")
    return value
