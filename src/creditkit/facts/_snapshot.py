"""A snapshot: what may be known. The only place where time enters, and the only thing calculators see.

The latest version of each row that was known, of the rows that were dated by then; days inside a
row that lie ahead (a settlement, a reversal) read as missing. What lies ahead cannot be asked for,
so look-ahead is impossible by construction rather than by care.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from creditkit.columns import Columns, Ints, Labels, Mask, rows_where
from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts._at_hand import DATED_BY, at_hand
from creditkit.facts._balance import latest
from creditkit.facts._checks import Moment
from creditkit.facts._counting import counting
from creditkit.facts._findings import cycles, unknown_parents
from creditkit.facts._keys import key_codes
from creditkit.facts._moments import EVERYTHING, day_number, integers, micros
from creditkit.facts._records import Adjustment, Event, Fact, Hold, Standing, identity
from creditkit.facts._schema import TABLES
from creditkit.facts._to_records import records
from creditkit.facts._view import Allocations, View
from creditkit.reasons import Finding

if TYPE_CHECKING:
    from creditkit.facts._facts import Facts
    from creditkit.money import Rates

T = TypeVar("T")


class Snapshot:
    """What may be known at the end of a day. Made by :meth:`Facts.at`.

    Args:
        as_of: the day.
        known_at: up to when facts had been recorded; None is everything recorded by now.

    >>> from creditkit import Document, Facts, Money
    >>> facts = Facts([Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 5))])
    >>> len(facts.at(date(2026, 1, 4)).invoices), len(facts.at(date(2026, 1, 5)).invoices)
    (0, 1)
    """

    as_of: date
    known_at: Moment | None

    def __init__(
        self,
        facts: Facts,
        as_of: date,
        known_at: Moment | None,
        known: int,
        only: frozenset[str] | None = None,
    ) -> None:
        self.as_of = as_of
        self.known_at = known_at
        self._facts = facts
        self._day = day_number(as_of)
        self._known = known
        self._only = only
        self._views: dict[str, View] = {}
        self._memo: dict[object, object] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """What was worked out on the way stays behind."""
        return Snapshot, (self._facts, self.as_of, self.known_at, self._known, self._only)

    def memo(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, worked out once: a snapshot never changes, nor does what follows from it."""
        if key not in self._memo:
            self._memo[key] = make()
        return cast("T", self._memo[key])

    @property
    def rates(self) -> Rates:
        """The exchange rates dated up to the day."""
        return self._facts.rates.until(self.as_of)

    @property
    def day(self) -> int:
        """``as_of`` as days since 1970."""
        return self._day

    @cached_property
    def whole(self) -> Snapshot:
        """The same snapshot without a restriction: relations are worked out on it, so that parts add up."""
        if self._only is None:
            return self
        return Snapshot(self._facts, self.as_of, self.known_at, self._known)

    def _current(self, table: str) -> Ints:
        """The latest known version of each row of a table, of those dated up to the day."""
        rows, columns = self._latest(table), self._facts.columns(table)
        if table not in DATED_BY or not len(rows):
            return rows
        dated = integers(columns[DATED_BY[table]])[rows] <= self._day
        return rows[dated]

    def _latest(self, table: str) -> Ints:
        """The latest known version of each row of a table."""
        corrected = self._facts.corrected(table)
        if self._known == EVERYTHING and not corrected:
            return np.arange(self._facts.count(table))
        columns = self._facts.columns(table)
        recorded = integers(columns["recorded_at"])
        rows = rows_where(recorded <= self._known)
        if not corrected:
            return rows
        keys = key_codes([columns[name] for name in TABLES[table].key])[rows]
        return rows[latest(keys, recorded[rows])]

    def _party_mask(self, party: Labels) -> Mask:
        inside = np.array(
            [*(label in cast("frozenset[str]", self._only) for label in party.labels), False], dtype=np.bool_
        )
        return inside[party.codes]

    def view(self, table: str) -> View:
        """The rows of a table that may be known.

        Raises:
            InvalidInput: there is no such table.
        """
        if table not in TABLES:
            raise InvalidInput("table", table, ", ".join(TABLES))
        if table == "allocations":
            return self.allocations
        if table not in self._views:
            self._views[table] = self._instalments() if table == "instalments" else self._rows_of(table)
        return self._views[table]

    def _rows_of(self, table: str) -> View:
        if self._only is None:
            return View(self._facts.columns(table), self._current(table), self._day)
        whole = self.whole.view(table)
        if table == "deliveries":
            orders = frozenset(cast("list[str]", self.view("orders").labels("order_id").texts()))
            order = whole.labels("order_id")
            mine = np.array([*(label in orders for label in order.labels), False], dtype=np.bool_)[order.codes]
            return whole.restrict(mine)
        return whole.restrict(self._party_mask(whole.labels("party_id")))

    def _instalments(self) -> View:
        """The instalments recorded with the version of the document that is shown."""
        columns = self._facts.columns("instalments")
        if not len(cast(Labels, columns["document_id"])):
            return View(columns, np.zeros(0, dtype=np.int64), self._day)
        documents = self.view("invoices")
        shown = set(
            zip(
                documents.labels("document_id").texts(),
                integers(documents.column("recorded_at")).tolist(),
                strict=True,
            )
        )
        mine = zip(
            cast(Labels, columns["document_id"]).texts(),
            integers(columns["recorded_at"]).tolist(),
            strict=True,
        )
        rows = [row for row, key in enumerate(mine) if key in shown]
        return View(columns, np.array(rows, dtype=np.int64), self._day)

    @property
    def invoices(self) -> View:
        """The documents of every kind."""
        return self.view("invoices")

    @cached_property
    def allocations(self) -> Allocations:
        """The allocations that count: both documents are there, they fit, and they are not reversed."""
        if self._only is not None:
            return self._restricted()
        return self._counted[0]

    def _restricted(self) -> Allocations:
        whole = self.whole.allocations
        inside = self._party_mask(self.whole.invoices.labels("party_id"))
        position = np.append(np.where(inside, np.cumsum(inside) - 1, -1), -1)
        to, source = position[whole.to], position[whole.source]
        keep = (to >= 0) | (source >= 0)
        return Allocations(
            self._facts.columns("allocations"), whole.rows[keep], self._day, to=to[keep], source=source[keep],
            counts_from=whole.counts_from[keep], money_in=whole.money_in[keep],
        )  # fmt: skip

    def position_of(self, ids: Labels) -> Ints:
        """The position of each named document in ``invoices``: −1 if the cell is empty, −2 if not there."""
        if not ids.labels:
            return np.full(len(ids), -1)
        return self._place[self._facts.ledger.find(ids)]

    @cached_property
    def _place(self) -> Ints:
        """The position in ``invoices`` of each document number; the last two stand for −2 and −1."""
        ledger = self._facts.ledger
        place = np.full(len(ledger.ids.labels) + 2, -2, dtype=np.int64)
        place[-1] = -1
        place[ledger.ids.codes[self.invoices.rows]] = np.arange(len(self.invoices))
        return place

    @cached_property
    def _counted(self) -> tuple[Allocations, tuple[Finding, ...]]:
        return counting(self._facts, self, self._current("allocations"))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Odd but usable data: allocations that later records left no room or no document for, cyclic groups."""
        if self._only is not None:
            return self.whole.findings
        parties = self.view("parties")
        return (*self._counted[1], *cycles(parties), *unknown_parents(parties))

    def columns(self, table: str) -> Columns:
        """A table as far as it may be known; allocations: those that count."""
        return self.view(table).columns()

    def records(self, table: str) -> Iterator[Fact]:
        """The same as records."""
        yield from records(table, {table: self.columns(table), "instalments": self.columns("instalments")})

    def parties(self) -> tuple[str, ...]:
        """Every party that a known fact is about, sorted."""
        return self._parties

    def knows(self, party_id: str) -> bool:
        """Whether a known fact is about a party."""
        return party_id in self._party_set

    @cached_property
    def _party_set(self) -> frozenset[str]:
        return frozenset(self._parties)

    @cached_property
    def _parties(self) -> tuple[str, ...]:
        named: set[str] = set()
        for table in ("parties", "invoices", "orders", "observations"):
            told = at_hand(self.whole, table)
            if told is not None:
                named.update([one.party_id for one in told])
            elif len(view := self.whole.view(table)):
                named.update(view.labels("party_id").present())
        for kind in (self.whole.adjustments, self.whole.holds, self.whole.standings, self.whole.events):
            named.update(fact.party_id for fact in kind)
        return tuple(sorted(named if self._only is None else named & self._only))

    def restrict(self, party_ids: Iterable[str]) -> Snapshot:
        """The same snapshot of some parties. Figures of disjoint parts add up to those of the whole.

        Raises:
            UnknownParty: no known fact is about one of them.
        """
        if isinstance(party_ids, str):
            raise InvalidInput("party_ids", party_ids, "several party ids", f"write [{party_ids!r}]")
        only = frozenset(party_ids)
        unknown = sorted(only.difference(self.parties()))
        if unknown:
            raise UnknownParty(unknown[0])
        part = Snapshot(self._facts, self.as_of, self.known_at, self._known, only)
        part.__dict__["whole"] = self.whole
        return part

    def _kept(self, kind: type[Any], day: str) -> Iterator[Any]:
        """Known facts of a kind dated up to the day; of those with one identity the one recorded last."""
        found: dict[object, Any] = {}
        known = [
            fact for fact in self._facts.kept if isinstance(fact, kind) and micros(fact.recorded_at) <= self._known
        ]
        for fact in sorted(known, key=lambda fact: micros(fact.recorded_at)):
            found[identity(fact)] = fact
        for fact in found.values():
            if getattr(fact, day) <= self.as_of and (self._only is None or fact.party_id in self._only):
                yield fact

    @cached_property
    def adjustments(self) -> tuple[Adjustment, ...]:
        """Adjustments in force on the day."""
        return tuple(fact for fact in self._kept(Adjustment, "valid_from") if _in_force(fact, self.as_of))

    @cached_property
    def holds(self) -> tuple[Hold, ...]:
        """Holds in force on the day."""
        return tuple(fact for fact in self._kept(Hold, "valid_from") if _in_force(fact, self.as_of))

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Grades and limits recorded up to the day, also those that have ended: rises count past reviews."""
        return tuple(self._kept(Standing, "valid_from"))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Events up to the day."""
        return tuple(self._kept(Event, "on"))


def _in_force(fact: Adjustment | Hold, day: date) -> bool:
    return fact.valid_to is None or fact.valid_to >= day
