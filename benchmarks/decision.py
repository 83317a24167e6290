"""One customer's records to the decision on an order, and the steps after the records, under ``manufacturer``.

The whole ready-made policy: 14 characteristics, its overrides, terms and limit, its checks and exemptions. Beside
it stands the same decision written out by hand for the records that are drawn here: no missing rates, no holds, no
disputes, no groups, one currency, nothing explained, every figure of the policy in the code. It is the floor, not a
way to work. The yardstick is what Python itself costs: frozen attrs values of two fields, in the same run; of these a
whole decision may cost 2,500, and score, grade, limit and check together 37.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import numpy as np

from benchmarks._by_hand import figures_of, grade_of, limit_of, outcome_of, points_of, terms_of
from benchmarks._contest import Contest, Contestant, Result
from benchmarks.one_customer import Two
from creditkit.columns import Record
from creditkit.facts import Allocation, Document, Fact, Facts, Observation, Order, Party
from creditkit.limits import Position
from creditkit.loop import assess, check
from creditkit.money import Money
from creditkit.policy import Policy, ready_made

SEED = 20_261_123
AS_OF = date(2026, 7, 1)
#: Values of two fields for each customer: what a decision from records, and what the steps after them, may cost.
WHOLE, STEPS = 2_500, 37
#: How often one round goes over the steps of each customer.
TIMES = 10


@attrs.frozen
class Size:
    """How many customers, and the records of each beside one party and its observations."""

    customers: int
    documents: int
    allocations: int

    @property
    def records(self) -> int:
        return 1 + len(OBSERVED) + self.documents + self.allocations


#: What sources say: by name, the values that are drawn.
OBSERVED: Mapping[str, Sequence[Any]] = {
    "debt_ratio": [Decimal("0.45"), Decimal("0.62"), Decimal("0.85")], "litigation_24m": [0, 1, 3],
    "sanctions_match": [False], "insolvency_open": [False, False, False, True], "bureau_score": [40, 70, 90],
    "equity": [Decimal(2_000_000), Decimal(9_000_000)], "tax_credit_grade": ["A", "B", "M"],
    "industry_risk": ["low", "moderate", "high"], "country_risk": ["low"], "current_ratio": [Decimal("1.3")],
    "paid_in_capital": [Decimal(6_000_000)],
}  # fmt: skip
FULL = Size(50, 22, 16)
TOY = Size(6, 9, 6)


def contests(size: Size) -> Iterator[Contest]:
    """From the records, and from what is known."""
    draw, policy = random.Random(SEED), ready_made("manufacturer")
    customers = [_customer(draw, f"C-{i}", size) for i in range(size.customers)]
    title = f"{size.records} records of one customer to a decision, {size.customers} customers, {WHOLE:,} values each"
    yield Contest(title, tuple(_whole(policy, customers)), _yardstick(WHOLE), None)
    known = [_known(policy, records, order) for records, order in customers]
    title = f"score, grade, limit and check of what is known, {size.customers} customers, {STEPS} values each"
    yield Contest(title, tuple(_steps(policy, known)), _yardstick(STEPS), None)


def _yardstick(values: int) -> str:
    return f"{values:,} values of two fields"


def _values(count: int, times: int) -> Contestant:
    def run() -> None:
        for number in range(count * times):
            Two(number, "a")

    return Contestant(_yardstick(count), run, None)


def _whole(policy: Policy, customers: Sequence[tuple[list[Fact], Order]]) -> Iterator[Contestant]:
    def ours() -> list[int]:
        return [int(check(policy, Facts(records).at(AS_OF), order).outcome) for records, order in customers]

    def by_hand() -> list[int]:
        return [_from_records(records, order) for records, order in customers]

    yield _values(WHOLE, len(customers))
    yield Contestant("creditkit", ours, _outcomes)
    yield Contestant("by hand", by_hand, _outcomes)


def _steps(policy: Policy, known: Sequence[tuple[Record, Position, Order]]) -> Iterator[Contestant]:
    """Each record of values is the file's, with what the steps before have added to it."""
    score, grade, limit, ask = policy.scorer.score, policy.grading.grade, policy.limits.limit, policy.checks.check

    def ours() -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for _ in range(TIMES):
            found = []
            for values, position, order in known:
                scored = score(values)
                found.append((scored, grade(scored, values), limit(values), ask(order, position)))
        return found

    def by_hand() -> list[tuple[int, str, int, int]]:
        found: list[tuple[int, str, int, int]] = []
        for _ in range(TIMES):
            found = [_decided(values, position, order) for values, position, order in known]
        return found

    yield _values(STEPS, len(known) * TIMES)
    yield Contestant("creditkit", ours, lambda found: _columns([_plain(*one) for one in found]))
    yield Contestant("by hand", by_hand, _columns)


def _from_records(records: list[Fact], order: Order) -> int:
    """The outcome by hand; the limit in force is the one that is entered."""
    party: Any = records[0]
    known, exposure = figures_of(records, AS_OF)
    grade = grade_of(points_of(known), known)
    return outcome_of(order.amount.minor, terms_of(grade, known)[1], party.credit_limit.minor, exposure, known)


def _decided(values: Record, position: Position, order: Order) -> tuple[int, str, int, int]:
    """Points, grade, limit and outcome by hand; the limit in force is an amount."""
    points = points_of(values)
    grade = grade_of(points, values)
    days, share = terms_of(grade, values)
    own: Any = position.limit
    outcome = outcome_of(order.amount.minor, share, own.amount.minor, position.exposure.minor, values)
    return points, grade, limit_of(grade, days, values), outcome


def _plain(score: Any, grade: Any, limit: Any, decision: Any) -> tuple[int, str, int, int]:
    return score.units, grade.label, limit.amount.minor, int(decision.outcome)


def _outcomes(found: Sequence[int]) -> Result:
    return {"outcome": np.array(found, dtype=np.int64)}


def _columns(found: Sequence[tuple[int, str, int, int]]) -> Result:
    points, grades, limits, outcomes = zip(*found, strict=True)
    return {
        "points": np.array(points), "grade": np.array([ord(grade) for grade in grades]),
        "limit": np.array(limits), "outcome": np.array(outcomes),
    }  # fmt: skip


def _known(policy: Policy, records: list[Fact], order: Order) -> tuple[Record, Position, Order]:
    found = assess(policy, Facts(records).at(AS_OF), order.party_id)
    return dict(found.values), found.position, order


def _customer(draw: random.Random, party: str, size: Size) -> tuple[list[Fact], Order]:
    """Two years of invoices due in 30 days; the early ones are paid, some of them late."""
    entered = Money(draw.choice((100_000, 500_000, 2_000_000)), "CNY")
    records: list[Fact] = [Party(party, currency="CNY", registered_on=date(2015, 1, 1), credit_limit=entered)]
    seen = AS_OF - timedelta(days=30)
    records += [Observation(party, n, draw.choice(vs), source="bureau", observed_on=seen) for n, vs in OBSERVED.items()]
    punctual = draw.random() < 0.7
    for i in range(size.documents):
        issued = AS_OF - timedelta(days=700 - 690 * i // size.documents)
        name, amount = f"{party}/{i}", Money.of_minor(draw.randrange(1_000_00, 20_000_00), "CNY")
        records.append(Document(name, party, amount, issued_on=issued, due_on=issued + timedelta(days=30)))
        if i < size.allocations or punctual:
            paid = issued + timedelta(days=draw.randrange(10, 32) if punctual else draw.randrange(20, 80))
            if paid <= AS_OF:
                records.append(Allocation(f"{name}p", name, amount, value_on=paid))
    asked = Money.of_minor(draw.randrange(1_000_00, 90_000_00), "CNY")
    return records, Order(f"{party}/SO", party, asked, placed_on=AS_OF)
