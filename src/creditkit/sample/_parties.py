"""Who the accounts are: companies, groups, credit limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import attrs

from creditkit.facts import Party
from creditkit.money import Money
from creditkit.sample import _roles as roles
from creditkit.sample._book import day_stamp, moment
from creditkit.sample._dice import Dice
from creditkit.sample._names import Company, domestic, foreign
from creditkit.sample._roles import has
from creditkit.sample._terms import Terms

LimitKind = Literal["amount", "zero", "unset", "unlimited"]

_LIMITS: tuple[tuple[LimitKind, int], ...] = (("amount", 13), ("unset", 4), ("zero", 2), ("unlimited", 1))

#: One card for each account of twenty.
LIMIT_DECK = tuple(kind for kind, share in _LIMITS for _ in range(share))

#: How many orders of its usual size a limit covers: of one account, and of a group.
ORDERS, GROUP_ORDERS = (5, 8, 10, 14), (20, 40)

#: Per cent of customers that belong to the group of another.
IN_GROUPS = 14


@attrs.frozen
class Head:
    """An account's party and the company behind it."""

    party: Party
    company: Company


def company_of(dice: Dice, number: int, export: bool, before: Sequence[Head], first: int) -> Company:
    """A new company, or that of the account before it."""
    if shares_company(number):
        return before[-1].company
    return foreign(dice, number, first) if export else domestic(dice, number, first)


def shares_company(number: int) -> bool:
    """Whether the account is of the same legal entity as the one before it."""
    return has(number, roles.TWIN) or has(number, roles.ALSO_CUSTOMER)


def supplier(number: int, company: Company, currency: str, terms: Terms) -> Party:
    """An account that we buy from; its documents are not in this ledger."""
    contract = terms.contract
    return _party(f"S-{number:04d}", number, company, currency, kind="supplier", payment_terms=contract)


def customer(dice: Dice, number: int, company: Company, before: Sequence[Head], first: int, **fields: Any) -> Party:
    """An account that we sell to; its parent is the head of a group, before it, so groups have no cycles."""
    heads = [head.party for at, head in enumerate(before, start=1) if has(at, roles.HEAD)]
    registered = company.registered_on.toordinal() + 60 if company.registered_on else first - 4_000
    since = date.fromordinal(dice.between(registered, first))
    grouped = dice.chance(IN_GROUPS) and not has(number, roles.HEAD)
    parent = dice.pick(heads).party_id if heads and grouped else None
    return _party(f"C-{number:04d}", number, company, parent_id=parent, customer_since=since, **fields)


def _party(party_id: str, number: int, company: Company, currency: str, **fields: Any) -> Party:
    return Party(
        party_id,
        name=company.name,
        identity=None if has(number, roles.NAMELESS) else company.identity,
        entity_id="export" if currency == "EUR" else "home",
        country=company.country,
        industry=company.industry,
        registered_on=company.registered_on,
        registered_capital=company.capital,
        currency=currency,
        **fields,
    )


def limit(dice: Dice, number: int, kind: LimitKind, size: int, currency: str) -> Money | Literal["unlimited"] | None:
    """An entered limit: some orders of ``size`` minor units, in round thousands; or 0, none, no limit.

    The head of a group has one that the whole group shares, or none.
    """
    orders = dice.pick(ORDERS)
    if has(number, roles.HEAD):
        kind, orders = ("amount" if has(number, roles.SHARED_LIMIT) else "unset"), dice.pick(GROUP_ORDERS)
    elif has(number, roles.PEAK_AHEAD):
        kind, orders = "amount", 1
    if kind == "amount":
        return Money.of_minor(max(1, size * orders // 100_000) * 100_000, currency)
    if kind == "zero":
        return Money.of_minor(0, currency)
    return "unlimited" if kind == "unlimited" else None


def later_limit(dice: Dice, party: Party, reviews: Sequence[int]) -> Party | None:
    """The account as recorded again after a review raised or lowered its limit, for some accounts."""
    before = party.credit_limit
    if not isinstance(before, Money) or not before or not reviews or not dice.chance(25):
        return None
    after = Money.of_minor(before.minor * dice.pick((60, 80, 120, 150)) // 100, before.currency)
    day = date.fromordinal(dice.pick(reviews))
    return attrs.evolve(party, credit_limit=after, recorded_at=moment(day_stamp(day)))
