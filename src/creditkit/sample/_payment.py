"""How an invoice gets paid: the plan of one invoice, and receipts that gather what comes in together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter

from creditkit.facts import AllocationKind
from creditkit.sample._accounts import Account
from creditkit.sample._desk import Desk, Item, Part

#: What is owed in stopped accounts is given up after this many days past due, in most cases.
WRITE_OFF_AFTER = 200

#: A short payment of at most this many minor units is let go.
SMALL = 30_000


def pay(desk: Desk, item: Item, earliest: int = 0) -> None:
    """Plans how the rest of an invoice is paid, by the account's habits and temperament."""
    account = desk.account
    if not item.open:
        return
    if account.factored:
        desk.settle(item, item.open, item.day + desk.dice.between(3, 7), "factoring")
    elif not account.timed:
        _closed_in_the_old_system(desk, item)
    else:
        day = pay_day(desk, item, earliest)
        _use_spare(desk, item, day)
        if item.open and day >= account.stops:
            _give_up(desk, item)
        elif item.open:
            _pay_on(desk, item, day)


def pay_instalments(desk: Desk, item: Item) -> None:
    """Plans each instalment by itself: one may be late and the next on time."""
    account = desk.account
    for part in item.document.instalments:
        due = part.due_on.toordinal()
        late = account.temperament.days_late(desk.dice, (item.day - desk.book.first) // 30, part.due_on.month)
        day = _run(account, due + late, item.day + 1)
        if day < account.stops:
            desk.expect(item, part.amount.minor, day)


def pay_day(desk: Desk, item: Item, earliest: int = 0) -> int:
    """The day on which the account means to pay, moved to its next pay run."""
    account, dice = desk.account, desk.dice
    if account.temperament.discount and not earliest:
        return item.day + dice.between(5, 10)
    month = (item.issued - desk.book.first) // 30
    late = account.temperament.days_late(dice, month, item.document.issued_on.month)
    return _run(account, item.due + late, max(item.day + 1, earliest))


def _run(account: Account, wanted: int, earliest: int) -> int:
    """The pay run for a wanted day: the one before it if the account is punctual, else the one after."""
    if account.temperament.punctual and wanted > earliest:
        return max(_run_before(wanted, account.pay_run), earliest)
    return _next_run(max(wanted, earliest), account.pay_run)


def _run_before(day: int, run: int) -> int:
    if run < 5:
        return day - (day - 1 - run) % 7
    return next(d for d in range(day, day - 32, -1) if date.fromordinal(d).day in (10, 25))


def _next_run(day: int, run: int) -> int:
    if run < 5:
        return day + (run - (day - 1)) % 7
    return next(d for d in range(day, day + 32) if date.fromordinal(d).day in (10, 25))


def _use_spare(desk: Desk, item: Item, day: int) -> None:
    """Takes what is left of earlier receipts and credit notes before any money is sent."""
    for source in desk.spare:
        minor = min(source.open, item.open)
        if minor and source.day <= day:
            kind: AllocationKind = "cash" if source.document.kind == "receipt" else "credit_note"
            desk.settle(item, minor, max(source.day, item.day), kind, source)
    desk.spare = [source for source in desk.spare if source.open]


def _closed_in_the_old_system(desk: Desk, item: Item) -> None:
    """No allocations and no dispute days: the invoice has a closing day or an undated flag."""
    if desk.dice.chance(4):
        desk.correct(item, item.day, disputed=True)
        return
    day = pay_day(desk, item)
    if day < desk.account.stops:
        desk.correct(item, day, settled_on=date.fromordinal(day))


def _give_up(desk: Desk, item: Item) -> None:
    day = item.due + WRITE_OFF_AFTER + desk.dice.between(0, 60)
    if desk.dice.chance(80):
        desk.settle(item, item.open, day, "write_off")


def _pay_on(desk: Desk, item: Item, day: int) -> None:
    dice, account = desk.dice, desk.account
    if account.temperament.discount and day <= item.issued + 10:
        _take(desk, item, item.open * 2 // 100, day, "discount")
    if account.withholds:
        _take(desk, item, item.open * 5 // 100, day, "withholding_tax")
    if account.sets_off and dice.chance(30):
        _take(desk, item, item.open // 2, day, "contra")
    if dice.chance(3):
        _take(desk, item, item.open * dice.between(1, 3) // 100, day, "deduction")
    if account.currency == "EUR" and dice.chance(4):
        _take(desk, item, min(item.open // 20, dice.between(50, 2_500)), day, "exchange")
    kind: AllocationKind = "bill" if account.bills and dice.chance(50) else "cash"
    if dice.chance(account.temperament.in_parts):
        _in_parts(desk, item, day, kind)
    elif dice.chance(2):
        _short(desk, item, day, kind)
    else:
        desk.expect(item, item.open, day, kind)


def _take(desk: Desk, item: Item, minor: int, day: int, kind: AllocationKind) -> None:
    if minor:
        desk.settle(item, minor, day, kind)


def _in_parts(desk: Desk, item: Item, day: int, kind: AllocationKind) -> None:
    """A half or so, and the rest one or two pay runs later; some of it never."""
    dice = desk.dice
    desk.expect(item, item.open * dice.between(35, 75) // 100, day, kind)
    if dice.chance(30):
        day = _next_run(day + dice.between(10, 30), desk.account.pay_run)
        desk.expect(item, item.open * dice.between(40, 70) // 100, day, kind)
    if dice.chance(99):
        desk.expect(item, item.open, _next_run(day + dice.between(14, 50), desk.account.pay_run), kind)


def _short(desk: Desk, item: Item, day: int, kind: AllocationKind) -> None:
    """Pays a little too little; the residue is let go, written off, or closed without a word."""
    dice = desk.dice
    residue = min(item.open // 50, dice.between(1, SMALL))
    desk.expect(item, item.open - residue, day, kind)
    end = day + dice.between(20, 60)
    if residue and dice.chance(50):
        desk.settle(item, residue, end, "write_off" if dice.chance(8) else "deduction")
    elif residue:
        desk.correct(item, end, settled_on=date.fromordinal(end))


def receive(desk: Desk) -> None:
    """Puts what comes in on one day into one receipt, and matches it."""
    coming = sorted(desk.coming, key=attrgetter("day", "kind"))
    for (day, _), parts in groupby(coming, key=attrgetter("day", "kind")):
        for batch in _batches(parts):
            _receipt(desk, day, batch)


def _batches(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """At most a dozen invoices a remittance."""
    batch: list[Part] = []
    for part in parts:
        batch.append(part)
        if len(batch) == 12:
            yield batch
            batch = []
    if batch:
        yield batch


def _receipt(desk: Desk, day: int, parts: list[Part]) -> None:
    dice = desk.dice
    paid = sum(part.minor for part in parts)
    extra = (-paid % 100_000 or 100_000) if dice.chance(1.5) else 0
    receipt = desk.receipt(paid + extra, day)
    matched = day + dice.between(3, 25) if dice.chance(6) else day
    for part in parts:
        desk.match(part, receipt, matched)
    if extra and dice.chance(40):
        refund = day + dice.between(20, 70)
        desk.correct(receipt, refund, settled_on=date.fromordinal(refund))
