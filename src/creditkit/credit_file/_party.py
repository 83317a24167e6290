"""What the party's own data say about it."""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from creditkit.credit_file._items import rows_of
from creditkit.credit_file._ledger import Sheet, months
from creditkit.facts import Party, Snapshot
from creditkit.facts._at_hand import at_hand
from creditkit.facts._moments import day_number
from creditkit.money import exponent
from creditkit.receivables import NO_DAY

#: Facts that are a label of the party, and which; read under their fields like an observation.
TEXTS = {"registration_id": "identity", "country": "country", "industry": "industry"}
#: Facts that are a day of the party, and which.
DATES = {"registered_on": "registered_on"}
#: Facts that count full months since a day of the party, and which.
MONTHS = {"months_in_business": "registered_on", "months_as_customer": "customer_since"}
CAPITAL = "registered_capital"


class OwnParty(NamedTuple):
    """What is entered on a party: its record where that is at hand, else its row."""

    snapshot: Snapshot
    record: Party | None
    row: int

    def text(self, name: str) -> str | None:
        """A label."""
        if self.record is not None:
            return cast("str | None", getattr(self.record, name))
        return self.snapshot.view("parties").labels(name)[self.row]

    def day(self, name: str) -> int:
        """A day since 1970, or NO_DAY."""
        if self.record is not None:
            return day_number(getattr(self.record, name))
        return int(self.snapshot.view("parties").days(name).view(np.int64)[self.row])

    def has(self, name: str) -> bool:
        """Whether there may be a figure of that name."""
        return self.record is None or getattr(self.record, name) is not None


def own_party(snapshot: Snapshot, party_id: str) -> OwnParty | None:
    """What is entered on a party; None where it has no record of its own."""
    told = at_hand(snapshot, "parties")
    if told is not None:
        places = (place for place, one in enumerate(told) if one.party_id == party_id)
        row = next(places, None)
        return None if row is None else OwnParty(snapshot, told[row], row)
    rows = rows_of(snapshot, "parties", party_id)
    return OwnParty(snapshot, None, int(rows[0])) if len(rows) else None


def party_facts(sheet: Sheet) -> None:
    """The numbers that the party's own data give."""
    party, day = own_party(sheet.snapshot, sheet.party_id), sheet.snapshot.day
    if party is None:
        return
    for name, column in MONTHS.items():
        start = party.day(column)
        if start != NO_DAY and start <= day:
            sheet.number(name, months(start, day))
    if CAPITAL in sheet.wanted and party.has(CAPITAL):
        _capital(sheet, party.row)


def _capital(sheet: Sheet, row: int) -> None:
    """A bare figure of a party without a currency is in the currency of the file."""
    parties = sheet.snapshot.view("parties")
    figure = parties.numbers(CAPITAL)
    if figure.missing is not None and figure.missing[row]:
        return
    own = parties.labels("currency")[row] or sheet.currency
    if own is None:
        sheet.number(CAPITAL, int(figure.values[row]), 10**figure.decimals)
    else:
        sheet.money(CAPITAL, {own: int(figure.values[row]) * 10 ** exponent(own)}, 10**figure.decimals)
