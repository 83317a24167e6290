"""Writes events one after another: position, sequence, time, hashes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from creditkit.errors import InvalidInput
from creditkit.ledger._encoding import Salts, commit_of, ids_text, leaf_of, texts_text
from creditkit.ledger._entry import Entry
from creditkit.ledger._store import Writer
from creditkit.ledger._stored import Row, Stored

_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000


class Recorder:
    """Puts the events of one call, inside its transaction.

    Args:
        writer: the transaction.
        ledger: the ledger's name.
        recorded_at: the host's time; an event is recorded then, or a microsecond after the one before it.
        salts: the salts of the call.
        max_lag: how far the host's time may lie before the last event's.

    Raises:
        InvalidInput: the store holds another ledger.
    """

    def __init__(self, writer: Writer, *, ledger: str, recorded_at: datetime, salts: Salts, max_lag: timedelta) -> None:
        self._writer = writer
        self._ledger = ledger
        self._given = recorded_at
        self._salts = salts
        self._max_lag = max_lag
        self._last = writer.last()
        check_name(self._last, ledger)
        self._pos = 0 if self._last is None else self._last.pos + 1
        #: What this call has put so far, by stream.
        self.put: dict[str, list[Stored]] = {}

    def start(self) -> None:
        """Sets the clock. A call that finds everything recorded needs none.

        Raises:
            InvalidInput: a time too far before the last event's.
        """
        last = self._last
        self._clock = Clock(self._given if last is None else _after(last.recorded_at, self._given, self._max_lag))

    def record(self, entry: Entry, effect: str, before: Stored | None) -> Stored:
        """The event of an entry with its effect as text, put after the one before it in its stream."""
        salt, payload = self._salts.of(entry.entry_id), texts_text(entry.payload)
        head = (
            self._ledger,
            self._pos,
            entry.stream,
            0 if before is None else before.row.seq + 1,
            entry.entry_id,
            entry.type,
            entry.valid_from.isoformat(),
            None if entry.valid_to is None else entry.valid_to.isoformat(),
            self._clock.tick(),
            effect,
            entry.policy,
            ids_text(entry.causes),
            None if before is None else before.row.leaf,
            commit_of(salt, payload),
        )
        stored = Stored(Row(*head, leaf_of(head), salt, payload))
        self._writer.put(stored)
        self.put.setdefault(entry.stream, []).append(stored)
        self._pos += 1
        return stored


def check_name(stored: Stored | None, ledger: str) -> None:
    """Raises InvalidInput for an event of another ledger: a store holds one."""
    if stored is not None and stored.row.ledger != ledger:
        raise InvalidInput("name", ledger, f"{stored.row.ledger!r}, the ledger that the store holds")


class Clock:
    """Instants as headers write them, a microsecond apart.

    >>> clock = Clock(datetime(2026, 3, 1, 8, 29, 59, 999_999, tzinfo=UTC))
    >>> clock.tick(), clock.tick()
    ('2026-03-01T08:29:59.999999Z', '2026-03-01T08:30:00.000000Z')
    """

    def __init__(self, first: datetime) -> None:
        self._second = first.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        self._text = self._second.isoformat()
        self._micro = first.microsecond - 1

    def tick(self) -> str:
        """The next instant."""
        self._micro += 1
        if self._micro == _SECOND:
            self._second, self._micro = self._second + timedelta(seconds=1), 0
            self._text = self._second.isoformat()
        return f"{self._text}.{self._micro:06d}Z"


def _after(last: datetime, given: datetime, max_lag: timedelta) -> datetime:
    if last - given > max_lag:
        raise InvalidInput(
            "recorded_at", given.isoformat(), f"a time at most {max_lag} before the last event's, {last.isoformat()}",
            "set the host's clock right",
        )  # fmt: skip
    return max(given, last + _MICROSECOND)
