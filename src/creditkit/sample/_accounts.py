"""The accounts of the ledger: who they are, what they buy, how they pay.

What must occur in fixed shares (temperaments, terms, home or abroad, limits) is dealt from
decks of twenty cards; the rest is drawn by each account from a stream of its own. So the
first hundred accounts are the same whether a hundred or a thousand are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

import attrs

from creditkit.facts import Party
from creditkit.money import Money
from creditkit.sample import _roles as roles
from creditkit.sample._dice import WIDE_SPREAD, Dice
from creditkit.sample._parties import (
    LIMIT_DECK,
    Head,
    LimitKind,
    company_of,
    customer,
    limit,
    shares_company,
    supplier,
)
from creditkit.sample._roles import has
from creditkit.sample._temperaments import DECK, Temperament
from creditkit.sample._terms import TERMS_DECK, Terms

_EXPORT_DECK = (True,) * 5 + (False,) * 15

#: The usual order in minor units, net: 42,000 CNY at home, 6,200 EUR abroad.
USUAL_ORDER = {"CNY": 4_200_000, "EUR": 620_000}

#: Hundredths of orders that the usual customer places a month.
USUAL_ORDERS = 120

#: Demand by month of the year in per cent, for three kinds of business: even, construction, year-end.
SEASONS = (
    (100, 62, 108, 104, 101, 103, 98, 94, 107, 99, 110, 114),
    (55, 42, 90, 118, 135, 132, 120, 118, 125, 115, 92, 58),
    (70, 55, 84, 90, 94, 98, 101, 106, 122, 128, 134, 118),
)

#: An ordinal after every other day.
NEVER = 10**7


@attrs.frozen
class Account:
    """An account and its habits.

    Args:
        season: demand by month of the year in per cent; ``growth`` is in thousandths a month.
        orders_a_month: hundredths of orders; ``order_size`` and ``unit_price`` are net, in minor units.
        starts, stops: first day of orders, and the day from which nothing is paid; ordinals.
        pay_run: the weekday on which it pays, or from 5 on: on the 10th and the 25th.
        bills: pays by acceptance bill at times; ``withholds``: keeps back tax at source.
        factored, sets_off, timed: its invoices are sold; it supplies us too; its system records times.
        advance: per cent of an order that come in with it.
        health: how sound the company is, from 0 to 9.
        joins: a new customer, since its first day of orders.
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
    advance: int
    health: int
    joins: bool
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


def accounts(dice: Dice, parties: int, first: int, last: int) -> list[Account]:
    """The accounts of the ledger, in order of their codes; ``first`` and ``last`` are ordinals."""
    made: list[Account] = []
    heads: list[Head] = []
    for number, dealt in enumerate(islice(_deal(dice), parties), start=1):
        export = made[-1].currency == "EUR" if shares_company(number) else dealt.export
        cards = attrs.evolve(dealt, export=export)
        made.append(_account(dice.child(), number, cards, heads, first, last))
    return made


def _deal(dice: Dice) -> Iterator[_Cards]:
    while True:
        decks = map(dice.shuffled, (DECK, TERMS_DECK, _EXPORT_DECK, LIMIT_DECK))
        yield from map(_Cards, *decks)


def _account(dice: Dice, number: int, cards: _Cards, heads: list[Head], first: int, last: int) -> Account:
    currency = "EUR" if cards.export else "CNY"
    company = company_of(dice, number, cards.export, heads, first)
    size = dice.spread(USUAL_ORDER[currency], WIDE_SPREAD)
    sells = not has(number, roles.SUPPLIER)
    if sells:
        party = customer(
            dice, number, company, heads, first, currency=currency,
            credit_limit=limit(dice, number, cards.limit, size, currency), payment_terms=cards.terms.contract,
        )  # fmt: skip
    else:
        party = supplier(number, company, currency, cards.terms)
    heads.append(Head(party, company))
    joins = dice.chance(15)
    starts, stops = _span(dice, cards.temperament, joins, first, last)
    if joins and sells:
        party = attrs.evolve(party, customer_since=date.fromordinal(starts))
    timed = not has(number, roles.OLD_SYSTEM)
    return Account(
        party=party,
        number=number,
        currency=currency,
        temperament=cards.temperament,
        terms=cards.terms,
        season=dice.pick(SEASONS),
        growth=dice.between(-15, 30),
        orders_a_month=dice.spread(USUAL_ORDERS) if sells else 0,
        order_size=size,
        unit_price=dice.between(180, 24_000),
        starts=starts,
        stops=stops,
        pay_run=dice.between(0, 7),
        bills=not cards.export and dice.chance(20),
        withholds=cards.export and dice.chance(12),
        factored=has(number, roles.FACTORED),
        sets_off=has(number, roles.ALSO_SUPPLIER),
        timed=timed,
        advance=_advance(party, cards.terms) if timed else 0,
        health=min(9, dice.near(cards.temperament.health, 3)),
        joins=joins,
        dice=dice,
    )


def _advance(party: Party, terms: Terms) -> int:
    """Who has a limit of zero pays before anything leaves."""
    no_credit = isinstance(party.credit_limit, Money) and not party.credit_limit
    return 100 if no_credit else terms.advance


def _span(dice: Dice, temperament: Temperament, joins: bool, first: int, last: int) -> tuple[int, int]:
    """A new customer may start on any day; who stops paying was there by half-time, and does so after it."""
    days = last - first
    until = days // 2 if temperament.stops else days * 19 // 20
    starts = first + dice.between(0, until) if joins else first
    stops = first + dice.between(days // 2, days * 9 // 10) if temperament.stops else NEVER
    return starts, stops
