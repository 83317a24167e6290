"""The ledger's part of a credit file by plain loops over records, with Fractions.

Written from what the reference page says of each figure, on top of :class:`creditkit.testing.PlainBook`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction

from creditkit.credit_file import Measures
from creditkit.errors import RateMissing
from creditkit.facts import Order
from creditkit.money import Rates, exponent
from creditkit.testing import PlainBook, PlainItem
from plain_figures import Rules, asked, months_between, owed, owner, paid_on, residue, settled

Minor = dict[str, int]


class PlainFile:
    """Every figure of one party, exact; what is not in ``figures`` has no value."""

    def __init__(
        self, book: PlainBook, orders: Iterable[Order], party: str, how: Measures, rates: Rates, currency: str
    ) -> None:
        self.book, self.as_of, self.how, self.rates, self.currency = book, book.as_of, how, rates, currency
        self.documents = [d for d in book.documents.values() if d.party_id == party]
        self.items = [item for item in book.items if owner(item)[0] == party]
        self.told = [item for item in self.items if not book.was_our_fault(item.document)]
        self.orders = [order for order in orders if order.party_id == party]
        share = (
            None
            if how.residue is None or how.residue.share is None
            else Fraction(*how.residue.share.as_integer_ratio())
        )
        self.rules = Rules(
            residue_amount=None if how.residue is None else how.residue.amount,
            residue_share=share,
            residue_rule="larger" if how.residue is None else how.residue.rule,
            disputed=how.disputed,
        )
        self.figures: dict[str, Fraction | None] = {}
        for step in (self.punctual, self.standing, self.speed, self.history, self.sales, self.honoured):
            step()

    # the day and the currency

    def within(self, day: date | None, days: int) -> bool:
        return day is not None and self.as_of - timedelta(days=days) < day <= self.as_of

    def one(self, sums: Minor) -> Fraction | None:
        """In major units of the currency; None where a rate is missing."""
        total = Fraction(0)
        for base, minor in sums.items():
            try:
                rate = self.rates.until(self.as_of).ratio(base, self.currency, self.as_of) if minor else Fraction(0)
            except RateMissing:
                return None
            total += Fraction(minor, 10 ** exponent(base)) * rate
        return total

    def money(self, name: str, sums: Minor, change: Callable[[Fraction], Fraction] = lambda x: x) -> None:
        total = self.one(sums)
        if total is not None:
            self.figures[name] = change(total)

    def share(self, name: str, tops: Minor, bottoms: Minor) -> None:
        held = [c for c in bottoms if bottoms[c]]
        if len(held) == 1:
            self.figures[name] = Fraction(sum(tops.values()), sum(bottoms.values()))
        top, bottom = self.one(tops), self.one(bottoms)
        if len(held) > 1 and top is not None and bottom:
            self.figures[name] = top / bottom

    # figures

    def punctual(self) -> None:
        how, grace = self.how, timedelta(days=self.how.tolerance_days)
        ripe = [i for i in self.told if i.due is not None and i.due + grace <= self.as_of and self.asked(i) > 0]

        def in_time(item: PlainItem) -> bool:
            on = paid_on(item, self.rules, self.asked(item))
            return on is not None and item.due is not None and on <= item.due + grace

        cohort = [i for i in ripe if self.within(i.due, how.window_days)]
        if len(cohort) < how.minimum_items:
            cohort = [i for i in ripe if self.within(i.due, how.extend_to_days or how.window_days)]
        good = [i for i in cohort if in_time(i)]
        late = len(cohort) - len(good)
        counts = {"matured_items": len(cohort), "on_time_items": len(good), "late_items": late}
        counts["late_items_12m"] = sum(1 for i in ripe if self.within(i.due, 365) and not in_time(i))
        self.figures.update({name: Fraction(n) for name, n in counts.items()})
        fallen = [i for i in self.told if i.due is not None and i.due <= self.as_of and self.asked(i) > 0]
        if fallen:
            self.figures["most_days_late_12m"] = Fraction(max(map(self.days_late, fallen)))
        if not cohort or len(cohort) < how.minimum_items:
            return
        self.figures["overdue_rate"] = Fraction(late, len(cohort))
        if how.weight == "count":
            self.figures["on_time_rate"] = Fraction(len(good), len(cohort))
        else:
            self.share(
                "on_time_rate", summed((i, self.asked(i)) for i in good), summed((i, self.asked(i)) for i in cohort)
            )

    def asked(self, item: PlainItem) -> int:
        """What payment statistics measure of it."""
        return asked(item, self.rules)

    def late(self, item: PlainItem) -> int:
        """What may be called for: open, undisputed, overdue, above the residue."""
        rest = item.open - item.disputed
        due = item.due is not None and item.due < self.as_of
        return rest if due and rest > residue(item, self.rules) else 0

    def age(self, item: PlainItem) -> int:
        return 0 if item.due is None else (self.as_of - item.due).days

    def standing(self) -> None:
        late = [i for i in self.items if self.late(i)]
        unpaid = summed((i, i.open) for i in self.items)
        over, over5 = (summed((i, self.late(i)) for i in late if self.age(i) > least) for least in (0, 5))
        self.figures["overdue_count"] = Fraction(len(late))
        self.money("overdue_amount", over)
        self.money("overdue_5d_amount", over5)
        self.share("overdue_share", over, unpaid)
        self.share("overdue_5d_share", over5, unpaid)
        self.money("open_amount", unpaid)
        balance = dict(unpaid)
        for document in self.documents:
            code = document.amount.currency
            balance[code] = balance.get(code, 0) - self.book.unapplied().get(document.document_id, 0)
        self.money("balance", balance)
        fallen = [i for i in self.items if i.due is not None and i.due <= self.as_of and owed(i) > 0]
        if fallen:
            self.figures["oldest_overdue_days"] = Fraction(max(map(self.age, late), default=0))

    def days_late(self, item: PlainItem) -> int:
        """Until it was paid or closed, or until today; 0 if that ended more than a year ago."""
        end = paid_on(item, self.rules, self.asked(item))
        if end is None and self.late(item):
            end = self.as_of
        if end is None and not item.open:
            end = max(part.on for part in item.parts)
        return max((end - item.due).days, 0) if end and item.due and self.within(end, 365) else 0

    def speed(self) -> None:
        beyond = [(i, self.late(i), self.age(i)) for i in self.told if self.late(i)]
        to_pay = []
        for item in self.told:
            for part in filter(settled, item.parts):
                if self.within(part.money_in, self.how.window_days):
                    to_pay.append((item, part.minor, max((part.money_in - item.document.issued_on).days, 0)))
                    if item.due is not None:
                        beyond.append((item, part.minor, max((part.money_in - item.due).days, 0)))
        for name, rows in (("days_beyond_terms", beyond), ("days_to_pay", to_pay)):
            self.share(name, summed((i, m * d) for i, m, d in rows), summed((i, m) for i, m, _ in rows))

    def history(self) -> None:
        paid = [i.document.issued_on for i in self.items if paid_on(i, self.rules) is not None]
        self.figures["tenure_months"] = Fraction(months_between(min(paid), self.as_of) if paid else 0)
        gone = [part.on for i in self.told for part in i.parts if part.kind == "write_off"]
        self.figures["months_since_write_off"] = Fraction(months_between(max(gone), self.as_of)) if gone else None

    def sales(self) -> None:
        billed = [d for d in self.documents if d.kind == "invoice" and self.within(d.issued_on, self.how.window_days)]
        self.figures["invoiced_count"] = Fraction(len(billed))
        self.figures["invoices_per_month"] = Fraction(len(billed) * 30, self.how.window_days)
        others = [d for d in billed if not self.book.was_our_fault(d)]
        if others:
            self.figures["dispute_rate"] = Fraction(sum(map(self.book.was_disputed, others)), len(others))
        for name, days, months in (("annual_sales", 365, 1), ("average_monthly_sales_6m", 180, 6)):
            net: Minor = {}
            for d in self.documents:
                if d.kind != "receipt" and self.within(d.issued_on, days):
                    sign = 1 if d.kind == "invoice" else -1
                    net[d.amount.currency] = net.get(d.amount.currency, 0) + sign * d.amount.minor
            self.money(name, net, lambda total, months=months: max(total, Fraction(0)) / months)

    def honoured(self) -> None:
        planned = [o for o in self.orders if o.ship_on is not None or o.status != "open"]
        due = [o for o in planned if self.within(o.ship_on or o.placed_on, self.how.window_days)]
        tops, bottoms = {}, {}
        for order in due:
            code, minor = order.amount.currency, order.amount.minor
            bottoms[code] = bottoms.get(code, 0) + minor
            tops[code] = tops.get(code, 0) + (0 if order.status == "cancelled" else minor)
        self.share("fulfilment_rate", tops, bottoms)


def summed(pairs: Iterable[tuple[PlainItem, int]]) -> Minor:
    out: Minor = {}
    for item, minor in pairs:
        out[owner(item)[1]] = out.get(owner(item)[1], 0) + minor
    return out
