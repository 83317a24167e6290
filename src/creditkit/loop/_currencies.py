"""The currencies of credit accounts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from creditkit.facts import Snapshot


def account_currencies(snapshot: Snapshot) -> Mapping[str, str]:
    """What each account names; of those that name none the one currency of their documents and orders.

    Accounts that name none and have several, or nothing yet, are left out.
    """
    found: dict[str, set[str]] = {}
    for table in ("invoices", "orders"):
        view = snapshot.view(table)
        if len(view):
            party, currency = view.labels("party_id"), view.amounts().currencies
            width = len(currency.labels)
            pairs = np.unique(party.codes.astype(np.int64) * width + currency.codes)
            for pair in pairs.tolist():
                found.setdefault(party.labels[pair // width], set()).add(currency.labels[pair % width])
    used = {name: next(iter(those)) for name, those in found.items() if len(those) == 1}
    parties = snapshot.view("parties")
    pairs_named = zip(parties.labels("party_id").texts(), parties.labels("currency").texts(), strict=True)
    return {**used, **{name: own for name, own in pairs_named if name is not None and own is not None}}
