"""The exposure to one party, by a plain loop over its rows.

``_exposures`` gives the same for all parties in columns; tests hold the two together. The few dozen rows of
one customer are added up sooner than arrays for them are set up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from creditkit.columns import LARGEST_SUM, Ints, Mask, rows_where
from creditkit.errors import AmountTooLarge, RateMissing, UnknownParty
from creditkit.facts import Snapshot, View
from creditkit.limits._exposure import COMPONENTS, PARTS, Exposure
from creditkit.limits._exposures import Rules, rules_of
from creditkit.limits._stages import Stages, stages
from creditkit.money import Money, exponent
from creditkit.reasons import Reason
from creditkit.receivables._plain_book import plain_book

#: A component, a currency, minor units.
_Amount: TypeAlias = "tuple[str, str, int]"


def exposure(  # noqa: PLR0913  (options of one calculation, all by keyword)
    snapshot: Snapshot,
    party_id: str,
    *,
    currency: str,
    horizon_days: int | None = None,
    components: Collection[str] = COMPONENTS,
    less_unapplied: bool = True,
    haircut: Decimal | None = None,
    max_rate_age_days: int | None = None,
    without_orders: Collection[str] = (),
) -> Exposure:
    """What a party owes and what it is about to owe as of a day.

    An open order counts with its amount, less what was prepaid, less what was delivered; what was
    delivered counts until it is billed; a shipped order counts as delivered in full. An invoice that names
    the order moves its value to the open items, unless it replaces another invoice. Of an order that is
    billed the value stands in the invoices; closed and cancelled orders bind nothing.

    A receipt that names an order is earmarked: what nothing has used of it yet is that order's prepayment,
    whatever the order says, and is not taken off a second time. Without one, the order says what is prepaid
    and still earmarked. Bills are not in the facts with their maturity: ``bills`` is zero, and a host that
    takes bills with recourse adds them.

    Args:
        snapshot: what may be known.
        party_id: whose.
        currency: of the result; each other currency is converted once, as a sum of each component, half-even.
        horizon_days: open orders that are planned to leave more than so many days ahead do not count; an
            order without a plan does. None counts all.
        components: which of the stages count; the others are zero.
        less_unapplied: whether receipts and credit notes that nothing has used are taken off.
        haircut: by which share amounts in other currencies count more: ``Decimal("0.05")`` counts 105%.
            What is unapplied is taken off without it.
        max_rate_age_days: how old a rate may be.
        without_orders: orders that do not count, because they are under check: each counts once, there.
            Receipts that name them are left out too.

    Raises:
        InvalidInput, UnknownParty, AmountTooLarge: as :func:`exposures`.

    A missing rate is a problem of the result (``rate_missing``); the other amounts are counted.

    >>> from datetime import date
    >>> from creditkit.facts import Delivery, Facts, Order
    >>> facts = Facts(
    ...     [
    ...         Order("SO-1", "C-7", Money("1000", "EUR"), placed_on=date(2025, 6, 1), prepaid=Money("300", "EUR")),
    ...         Delivery("DN-1", "SO-1", Money("400", "EUR"), shipped_on=date(2025, 6, 9)),
    ...     ]
    ... )
    >>> one = exposure(facts.at(date(2025, 6, 30)), "C-7", currency="EUR")
    >>> one.open_orders, one.delivered, one.total
    (Money('300.00', 'EUR'), Money('400.00', 'EUR'), Money('700.00', 'EUR'))
    """
    rules = rules_of(horizon_days, components, less_unapplied, haircut, max_rate_age_days)
    exponent(currency)
    if not snapshot.knows(party_id):
        raise UnknownParty(party_id)
    plain = _plainly_held(snapshot, party_id)
    found = _of_stages(stages(snapshot, horizon_days, frozenset(without_orders)), party_id) if plain is None else plain
    held = _held(found, rules)
    minor: dict[str, int] = dict.fromkeys(PARTS, 0)
    problems = []
    for base in sorted(held):
        try:
            ratio = Fraction(1) if base == currency else rules.ratio(snapshot, base, currency)
        except RateMissing:
            problems.append(Reason("rate_missing", {"base": base, "quote": currency, "on": snapshot.as_of}))
            continue
        for name, amount in held[base].items():
            minor[name] += amount if base == currency else rules.converted(name, amount, ratio)
    if abs(sum(minor.values()) - 2 * minor["unapplied"]) >= LARGEST_SUM:
        raise AmountTooLarge("the exposures add up to 2**62 minor units or more; a sum of them could wrap")
    return Exposure(*(Money.of_minor(minor[name], currency) for name in PARTS), problems=tuple(problems))


def _held(found: Iterable[_Amount], rules: Rules) -> dict[str, dict[str, int]]:
    """What is held at each stage, in minor units by currency and component; nothing that is zero."""
    held: dict[str, dict[str, int]] = {}
    for name, base, amount in found:
        by_component = held.setdefault(base, {})
        by_component[name] = by_component.get(name, 0) + amount
    counted = {base: {n: a for n, a in parts.items() if a and rules.counts(n)} for base, parts in held.items()}
    return {base: parts for base, parts in counted.items() if parts}


def _plainly_held(snapshot: Snapshot, party_id: str) -> list[_Amount] | None:
    """Of a few plain records without orders: what is open, and what is unapplied. None where they are not so."""
    kept = plain_book(snapshot)
    if kept is None or len(snapshot.view("orders")) or any(one.order_id is not None for one in kept.documents):
        return None
    found = [("open_items", item.currency, item.open) for item in kept.items if item.document.party_id == party_id]
    loose = ((one, minor) for one, minor in kept.unapplied if one.party_id == party_id)
    return [*found, *(("unapplied", one.amount.currency, minor) for one, minor in loose)]


def _of_stages(found: Stages, party_id: str) -> Iterator[_Amount]:
    """The same of any snapshot, by stage."""
    for name, minor, view, document in found.parts():
        if len(minor):
            currency = view.amounts().currencies
            rows = rows_where(_of_party(view, party_id, document) & (minor != 0))
            codes = currency.codes[rows if document is None else document[rows]]
            for code, amount in zip(codes.tolist(), minor[rows].tolist(), strict=True):
                yield name, currency.labels[code], amount


def _of_party(view: View, party_id: str, document: Ints | None) -> Mask:
    """Which rows are the party's."""
    party = view.labels("party_id")
    mine: Mask = party.codes == (party.labels.index(party_id) if party_id in party.labels else len(party.labels))
    return mine if document is None else mine[document]
