"""The accounts of the ledger: who they are, what they buy, how they pay.

What must occur in fixed shares (temperaments, terms, home or abroad, limits) is dealt from
decks of twenty cards; the rest is drawn by each account from a stream of its own. So the
first hundred accounts are the same whether a hundred or a thousand are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count, islice
from typing import Literal

import attrs

from creditkit.facts import Party
from creditkit.money import Money
from creditkit.sample._book import day_stamp, moment
from creditkit.sample._dice import WIDE_SPREAD, Dice
from creditkit.sample._names import Company, domestic, foreign
from creditkit.sample._temperaments import DECK, Temperament
from creditkit.sample._terms import TERMS_DECK, Terms

LimitKind = Literal["amount", "zero", "unset", "unlimited"]

_EXPORT_DECK = (True,) * 5 + (False,) * 15
_LIMIT_DECK: tuple[LimitKind, ...] = ("amount",) * 13 + ("unset",) * 4 + ("zero",) * 2 + ("unlimited",)

#: Demand by month of the year in per cent, for three kinds of business: even, construction, year-end.
_SEASONS = (
    (100, 62, 108, 104, 101, 103, 98, 94, 107, 99, 110, 114),
    (55, 42, 90, 118, 135, 132, 120, 118, 125, 115, 92, 58),
    (70, 55, 84, 90, 94, 98, 101, 106, 122, 128, 134, 118),
)
#: One account in this many is a supplier; one customer in so many repeats the legal entity before it.
_SUPPLIER_EVERY, _SUPPLIER_AT = 25, 9
_TWIN_EVERY, _TWIN_AT = 40, 12
#: The supplier at this place of every fifty is the company of the customer before it: debts are set off.
_BOTH_EVERY, _BOTH_AT = 50, 34
#: Accounts of the old system, without recording times and with closing days in place of allocations.
_OLD_SYSTEM_EVERY, _OLD_SYSTEM_AT = 20, 16
#: Accounts whose invoices are sold.
_FACTORED_EVERY, _FACTORED_AT = 40, 22


@attrs.frozen
class Account:
    """An account and its habits.

    Args:
        season: demand by month of the year in per cent; ``growth`` is in thousandths a month.
        orders_a_month: hundredths of orders; ``order_size`` and ``unit_price`` are net, in minor units.
        starts, stops: first day of orders, and the day from which nothing is paid; ordinals.
        pay_run: the weekday on which it pays, or from 5 on: on the 10th and the 25th.
        timed: whether its system records when it learns something.
    """

    party: Party
    number: int
    currency: str
    temperament: Temperament
    terms: Terms
    season: tuple[int, ...]
    growth: int
    orders_a_month: int
    order_size: int
    unit_price: int
    starts: int
    stops: int
    pay_run: int
    bills: bool
    withholds: bool
    factored: bool
    sets_off: bool
    timed: bool
    dice: Dice

    @property
    def code(self) -> str:
        """The number that its documents carry."""
        return f"{self.number:04d}"


@attrs.frozen
class _Cards:
    temperament: Temperament
    terms: Terms
    export: bool
    limit: LimitKind


def accounts(dice: Dice, parties: int, first: date, last: date) -> list[Account]:
    """The accounts of the ledger, in order of their codes."""
    made: list[Account] = []
    for number, cards in zip(count(1), islice(_deal(dice), parties)):
        made.append(_account(dice.child(), number, cards, made, first, last))
    return made


def _deal(dice: Dice) -> Iterator[_Cards]:
    while True:
        decks = map(dice.shuffled, (DECK, TERMS_DECK, _EXPORT_DECK, _LIMIT_DECK))
        yield from map(_Cards, *decks)


def _account(dice: Dice, number: int, cards: _Cards, before: list[Account], first: date, last: date) -> Account:
    supplier = number % _SUPPLIER_EVERY == _SUPPLIER_AT
    twin = before and (number % _TWIN_EVERY == _TWIN_AT or number % _BOTH_EVERY == _BOTH_AT)
    if twin:
        cards = attrs.evolve(cards, export=before[-1].currency == "EUR")
    company = _same_company(before[-1].party) if twin else (foreign if cards.export else domestic)(dice, number)
    span = last.toordinal() - first.toordinal()
    size = dice.spread(620_000 if cards.export else 4_200_000, WIDE_SPREAD)
    temperament = cards.temperament
    return Account(
        party=_party(dice, number, company, cards, size, before, first, supplier),
        number=number,
        currency="EUR" if cards.export else "CNY",
        temperament=temperament,
        terms=cards.terms,
        season=dice.pick(_SEASONS),
        growth=dice.between(-15, 30),
        orders_a_month=0 if supplier else dice.spread(120),
        order_size=size,
        unit_price=dice.between(180, 24_000),
        starts=first.toordinal() + (dice.between(0, span // 2) if dice.chance(15) else 0),
        stops=first.toordinal() + (dice.between(span // 2, span * 9 // 10) if temperament.stops else 2 * span + 999),
        pay_run=dice.between(0, 7),
        bills=not cards.export and dice.chance(20),
        withholds=cards.export and dice.chance(12),
        factored=number % _FACTORED_EVERY == _FACTORED_AT,
        sets_off=number % _BOTH_EVERY == _BOTH_AT - 1,
        timed=number % _OLD_SYSTEM_EVERY != _OLD_SYSTEM_AT,
        dice=dice,
    )


def _same_company(party: Party) -> Company:
    return Company(str(party.name), str(party.identity), str(party.country), str(party.industry))


def _party(
    dice: Dice, number: int, company: Company, cards: _Cards, size: int, before: list[Account], first: date, supplier: bool
) -> Party:
    currency = "EUR" if cards.export else "CNY"
    founded = first.toordinal() - dice.between(400, 9_000)
    heads = [a.party for a in before if a.party.kind == "customer" and a.party.parent_id is None]
    parent = dice.pick(heads).party_id if heads and not supplier and dice.chance(14) else None
    capital = dice.pick((50, 100, 200, 300, 500, 500, 800, 1000, 1000, 2000, 5000, 12_000))
    return Party(
        f"S-{number:04d}" if supplier else f"C-{number:04d}",
        name=company.name,
        kind="supplier" if supplier else "customer",
        identity=company.identity if not dice.chance(4) else None,
        parent_id=parent,
        entity_id="export" if cards.export else "home",
        country=company.country,
        industry=company.industry,
        registered_on=date.fromordinal(founded) if not dice.chance(6) else None,
        registered_capital=None if dice.chance(8) else Money.of_minor(capital * 1_000_000, currency),
        customer_since=None if supplier else date.fromordinal(dice.between(founded + 60, first.toordinal())),
        credit_limit=None if supplier else _limit(cards.limit, size, currency),
        currency=currency,
        payment_terms=cards.terms.contract,
    )


def _limit(kind: LimitKind, size: int, currency: str) -> Money | Literal["unlimited"] | None:
    """About three months of orders, in round thousands."""
    if kind == "amount":
        return Money.of_minor(max(1, size * 5 // 100_000) * 100_000, currency)
    return {"zero": Money.of_minor(0, currency), "unset": None, "unlimited": "unlimited"}[kind]  # type: ignore[return-value]


def later_limits(account: Account, last: date) -> Party | None:
    """The account as recorded again after its limit was raised or lowered, for some accounts."""
    dice, limit = account.dice.child(), account.party.credit_limit
    if not isinstance(limit, Money) or not account.timed or not dice.chance(25):
        return None
    changed = Money.of_minor(limit.minor * dice.pick((60, 80, 120, 150)) // 100, limit.currency)
    day = last.toordinal() - dice.between(20, 300)
    return attrs.evolve(account.party, credit_limit=changed, recorded_at=moment(day_stamp(date.fromordinal(day))))
