"""What the party's own data say about it."""

from __future__ import annotations

import numpy as np

from creditkit.credit_file._items import rows_of
from creditkit.credit_file._ledger import Sheet, months
from creditkit.money import exponent
from creditkit.receivables import NO_DAY

#: Facts that are a label of the party, and which; read under their fields like an observation.
TEXTS = {"registration_id": "identity", "country": "country", "industry": "industry"}
#: Facts that are a day of the party, and which.
DATES = {"registered_on": "registered_on"}
#: Facts that count full months since a day of the party, and which.
MONTHS = {"months_in_business": "registered_on", "months_as_customer": "customer_since"}
CAPITAL = "registered_capital"


def party_facts(sheet: Sheet) -> None:
    """The numbers that the party's own data give."""
    rows = rows_of(sheet.snapshot, "parties", sheet.party_id)
    if not len(rows):
        return
    row, parties, day = int(rows[0]), sheet.snapshot.view("parties"), sheet.snapshot.day
    for name, column in MONTHS.items():
        start = int(parties.days(column).view(np.int64)[row])
        if start != NO_DAY and start <= day:
            sheet.number(name, months(start, day))
    if CAPITAL in sheet.wanted:
        _capital(sheet, row)


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
