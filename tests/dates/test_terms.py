"""Payment terms: worked cases, instalments, and what is refused."""

from __future__ import annotations

import pickle
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from creditkit.dates import BusinessDays, EarlyPayment, Instalment, PaymentTerms, weekdays_only
from creditkit.errors import InvalidInput
from creditkit.money import Money

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "terms.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["due"], ids=lambda c: c["what"])
def test_worked_case(case: dict[str, Any]) -> None:
    """The due day of each worked case."""
    terms = PaymentTerms(**case["terms"])
    assert terms.due_on(case["issued_on"], is_business_day=weekdays_only) == case["due_on"]
    assert terms.schedule(case["issued_on"], Money(1, "EUR"), is_business_day=weekdays_only) == (
        (case["due_on"], Money(1, "EUR")),
    )


@pytest.mark.parametrize("case", CASES["discount"], ids=lambda c: c["what"])
def test_yearly_rate_of_a_discount(case: dict[str, Any]) -> None:
    """What not taking the discount costs a year, in percent with two decimals."""
    early = EarlyPayment(case["share"], case["days"])
    rates: dict[str, Any] = {
        "percent_360": early.annualised(case["net_days"], 360),
        "percent_365": early.annualised(case["net_days"]),
        "percent_compounded_365": early.compounded(case["net_days"]),
    }
    for name, rate in rates.items():
        numerator, denominator = rate.as_integer_ratio()
        hundredths = (2 * numerator * 10_000 + denominator) // (2 * denominator)
        assert f"{hundredths // 100}.{hundredths % 100:02}" == case[name]


def test_discount_of_a_document() -> None:
    """The discount is counted from the statement, and comes off once rounded."""
    terms = PaymentTerms(statement_day=25, days=30, discount=EarlyPayment("0.02", 10))
    assert terms.discount_until(date(2026, 3, 26)) == date(2026, 5, 5)
    assert PaymentTerms(days=30).discount_until(date(2026, 3, 26)) is None
    assert EarlyPayment("0.02", 10).off(Money("0.25", "EUR"), "half_up") == Money("0.01", "EUR")
    with pytest.raises(InvalidInput, match="9999"):
        terms.discount_until(date(9999, 12, 20))


TWO_TEN = PaymentTerms(days=30, discount=EarlyPayment("0.02", 10))
RETENTION = PaymentTerms(
    instalments=(
        Instalment(30, PaymentTerms()),
        Instalment(60, PaymentTerms(months=1, month_end="before")),
        Instalment(10, PaymentTerms(months=12)),
    )
)


def test_instalments_have_terms_of_their_own() -> None:
    """Each part is due by its own terms, the document with the last of them."""
    assert RETENTION.schedule(date(2026, 2, 10), Money("100.01", "EUR")) == (
        (date(2026, 2, 10), Money("30.00", "EUR")),
        (date(2026, 3, 31), Money("60.01", "EUR")),
        (date(2027, 2, 10), Money("10.00", "EUR")),
    )
    assert RETENTION.due_on(date(2026, 2, 10)) == date(2027, 2, 10)


def test_parts_of_one_day_are_one_entry_and_empty_ones_are_left_out() -> None:
    """A schedule has each day once, and only days on which something is due, if anything is."""
    at = {n: PaymentTerms(days=n) for n in (30, 60)}
    same = PaymentTerms(instalments=[Instalment(1, at[30]), Instalment(1, at[60]), Instalment(1, at[30])])
    day, later = date(2026, 1, 31), date(2026, 3, 2)
    assert same.schedule(date(2026, 1, 1), Money("3", "EUR")) == (
        (day, Money(2, "EUR")),
        (later, Money(1, "EUR")),
    )
    assert same.schedule(date(2026, 1, 1), Money("0.01", "EUR")) == ((day, Money("0.01", "EUR")),)
    assert same.schedule(date(2026, 1, 1), Money("0", "EUR")) == ((later, Money("0", "EUR")),)
    assert same.schedule(date(2026, 1, 1), Money("-3", "EUR"))[0] == (day, Money(-2, "EUR"))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"days": -1}, "days"), ({"days": 1.0}, "days"), ({"days": True}, "days"), ({"days": "30"}, "days"),
        ({"months": -1}, "months"), ({"month_end": "end"}, "month_end"), ({"month_end": True}, "month_end"),
        ({"statement_day": 0}, "statement_day"), ({"statement_day": 32}, "statement_day"),
        ({"pay_days": [0]}, "pay_days"), ({"pay_days": [10, 32]}, "pay_days"),
        ({"pay_days": [1.5]}, "pay_days"),
        ({"roll": "next"}, "roll"),
        ({"days": 1, "instalments": [Instalment(1, PaymentTerms())]}, "instalments"),
        ({"instalments": [Instalment(1, RETENTION)]}, "instalments[0].terms"),
        ({"instalments": [Instalment(1, TWO_TEN)]}, "instalments[0].terms"),
    ],
)  # fmt: skip
def test_wrong_terms_are_refused(fields: dict[str, Any], path: str) -> None:
    """Each field says what it takes, under its own name."""
    with pytest.raises(InvalidInput) as caught:
        PaymentTerms(**fields)
    assert caught.value.path == path


@pytest.mark.parametrize("weight", [0, -1, 1.0, True])
def test_an_instalment_has_weight(weight: Any) -> None:
    """A part of nothing is no part."""
    with pytest.raises(InvalidInput):
        Instalment(weight, PaymentTerms())


@pytest.mark.parametrize(
    ("share", "days"),
    [(0.02, 10), ("0", 10), ("1", 10), ("1.5", 10), ("-0.1", 1), ("NaN", 1), ("2%", 1), ("", 1), (None, 1),
     ("0." + "1" * 19, 1), ("0.02", -1), ("0.02", 1.5), ("0.02", True)],
)  # fmt: skip
def test_a_wrong_discount_is_refused(share: Any, days: Any) -> None:
    """A share is exact and proper, the days are whole."""
    with pytest.raises(InvalidInput):
        EarlyPayment(share, days)


@pytest.mark.parametrize(("net_days", "year_days"), [(10, 365), (5, 365), (30, 0)])
def test_a_rate_needs_time(net_days: int, year_days: int) -> None:
    """No yearly rate where the discount ends with the terms or after."""
    early = EarlyPayment("0.02", 10)
    for rate in (early.annualised, early.compounded):
        with pytest.raises(InvalidInput):
            rate(net_days, year_days)


@pytest.mark.parametrize("issued_on", [datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02", None, 20260302])
def test_a_day_of_issue_is_a_plain_date(issued_on: Any) -> None:
    """A datetime is a date to Python, and refused here, also through instalments."""
    for terms in (PaymentTerms(days=30), PaymentTerms(statement_day=3), RETENTION):
        for act in (terms.due_on, terms.statement_on, terms.discount_until):
            with pytest.raises(InvalidInput):
                act(issued_on)
        with pytest.raises(InvalidInput):
            terms.schedule(issued_on, Money(1, "EUR"))


@pytest.mark.parametrize(
    "terms",
    [
        PaymentTerms(days=30), PaymentTerms(months=1), PaymentTerms(days=10**12), PaymentTerms(months=10**30),
        PaymentTerms(days=10**30), PaymentTerms(statement_day=1), PaymentTerms(pay_days=[1]),
    ],
)  # fmt: skip
def test_the_calendar_ends(terms: PaymentTerms) -> None:
    """A due day past 9999-12-31 is a wrong call, whatever step leads there."""
    with pytest.raises(InvalidInput) as caught:
        terms.due_on(date(9999, 12, 20))
    assert caught.value.path == "issued_on"


def test_the_last_month_of_the_calendar_has_an_end() -> None:
    """9999-12-31 itself is a day like any other."""
    assert PaymentTerms(month_end="after").due_on(date(9999, 12, 1)) == date(9999, 12, 31)
    with pytest.raises(InvalidInput):
        PaymentTerms(roll="following").due_on(date(9999, 12, 31), is_business_day=lambda _: False)


def test_a_roll_needs_a_calendar() -> None:
    """Terms that roll do not quietly stay where they are; terms that do not roll ask for nothing."""
    with pytest.raises(InvalidInput, match="weekdays_only"):
        PaymentTerms(roll="following").due_on(date(2026, 3, 7))
    assert PaymentTerms().due_on(date(2026, 3, 7), is_business_day=weekdays_only) == date(2026, 3, 7)
    calendar = BusinessDays([date(2026, 3, 9)])
    assert PaymentTerms(roll="following").due_on(date(2026, 3, 7), is_business_day=calendar) == date(2026, 3, 10)


def test_terms_are_values() -> None:
    """They compare, hash and pickle by content; pay days have no order."""
    assert PaymentTerms(pay_days=[25, 10, 10]) == PaymentTerms(pay_days=(10, 25))
    assert hash(RETENTION) == hash(pickle.loads(pickle.dumps(RETENTION)))
    assert pickle.loads(pickle.dumps(RETENTION)) == RETENTION
