"""The columnar door of the checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from creditkit.columns import Column, Columns, Labels
from creditkit.limits._cases import Cases, Marks
from creditkit.limits._outcome import Outcome
from creditkit.limits._verdicts import ASKS, EXEMPT
from creditkit.rules import holds_many
from creditkit.rules._conditions import atoms_of, constants_of

if TYPE_CHECKING:
    from creditkit.limits._engine import Checks
    from creditkit.limits._kinds import LimitColumn

_ASKS = np.array(ASKS, dtype=np.int64)
_OUTCOMES = tuple(outcome.name for outcome in Outcome)


def check_many(
    checks: Checks,
    orders: Columns,
    positions: Mapping[str, Column | LimitColumn],
    as_of: date | None,
    like: Mapping[str, Any],
) -> Columns:
    """The outcomes of many orders; see :meth:`Checks.check_many`."""
    cases = Cases(orders, positions, as_of, like, checks.names, _flags(checks))
    marks = [
        cases.one_by_one(rule) if quick is None else quick.mark_many(cases)
        for rule, quick in zip(checks.all, checks.quick, strict=True)
    ]
    for exemption, lifted in zip(checks.exemptions, checks.lifted, strict=True):
        true = holds_many(exemption.when, cases.columns).true
        marks = [_lifted(column, true) if place in lifted else column for place, column in enumerate(marks)]
    table = np.array(marks, dtype=np.uint8).reshape(len(marks), cases.rows)
    for row in np.flatnonzero(~cases.plain).tolist():
        table[:, row] = list(checks.check(*cases.at(row)).marks)
    outcome = _ASKS[table].max(axis=0, initial=0)
    given = orders.get("order_id")
    ids = {} if given is None else {"order_id": given}
    by_code = {code: table[place] for place, code in enumerate(checks.codes)}
    return MappingProxyType({**ids, "outcome": Labels(outcome, _OUTCOMES, distinct=True), **by_code})


def _lifted(marks: Marks, true: Any) -> Marks:
    return np.where(true & (marks > 0), EXEMPT, marks).astype(np.uint8)


def _flags(checks: Checks) -> frozenset[str]:
    """The fields that conditions compare with True or False: in a column of 0 and 1 these are flags."""
    conditions = [getattr(rule, "fails_when", None) for rule in checks.rules]
    conditions += [exemption.when for exemption in checks.exemptions]
    return frozenset(
        atom.field
        for condition in conditions
        if condition is not None
        for atom in atoms_of(condition)
        if any(isinstance(constant, bool) for constant in constants_of(atom))
    )
