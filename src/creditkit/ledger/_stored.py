"""What a store keeps: a row of plain texts, and the value that reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import attrs

from creditkit.ledger._entry import Entry

#: The first fields of a row, which stand in the header.
Head: TypeAlias = "tuple[str, int, str, int, str, str, str, str | None, str, str, str | None, str, bytes | None, bytes]"


class Row(NamedTuple):
    """An event as it is kept: the texts that stand in its header, and what can be removed.

    Days are ``2026-03-01``, the time of recording ``2026-03-01T08:30:00.000000Z`` (UTC, always of this length, so
    texts sort as times do); ``effect`` and ``causes`` are canonical JSON. ``salt`` and ``payload`` (canonical JSON)
    are None after a redaction, and only together. What is hashed is made of these very texts, so a store that gives
    them back unchanged keeps every proof.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> row = receipt.stored.row
    >>> row.pos, row.effect, row.recorded_at
    (0, '{"points":"-12"}', '2026-02-03T00:00:00.000000Z')
    """

    ledger: str
    pos: int
    stream: str
    seq: int
    entry_id: str
    type: str
    valid_from: str
    valid_to: str | None
    recorded_at: str
    effect: str
    policy: str | None
    causes: str
    prev: bytes | None
    commit: bytes
    leaf: bytes
    salt: bytes | None
    payload: str | None


#: What a replay reads of a row, in this order; the same types as there.
MOVING: tuple[str, ...] = (
    "pos", "stream", "entry_id", "type", "valid_from", "valid_to", "recorded_at", "effect",
)  # fmt: skip
Moving: TypeAlias = "tuple[int, str, str, str, str, str | None, str, str]"
#: Those columns of a row.
moving_of: Callable[[Row], Moving] = itemgetter(*map(Row._fields.index, MOVING))


class Tip(NamedTuple):
    """Where a stream ends: the sequence and the leaf of its last event, which the next one is chained to.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> receipt.stored.tip == Tip(0, receipt.stored.leaf)
    True
    """

    seq: int
    leaf: bytes


@attrs.frozen
class Stored:
    """An event in the ledger.

    Args:
        row: as it is kept; everything else is read from it.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> stored = receipt.stored
    >>> stored.points, stored.valid_from, stored.redacted
    (Decimal('-12'), datetime.date(2026, 2, 3), False)
    >>> stored.entry == entry
    True
    """

    row: Row

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.row,)

    @property
    def pos(self) -> int:
        """Its position in the ledger, from 0, without a gap."""
        return self.row.pos

    @property
    def stream(self) -> str:
        """Whose it is: a pseudonym."""
        return self.row.stream

    @property
    def seq(self) -> int:
        """Its position in its stream, from 0, without a gap."""
        return self.row.seq

    @property
    def entry_id(self) -> str:
        """The id that the caller gave it."""
        return self.row.entry_id

    @property
    def type(self) -> str:
        """What happened, as a stable code."""
        return self.row.type

    @property
    def leaf(self) -> bytes:
        """Its leaf in the ledger's tree, 32 bytes."""
        return self.row.leaf

    @property
    def tip(self) -> Tip:
        """What the next event of its stream is chained to."""
        return Tip(self.row.seq, self.row.leaf)

    @property
    def redacted(self) -> bool:
        """Whether salt and payload were removed."""
        return self.row.salt is None

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded, in UTC; strictly later than the event before it."""
        return datetime.fromisoformat(self.row.recorded_at)

    @property
    def valid_from(self) -> date:
        """The first day on which it has its effect."""
        return date.fromisoformat(self.row.valid_from)

    @property
    def valid_to(self) -> date | None:
        """The last day on which it has its effect, included; None is for good."""
        return None if self.row.valid_to is None else date.fromisoformat(self.row.valid_to)

    @cached_property
    def figures(self) -> Mapping[str, str]:
        """The whole effect, text by key."""
        return MappingProxyType(json.loads(self.row.effect))

    @property
    def points(self) -> Decimal | None:
        """What it adds to the score as stated; what counts on a day is another matter."""
        text = self.figures.get("points")
        return None if text is None else Decimal(text)

    @property
    def payload(self) -> Mapping[str, str] | None:
        """The payload; None after a redaction."""
        return None if self.row.payload is None else MappingProxyType(json.loads(self.row.payload))

    @property
    def causes(self) -> tuple[str, ...]:
        """From what it follows, by ids."""
        return tuple(json.loads(self.row.causes))

    @property
    def policy(self) -> str | None:
        """The fingerprint of the policy that led to it."""
        return self.row.policy

    @property
    def entry(self) -> Entry:
        """The entry that was recorded; without a payload after a redaction."""
        figures = dict(self.figures)
        return Entry(
            self.entry_id, self.stream, self.type,
            points=figures.pop("points", None), repairs=figures.pop("repairs", None),
            reverses=figures.pop("reverses", None), effect=figures,
            valid_from=self.valid_from, valid_to=self.valid_to, payload=self.payload or {},
            causes=self.causes, policy=self.policy,
        )  # fmt: skip
