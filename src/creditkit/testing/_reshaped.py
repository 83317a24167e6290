"""Facts made over: less of them, at other times, in smaller parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, cast

import attrs

from creditkit.facts import (
    Adjustment,
    Allocation,
    Delivery,
    Document,
    Event,
    Fact,
    Facts,
    Hold,
    Instalment,
    Moment,
    Observation,
    Order,
    Party,
    Standing,
)
from creditkit.facts._moments import ALWAYS, micros
from creditkit.money import Money
from creditkit.testing._plain import was_known

_DATED: dict[type, str] = {
    Document: "issued_on",
    Allocation: "value_on",
    Order: "placed_on",
    Delivery: "shipped_on",
    Observation: "observed_on",
    Adjustment: "valid_from",
    Hold: "valid_from",
    Standing: "valid_from",
    Event: "on",
}
_NAMED: dict[type, str] = {
    Document: "document_id",
    Allocation: "allocation_id",
    Order: "order_id",
    Delivery: "delivery_id",
    Adjustment: "adjustment_id",
    Hold: "hold_id",
    Event: "event_id",
}
#: Days inside a document that lie ahead until they come.
_AHEAD = ("settled_on", "dispute_ended_on", "our_fault_on")
_DAYS = (
    "issued_on",
    "due_on",
    "settled_on",
    "disputed_on",
    "dispute_ended_on",
    "our_fault_on",
    "value_on",
    "reversed_on",
    "placed_on",
    "ship_on",
    "shipped_on",
    "observed_on",
    "valid_from",
    "valid_to",
    "on",
    "registered_on",
    "customer_since",
)


def _day(fact: Fact) -> date | None:
    name = _DATED.get(type(fact))
    return None if name is None else getattr(fact, name)


def _identity(fact: Fact, place: int) -> object:
    """Facts with one identity are versions of each other; one without an id of its own stands alone."""
    if isinstance(fact, Observation):
        return Observation, fact.party_id, fact.name, fact.source, fact.observed_on
    if isinstance(fact, Standing):
        return Standing, fact.party_id, fact.valid_from
    if isinstance(fact, Party):
        return Party, fact.party_id
    own = getattr(fact, _NAMED[type(fact)])
    return (type(fact), place) if own is None else (type(fact), own)


def known(facts: Iterable[Fact], as_of: date, known_at: Moment | None = None) -> Facts:
    """Only what a snapshot may be made of.

    What was recorded after ``known_at`` is left out, and so is whatever is dated after ``as_of`` in all
    its versions; days ahead inside a document are struck out. A snapshot of this on ``as_of`` must equal
    the snapshot of all.
    """
    recorded = [(place, fact) for place, fact in enumerate(facts) if was_known(fact, known_at)]
    dated = {_identity(fact, place) for place, fact in recorded if (_day(fact) or as_of) <= as_of}
    left = [_struck(fact, as_of) for place, fact in recorded if _identity(fact, place) in dated]
    there = {fact.document_id for fact in left if isinstance(fact, Document)}
    rates = facts.rates if isinstance(facts, Facts) else None
    return Facts(_between(left, there), rates=rates)


def _between(facts: Iterable[Fact], there: set[str]) -> Iterator[Fact]:
    """Without allocations of documents that are left out, and without what these were corrections of."""
    given = list(facts)
    gone: dict[str, int] = {}
    for fact in given:
        if isinstance(fact, Allocation) and not (
            fact.to_id in there and (fact.from_id is None or fact.from_id in there)
        ):
            gone[fact.allocation_id] = max(micros(fact.recorded_at), gone.get(fact.allocation_id, ALWAYS))
    for fact in given:
        left_out = isinstance(fact, Allocation) and fact.allocation_id in gone
        if not left_out or micros(fact.recorded_at) > gone[cast(Allocation, fact).allocation_id]:
            yield fact


def _struck(fact: Fact, as_of: date) -> Fact:
    if not isinstance(fact, Document):
        return fact
    ahead: dict[str, Any] = {name: None for name in _AHEAD if (day := getattr(fact, name)) is not None and day > as_of}
    if fact.disputed_on is not None and fact.disputed_on > as_of:
        return attrs.evolve(fact, disputed=False, disputed_on=None, **ahead)
    return attrs.evolve(fact, **ahead)


def later(facts: Iterable[Fact], days: int) -> Facts:
    """The same facts so many days later: every day and every moment of recording moves."""
    return Facts([_moved(fact, timedelta(days=days)) for fact in facts])


def _moved(fact: Any, by: timedelta) -> Fact:
    changes: dict[str, Any] = {}
    for name in (*_DAYS, "recorded_at"):
        day = getattr(fact, name, None)
        if isinstance(day, (date, datetime)):
            changes[name] = day + by
    if isinstance(fact, Document):
        changes["instalments"] = [Instalment(part.due_on + by, part.amount) for part in fact.instalments]
    return cast(Fact, attrs.evolve(fact, **changes))


def moved(moment: Moment | None, days: int) -> Moment | None:
    """The moment so many days later."""
    return None if moment is None else moment + timedelta(days=days)


def without_terms(facts: Iterable[Fact]) -> Facts:
    """The same facts without contract terms, whose ends of month no shift of days keeps."""
    return Facts([attrs.evolve(fact, payment_terms=None) if isinstance(fact, Party) else fact for fact in facts])


def split(facts: Iterable[Fact]) -> Facts:
    """The same facts with every dated invoice in two instalments that are due on its own day."""
    return Facts([_halved(fact) for fact in facts])


def _halved(fact: Fact) -> Fact:
    whole = isinstance(fact, Document) and fact.kind == "invoice" and not fact.instalments
    if not isinstance(fact, Document) or not whole or fact.due_on is None or fact.amount.minor < 2:
        return fact
    part = Money.of_minor(fact.amount.minor // 3 or 1, fact.amount.currency)
    return attrs.evolve(fact, instalments=[Instalment(fact.due_on, part), Instalment(fact.due_on, fact.amount - part)])
