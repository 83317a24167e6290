"""From an event to its bytes and hashes.

The header is canonical JSON (:mod:`creditkit.canonical`) of the texts that a store keeps. It is put together from
them by one template, for verifying a million events is a million headers; a test holds the template to ``canonical``.
A header without a key ``format`` is of the first format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from json.encoder import encode_basestring

from creditkit.ledger._stored import Head, Row

#: RFC 6962, section 2.1: a leaf and a node never hash the same bytes.
LEAF, NODE = b"\x00", b"\x01"
#: A salt below this length could be guessed together with a short payload.
SHORTEST_SALT = 16
#: A text in quotes, as JSON has it: what has to be escaped is, and nothing else.
in_quotes: Callable[[str], str] = encode_basestring


def moment_text(moment: datetime) -> str:
    """An instant as it stands in a header: UTC, microseconds, always 27 characters.

    >>> moment_text(datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
    '2026-03-01T08:30:00.000000Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def texts_text(texts: Mapping[str, str]) -> str:
    r"""Texts by key in canonical JSON; an ``Entry`` has seen to keys and form.

    >>> texts_text({"why": "paid", "by": 'the "clerk"'})
    '{"by":"the \\"clerk\\"","why":"paid"}'
    """
    if not texts:
        return "{}"
    parts = [f"{in_quotes(key)}:{in_quotes(text)}" for key, text in sorted(texts.items())]
    return f"{{{','.join(parts)}}}"


def ids_text(ids: Iterable[str]) -> str:
    """Texts in a row in canonical JSON, in their own order.

    >>> ids_text(("a", "b"))
    '["a","b"]'
    """
    return "[" + ",".join([in_quotes(one) for one in ids]) + "]" if ids else "[]"


def header_of(row: Row | Head) -> bytes:
    """The header of an event, in canonical JSON, in UTF-8: what its leaf is the hash of."""
    ledger, pos, stream, seq, name, kind, start, end, recorded, effect, policy, causes, prev, commit = row[:14]
    return header_text(
        causes,
        commit.hex(),
        effect,
        in_quotes(name),
        in_quotes(ledger),
        "null" if policy is None else in_quotes(policy),
        pos,
        "null" if prev is None else f'"{prev.hex()}"',
        in_quotes(recorded),
        seq,
        in_quotes(stream),
        in_quotes(kind),
        in_quotes(start),
        "null" if end is None else in_quotes(end),
    ).encode()


def header_text(  # noqa: PLR0913, PLR0917 - as many as a header has; keywords would double what a call costs
    causes: str, commit: str, effect: str, name: str, ledger: str, policy: str, pos: int, prev: str, recorded: str,
    seq: int, stream: str, kind: str, start: str, end: str,
) -> str:  # fmt: skip
    """The one template of a header, of parts that are JSON already; the commitment is plain digits."""
    return (
        f'{{"causes":{causes},"commit":"{commit}","effect":{effect},"id":{name},"ledger":{ledger},"policy":{policy},'
        f'"pos":{pos},"prev":{prev},"recorded_at":{recorded},"seq":{seq},"stream":{stream},"type":{kind},'
        f'"valid_from":{start},"valid_to":{end}}}'
    )


class Quoted(dict["str | None", str]):
    """Texts as they stand in JSON, each put in quotes once."""

    def __missing__(self, text: str | None) -> str:
        self[text] = quoted = "null" if text is None else in_quotes(text)
        return quoted


def leaf_of(row: Row | Head) -> bytes:
    """The leaf of an event: SHA-256 of 0x00 and its header."""
    return sha256(LEAF + header_of(row)).digest()


def commit_of(salt: bytes, payload: str) -> bytes:
    """What the header says of the payload: SHA-256 of the salt and the payload's canonical JSON."""
    return sha256(salt + payload.encode()).digest()


class Salts:
    """The salts of a batch: keyed BLAKE2b (RFC 7693) of each entry's id, with the salt that the host gave as its key.

    The salt of an entry's neighbours so tells nothing of its own, once that is gone.
    """

    def __init__(self, salt: bytes) -> None:
        self._key = salt if len(salt) <= blake2b.MAX_KEY_SIZE else sha256(salt).digest()

    def of(self, entry_id: str) -> bytes:
        """The salt of one entry, 32 bytes."""
        return blake2b(entry_id.encode(), digest_size=32, key=self._key).digest()
