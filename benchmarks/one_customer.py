"""One customer's records to their figures, as an order hook would ask for them: customer by customer.

There is no peer to race here. The yardstick is what Python itself costs: making a thousand frozen attrs
values of two fields, in the same run. The records are there already; every contestant starts from them
anew for each customer, so that nothing is left over from the one before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import numpy as np

from benchmarks._contest import Contest, Contestant, Result
from creditkit.facts import Allocation, Document, Fact, Facts, Observation, Party
from creditkit.money import Money
from creditkit.receivables import behaviour, book, open_items

SEED = 20_251_201
AS_OF = date(2025, 12, 1)
#: Values of two fields that the yardstick makes for each customer.
VALUES = 1_000
OBSERVED = ("debt_ratio", "bureau_score", "litigation", "equity")


@attrs.frozen
class Size:
    """How many customers, and the records of each: one party, its observations, documents and allocations."""

    customers: int
    documents: int
    allocations: int

    @property
    def records(self) -> int:
        return 1 + len(OBSERVED) + self.documents + self.allocations


FULL = Size(100, 28, 17)
TOY = Size(3, 5, 3)


@attrs.frozen
class Two:
    """The yardstick."""

    number: int
    name: str


def contests(size: Size) -> Iterator[Contest]:
    """From the records of one customer to each stage."""
    draw = random.Random(SEED)
    customers = [_records(draw, f"C-{i}", size) for i in range(size.customers)]
    title = f"{size.records} records of one customer at a time, {size.customers} customers"
    yield Contest(title, tuple(_contestants(customers)), _YARDSTICK, lambda: _plainly(customers))


_YARDSTICK = f"{VALUES:,} values of two fields"


def _contestants(customers: Sequence[list[Fact]]) -> Iterator[Contestant]:
    def each(figures: Callable[[list[Fact]], Any]) -> Callable[[], list[Any]]:
        return lambda: [figures(records) for records in customers]

    def both(records: list[Fact]) -> tuple[Any, Any]:
        snapshot = Facts(records).at(AS_OF)
        return open_items(snapshot), behaviour(snapshot)

    def thousand(_: object) -> None:
        for number in range(VALUES):
            Two(number, "a")

    yield Contestant(_YARDSTICK, each(thousand), None)
    yield Contestant("Facts", each(Facts), None)
    yield Contestant("Facts, book", each(lambda records: book(Facts(records).at(AS_OF))), None)
    yield Contestant("Facts, book, open items, behaviour", each(both), _result)


def _result(found: Sequence[tuple[Any, Any]]) -> Result:
    return {
        "open": np.array([int(items.open.minor.sum()) for items, _ in found]),
        "invoiced": np.array([int(seen.figures["invoiced_count"].values.sum()) for _, seen in found]),
    }


def _plainly(customers: Sequence[list[Fact]]) -> Result:
    """What is open, and how many invoices the window holds, by a loop over the records."""
    first = AS_OF - timedelta(days=365)
    left = [sum(_signed(record) for record in records) for records in customers]
    issued = [[r.issued_on for r in records if isinstance(r, Document)] for records in customers]
    return {
        "open": np.array(left),
        "invoiced": np.array([sum(first < day <= AS_OF for day in days) for days in issued]),
    }


def _signed(record: Fact) -> int:
    if isinstance(record, Document):
        return record.amount.minor if record.issued_on <= AS_OF else 0
    return -record.amount.minor if isinstance(record, Allocation) and record.value_on <= AS_OF else 0


def _records(draw: random.Random, party: str, size: Size) -> list[Fact]:
    """Invoices over 14 months, due in 30 or 60 days, most of the early ones paid, some of them in part."""
    records: list[Fact] = [Party(party, name=f"Customer {party}", country="DE", currency="EUR", industry="steel")]
    records += [
        Observation(party, name, draw.randrange(100), source="bureau", observed_on=AS_OF - timedelta(days=i))
        for i, name in enumerate(OBSERVED)
    ]
    for i in range(size.documents):
        issued = AS_OF - timedelta(days=420 - 425 * i // size.documents)
        amount = Money.of_minor(draw.randrange(1_000_00, 90_000_00), "EUR")
        due, name = issued + timedelta(days=draw.choice((30, 60))), f"{party}/{i}"
        records.append(Document(name, party, amount, issued_on=issued, due_on=due, recorded_at=issued))
        if i < size.allocations:
            paid = due + timedelta(days=draw.randrange(-10, 30))
            part = amount if draw.random() < 0.8 else Money.of_minor(amount.minor // 2, "EUR")
            records.append(Allocation(f"{name}p", name, part, value_on=paid, recorded_at=paid))
    return records
