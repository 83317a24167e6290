"""rates.csv: dated exchange rates."""

from __future__ import annotations

from typing import cast

import numpy as np

from creditkit.adapters.files._csv import Read
from creditkit.columns import Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.money import Rate, Rates
from creditkit.reasons import Reason, Rejection


def rates_of(read: Read) -> tuple[Rates, tuple[Rejection, ...]]:
    """The rates of a file, and its rows that cannot be: an unknown currency, a rate that is not above zero,
    a second rate of the same pair and day.
    """
    days = cast("np.ndarray", read.columns["on"]).tolist()
    base, quote = (cast(Labels, read.columns[name]).texts() for name in ("base", "quote"))
    figures = cast(Numbers, read.columns["rate"])
    known: dict[tuple[object, ...], tuple[int, Rate]] = {}
    rejected = []
    for i, row in enumerate(read.rows.tolist()):
        try:
            rate = Rate(cast(str, base[i]), cast(str, quote[i]), figures[i] or 0, days[i])
        except InvalidInput as error:
            field = error.path if error.path in ("base", "quote", "rate") else "rate"
            code = "number_invalid" if field == "rate" else "currency_unknown"
            rejected.append(Rejection("rates", row, field, Reason(code, {"given": str(error.given)})))
            continue
        key = (*sorted((rate.base, rate.quote)), rate.on)
        if key in known:
            rejected.append(Rejection("rates", row, "rate", Reason("rate_conflict", {"first_row": known[key][0]})))
        else:
            known[key] = row, rate
    return Rates(rate for _, rate in known.values()), tuple(rejected)
