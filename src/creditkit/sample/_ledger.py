"""The ledger as a whole, account by account."""

from __future__ import annotations

from datetime import date

from creditkit.errors import InvalidInput
from creditkit.facts import Fact, Facts
from creditkit.sample._accounts import Account, accounts
from creditkit.sample._book import Book
from creditkit.sample._dealings import dealings
from creditkit.sample._desk import Desk
from creditkit.sample._dice import Dice
from creditkit.sample._invoicing import in_instalments, invoice, use_advance
from creditkit.sample._observed import observations
from creditkit.sample._parties import later_limit
from creditkit.sample._payment import pay_instalments, receive
from creditkit.sample._rates import sample_rates
from creditkit.sample._reviews import review_days, reviews
from creditkit.sample._stories import tell
from creditkit.sample._trade import Sale, sales

#: The sample ends on this day unless told otherwise.
LAST_DAY = date(2025, 12, 31)


def sample_records(*, seed: int, parties: int = 200, months: int = 24, last_day: date = LAST_DAY) -> tuple[Fact, ...]:
    """The facts of a synthetic trade ledger, as they are known at the end of its last day.

    The same arguments give equal records, on any machine and any Python from 3.11. The first
    hundred accounts are the same whether a hundred are asked for or more.

    Args:
        seed: any whole number from 0; another seed is another ledger.
        parties: accounts, from 1; about one in twenty-five is a supplier.
        months: calendar months of trade, from 1, the last day's month included.
        last_day: nothing is dated or recorded later, planned shipments and due dates excepted.

    Raises:
        InvalidInput: an argument is out of its range.

    >>> facts = sample_records(seed=7, parties=2, months=3)
    >>> facts == sample_records(seed=7, parties=2, months=3)
    True
    """
    for name, value, least in (("seed", seed, 0), ("parties", parties, 1), ("months", months, 1)):
        if type(value) is not int or value < least:
            raise InvalidInput(name, value, f"a whole number from {least}")
    first = _first_day(last_day, months)
    made = accounts(Dice(seed), parties, first.toordinal(), last_day.toordinal())
    records: list[Fact] = [account.party for account in made]
    for account in made:
        records += _account(account, first, last_day)
    return tuple(records)


def sample_facts(*, seed: int, parties: int = 200, months: int = 24, last_day: date = LAST_DAY) -> Facts:
    """The same ledger as :class:`~creditkit.facts.Facts`, with the rates of :func:`sample_rates`.

    Arguments and errors as in :func:`sample_records`.

    >>> sample_facts(seed=7, parties=4, months=6).at(date(2025, 12, 31)).parties()
    ('C-0001', 'C-0002', 'C-0003', 'C-0004')
    """
    records = sample_records(seed=seed, parties=parties, months=months, last_day=last_day)
    return Facts(records, rates=sample_rates(seed=seed, months=months, last_day=last_day))


def _first_day(last_day: date, months: int) -> date:
    month = last_day.year * 12 + last_day.month - months
    return date(month // 12, month % 12 + 1, 1)


def _account(account: Account, first: date, last: date) -> list[Fact]:
    book = Book(account.dice, first.toordinal(), last.toordinal(), account.timed)
    reviewed = review_days(account, book)
    changed = later_limit(account.dice, account.party, reviewed[1:]) if account.timed else None
    if changed:
        book.facts.append(changed)
    desk = Desk(account, book)
    for sale in sales(account, book, first, last):
        if sale.day <= book.last or sale.prepaid:
            _sale(desk, sale)
    receive(desk)
    observations(account, book)
    reviews(account, book, reviewed, changed or account.party)
    dealings(account, book)
    return book.facts


def _sale(desk: Desk, sale: Sale) -> None:
    terms = desk.account.terms.contract
    if terms and terms.instalments and desk.account.timed and not desk.account.factored and not desk.account.advance:
        pay_instalments(desk, in_instalments(desk, sale, terms))
        return
    item = invoice(desk, sale.minor, sale.day, order_id=sale.order_id)
    if sale.prepaid:
        use_advance(desk, item, sale)
    if item.open:
        tell(desk, item)
