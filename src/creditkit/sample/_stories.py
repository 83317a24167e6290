"""What can happen to an invoice besides being paid: one function a story.

The shares are per thousand invoices; an invoice lives through one story at most.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from creditkit.facts import Allocation, AllocationKind
from creditkit.sample._desk import Desk, Item
from creditkit.sample._invoicing import invoice
from creditkit.sample._payment import pay, pay_day

Story: TypeAlias = Callable[[Desk, Item], None]


def _paid(desk: Desk, item: Item) -> None:
    """Nothing odd."""
    pay(desk, item)


def _returned(desk: Desk, item: Item) -> None:
    """Goods come back: a credit note, set against this invoice, a later one, or nothing yet."""
    dice = desk.dice
    minor = max(1, item.open * dice.between(2, 20) // 100)
    day = item.day + dice.between(5, 45)
    if dice.chance(60):
        note = desk.document("CN", minor, day, kind="credit_note", after=item.stamp)
        desk.settle(item, minor, day, "credit_note", note)
        pay(desk, item, earliest=day + 1)
        return
    pay(desk, item)
    note = desk.document("CN", -minor, day, after=item.stamp)
    if dice.chance(50):
        desk.spare.append(note)


def _reissued(desk: Desk, item: Item) -> None:
    """A wrong invoice: cancelled by a red-letter invoice, and issued again with a later due date."""
    dice, minor = desk.dice, item.open
    day = item.day + dice.between(3, 20)
    red = desk.document("CN", -minor, day, replaces=item)
    desk.settle(item, minor, day, "credit_note", red)
    right = minor * dice.between(90, 110) // 100 if dice.chance(40) else minor
    pay(desk, invoice(desk, right, day, replaces=item))


def _deferred(desk: Desk, item: Item) -> None:
    """More time is granted: a new document for what is open takes the place of the invoice."""
    dice, minor = desk.dice, item.open
    day = max(item.day + 1, item.due - dice.between(0, 10))
    desk.settle(item, minor, day, "contra")
    pay(desk, invoice(desk, minor, day, replaces=item, due=item.due + dice.pick((30, 60, 60, 90))))


def _due_date_corrected(desk: Desk, item: Item) -> None:
    """The due date was entered wrong, and is put right some days later."""
    item.due += desk.dice.pick((-5, 5, 10, 15, 30))
    desk.correct(item, item.day + desk.dice.between(2, 12), due_on=date.fromordinal(item.due))
    pay(desk, item)


def _amount_corrected(desk: Desk, item: Item) -> None:
    """The amount was entered wrong, and is put right before anything is paid."""
    item.open = max(1, item.open * desk.dice.between(88, 112) // 100)
    desk.correct(item, item.day + desk.dice.between(1, 6), amount=desk.money(item.open))
    pay(desk, item)


def _received(desk: Desk, item: Item, kind: AllocationKind = "cash") -> tuple[Item, Allocation, int]:
    """The whole invoice is paid by a receipt of its own."""
    day, minor = pay_day(desk, item), item.open
    receipt = desk.receipt(minor, day)
    fact = desk.settle(item, minor, day, kind, receipt)
    return receipt, fact, day


def _bounced(desk: Desk, item: Item) -> None:
    """A payment that the bank takes back: the receipt is void, the invoice is open again."""
    receipt, fact, day = _received(desk, item)
    back = day + desk.dice.between(3, 9)
    desk.reverse(fact, item, receipt, back)
    desk.correct(receipt, back, settled_on=date.fromordinal(back))
    pay(desk, item, earliest=back + 5)


def _matched_wrongly(desk: Desk, item: Item) -> None:
    """A payment was matched to the wrong invoice; the money is set free for others."""
    receipt, fact, day = _received(desk, item)
    freed = day + desk.dice.between(5, 25)
    desk.reverse(fact, item, receipt, freed)
    pay(desk, item, earliest=freed + 1)
    desk.spare.append(receipt)


def _dishonoured(desk: Desk, item: Item) -> None:
    """Paid by an acceptance bill that is not honoured: a new claim stands in for the old one."""
    _, fact, day = _received(desk, item, kind="bill")
    matures = day + desk.dice.pick((90, 120, 180))
    desk.observe("bill_dishonoured_180d", True, matures)
    desk.observe("bill_dishonoured_180d", False, matures + 181)
    pay(desk, invoice(desk, fact.amount.minor, matures, replaces=item, due=matures), earliest=matures + 20)


def _overpaid(desk: Desk, item: Item) -> None:
    """A round sum comes in for an odd invoice; the rest waits for the next ones."""
    day, minor = pay_day(desk, item), item.open
    receipt = desk.receipt(minor + (-minor % 1_000_000 or 1_000_000), day)
    desk.settle(item, minor, day, "cash", receipt)
    desk.spare.append(receipt)


def _disputed(desk: Desk, item: Item) -> None:
    """The customer disputes the invoice or part of it; most disputes end, half of those in a credit note."""
    dice, whole = desk.dice, item.open
    day = item.day + dice.between(2, 40)
    part = None if dice.chance(40) else max(1, whole * dice.between(10, 60) // 100)
    amount = None if part is None else desk.money(part)
    desk.correct(item, day, disputed_on=date.fromordinal(day), disputed_amount=amount)
    if dice.chance(70):
        _resolved(desk, item, day + dice.between(10, 90), part or whole // 5)
    elif part is not None and (paid := pay_day(desk, item)) < desk.account.stops:
        desk.expect(item, whole - part, paid)


def _resolved(desk: Desk, item: Item, day: int, part: int) -> None:
    if part and desk.dice.chance(50):
        note = desk.document("CN", part, day, kind="credit_note", after=item.stamp)
        desk.settle(item, part, day, "credit_note", note)
    desk.correct(item, day, dispute_ended_on=date.fromordinal(day))
    pay(desk, item, earliest=day + 2)


#: Per thousand invoices, and what happens to them.
STORIES: tuple[tuple[int, Story], ...] = (
    (26, _returned),
    (12, _reissued),
    (6, _deferred),
    (12, _due_date_corrected),
    (6, _amount_corrected),
    (6, _bounced),
    (5, _matched_wrongly),
    (6, _overpaid),
)
#: Per thousand invoices of accounts that pay by bill.
DISHONOURED = 20


def tell(desk: Desk, item: Item) -> None:
    """Draws the story of an invoice, and writes it."""
    _story(desk, item)(desk, item)


def _story(desk: Desk, item: Item) -> Story:
    account, dice = desk.account, desk.dice
    if account.factored or not account.timed:
        return _paid
    if dice.chance(account.temperament.disputes):
        return _disputed
    if account.bills and dice.chance(DISHONOURED / 10):
        return _dishonoured if item.due < account.stops else _paid
    if item.settlements:  # an advance was set against it: too far gone to be cancelled or corrected
        return _paid
    drawn = dice.between(1, 1000)
    for share, story in STORIES:
        drawn -= share
        if drawn <= 0:
            return story if item.due + 60 < account.stops else _paid
    return _paid
