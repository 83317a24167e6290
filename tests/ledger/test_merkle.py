"""The tree and its proofs: published cases, and every tree of up to 33 leaves against the definition."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.ledger import Tree, _merkle, verify_consistency, verify_inclusion
from creditkit.testing import check_growth_proofs, check_inclusion_proofs, leaves

CASES = json.loads((Path(__file__).parent.parent / "cases" / "merkle.json").read_text(encoding="utf-8"))
#: The leaves behind the published cases, as the first tests of Certificate Transparency have them.
PUBLISHED = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [sha256(b"\0" + i.to_bytes(2)).digest() for i in range(33)]
EMPTY = sha256(b"").digest()


def hashes(texts: list[str]) -> list[bytes]:
    return [b64decode(text) for text in texts]


def larger_half(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def plain_root(given: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if len(given) < 2:
        return given[0] if given else EMPTY
    k = larger_half(len(given))
    return sha256(b"\1" + plain_root(given[:k]) + plain_root(given[k:])).digest()


def plain_path(index: int, given: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1: PATH."""
    if len(given) == 1:
        return []
    k = larger_half(len(given))
    if index < k:
        return [*plain_path(index, given[:k]), plain_root(given[k:])]
    return [*plain_path(index - k, given[k:]), plain_root(given[:k])]


def plain_growth(old: int, given: list[bytes], whole: bool = True) -> list[bytes]:
    """RFC 6962, section 2.1.2: SUBPROOF."""
    if old == len(given):
        return [] if whole else [plain_root(given)]
    k = larger_half(len(given))
    if old <= k:
        return [*plain_growth(old, given[:k], whole), plain_root(given[k:])]
    return [*plain_growth(old - k, given[k:], False), plain_root(given[:k])]


@pytest.mark.parametrize("case", CASES["inclusion"], ids=lambda case: case[0])
def test_published_inclusion(case: list[Any]) -> None:
    """Each proof is taken or refused as published."""
    _, valid, index, size, leaf, root, proof = case
    assert verify_inclusion(b64decode(leaf), index, size, hashes(proof), b64decode(root)) is valid


@pytest.mark.parametrize("case", CASES["consistency"], ids=lambda case: case[0])
def test_published_consistency(case: list[Any]) -> None:
    """Each proof is taken or refused as published."""
    _, valid, old_size, size, old_root, root, proof = case
    assert verify_consistency(old_size, b64decode(old_root), size, b64decode(root), hashes(proof)) is valid


def test_the_tree_makes_the_published_proofs() -> None:
    """From the published leaves: roots and proofs, hash by hash."""
    tree = Tree(sha256(b"\0" + bytes.fromhex(text)).digest() for text in PUBLISHED)
    made = 0
    for _, valid, index, size, leaf, root, proof in CASES["inclusion"]:
        if valid and size > 1:
            assert (tree.leaf(index), tree.root(size)) == (b64decode(leaf), b64decode(root))
            assert tree.inclusion(index, size) == tuple(hashes(proof))
            made += 1
    for _, valid, old_size, size, old_root, root, proof in CASES["consistency"]:
        if valid:
            assert (tree.root(old_size), tree.root(size)) == (b64decode(old_root), b64decode(root))
            assert tree.consistency(old_size, size) == tuple(hashes(proof))
            made += 1
    assert made == 9


@pytest.mark.parametrize("size", range(34))
def test_every_tree_is_as_defined(size: int) -> None:
    """Root, every inclusion and every growth, hash by hash; out of a larger tree the same."""
    given, larger = LEAVES[:size], Tree(LEAVES)
    tree = Tree(given)
    assert tree.root() == larger.root(size) == plain_root(given)
    for index in range(size):
        path = tuple(plain_path(index, given))
        assert tree.inclusion(index) == larger.inclusion(index, size) == path
        assert verify_inclusion(given[index], index, size, path, tree.root())
    for old in range(1, size + 1):
        growth = tuple(plain_growth(old, given))
        assert tree.consistency(old) == larger.consistency(old, size) == growth
        assert verify_consistency(old, tree.root(old), size, tree.root(), growth)


@pytest.mark.parametrize("size", [7, 33])
def test_every_bit_counts(size: int) -> None:
    """A proof fails with any one bit of it, of the leaf or of a root turned."""
    tree = Tree(LEAVES[:size])
    root = tree.root()
    for index in (0, size // 2, size - 1):
        path = [LEAVES[index], root, *tree.inclusion(index)]
        assert sum(verify_inclusion(x, index, size, p, r) for x, r, *p in flips(path)) == 0
    for old in (1, size // 2, size - 1):
        parts = [tree.root(old), root, *tree.consistency(old)]
        assert sum(verify_consistency(old, o, size, r, p) for o, r, *p in flips(parts)) == 0


def flips(parts: list[bytes]) -> list[list[bytes]]:
    """The parts with one bit turned, for every bit."""
    return [
        [*parts[:i], (int.from_bytes(one) ^ 1 << bit).to_bytes(len(one)), *parts[i + 1 :]]
        for i, one in enumerate(parts)
        for bit in range(len(one) * 8)
    ]


def test_laws_of_all_small_trees() -> None:
    """For every size up to 33: no proof holds for anything else."""
    check_inclusion_proofs(LEAVES)
    check_growth_proofs(LEAVES)


@given(leaves(max_size=70), st.lists(st.integers(0, 70), max_size=6))
def test_growing_is_building(given: list[bytes], cuts: list[int]) -> None:
    """Whatever it grew by, a tree is the one that is built at once."""
    whole, grown, at = Tree(given), Tree(), 0
    for cut in (*sorted(cuts), len(given)):
        grown.extend(given[at:cut])
        at = max(at, cut)
        assert grown.root() == whole.root(len(grown))
    one_by_one = Tree()
    for leaf in given:
        one_by_one.append(leaf)
    assert grown._levels == whole._levels == one_by_one._levels
    assert len(grown) == len(whole) == len(one_by_one) == len(given)


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken in three at a time, the tree is the same; at a wrong leaf it stops and keeps those before."""
    whole = Tree(LEAVES)
    monkeypatch.setattr(_merkle, "_BLOCK", 3)
    assert Tree(LEAVES)._levels == whole._levels
    tree = Tree(LEAVES[:5])
    with pytest.raises(InvalidInput, match=r"leaves\[9\]") as refused:
        tree.extend([*LEAVES[5:9], b"short", *LEAVES[9:]])
    assert refused.value.given == b"short"
    assert (len(tree), tree.root()) == (9, whole.root(9))


def test_leaves_are_taken_in_by_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, no more than a block is held besides the tree."""
    monkeypatch.setattr(_merkle, "_BLOCK", 3)
    tree, seen = Tree(), []

    def coming() -> Iterator[bytes]:
        for leaf in LEAVES[:8]:
            seen.append(len(tree))
            yield leaf

    tree.extend(coming())
    assert seen == [0, 0, 0, 3, 3, 3, 6, 6]


@pytest.mark.parametrize("wrong", [b"", bytes(31), bytes(33), "x" * 32, None])
def test_what_is_no_leaf(wrong: Any) -> None:
    """A leaf is 32 bytes."""
    with pytest.raises(InvalidInput, match=r"leaves\[0\]"):
        Tree([wrong])
    assert not verify_inclusion(wrong, 0, 1, [], wrong)
    assert not verify_consistency(1, wrong, 1, wrong, [])
    assert not verify_inclusion(LEAVES[0], 0, 2, [wrong], LEAVES[0])


def test_what_the_tree_has_not() -> None:
    """Sizes and indexes outside it are refused by name."""
    tree = Tree(LEAVES[:3])
    for call, path in [
        (lambda: tree.root(4), "size"), (lambda: tree.root(-1), "size"), (lambda: tree.inclusion(3), "index"),
        (lambda: tree.inclusion(2, 2), "index"), (lambda: tree.inclusion(-1), "index"), (lambda: tree.leaf(3), "index"),
        (lambda: tree.consistency(4), "old"), (lambda: tree.consistency(3, 2), "old"),
        (lambda: tree.consistency(1, 4), "size"), (lambda: Tree().inclusion(0), "index"),
        (lambda: tree.root("2"), "size"), (lambda: tree.root(True), "size"),
    ]:  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            call()
        assert refused.value.path == path


def test_edges_of_consistency() -> None:
    """Equal sizes, the empty tree, and the way back."""
    a, b = LEAVES[:2]
    tree = Tree([a, b])
    assert verify_consistency(2, tree.root(), 2, tree.root(), [])
    assert not verify_consistency(2, tree.root(), 2, tree.root(), [b])
    assert not verify_consistency(2, tree.root(), 2, a, [])
    assert verify_consistency(0, EMPTY, 2, tree.root(), [])
    assert verify_consistency(0, EMPTY, 0, EMPTY, [])
    assert not verify_consistency(0, EMPTY, 2, tree.root(), [a])
    assert not verify_consistency(0, a, 2, tree.root(), [])
    assert not verify_consistency(2, tree.root(), 1, a, [])
    assert not verify_consistency(1, a, 2, a, [])
    assert not verify_consistency(-1, a, 2, tree.root(), [b])
    assert not verify_inclusion(a, -1, 2, [b], tree.root())
    assert not verify_inclusion(a, 2, 2, [b], tree.root())
    assert not verify_inclusion(a, 0, 0, [], a)
    assert tree.consistency(0) == tree.consistency(2) == ()
    assert Tree().root() == EMPTY


def test_sizes_beyond_every_tree_end() -> None:
    """Checking stops with the proof, however large the numbers are."""
    assert not verify_inclusion(LEAVES[0], 2**200, 2**201, [LEAVES[1]] * 63, LEAVES[2])
    assert not verify_consistency(2**200 - 1, LEAVES[0], 2**201, LEAVES[1], [LEAVES[1]] * 63)


def blind_to_index(leaf: bytes, index: int, size: int, proof: Any, root: bytes) -> bool:
    return any(verify_inclusion(leaf, i, size, proof, root) for i in range(size))


def blind_to_length(leaf: bytes, index: int, size: int, proof: Any, root: bytes) -> bool:
    return any(verify_inclusion(leaf, index, size, proof[:n], root) for n in range(len(proof) + 1))


def blind_to_leaf(leaf: bytes, index: int, size: int, proof: Any, root: bytes) -> bool:
    return any(verify_inclusion(one, index, size, proof, root) for one in (leaf, *LEAVES))


def blind_to_root(leaf: bytes, index: int, size: int, proof: Any, root: bytes) -> bool:
    return all(len(one) == 32 for one in proof) and len(proof) == len(plain_path(index, LEAVES[:size]))


@pytest.mark.parametrize("broken", [blind_to_index, blind_to_length, blind_to_leaf, blind_to_root])
def test_the_law_of_inclusion_can_fail(broken: Any) -> None:
    """A check that looks past one of the parts is found out."""
    with pytest.raises(AssertionError):
        check_inclusion_proofs(LEAVES[:7], verify=broken)


def test_the_law_of_inclusion_finds_a_wrong_proof() -> None:
    """So is a maker of proofs that starts from the root."""
    with pytest.raises(AssertionError, match="its own proof"):
        check_inclusion_proofs(LEAVES[:7], prove=lambda given, index, size: plain_path(index, given[:size])[::-1])


def only_the_new_root(old: int, old_root: bytes, size: int, root: bytes, proof: Any) -> bool:
    """Forgets to hold the beginning against the old root."""
    return any(verify_consistency(old, one, size, root, proof) for one in (old_root, *ROOTS))


def only_the_old_root(old: int, old_root: bytes, size: int, root: bytes, proof: Any) -> bool:
    """Forgets to hold the whole against the new root."""
    return any(verify_consistency(old, old_root, size, one, proof) for one in (root, *ROOTS))


def either_way(old: int, old_root: bytes, size: int, root: bytes, proof: Any) -> bool:
    """Does not mind the order of the two."""
    forth = verify_consistency(old, old_root, size, root, proof)
    return forth or verify_consistency(size, root, old, old_root, proof)


def long_enough(old: int, old_root: bytes, size: int, root: bytes, proof: Any) -> bool:
    """Reads as far as it needs."""
    return any(verify_consistency(old, old_root, size, root, proof[:n]) for n in range(len(proof) + 1))


ROOTS = [Tree(LEAVES).root(size) for size in range(34)]


@pytest.mark.parametrize("broken", [only_the_new_root, only_the_old_root, either_way, long_enough])
def test_the_law_of_growth_can_fail(broken: Any) -> None:
    """A check that takes a rewritten beginning, another end or a way back is found out."""
    with pytest.raises(AssertionError):
        check_growth_proofs(LEAVES[:7], verify=broken)


def test_hashes_of_a_kind_of_bytes() -> None:
    """What is bytes by inheritance is a hash as well."""

    class Digest(bytes):
        """Somebody's own."""

    assert Tree([Digest(32), bytes(32)]).root() == Tree([bytes(32)] * 2).root()
