"""What the refusals of trees and proofs say, word for word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import Checkpoint, ConsistencyProof, InclusionProof, Tree

ROOT = bytes(32)
HERE = Checkpoint("repair", 3, ROOT)
OTHER = Checkpoint("repair", 4, ROOT)
PROOF = InclusionProof(1, (ROOT,), HERE)
GROWTH = ConsistencyProof(2, (ROOT,), HERE)
TREE = Tree([ROOT] * 3)


def proof(old: str, new: str) -> InclusionProof:
    return InclusionProof.parse(PROOF.text.replace(old, new, 1))


def growth(old: str, new: str) -> ConsistencyProof:
    return ConsistencyProof.parse(GROWTH.text.replace(old, new, 1))


def of_tree(call: Any, *given: Any) -> object:
    return call(*given)


CASES = [
    (
        lambda: of_tree(PROOF.verify, ROOT, "here"),
        (
            "against: 'here' given; accepted: a Checkpoint. Of a signed one: signed.verify(verifier), then give "
            "signed.checkpoint"
        ),
    ),
    (lambda: Tree([ROOT, b"short"]), "leaves[1]: b'short' given; accepted: 32 bytes"),
    (lambda: Tree([ROOT, None]), "leaves[1]: None given; accepted: 32 bytes"),
    (lambda: TREE.append(b""), "leaves[3]: b'' given; accepted: 32 bytes"),
    (lambda: TREE.root(4), "size: 4 given; accepted: a whole number from 0 to 3"),
    (lambda: TREE.root(-1), "size: -1 given; accepted: a whole number from 0 to 3"),
    (lambda: of_tree(TREE.root, True), "size: True given; accepted: a whole number from 0 to 3"),
    (lambda: of_tree(TREE.root, "2"), "size: '2' given; accepted: a whole number from 0 to 3"),
    (lambda: TREE.inclusion(3), "index: 3 given; accepted: a whole number from 0 to 2"),
    (lambda: TREE.inclusion(2, 2), "index: 2 given; accepted: a whole number from 0 to 1"),
    (lambda: TREE.inclusion(0, 4), "size: 4 given; accepted: a whole number from 0 to 3"),
    (lambda: TREE.leaf(3), "index: 3 given; accepted: a whole number from 0 to 2"),
    (lambda: TREE.leaf(-1), "index: -1 given; accepted: a whole number from 0 to 2"),
    (lambda: TREE.consistency(4), "old: 4 given; accepted: a whole number from 0 to 3"),
    (lambda: TREE.consistency(3, 2), "old: 3 given; accepted: a whole number from 0 to 2"),
    (lambda: TREE.consistency(1, 4), "size: 4 given; accepted: a whole number from 0 to 3"),
    (lambda: Tree().inclusion(0), "index: 0 given; accepted: nothing: the tree is empty"),
    (lambda: Tree().leaf(0), "index: 0 given; accepted: nothing: the tree is empty"),
    (lambda: Tree().root(1), "size: 1 given; accepted: a whole number from 0 to 0"),
    (lambda: proof("@v1", "@v2"), "proof.version: ['c2sp.org/tlog-proof@v2'] given; accepted: c2sp.org/tlog-proof@v1"),
    (lambda: InclusionProof.parse("\n\n" + HERE.text), "proof.version: [''] given; accepted: c2sp.org/tlog-proof@v1"),
    (
        lambda: proof("index 1\n", ""),
        (
            "proof.index: ['AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='] given; accepted: a line: index, a space, a "
            "whole number"
        ),
    ),
    (
        lambda: proof("index 1", "Index 1"),
        "proof.index: ['Index 1'] given; accepted: a line: index, a space, a whole number",
    ),
    (
        lambda: proof("index 1", "index 01"),
        "proof.index: '01' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (
        lambda: proof("index 1", "index"),
        "proof.index: ['index'] given; accepted: a line: index, a space, a whole number",
    ),
    (
        lambda: proof("index 1", "index 1 2"),
        "proof.index: '1 2' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (lambda: proof("index", "extra ?\nindex"), "proof.extra: '?' given; accepted: base64 with its padding"),
    (
        lambda: proof("index 1", "extra bW9yZQ=="),
        (
            "proof.index: ['AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='] given; accepted: a line: index, a space, a "
            "whole number"
        ),
    ),
    (
        lambda: proof("AAA", "?"),
        "proof.hashes[0]: '?AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' given; accepted: base64 with its padding",
    ),
    (lambda: proof("index 1\n", "index 1\nAAAA\n"), "proof.hashes[0]: b'\\x00\\x00\\x00' given; accepted: 32 bytes"),
    (
        lambda: proof("\n\n", "\n"),
        (
            "proof: 'c2sp.org/tlog-proof@v1\\nindex 1\\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\\… given; "
            "accepted: lines of a proof, an empty line, a checkpoint"
        ),
    ),
    (
        lambda: proof("\n\n", "\n\n\n"),
        "proof.checkpoint.size: 'repair' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (lambda: proof("\n\nrepair", "\n\n"), "proof.checkpoint.origin: '' given; accepted: one line of text"),
    (
        lambda: proof("\n3\n", "\n03\n"),
        "proof.checkpoint.size: '03' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (
        lambda: proof("index", "in\tdex"),
        "proof: '\\t' given; accepted: text without control characters, other than newlines",
    ),
    (lambda: InclusionProof.parse(7), "proof: 7 given; accepted: text of at most 1000000 characters"),
    (
        lambda: InclusionProof.parse(PROOF.text + "\n— a AA==\n"),
        "proof.checkpoint.signatures[0].value: 'AA==' given; accepted: base64 of more than 4 bytes",
    ),
    (
        lambda: proof("index 1\n", "index 1\n" + ("A" * 43 + "=\n") * 63),
        "proof.hashes: 64 given; accepted: at most 63 hashes",
    ),
    (
        lambda: proof("index 1\n", "index 1\n" + ("A" * 43 + "=\n") * 63 + "?\n"),
        "proof.hashes[63]: '?' given; accepted: base64 with its padding",
    ),
    (
        lambda: proof("index 1\n", "index 1\n" + ("A" * 43 + "=\n") * 64 + "?\n"),
        "proof.hashes: 64 given; accepted: at most 63 hashes",
    ),
    (
        lambda: InclusionProof.parse("c2sp.org/tlog-proof@v1\n\n" + HERE.text),
        "proof.index: [] given; accepted: a line: index, a space, a whole number",
    ),
    (
        lambda: InclusionProof.parse("c2sp.org/tlog-proof@v1\nextra ?\n\n" + HERE.text),
        "proof.extra: '?' given; accepted: base64 with its padding",
    ),
    (
        lambda: proof("index 1", "index index 1"),
        "proof.index: 'index 1' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (
        lambda: growth("old 2", "old 02"),
        "proof.old: '02' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (
        lambda: growth("old 2", "index 2"),
        "proof.old: ['index 2'] given; accepted: a line: old, a space, a whole number",
    ),
    (lambda: growth("old 2", "old"), "proof.old: ['old'] given; accepted: a line: old, a space, a whole number"),
    (
        lambda: growth("AAA", "?"),
        "proof.hashes[0]: '?AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' given; accepted: base64 with its padding",
    ),
    (lambda: growth("old 2\n", "old 2\nAAAA\n"), "proof.hashes[0]: b'\\x00\\x00\\x00' given; accepted: 32 bytes"),
    (
        lambda: growth("\n\n", "\n"),
        (
            "proof: 'old 2\\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\\nrepair\\n3\\nAAAAAAAAAAAAAA… given; "
            "accepted: lines of a proof, an empty line, a checkpoint"
        ),
    ),
    (
        lambda: growth("\n3\n", "\n-3\n"),
        "proof.checkpoint.size: '-3' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (lambda: InclusionProof(-1, (), HERE), "index: -1 given; accepted: a whole number from 0, below 2**63"),
    (lambda: InclusionProof(0, (ROOT, b""), HERE), "hashes[1]: b'' given; accepted: 32 bytes"),
    (
        lambda: InclusionProof(0, ("x" * 32,), HERE),
        "hashes[0]: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' given; accepted: 32 bytes",
    ),
    (lambda: InclusionProof(0, (ROOT,) * 64, HERE), "hashes: 64 given; accepted: at most 63 hashes"),
    (lambda: ConsistencyProof(-1, (), HERE), "old_size: -1 given; accepted: a whole number from 0, below 2**63"),
    (lambda: ConsistencyProof(0, (b"",), HERE), "hashes[0]: b'' given; accepted: 32 bytes"),
    (
        lambda: PROOF.under(PROOF.signed.__class__(OTHER)),
        (
            "signed: Checkpoint(origin='repair', size=4, root=00000000000000000000000000000000000000… given; accepted: "
            "the checkpoint of this proof, Checkpoint(origin='repair', size=3, "
            "root=0000000000000000000000000000000000000000000000000000000000000000, extensions=())"
        ),
    ),
    (
        lambda: GROWTH.under(PROOF.signed.__class__(OTHER)),
        (
            "signed: Checkpoint(origin='repair', size=4, root=00000000000000000000000000000000000000… given; accepted: "
            "the checkpoint of this proof, Checkpoint(origin='repair', size=3, "
            "root=0000000000000000000000000000000000000000000000000000000000000000, extensions=())"
        ),
    ),
]


@pytest.mark.parametrize(("call", "message"), CASES)
def test_what_a_refusal_says(call: Callable[[], object], message: str) -> None:
    """Where, what was given, what is accepted, and what to do."""
    with pytest.raises(InvalidInput) as refused:
        call()
    assert str(refused.value) == message
