"""Names of streams that do not say whose they are.

A name is HMAC-SHA-256 (RFC 2104, FIPS 198-1) of the party's id under a key that stays with the host. Whoever has the
ledger alone learns which entries belong together, and no more: party ids are short and can be guessed, so a plain
hash of one would be undone by hashing all of them; without the key nobody can.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Iterable
from typing import Literal, NoReturn

import attrs

from creditkit.errors import InvalidInput
from creditkit.facts import Adjustment

#: RFC 2104, section 3: a key shorter than the hash weakens it.
SHORTEST_KEY = 32
#: 128 bits: among 2**40 parties two share a name with a chance of 2**-49.
_BYTES = 16
#: What the names are for, so that a key that serves elsewhere too makes other values there.
_PURPOSE = "creditkit ledger stream"


class Pseudonyms:
    """Pseudonyms of parties: for each party one, the same each time, which only the key's holder can lead back.

    The names stand in headers, which never change, so a ledger's key cannot be exchanged: keep it as long as the
    ledger, apart from the ledger. Destroying it cuts the ledger off from the parties for good.

    Args:
        key: at least 32 random bytes. The host makes them once (``secrets.token_bytes(32)``).
        scope: what the names are for, such as the ledger's name: in another scope, the same party has another name.

    Raises:
        InvalidInput: a key too short, a scope with a NUL.

    >>> names = Pseudonyms(bytes(range(32)), scope="repair")
    >>> names.of("C-1043")
    'fxc7doxgb2cdgcexlpu43eneci'
    >>> names.map(["C-1043"])
    {'fxc7doxgb2cdgcexlpu43eneci': 'C-1043'}
    """

    __slots__ = ("_key", "_scope")

    def __init__(self, key: bytes, *, scope: str = "") -> None:
        given: object = key  # the message must not show it
        if not isinstance(given, bytes) or len(given) < SHORTEST_KEY:
            raise InvalidInput("key", type(key).__name__, f"at least {SHORTEST_KEY} random bytes")
        self._scope = _bytes("scope", scope, empty=True)
        self._key = given

    def __repr__(self) -> str:
        return f"<Pseudonyms of scope {self._scope.decode()!r}>"

    def __reduce__(self) -> NoReturn:
        raise InvalidInput("pseudonyms", "a pickle or a copy", "the key and Pseudonyms(key)", "a key travels by itself")

    def of(self, party_id: str) -> str:
        """The name of a party's stream: 26 characters of a–z and 2–7, the first 128 bits of the hash in base32.

        Ids are taken byte by byte: a trailing blank, other letter case or another of Unicode's forms makes another
        stream. Bring them into one form first.

        Raises:
            InvalidInput: an id that is empty or no text, or has a NUL.
        """
        parts = (_PURPOSE.encode(), self._scope, _bytes("party_id", party_id))
        digest = hmac.digest(self._key, b"\0".join(parts), "sha256")
        return b32encode(digest[:_BYTES]).decode().rstrip("=").lower()

    def map(self, party_ids: Iterable[str]) -> dict[str, str]:
        """Parties by the names of their streams: what leads back. It is personal data wherever the names are.

        Raises:
            InvalidInput: as for :meth:`of`.
        """
        if isinstance(party_ids, str):
            raise InvalidInput("party_ids", party_ids, "several party ids", f"write [{party_ids!r}]")
        return {self.of(party_id): party_id for party_id in party_ids}

    def named(
        self,
        adjustments: Iterable[Adjustment],
        party_ids: Iterable[str],
        *,
        others: Literal["refuse", "leave_out"] = "refuse",
    ) -> tuple[Adjustment, ...]:
        """Adjustments of streams as adjustments of their parties: what scoring takes.

        Args:
            adjustments: of a ledger; ``party_id`` is the stream.
            party_ids: the host's parties.
            others: what to do with a stream that is none of theirs. Left out, a penalty of a party that was forgotten
                here would be lost without a word; once the host has erased a party, its stream is to be left out.

        Raises:
            InvalidInput: a stream is none of theirs, and such are refused.
        """
        party_of = self.map(party_ids)
        out = []
        for i, adjustment in enumerate(adjustments):
            party = party_of.get(adjustment.party_id)
            if party is not None:
                out.append(attrs.evolve(adjustment, party_id=party))
            elif others == "refuse":
                raise InvalidInput(
                    f"adjustments[{i}].party_id", adjustment.party_id, "the stream of one of the parties",
                    "others='leave_out' passes over streams of parties that were erased",
                )  # fmt: skip
        return tuple(out)


def _bytes(path: str, text: object, *, empty: bool = False) -> bytes:
    """The text in UTF-8; NUL separates, so it stands in none."""
    if not isinstance(text, str) or not (text or empty) or "\0" in text:
        raise InvalidInput(path, text, "text without NUL" if empty else "a text that is not empty, without NUL")
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise InvalidInput(path, text, "text without halves of surrogate pairs") from None
