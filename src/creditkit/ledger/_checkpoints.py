"""Checkpoints: what a ledger was at a size, in one line of hash. C2SP's tlog-checkpoint is their text.

A checkpoint that is kept where the ledger's keeper cannot change it is what makes changes seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
from attrs import field

from creditkit.errors import InvalidInput
from creditkit.ledger import _note as note
from creditkit.ledger._merkle import HASH
from creditkit.ledger._note import Signature, Signer, Verifier, signatures_of


def _line(value: object, path: str) -> None:
    note.printable(value, path)
    if not value or "\n" in str(value):
        raise InvalidInput(path, value, "one line of text")


def _is_line(_: object, attribute: attrs.Attribute[Any], value: str) -> None:
    _line(value, attribute.name)


def _lines_of(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


def _are_lines(_: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    for i, line in enumerate(value):
        _line(line, f"{attribute.name}[{i}]")


def is_size(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A number of leaves, or an index among them."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise InvalidInput(attribute.name, value, "a whole number from 0, below 2**63")


def is_hash(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A SHA-256 hash."""
    if not isinstance(value, bytes) or len(value) != HASH:
        raise InvalidInput(attribute.name, value, f"{HASH} bytes")


@attrs.frozen
class Checkpoint:
    r"""What the first ``size`` events of a ledger were.

    Args:
        origin: the ledger's name, one line.
        size: how many events.
        root: the hash of the tree over their leaves, 32 bytes.
        extensions: further lines, as other writers of the format may add them; a ledger adds none.

    >>> Checkpoint("repair", 2, bytes(32)).text
    'repair\n2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n'
    """

    origin: str = field(validator=_is_line)
    size: int = field(validator=is_size)
    root: bytes = field(validator=is_hash, repr=bytes.hex)
    extensions: tuple[str, ...] = field(default=(), converter=_lines_of, validator=_are_lines, kw_only=True)

    @property
    def text(self) -> str:
        """Origin, size and root in lines of their own: what is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, note.base64_of(self.root), *self.extensions))

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """A checkpoint from its text.

        Raises:
            InvalidInput: the text is not exactly as :attr:`text` would write it.

        >>> Checkpoint.parse(Checkpoint("repair", 2, bytes(32)).text).size
        2
        """
        note.printable(text, "checkpoint")
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise InvalidInput("checkpoint", text, "three lines or more, each with its newline: origin, size, root")
        origin, size, root, *more = lines[:-1]
        try:
            return cls(origin, note.number(size, "size"), note.from_base64(root, "root"), extensions=tuple(more))
        except InvalidInput as error:
            raise error.under("checkpoint") from None

    def signed(self, *signers: Signer) -> SignedCheckpoint:
        """This checkpoint with a signature of each signer."""
        return SignedCheckpoint(self).signed(*signers)


def plain(value: object, path: str) -> None:
    """Raises InvalidInput for what is no checkpoint, such as a signed one: its signatures are to be looked at first."""
    if not isinstance(value, Checkpoint):
        remedy = "of a signed one: signed.verify(verifier), then give signed.checkpoint"
        raise InvalidInput(path, value, "a Checkpoint", remedy)


@attrs.frozen
class SignedCheckpoint:
    """A checkpoint with its signatures: what is published.

    Args:
        checkpoint: what is signed.
        signatures: in the order in which they stand in the text. Only :meth:`verify` says what they are worth.

    >>> from creditkit.ledger import HmacSigner
    >>> signer = HmacSigner(b"a key of thirty-two random bytes", name="repair")
    >>> signed = Checkpoint("repair", 2, bytes(32)).signed(signer)
    >>> print(signed.text)
    repair
    2
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    <BLANKLINE>
    — repair ...
    <BLANKLINE>
    >>> SignedCheckpoint.parse(signed.text).verify(signer)
    True
    """

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...] = field(default=(), converter=signatures_of)

    @property
    def text(self) -> str:
        """The signed note: checkpoint, empty line, signatures."""
        if not self.signatures:
            raise InvalidInput(
                "signatures", self.signatures, "at least one", "a checkpoint alone has a text of its own"
            )
        return note.written(self.checkpoint.text, self.signatures)

    @classmethod
    def parse(cls, text: str) -> SignedCheckpoint:
        """A signed checkpoint from its text; nothing is verified.

        Raises:
            InvalidInput: the text is not exactly as :attr:`text` would write it.
        """
        body, signatures = note.parse(text, "checkpoint")
        return cls(Checkpoint.parse(body), signatures)

    def signed(self, *signers: Signer) -> SignedCheckpoint:
        """With further signatures, such as a witness's; one of the same key is replaced."""
        if not signers:
            raise InvalidInput("signers", signers, "at least one signer")
        made = [note.sign(self.checkpoint.text, signer) for signer in signers]
        keys = {(one.name, one.key_id) for one in made}
        kept = [one for one in self.signatures if (one.name, one.key_id) not in keys]
        return attrs.evolve(self, signatures=(*kept, *made))

    def verify(self, *verifiers: Verifier, at_least: int = 1) -> bool:
        """Whether at least so many of these keys signed it, and none of them is there with a wrong signature.

        Signatures of other keys are passed over.

        Raises:
            InvalidInput: two verifiers cannot be told apart; fewer than one signature is asked for.
        """
        return note.verify(self.checkpoint.text, self.signatures, verifiers, at_least)
