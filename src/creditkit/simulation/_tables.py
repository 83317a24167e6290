"""The long tables of a simulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias, cast

import numpy as np

from creditkit.columns import LARGEST_SUM, Amounts, Column, Columns, Days, Ints, Labels, Numbers
from creditkit.errors import AmountTooLarge
from creditkit.limits import Outcome
from creditkit.limits._kinds import UP_TO
from creditkit.loop._tables import decisions_table
from creditkit.money import divided
from creditkit.policy import Policy
from creditkit.scoring._limits import MOST_DECIMALS
from creditkit.simulation._look import Asked, Look

Looks: TypeAlias = Sequence[Look]

#: The mean of scores is rounded once, half-even, to so many decimals.
MEAN = 4
#: Sums of scores are kept at so many decimals, the most that points and adjustments can have: the scale of a column
#: must not depend on what a later day brings.
EXACT = MOST_DECIMALS
#: So many digits of a fingerprint tell policies of one name apart.
SHORT = 8
OUTCOMES = tuple(outcome.name for outcome in Outcome)
UNCHECKED = "unchecked"


def names_of(policies: Sequence[Policy]) -> tuple[str, ...]:
    """Name and version of each policy, with the beginning of its fingerprint where others have the same."""
    plain = [f"{policy.name} {policy.version}".strip() for policy in policies]
    often = Counter(plain)
    return tuple(
        name if often[name] == 1 else f"{name} ({policy.fingerprint[:SHORT]})"
        for name, policy in zip(plain, policies, strict=True)
    )


def summary(looks: Looks, policies: Sequence[Policy]) -> Columns:
    """See :meth:`Simulation.table`."""
    sums = [_score_sum(look) for look in looks]
    scored = [int(look.scored.sum()) for look in looks]
    none = np.array([not one for one in scored], dtype=np.bool_)
    means = [0 if not n else divided(total * 10**MEAN, n * 10**EXACT) for total, n in zip(sums, scored, strict=True)]
    counts = [Counter(one.outcome or UNCHECKED for one in look.asked) for look in looks]
    currencies = [look.proposed.currency for look in looks]
    kinds = {name: _counts(count[name] for count in counts) for name in (*OUTCOMES, UNCHECKED)}
    return MappingProxyType(
        {
            **_keys(looks, policies),
            "fingerprint": Labels([look.policy for look in looks], [policy.fingerprint for policy in policies]),
            "parties": _counts(len(look.party) for look in looks),
            "scored": _counts(scored),
            "score_sum": Numbers(np.array(sums, dtype=np.int64), EXACT),
            "mean_score": Numbers(np.array(means, dtype=np.int64), MEAN, none),
            "limits": _counts(int((look.proposed.kind == UP_TO).sum()) for look in looks),
            "currency": Labels.of(currencies),
            "proposed": _money([_proposed(look) for look in looks], currencies),
            "orders": _counts(len(look.asked) for look in looks),
            **kinds,
        }
    )


def _score_sum(look: Look) -> int:
    units: list[int] = look.score.values[look.scored].tolist()
    return divided(sum(units) * 10**EXACT, 10**look.score.decimals)


def _proposed(look: Look) -> int:
    amounts: list[int] = look.proposed.minor[look.proposed.kind == UP_TO].tolist()
    return sum(amounts)


def grades(looks: Looks, policies: Sequence[Policy]) -> Columns:
    """See :meth:`Simulation.grades`."""
    keys, rows = [], []
    for place, look in enumerate(looks):
        currency = look.exposure.currencies.texts()
        found: dict[tuple[int, str], list[int]] = {}
        parts = zip(_ranks(look.grade), currency, look.exposure.minor.tolist(), look.incomplete.tolist(), strict=True)
        for rank, code, minor, incomplete in parts:
            row = found.setdefault((rank, code or ""), [0, 0, 0])
            row[0], row[1], row[2] = row[0] + 1, row[1] + minor, row[2] + incomplete
        for (rank, code), row in sorted(found.items()):
            keys.append(place)
            rows.append((_at(look.grade.labels, rank), code, *row))
    grade, currencies, parties, minor, incomplete = _turned(rows, 5)
    return MappingProxyType(
        {
            **_keys([looks[place] for place in keys], policies),
            "grade": Labels.of(grade), "currency": Labels.of(currencies), "parties": _counts(parties),
            "exposure": _money(minor, currencies),
            "incomplete": _counts(incomplete),
        }
    )  # fmt: skip


def transitions(looks: Looks, policies: Sequence[Policy]) -> Columns:
    """See :meth:`Simulation.transitions`."""
    keys, rows = [], []
    for place in range(len(policies), len(looks)):
        before, now = looks[place - len(policies)], looks[place]
        labels = now.grade.labels
        old, new = (dict(zip(one.party.texts(), _ranks(one.grade), strict=True)) for one in (before, now))
        gone = len(labels)
        pairs = Counter((old.get(party, gone), new.get(party, gone)) for party in {**old, **new})
        for (left, came), parties in sorted(pairs.items()):
            keys.append(place)
            rows.append((_at(labels, left), _at(labels, came), parties))
    left_at, came_to, parties_of = _turned(rows, 3)
    return MappingProxyType(
        {
            **_keys([looks[place] for place in keys], policies),
            "from_grade": Labels.of(left_at),
            "to_grade": Labels.of(came_to),
            "parties": _counts(parties_of),
        }
    )


def outcomes(looks: Looks, policies: Sequence[Policy]) -> Columns:
    """See :meth:`Simulation.outcomes`."""
    keys, rows = [], []
    for place, look in enumerate(looks):
        found: dict[tuple[str, int], list[int]] = {}
        for one in look.asked:
            at = len(OUTCOMES) if one.decision is None else int(one.decision.outcome)
            row = found.setdefault((one.order.amount.currency, at), [0, 0])
            row[0], row[1] = row[0] + 1, row[1] + one.order.amount.minor
        for (currency, at), row in sorted(found.items()):
            keys.append(place)
            rows.append((currency, _at(OUTCOMES, at), *row))
    currencies, outcome, orders_of, minor = _turned(rows, 4)
    return MappingProxyType(
        {
            **_keys([looks[place] for place in keys], policies),
            "currency": Labels.of(currencies), "outcome": Labels.of(outcome), "orders": _counts(orders_of),
            "amount": _money(minor, currencies),
        }
    )  # fmt: skip


def orders(looks: Looks, policies: Sequence[Policy]) -> Columns:
    """See :meth:`Simulation.orders`."""
    pairs = [(look, one) for look in looks for one in look.asked]
    asked = [one for _, one in pairs]
    currencies = [one.order.amount.currency for one in asked]
    said = decisions_table(one.decision for one in asked if one.decision is not None)
    return MappingProxyType(
        {
            **_keys([look for look, _ in pairs], policies),
            "order_id": Labels.of([one.order.order_id for one in asked]),
            "party_id": Labels.of([one.order.party_id for one in asked]),
            "placed_on": _days(one.order.placed_on for one in asked),
            "checked_on": _days(one.checked_on for one in asked),
            "currency": Labels.of(currencies),
            "amount": _money([one.order.amount.minor for one in asked], currencies),
            **{name: Labels.of(_filled(said[name], asked)) for name in ("outcome", "reasons", "ways_to_pass")},
        }
    )


def _filled(column: Column, asked: Iterable[Asked]) -> list[str | None]:
    """A column of decisions with an empty cell for each order that was not checked."""
    texts: Iterator[str | None] = iter(cast(Labels, column).texts())
    return [None if one.decision is None else next(texts) for one in asked]


def _keys(looks: Looks, policies: Sequence[Policy]) -> dict[str, Column]:
    """The key of each row: the day and the policy."""
    policy = Labels(np.array([look.policy for look in looks], dtype=np.int64), names_of(policies), distinct=True)
    return {"as_of": _days(look.as_of for look in looks), "policy": policy}


def _days(days: Iterable[date]) -> Days:
    return np.array(list(days), dtype="datetime64[D]")


def _money(minor: Sequence[int], currencies: Sequence[str]) -> Amounts:
    """Sums of amounts, which were added as integers of any size.

    Raises:
        AmountTooLarge: one of them does not fit.
    """
    if max(map(abs, minor), default=0) >= LARGEST_SUM:
        raise AmountTooLarge("a sum of the simulation is 2**62 minor units or more")
    return Amounts(np.array(minor, dtype=np.int64), Labels.of(currencies))


def _counts(numbers: Iterable[int]) -> Numbers:
    return Numbers(np.array(list(numbers), dtype=np.int64))


def _ranks(grade: Labels) -> list[int]:
    """The place of each grade, the best first; after the last one what has none."""
    ranks: Ints = np.where(grade.codes < 0, len(grade.labels), grade.codes)
    return cast("list[int]", ranks.tolist())


def _at(labels: Sequence[str], rank: int) -> str | None:
    return labels[rank] if rank < len(labels) else None


def _turned(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as columns, also where there are none."""
    return [[row[i] for row in rows] for i in range(width)]
