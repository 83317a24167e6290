"""Laws: issued later is never due earlier, nothing is due before its issue, longer terms are not shorter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.dates import BusinessDays, Instalment, PaymentTerms, add_months
from creditkit.money import Money, total

DueOn = Callable[[PaymentTerms, date], date]
Parts = tuple[tuple[date, Money], ...]
Schedule = Callable[[PaymentTerms, date, Money], Parts]

issue_days = st.dates(date(2023, 12, 1), date(2028, 4, 30))
CALENDAR = BusinessDays([date(y, m, d) for y in range(2023, 2033) for m, d in ((1, 1), (5, 1), (12, 31))], {4, 5})
days_of_month = st.integers(1, 31)

plain_terms = st.builds(
    PaymentTerms,
    days=st.integers(0, 120),
    months=st.integers(0, 14),
    month_end=st.sampled_from([None, "before", "after"]),
    statement_day=st.none() | days_of_month,
    pay_days=st.lists(days_of_month, max_size=3),
    roll=st.sampled_from([None, "following", "preceding", "modified_following"]),
)
terms_with_parts = st.lists(st.builds(Instalment, st.integers(1, 100), plain_terms), min_size=1, max_size=4).map(
    lambda parts: PaymentTerms(instalments=parts)
)
all_terms = plain_terms | terms_with_parts


def due_on(terms: PaymentTerms, issued_on: date) -> date:
    """As it is."""
    return terms.due_on(issued_on, is_business_day=CALENDAR)


def schedule(terms: PaymentTerms, issued_on: date, amount: Money) -> Parts:
    """As it is."""
    return terms.schedule(issued_on, amount, is_business_day=CALENDAR)


def check_monotone(due: DueOn, terms: PaymentTerms, one: date, other: date) -> None:
    """Who is billed first is not due last."""
    first, last = sorted((one, other))
    assert due(terms, first) <= due(terms, last)


def check_not_before_issue(due: DueOn, terms: PaymentTerms, issued_on: date, _: date | None = None) -> None:
    """No document is overdue on the day of its issue."""
    assert due(terms, issued_on) >= issued_on


@given(all_terms, issue_days, st.integers(0, 45) | st.integers(0, 800))
def test_monotone_in_the_day_of_issue(terms: PaymentTerms, issued_on: date, later: int) -> None:
    """Over all terms, rolls and instalments included."""
    check_monotone(due_on, terms, issued_on, issued_on + timedelta(days=later))


@given(all_terms, issue_days)
def test_never_before_the_issue(terms: PaymentTerms, issued_on: date) -> None:
    """Neither the due day nor the statement comes before the issue, and a due day that rolls is worked."""
    check_not_before_issue(due_on, terms, issued_on)
    assert terms.statement_on(issued_on) >= issued_on
    assert terms.roll is None or CALENDAR(due_on(terms, issued_on))


@given(plain_terms, issue_days, st.integers(0, 40))
def test_more_days_are_never_due_earlier(terms: PaymentTerms, issued_on: date, more: int) -> None:
    """Terms are monotone in their days as well."""
    assert due_on(terms, issued_on) <= due_on(attrs.evolve(terms, days=terms.days + more), issued_on)


@given(plain_terms, issue_days)
def test_each_step_lands_where_it_says(terms: PaymentTerms, issued_on: date) -> None:
    """The end of a month is one, and a pay day is one of the pay days or a shorter month's last day."""
    unrolled = attrs.evolve(terms, roll=None)
    due = unrolled.due_on(issued_on)
    ends = (due + timedelta(days=1)).day == 1
    if terms.pay_days:
        assert due.day in terms.pay_days or (ends and max(terms.pay_days) > due.day)
    elif terms.month_end == "after" or (terms.month_end == "before" and not terms.days):
        assert ends


def check_conserved(schedule: Schedule, terms: PaymentTerms, issued_on: date, amount: Money) -> None:
    """Whatever the parts, they add up to the amount."""
    assert total((part for _, part in schedule(terms, issued_on, amount)), amount.currency) == amount


@given(all_terms, issue_days, st.integers(-(10**12), 10**12), st.sampled_from(("EUR", "JPY")))
def test_a_schedule_conserves_the_amount(terms: PaymentTerms, issued_on: date, minor: int, currency: str) -> None:
    """The parts add up, stand in order of their days, each day once, and end by the due day."""
    amount = Money.of_minor(minor, currency)
    check_conserved(schedule, terms, issued_on, amount)
    parts = schedule(terms, issued_on, amount)
    days = [day for day, _ in parts]
    assert days == sorted(set(days))
    assert days[-1] <= due_on(terms, issued_on)
    assert all(part for _, part in parts) or not amount


def nearest_business_day(terms: PaymentTerms, issued_on: date) -> date:
    """Broken: rolls back from Fridays and forward from Saturdays, without a look at the issue."""
    due = attrs.evolve(terms, roll=None).due_on(issued_on)
    return due + timedelta(days={4: -1, 5: 1}.get(due.weekday(), 0))


def naive_months(terms: PaymentTerms, issued_on: date) -> date:
    """Broken: a day of the month past the end runs over into the next month, as C's mktime does."""
    first = add_months(issued_on.replace(day=1), 1)
    return first + timedelta(days=issued_on.day - 1)


def test_the_laws_can_fail() -> None:
    """Each law catches a due day that breaks it."""
    with pytest.raises(AssertionError):
        check_monotone(naive_months, PaymentTerms(months=1), date(2026, 1, 31), date(2026, 2, 1))
    with pytest.raises(AssertionError):
        check_not_before_issue(nearest_business_day, PaymentTerms(), date(2026, 1, 30))


def each_part_rounded(terms: PaymentTerms, issued_on: date, amount: Money) -> Parts:
    """Broken: every instalment is rounded by itself."""
    whole = sum(part.weight for part in terms.instalments)
    return tuple(
        (due_on(part.terms, issued_on), amount.times(Fraction(part.weight, whole))) for part in terms.instalments
    )


def test_a_schedule_that_rounds_each_part_is_caught() -> None:
    """Thirds rounded one by one lose a cent of one euro."""
    thirds = PaymentTerms(instalments=[Instalment(1, PaymentTerms(days=n)) for n in (30, 60, 90)])
    with pytest.raises(AssertionError):
        check_conserved(each_part_rounded, thirds, date(2026, 1, 1), Money(1, "EUR"))
