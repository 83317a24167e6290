"""First KPIs of a portfolio, per currency: each with its window, what went in, and what is incomplete.

Amounts are gross of tax on both sides of every ratio, as the documents are. Values are rounded once, half
to even, at four decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

import attrs
import numpy as np

from creditkit.aging._formulas import concentration_of
from creditkit.columns import Ints, Mask, rebuilt
from creditkit.errors import InvalidInput
from creditkit.facts import Snapshot
from creditkit.money import Money
from creditkit.reasons import Reason
from creditkit.receivables import NO_DAY, PAYS, Book, amount_days, book, rounded

#: Shares and days of KPIs carry so many decimals.
DECIMALS = 4


Inputs: TypeAlias = "Mapping[str, Decimal | int | Money]"


def _read_only(inputs: Inputs) -> Inputs:
    return MappingProxyType(dict(inputs))


@attrs.frozen
class Kpi:
    """One figure of the portfolio.

    Args:
        code: ``dso``, ``best_possible_dso``, ``overdue_share`` …
        currency: of the items that it is about.
        window_days: the days it looks back; None where it is about the day alone.
        value: days or a share, at four decimals; None where it cannot be said, and ``note`` says why.
        inputs: the figures that went in.
        note: what is incomplete, if anything is.
        basis: what the amounts are: gross of tax, as the documents are.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    >>> kpi = dso(Facts([bill]).at(date(2026, 3, 1)), currency="EUR")
    >>> kpi.value, kpi.inputs["sales"], kpi.note.code
    (Decimal('60.0000'), Money('60.00', 'EUR'), 'window_clipped')
    """

    code: str
    currency: str
    window_days: int | None
    value: Decimal | None
    inputs: Inputs = attrs.field(converter=_read_only)
    note: Reason | None = None
    basis: str = "gross_of_tax"

    __reduce__ = rebuilt


@attrs.frozen(eq=False)
class _Part:
    """The book of one currency: masks over items and documents, and what the day is."""

    kept: Book
    items: Mask
    documents: Mask
    currency: str
    day: int

    def money(self, minor: int) -> Money:
        return Money.of_minor(minor, self.currency)

    @property
    def overdue(self) -> Mask:
        late: Mask = (self.kept.due != NO_DAY) & (self.kept.due < self.day)
        return self.items & late

    @property
    def balance(self) -> int:
        """Open items less what is unapplied."""
        return int(self.kept.open[self.items].sum() - self.kept.unapplied[self.documents].sum())

    @property
    def issued(self) -> Ints:
        return self.kept.documents.days("issued_on").view(np.int64)

    def sales(self, days: int) -> int:
        """Invoices less credit notes issued in the last days."""
        kind, minor = self.kept.documents.labels("kind").codes, self.kept.documents.amounts().minor
        inside = self.documents & (self.issued > self.day - days)
        return int(minor[inside & (kind == 0)].sum() - minor[inside & (kind == 1)].sum())

    def window(self, days: int) -> tuple[int, Reason | None]:
        """The window, clipped to the days since the first document; an empty ledger clips nothing."""
        since = self.issued[self.documents]
        if not len(since) or int(since.min()) <= self.day - days + 1:
            return days, None
        first = since.min().astype("datetime64[D]").item()
        length = self.day - int(since.min()) + 1
        return length, Reason("window_clipped", {"first_on": first, "days": length})


def _part(snapshot: Snapshot, currency: str) -> _Part:
    kept = book(snapshot)
    currencies = kept.documents.amounts().currencies
    code = currencies.labels.index(currency) if currency in currencies.labels else -2
    of_document = currencies.codes == code
    return _Part(kept, of_document[kept.document], of_document, currency, snapshot.day)


def _share(top: int, bottom: int) -> Decimal | None:
    return rounded(top, bottom, DECIMALS) if bottom > 0 else None


def _days(window_days: int) -> int:
    if type(window_days) is not int or window_days < 1:
        raise InvalidInput("window_days", window_days, "a whole number of at least 1")
    return window_days


def _turnover(code: str, amount: str, minor: int, part: _Part, window_days: int) -> Kpi:
    days, note = part.window(_days(window_days))
    sales = part.sales(days)
    inputs: Inputs = {amount: part.money(minor), "sales": part.money(sales), "days": days}
    value = _share(minor * days, sales)
    return Kpi(code, part.currency, window_days, value, inputs, Reason("no_sales") if sales <= 0 else note)


def dso(snapshot: Snapshot, *, window_days: int = 90, currency: str) -> Kpi:
    """Days sales outstanding: balance / sales of the window × days of the window.

    The balance is what is open less what is unapplied; sales are invoices less credit notes by issue
    date. A ledger that starts inside the window is measured over the days that it has, with a note.

    >>> from datetime import date
    >>> from creditkit.facts import Allocation, Document, Facts
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    >>> half = Allocation("a", "1", Money("30.00", "EUR"), value_on=date(2026, 2, 3))
    >>> dso(Facts([bill, half]).at(date(2026, 3, 31)), currency="EUR").value
    Decimal('45.0000')
    """
    part = _part(snapshot, currency)
    return _turnover("dso", "receivables", part.balance, part, window_days)


def best_possible_dso(snapshot: Snapshot, *, window_days: int = 90, currency: str) -> Kpi:
    """The DSO that the ledger would have without its overdue items.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> late = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    >>> not_due = Document("2", "C-7", Money("20.00", "EUR"), issued_on=date(2026, 3, 2), due_on=date(2026, 4, 1))
    >>> best_possible_dso(Facts([late, not_due]).at(date(2026, 3, 31)), currency="EUR").value
    Decimal('22.5000')
    """
    part = _part(snapshot, currency)
    current = part.balance - int(part.kept.open[part.overdue].sum())
    return _turnover("best_possible_dso", "current_receivables", current, part, window_days)


def overdue_share(snapshot: Snapshot, *, currency: str) -> Kpi:
    """Overdue open items over all open items; what is unapplied is in neither.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> late = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    >>> not_due = Document("2", "C-7", Money("20.00", "EUR"), issued_on=date(2026, 3, 2), due_on=date(2026, 4, 1))
    >>> overdue_share(Facts([late, not_due]).at(date(2026, 3, 31)), currency="EUR").value
    Decimal('0.7500')
    """
    part = _part(snapshot, currency)
    late, whole = int(part.kept.open[part.overdue].sum()), int(part.kept.open[part.items].sum())
    inputs = {"overdue": part.money(late), "open": part.money(whole)}
    return Kpi("overdue_share", currency, None, _share(late, whole), inputs, None if whole else Reason("no_balance"))


def days_beyond_terms(snapshot: Snapshot, *, window_days: int = 365, currency: str, signed: bool = False) -> Kpi:
    """Amount-weighted days after the due date of what was paid in the window, and of what is overdue.

    Overdue items count at today's days. Early payments count as zero, or as negative days if ``signed``. A dispute
    that was found to be our fault is left out, as in :func:`creditkit.receivables.behaviour`.

    >>> from datetime import date
    >>> from creditkit.facts import Allocation, Document, Facts
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    >>> paid = Allocation("a", "1", Money("60.00", "EUR"), value_on=date(2026, 2, 3))
    >>> days_beyond_terms(Facts([bill, paid]).at(date(2026, 3, 31)), currency="EUR").value
    Decimal('3.0000')
    """
    part = _part(snapshot, currency)
    kept, parts, day = part.kept, part.kept.parts, part.day
    due = kept.due[parts.item]
    paid = PAYS[parts.kind] & part.items[parts.item] & (due != NO_DAY)
    paid &= (parts.money_in > day - _days(window_days)) & (parts.money_in <= day)
    paid, late = kept.telling(paid, parts.item), kept.telling(part.overdue)
    days = np.concatenate([(parts.money_in - due)[paid], (day - kept.due)[late]])
    weight = np.concatenate([parts.minor[paid], kept.open[late]])
    days = days if signed else np.maximum(days, 0)
    top = amount_days(weight, days)
    whole = int(weight.sum())
    inputs = {"amount_days": part.money(top), "amount": part.money(whole)}
    code = "days_beyond_terms_signed" if signed else "days_beyond_terms"
    note = part.window(window_days)[1] if whole else Reason("nothing_settled")
    return Kpi(
        code,
        currency,
        window_days,
        rounded(top, whole, DECIMALS),
        inputs,
        note,
    )


def concentration(snapshot: Snapshot, *, currency: str) -> tuple[Kpi, ...]:
    """Concentration of open items by party: Herfindahl index, effective number, shares of the largest.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> bills = [Document(f"{i}", f"C-{i}", Money(i, "EUR"), issued_on=date(2026, 1, 1)) for i in (1, 3)]
    >>> shares = concentration(Facts(bills).at(date(2026, 3, 31)), currency="EUR")
    >>> [(kpi.code, str(kpi.value)) for kpi in shares[:2]]
    [('concentration_hhi', '0.6250'), ('concentration_effective_n', '1.6000')]
    """
    part = _part(snapshot, currency)
    party = part.kept.documents.labels("party_id")
    owed = np.zeros(len(party.labels), dtype=np.int64)
    np.add.at(owed, party.codes[part.kept.document[part.items]], part.kept.open[part.items])
    balances = [balance for balance in owed.tolist() if balance > 0]
    inputs: Inputs = {"open": part.money(sum(balances)), "parties": len(balances)}
    if not balances:
        values: list[tuple[str, Fraction | None]] = [(name, None) for name in ("hhi", "effective_n", "top_1", "top_10")]
    else:
        found = concentration_of(balances)
        top_10 = found.top[min(10, len(found.top)) - 1]
        values = [
            ("hhi", found.hhi),
            ("effective_n", found.effective_n),
            ("top_1", found.top[0]),
            ("top_10", top_10),
        ]
    note = None if balances else Reason("no_balance")
    return tuple(
        Kpi(
            f"concentration_{name}",
            currency,
            None,
            None if v is None else rounded(v.numerator, v.denominator),
            inputs,
            note,
        )
        for name, v in values
    )


def kpis(snapshot: Snapshot, *, dso_window_days: int = 90, window_days: int = 365) -> tuple[Kpi, ...]:
    """Every KPI, for every currency in which there are documents, by currency.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    >>> figures = {kpi.code: kpi.value for kpi in kpis(Facts([bill]).at(date(2026, 3, 31)))}
    >>> figures["dso"], figures["overdue_share"], figures["days_beyond_terms"]
    (Decimal('90.0000'), Decimal('1.0000'), Decimal('59.0000'))
    """
    currencies = book(snapshot).documents.amounts().currencies
    used = sorted(currencies.labels[code] for code in np.unique(currencies.codes).tolist())
    out: list[Kpi] = []
    for currency in used:
        out += [
            dso(snapshot, window_days=dso_window_days, currency=currency),
            best_possible_dso(snapshot, window_days=dso_window_days, currency=currency),
            overdue_share(snapshot, currency=currency),
            days_beyond_terms(snapshot, window_days=window_days, currency=currency),
            days_beyond_terms(snapshot, window_days=window_days, currency=currency, signed=True),
            *concentration(snapshot, currency=currency),
        ]
    return tuple(out)
