"""How parties pay: figures per party and currency over a window that ends on the day.

The cohort of a rate is what *fell due* in the window; what is still open then counts as late. A
reading over settled items alone flatters whoever stops paying, so it has names of its own
(``settled_only_…``) and is there for comparison with systems that know no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias, cast

import attrs
import numpy as np

from creditkit.columns import Amounts, Column, Columns, Labels, Numbers, rebuilt
from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts import Snapshot
from creditkit.money import Money
from creditkit.receivables._figures import Figures, Measures, figures
from creditkit.receivables._paid import Disputed, Residue
from creditkit.receivables._ratios import Ratio

Weight: TypeAlias = Literal["count", "amount"]


@attrs.frozen(eq=False)
class Behaviour:
    """Per party and currency over a window ending on the day; every rate keeps its numerator and denominator.

    Args:
        party, currency: labels, one a row; rows are sorted by party and currency.
        figures: a column a figure. A :class:`Ratio` shows as three columns: the rate at four decimals,
            ``…_numerator`` and ``…_denominator``.
        money: names of figures (and of ratios) that count minor units of the row's currency.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))
    >>> found = behaviour(Facts([bill]).at(date(2025, 3, 1)))
    >>> found.party_ids, found.of("C-7")["on_time_rate"], found.columns()["on_time_rate_denominator"].values.tolist()
    (('C-7',), Decimal('0.0000'), [1])
    """

    party: Labels
    currency: Labels
    figures: Mapping[str, Column | Ratio]
    money: frozenset[str]

    __reduce__ = rebuilt

    @property
    def party_ids(self) -> tuple[str, ...]:
        """The parties with a row, sorted."""
        return tuple(sorted({self.party.labels[code] for code in np.unique(self.party.codes).tolist()}))

    def columns(self) -> Columns:
        """All figures, a column each, as the table that the command line writes."""
        out: dict[str, Column] = {"party_id": self.party, "currency": self.currency}
        for name, figure in self.figures.items():
            if not isinstance(figure, Ratio):
                out[name] = figure
                continue
            parts = {"numerator": figure.numerator, "denominator": figure.denominator}
            out[name] = figure.value
            for part, values in parts.items():
                out[f"{name}_{part}"] = Amounts(values, self.currency) if name in self.money else Numbers(values)
        return MappingProxyType(out)

    def of(self, party_id: str, currency: str | None = None) -> dict[str, Decimal | int | Money | None]:
        """The figures of one party, by name; amounts as Money, rates as Decimals.

        Raises:
            UnknownParty: it has no document by that day.
            InvalidInput: it has documents in several currencies and none was named, or none in that one.
        """
        rows = [i for i, name in enumerate(self.party.texts()) if name == party_id]
        if not rows:
            raise UnknownParty(party_id)
        held = [cast(str, self.currency[row]) for row in rows]
        if (currency is None and len(rows) > 1) or (currency is not None and currency not in held):
            raise InvalidInput("currency", currency, ", ".join(held))
        row = rows[0] if currency is None else rows[held.index(currency)]
        return {
            name: _cell(column, row) for name, column in self.columns().items() if name not in ("party_id", "currency")
        }


def _cell(column: Column, row: int) -> Decimal | int | Money | None:
    if isinstance(column, Amounts):
        return Money.of_minor(int(column.minor[row]), cast(str, column.currencies[row]))
    if isinstance(column, Numbers) and column.decimals == 0:
        return None if column.missing is not None and column.missing[row] else int(column.values[row])
    return cast(Numbers, column)[row]


def behaviour(
    snapshot: Snapshot,
    *,
    window_days: int = 365,
    tolerance_days: int = 0,
    weight: Weight = "count",
    residue: Residue | None = None,
    minimum_items: int = 1,
    extend_to_days: int | None = None,
    disputed: Disputed = "count",
) -> Behaviour:
    """How each party pays, per currency.

    Args:
        snapshot: what may be known.
        window_days: the window is (as_of − window_days, as_of], at least 1.
        tolerance_days: how many days after the due date still count as on time; an item is in the
            cohort once due date + tolerance has come.
        weight: whether ``on_time_rate`` counts items or their amounts.
        residue: how much may stay open on an item that counts as paid; None is nothing.
        minimum_items: with fewer items in the cohort ``on_time_rate`` is missing.
        extend_to_days: with fewer items the window of ``on_time_rate`` grows to this first.
        disputed: ``exclude`` leaves what is in dispute on the day out of ``on_time_rate`` and the days beyond
            terms: an item wholly in dispute is not in the cohort, one in part is on time where the other part is.
            Money is due again on the day on which the dispute ends.

    Returns:
        One row a party and currency with any document by that day. The figures:

        - ``on_time_rate``: what fell due in the window and was paid in full by due date + tolerance,
          over what fell due in the window. The day the money came in counts, not the day it was
          matched. Open and overdue is late; a write-off is not a payment. What a credit note,
          discount, deduction, exchange difference or factoring took off was never to be paid: an
          item taken off whole is not in the cohort. ``cohort_window_days`` and ``cohort_items`` say
          over what.
        - ``days_beyond_terms`` (early counts as 0) and ``days_beyond_terms_signed``: amount-weighted
          days after the due date of what was paid in the window, and of what is overdue at today's days.
        - ``days_to_pay``: amount-weighted days from issue to payment of what was paid in the window;
          an advance counts as 0.
        - ``open_…``, ``overdue_…``, ``overdue_share``, ``oldest_days_past_due``, ``disputed_amount``,
          ``unapplied_amount``: as of the day. ``overdue_share`` is of the open items, unapplied apart.
        - ``invoiced_count``, ``invoiced_amount``, ``invoices_per_month`` (of 30 days),
          ``dispute_rate``: of what was issued in the window.
        - ``tenure_months``: full months since the issue of the first invoice that was paid.
        - ``settled_only_…``: over the items paid in full in the window, whatever their due date; the
          means weigh items equally, ``…_by_amount`` by amount.

        From its ``our_fault_on`` on a document is in none of the first three, nor in ``dispute_rate``, above or
        below the line. It stays in all other figures: it is owed, and other systems know no such day.

    Raises:
        InvalidInput: a parameter is out of its range.

    >>> from datetime import date
    >>> from creditkit.facts import Allocation, Document, Facts
    >>> facts = Facts(
    ...     [
    ...         Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31)),
    ...         Allocation("a", "1", Money("60.00", "EUR"), value_on=date(2025, 2, 3)),
    ...     ]
    ... )
    >>> seen = behaviour(facts.at(date(2025, 3, 1))).of("C-7")
    >>> seen["on_time_rate"], seen["days_beyond_terms"], seen["settled_only_late_rate"]
    (Decimal('0.0000'), Decimal('3.0000'), Decimal('1.0000'))
    """
    measures = Measures(
        window_days=_whole("window_days", window_days, 1),
        tolerance_days=_whole("tolerance_days", tolerance_days, 0),
        by_amount=_weight(weight) == "amount", minimum_items=_whole("minimum_items", minimum_items, 0),
        extend_to_days=_whole("extend_to_days", extend_to_days or window_days, window_days),
        residue=residue, disputed=_disputed(disputed),
    )  # fmt: skip
    found: Figures = figures(snapshot, measures)
    return Behaviour(found.party, found.currency, MappingProxyType(found.columns), found.money)


def _whole(path: str, value: object, least: int) -> int:
    if type(value) is not int or value < least:
        raise InvalidInput(path, value, f"a whole number of at least {least}")
    return value


def _disputed(disputed: Disputed) -> Disputed:
    if disputed not in ("count", "exclude"):
        raise InvalidInput("disputed", disputed, "count, exclude")
    return disputed


def _weight(weight: str) -> str:
    if weight not in ("count", "amount"):
        raise InvalidInput("weight", weight, "count, amount")
    return weight
