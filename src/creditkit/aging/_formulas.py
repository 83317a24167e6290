"""Formulas of receivables management, from figures to exact fractions.

Each takes plain figures, so that it can be used without any facts, and gives a Fraction: whoever
shows it rounds once. Figures are exact numbers: int, Decimal, Fraction; a float is refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TypeAlias

import attrs

from creditkit.errors import InvalidInput

Exact: TypeAlias = "int | Decimal | Fraction"


def exact(value: Exact, path: str) -> Fraction:
    """The figure as a Fraction.

    Raises:
        InvalidInput: it is a float, a bool, or not finite.
    """
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, Fraction)):
        raise InvalidInput(path, value, "int, Decimal or Fraction", "write Decimal('12.50')")
    if isinstance(value, Decimal) and not value.is_finite():
        raise InvalidInput(path, value, "a finite number")
    return Fraction(value)


def _divided(top: Fraction, bottom: Fraction, path: str) -> Fraction:
    if bottom <= 0:
        raise InvalidInput(path, str(bottom), "a number above zero")
    return top / bottom


def days_sales_outstanding(receivables: Exact, sales: Exact, days: int) -> Fraction:
    """DSO in days: receivables / sales × days.

    Both on the same tax basis. Source of the formula: Credit Research Foundation; JD Edwards
    EnterpriseOne accounts receivable guide.

    Raises:
        InvalidInput: sales are zero or less.

    >>> round(float(days_sales_outstanding(10869, 17674, 90)), 3)
    55.347
    """
    return _divided(exact(receivables, "receivables"), exact(sales, "sales"), "sales") * days


def best_possible_days_sales_outstanding(current_receivables: Exact, sales: Exact, days: int) -> Fraction:
    """The DSO of a ledger without overdue items, in days: receivables not overdue / sales × days.

    >>> best_possible_days_sales_outstanding(4000, 10000, 30)
    Fraction(12, 1)
    """
    return days_sales_outstanding(current_receivables, sales, days)


def average_days_delinquent(dso: Exact, best: Exact) -> Fraction:
    """By how many days payment is late on average: DSO − best possible DSO.

    >>> average_days_delinquent(45, 12)
    Fraction(33, 1)
    """
    return exact(dso, "dso") - exact(best, "best")


@attrs.frozen
class Countback:
    """DSO by exhaustion: ``days``, and what the sales given do not explain; then days are a lower bound.

    >>> countback_dso(50, [(30, 31), (10, 28)])
    Countback(days=Fraction(59, 1), unexplained=Fraction(10, 1))
    """

    days: Fraction
    unexplained: Fraction


def countback_dso(receivables: Exact, months: Sequence[tuple[Exact, int]]) -> Countback:
    """DSO by the countback (exhaustion) method.

    Takes whole months' sales off the balance, newest first; the month that is not used up counts by
    its share of days. A month with sales of zero or less counts whole.

    Args:
        receivables: the balance.
        months: (sales, days of the month), newest first.

    >>> round(float(countback_dso(212000, [(100000, 30), (80000, 30), (70000, 30)]).days), 3)
    73.714
    """
    left, days = exact(receivables, "receivables"), Fraction(0)
    for i, (given, length) in enumerate(months):
        if left <= 0:
            break
        sales = exact(given, f"months[{i}]")
        share = Fraction(1) if sales <= left else left / sales
        days += length * share
        left -= sales * share if sales > 0 else 0
    return Countback(days, max(left, Fraction(0)))


def weighted_days(parts: Iterable[tuple[Exact, int]]) -> Fraction:
    """Amount-weighted mean of days: Σ amount × days / Σ amount.

    For days to pay give the days from issue to payment; for days beyond terms the days after the due
    date, early ones negative, or as zero where that is the reading.

    Raises:
        InvalidInput: the amounts do not sum to more than zero.

    >>> weighted_days([(1000, 15), (3000, 30), (2000, 45)])
    Fraction(65, 2)
    """
    rows = [(exact(amount, f"parts[{i}]"), days) for i, (amount, days) in enumerate(parts)]
    top = sum((amount * days for amount, days in rows), Fraction(0))
    return _divided(top, sum((amount for amount, _ in rows), Fraction(0)), "parts")


@attrs.frozen
class Concentration:
    """How much of the balance sits with few parties.

    Args:
        hhi: Herfindahl-Hirschman index, Σ share², between 0 and 1.
        effective_n: 1 / hhi: as many parties of equal size would be as concentrated.
        top: the largest shares, cumulated: ``top[0]`` is the largest party's.

    >>> concentration_of([50, 30, 20]).top
    (Fraction(1, 2), Fraction(4, 5), Fraction(1, 1))
    """

    hhi: Fraction
    effective_n: Fraction
    top: tuple[Fraction, ...]


def concentration_of(balances: Iterable[Exact]) -> Concentration:
    """Concentration of balances; balances of zero or less count for nothing.

    Raises:
        InvalidInput: no balance is above zero.

    >>> found = concentration_of([50, 30, 20])
    >>> float(found.hhi), round(float(found.effective_n), 3), found.top[0]
    (0.38, 2.632, Fraction(1, 2))
    """
    given = [exact(balance, f"balances[{i}]") for i, balance in enumerate(balances)]
    unit = math.lcm(*(balance.denominator for balance in given))
    owed = sorted((whole for b in given if (whole := b.numerator * (unit // b.denominator)) > 0), reverse=True)
    total = sum(owed)
    hhi = _divided(Fraction(sum(balance * balance for balance in owed)), Fraction(total * total), "balances")
    return Concentration(hhi, 1 / hhi, tuple(Fraction(running, total) for running in accumulate(owed)))
