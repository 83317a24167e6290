"""The signer that needs no more than the standard library."""

from __future__ import annotations

from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Any

import attrs
from attrs import field

from creditkit.errors import InvalidInput
from creditkit.ledger._note import is_key_name, key_id_of

#: RFC 2104, section 3: a key shorter than the hash weakens it.
SHORTEST_KEY = 32
#: C2SP has no byte for HMAC: 0xff, and a name that nobody else uses.
_KIND = b"\xff" + b"creditkit.ledger/hmac-sha256"
#: No text of a note, which ends with a newline: so the key id gives away no signature.
_ID_LABEL = b"creditkit.ledger/hmac-sha256 key id"


def _is_key(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, bytes) or len(value) < SHORTEST_KEY:
        raise InvalidInput(attribute.name, type(value).__name__, f"at least {SHORTEST_KEY} random bytes")


@attrs.frozen
class HmacSigner:
    """Signs and verifies with one secret key: HMAC-SHA256.

    Whoever can verify can sign, so it convinces those who hold the key, and nobody else. To convince third parties
    use ``creditkit.adapters.signing``.

    Args:
        key: at least 32 random bytes, kept where the ledger's store is not.
        name: of the key, best the ledger's.

    >>> signer = HmacSigner(b"a key of thirty-two random bytes", name="repair")
    >>> signer.verify(b"text", signer.sign(b"text")), signer.verify(b"text", b"")
    (True, False)
    >>> signer
    HmacSigner(name='repair')
    """

    key: bytes = field(validator=_is_key, repr=False)
    name: str = field(validator=is_key_name, kw_only=True)

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell this key from others of its name."""
        return key_id_of(self.name, _KIND, hmac_digest(self.key, _ID_LABEL, "sha256"))

    def sign(self, text: bytes) -> bytes:
        """The signature of a text, 32 bytes."""
        return hmac_digest(self.key, text, "sha256")

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether this key made it."""
        return compare_digest(self.sign(text), signature)
