"""Open items, ageing, behaviour and KPIs by plain loops over records, with Fractions.

The readable reference that the columns must equal. Written from what the figures are said to mean,
on top of :class:`creditkit.testing.PlainBook`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs

from creditkit.money import Money
from creditkit.testing import PlainBook, PlainItem, PlainPart

PAYMENTS = ("cash", "withholding_tax", "bill", "contra")
REDUCTIONS = ("credit_note", "discount", "deduction", "exchange", "factoring")


def owner(item: PlainItem) -> tuple[str, str]:
    return item.document.party_id, item.document.amount.currency


# open items


def open_rows(book: PlainBook) -> list[dict[str, Any]]:
    """A row for each open item and each unapplied rest."""
    rows = [
        {
            "document_id": item.document.document_id,
            "party_id": item.document.party_id,
            "open": Money.of_minor(item.open, item.document.amount.currency),
            "issued_on": item.document.issued_on,
            "due_on": item.due,
            "days_past_due": None if item.due is None else (book.as_of - item.due).days,
            "disputed": item.disputed,
            "unapplied": False,
            "basis": item.basis,
        }
        for item in book.items
        if item.open
    ]
    for name, left in book.unapplied().items():
        document = book.documents[name]
        if left:
            rows.append(
                {
                    "document_id": name,
                    "party_id": document.party_id,
                    "open": Money.of_minor(-left, document.amount.currency),
                    "issued_on": document.issued_on,
                    "due_on": None,
                    "days_past_due": None,
                    "disputed": 0,
                    "unapplied": True,
                    "basis": "undetermined",
                }
            )
    return rows


# ageing


def bucket_of(days: int | None, edges: Sequence[int], closed: str) -> int | str:
    """Which span: 0 is not due. Right-closed: an edge belongs to the span before it."""
    if days is None:
        return "undetermined"
    return sum(1 for edge in edges if (days > edge if closed == "right" else days >= edge))


def aged_cells(
    rows: Iterable[dict[str, Any]],
    as_of: date,
    *,
    edges: Sequence[int] = (0, 30, 60, 90),
    closed: str = "right",
    basis: str = "due",
) -> dict[tuple[str, str, int | str], tuple[int, int, int, int]]:
    """(party, currency, bucket) to (count, amount, disputed count, disputed amount)."""
    out: dict[tuple[str, str, int | str], tuple[int, int, int, int]] = {}
    for row in rows:
        days = row["days_past_due"] if basis == "due" else (as_of - row["issued_on"]).days
        bucket = "unapplied" if row["unapplied"] else bucket_of(days, edges, closed)
        key = (row["party_id"], row["open"].currency, bucket)
        n, minor, k, part = out.get(key, (0, 0, 0, 0))
        out[key] = (n + 1, minor + row["open"].minor, k + (row["disputed"] > 0), part + row["disputed"])
    return out


# behaviour


@attrs.frozen
class Rules:
    """The parameters of behaviour."""

    window_days: int = 365
    tolerance_days: int = 0
    weight: str = "count"
    residue_amount: Money | None = None
    residue_share: Fraction | None = None
    residue_rule: str = "larger"
    minimum_items: int = 1
    extend_to_days: int | None = None
    disputed: str = "count"


def settled(part: PlainPart) -> bool:
    return part.kind in PAYMENTS


def owed(item: PlainItem) -> int:
    """What was to be paid in the end."""
    return item.minor - sum(part.minor for part in item.parts if part.kind in REDUCTIONS)


def asked(item: PlainItem, rules: Rules) -> int:
    """Of that, what payment statistics measure where the item is not our fault."""
    return owed(item) - (item.disputed if rules.disputed == "exclude" else 0)


def residue(item: PlainItem, rules: Rules, whole: int | None = None) -> int:
    """What may stay open on an item that still counts as paid."""
    allowed = []
    if rules.residue_amount is not None:
        own = rules.residue_amount.currency == item.document.amount.currency
        allowed.append(rules.residue_amount.minor if own else 0)
    if rules.residue_share is not None:
        allowed.append(int(max(owed(item) if whole is None else whole, 0) * rules.residue_share))
    if not allowed:
        return 0
    return max(allowed) if rules.residue_rule == "larger" else min(allowed)


def paid_on(item: PlainItem, rules: Rules, whole: int | None = None) -> date | None:
    """The day on which the money that came in first covered what was to be paid; None if it did not."""
    whole = owed(item) if whole is None else whole
    if whole <= 0:
        return None
    wanted = max(whole - residue(item, rules, whole), 1)
    came = 0
    for part in sorted(filter(settled, item.parts), key=lambda part: part.money_in):
        came += part.minor
        if came >= wanted:
            return part.money_in
    return None


def rounded(top: int, bottom: int) -> int | None:
    """Ten-thousandths, half to even."""
    return None if bottom <= 0 else round(Fraction(top * 10_000, bottom))


def months_between(start: date, end: date) -> int:
    """Full calendar months."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


class PlainBehaviour:
    """Every figure of one party in one currency."""

    def __init__(self, book: PlainBook, key: tuple[str, str], rules: Rules) -> None:
        self.book, self.rules, self.as_of = book, rules, book.as_of
        self.documents = [d for d in book.documents.values() if (d.party_id, d.amount.currency) == key]
        self.items = [item for item in book.items if owner(item) == key]

    def within(self, day: date | None, window: int | None = None) -> bool:
        length = self.rules.window_days if window is None else window
        return day is not None and self.as_of - timedelta(days=length) < day <= self.as_of

    def told(self) -> list[PlainItem]:
        """The items that say how the party pays."""
        return [item for item in self.items if not self.book.was_our_fault(item.document)]

    def figures(self) -> dict[str, object]:
        return {**self.on_time(), **self.days(), **self.standing(), **self.volume(), **self.settled_only()}

    def cohort(self, window: int) -> list[PlainItem]:
        grace = timedelta(days=self.rules.tolerance_days)
        return [
            item
            for item in self.told()
            if item.due is not None
            and self.within(item.due, window)
            and item.due + grace <= self.as_of
            and asked(item, self.rules) > 0
        ]

    def on_time(self) -> dict[str, object]:
        rules = self.rules
        window, cohort = rules.window_days, self.cohort(rules.window_days)
        if len(cohort) < rules.minimum_items:
            window = rules.extend_to_days or rules.window_days
            cohort = self.cohort(window)
        grace = timedelta(days=rules.tolerance_days)
        met = [(i, paid_on(i, rules, asked(i, rules))) for i in cohort]
        good = [i for i, on in met if on is not None and i.due is not None and on <= i.due + grace]
        value = (lambda item: asked(item, rules)) if rules.weight == "amount" else (lambda item: 1)
        enough = len(cohort) >= rules.minimum_items
        top, bottom = (sum(map(value, good)), sum(map(value, cohort))) if enough else (0, 0)
        return {
            "cohort_window_days": window,
            "cohort_items": len(cohort),
            "late_items": len(cohort) - len(good),
            **ratio("on_time_rate", top, bottom),
        }

    def days(self) -> dict[str, object]:
        beyond: list[tuple[int, int]] = []
        to_pay: list[tuple[int, int]] = []
        for item in self.told():
            for part in filter(settled, item.parts):
                if self.within(part.money_in):
                    to_pay.append((part.minor, max((part.money_in - item.document.issued_on).days, 0)))
                    if item.due is not None:
                        beyond.append((part.minor, (part.money_in - item.due).days))
            if item.open and item.due is not None and item.due < self.as_of:
                rest = item.open - (item.disputed if self.rules.disputed == "exclude" else 0)
                beyond.append((rest, (self.as_of - item.due).days))
        return {
            **mean("days_beyond_terms", [(minor, max(days, 0)) for minor, days in beyond]),
            **mean("days_beyond_terms_signed", beyond),
            **mean("days_to_pay", to_pay),
        }

    def standing(self) -> dict[str, object]:
        unpaid = [item for item in self.items if item.open]
        late = [item for item in unpaid if item.due is not None and item.due < self.as_of]
        overdue, balance = sum(item.open for item in late), sum(item.open for item in unpaid)
        return {
            "open_count": len(unpaid),
            "open_amount": balance,
            "overdue_count": len(late),
            "overdue_amount": overdue,
            **ratio("overdue_share", overdue, balance),
            "oldest_days_past_due": max(((self.as_of - item.due).days for item in late if item.due), default=0),
            "disputed_amount": sum(item.disputed for item in self.items),
            "unapplied_amount": sum(self.book.unapplied().get(d.document_id, 0) for d in self.documents),
        }

    def volume(self) -> dict[str, object]:
        billed = [d for d in self.documents if d.kind == "invoice" and self.within(d.issued_on)]
        others = [d for d in billed if not self.book.was_our_fault(d)]
        disputed = [d for d in others if self.book.was_disputed(d)]
        first = [i.document.issued_on for i in self.items if paid_on(i, self.rules) is not None]
        return {
            "invoiced_count": len(billed),
            "invoiced_amount": sum(d.amount.minor for d in billed),
            **ratio("invoices_per_month", len(billed) * 30, self.rules.window_days),
            **ratio("dispute_rate", len(disputed), len(others)),
            "tenure_months": months_between(min(first), self.as_of) if first else None,
        }

    def settled_only(self) -> dict[str, object]:
        done = [
            (item, item.due, on)
            for item in self.items
            if item.due is not None and (on := paid_on(item, self.rules)) is not None and self.within(on)
        ]
        signed = [(owed(item), (on - due).days) for item, due, on in done]
        late = [(minor, max(days, 0)) for minor, days in signed]
        to_pay = [max((on - item.document.issued_on).days, 0) for item, _, on in done]
        n = len(done)
        return {
            "settled_only_count": n,
            "settled_only_amount": sum(minor for minor, _ in signed),
            **ratio("settled_only_late_rate", sum(1 for _, days in signed if days > 0), n),
            **ratio("settled_only_days_to_pay", sum(to_pay), n),
            **ratio("settled_only_days_beyond_terms", sum(days for _, days in late), n),
            **ratio("settled_only_days_beyond_terms_signed", sum(days for _, days in signed), n),
            **mean("settled_only_days_beyond_terms_by_amount", late),
            **mean("settled_only_days_beyond_terms_signed_by_amount", signed),
        }


def ratio(name: str, top: int, bottom: int) -> dict[str, object]:
    return {name: rounded(top, bottom), f"{name}_numerator": top, f"{name}_denominator": bottom}


def mean(name: str, parts: Iterable[tuple[int, int]]) -> dict[str, object]:
    rows = list(parts)
    return ratio(name, sum(minor * days for minor, days in rows), sum(minor for minor, _ in rows))


def plain_behaviour(book: PlainBook, rules: Rules | None = None) -> dict[tuple[str, str], dict[str, object]]:
    """Every figure by party and currency, sorted."""
    keys = sorted({(d.party_id, d.amount.currency) for d in book.documents.values()})
    return {key: PlainBehaviour(book, key, rules or Rules()).figures() for key in keys}


# KPIs


def plain_kpis(
    book: PlainBook, currency: str, *, dso_window: int = 90, window: int = 365
) -> dict[str, Fraction | None]:
    """The exact value of each KPI in one currency; None where it cannot be said."""
    documents = [d for d in book.documents.values() if d.amount.currency == currency]
    items = [item for item in book.items if item.document.amount.currency == currency]
    late = [item for item in items if item.due is not None and item.due < book.as_of]
    unapplied = sum(book.unapplied().get(d.document_id, 0) for d in documents)
    whole, overdue = sum(i.open for i in items), sum(i.open for i in late)
    first = min((d.issued_on for d in documents), default=book.as_of)
    days = min(dso_window, (book.as_of - first).days + 1) if documents else dso_window
    start = book.as_of - timedelta(days=days)
    sign = {"invoice": 1, "credit_note": -1, "receipt": 0}
    sales = sum(sign[d.kind] * d.amount.minor for d in documents if d.issued_on > start)
    paid = [
        (part.minor, (part.money_in - item.due).days)
        for item in items
        if item.due is not None and not book.was_our_fault(item.document)
        for part in item.parts
        if settled(part) and book.as_of - timedelta(days=window) < part.money_in <= book.as_of
    ]
    beyond = paid + [
        (item.open, (book.as_of - item.due).days) for item in late if item.due and not book.was_our_fault(item.document)
    ]
    owed_by: dict[str, int] = {}
    for item in items:
        owed_by[item.document.party_id] = owed_by.get(item.document.party_id, 0) + item.open
    shares = sorted((Fraction(b, whole) for b in owed_by.values() if b), reverse=True)
    hhi = sum((share * share for share in shares), Fraction(0))
    return {
        "dso": quotient((whole - unapplied) * days, sales),
        "best_possible_dso": quotient((whole - unapplied - overdue) * days, sales),
        "overdue_share": quotient(overdue, whole),
        "days_beyond_terms": quotient(sum(m * max(d, 0) for m, d in beyond), sum(m for m, _ in beyond)),
        "days_beyond_terms_signed": quotient(sum(m * d for m, d in beyond), sum(m for m, _ in beyond)),
        "concentration_hhi": hhi if shares else None,
        "concentration_effective_n": 1 / hhi if shares else None,
        "concentration_top_1": shares[0] if shares else None,
        "concentration_top_10": sum(shares[:10], Fraction(0)) if shares else None,
    }


def quotient(top: int, bottom: int) -> Fraction | None:
    return Fraction(top, bottom) if bottom > 0 else None
