"""Strategies for the other facts: parties, orders, deliveries, observations, and what packages hand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from creditkit.columns import scaled
from creditkit.facts import (
    Adjustment,
    Delivery,
    Event,
    Hold,
    Moment,
    Observation,
    Order,
    OrderStatus,
    Party,
    PartyKind,
    Standing,
)
from creditkit.money import Money
from creditkit.reasons import Reason
from creditkit.testing._values import (
    CURRENCIES_DRAWN,
    FIRST_DAY,
    LAST_DAY,
    amounts,
    days,
    payment_terms,
    stamps,
)

_PARTIES = ("C1", "C2")


def _labels(*words: str) -> SearchStrategy[str | None]:
    return st.sampled_from([None, *words])


def _recorded(min_day: date, max_day: date) -> SearchStrategy[Moment | None]:
    return stamps(min_day=min_day, max_day=max_day)


def parties(
    *,
    party_ids: Sequence[str] = _PARTIES,
    parent_ids: Sequence[str] = (),
    codes: Sequence[str] = CURRENCIES_DRAWN,
    min_day: date = FIRST_DAY,
    max_day: date = LAST_DAY,
) -> SearchStrategy[Party]:
    """Parties, with and without limit (zero, unset and unlimited are three things), parent and terms."""
    limit = st.none() | st.just("unlimited") | amounts(codes=codes, min_minor=0)
    return st.builds(
        Party,
        st.sampled_from(list(party_ids)),
        name=_labels("Nordwind GmbH", "远航贸易"),
        kind=st.sampled_from(get_args(PartyKind)),
        identity=_labels("HRB 1", "HRB 2"),
        parent_id=st.sampled_from([None, *parent_ids]),
        entity_id=_labels("E1", "E2"),
        country=_labels("DE", "CN"),
        industry=_labels("steel"),
        registered_on=st.none() | days(min_day=min_day, max_day=max_day),
        registered_capital=st.none() | _decimals(),
        customer_since=st.none() | days(min_day=min_day, max_day=max_day),
        credit_limit=limit,
        payment_terms=st.none() | payment_terms(parts=True),
        recorded_at=_recorded(min_day, max_day),
    )


def _decimals() -> SearchStrategy[Decimal]:
    """Whole figures: they fit the decimals of every currency."""
    return st.integers(0, 10**9).map(Decimal)


def orders(
    *,
    order_ids: Sequence[str] = ("O1", "O2"),
    party_ids: Sequence[str] = _PARTIES,
    codes: Sequence[str] = CURRENCIES_DRAWN,
    min_day: date = FIRST_DAY,
    max_day: date = LAST_DAY,
) -> SearchStrategy[Order]:
    """Orders in every status, some prepaid in part, some paid by another party."""

    def build(amount: Money, placed: date, ship: int | None, share: int | None, **rest: object) -> Order:
        prepaid = None if share is None else Money.of_minor(amount.minor * share // 4, amount.currency)
        ship_on = None if ship is None else placed + timedelta(days=ship)
        return Order(amount=amount, placed_on=placed, ship_on=ship_on, prepaid=prepaid, **rest)  # type: ignore[arg-type]

    return st.builds(
        build,
        amounts(codes=codes, min_minor=0),
        days(min_day=min_day, max_day=max_day),
        st.none() | st.integers(0, 60),
        st.none() | st.integers(0, 4),
        order_id=st.sampled_from(list(order_ids)),
        party_id=st.sampled_from(list(party_ids)),
        status=st.sampled_from(get_args(OrderStatus)),
        payer_id=st.sampled_from([None, *party_ids]),
        recorded_at=_recorded(min_day, max_day),
    )


def deliveries(
    *,
    delivery_ids: Sequence[str] = ("L1", "L2"),
    order_ids: Sequence[str] = ("O1", "O2"),
    codes: Sequence[str] = CURRENCIES_DRAWN,
    min_day: date = FIRST_DAY,
    max_day: date = LAST_DAY,
) -> SearchStrategy[Delivery]:
    """Deliveries against orders."""
    return st.builds(
        Delivery,
        st.sampled_from(list(delivery_ids)),
        st.sampled_from(list(order_ids)),
        amounts(codes=codes, min_minor=0),
        shipped_on=days(min_day=min_day, max_day=max_day),
        recorded_at=_recorded(min_day, max_day),
    )


def observations(
    *, party_ids: Sequence[str] = _PARTIES, min_day: date = FIRST_DAY, max_day: date = LAST_DAY
) -> SearchStrategy[Observation]:
    """Observations of several fields by several sources: numbers, text, flags, days, nothing found."""
    a_day = days(min_day=min_day, max_day=max_day)
    value = (
        st.none()
        | st.integers(-1000, 1000)
        | st.integers(-(10**6), 10**6).map(lambda n: scaled(n, 3))
        | st.booleans()
        | st.sampled_from(["A", "正常"])
        | a_day
        | st.sampled_from([0.5, 0.1])
    )
    return st.builds(
        Observation,
        st.sampled_from(list(party_ids)),
        st.sampled_from(["lawsuits", "turnover"]),
        value,
        source=st.sampled_from(["registry", "sales"]),
        observed_on=st.none() | a_day,
        recorded_at=_recorded(min_day, max_day),
    )


def _span(first: date, length: int | None) -> dict[str, date | None]:
    return {"valid_from": first, "valid_to": None if length is None else first + timedelta(days=length)}


_lengths = st.none() | st.integers(0, 200)
_reasons = st.sampled_from([Reason("penalty"), Reason("frozen", {"days": 61})])


def adjustments(
    *, party_ids: Sequence[str] = _PARTIES, min_day: date = FIRST_DAY, max_day: date = LAST_DAY
) -> SearchStrategy[Adjustment]:
    """Adjustments of points, some with an id of their own."""
    return st.builds(
        lambda party, points, first, length, reason, own, recorded: Adjustment(
            party,
            scaled(points, 1),
            reason=reason,
            adjustment_id=own,
            recorded_at=recorded,
            **_span(first, length),  # type: ignore[arg-type]
        ),
        st.sampled_from(list(party_ids)),
        st.integers(-100, 100),
        days(min_day=min_day, max_day=max_day),
        _lengths,
        _reasons,
        _labels("J1"),
        _recorded(min_day, max_day),
    )


def holds(
    *, party_ids: Sequence[str] = _PARTIES, min_day: date = FIRST_DAY, max_day: date = LAST_DAY
) -> SearchStrategy[Hold]:
    """Holds, some with an id of their own."""
    return st.builds(
        lambda party, first, length, reason, own, recorded: Hold(
            party,
            reason=reason,
            hold_id=own,
            recorded_at=recorded,
            **_span(first, length),  # type: ignore[arg-type]
        ),
        st.sampled_from(list(party_ids)),
        days(min_day=min_day, max_day=max_day),
        _lengths,
        _reasons,
        _labels("H1"),
        _recorded(min_day, max_day),
    )


def standings(
    *,
    party_ids: Sequence[str] = _PARTIES,
    codes: Sequence[str] = CURRENCIES_DRAWN,
    min_day: date = FIRST_DAY,
    max_day: date = LAST_DAY,
) -> SearchStrategy[Standing]:
    """Standings: a grade, what a review had computed, a limit, or several of these, over a span."""
    return st.builds(
        lambda party, grade, computed, limit, first, length, recorded: Standing(
            party,
            grade=grade,
            computed=computed,
            limit=limit,
            recorded_at=recorded,
            **_span(first, length),  # type: ignore[arg-type]
        ),
        st.sampled_from(list(party_ids)),
        _labels("A", "C"),
        _labels("A", "B"),
        st.none() | st.just("unlimited") | amounts(codes=codes, min_minor=0),
        days(min_day=min_day, max_day=max_day),
        _lengths,
        _recorded(min_day, max_day),
    )


def events(
    *, party_ids: Sequence[str] = _PARTIES, min_day: date = FIRST_DAY, max_day: date = LAST_DAY
) -> SearchStrategy[Event]:
    """Events with and without figures, some with an id of their own."""
    return st.builds(
        Event,
        st.sampled_from(list(party_ids)),
        st.sampled_from(["notice", "promise"]),
        on=days(min_day=min_day, max_day=max_day),
        figures=st.sampled_from([{}, {"level": 2}]),
        event_id=_labels("V1"),
        recorded_at=_recorded(min_day, max_day),
    )
