"""Proofs that travel: with one and a trusted checkpoint, anybody verifies without the ledger.

An inclusion proof is written as C2SP's tlog-proof, a proof of growth as the body that C2SP's tlog-witness asks for.
Both carry the checkpoint that they lead to. That checkpoint proves nothing by itself, for whoever makes up a proof
makes up a checkpoint, too: ``verify`` asks for one that the caller trusts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import attrs
from attrs import field

from creditkit.errors import InvalidInput
from creditkit.ledger import _note as note
from creditkit.ledger._checkpoints import Checkpoint, SignedCheckpoint, is_size, plain
from creditkit.ledger._encoding import commit_of, leaf_of
from creditkit.ledger._merkle import HASH, verify_consistency, verify_inclusion
from creditkit.ledger._note import Signature, signatures_of
from creditkit.ledger._stored import Row, Stored

_Made = TypeVar("_Made")

#: The first line of an inclusion proof.
VERSION = "c2sp.org/tlog-proof@v1"
#: No tree below 2**63 leaves needs more hashes in a proof.
MOST_HASHES = 63


def _hashes_of(given: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(given)


def _count(hashes: tuple[bytes, ...]) -> str:
    return f"<{len(hashes)}>"


def _are_hashes(_: object, attribute: attrs.Attribute[Any], value: tuple[object, ...]) -> None:
    if len(value) > MOST_HASHES:
        raise InvalidInput(attribute.name, len(value), f"at most {MOST_HASHES} hashes")
    for i, one in enumerate(value):
        if not isinstance(one, bytes) or len(one) != HASH:
            raise InvalidInput(f"{attribute.name}[{i}]", one, f"{HASH} bytes")


def is_sound(row: Row) -> bool:
    """Whether a row is whole in itself: its leaf is of its header, its payload is what the header commits to.

    A redacted row has neither salt nor payload.
    """
    if row.salt is None or row.payload is None:
        whole = row.salt is None and row.payload is None
    else:
        whole = commit_of(row.salt, row.payload) == row.commit
    return whole and leaf_of(row) == row.leaf


@attrs.frozen
class InclusionProof:
    """Shows that an event stands in a ledger, to whoever trusts a checkpoint of it.

    Args:
        index: the event's position.
        hashes: from the leaf's neighbour upwards.
        checkpoint: what the proof leads to.
        signatures: of that checkpoint, where it is signed.

    >>> from creditkit.ledger import Tree
    >>> leaves = [bytes([number]) * 32 for number in range(3)]
    >>> tree = Tree(leaves)
    >>> trusted = Checkpoint("repair", 3, tree.root())
    >>> proof = InclusionProof.parse(InclusionProof(1, tree.inclusion(1), trusted).text)
    >>> proof.verify(leaves[1], trusted), proof.verify(leaves[0], trusted)
    (True, False)
    """

    index: int = field(validator=is_size)
    hashes: tuple[bytes, ...] = field(converter=_hashes_of, validator=_are_hashes, repr=_count)
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...] = field(default=(), converter=signatures_of)

    @property
    def signed(self) -> SignedCheckpoint:
        """The checkpoint with its signatures."""
        return SignedCheckpoint(self.checkpoint, self.signatures)

    def under(self, signed: SignedCheckpoint) -> InclusionProof:
        """The proof with the signatures of its checkpoint, as it was published."""
        return attrs.evolve(self, signatures=_signatures(signed, self.checkpoint))

    def verify(self, record: Stored | Row | bytes, against: Checkpoint) -> bool:
        """Whether the record stands at the index of the ledger of which a checkpoint is trusted.

        Args:
            record: the event, which is hashed anew; or a leaf alone.
            against: a checkpoint that the caller trusts: kept from earlier, or from a signature that was verified.

        Raises:
            InvalidInput: ``against`` is no Checkpoint, such as a signed one.
        """
        plain(against, "against")
        row = record.row if isinstance(record, Stored) else record
        if isinstance(row, Row):
            if not is_sound(row) or (row.ledger, row.pos) != (against.origin, self.index):
                return False
            row = row.leaf
        found = verify_inclusion(row, self.index, against.size, self.hashes, against.root)
        return found and self.checkpoint == against

    @property
    def text(self) -> str:
        """The proof in C2SP's tlog-proof. Without signatures the checkpoint stands there alone."""
        return _written([VERSION, f"index {self.index}"], self.hashes, self.signed)

    @classmethod
    def parse(cls, text: str) -> InclusionProof:
        """A proof from its text. Extra data, which the format allows, is passed over.

        Raises:
            InvalidInput: the text is no such proof.
        """
        lines, signed = _parts(text)
        if not lines or lines[0] != VERSION:
            raise InvalidInput("proof.version", lines[:1], VERSION)
        if len(lines) > 1 and lines[1].startswith("extra "):
            note.from_base64(lines.pop(1)[len("extra ") :], "proof.extra")
        index = _labelled(lines[1:2], "index")
        return _made(lambda: cls(index, _hashes(lines[2:]), signed.checkpoint, signed.signatures))


@attrs.frozen
class ConsistencyProof:
    """Shows that a ledger only grew from an earlier checkpoint to a later one.

    Args:
        old_size: the size of the earlier one.
        hashes: as RFC 6962, section 2.1.2, orders them.
        checkpoint: the later one.
        signatures: of the later one, where it is signed.

    >>> from creditkit.ledger import Tree
    >>> tree = Tree(bytes([number]) * 32 for number in range(3))
    >>> old, new = Checkpoint("repair", 2, tree.root(2)), Checkpoint("repair", 3, tree.root())
    >>> proof = ConsistencyProof.parse(ConsistencyProof(2, tree.consistency(2), new).text)
    >>> proof.verify(old, new), proof.verify(new, old)
    (True, False)
    """

    old_size: int = field(validator=is_size)
    hashes: tuple[bytes, ...] = field(converter=_hashes_of, validator=_are_hashes, repr=_count)
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...] = field(default=(), converter=signatures_of)

    @property
    def signed(self) -> SignedCheckpoint:
        """The later checkpoint with its signatures."""
        return SignedCheckpoint(self.checkpoint, self.signatures)

    def under(self, signed: SignedCheckpoint) -> ConsistencyProof:
        """The proof with the signatures of its later checkpoint, as it was published."""
        return attrs.evolve(self, signatures=_signatures(signed, self.checkpoint))

    def verify(self, old: Checkpoint, against: Checkpoint) -> bool:
        """Whether the ledger of ``against`` begins with all that the ledger of ``old`` was.

        Args:
            old: the checkpoint that the caller kept.
            against: the later one, from a signature that was verified.

        Raises:
            InvalidInput: one of them is no Checkpoint, such as a signed one.
        """
        plain(old, "old")
        plain(against, "against")
        same = old.origin == against.origin and old.size == self.old_size and self.checkpoint == against
        return same and verify_consistency(old.size, old.root, against.size, against.root, self.hashes)

    @property
    def text(self) -> str:
        """The proof as C2SP's tlog-witness takes it. Without signatures the checkpoint stands there alone."""
        return _written([f"old {self.old_size}"], self.hashes, self.signed)

    @classmethod
    def parse(cls, text: str) -> ConsistencyProof:
        """A proof from its text.

        Raises:
            InvalidInput: the text is no such proof.
        """
        lines, signed = _parts(text)
        old = _labelled(lines[:1], "old")
        return _made(lambda: cls(old, _hashes(lines[1:]), signed.checkpoint, signed.signatures))


def _written(head: Sequence[str], hashes: Sequence[bytes], signed: SignedCheckpoint) -> str:
    above = "".join(f"{line}\n" for line in (*head, *map(note.base64_of, hashes)))
    return f"{above}\n{signed.text if signed.signatures else signed.checkpoint.text}"


def _parts(text: str) -> tuple[list[str], SignedCheckpoint]:
    """The lines of a proof, and the checkpoint below them."""
    note.printable(text, "proof")
    above, gap, below = text.partition("\n\n")
    if not gap:
        raise InvalidInput("proof", text, "lines of a proof, an empty line, a checkpoint")
    try:
        signed = SignedCheckpoint.parse(below) if "\n\n" in below else SignedCheckpoint(Checkpoint.parse(below))
    except InvalidInput as error:
        raise error.under("proof") from None
    return above.split("\n"), signed


def _labelled(line: Sequence[str], label: str) -> int:
    if not line or not line[0].startswith(f"{label} "):
        raise InvalidInput(f"proof.{label}", list(line), f"a line: {label}, a space, a whole number")
    return note.number(line[0].removeprefix(f"{label} "), f"proof.{label}")


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(note.from_base64(line, f"hashes[{i}]") for i, line in enumerate(lines[: MOST_HASHES + 1]))


def _made(make: Callable[[], _Made]) -> _Made:
    try:
        return make()
    except InvalidInput as error:
        raise error.under("proof") from None


def _signatures(signed: SignedCheckpoint, checkpoint: Checkpoint) -> tuple[Signature, ...]:
    if signed.checkpoint != checkpoint:
        raise InvalidInput("signed", signed.checkpoint, f"the checkpoint of this proof, {checkpoint}")
    return signed.signatures
