"""What the ledger says about all parties, in columns: the twin of ``_ledger``, figure by figure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns import LARGEST_SUM, Ints, Mask, check_sums
from creditkit.credit_file._exchange import weight
from creditkit.credit_file._items import WRITE_OFF, Items, items
from creditkit.credit_file._ledger import FIVE_DAYS, YEAR
from creditkit.credit_file._measures import Measures
from creditkit.errors import AmountTooLarge
from creditkit.facts import Snapshot
from creditkit.money import divided, exponent
from creditkit.receivables import NO_DAY, PAYS, ratios
from creditkit.receivables._kernels import counts, extreme, full_months, sums

#: Minor units by party and currency, shape (parties, currencies).
Sums: TypeAlias = Ints
#: int64, or Python integers where a product of amounts and rates may be longer.
Exact: TypeAlias = "npt.NDArray[Any]"


@attrs.frozen(eq=False)
class Figure:
    """A figure of every party, as an exact quotient.

    Args:
        top, bottom: numerators, and denominators above zero where there is a value.
        there: which parties have it; of these ``none`` marks "looked, and there is none".
    """

    top: Exact
    bottom: Exact
    there: Mask
    none: Mask

    def cells(self, places: int) -> Ints:
        """The quotients at so many decimals, rounded half to even; 0 where there is none.

        Raises:
            AmountTooLarge: one does not fit int64.
        """
        used = self.there & ~self.none
        top, bottom = np.where(used, self.top, 0), np.where(used, self.bottom, 1)
        if object not in (top.dtype, bottom.dtype):
            return ratios(top, bottom, places).values
        exact = [divided(t * 10**places, b) for t, b in zip(top.tolist(), bottom.tolist(), strict=True)]
        if max(map(abs, exact), default=0) >= LARGEST_SUM:
            raise AmountTooLarge("an amount in the currency of the files has 2**62 minor units or more")
        return np.array(exact, dtype=np.int64)


@attrs.define
class Sheets:
    """Where the figures of all parties are written down.

    Args:
        rows: how many parties.
        wanted: the names that are asked for.
        currency: of the files.
        held: the currencies that occur, in the order of the columns of :data:`Sums`.
        unrated: the parties and currencies that had no rate where one was needed.
    """

    snapshot: Snapshot
    rows: int
    wanted: frozenset[str]
    currency: str | None
    held: tuple[str, ...]
    found: dict[str, Figure] = attrs.field(factory=dict)
    unrated: dict[str, Mask] = attrs.field(factory=dict)

    def keep(
        self, name: str, top: Exact, bottom: Exact | int, there: Mask | None = None, none: Mask | None = None
    ) -> None:
        """A figure as it is; without a value where the denominator is zero."""
        if name in self.wanted:
            below = _repeated(bottom, self.rows) if isinstance(bottom, int) else bottom
            present = below > 0 if there is None else there & (below > 0)
            nothing = np.zeros(self.rows, dtype=np.bool_) if none is None else none
            self.found[name] = Figure(top, below, np.asarray(present, dtype=np.bool_), nothing)

    def money(self, name: str, by_currency: Sums, parts: int = 1, *, least: int | None = None) -> None:
        """Minor units of several currencies as one amount in major units, divided by so many parts."""
        if name not in self.wanted:
            return
        top, bottom, there = self._total(by_currency)
        if least is not None:
            top = np.maximum(top, least)
        unit = 1 if self.currency is None else 10 ** exponent(self.currency)
        self.keep(name, top, bottom * parts * unit, there)

    def share(self, name: str, tops: Sums, bottoms: Sums) -> None:
        """A quotient of amounts. In one currency it needs no rate."""
        if name not in self.wanted:
            return
        top: Exact = tops.sum(axis=1)
        bottom: Exact = bottoms.sum(axis=1)
        several = np.flatnonzero(((tops != 0) | (bottoms != 0)).sum(axis=1) > 1)
        there = np.ones(self.rows, dtype=np.bool_)
        if len(several):
            top, bottom = top.astype(object), bottom.astype(object)
            above, _, rated = self._total(tops, several)
            below, _, rated_below = self._total(bottoms, several)
            top[several], bottom[several] = above[several], below[several]
            there[several] = (rated & rated_below)[several]
        self.keep(name, top, bottom, there)

    def _total(self, by_currency: Sums, only: Ints | None = None) -> tuple[Exact, int, Mask]:
        """Sums in minor units of the file's currency over one denominator, and which parties have all rates."""
        used = by_currency if only is None else np.zeros_like(by_currency)
        if only is not None:
            used[only] = by_currency[only]
        weights = [self._weight(base) for base in self.held]
        bottom = reduce(lcm, (w.denominator for w in weights if w is not None), 1)
        there = np.ones(self.rows, dtype=np.bool_)
        total: Exact = np.zeros(self.rows, dtype=np.int64)
        for column, (base, rate) in enumerate(zip(self.held, weights, strict=True)):
            mine = used[:, column]
            if not mine.any():
                continue
            if rate is None:
                there &= mine == 0
                gone = self.unrated.setdefault(base, np.zeros(self.rows, dtype=np.bool_))
                gone |= mine != 0
            elif (factor := rate * bottom) == 1:
                total = total + mine
            else:
                total = total + mine.astype(object) * int(factor)
        return total, bottom, there

    def _weight(self, base: str) -> Fraction | None:
        return Fraction(1) if self.currency is None else weight(self.snapshot, base, self.currency)


def _repeated(number: int, rows: int) -> Exact:
    return np.full(rows, number, dtype=np.int64 if number < LARGEST_SUM else object)


@attrs.frozen(eq=False)
class Owners:
    """Which party and currency each item belongs to."""

    rows: int
    currencies: int
    party: Ints
    pair: Ints

    @classmethod
    def of(cls, party: Ints, currency: Ints, rows: int, currencies: int) -> Owners:
        """From the party and the currency of each item."""
        return cls(rows, currencies, party, party * currencies + currency)

    def take(self, rows: npt.NDArray[Any]) -> Owners:
        """Those of some items."""
        return Owners(self.rows, self.currencies, self.party[rows], self.pair[rows])

    def sums(self, minor: Ints, rows: npt.NDArray[Any]) -> Sums:
        """Minor units by party and currency, of some items."""
        flat = sums(self.pair[rows], minor[rows], self.rows * self.currencies)
        return flat.reshape(self.rows, self.currencies)

    def counts(self, rows: npt.NDArray[Any]) -> Ints:
        """How many of some items each party has."""
        return counts(self.party[rows], self.rows)

    def most(self, values: Ints, rows: npt.NDArray[Any], absent: int) -> Ints:
        """The largest value of some items of each party."""
        return extreme(self.party[rows], values[rows], self.rows, largest=True, absent=absent)


def ledger_columns(sheets: Sheets, of_document: Ints, codes: Ints, measures: Measures) -> None:
    """All that the receivables say and that is wanted.

    Args:
        sheets: where it is written.
        of_document: the row of each document's party.
        codes: the currency of each document, a position in ``sheets.held``.
        measures: how it is measured.
    """
    seen = items(sheets.snapshot, measures)
    kept, width = seen.kept, max(len(sheets.held), 1)
    check_sums(kept.minor)
    documents = Owners.of(of_document, codes, sheets.rows, width)
    owners = documents.take(kept.document)
    unapplied = documents.sums(kept.unapplied, np.flatnonzero(kept.unapplied))
    _punctuality(sheets, seen, owners, measures)
    _standing(sheets, seen, owners, unapplied)
    _speed(sheets, seen, owners, measures.window_days)
    _history(sheets, seen, owners)


def _punctuality(sheets: Sheets, seen: Items, owners: Owners, measures: Measures) -> None:
    day, due, grace = sheets.snapshot.day, seen.kept.due, measures.tolerance_days
    matured = (seen.asked > 0) & (due != NO_DAY) & (due + grace <= day)
    short = matured & (due > day - measures.window_days)
    few = owners.counts(short) < measures.minimum_items
    cohort = np.where(few[owners.party], matured & (due > day - measures.longest), short)
    in_time = (seen.met_on != NO_DAY) & (seen.met_on <= due + grace)
    number, punctual = owners.counts(cohort), owners.counts(cohort & in_time)
    enough = number >= measures.minimum_items
    sheets.keep("matured_items", number, 1)
    sheets.keep("on_time_items", punctual, 1)
    sheets.keep("late_items", number - punctual, 1)
    sheets.keep("late_items_12m", owners.counts(matured & (due > day - YEAR) & ~in_time), 1)
    sheets.keep("overdue_rate", number - punctual, number, enough)
    fallen = (seen.asked > 0) & (due != NO_DAY) & (due <= day)
    most = owners.most(seen.ended_on - due, fallen & (seen.ended_on > day - YEAR), 0)
    sheets.keep("most_days_late_12m", np.maximum(most, 0), 1, owners.counts(fallen) > 0)
    if measures.weight == "count":
        sheets.keep("on_time_rate", punctual, number, enough)
        return
    tops, bottoms = (owners.sums(seen.asked, np.flatnonzero(those)) for those in (cohort & in_time, cohort))
    sheets.share("on_time_rate", tops * enough[:, None], bottoms * enough[:, None])


def _standing(sheets: Sheets, seen: Items, owners: Owners, unapplied: Sums) -> None:
    day, kept = sheets.snapshot.day, seen.kept
    late = np.flatnonzero(seen.late)
    very = late[day - kept.due[late] > FIVE_DAYS]
    unpaid = owners.sums(kept.open, np.flatnonzero(kept.open))
    overdue, overdue_5d = owners.sums(seen.late, late), owners.sums(seen.late, very)
    sheets.keep("overdue_count", owners.counts(late), 1)
    sheets.money("overdue_amount", overdue)
    sheets.share("overdue_share", overdue, unpaid)
    sheets.money("overdue_5d_amount", overdue_5d)
    sheets.share("overdue_5d_share", overdue_5d, unpaid)
    sheets.money("open_amount", unpaid)
    sheets.money("balance", unpaid - unapplied)
    fallen = (seen.owed > 0) & (kept.due != NO_DAY) & (kept.due <= day)
    sheets.keep("oldest_overdue_days", owners.most(day - kept.due, late, 0), 1, owners.counts(fallen) > 0)


def _speed(sheets: Sheets, seen: Items, owners: Owners, window: int) -> None:
    day, kept, parts = sheets.snapshot.day, seen.kept, seen.kept.parts
    inside = PAYS[parts.kind] & (parts.money_in > day - window) & (parts.money_in <= day)
    lately = np.flatnonzero(kept.telling(inside, parts.item))
    item, minor, on = parts.item[lately], parts.minor[lately], parts.money_in[lately]
    due = kept.due[item]
    dated = np.flatnonzero(due != NO_DAY)
    late = np.flatnonzero((seen.late > 0) & (seen.asked > 0))
    _mean(
        sheets, "days_beyond_terms", [owners.take(item[dated]), owners.take(late)], [minor[dated], seen.late[late]],
        [np.maximum((on - due)[dated], 0), day - kept.due[late]],
    )  # fmt: skip
    _mean(sheets, "days_to_pay", [owners.take(item)], [minor], [np.maximum(on - seen.issued[item], 0)])


def _mean(sheets: Sheets, name: str, owners: Sequence[Owners], minor: Sequence[Ints], days: Sequence[Ints]) -> None:
    """Amount-days over amounts; the products are checked as floats before int64 could wrap."""
    if name not in sheets.wanted:
        return
    size = sum(float(np.abs(m.astype(np.float64) * d).sum()) for m, d in zip(minor, days, strict=True))
    if size >= LARGEST_SUM:
        raise AmountTooLarge("amounts times days add up to 2**62 or more; a sum of them could wrap")
    tops, bottoms = np.zeros((2, sheets.rows, owners[0].currencies), dtype=np.int64)
    for whose, amounts, lengths in zip(owners, minor, days, strict=True):
        every = np.arange(len(amounts))
        tops += whose.sums(amounts * lengths, every)
        bottoms += whose.sums(amounts, every)
    sheets.share(name, tops, bottoms)


def months_to(day: int, starts: Ints) -> Ints:
    """Full calendar months from each day to the day."""
    return full_months(starts.view("datetime64[D]"), np.int64(day).view("datetime64[D]"))


def _history(sheets: Sheets, seen: Items, owners: Owners) -> None:
    day, parts = sheets.snapshot.day, seen.kept.parts
    paid = np.flatnonzero(seen.paid_on != NO_DAY)
    first = extreme(owners.party[paid], seen.issued[paid], sheets.rows, largest=False, absent=day)
    sheets.keep("tenure_months", months_to(day, first), 1)
    gone = np.flatnonzero(seen.kept.telling(parts.kind == WRITE_OFF, parts.item))
    last = extreme(owners.party[parts.item[gone]], parts.on[gone], sheets.rows, largest=True, absent=NO_DAY)
    never = last == NO_DAY
    sheets.keep("months_since_write_off", months_to(day, np.where(never, day, last)), 1, none=never)
