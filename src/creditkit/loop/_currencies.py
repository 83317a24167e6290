"""The currencies of credit accounts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from creditkit.facts import Snapshot
from creditkit.facts._at_hand import at_hand


def named_currencies(snapshot: Snapshot) -> Mapping[str, str]:
    """The currency of each account that names one."""
    told = at_hand(snapshot, "parties")
    if told is not None:
        return {one.party_id: one.currency for one in told if one.currency is not None}
    parties = snapshot.view("parties")
    pairs = zip(parties.labels("party_id").texts(), parties.labels("currency").texts(), strict=True)
    return {name: own for name, own in pairs if name is not None and own is not None}


def used_currencies(snapshot: Snapshot) -> Mapping[str, str]:
    """The one currency of each party's documents and orders; parties with several, or with none, are left out."""
    found: dict[str, set[str]] = {}
    for table in ("invoices", "orders"):
        view = snapshot.view(table)
        if len(view):
            party, currency = view.labels("party_id"), view.amounts().currencies
            width = len(currency.labels)
            pairs = np.unique(party.codes.astype(np.int64) * width + currency.codes)
            for pair in pairs.tolist():
                found.setdefault(party.labels[pair // width], set()).add(currency.labels[pair % width])
    return {name: next(iter(those)) for name, those in found.items() if len(those) == 1}
