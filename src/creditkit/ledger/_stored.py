"""What a store keeps: a row of plain texts, and the value that reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, cast

import attrs

from creditkit.ledger._entry import Entry


class Row(NamedTuple):
    """An event as it is kept: the texts that stand in its header, and what can be removed.

    Days are ``2026-03-01``, the time of recording ``2026-03-01T08:30:00.000000Z`` (UTC, always of this length, so
    texts sort as times do); ``effect`` and ``causes`` are canonical JSON. ``salt`` and ``payload`` (canonical JSON)
    are None after a redaction, and only together. What is hashed is made of these very texts, so a store that gives
    them back unchanged keeps every proof.
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


@attrs.frozen(slots=False)
class Stored:
    """An event in the ledger.

    Args:
        row: as it is kept; everything else is read from it.

    Attributes:
        pos: its position in the ledger, from 0, without a gap.
        seq: its position in its stream, from 0, without a gap.
        recorded_at: when it was recorded, in UTC; strictly later than the event before it.
        leaf: its leaf in the ledger's tree, 32 bytes.
        redacted: whether salt and payload were removed.
    """

    row: Row

    @property
    def pos(self) -> int:
        return self.row.pos

    @property
    def stream(self) -> str:
        return self.row.stream

    @property
    def seq(self) -> int:
        return self.row.seq

    @property
    def entry_id(self) -> str:
        return self.row.entry_id

    @property
    def type(self) -> str:
        return self.row.type

    @property
    def leaf(self) -> bytes:
        return self.row.leaf

    @property
    def redacted(self) -> bool:
        return self.row.salt is None

    @property
    def recorded_at(self) -> datetime:
        return datetime.fromisoformat(self.row.recorded_at)

    @property
    def valid_from(self) -> date:
        return date.fromisoformat(self.row.valid_from)

    @property
    def valid_to(self) -> date | None:
        return None if self.row.valid_to is None else date.fromisoformat(self.row.valid_to)

    @cached_property
    def figures(self) -> Mapping[str, str]:
        """The whole effect, text by key."""
        return cast("dict[str, str]", json.loads(self.row.effect))

    @property
    def points(self) -> Decimal | None:
        text = self.figures.get("points")
        return None if text is None else Decimal(text)

    @property
    def payload(self) -> Mapping[str, str] | None:
        """The payload; None after a redaction."""
        return None if self.row.payload is None else cast("dict[str, str]", json.loads(self.row.payload))

    @property
    def entry(self) -> Entry:
        """The entry that was recorded; without a payload after a redaction."""
        figures = dict(self.figures)
        return Entry(
            self.entry_id, self.stream, self.type,
            points=figures.pop("points", None), repairs=figures.pop("repairs", None),
            reverses=figures.pop("reverses", None), effect=figures,
            valid_from=self.valid_from, valid_to=self.valid_to, payload=self.payload or {},
            causes=tuple(json.loads(self.row.causes)), policy=self.row.policy,
        )  # fmt: skip
