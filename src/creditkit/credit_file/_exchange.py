"""Amounts of several currencies as one, at the rates of the day; sums first, then one rounding."""

from __future__ import annotations

from fractions import Fraction

from creditkit.errors import InvalidInput, RateMissing
from creditkit.facts import Snapshot
from creditkit.money import Rates, exponent
from creditkit.reasons import Figure, Finding, Reason


def weight(snapshot: Snapshot, base: str, quote: str) -> Fraction | None:
    """Minor units of ``quote`` for a minor unit of ``base`` on the day of the snapshot; None without a rate."""
    return snapshot.memo(("credit_file.weight", base, quote), lambda: _weight(snapshot, base, quote))


def _weight(snapshot: Snapshot, base: str, quote: str) -> Fraction | None:
    if base == quote:
        return Fraction(1)
    rates: Rates = snapshot.memo("rates", lambda: snapshot.rates)
    try:
        ratio = rates.ratio(base, quote, snapshot.as_of)
    except RateMissing:
        return None
    return ratio * Fraction(10 ** exponent(quote), 10 ** exponent(base))


def rate_missing(party_id: str, base: str, quote: str, snapshot: Snapshot) -> Finding:
    """Amounts of a party that cannot be put into the currency of its file."""
    figures: dict[str, Figure] = {"base": base, "quote": quote, "on": snapshot.as_of}
    return Finding("error", f"files[{party_id}]", Reason("rate_missing", figures))


def one_currency(held: set[str]) -> str | None:
    """The only currency of what is held; None where nothing is.

    Raises:
        InvalidInput: there are several.
    """
    if len(held) > 1:
        raise InvalidInput(
            "currency", ", ".join(sorted(held)), "one currency", "name the currency of the file: currency='…'"
        )
    return next(iter(held), None)
