"""The credit files of all parties, in columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import cast

import numpy as np

from creditkit.columns import Column, Ints, Labels, Mask, Numbers, Value
from creditkit.credit_file._catalogue import LEDGER_NAMES
from creditkit.credit_file._file import assembled, own_statement, rates_missing, source_of
from creditkit.credit_file._known import CreditFile, finding_on, resolved
from creditkit.credit_file._ledger_many import Sheets, ledger_columns
from creditkit.credit_file._measures import Measures
from creditkit.credit_file._observed import heard, sayings, unused
from creditkit.credit_file._observed_many import NOTHING, sayings_of_all
from creditkit.credit_file._plan import Plan, planned
from creditkit.credit_file._source_rules import SourceRule
from creditkit.credit_file._trade_many import (
    codes_in,
    orders_columns,
    party_columns,
    restraints_columns,
    sales_columns,
)
from creditkit.credit_file._typed import decimals_of, value_of
from creditkit.credit_file._winners import Ordered, Own, column_of
from creditkit.errors import UnknownParty
from creditkit.facts import Snapshot
from creditkit.reasons import Finding
from creditkit.rules import Field, Fields, Kind

_DEFAULT = Measures()
#: Our own books do not give the figure; None would be "looked, and there is none".
_ABSENT = object()


class CreditFiles(Mapping[str, Column]):
    """The credit files of all parties: a column a field, ``party_id`` first. Made by :func:`credit_files`.

    Numbers, money (in major units) and days are :class:`~creditkit.columns.Numbers`, flags too, as 0 and 1;
    texts are :class:`~creditkit.columns.Labels`, days datetime64[D]. What does not count is missing: not
    searched, stale, or searched and nothing found; :meth:`of` tells them apart.

    Args:
        as_of: the day.
        party_ids: the parties, sorted, one a row.

    >>> from creditkit.facts import Facts, Observation
    >>> said = Observation("C-7", "debt_ratio", "0.62", source="audit", observed_on=date(2026, 1, 5))
    >>> files = credit_files(Facts([said]).at(date(2026, 3, 2)))
    >>> files["debt_ratio"][0], files.of("C-7").known["debt_ratio"].source
    (Decimal('0.6200'), 'audit')
    """

    as_of: date
    party_ids: tuple[str, ...]

    def __init__(self, snapshot: Snapshot, plan: Plan) -> None:
        self.as_of = snapshot.as_of
        self.party_ids = snapshot.parties()
        self._snapshot = snapshot
        self._plan = plan
        self._names = tuple(plan.fields)
        self._place = {party: row for row, party in enumerate(self.party_ids)}
        self._sheets = _sheets(snapshot, plan, self._place)
        self._own = {name: self._own_cells(name) for name in self._sheets.found}
        said = sayings_of_all(snapshot, plan, self._place)
        self._ordered = Ordered.of(said, plan, snapshot.day)
        self._odd: list[Ints] = []
        self._columns: dict[str, Column] = {"party_id": Labels(np.arange(len(self.party_ids)), self.party_ids)}
        self._fill()

    def _own_cells(self, name: str) -> Own:
        figure, field = self._sheets.found[name], self._plan.fields[name]
        cells = figure.cells(0 if field.kind is Kind.flag else decimals_of(field))
        return Own(np.where(figure.none, NOTHING, cells), figure.there, source_of(name))

    def _fill(self) -> None:
        texts = self._ordered.sayings.texts
        for i, (name, field) in enumerate(self._plan.fields.items()):
            rule, own = self._plan.rules.get(name), self._own.get(name)
            found = column_of(self._ordered, i, rule, own, len(self.party_ids))
            self._odd.append(np.flatnonzero(found.odd))
            gone = ~found.there | (found.cell == NOTHING)
            self._columns[name] = _column(np.where(gone, 0, found.cell), gone, field, texts.get(i, ()))

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"<CreditFiles: {len(self.party_ids)} parties, {len(self) - 1} fields, {self.as_of}>"

    def of(self, party_id: str) -> CreditFile:
        """The file of one party, with where everything comes from; made when it is asked for.

        Raises:
            UnknownParty: no known fact is about it.
        """
        if party_id not in self._place:
            raise UnknownParty(party_id)
        row = self._place[party_id]
        own = {name: value for name in self._own if (value := self._own_value(name, row)) is not _ABSENT}
        voices = heard(party_id, sayings(self._snapshot, party_id), self._plan)
        return assembled(
            self._snapshot, party_id, self._plan, voices, cast("dict[str, Value]", own), self._unrated(row)
        )

    def _own_value(self, name: str, row: int) -> object:
        own = self._own[name]
        if not own.there[row]:
            return _ABSENT
        cell = int(own.cell[row])
        return None if cell == NOTHING else value_of(cell, self._plan.fields[name], ())

    def _unrated(self, row: int) -> list[str]:
        return [base for base, gone in self._sheets.unrated.items() if gone[row]]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all files, party by party; names that are no field stand first, once."""
        said = self._ordered.sayings
        out = unused(said.strange)
        common, unfit = frozenset(out), frozenset(said.odd.tolist())
        fields: dict[int, list[int]] = {row: [] for row in unfit}
        for position, rows in enumerate(self._odd):
            for row in rows.tolist():
                fields.setdefault(row, []).append(position)
        for gone in self._sheets.unrated.values():
            fields.update({row: fields.get(row, []) for row in np.flatnonzero(gone).tolist()})
        for row in sorted(fields):
            party = self.party_ids[row]
            if row in unfit:
                voices = heard(party, sayings(self._snapshot, party), self._plan)
                out.extend(finding for finding in voices.findings if finding not in common)
            out.extend(self._finding(row, position) for position in fields[row])
            out.extend(rates_missing(self._snapshot, party, self._plan, self._unrated(row)))
        return tuple(out)

    def _finding(self, row: int, position: int) -> Finding:
        """What is odd about one field of one party."""
        name = self._names[position]
        field, rule = self._plan.fields[name], self._plan.rules.get(name)
        said = self._ordered.said(position, row, field)
        if name in self._own and (value := self._own_value(name, row)) is not _ABSENT:
            said.append(own_statement(name, cast(Value, value), self._snapshot.day))
        return finding_on(self.party_ids[row], name, resolved(said, rule, self._snapshot.day), said, rule)


def credit_files(
    snapshot: Snapshot,
    fields: Fields | None = None,
    rules: Sequence[SourceRule] = (),
    *,
    measures: Measures = _DEFAULT,
    currency: str | None = None,
) -> CreditFiles:
    """What is known about every party, in columns; the columnar twin of :func:`credit_file`.

    Args:
        snapshot: what may be known.
        fields: what to look for; None is the whole catalogue without what later steps compute.
        rules: whom to believe, at most one rule a field.
        measures: how the figures of the ledger are measured.
        currency: of the amounts. None takes what the money fields say, else the one currency of the snapshot.

    Raises:
        InvalidInput: as :func:`credit_file`.
        AmountTooLarge: sums of 2**62 minor units or more.

    >>> from creditkit.facts import Document, Facts, Party
    >>> from creditkit.money import Money
    >>> bill = Document("1", "C-7", Money("60.00", "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    >>> files = credit_files(Facts([bill, Party("C-8", country="DE")]).at(date(2026, 3, 2)))
    >>> files.party_ids, files["overdue_amount"][0], files["country"].texts()
    (('C-7', 'C-8'), Decimal('60.00'), [None, 'DE'])
    >>> files.of("C-7").known["oldest_overdue_days"].value
    30
    """
    return CreditFiles(snapshot, planned(fields, rules, measures, currency, lambda: _held(snapshot)))


def _held(snapshot: Snapshot) -> set[str]:
    """Every currency that stands in the snapshot's documents, orders and parties."""
    held: set[str] = set()
    for labels in _currencies(snapshot).values():
        held.update(labels.labels[code] for code in np.unique(labels.codes).tolist() if code >= 0)
    return held


def _currencies(snapshot: Snapshot) -> dict[str, Labels]:
    out = {"parties": snapshot.view("parties").labels("currency")}
    for table in ("invoices", "orders"):
        if len(view := snapshot.view(table)):
            out[table] = view.amounts().currencies
    return out


def _sheets(snapshot: Snapshot, plan: Plan, place: dict[str, int]) -> Sheets:
    """The figures of our own books that the plan asks for."""
    held = _held(snapshot) | ({plan.currency} if plan.currency is not None else set())
    sheets = Sheets(snapshot, len(place), plan.own, plan.currency, tuple(sorted(held)))
    currency = {table: codes_in(labels, sheets.held) for table, labels in _currencies(snapshot).items()}
    none = np.zeros(0, dtype=np.int64)
    party = {table: _rows(snapshot, table, place) for table in ("parties", "invoices", "orders")}
    if plan.own & LEDGER_NAMES:
        window = plan.measures.window_days
        ledger_columns(sheets, party["invoices"], currency.get("invoices", none), plan.measures)
        sales_columns(sheets, party["invoices"], currency.get("invoices", none), window)
        orders_columns(sheets, party["orders"], currency.get("orders", none), window)
        restraints_columns(sheets, place)
    party_columns(sheets, party["parties"], currency["parties"])
    return sheets


def _rows(snapshot: Snapshot, table: str, place: dict[str, int]) -> Ints:
    """The row of the party of each row of a table."""
    party = snapshot.view(table).labels("party_id")
    return np.array([*(place.get(label, -1) for label in party.labels), -1], dtype=np.int64)[party.codes]


def _column(cells: Ints, gone: Mask, field: Field, texts: tuple[str, ...]) -> Column:
    """Cells as a column of the type of their field."""
    if field.kind is Kind.text:
        return Labels(np.where(gone, -1, cells), texts, distinct=True)
    if field.kind is Kind.date:
        return cast("Column", np.where(gone, NOTHING, cells).view("datetime64[D]"))
    return Numbers(cells, 0 if field.kind is Kind.flag else decimals_of(field), gone)
