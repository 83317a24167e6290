"""Strategies and laws of order checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias, cast

import attrs
import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from creditkit.columns import Amounts, Column, Columns, Labels, Numbers, Value, scaled
from creditkit.errors import InvalidInput
from creditkit.facts import Order
from creditkit.limits import (
    Checks,
    ConditionCheck,
    Decision,
    DocumentValue,
    Exemption,
    Exposure,
    Holds,
    Limit,
    LimitColumn,
    MissingFacts,
    OldestOverdue,
    OrderCheck,
    Outcome,
    OverdueAmount,
    Pay,
    Pool,
    Position,
    Prepay,
    Prepayment,
    Reduce,
    Terms,
    Unlimited,
    Unset,
    UpTo,
    Utilisation,
    Wait,
    check_in_order,
    take,
)
from creditkit.money import Money
from creditkit.reasons import Reason
from creditkit.rules import Field, declared
from creditkit.testing._rules import conditions as conditions_over

#: What runs orders in sequence.
Run: TypeAlias = "Callable[[Checks, Iterable[Order], Mapping[str, Position]], tuple[Decision, ...]]"

#: The day of what is drawn here.
DAY = date(2026, 7, 1)
#: Fields of the positions that are drawn, and of conditions over them.
_FIELDS = declared(
    [
        Field("oldest_overdue_days", "days", least=0), Field("overdue_amount", "money", unit="EUR", least=0),
        Field("frozen", "flag"), Field("grade", "text"), Field("order_amount", "money", unit="EUR", least=0),
        Field("uncovered_amount", "money", unit="EUR", least=0), Field("utilisation_after", "number"),
        Field("uncovered_share_of_limit", "number"), Field("prepayment_shortfall", "money", unit="EUR", least=0),
        Field("utilisation", "number"),
    ]
)  # fmt: skip
_THENS: tuple[Any, ...] = ("warn", Outcome.prepay, Outcome.hold, Outcome.refuse)


def _euros(most: int = 600) -> SearchStrategy[Money]:
    """Small amounts, so that they meet each other."""
    return st.integers(0, most).map(lambda minor: Money.of_minor(minor, "EUR"))


def _limits() -> SearchStrategy[Limit]:
    return _euros().map(UpTo) | st.just(Unlimited()) | st.just(Unset())


def _exposures() -> SearchStrategy[Exposure | Money]:
    parts = st.tuples(_euros(), _euros(), _euros(200))
    whole = parts.map(lambda some: Exposure.of("EUR", open_orders=some[0], open_items=some[1], unapplied=some[2]))
    return _euros() | whole


@st.composite
def positions(draw: DrawFn, *, party_id: str = "C1", pools: Sequence[Pool] | None = None) -> Position:
    """Positions in euros on one day: every kind of limit, terms, pools, overdue items, some frozen.

    Args:
        draw: Hypothesis's.
        party_id: whose.
        pools: of the party; None draws up to one of each kind.
    """
    if pools is None:
        kinds = draw(st.lists(st.sampled_from(["identity", "group"]), unique=True))
        pools = [Pool(kind, cast(Any, kind), draw(_limits()), draw(_euros())) for kind in kinds]
    overdue = draw(st.lists(st.tuples(st.integers(1, 6), _euros(300)), max_size=3).map(tuple))
    overdue = tuple((days, amount) for days, amount in overdue if amount)
    share = draw(st.sampled_from([None, 0, "0.3", "0.5", "0.3333", 1]))
    later = draw(st.lists(st.tuples(st.integers(1, 9), _limits()), max_size=2, unique_by=lambda one: one[0]))
    return Position(
        party_id, as_of=DAY, limit=draw(_limits()), exposure=draw(_exposures()), pools=tuple(pools),
        terms=None if share is None else Terms(30, share), values=_values(draw, overdue),
        holds=draw(st.sampled_from([(), (), (), (Reason("frozen"),)])), overdue=overdue,
        later=tuple((DAY + timedelta(days=days), limit) for days, limit in later),
    )  # fmt: skip


def _values(draw: DrawFn, overdue: tuple[tuple[int, Money], ...]) -> dict[str, Value]:
    values: dict[str, Value] = {
        "oldest_overdue_days": max((days for days, _ in overdue), default=0),
        "overdue_amount": scaled(sum(amount.minor for _, amount in overdue), 2),
        "overdue_count": len(overdue),
        "grade": draw(st.sampled_from(["A", "B"])),
        "frozen": draw(st.booleans()),
    }
    gone = draw(st.sets(st.sampled_from(sorted(values))) if draw(st.booleans()) else st.just(set()))
    return {name: value for name, value in values.items() if name not in gone}


def checked_orders(*, order_id: str = "O1", party_id: str = "C1") -> SearchStrategy[Order]:
    """Orders in euros for the positions that are drawn here, some prepaid in part."""
    amounts = st.tuples(st.integers(1, 600), st.none() | st.integers(0, 4))
    return st.tuples(amounts, st.integers(0, 2)).map(
        lambda drawn: Order(
            order_id, party_id, Money.of_minor(drawn[0][0], "EUR"), placed_on=DAY - timedelta(days=drawn[1]),
            prepaid=None if drawn[0][1] is None else Money.of_minor(drawn[0][0] * drawn[0][1] // 4, "EUR"),
        )
    )  # fmt: skip


@st.composite
def order_checks(draw: DrawFn, *, conditions: bool = True) -> Checks:
    """Lists of checks of every kind, with and without exemptions.

    Args:
        draw: Hypothesis's.
        conditions: also draw checks and exemptions that are conditions, which may be of any shape.
    """
    then = st.sampled_from(_THENS)
    share = st.sampled_from(["0.5", "0.9", 1, "1.1"])
    some: list[SearchStrategy[Any]] = [
        st.builds(Utilisation, limit_share=share, exceeded=st.sampled_from([">", ">="]), otherwise=then, unset=then),
        st.builds(Prepayment, then),
        st.builds(OldestOverdue, st.integers(0, 5), then, unknown=st.sampled_from(["hold", "pass", "note"])),
        st.builds(OverdueAmount, _euros(), then, unknown=st.sampled_from(["hold", "pass", "note"])),
        st.builds(DocumentValue, _euros(), st.none() | share, then) | st.builds(DocumentValue, st.none(), share, then),
        st.builds(MissingFacts, st.sampled_from([["grade"], ["frozen", "grade"]]), then),
        st.builds(Holds, then),
    ]
    rules: list[OrderCheck] = [draw(one) for one in draw(st.lists(st.sampled_from(some), unique=True))]
    exemptions = []
    if conditions:
        unknown: SearchStrategy[Any] = st.sampled_from(["hold", "pass", "note"])
        for i in range(draw(st.integers(0, 2))):
            condition = draw(conditions_over(_FIELDS, max_leaves=3))
            rules.append(ConditionCheck(f"condition_{i}", condition, draw(then), draw(unknown)))
        if draw(st.booleans()):
            codes = draw(st.lists(st.sampled_from([rule.code for rule in rules]), unique=True)) if rules else []
            exemptions.append(Exemption("exempt", draw(conditions_over(_FIELDS, max_leaves=2)), codes))
    return Checks(rules, exemptions=exemptions)


def check_checks_agree(checks: Checks, orders: Sequence[Order], positions: Sequence[Position]) -> None:
    """Law: checking orders one by one and checking them as columns gives the same, row by row.

    The terms of a position count as values of it (``prepayment_share``, ``payment_days``) in both doors.

    Args:
        checks: what is held to the law.
        orders: one a row.
        positions: aligned with them; each with at most one pool of a kind.

    Raises:
        AssertionError: a row for which the two doors differ.
        InvalidInput: positions that columns cannot hold.
    """
    like: dict[tuple[object, ...], list[tuple[Order, Position]]] = {}
    for order, position in zip(orders, positions, strict=True):
        key = (position.currency, position.as_of, position.values_currency, position.haircut,
               position.max_rate_age_days, position.rates)  # fmt: skip
        like.setdefault(key, []).append((order, _with_terms(position)))
    for rows in like.values():
        first = rows[0][1]
        many = checks.check_many(
            _orders([order for order, _ in rows]), position_columns([position for _, position in rows]),
            as_of=first.as_of, rates=first.rates, max_rate_age_days=first.max_rate_age_days,
            haircut=first.haircut, values_currency=first.values_currency,
        )  # fmt: skip
        for i, (order, position) in enumerate(rows):
            one = checks.check(order, position)
            outcome = cast(Labels, many["outcome"])[i]
            assert outcome == one.outcome.name, f"{order}, {position}: {one.outcome.name} scalar, {outcome} columnar"
            marks = {code: int(cast(Any, many[code])[i]) for code in checks.codes}
            expected = dict(zip(checks.codes, one.marks, strict=True))
            assert marks == expected, f"{order}, {position}: marks {expected} scalar, {marks} columnar"


def _with_terms(position: Position) -> Position:
    terms = position.terms
    own: dict[str, Value] = {}
    if terms is not None:
        own = {"prepayment_share": terms.prepayment_share, "payment_days": terms.days}
    return attrs.evolve(position, values={**position.values, **own})


def _orders(orders: Sequence[Order]) -> Columns:
    codes = Labels.of([order.amount.currency for order in orders])
    return {
        "order_id": Labels.of([order.order_id for order in orders]),
        "party_id": Labels.of([order.party_id for order in orders]),
        "amount": Amounts(np.array([order.amount.minor for order in orders]), codes),
        "prepaid": Numbers([0 if order.prepaid is None else order.prepaid.minor for order in orders]),
    }


def position_columns(positions: Sequence[Position]) -> dict[str, Column | LimitColumn]:
    """Positions of one currency as the columns that :meth:`Checks.check_many` takes.

    Raises:
        InvalidInput: two pools of one kind, or no position.
    """
    if not positions:
        raise InvalidInput("positions", positions, "one or more")
    currency = positions[0].currency
    columns: dict[str, Column | LimitColumn] = {
        "limit": LimitColumn.of([one.limit for one in positions], currency),
        "exposure": Amounts(np.array([one.used.minor for one in positions]), currency),
        "held": np.array([bool(one.holds) for one in positions]),
        "problem": np.array([bool(one.problems or _problems(one)) for one in positions]),
    }
    for kind in ("identity", "group"):
        pools = [_pool(one, kind) for one in positions]
        if any(pool is not None for pool in pools):
            limits = [Unset() if pool is None else pool.limit for pool in pools]
            used = [0 if pool is None else pool.exposure.minor for pool in pools]
            columns[f"{kind}_limit"] = LimitColumn.of(limits, currency)
            columns[f"{kind}_exposure"] = Amounts(np.array(used), currency)
    for name in dict.fromkeys(name for one in positions for name in one.values):
        columns[name] = _column([one.values.get(name) for one in positions])
        searched = [name in one.values and one.values[name] is None for one in positions]
        if any(searched):
            columns[f"{name}_searched"] = np.array(searched)
    return columns


def _problems(position: Position) -> tuple[Reason, ...]:
    return position.exposure.problems if isinstance(position.exposure, Exposure) else ()


def _pool(position: Position, kind: str) -> Pool | None:
    found = [pool for pool in position.pools if pool.kind == kind]
    if len(found) > 1:
        raise InvalidInput("pools", [pool.id for pool in found], f"one pool of kind {kind} in columns")
    return found[0] if found else None


def _column(values: Sequence[Value]) -> Column:
    """A column of the type of its values: numbers, flags, text or days."""
    there = next((value for value in values if value is not None), None)
    gone = [value is None for value in values]
    if isinstance(there, bool):
        return Numbers([int(bool(value)) for value in values], 0, gone)
    if isinstance(there, str):
        return Labels.of(cast("Sequence[str | None]", values))
    if isinstance(there, date):
        return np.array(values, dtype="datetime64[D]")
    if isinstance(there, float):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    exact = [Decimal(0) if value is None else Decimal(cast("int | Decimal", value)) for value in values]
    places = max(max(0, -cast(int, one.as_tuple().exponent)) for one in exact)
    return Numbers([one.as_integer_ratio()[0] * 10**places // one.as_integer_ratio()[1] for one in exact], places, gone)


def check_ways_pass(checks: Checks, decision: Decision) -> None:
    """Law: each way that is offered passes, and one minor unit, one percent or one day less of it does not.

    Args:
        checks: what decided.
        decision: any of theirs; one that approves has no ways.

    Raises:
        AssertionError: a way that does not pass, or asks for more than is needed.
    """
    ways = checks.ways_to_pass(decision)
    assert not (ways and decision.outcome is Outcome.approve), f"{decision} needs no way, {ways} are offered"
    for way in ways:
        assert _passes(checks, decision, way), f"{way} does not let {decision} pass"
        if isinstance(way, Prepay):
            amount = decision.order.amount
            whole = amount.times(way.share)
            percent = Fraction(*way.share.as_integer_ratio()) * 100
            short = amount.times((percent - 1) / 100)
            assert _passes(checks, decision, Prepay(whole, way.share)), f"{way.share} of {amount} does not pass"
            assert not _passes(checks, decision, Prepay(short, way.share)), f"one percent less than {way} passes"
        less = _less(way, decision)
        assert less is None or not _passes(checks, decision, less), f"{less} passes as well as {way}"


def _passes(checks: Checks, decision: Decision, way: Pay | Prepay | Reduce | Wait) -> bool:
    return checks.check(*take(way, decision.order, decision.position)).outcome is Outcome.approve


def _less(way: Pay | Prepay | Reduce | Wait, decision: Decision) -> Pay | Prepay | Reduce | Wait | None:
    """The same way, one step less of it; None where that is to do nothing."""
    if isinstance(way, Pay):
        return Pay(way.amount - Money.of_minor(1, way.amount.currency))
    if isinstance(way, Prepay):
        return Prepay(way.amount - Money.of_minor(1, way.amount.currency), way.share)
    if isinstance(way, Reduce):
        return Reduce(way.to + Money.of_minor(1, way.to.currency))
    before = way.until - timedelta(days=1)
    return Wait(before) if any(day <= before for day, _ in decision.position.later) else None


def check_sequence(
    checks: Checks, orders: Sequence[Order], positions: Mapping[str, Position], run: Run = check_in_order
) -> None:
    """Law: of orders in sequence only the approved ones take something up, in party and pools, in one fixed order.

    The order of rows and of parties changes nothing. Where a limit check holds at the full limit or below,
    and nothing is exempt, no approved order takes party or pool above its limit. Positions and orders are in
    one currency.

    Args:
        checks: what decides.
        orders: under check.
        positions: of their parties.
        run: what runs them.

    Raises:
        AssertionError: the law is broken.
    """
    found = run(checks, orders, positions)
    again = run(checks, list(reversed(orders)), dict(reversed(list(positions.items()))))
    assert _outcomes(found) == _outcomes(again), "the order of rows changes decisions"
    assert [d.order for d in found] == sorted(orders, key=lambda order: (order.placed_on, order.order_id))
    own: dict[str, int] = {}
    shared: dict[str, int] = {}
    for decision in found:
        party, before = decision.position.party_id, positions[decision.position.party_id]
        taken = decision.position.used.minor - before.used.minor
        assert taken == own.get(party, 0), f"{party} has {own.get(party, 0)} taken up, {taken} is counted"
        for now, then in zip(decision.position.pools, before.pools, strict=True):
            counted, expected = now.exposure.minor - then.exposure.minor, shared.get(now.id, 0)
            assert counted == expected, f"{now.id} has {expected} taken up, {counted} is counted"
        if decision.outcome is not Outcome.approve:
            continue
        assert not _strict(checks) or _has_room(decision), f"{decision} is approved above a limit"
        own[party] = own.get(party, 0) + _uncovered(decision)
        for pool in before.pools:
            shared[pool.id] = shared.get(pool.id, 0) + _uncovered(decision)


def _outcomes(decisions: Iterable[Decision]) -> list[tuple[str, Outcome]]:
    return [(decision.order.order_id, decision.outcome) for decision in decisions]


def _strict(checks: Checks) -> bool:
    limits = [rule for rule in checks.rules if isinstance(rule, Utilisation)]
    return not checks.exemptions and any(rule.limit_share <= 1 and rule.otherwise != "warn" for rule in limits)


def _uncovered(decision: Decision) -> int:
    order, terms = decision.order, decision.position.terms
    due = 0 if terms is None else terms.prepayment(order.amount).minor
    prepaid = 0 if order.prepaid is None else order.prepaid.minor
    return max(order.amount.minor - max(due, prepaid), 0)


def _has_room(decision: Decision) -> bool:
    position, adds = decision.position, _uncovered(decision)
    lines = [(position.limit, position.used), *((pool.limit, pool.exposure) for pool in position.pools)]
    return all(used.minor + adds <= limit.amount.minor for limit, used in lines if isinstance(limit, UpTo))


def check_larger_order(checks: Checks, order: Order, position: Position, amount: Money) -> None:
    """Law: a larger order is never treated better, at the same prepayment and position.

    It holds for all checks of this package but conditions, which may say anything, and exemptions.

    Args:
        checks: what is held to the law.
        order: the smaller one.
        position: before which both stand.
        amount: of the larger one.

    Raises:
        AssertionError: the larger order has a better outcome.
    """
    smaller = checks.check(order, position).outcome
    larger = checks.check(attrs.evolve(order, amount=max(amount, order.amount)), position).outcome
    assert smaller <= larger, f"{order.amount}: {smaller.name}, but {amount}: {larger.name}"
