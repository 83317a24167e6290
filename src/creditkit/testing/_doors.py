"""The same facts through the other door: as tables of columns, as a host would bring them."""

from __future__ import annotations

from typing import cast

import numpy as np

from creditkit.columns import Amounts, Column, Columns, Labels, Numbers
from creditkit.facts import Facts, take

_DISPUTED = ("disputed_amount", "prepaid")


def tables_of(facts: Facts) -> dict[str, Columns]:
    """Tables that :func:`creditkit.facts.take` accepts and that say the same as the facts.

    Payment terms, and the kinds that are kept as records, have no column and are left out.
    """
    names = ("parties", "invoices", "instalments", "allocations", "orders", "deliveries", "observations")
    return {name: _table(name, facts.columns(name)) for name in names if facts.count(name)}


def _table(name: str, columns: Columns) -> dict[str, Column]:
    out = {field: column for field, column in columns.items() if field != "payment_terms"}
    if name not in ("parties", "observations"):
        currency = cast(Amounts, out["amount"]).currencies
        out.pop("currency", None)
        for field in _DISPUTED:
            if field in out:
                out[field] = _further(cast(Numbers, out[field]), currency)
    return out


def _further(column: Numbers, currency: Labels) -> Amounts:
    """An amount beside the main one: minor units under the row's currency, missing where there is none."""
    missing = np.zeros(len(column), np.bool_) if column.missing is None else column.missing
    return Amounts(column.values, Labels(np.where(missing, -1, currency.codes), currency.labels))


def taken(facts: Facts) -> Facts:
    """The facts once more, taken as columns.

    Raises:
        AssertionError: a row is rejected, or the counts do not add up.
    """
    tables = tables_of(facts)
    intake = take(tables, rates=facts.rates)
    assert not intake.rejected, f"rejected on the way in as columns: {intake.rejected[:3]}"
    for name in tables:
        assert intake.given[name] == intake.accepted[name] == facts.count(name), f"{name}: rows lost"
    return intake.facts.and_also(facts.kept) if facts.kept else intake.facts
