"""The points of streams, as known at a position of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property

import attrs
import numpy as np

from creditkit.canonical import numeral
from creditkit.columns import readonly, scaled
from creditkit.dates import plain_day
from creditkit.facts import Adjustment
from creditkit.facts._records import MOST_DECIMALS
from creditkit.ledger._arguments import check_stream
from creditkit.ledger._balances import Balances
from creditkit.ledger._counts import Count, Line, facts_of, lines_of, points_of
from creditkit.ledger._errors import BalanceBroken
from creditkit.ledger._fold import resolve, worths
from creditkit.ledger._log import Log, log_of, moves_in, rows_asserting
from creditkit.ledger._sources import Passing, Source
from creditkit.ledger._stored import Moving, Stored
from creditkit.ledger._tables import Tables, in_order, tables_of
from creditkit.ledger._terms import Terms


@attrs.frozen
class Balance:
    """The points of one stream on a day.

    Args:
        total: the adjustment, the sum of all lines; scoring holds it within its bounds, once.
        lines: what counts, by first day, on one day penalties before what makes up for them.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> balance = ledger.accounts().balance("c-7f3a", date(2026, 3, 1))
    >>> balance.total, [line.entry_id for line in balance.lines]
    (Decimal('-12'), ['late-1'])
    """

    total: Decimal
    lines: tuple[Line, ...]


@attrs.frozen(eq=False, slots=False)
class Accounts:
    """The points of streams, as known at a position: a snapshot that a later replay can start from.

    What counts on a day, in this order: events that are reversed are as if they had never been; penalties cost what
    their caps leave of them, less what has decayed; for each penalty in force the best single repair counts, then
    good conduct, together never more than the penalty costs that day; credits come on top. The order of recording
    plays no part. The sum is not bounded here.

    Days count from their beginning: an event counts on its first and on its last day.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> _ = ledger.append(
    ...     Entry("late-1", "c-7f3a", "contract_breached", points="-12", valid_from=date(2026, 2, 3)),
    ...     Entry(
    ...         "paid-1",
    ...         "c-7f3a",
    ...         "dispute_resolved",
    ...         repairs="late-1",
    ...         effect={"share": "0.8"},
    ...         valid_from=date(2026, 3, 1),
    ...     ),
    ...     recorded_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
    ...     salt=bytes(16),
    ... )
    >>> accounts = ledger.accounts()
    >>> [str(accounts.balance("c-7f3a", day).total) for day in (date(2026, 2, 28), date(2026, 3, 1))]
    ['-12', '-3']
    """

    _log: Log = attrs.field(repr=False)
    #: None for a part of a ledger, such as one stream's events handed over one by one.
    _source: Source | None = attrs.field(default=None, repr=False)

    @property
    def size(self) -> int:
        """The position up to which events were read, which is left out; of one stream as of all."""
        return self._log.size

    @property
    def streams(self) -> tuple[str, ...]:
        """Every stream with an event, in order of the first."""
        return self._log.streams

    @cached_property
    def decimals(self) -> int:
        """The decimals of all points: as few as all events can be written with."""
        return max((_decimals(terms) for terms in self._log.terms), default=0)

    def __repr__(self) -> str:
        return f"<Accounts of {len(self.streams)} streams, {self.size} events>"

    def balance(self, stream: str, as_of: date) -> Balance:
        """What counts in one stream on a day, line by line, by the rules in plain Python.

        A stream without events has a total of zero and no lines.

        Raises:
            InvalidInput: a text that is no stream's name, such as one that is not in Unicode's form C.
        """
        check_stream(stream)
        counts = self._counts(stream, plain_day("as_of", as_of).toordinal())
        total = sum(units for _, _, units, _, _ in counts)
        return Balance(points_of(total, self.decimals), tuple(lines_of(self._log, counts, self.decimals)))

    def adjustments(self, as_of: date, stream: str | None = None) -> tuple[Adjustment, ...]:
        """What counts on a day as facts for scoring: one for each event that counts.

        The stream is the party, the entry's id the id of the adjustment. They say what counts on that day; another day
        may need others.

        Args:
            as_of: the day.
            stream: one stream; all of them by default, in the order of :attr:`streams`.

        Raises:
            InvalidInput: as for :meth:`balance`.
        """
        check_stream(stream)
        day = plain_day("as_of", as_of).toordinal()
        counts = self._all_counts(day) if stream is None else self._counts(stream, day)
        return tuple(facts_of(self._log, counts, self.decimals))

    def on(self, days: Iterable[date]) -> Balances:
        """The adjustments of all streams on many days, from one replay.

        Args:
            days: plain dates, in any order.
        """
        given = [plain_day(f"days[{i}]", day) for i, day in enumerate(days)]
        points = np.zeros((len(given), len(self.streams)), np.int64)
        for row, day in zip(points, given, strict=True):
            row[:] = self._tables.totals(day.toordinal(), len(self.streams))
        points //= 10 ** (MOST_DECIMALS - self.decimals)
        return Balances(self.streams, readonly(np.array(given, "datetime64[D]")), readonly(points.T), self.decimals)

    @cached_property
    def _tables(self) -> Tables:
        return tables_of(self._log)

    def _counts(self, stream: str, day: int) -> list[Count]:
        """What counts in one stream, by the fold; in its order."""
        code = self._log.codes.get(stream)
        rows = [] if code is None else self._log.rows_of(code)
        resolved = resolve([self._log.move(row) for row in rows])
        counts = [
            (rows[worth.move], rows[resolved.losses[worth.loss].move] if worth.loss >= 0 else -1, *worth[2:])
            for worth in worths(resolved, day)
        ]
        return sorted(counts, key=lambda count: (count[3], self._log.kinds[count[0]], self._log.ids[count[0]]))

    def _all_counts(self, day: int) -> Iterator[Count]:
        """What counts in all streams, by the columns; stream by stream, then as the fold has it."""
        row, loss, units, start, end = self._tables.counted(day)
        lost = np.append(self._tables.losses.row, -1)[loss]
        order = in_order(self._log, row, self._log.stream[row], start, self._log.kinds[row])
        return zip(*(column[order].tolist() for column in (row, lost, units, start, end)), strict=True)


def accounts_of(events: Iterable[Stored], since: Accounts | None = None) -> Accounts:
    """Replays events into accounts.

    Args:
        events: in order of position; a part of them, such as one stream, is replayed as if it were all there is.
        since: accounts of the events before these; equal to replaying all from the start.

    Raises:
        BalanceBroken: a balance assertion among the events is false: what the ledger holds is not what it was
            when the assertion was recorded.
        InvalidInput: events out of order or before the end of ``since``; an effect that does not read.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore, accounts_of
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> accounts_of(ledger.events()).balance("c-7f3a", date(2026, 3, 1)).total
    Decimal('-12')
    """
    passing = Passing(events, Source(0) if since is None else since._source)  # noqa: SLF001  (of this module)
    log = _replayed(moves_in(passing), since)
    return Accounts(log, passing.source)


def replayed(moves: Iterable[Moving], since: Accounts | None, source: Source) -> Accounts:
    """Replays what a replay reads of events: :func:`accounts_of` where whole events are not at hand."""
    return Accounts(attrs.evolve(_replayed(moves, since), size=source.size), source)


def _replayed(moves: Iterable[Moving], since: Accounts | None) -> Log:
    before = None if since is None else since._log  # noqa: SLF001  (of this module)
    log = log_of(moves, before)
    _hold_assertions(log, 0 if before is None else len(before.ids))
    return log


def _hold_assertions(log: Log, first: int) -> None:
    """Raises BalanceBroken for the first assertion from a row on that is false, as known just before it."""
    for row in rows_asserting(log, first):
        stream, day = int(log.stream[row]), int(log.start[row])
        resolved = resolve([log.move(before) for before in log.rows_of(stream) if before < row])
        found, asserted = sum(worth.units for worth in worths(resolved, day)), log.terms[log.term[row]].asserts
        if found != asserted:
            shown = (numeral(scaled(units or 0, MOST_DECIMALS)) for units in (asserted, found))
            raise BalanceBroken(log.ids[row], log.streams[stream], *shown)


def _decimals(terms: Terms) -> int:
    """The decimals that the events of these terms can bring about."""
    numbers = [terms.points or 0, *(cap.at_most for cap in terms.caps)]
    fewest = max(len(numeral(scaled(units, MOST_DECIMALS)).partition(".")[2]) for units in numbers)
    return max(fewest, terms.decimals if terms.decays or terms.share is not None else 0)
