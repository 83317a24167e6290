"""Writes events one after another: position, sequence, time, hashes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from hashlib import sha256

from creditkit.errors import InvalidInput
from creditkit.ledger._encoding import LEAF, Salts, commit_of, header_text, ids_text, in_quotes, texts_text
from creditkit.ledger._entry import Entry
from creditkit.ledger._store import Writer
from creditkit.ledger._stored import Row, Stored, Tip

_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000
#: Days recur from entry to entry.
_row = partial(tuple.__new__, Row)
_day = lru_cache(maxsize=4_096)(date.isoformat)


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
        self._quoted = in_quotes(ledger)
        self._given = recorded_at
        self._salts = salts
        self._max_lag = max_lag
        self._last = writer.last()
        check_name(self._last, ledger)
        self._pos = 0 if self._last is None else self._last.pos + 1
        self._put: list[Stored] = []
        self._streams: dict[str, list[Stored]] = {}
        self._apart = 0

    def start(self) -> None:
        """Sets the clock. A call that finds everything recorded needs none.

        Raises:
            InvalidInput: a time too far before the last event's.
        """
        last = self._last
        self._clock = Clock(self._given if last is None else _after(last.recorded_at, self._given, self._max_lag))

    def record(self, entry: Entry, effect: str, before: Tip | Stored | None) -> Stored:
        """The event of an entry with its effect as text, put behind the tip of its stream.

        Each text is made once: for the row, and in quotes for the header.
        """
        name, stream, kind, policy = entry.entry_id, entry.stream, entry.type, entry.policy
        seq, prev = (0, None) if before is None else (before.seq + 1, before.leaf)
        start, end = _day(entry.valid_from), None if entry.valid_to is None else _day(entry.valid_to)
        pos, recorded, causes = self._pos, self._clock.tick(), ids_text(entry.causes)
        salt, payload = self._salts.of(name), texts_text(entry.payload)
        commit = commit_of(salt, payload)
        header = header_text(
            causes, commit.hex(), effect, in_quotes(name), self._quoted,
            "null" if policy is None else in_quotes(policy), pos, "null" if prev is None else f'"{prev.hex()}"',
            f'"{recorded}"', seq, in_quotes(stream), in_quotes(kind), f'"{start}"',
            "null" if end is None else f'"{end}"',
        )  # fmt: skip
        leaf = sha256(LEAF + header.encode()).digest()
        stored = Stored(
            _row((
                self._ledger, pos, stream, seq, name, kind, start, end, recorded, effect, policy, causes, prev, commit,
                leaf, salt, payload,
            ))
        )  # fmt: skip
        self._writer.put(stored)
        self._put.append(stored)
        self._pos += 1
        return stored

    def put_in(self, stream: str) -> Sequence[Stored]:
        """What this call has put in a stream so far. Few calls ask, so the streams are told apart only then."""
        for stored in self._put[self._apart :]:
            self._streams.setdefault(stored.row.stream, []).append(stored)
        self._apart = len(self._put)
        return self._streams.get(stream, ())


def check_name(stored: Stored | None, ledger: str) -> None:
    """Raises InvalidInput for an event of another ledger: a store holds one."""
    if stored is not None and stored.row.ledger != ledger:
        raise InvalidInput("name", ledger, f"{stored.row.ledger!r}, the ledger that the store holds")


class Clock:
    """Instants as headers write them, a microsecond apart; the first is in UTC.

    >>> from datetime import UTC
    >>> clock = Clock(datetime(2026, 3, 1, 8, 29, 59, 999_999, tzinfo=UTC))
    >>> clock.tick(), clock.tick()
    ('2026-03-01T08:29:59.999999Z', '2026-03-01T08:30:00.000000Z')
    """

    def __init__(self, first: datetime) -> None:
        self._second = first.replace(microsecond=0, tzinfo=None)
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
            "set the host's clock right; if the last event's time is what is wrong, Ledger(…, max_lag=timedelta.max) "
            "records a microsecond after it",
        )  # fmt: skip
    return max(given, last + _MICROSECOND)
