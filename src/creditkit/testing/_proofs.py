"""Laws of proofs: one that holds for an event holds for no other, and a ledger's growth only appends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from creditkit.ledger import MemoryStore, Store, Tree, from_lines, to_lines, verify_consistency, verify_inclusion

#: Makes a proof of inclusion: leaves, index, size.
ProveInclusion: TypeAlias = "Callable[[Sequence[bytes], int, int], Sequence[bytes]]"
#: Checks one: leaf, index, size, proof, root.
VerifyInclusion: TypeAlias = "Callable[[bytes, int, int, Sequence[bytes], bytes], bool]"
#: Makes a proof of growth: leaves, old size, size.
ProveGrowth: TypeAlias = "Callable[[Sequence[bytes], int, int], Sequence[bytes]]"
#: Checks one: old size, old root, size, root, proof.
VerifyGrowth: TypeAlias = "Callable[[int, bytes, int, bytes, Sequence[bytes]], bool]"


def leaves(*, min_size: int = 0, max_size: int = 20) -> SearchStrategy[list[bytes]]:
    """Leaves of a ledger, all different."""
    numbers = st.lists(st.integers(0, 2**32), min_size=min_size, max_size=max_size, unique=True)
    return numbers.map(lambda drawn: [sha256(b"\0%d" % number).digest() for number in drawn])


def check_inclusion_proofs(
    leaves: Sequence[bytes], *, prove: ProveInclusion | None = None, verify: VerifyInclusion = verify_inclusion
) -> None:
    """Of every size: the proof of each leaf holds, and for no other leaf, index, size or root, nor changed.

    Args:
        leaves: of 32 bytes, all different.
        prove: makes the proofs; by default :class:`creditkit.ledger.Tree`.
        verify: checks them.

    Raises:
        AssertionError: a proof that should hold does not, or one holds that should not.
    """
    tree = Tree(leaves)
    roots = [tree.root(size) for size in range(len(leaves) + 1)]
    for size in range(1, len(leaves) + 1):
        for index in range(size):
            proof = tuple(tree.inclusion(index, size) if prove is None else prove(leaves, index, size))
            leaf, root = leaves[index], roots[size]
            assert verify(leaf, index, size, proof, root), f"{index} of {size}: not shown by its own proof"
            for other in range(len(leaves)):
                assert other == index or not verify(leaves[other], index, size, proof, root), f"leaf {other}, too"
                assert other == index or not verify(leaf, other, size, proof, root), f"index {other}, too"
                assert other + 1 == size or not verify(leaf, index, other + 1, proof, roots[other + 1]), "another size"
            for wrong in _changed(proof, root):
                assert not verify(leaf, index, size, wrong, root), f"{index} of {size}: shown by a changed proof"
            assert not verify(leaf, index, size, proof, _flipped(root)), "another root"


def check_growth_proofs(
    leaves: Sequence[bytes], *, prove: ProveGrowth | None = None, verify: VerifyGrowth = verify_consistency
) -> None:
    """Between all sizes: growth that appended is shown, and nothing else: no other size or root, no changed proof.

    Args:
        leaves: of 32 bytes, all different.
        prove: makes the proofs; by default :class:`creditkit.ledger.Tree`.
        verify: checks them.

    Raises:
        AssertionError: a proof that should hold does not, or one holds that should not.
    """
    tree = Tree(leaves)
    roots = [tree.root(size) for size in range(len(leaves) + 1)]
    for size in range(len(leaves) + 1):
        for old in range(size + 1):
            proof = tuple(tree.consistency(old, size) if prove is None else prove(leaves, old, size))
            assert verify(old, roots[old], size, roots[size], proof), f"{old} to {size}: not shown by its own proof"
            assert not verify(old, _flipped(roots[old]), size, roots[size], proof), "another beginning"
            assert old == 0 or not verify(old, roots[old], size, _flipped(roots[size]), proof), "another end"
            assert old == size or not verify(size, roots[size], old, roots[old], proof), "back to a smaller size"
            for other in range(1, size + 1 if proof else 0):
                assert other == old or not verify(other, roots[other], size, roots[size], proof), "another old size"
            for wrong in _changed(proof, roots[size]):
                assert not verify(old, roots[old], size, roots[size], wrong), f"{old} to {size}: by a changed proof"


def check_lines_round_trip(
    store: Store,
    *,
    write: Callable[[Store], Iterable[str]] = to_lines,
    read: Callable[[Iterable[str], Store], object] = from_lines,
) -> None:
    """A ledger that went through lines is the same, row by row, what is redacted included, and has the same root.

    Args:
        store: the ledger.
        write: makes lines of it.
        read: records them in an empty store.

    Raises:
        AssertionError: a row or the root differs.
    """
    copy = MemoryStore()
    read(list(write(store)), copy)
    rows = [stored.row for stored in store.scan()]
    assert [stored.row for stored in copy.scan()] == rows, "another row"
    assert Tree(stored.leaf for stored in copy.scan()).root() == Tree(row.leaf for row in rows).root(), "another root"


def _changed(proof: tuple[bytes, ...], root: bytes) -> Iterator[tuple[bytes, ...]]:
    """A proof with a hash changed, left out, twice, or one too many, and with two of them swapped."""
    yield (*proof, root)
    yield (root, *proof)
    for i, one in enumerate(proof):
        yield (*proof[:i], _flipped(one), *proof[i + 1 :])
        yield (*proof[:i], one[:-1], *proof[i + 1 :])
        yield (*proof[:i], *proof[i + 1 :])
        yield (*proof[:i], one, *proof[i:])
    for i in range(len(proof) - 1):
        yield (*proof[:i], proof[i + 1], proof[i], *proof[i + 2 :])


def _flipped(value: bytes) -> bytes:
    """The same bytes but for one bit."""
    return bytes([value[0] ^ 1, *value[1:]])
