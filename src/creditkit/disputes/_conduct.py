"""Good conduct: calendar quarters in which a customer paid as agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias

import attrs
import numpy as np

from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts import Snapshot
from creditkit.facts._moments import day_of
from creditkit.ledger import Entry, Stored
from creditkit.receivables import NO_DAY, Residue, book
from creditkit.receivables._paid import asked, paid

#: An entry that is to be recorded, or one that is.
_Recorded: TypeAlias = "Entry | Stored"


@attrs.frozen(order=True)
class Quarter:
    """A calendar quarter.

    >>> quarter = Quarter(2026, 1)
    >>> str(quarter), quarter.end
    ('2026-Q1', datetime.date(2026, 3, 31))
    """

    year: int
    number: int

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def follows(self) -> date:
        """The first day after it."""
        return date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.follows - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def _place(day: date) -> int:
    """Quarters since year 0."""
    return day.year * 4 + (day.month - 1) // 3


def _quarter(place: int) -> Quarter:
    return Quarter(place // 4, place % 4 + 1)


def standing(events: Iterable[_Recorded]) -> tuple[_Recorded, ...]:
    """The events that no standing reversal takes back; a reversal may itself be reversed."""
    every = tuple(events)
    reversals: dict[str, list[_Recorded]] = {}
    for one in every:
        if (reverses := one.figures.get("reverses")) is not None:
            reversals.setdefault(reverses, []).append(one)

    def stands(one: _Recorded) -> bool:
        return not any(stands(by) for by in reversals.get(one.entry_id, ()))

    return tuple(one for one in every if stands(one))


def penalties_in(events: Iterable[_Recorded]) -> tuple[_Recorded, ...]:
    """The penalties that stand."""
    return tuple(one for one in standing(events) if one.points is not None and one.points < 0)


def in_force(penalty: _Recorded, day: date, after_days: int = 0) -> bool:
    """Whether a penalty counts on a day and is so many days old."""
    late_enough = (day - penalty.valid_from).days >= after_days
    return late_enough and (penalty.valid_to is None or day <= penalty.valid_to)


@attrs.frozen
class _Dealings:
    """Of one party: the quarter of its first document, the quarters in which something fell due, and the late ones."""

    first: date
    busy: frozenset[int]
    late: frozenset[int]


def clean_quarters(
    snapshot: Snapshot, party_id: str, *, events: Iterable[_Recorded] = (), late_days: int = 3,
    residue: Residue | None = None,
) -> tuple[Quarter, ...]:  # fmt: skip
    """The calendar quarters in which a customer was never late and earned no penalty, oldest first.

    A quarter counts if all of it is known: it starts on or after the day of the party's first document, and ends
    on or before the day of the snapshot. Something has to have fallen due in it: who buys nothing proves nothing.

    Args:
        snapshot: what may be known.
        party_id: whose.
        events: all that is recorded in the party's stream. A penalty dated in a quarter spoils it, unless it
            was reversed.
        late_days: an item that is more days past due on any day of a quarter spoils it, whether it was paid later
            or is still open. What was taken off whole, by a credit note for instance, was never to be paid, and
            what was in dispute by our fault is left out.
        residue: how much may stay open on an item that counts as paid.

    Raises:
        UnknownParty: no known fact is about the party.
        InvalidInput: negative days.

    >>> from creditkit.facts import Allocation, Document, Facts
    >>> from creditkit.money import Money
    >>> facts = Facts(
    ...     [
    ...         Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31)),
    ...         Allocation("a", "1", Money("60.00", "EUR"), value_on=date(2026, 2, 3)),
    ...     ]
    ... )
    >>> [str(quarter) for quarter in clean_quarters(facts.at(date(2026, 4, 1)), "C-7")]
    ['2026-Q1']
    """
    if type(late_days) is not int or late_days < 0:
        raise InvalidInput("late_days", late_days, "a whole number of at least 0")
    if not snapshot.knows(party_id):
        raise UnknownParty(party_id)
    found = snapshot.memo(("disputes.conduct", late_days, residue), lambda: _dealings(snapshot, late_days, residue))
    mine = found.get(party_id)
    if mine is None:
        return ()
    spoilt = {_place(one.valid_from) for one in penalties_in(events)}
    first = _place(mine.first) + (mine.first != _quarter(_place(mine.first)).start)
    last = _place(snapshot.as_of + timedelta(days=1)) - 1
    clean = (place for place in sorted(mine.busy - mine.late - spoilt) if first <= place <= last)
    return tuple(_quarter(place) for place in clean)


def _dealings(snapshot: Snapshot, late_days: int, residue: Residue | None) -> Mapping[str, _Dealings]:
    """The dealings of all parties, in one pass."""
    kept = book(snapshot)
    parties = kept.documents.labels("party_id")
    issued = kept.documents.days("issued_on").view(np.int64).tolist()
    first: dict[int, int] = {}
    for party, day in zip(parties.codes.tolist(), issued, strict=True):
        first[party] = min(day, first.get(party, day))
    busy, late = _busy_and_late(snapshot, late_days, residue)
    return {
        parties.labels[party]: _Dealings(day_of(day), frozenset(busy.get(party, ())), frozenset(late.get(party, ())))
        for party, day in first.items()
    }


def _busy_and_late(snapshot: Snapshot, late_days: int, residue: Residue | None) -> Sequence[dict[int, set[int]]]:
    """By party code: the quarters in which something fell due, and those in which something was too late."""
    kept = book(snapshot)
    settled, due = asked(kept, paid(kept, residue), residue, "count"), kept.due
    rows = np.flatnonzero((due != NO_DAY) & (settled.owed > 0))
    parties = kept.documents.labels("party_id").codes[kept.document[rows]].tolist()
    paid_on = np.where(settled.on == NO_DAY, snapshot.day, settled.on)[rows].tolist()
    busy: dict[int, set[int]] = {}
    late: dict[int, set[int]] = {}
    for party, on, end in zip(parties, due[rows].tolist(), paid_on, strict=True):
        busy.setdefault(party, set()).add(_place(day_of(on)))
        if end > on + late_days:
            spoilt = range(_place(day_of(on + late_days + 1)), _place(day_of(end)) + 1)
            late.setdefault(party, set()).update(spoilt)
    return busy, late
