"""All parties at once: file, score, grade, terms and proposed limit in columns, row by row as one by one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import cast

import attrs
import numpy as np

from creditkit.columns import Column, Columns, Ints, Labels, Numbers
from creditkit.credit_file import CreditFiles, credit_files
from creditkit.errors import InvalidInput
from creditkit.facts import Snapshot
from creditkit.limits import Limit, LimitColumn, Position, Terms, Unset, limit_many
from creditkit.loop._desk import UTILISATION, Desk
from creditkit.loop._position import SHARE, counting, position, utilisation_in_force
from creditkit.rules._tables import OTHERWISE
from creditkit.scoring import Scores, held
from creditkit.scoring._grade_many import adjusted


@attrs.frozen(eq=False, slots=False)
class Portfolio:
    """The parties of a desk, in columns.

    Args:
        work: the desk.
        files: the credit files, a row a party, sorted.
        columns: everything that conditions saw.
        scores: the scores.
        grades: a position among the policy's grades a party; -1 for a score that was refused.
        rows: the row of the table of terms that decided; -1 for its ``otherwise``.
        proposed: the limits that the policy's rule comes to.
        adjustments: the sum of all adjustments in force a party, missing where there are none; None where nobody
            has one.
    """

    work: Desk
    files: CreditFiles
    columns: Columns
    scores: Scores
    grades: Ints
    rows: Ints
    proposed: LimitColumn
    adjustments: Numbers | None = None

    @property
    def party_ids(self) -> tuple[str, ...]:
        """The parties, sorted."""
        return self.files.party_ids

    @property
    def party(self) -> Labels:
        """The same as a column."""
        return cast(Labels, self.files["party_id"])

    def grade(self, row: int) -> str | None:
        """The grade of a party; None where its score was refused."""
        place = int(self.grades[row])
        return None if place < 0 else self.work.policy.grading.labels[place]

    @cached_property
    def terms(self) -> tuple[Terms, ...]:
        """The terms of each party."""
        table = self.work.policy.terms
        outcomes = [*(row.then for row in table.rows), table.otherwise]
        return tuple(outcomes[row] for row in self.rows.tolist())

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        """What each party owes, all open orders included, against its limit; of a party that was refused no limit."""
        self.work.prepare()
        return tuple(
            position(self.work, party, self._limit(row), self.terms[row], {})
            for row, party in enumerate(self.party_ids)
        )  # fmt: skip

    def _limit(self, row: int) -> Limit:
        return counting(self.work, self.party_ids[row], Unset() if self.grades[row] < 0 else self.proposed[row])


def customers(snapshot: Snapshot) -> Snapshot:
    """The snapshot without suppliers: a review grades whom we sell to."""
    parties = snapshot.view("parties")
    kinds = zip(parties.labels("party_id").texts(), parties.labels("kind").texts(), strict=True)
    suppliers = {party for party, kind in kinds if kind == "supplier"}
    if not suppliers:
        return snapshot
    return snapshot.restrict(party for party in snapshot.parties() if party not in suppliers)


def portfolio(work: Desk) -> Portfolio:
    """Everything about every party that needs no order."""
    policy = work.policy
    files = credit_files(
        customers(work.snapshot), policy.fields, policy.sources, measures=policy.measures, currency=policy.currency
    )
    known = dict(files)
    if UTILISATION in policy.inputs:
        known[UTILISATION] = _utilisation(work, files.party_ids)
    scores = policy.scorer.score_many(known)
    adjustments = _adjustments(work, files.party_ids)
    grades = policy.grading.grade_many(
        scores, known, adjustment=adjustments,
        held=held(work.whole.standings, files.party_ids, policy.grading, work.snapshot.as_of),
    )  # fmt: skip
    graded = {**known, **_graded(work, scores, grades, adjustments)}
    rows = np.where(grades < 0, OTHERWISE, policy.terms.decide_many(graded))
    columns = {**graded, **_terms(work, rows)}
    proposed = limit_many(policy.limits, columns, policy.currency, fields=policy.fields)
    return Portfolio(work, files, columns, scores, grades, rows, proposed, adjustments)


def _utilisation(work: Desk, party_ids: tuple[str, ...]) -> Numbers:
    """Exposure over the limit in force, a row a party."""
    work.prepare()
    return _numbers([utilisation_in_force(work, party) for party in party_ids], SHARE)


def _adjustments(work: Desk, party_ids: tuple[str, ...]) -> Numbers | None:
    """The points of adjustments, a row a party, at the decimals that they need; None where there are none."""
    points = [work.adjustments.get(party) for party in party_ids]
    given = [one for one in points if one is not None]
    if not given:
        return None
    decimals = max(max(-int(one.as_tuple().exponent), 0) for one in given)
    return _numbers(points, decimals)


def _numbers(values: list[Decimal | None], decimals: int) -> Numbers:
    """Decimals as scaled integers.

    Raises:
        InvalidInput: one has more decimals.
    """
    ratios = [(0, 1) if value is None else value.as_integer_ratio() for value in values]
    for value, (top, bottom) in zip(values, ratios, strict=True):
        if top * 10**decimals % bottom:
            raise InvalidInput("value", value, f"at most {decimals} decimals")
    return Numbers(
        np.array([top * 10**decimals // bottom for top, bottom in ratios], dtype=np.int64),
        decimals,
        np.array([value is None for value in values], dtype=np.bool_),
    )


def _graded(work: Desk, scores: Scores, grades: Ints, adjustments: Numbers | None) -> Mapping[str, Column]:
    """What grading adds to the values, missing where a score was refused."""
    refused = scores.refused
    points = adjusted(work.policy.grading, scores, adjustments)
    return {
        "score": Numbers(points.values, points.decimals, refused),
        "coverage": Numbers(scores.coverage, 4, refused),
        "grade": Labels(grades, work.policy.grading.labels, distinct=True),
    }


def _terms(work: Desk, rows: Ints) -> Mapping[str, Column]:
    """The terms as values."""
    table = work.policy.terms
    outcomes = [*(row.then for row in table.rows), table.otherwise]
    days = np.array([terms.days for terms in outcomes], dtype=np.int64)
    shares = _numbers([terms.prepayment_share for terms in outcomes], SHARE).values
    return {"payment_days": Numbers(days[rows]), "prepayment_share": Numbers(shares[rows], SHARE)}
