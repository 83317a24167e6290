"""A nightly batch over columns: no object is made for a row, bad rows are set aside and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from creditkit import Policy, ready_made, review
from creditkit.columns import Amounts, Columns, Labels
from creditkit.facts import take
from creditkit.reasons import Rejection

ROWS = 100_000
AS_OF = date(2025, 12, 31)
POLICY = ready_made("five-step")


def nightly(
    ids: list[str],
    customers: list[str],
    minor: npt.NDArray[np.int64],
    currency: list[str],
    issued: npt.NDArray[np.datetime64],
    due: npt.NDArray[np.datetime64],
    policy: Policy,
    as_of: date,
) -> tuple[Mapping[str, Columns], tuple[Rejection, ...]]:
    """The tables that the command line writes, and the rows that were set aside."""
    intake = take(
        {
            "invoices": {
                "document_id": Labels.of(ids),
                "party_id": Labels.of(customers),
                "amount": Amounts(minor, Labels.of(currency)),
                "issued_on": issued,
                "due_on": due,
            }
        }
    )
    assert intake.given["invoices"] == intake.accepted["invoices"] + len(intake.rejected) == len(ids)
    return review(policy, intake.facts.at(as_of)).tables(), intake.rejected


number: npt.NDArray[Any] = np.arange(ROWS)
days = np.datetime64("2025-06-01") + number % 200
codes = ["EUR" if i % 1000 else "EURO" for i in range(ROWS)]  # every thousandth row is at fault
tables, rejected = nightly(
    ids=[f"IN-{i}" for i in range(ROWS)],
    customers=[f"C-{i % 500}" for i in range(ROWS)],
    minor=number * 7 % 100_000 + 1,
    currency=codes,
    issued=days,
    due=days + 30,
    policy=POLICY,
    as_of=AS_OF,
)

for name, columns in tables.items():
    print(f"{name}: {len(columns['party_id'])} rows, {len(columns)} columns")


def score_only(policy: Policy, columns: Columns) -> None:
    """Scores of columns: integers and codes; the scalar comes back on demand."""
    scores = policy.scorer.score_many(columns)
    low = np.flatnonzero(scores.points < 60 * 10**scores.decimals)
    for i in low[:2]:
        print(i, scores[int(i)].points, [reason.code for reason in scores[int(i)].reasons])
    codes = np.array(scores.reason_codes)[scores.reasons(top=1)[:, 0]]
    print(dict(zip(*(part.tolist() for part in np.unique(codes, return_counts=True)), strict=True)))
    print(np.bincount(policy.grading.grade_many(scores, columns), minlength=len(policy.grading.labels)))


score_only(POLICY, {"fulfilment_rate": np.array([0.97, 0.5, 0.99]), "overdue_rate": np.array([0.01, 0.2, 0.0])})
print("set aside:", dict(Counter(rejection.reason.code for rejection in rejected)))
