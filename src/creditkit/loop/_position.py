"""From facts to what an order check looks at: limit, exposure and pools of a party, in the currency of its account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from creditkit.columns import Record, scaled
from creditkit.errors import RateMissing
from creditkit.limits import InForce, Limit, Pool, Position, Terms, Unset, UpTo
from creditkit.loop._desk import Desk
from creditkit.money import Money, divided
from creditkit.reasons import Reason

#: Shares of a credit file are rounded once, half-even, to so many decimals.
SHARE = 4


def converted(work: Desk, limit: Limit, currency: str) -> tuple[Limit, tuple[Reason, ...]]:
    """A limit in another currency at the day's rate, half-even; without a rate unset, and why. Zero needs no rate."""
    if not isinstance(limit, UpTo) or limit.amount.currency == currency:
        return limit, ()
    if limit.amount.minor == 0:
        return UpTo(Money(0, currency)), ()
    day, age = work.snapshot.as_of, work.policy.exposure.rate_max_age_days
    try:
        return UpTo(work.rates.convert(limit.amount, currency, day, max_age_days=age)), ()
    except RateMissing:
        return Unset(), (Reason("rate_missing", {"base": limit.amount.currency, "quote": currency, "on": day}),)


def counting(work: Desk, party_id: str, proposed: Limit) -> Limit:
    """The limit that counts for a party: the one in force; where none is, its group's alone, else the proposed one."""
    limit = work.in_force(party_id).limit
    if not isinstance(limit, Unset):
        return limit
    return Unset() if any(isinstance(work.group_limit(entity), UpTo) for entity in _above(work, party_id)) else proposed


def _above(work: Desk, party_id: str) -> tuple[str, ...]:
    """The entities whose groups a party is in, its own first where it is a parent itself."""
    if not work.policy.exposure.pool_group:
        return ()
    own = work.structure.entity_of(party_id)
    above = work.structure.parents_of(party_id)
    return (own, *above) if own in work.groups else above


def utilisation_in_force(work: Desk, party_id: str) -> Decimal | None:
    """Exposure over the limit in force, rounded once; None where no amount is in force, or it is zero.

    All open orders count, decided or not: no figure depends on the figure being computed. Of accounts of one
    legal entity it is the exposure of all of them.
    """
    limit = work.in_force(party_id).limit
    if not isinstance(limit, UpTo) or limit.amount.minor == 0:
        return None
    accounts = work.structure.accounts_of(party_id) if work.policy.exposure.pool_identity else (party_id,)
    used, problems = work.pooled(accounts, limit.amount.currency)
    if problems:
        return None
    return scaled(divided(max(used.minor, 0) * 10**SHARE, limit.amount.minor), SHARE)


def position(
    work: Desk,
    party_id: str,
    limit: Limit,
    terms: Terms,
    values: Record,
    *,
    without: frozenset[str] = frozenset(),
    problems: tuple[Reason, ...] = (),
) -> Position:
    """What an order check looks at.

    Args:
        work: the desk.
        party_id: whose.
        limit: the limit that counts, in any currency.
        terms: the party's terms.
        values: for conditions.
        without: orders that do not count as exposure, since they are under check.
        problems: why the party cannot be relied on, besides what is found here.
    """
    currency = work.currency_of(party_id)
    own, missing = converted(work, limit, currency)
    used = work.exposure(party_id, without)
    in_force = work.in_force(party_id)
    pools, pool_problems = _pools(work, party_id, in_force, own, without)
    unreliable = tuple(finding.reason for finding in in_force.findings if finding.severity == "error")
    rules = work.policy.exposure
    return Position(
        party_id, as_of=work.snapshot.as_of, limit=own, exposure=used, terms=terms, values=values, pools=pools,
        holds=work.holds_on(party_id),
        problems=tuple(dict.fromkeys((*problems, *missing, *pool_problems, *unreliable))),
        overdue=() if values.get("overdue_amount") == 0 else _in_currency(work, party_id, currency),
        later=tuple(_later(work, in_force, currency)),
        rates=work.rates, max_rate_age_days=rules.rate_max_age_days, haircut=rules.rate_haircut or None,
        values_currency=work.policy.currency,
    )  # fmt: skip


def _later(work: Desk, in_force: InForce, currency: str) -> Iterator[tuple[date, Limit]]:
    """The limits of days ahead in the account's currency, at today's rate; without a rate nobody waits for them."""
    for day, each in in_force.later:
        changed, missing = converted(work, each, currency)
        if not missing:
            yield day, changed


def _in_currency(work: Desk, party_id: str, currency: str) -> tuple[tuple[int, Money], ...]:
    """Overdue items in the account's currency; those that cannot be converted are a problem of the exposure already."""
    out = []
    for days, amount in work.overdue(party_id):
        changed, missing = converted(work, UpTo(amount), currency)
        if isinstance(changed, UpTo) and not missing:
            out.append((days, changed.amount))
    return tuple(out)


def _pools(
    work: Desk, party_id: str, in_force: InForce, own: Limit, without: frozenset[str]
) -> tuple[tuple[Pool, ...], tuple[Reason, ...]]:
    found: list[Pool] = []
    problems: list[Reason] = []
    for pool, missing in (*_identity(work, party_id, in_force, own, without), *_groups(work, party_id, without)):
        found.append(pool)
        problems.extend(missing)
    return tuple(found), tuple(problems)


def _identity(
    work: Desk, party_id: str, in_force: InForce, own: Limit, without: frozenset[str]
) -> Iterator[tuple[Pool, tuple[Reason, ...]]]:
    """The accounts of one legal entity share one limit: the one in force, else what is proposed for this account."""
    accounts = work.structure.accounts_of(party_id)
    if len(accounts) < 2 or not work.policy.exposure.pool_identity:
        return
    limit = in_force.limit if not isinstance(in_force.limit, Unset) else own
    currency = limit.amount.currency if isinstance(limit, UpTo) else work.currency_of(party_id)
    used, problems = work.pooled(accounts, currency, without)
    yield Pool(f"identity {work.structure.entity_of(party_id)}", "identity", limit, used), problems


def _groups(work: Desk, party_id: str, without: frozenset[str]) -> Iterator[tuple[Pool, tuple[Reason, ...]]]:
    """A party needs room with every parent that has a limit; the parent's own accounts draw on it too.

    A parent without bound is a pool as well: somebody has decided, so the limit of a member is not unset.
    """
    for entity in _above(work, party_id):
        limit = work.group_limit(entity)
        if not isinstance(limit, Unset):
            currency = limit.amount.currency if isinstance(limit, UpTo) else work.currency_of(party_id)
            used, problems = work.pooled(work.groups[entity], currency, without)
            yield Pool(f"group {entity}", "group", limit, used), problems
