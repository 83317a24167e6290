"""A block of rows, looked at column by column: whether all of it is sound, and nothing more.

Row by row, hashing is the lesser part of a verification; the greater are some dozen questions asked in Python. Most
of them have one answer for a column, or for the few texts that it repeats: positions are a range, the ledger's name
and the days recur, instants are compared as one array of characters. That leaves three steps a row: its header, its
two hashes, and its stream's chain.

Where anything is odd, a block is not told from garbage, nothing of it is remembered, and it is looked at again row by
row, which says what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain, repeat
from operator import lt
from typing import NamedTuple, TypeAlias
from unicodedata import is_normalized

import attrs

from creditkit.errors import InvalidInput
from creditkit.ledger._calendar import Days
from creditkit.ledger._effects import Effects
from creditkit.ledger._encoding import LEAF, Quoted, commit_of, header_text, in_quotes
from creditkit.ledger._seen import Seen
from creditkit.ledger._stored import Row

#: What a row raises that is no row: other types than texts, halves of surrogate pairs.
GARBAGE = (TypeError, ValueError, AttributeError)
#: By stream: the sequence that its next event has to have, and the leaf that it has to name.
Tips: TypeAlias = "dict[str, tuple[int, bytes | None]]"
BEFORE_THE_FIRST: tuple[int, bytes | None] = (0, None)


@attrs.define
class Passed:
    """What is remembered of the events before a row.

    Args:
        ledger: the name that every event has to have.
        place: how many events came.
        recorded: when the last of them was recorded.
    """

    ledger: str
    place: int = 0
    recorded: str = ""
    tips: Tips = attrs.field(factory=dict)
    seen: Seen = attrs.field(factory=Seen)
    days: Days = attrs.field(factory=Days)
    effects: Effects = attrs.field(factory=Effects)


class Columns(NamedTuple):
    """The fields of :class:`Row`, each for all rows of a block."""

    ledger: tuple[str, ...]
    pos: tuple[int, ...]
    stream: tuple[str, ...]
    seq: tuple[int, ...]
    entry_id: tuple[str, ...]
    type: tuple[str, ...]
    valid_from: tuple[str, ...]
    valid_to: tuple[str | None, ...]
    recorded_at: tuple[str, ...]
    effect: tuple[str, ...]
    policy: tuple[str | None, ...]
    causes: tuple[str, ...]
    prev: tuple[bytes | None, ...]
    commit: tuple[bytes, ...]
    leaf: tuple[bytes, ...]
    salt: tuple[bytes | None, ...]
    payload: tuple[str | None, ...]


def sound(rows: Sequence[Row], passed: Passed) -> Columns | None:
    """The columns of a block that fits what came before it, which then holds the block, too; None where it does not.

    What events say of each other, and what a payload's absence means, is not looked at here.
    """
    try:
        columns = Columns._make(zip(*rows, strict=True))
        if not _in_order(columns, passed) or not _in_words(columns, passed) or not _committed(columns):
            return None
        if not _hashed(columns) or not _chained(columns, passed.tips):
            return None
    except (*GARBAGE, InvalidInput):
        return None
    passed.seen.extend(columns.entry_id, columns.stream)
    passed.recorded = columns.recorded_at[-1]
    passed.place += len(rows)
    return columns


def _in_order(columns: Columns, passed: Passed) -> bool:
    """Whether position, ledger, ids and instants are what comes next."""
    first, count = passed.place, len(columns.pos)
    return (
        columns.pos == tuple(range(first, first + count))
        and columns.ledger.count(passed.ledger) == count
        and passed.seen.are_new(columns.entry_id)
        and all(map(lt, chain((passed.recorded,), columns.recorded_at), columns.recorded_at))
        and passed.days.are_instants(columns.recorded_at)
    )


def _in_words(columns: Columns, passed: Passed) -> bool:
    """Whether a ledger writes such texts. Raises InvalidInput for effects and causes that do not read."""
    policies = [text for text in set(columns.policy) if text is not None]
    names = [*columns.entry_id, *set(columns.stream), *set(columns.type)]
    if not all(map(str.strip, names)) or "\0" in "".join([*names, *policies]):
        return False
    for effect in set(columns.effect):
        passed.effects.check(effect)
    for causes in set(columns.causes):
        passed.effects.check_causes(causes)
    spans = zip(columns.valid_from, columns.valid_to, strict=True)
    return all(passed.days.are_days(start, end) for start, end in set(spans))


def _committed(columns: Columns) -> bool:
    """Whether each payload that is there is the one that its header says."""
    for salt, payload, commit in zip(columns.salt, columns.payload, columns.commit, strict=True):
        if (salt is not None or payload is not None) and commit_of(salt, payload) != commit:  # type: ignore[arg-type]
            return False
    return True


def _hashed(columns: Columns) -> bool:
    """Whether each leaf is the hash of its header, and each header in Unicode's form C."""
    headers = list(_headers(columns))
    if not all(map(str.isascii, headers)) and not all(is_normalized("NFC", header) for header in headers):
        return False
    return columns.leaf == tuple([sha256(LEAF + header.encode()).digest() for header in headers])


def _headers(columns: Columns) -> Iterator[str]:
    """Their headers, by the one template; what recurs is quoted once."""
    quoted = Quoted()
    return map(
        header_text,
        columns.causes,
        map(bytes.hex, columns.commit),
        columns.effect,
        map(in_quotes, columns.entry_id),
        repeat(in_quotes(columns.ledger[0])),
        map(quoted.__getitem__, columns.policy),
        columns.pos,
        ["null" if prev is None else f'"{prev.hex()}"' for prev in columns.prev],
        map(in_quotes, columns.recorded_at),
        columns.seq,
        map(quoted.__getitem__, columns.stream),
        map(quoted.__getitem__, columns.type),
        map(quoted.__getitem__, columns.valid_from),
        map(quoted.__getitem__, columns.valid_to),
    )


def _chained(columns: Columns, tips: Tips) -> bool:
    """Whether each event follows the last one of its stream, which it then is; else the tips are as they were.

    The way back needs no copy: what an event that fits says of the one before it is what stood there.
    """
    rows = zip(columns.stream, columns.seq, columns.prev, columns.leaf, strict=True)
    for count, (stream, seq, prev, leaf) in enumerate(rows):
        if tips.get(stream, BEFORE_THE_FIRST) != (seq, prev):
            for back in reversed(range(count)):
                tips[columns.stream[back]] = (columns.seq[back], columns.prev[back])
            return False
        tips[stream] = (seq + 1, leaf)
    return True
