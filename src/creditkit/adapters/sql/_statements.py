"""The statements that both databases understand, and the names of the tables."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import attrs

from creditkit.errors import InvalidInput
from creditkit.ledger import MOVING, Row, Stored

#: The columns of an event, in the order of a row. One of them is a word of SQL.
COLUMNS = ", ".join(f'"{name}"' if name == "commit" else name for name in Row._fields)
#: Above every position: positions are 64-bit integers.
BEYOND = 2**63 - 1
#: PostgreSQL cuts names at 63 characters; the longest name made from a prefix has 22 more.
_PREFIX = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Head(NamedTuple):
    """The one row that knows where the ledger stands; it moves in the transaction that moves the ledger.

    ``last`` is no column: the row of the last event, where the same statement has found it.
    """

    schema_version: int
    ledger: str | None
    size: int
    recorded_at: str | None
    leaf: bytes | None
    last: tuple[Any, ...] | None = None

    @classmethod
    def of(cls, found: tuple[Any, ...]) -> Head:
        """From the columns of the head, and those of the last event behind them."""
        last = found[len(HEAD) :]
        return cls._make((*found[: len(HEAD)], last if any(value is not None for value in last) else None))


#: Its columns.
HEAD = Head._fields[:-1]


def checked_prefix(prefix: object) -> str:
    """A prefix that makes names which need no quotes in either database."""
    if not isinstance(prefix, str) or not _PREFIX.fullmatch(prefix):
        raise InvalidInput("prefix", prefix, "1 to 40 small letters, digits and _, the first a letter")
    return prefix


def stored(row: tuple[Any, ...]) -> Stored:
    """An event from the columns of its row."""
    return Stored(Row._make(row))


def behind(row: Row) -> tuple[Any, ...]:
    """What the head is after an event, as ``forward`` takes it."""
    return row.ledger, row.pos + 1, row.recorded_at, row.leaf


@attrs.frozen
class Statements:
    """Statements on the tables of one prefix; ``mark`` is how the driver writes a parameter."""

    prefix: str
    event: str
    head: str
    find: str
    at: str
    tip: str
    last: str
    page: str
    page_of_stream: str
    moves: str
    redact: str
    standing: str
    standing_and_last: str
    forward: str

    @classmethod
    def of(cls, prefix: str, mark: str) -> Statements:
        """The statements for a prefix."""
        event, head = f"{prefix}_event", f"{prefix}_head"
        select = f"SELECT {COLUMNS} FROM {event}"
        columns = ", ".join(f"h.{name}" for name in HEAD)
        last = ", ".join(f"e.{name}" for name in COLUMNS.split(", "))
        texts = {
            "find": f"{select} WHERE entry_id = ?",
            "at": f"{select} WHERE pos = ?",
            "tip": f"{select} WHERE stream = ? ORDER BY seq DESC LIMIT 1",
            "last": f"{select} ORDER BY pos DESC LIMIT 1",
            "page": f"{select} WHERE pos >= ? AND pos < ? ORDER BY pos LIMIT ?",
            "page_of_stream": f"{select} WHERE stream = ? AND seq >= ? AND pos >= ? AND pos < ? ORDER BY seq LIMIT ?",
            "moves": f"SELECT {', '.join(MOVING)} FROM {event} WHERE pos >= ? AND pos < ? ORDER BY pos LIMIT ?",
            "redact": f"UPDATE {event} SET salt = NULL, payload = NULL WHERE pos = ?",
            "standing": f"SELECT {columns} FROM {head} AS h WHERE h.id = 1",
            "standing_and_last": f"SELECT {columns}, {last} FROM {head} AS h LEFT JOIN {event} AS e "
            "ON e.pos = h.size - 1 WHERE h.id = 1",
            "forward": f"UPDATE {head} SET ledger = ?, size = ?, recorded_at = ?, leaf = ? WHERE id = 1",
        }
        return cls(
            prefix=prefix, event=event, head=head, **{name: text.replace("?", mark) for name, text in texts.items()}
        )
