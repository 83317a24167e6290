"""Ed25519 signatures (RFC 8032) for checkpoints: anybody may verify, the key's holder alone signs.

It needs the extra ``signing``. Keys are read and written as Go's ``sumdb/note`` does, whose signatures C2SP describes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from attrs import field

from creditkit.errors import ExtraMissing, InvalidInput
from creditkit.ledger._note import base64_of, from_base64, is_key_name, key_id_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

__all__ = ["Ed25519Signer", "Ed25519Verifier", "WitnessVerifier"]

#: C2SP signed-note: the bytes of Ed25519, and of a witness's Ed25519 with a time.
_KIND, _WITNESS = b"\x01", b"\x04"
_PRIVATE = "PRIVATE+KEY+"
#: Bytes of a seed and of a public key, and of a time.
_KEY, _TIME = 32, 8


_Key = TypeVar("_Key", "Ed25519Signer", "Ed25519Verifier", "WitnessVerifier")


def _is_key(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, bytes) or len(value) != _KEY:
        raise InvalidInput(attribute.name, type(value).__name__, f"{_KEY} bytes")


@attrs.frozen
class Ed25519Verifier:
    """A public key: says whether a signature is of the key that belongs to it.

    Args:
        public: 32 bytes.
        name: of the key, best the ledger's.

    Raises:
        ExtraMissing: the extra ``signing`` is not installed.

    >>> signer = Ed25519Signer(bytes(32), name="repair")
    >>> known = Ed25519Verifier.parse(signer.verifier.key)
    >>> known.verify(b"text", signer.sign(b"text")), known.verify(b"another text", signer.sign(b"text"))
    (True, False)
    """

    public: bytes = field(validator=_is_key, repr=bytes.hex)
    name: str = field(validator=is_key_name, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _ed25519()

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell this key from others of its name."""
        return key_id_of(self.name, _KIND, self.public)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._key().verify(signature, text)
        except InvalidSignature:
            return False
        return True

    @property
    def key(self) -> str:
        """The key as text, to hand out: name, key id, public key."""
        return f"{self.name}+{self.key_id.hex()}+{base64_of(_KIND + self.public)}"

    @classmethod
    def parse(cls, key: str) -> Ed25519Verifier:
        """A public key from its text.

        Raises:
            InvalidInput: the text is no such key, or its parts do not belong together.
            ExtraMissing: the extra ``signing`` is not installed.

        >>> Ed25519Verifier.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").key_id.hex()
        'c74f20a3'
        """
        name, key_id, material = _parts(key)
        return _fitting(cls(material, name=name), key_id, key)

    def _key(self) -> Ed25519PublicKey:
        return _ed25519().Ed25519PublicKey.from_public_bytes(self.public)  # type: ignore[no-any-return]


@attrs.frozen
class WitnessVerifier:
    """The public key of a witness, who looks whether ledgers only grow: C2SP's tlog-cosignature, version 1.

    Its signature holds the time at which it was made, and covers it.

    Args:
        public: 32 bytes.
        name: of the witness.

    Raises:
        ExtraMissing: the extra ``signing`` is not installed.

    >>> WitnessVerifier(Ed25519Signer(bytes(32), name="any").verifier.public, name="witness.example").key
    'witness.example+2f6d70a4+BDtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'
    """

    public: bytes = field(validator=_is_key, repr=bytes.hex)
    name: str = field(validator=is_key_name, kw_only=True)

    def __attrs_post_init__(self) -> None:
        Ed25519Verifier(self.public, name=self.name)

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell this key from others of its name."""
        return key_id_of(self.name, _WITNESS, self.public)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether the signature is this witness's, of a time that is a time."""
        time = int.from_bytes(signature[:_TIME])
        if len(signature) < _TIME or time >= 2**63:
            return False
        said = b"cosignature/v1\ntime %d\n" % time
        return Ed25519Verifier(self.public, name=self.name).verify(said + text, signature[_TIME:])

    @property
    def key(self) -> str:
        """The key as text: name, key id, public key."""
        return f"{self.name}+{self.key_id.hex()}+{base64_of(_WITNESS + self.public)}"

    @classmethod
    def parse(cls, key: str) -> WitnessVerifier:
        """A witness's key from its text.

        Raises:
            InvalidInput: the text is no such key, or its parts do not belong together.
            ExtraMissing: the extra ``signing`` is not installed.
        """
        name, key_id, material = _parts(key, kind=_WITNESS)
        return _fitting(cls(material, name=name), key_id, key)


@attrs.frozen
class Ed25519Signer:
    """A private key: signs checkpoints.

    Args:
        seed: 32 random bytes (``secrets.token_bytes(32)``), kept where the ledger's store is not.
        name: of the key, best the ledger's.

    Raises:
        ExtraMissing: the extra ``signing`` is not installed.

    >>> signer = Ed25519Signer(bytes(32), name="repair")
    >>> signer.verifier.verify(b"text", signer.sign(b"text"))
    True
    >>> signer
    Ed25519Signer(name='repair')
    """

    seed: bytes = field(validator=_is_key, repr=False)
    name: str = field(validator=is_key_name, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _ed25519()

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell this key from others of its name."""
        return self.verifier.key_id

    @property
    def verifier(self) -> Ed25519Verifier:
        """The public key that belongs to it."""
        return Ed25519Verifier(self._key().public_key().public_bytes_raw(), name=self.name)

    def sign(self, text: bytes) -> bytes:
        """The signature of a text, 64 bytes; the same text has the same."""
        return self._key().sign(text)

    @property
    def key(self) -> str:
        """The key as text. It is the secret itself."""
        return f"{_PRIVATE}{self.name}+{self.key_id.hex()}+{base64_of(_KIND + self.seed)}"

    @classmethod
    def parse(cls, key: str) -> Ed25519Signer:
        """A private key from its text.

        Raises:
            InvalidInput: the text is no such key, or its parts do not belong together. It does not show the key.
            ExtraMissing: the extra ``signing`` is not installed.
        """
        try:
            name, key_id, material = _parts(key, _PRIVATE)
            return _fitting(cls(material, name=name), key_id, key)
        except InvalidInput as error:
            raise InvalidInput("key", "a private key", error.accepted) from None

    def _key(self) -> Ed25519PrivateKey:
        return _ed25519().Ed25519PrivateKey.from_private_bytes(self.seed)  # type: ignore[no-any-return]


def _fitting(found: _Key, key_id: str, key: str) -> _Key:
    """The key, if the id in its text is its own."""
    if found.key_id.hex() != key_id:
        raise InvalidInput("key", key, f"a key whose id is {found.key_id.hex()}")
    return found


def _parts(key: object, prefix: str = "", kind: bytes = _KIND) -> tuple[str, str, bytes]:
    """Name, key id and key of a key's text."""
    given = isinstance(key, str) and key.startswith(prefix)
    parts = str(key).removeprefix(prefix).split("+", 2) if given else []
    if len(parts) != 3:
        raise InvalidInput("key", key, f"{prefix}name, key id and key, with plus signs between them")
    name, key_id, shown = parts
    material = from_base64(shown, "key")
    if material[:1] != kind:
        raise InvalidInput("key", key, f"a key of type {kind.hex()}")
    return name, key_id, material[1:]


def _ed25519() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise ExtraMissing("cryptography", "signing") from error
    return ed25519
