"""From an event to its bytes and hashes.

The header is canonical JSON (:mod:`creditkit.canonical`) of the texts that a store keeps. It is put together from
them by one template, for verifying a million events is a million headers; a test holds the template to ``canonical``.
A header without a key ``format`` is of the first format.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest as hmac_digest
from json.encoder import encode_basestring

from creditkit.canonical import canonical
from creditkit.ledger._stored import Row

#: RFC 6962, section 2.1: a leaf and a node never hash the same bytes.
LEAF, NODE = b"\x00", b"\x01"
#: A salt below this length could be guessed together with a short payload.
SHORTEST_SALT = 16


def moment_text(moment: datetime) -> str:
    """An instant as it stands in a header: UTC, microseconds, always 27 characters.

    >>> moment_text(datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
    '2026-03-01T08:30:00.000000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def header_of(row: Row) -> bytes:
    """The header of an event, in canonical JSON, in UTF-8: what its leaf is the hash of."""
    text = encode_basestring
    valid_to = "null" if row.valid_to is None else text(row.valid_to)
    policy = "null" if row.policy is None else text(row.policy)
    prev = "null" if row.prev is None else f'"{row.prev.hex()}"'
    return (
        f'{{"causes":{row.causes},"commit":"{row.commit.hex()}","effect":{row.effect},"id":{text(row.entry_id)},'
        f'"ledger":{text(row.ledger)},"policy":{policy},"pos":{row.pos},"prev":{prev},'
        f'"recorded_at":{text(row.recorded_at)},"seq":{row.seq},"stream":{text(row.stream)},"type":{text(row.type)},'
        f'"valid_from":{text(row.valid_from)},"valid_to":{valid_to}}}'
    ).encode()


def leaf_of(row: Row) -> bytes:
    """The leaf of an event: SHA-256 of 0x00 and its header."""
    return sha256(LEAF + header_of(row)).digest()


def commit_of(salt: bytes, payload: str) -> bytes:
    """What the header says of the payload: SHA-256 of the salt and the payload's canonical JSON."""
    return sha256(salt + payload.encode()).digest()


def payload_text(payload: Mapping[str, str]) -> str:
    """A payload in canonical JSON."""
    return canonical(dict(payload))


def salt_of(salt: bytes, entry_id: str) -> bytes:
    """The salt of one entry of a batch, so that the salt of its neighbours tells nothing once its own is gone."""
    return hmac_digest(salt, entry_id.encode(), "sha256")
