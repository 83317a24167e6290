"""What one policy says on one day, kept small: a simulation holds one of these a policy and day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

import attrs
import numpy as np

from creditkit.columns import Amounts, Labels, Mask, Numbers
from creditkit.facts import Order, Standing
from creditkit.limits import Decision, LimitColumn
from creditkit.loop._desk import UTILISATION, Desk
from creditkit.loop._portfolio import Portfolio, _adjustments, portfolio


@attrs.frozen
class Asked:
    """An order, and what a policy would have said.

    Args:
        order: as it was known on the day of the check.
        checked_on: that day.
        decision: what became of it; None where its invoice was there already, and nothing was left to decide.

    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.money import Money
    >>> from creditkit.policy import ready_made
    >>> from creditkit.simulation import simulate
    >>> order = Order("SO-1", "C-7", Money("9200.00", "CNY"), placed_on=date(2026, 3, 9))
    >>> facts = Facts([Party("C-7", currency="CNY"), order])
    >>> [asked] = simulate([ready_made("manufacturer")], facts, on=[date(2026, 3, 31)]).looks[0].asked
    >>> asked.order.order_id, str(asked.checked_on), asked.outcome
    ('SO-1', '2026-03-31', 'hold')
    """

    order: Order
    checked_on: date
    decision: Decision | None = attrs.field(repr=False)

    @property
    def outcome(self) -> str | None:
        """``approve``, ``prepay``, ``hold``, ``refuse``, or None."""
        return None if self.decision is None else self.decision.outcome.name


@attrs.frozen(eq=False, kw_only=True)
class Look:
    """What one policy says on one day. Rows are parties, sorted.

    Args:
        policy: its place among the policies of the simulation.
        as_of: the day.
        party: the parties.
        grade: in force after the day; missing where a value was refused.
        computed: before hysteresis.
        score: with adjustments; missing where a value was refused.
        exposure: in the currency of each account.
        incomplete: bool: a rate is missing, and the exposure is only a part.
        proposed: the limits that the policy's rule comes to, in its currency.
        asked: the orders that count on this day.

    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.policy import ready_made
    >>> from creditkit.simulation import simulate
    >>> facts = Facts([Party("C-7", currency="CNY")])
    >>> [look] = simulate([ready_made("manufacturer")], facts, on=[date(2026, 3, 31)]).looks
    >>> look.party.texts(), look.grade.texts(), look.proposed[0]
    (['C-7'], ['E'], UpTo(amount=Money('0.00', 'CNY')))
    """

    policy: int
    as_of: date
    party: Labels
    grade: Labels
    computed: Labels
    score: Numbers
    exposure: Amounts
    incomplete: Mask
    proposed: LimitColumn
    asked: tuple[Asked, ...] = ()

    @property
    def scored(self) -> Mask:
        """bool: the parties whose score was not refused."""
        return ~(np.zeros(len(self.party), dtype=np.bool_) if self.score.missing is None else self.score.missing)

    def standings(self) -> Iterator[Standing]:
        """The grades that later days have to go by; without limits, which the simulation leaves to people."""
        rows = zip(self.party.texts(), self.grade.texts(), self.computed.texts(), strict=True)
        for party, grade, computed in rows:
            if grade is not None:
                yield Standing(cast(str, party), grade=grade, computed=computed, valid_from=self.as_of)


def look(place: int, work: Desk) -> Look:
    """Grades, scores, exposures and proposed limits of all parties, as a review of the day has them."""
    found = portfolio(work)
    exposed = work.exposures({party: work.currency_of(party) for party in found.party_ids})
    return Look(
        policy=place, as_of=work.snapshot.as_of, party=found.party,
        grade=cast(Labels, found.columns["grade"]), computed=_computed(found),
        score=cast(Numbers, found.columns["score"]), exposure=Amounts(exposed.total, exposed.currency),
        incomplete=np.array([party in exposed.problems for party in found.party_ids], dtype=np.bool_),
        proposed=found.proposed,
    )  # fmt: skip


def _computed(found: Portfolio) -> Labels:
    """The grades before hysteresis: those of the same portfolio with nothing in force.

    Grading saw the files and the utilisation only; what was added to the columns after it is left out.
    """
    grading, grades = found.work.policy.grading, found.grades
    if grading.rises is not None:
        seen = {name: found.columns[name] for name in (*found.files, UTILISATION) if name in found.columns}
        grades = grading.grade_many(found.scores, seen, adjustment=_adjustments(found.work, found.party_ids))
    return Labels(grades, grading.labels, distinct=True)
