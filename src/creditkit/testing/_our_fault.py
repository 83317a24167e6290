"""Law of disputes that were our fault: they leave the statistics of payment, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

import attrs

from creditkit.credit_file import CATALOGUE, catalogue_fields, credit_file
from creditkit.facts import Document, Fact, Facts, Snapshot
from creditkit.money import Money
from creditkit.receivables import behaviour
from creditkit.testing._contents import same_contents

#: Figures by name, under any key: of each party, or of each party and currency.
FiguresOf: TypeAlias = Callable[[Snapshot], Mapping[object, Mapping[str, object]]]

#: The figures of behaviour and of the credit file that measure how a party pays; all others say what stands.
PAYMENT_STATISTICS = frozenset(
    {
        "on_time_rate", "cohort_items", "matured_items", "on_time_items", "late_items", "late_items_12m",
        "overdue_rate", "most_days_late_12m", "days_beyond_terms", "days_beyond_terms_signed", "days_to_pay",
        "dispute_rate", "months_since_write_off",
    }
)  # fmt: skip
#: Says over what a statistic is: a cohort that is too small looks further back.
_WINDOW = "cohort_window_days"


def payment_figures(snapshot: Snapshot) -> dict[object, Mapping[str, object]]:
    """What behaviour and the credit file say of each party; amounts of the file in euro, where there are rates."""
    found = behaviour(snapshot)
    fields = {name: field for name, field in catalogue_fields("EUR").items() if CATALOGUE[name].from_ledger}
    keys = list(zip(found.party.texts(), found.currency.texts(), strict=True))
    out: dict[object, Mapping[str, object]] = {(party, code): found.of(str(party), code) for party, code in keys}
    return {**out, **{party: credit_file(snapshot, party, fields).values for party in snapshot.parties()}}


def check_our_fault_leaves(facts: Facts, as_of: date, *, calculate: FiguresOf = payment_figures) -> None:
    """What was our fault leaves the statistics of payment, and stays in every figure that says what stands.

    With every document found to be our fault the statistics are empty, and all other figures are those of a
    ledger in which none was.

    Args:
        facts: the ledger.
        as_of: of the snapshots compared.
        calculate: the figures to hold to it; those named in ``PAYMENT_STATISTICS`` are the statistics.
    """
    none, all_of_it = (calculate(_found(facts, ours).at(as_of)) for ours in (False, True))
    for key, figures in all_of_it.items():
        for name, value in figures.items():
            minor = value.minor if isinstance(value, Money) else value
            assert not (_is_statistic(name) and minor), f"{key}: {name} is {value}, and all of it was our fault"
    same_contents(_standing(all_of_it), _standing(none), "figures of what stands, with and without our fault")


def _found(facts: Facts, ours: bool) -> Facts:
    """The same facts, with every document found to be our fault on the day of its issue, or none."""

    def one(fact: Fact) -> Fact:
        return attrs.evolve(fact, our_fault_on=fact.issued_on if ours else None) if isinstance(fact, Document) else fact

    return Facts(map(one, facts), rates=facts.rates)


def _is_statistic(name: str) -> bool:
    return name.removesuffix("_numerator").removesuffix("_denominator") in PAYMENT_STATISTICS


def _standing(figures: Mapping[object, Mapping[str, object]]) -> dict[object, dict[str, object]]:
    return {
        key: {name: value for name, value in found.items() if not _is_statistic(name) and name != _WINDOW}
        for key, found in figures.items()
    }
