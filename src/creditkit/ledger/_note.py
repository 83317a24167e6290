"""Signed notes, as C2SP's signed-note describes them: a text, an empty line, and a line for each signature.

What is signed is the text with its last newline. A signature names its key twice, by the key's name and by four
bytes of a hash over name and key, so one note carries signatures of keys that a reader has never heard of. They are
passed over. A known key whose signature is wrong spoils the note: somebody changed it.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Protocol

import attrs
from attrs import field

from creditkit.errors import InvalidInput

#: A note is read up to this many characters: some hundred of the longest signatures in use.
LONGEST = 1_000_000
#: Bytes of a key id.
KEY_ID = 4
_CONTROL = re.compile("[\0-\x09\x0b-\x1f\ud800-\udfff]")
_NUMBER = re.compile("0|[1-9][0-9]{0,18}")


class Signer(Protocol):
    """Signs checkpoints: a key of the host's, in its memory or behind a service."""

    @property
    def name(self) -> str:
        """The key's name, best the ledger's own; without spaces and plus signs."""
        ...

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; see :func:`key_id_of`."""
        ...

    def sign(self, text: bytes) -> bytes:
        """The signature of a text."""
        ...


class Verifier(Protocol):
    """Knows one key, and says whether a signature is its own."""

    @property
    def name(self) -> str:
        """The key's name."""
        ...

    @property
    def key_id(self) -> bytes:
        """The key's four bytes."""
        ...

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether it is; of bytes that are no signature at all: False."""
        ...


def is_key_name(_: object, attribute: attrs.Attribute[Any], value: str) -> None:
    """A name that can stand in a signature line."""
    refused(value, attribute.name)


def refused(name: object, path: str) -> None:
    """Raises of a name that cannot stand in a signature line."""
    if not isinstance(name, str) or not name or "+" in name or any(map(str.isspace, name)) or _CONTROL.search(name):
        raise InvalidInput(path, name, "the name of a key, without spaces and plus signs")


def _is_key_id(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, bytes) or len(value) != KEY_ID:
        raise InvalidInput(attribute.name, value, f"{KEY_ID} bytes")


def _is_value(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, bytes) or not value:
        raise InvalidInput(attribute.name, value, "the bytes of a signature")


@attrs.frozen
class Signature:
    """One signature of a note.

    Args:
        name: the name of the key.
        key_id: the key's four bytes.
        value: what the key made of the text.

    >>> Signature("repair", bytes(4), b"made by the key")
    Signature(name='repair', key_id=00000000)
    """

    name: str = field(validator=is_key_name)
    key_id: bytes = field(validator=_is_key_id, repr=bytes.hex)
    value: bytes = field(validator=_is_value, repr=False)


def signatures_of(given: Iterable[Signature]) -> tuple[Signature, ...]:
    """As they are kept."""
    return tuple(given)


def key_id_of(name: str, kind: bytes, material: bytes) -> bytes:
    r"""The four bytes that C2SP recommends: of SHA-256 over the key's name, a newline, its kind and the public key.

    Args:
        name: of the key.
        kind: ``b"\x01"`` for Ed25519; 0xff and a name of one's own for what C2SP has no byte for.
        material: the public key.
    """
    return sha256(name.encode() + b"\n" + kind + material).digest()[:KEY_ID]


def sign(text: str, signer: Signer) -> Signature:
    """The signature of a note's text, which ends with a newline."""
    return Signature(signer.name, signer.key_id, signer.sign(text.encode()))


def verify(text: str, signatures: Sequence[Signature], verifiers: Sequence[Verifier], at_least: int) -> bool:
    """Whether at least so many of the known keys signed a text, and no known key's signature is wrong.

    Raises:
        InvalidInput: two verifiers have the same name and key id; fewer than one key is asked for.
    """
    known = {(one.name, one.key_id): one for one in verifiers}
    if len(known) < len(verifiers):
        raise InvalidInput("verifiers", [one.name for one in verifiers], "keys that differ in name or key id")
    if at_least < 1:
        raise InvalidInput("at_least", at_least, "1 or more")
    signed = text.encode()
    good = set()
    for signature in signatures:
        key = (signature.name, signature.key_id)
        if key in known:
            if not known[key].verify(signed, signature.value):
                return False
            good.add(key)
    return len(good) >= at_least


def written(text: str, signatures: Sequence[Signature]) -> str:
    """The note: text, empty line, signatures."""
    lines = [f"— {one.name} {base64_of(one.key_id + one.value)}\n" for one in signatures]
    return f"{text}\n{''.join(lines)}"


def parse(note: str, path: str) -> tuple[str, tuple[Signature, ...]]:
    """The text of a note and its signatures, none of them verified.

    Raises:
        InvalidInput: it is no note, by the path of what is wrong with it.
    """
    printable(note, path)
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise InvalidInput(path, note, "a text, an empty line, and signatures, each line with its newline")
    shown = lines[:-1].split("\n")
    return text + "\n", tuple(_signature(line, f"{path}.signatures[{i}]") for i, line in enumerate(shown))


def printable(text: object, path: str) -> None:
    """Text of a note: no control characters but newlines, no halves of surrogate pairs, not too long."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise InvalidInput(path, text, f"text of at most {LONGEST} characters")
    if found := _CONTROL.search(text):
        raise InvalidInput(path, found[0], "text without control characters, other than newlines")


def _signature(line: str, path: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise InvalidInput(path, line, "a dash (U+2014), a space, the key's name, a space, base64")
    _, name, shown = parts
    refused(name, f"{path}.name")
    value = from_base64(shown, f"{path}.value")
    if len(value) <= KEY_ID:
        raise InvalidInput(f"{path}.value", shown, f"base64 of more than {KEY_ID} bytes")
    return Signature(name, value[:KEY_ID], value[KEY_ID:])


def base64_of(value: bytes) -> str:
    """Bytes in base64, padded."""
    return b64encode(value).decode()


def from_base64(text: str, path: str) -> bytes:
    """Bytes from their only base64: standard letters, padded, no bits to spare.

    Raises:
        InvalidInput: anything else.
    """
    try:
        value = b64decode(text)  # passes over what is no base64; writing it again does not
    except (Error, ValueError):
        value = None
    if value is None or base64_of(value) != text:
        raise InvalidInput(path, text, "base64 with its padding") from None
    return value


def number(text: str, path: str) -> int:
    """A whole number below 2**63 in plain ASCII digits, without leading zeros.

    Raises:
        InvalidInput: anything else.
    """
    if not _NUMBER.fullmatch(text) or int(text) >= 2**63:
        raise InvalidInput(path, text, "a whole number below 2**63, without leading zeros")
    return int(text)
