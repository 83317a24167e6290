"""What the ledger says about one party, by plain loops: the readable form of each figure.

``_ledger_many`` gives the same for all parties in columns; a law holds the two together. Figures are exact
quotients of integers; they are rounded once, to the decimals of their field.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

import attrs

from creditkit.credit_file._exchange import weight
from creditkit.credit_file._measures import Measures
from creditkit.credit_file._own_items import Item, Payment, Sums, added, own_items
from creditkit.credit_file._typed import day_of
from creditkit.facts import Snapshot
from creditkit.money import exponent
from creditkit.receivables import NO_DAY

#: A numerator and a denominator; a flag; None for "looked, and there is none".
Found: TypeAlias = "tuple[int, int] | bool | None"

YEAR = 365
HALF_YEAR, HALF_YEAR_MONTHS = 180, 6
MONTH = 30
#: What counts as seriously late in ``overdue_5d_amount``.
FIVE_DAYS = 5


@attrs.define
class Sheet:
    """Where the figures of a party are written down; ``unrated`` are the currencies that had no rate."""

    snapshot: Snapshot
    party_id: str
    wanted: frozenset[str]
    currency: str | None
    found: dict[str, Found] = attrs.field(factory=dict)
    unrated: set[str] = attrs.field(factory=set)

    def number(self, name: str, top: int, bottom: int = 1) -> None:
        """A quotient; without a value where there is nothing to divide by."""
        if name in self.wanted and bottom > 0:
            self.found[name] = (top, bottom)

    def money(self, name: str, sums: Sums, parts: int = 1) -> None:
        """Minor units of several currencies as one amount in major units, divided by so many parts."""
        if name not in self.wanted:
            return
        total = self._total(sums)
        if total is not None:
            unit = 1 if self.currency is None else 10 ** exponent(self.currency)
            self.found[name] = (total.numerator, total.denominator * parts * unit)

    def share(self, name: str, tops: Sums, bottoms: Sums) -> None:
        """A quotient of amounts. In one currency it needs no rate."""
        if name not in self.wanted:
            return
        held = [currency for currency, minor in bottoms.items() if minor or tops.get(currency)]
        if len(held) <= 1:
            self.number(name, sum(tops.values()), sum(bottoms.values()))
            return
        top, bottom = self._total(tops), self._total(bottoms)
        if top is not None and bottom is not None and bottom > 0:
            quotient = Fraction(top) / bottom
            self.found[name] = (quotient.numerator, quotient.denominator)

    def _total(self, sums: Sums) -> int | Fraction | None:
        """In minor units of the file's currency; None where a rate is missing."""
        total: int | Fraction = 0
        gone = False
        for base, minor in sums.items():
            if not minor or self.currency is None or base == self.currency:
                total += minor
                continue
            rate = weight(self.snapshot, base, self.currency)
            if rate is None:
                self.unrated.add(base)
                gone = True
            else:
                total += minor * rate
        return None if gone else total


def punctuality(sheet: Sheet, mine: list[Item], day: int, measures: Measures) -> None:
    """What fell due, what of it was paid by then, and how late the latest of it was."""
    grace = measures.tolerance_days
    matured = [i for i in mine if i.asked > 0 and i.due != NO_DAY and i.due + grace <= day]
    cohort = [i for i in matured if i.due > day - measures.window_days]
    if len(cohort) < measures.minimum_items:
        cohort = [i for i in matured if i.due > day - measures.longest]
    punctual = [i for i in cohort if i.met_on != NO_DAY and i.met_on <= i.due + grace]
    late = len(cohort) - len(punctual)
    lately = [i for i in matured if i.due > day - YEAR and (i.met_on == NO_DAY or i.met_on > i.due + grace)]
    sheet.number("matured_items", len(cohort))
    sheet.number("on_time_items", len(punctual))
    sheet.number("late_items", late)
    sheet.number("late_items_12m", len(lately))
    fallen = [i for i in mine if i.asked > 0 and i.due != NO_DAY and i.due <= day]
    if fallen:
        sheet.number("most_days_late_12m", max([0, *(i.ended_on - i.due for i in fallen if day - YEAR < i.ended_on)]))
    if len(cohort) < measures.minimum_items:
        return
    sheet.number("overdue_rate", late, len(cohort))
    if measures.weight == "count":
        sheet.number("on_time_rate", len(punctual), len(cohort))
    else:
        tops, bottoms = (added((i.currency, i.asked) for i in those) for those in (punctual, cohort))
        sheet.share("on_time_rate", tops, bottoms)


def standing(sheet: Sheet, mine: list[Item], unapplied: Sums, day: int) -> None:
    """What is open and what is overdue on the day."""
    late = [i for i in mine if i.late]
    very = [i for i in late if day - i.due > FIVE_DAYS]
    unpaid = added((i.currency, i.open) for i in mine if i.open)
    overdue, overdue_5d = (added((i.currency, i.late) for i in those) for those in (late, very))
    sheet.number("overdue_count", len(late))
    sheet.money("overdue_amount", overdue)
    sheet.share("overdue_share", overdue, unpaid)
    sheet.money("overdue_5d_amount", overdue_5d)
    sheet.share("overdue_5d_share", overdue_5d, unpaid)
    sheet.money("open_amount", unpaid)
    sheet.money("balance", added([*unpaid.items(), *((c, -minor) for c, minor in unapplied.items())]))
    if any(i.owed > 0 and i.due != NO_DAY and i.due <= day for i in mine):
        sheet.number("oldest_overdue_days", max((day - i.due for i in late), default=0))


def speed(sheet: Sheet, mine: list[Item], paid: list[Payment], day: int, window: int) -> None:
    """Amount-weighted days of what was paid in the window; what is overdue counts at today's days."""
    lately = [p for p in paid if day - window < p.money_in <= day]
    dated = [(p.currency, p.minor, max(p.money_in - p.due, 0)) for p in lately if p.due != NO_DAY]
    beyond = [*dated, *((i.currency, i.late, day - i.due) for i in mine if i.late and i.asked > 0)]
    to_pay = [(p.currency, p.minor, max(p.money_in - p.issued, 0)) for p in lately]
    for name, rows in (("days_beyond_terms", beyond), ("days_to_pay", to_pay)):
        tops = added((currency, minor * days) for currency, minor, days in rows)
        sheet.share(name, tops, added((currency, minor) for currency, minor, _ in rows))


def months(start: int, end: int) -> int:
    """Full calendar months; a month is full on the same day of the month."""
    first, last = day_of(start), day_of(end)
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def history(sheet: Sheet, mine: list[Item], written_off: list[int], day: int) -> None:
    """Since when it pays, and since when there was a write-off."""
    first = min((i.issued for i in mine if i.paid_on != NO_DAY), default=day)
    sheet.number("tenure_months", months(first, day))
    if "months_since_write_off" in sheet.wanted:
        sheet.found["months_since_write_off"] = (months(max(written_off), day), 1) if written_off else None


def ledger_facts(sheet: Sheet, measures: Measures) -> None:
    """All that the receivables say about a party and that is wanted."""
    day = sheet.snapshot.day
    own = own_items(sheet.snapshot, sheet.party_id, measures)
    punctuality(sheet, own.items, day, measures)
    standing(sheet, own.items, own.unapplied, day)
    speed(sheet, own.items, own.payments, day, measures.window_days)
    history(sheet, own.items, own.written_off, day)
