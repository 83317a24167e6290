"""Cases as a table, for notebooks and exports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import MappingProxyType

import numpy as np

from creditkit.columns import Amounts, Columns, Days, Labels, Numbers
from creditkit.dates import plain_day
from creditkit.disputes._case import Case
from creditkit.disputes._deadlines import cases_at, deadline
from creditkit.disputes._rules import DisputeRules
from creditkit.facts import Moment
from creditkit.money import Money


def case_columns(cases: Iterable[Case], rules: DisputeRules, as_of: date, *, known_at: Moment | None = None) -> Columns:
    """The cases as they stood on a day, a row a case; those that were not registered by then are left out.

    The columns: ``case_id``, ``party_id``, ``state``, ``since``, ``category``, ``root_cause``, ``responsible``,
    ``currency``, ``items`` (how many), ``disputed_amount``, ``credit_due``, ``registered_on``, ``due_on`` (the
    deadline of the state), ``days_over`` (past it; 0 in time, missing without a deadline), ``outcome``,
    ``decided_on``, ``performed_on``, ``reopened`` (how often).

    >>> from creditkit.disputes import DisputedItem, open_case
    >>> case = open_case("D", "C", [DisputedItem("1", Money("5", "EUR"))], category="price", on=date(2026, 3, 2))
    >>> columns = case_columns([case], DisputeRules(), date(2026, 3, 7))
    >>> columns["state"][0], columns["disputed_amount"].minor.tolist()
    ('registered', [500])
    """
    day = plain_day("as_of", as_of)
    rows = tuple(cases_at(cases, day, known_at))
    due = [deadline(case, rules) for case in rows]
    over = [0 if one is None else max((day - one).days, 0) for one in due]
    currency = Labels.of([case.currency for case in rows])
    return MappingProxyType(
        {
            "case_id": Labels.of([case.case_id for case in rows]),
            "party_id": Labels.of([case.party_id for case in rows]),
            "state": Labels.of([case.state for case in rows]),
            "since": _days([case.since for case in rows]),
            "category": Labels.of([case.category for case in rows]),
            "root_cause": Labels.of([case.now.root_cause for case in rows]),
            "responsible": Labels.of([case.now.responsible for case in rows]),
            "currency": currency,
            "items": Numbers([len(case.items) for case in rows]),
            "disputed_amount": _amounts([case.disputed for case in rows], currency),
            "credit_due": _amounts([case.credit_due for case in rows], currency),
            "registered_on": _days([case.registered_on for case in rows]),
            "due_on": _days(due),
            "days_over": Numbers(over, 0, [one is None for one in due]),
            "outcome": Labels.of([case.outcome for case in rows]),
            "decided_on": _days([case.decided_on for case in rows]),
            "performed_on": _days([case.performed_on for case in rows]),
            "reopened": Numbers([case.reopened for case in rows]),
        }
    )


def _days(days: Sequence[date | None]) -> Days:
    return np.array(days, dtype="datetime64[D]")


def _amounts(amounts: Sequence[Money], currency: Labels) -> Amounts:
    return Amounts(np.array([amount.minor for amount in amounts], dtype=np.int64), currency)
