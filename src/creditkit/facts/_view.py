"""Tables as a snapshot shows them: some of the rows, and no day that lies ahead."""

from __future__ import annotations

from types import MappingProxyType
from typing import cast

import numpy as np

from creditkit.columns import Amounts, Column, Columns, Days, Ints, Labels, Mask, Numbers, some
from creditkit.facts._moments import integers

#: Days inside a row that may lie ahead of the snapshot, and then are not known.
_AHEAD = frozenset({"settled_on", "disputed_on", "dispute_ended_on", "our_fault_on", "reversed_on"})


class View:
    """The rows of one table that a snapshot shows. Columns are cut out when they are asked for.

    Args:
        columns: the whole table.
        rows: which of its rows, ascending.
        as_of: days that lie ahead of it read as missing.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> from creditkit.money import Money
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 5), settled_on=date(2026, 2, 4))
    >>> view = Facts([bill]).at(date(2026, 1, 31)).invoices
    >>> view.labels("party_id").texts(), view.days("settled_on").tolist()
    (['C-7'], [None])
    """

    def __init__(self, columns: Columns, rows: Ints, as_of: int) -> None:
        self._columns = columns
        self._as_of = as_of
        self._cut: dict[str, Column] = {}
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Column:
        """A column, as far as it may be known."""
        cut = self._cut.get(name)
        if cut is None:
            cut = self._cut[name] = self._part(name)
        return cut

    def _part(self, name: str) -> Column:
        whole = self._columns[name]
        everything = len(self.rows) == len(whole)
        if not isinstance(whole, np.ndarray):
            return whole if everything else whole.take(self.rows)
        part: Column = whole if everything else whole[self.rows]
        if name in _AHEAD and some(ahead := integers(part) > self._as_of):
            part = np.where(ahead, np.datetime64("NaT", "D"), cast(Days, part))
        return part

    def labels(self, name: str) -> Labels:
        """A column of labels."""
        return self.column(name)  # type: ignore[return-value]

    def amounts(self, name: str = "amount") -> Amounts:
        """A column of amounts."""
        return self.column(name)  # type: ignore[return-value]

    def numbers(self, name: str) -> Numbers:
        """A column of numbers."""
        return self.column(name)  # type: ignore[return-value]

    def days(self, name: str) -> Days:
        """A column of days."""
        return self.column(name)  # type: ignore[return-value]

    def flags(self, name: str) -> Mask:
        """A column of flags."""
        return self.column(name)  # type: ignore[return-value]

    def columns(self) -> Columns:
        """All of them."""
        return MappingProxyType({name: self.column(name) for name in self._columns})

    def restrict(self, keep: Mask) -> View:
        """Fewer of the rows."""
        return View(self._columns, self.rows[keep], self._as_of)


class Allocations(View):
    """Allocations that count, with both their ends.

    Args:
        to, source: the position of the invoice settled, and of the receipt or credit note used up, in
            the snapshot's ``invoices``; −1 where there is none, or where it is outside a restriction.
        counts_from: int64 days: never before both documents and the value date.
        money_in: int64 days: the day of the receipt where one is named, else the value date.

    >>> from datetime import date
    >>> from creditkit.facts import Allocation, Document, Facts
    >>> from creditkit.money import Money
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 5))
    >>> paid = Allocation("a", "1", Money("60.00", "EUR"), value_on=date(2026, 2, 3))
    >>> counting = Facts([bill, paid]).at(date(2026, 3, 2)).allocations
    >>> counting.to.tolist(), counting.source.tolist(), counting.counts_from.astype("M8[D]").tolist()
    ([0], [-1], [datetime.date(2026, 2, 3)])
    """

    def __init__(
        self,
        columns: Columns,
        rows: Ints,
        as_of: int,
        *,
        to: Ints,
        source: Ints,
        counts_from: Ints,
        money_in: Ints,
    ) -> None:
        super().__init__(columns, rows, as_of)
        self.to = to
        self.source = source
        self.counts_from = counts_from
        self.money_in = money_in
