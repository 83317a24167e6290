"""Plants faults in canonical CSV files, and tells which rows must be rejected for them.

Each fault is planted so that it spoils one row and no other: cells are altered only where no
other row refers to the row, and whole rows are added otherwise.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import attrs

Row = dict[str, str]

#: Recorded after everything in the sample: a row with it is judged last.
LATER = "2026-06-30"

NO_SUCH_DATES = ("2025-02-30", "2025-13-01", "2025-00-10", "31/31/2025", "yesterday")
UNKNOWN_CURRENCIES = ("EURO", "RMB", "XYZ", "U$D")
TEXTS = ("twelve", "12O.00", "12.00 or so", "--5", "CNY")
NANS = ("NaN", "nan", "inf", "-Infinity")
HUGE = ("1e400", "9" * 30)


@attrs.define
class Sheet:
    """One file: its header, its rows, and the code that each spoiled row must be rejected with."""

    path: Path
    header: list[str]
    rows: list[Row]
    spoiled: dict[int, str] = attrs.field(factory=dict)

    @classmethod
    def read(cls, path: Path) -> Sheet:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
            return cls(path, list(reader.fieldnames or ()), rows)

    def write(self) -> set[tuple[str, int, str]]:
        with self.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
        numbered = enumerate(self.rows, start=1)
        return {(self.path.name, n, self.spoiled[id(row)]) for n, row in numbered if id(row) in self.spoiled}

    def single(self, key: str) -> list[Row]:
        """Rows whose id stands in one row only."""
        times = Counter(row[key] for row in self.rows)
        return [row for row in self.rows if times[row[key]] == 1]


class Corruptor:
    """Draws victims, each at most once."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = Random(seed)
        self.sheets = {
            name: Sheet.read(folder / f"{name}.csv") for name in ("parties", "invoices", "allocations", "orders")
        }
        self.invoices, self.allocations = self.sheets["invoices"], self.sheets["allocations"]
        self.free = self._shuffled(self._unreferred(folder))
        self.settled = self._shuffled(self._paid_in_full())
        claimed = {row["to_id"] for row in self.settled}
        single = self.allocations.single("allocation_id")
        self.loose = self._shuffled([row for row in single if row["to_id"] not in claimed])
        self.copied = {name: self._shuffled(sheet.single(sheet.header[0])) for name, sheet in self.sheets.items()}
        self.added = 0
        self.used: set[int] = set()

    def draw(self, rows: list[Row]) -> Row:
        """The next row that has not been used for anything yet."""
        row = rows.pop()
        while id(row) in self.used:
            row = rows.pop()
        self.used.add(id(row))
        return row

    def template(self) -> Row:
        """An invoice that is as it was, to be copied from."""
        return self.random.choice([row for row in self.free[-200:] if id(row) not in self.used])

    def _shuffled(self, rows: list[Row]) -> list[Row]:
        self.random.shuffle(rows)
        return rows

    def _unreferred(self, folder: Path) -> list[Row]:
        """Invoices that no allocation, replacement or instalment refers to, with one version."""
        referred = {row[end] for row in self.allocations.rows for end in ("to_id", "from_id")}
        referred |= {row["replaces_id"] for row in self.invoices.rows}
        referred |= {row["invoice_id"] for row in Sheet.read(folder / "instalments.csv").rows}
        single = self.invoices.single("invoice_id")
        return [row for row in single if row["kind"] == "invoice" and row["invoice_id"] not in referred]

    def _paid_in_full(self) -> list[Row]:
        """Allocations that alone settle an invoice to the cent, both with one version."""
        amounts = {row["invoice_id"]: row["amount"] for row in self.invoices.single("invoice_id")}
        claims = Counter(row["to_id"] for row in self.allocations.rows)
        return [
            row
            for row in self.allocations.rows
            if claims[row["to_id"]] == 1 and row["amount"] == amounts.get(row["to_id"])
        ]

    def spoil(self, sheet: Sheet, row: Row, code: str) -> None:
        sheet.spoiled[id(row)] = code

    def insert(self, sheet: Sheet, row: Row, code: str, after: Row | None = None) -> None:
        """Puts a row in somewhere, below another one if that must come first."""
        lowest = 0 if after is None else next(i for i, r in enumerate(sheet.rows) if r is after) + 1
        sheet.rows.insert(self.random.randint(lowest, len(sheet.rows)), row)
        self.spoil(sheet, row, code)

    def new_id(self, prefix: str) -> str:
        self.added += 1
        return f"{prefix}-NEW-{self.added:04d}"

    def cell(self, column: str, value: str, code: str, *, of_allocation: str | None = None) -> None:
        """One bad cell: in an invoice that stood there, in a new one, or in an allocation."""
        place = self.random.choice(("altered", "added", "allocation") if of_allocation else ("altered", "added"))
        if place == "allocation":
            row = self.draw(self.loose)
            row[str(of_allocation)] = value
            self.spoil(self.allocations, row, code)
        elif place == "altered":
            row = self.draw(self.free)
            row[column] = value
            self.spoil(self.invoices, row, code)
        else:
            row = {**self.template(), "invoice_id": self.new_id("IN"), column: value}
            self.insert(self.invoices, row, code)

    def allocation(self, code: str, invoice: Row, **cells: str) -> None:
        """A new allocation that must be rejected."""
        row = {
            **dict.fromkeys(self.allocations.header, ""),
            "allocation_id": self.new_id("ZZ"), "to_id": invoice["invoice_id"], "amount": "0.01",
            "allocated_on": max(invoice["issued_on"], "2025-12-31"), "kind": "cash", "recorded_at": LATER,
            **cells,
        }  # fmt: skip
        self.insert(self.allocations, row, code)

    def other(self, invoice: Row) -> str:
        return "EUR" if invoice["currency"] == "CNY" else "CNY"


def _no_such_date(c: Corruptor) -> None:
    column = c.random.choice(("issued_on", "due_on"))
    c.cell(column, c.random.choice(NO_SUCH_DATES), "date_invalid", of_allocation="allocated_on")


def _unknown_currency(c: Corruptor) -> None:
    c.cell("currency", c.random.choice(UNKNOWN_CURRENCIES), "currency_unknown")


def _too_many_decimals(c: Corruptor) -> None:
    c.cell("amount", c.random.choice(("100.005", "0.001", "-7.123")), "amount_too_precise")


def _text_amount(c: Corruptor) -> None:
    c.cell("amount", c.random.choice(TEXTS), "amount_invalid", of_allocation="amount")


def _not_a_number(c: Corruptor) -> None:
    c.cell("amount", c.random.choice(NANS), "amount_not_finite", of_allocation="amount")


def _huge_amount(c: Corruptor) -> None:
    c.cell("amount", c.random.choice(HUGE), "amount_too_large", of_allocation="amount")


def _empty_id(c: Corruptor) -> None:
    column = c.random.choice(("invoice_id", "party_id"))
    c.cell(column, c.random.choice(("", "  ")), "id_missing", of_allocation="allocation_id")


def _duplicate_id(c: Corruptor) -> None:
    """The same id with the same recording time, or twice without one."""
    name = c.random.choice(list(c.sheets))
    original = c.draw(c.copied[name])
    c.insert(c.sheets[name], dict(original), "id_duplicate", after=original)


def _id_of_two_parties(c: Corruptor) -> None:
    """A later record of a document under another party's code is no correction."""
    original = c.draw(c.copied["invoices"])
    others = [row["party_id"] for row in c.invoices.rows if row["party_id"] not in ("", original["party_id"])]
    stolen = {**original, "party_id": c.random.choice(others), "recorded_at": LATER}
    c.insert(c.invoices, stolen, "id_of_other_party", after=original)


def _allocation_to_nothing(c: Corruptor) -> None:
    invoice = c.template()
    c.allocation("allocation_to_unknown", invoice, to_id=c.new_id("NO"))


def _above_balance(c: Corruptor) -> None:
    """A cent more than an open invoice, or anything on one that was paid in full."""
    if c.random.random() < 0.5:
        invoice = c.draw(c.free)
        c.allocation("allocation_above_balance", invoice, amount=invoice["amount"][:-3] + "9.99")
    else:
        paid = c.draw(c.settled)
        invoice = {"invoice_id": paid["to_id"], "issued_on": paid["allocated_on"]}
        c.allocation("allocation_above_balance", invoice, amount="0.01")


def _other_currency(c: Corruptor) -> None:
    invoice = c.draw(c.free)
    c.allocation("currency_mismatch", invoice, currency=c.other(invoice))


def _before_issue(c: Corruptor) -> None:
    invoice = c.draw(c.free)
    early = date.fromisoformat(invoice["issued_on"]) - timedelta(days=c.random.randint(1, 40))
    c.allocation("allocation_before_issue", invoice, allocated_on=early.isoformat())


#: The closed list of faults.
FAULTS: dict[str, Callable[[Corruptor], None]] = {
    "no such date": _no_such_date,
    "unknown currency": _unknown_currency,
    "too many decimals": _too_many_decimals,
    "text amount": _text_amount,
    "NaN": _not_a_number,
    "1e400": _huge_amount,
    "duplicate id": _duplicate_id,
    "one id for two parties": _id_of_two_parties,
    "empty id": _empty_id,
    "allocation to nothing": _allocation_to_nothing,
    "above the balance": _above_balance,
    "in another currency": _other_currency,
    "before issue": _before_issue,
}


def corrupt(folder: Path, *, seed: int, k: int) -> set[tuple[str, int, str]]:
    """Plants every fault k times in the canonical files of a folder, in place.

    Args:
        folder: as ``write_facts`` wrote it.
        seed: of the choice of victims.
        k: how often each fault; about 200 accounts are needed for 20 of each.

    Returns:
        What must be rejected: file, record number from 1, and code; nothing else may be.
    """
    corruptor = Corruptor(folder, seed)
    for plant in FAULTS.values():
        for _ in range(k):
            plant(corruptor)
    return set().union(*(sheet.write() for sheet in corruptor.sheets.values()))
