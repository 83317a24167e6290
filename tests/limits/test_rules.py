"""Each rule by itself: edges, what is missing, what is refused, and how it is explained."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
import pytest

from creditkit.columns import Amounts, Labels, Numbers, Record
from creditkit.errors import AmountTooLarge, CurrencyMismatch, InvalidInput
from creditkit.limits import (
    EnteredOnly,
    GradeTable,
    Limit,
    LimitColumn,
    LowestOf,
    NeedFromSales,
    ShareOf,
    Starter,
    StarterStep,
    Unlimited,
    Unset,
    UpTo,
    limit_many,
)
from creditkit.money import Money
from creditkit.reasons import text
from creditkit.reasons._chinese import CHINESE
from creditkit.reasons._english import ENGLISH
from creditkit.rules import Compare, Field, Missing
from house_limits import NEW, capacity, ceiling, cny, manufacturer, need, starter

ZERO = UpTo(cny(0))


def test_a_table_names_every_grade_or_gives_nothing() -> None:
    """A grade that is missing or not named is zero, not unset; unlimited is a decision."""
    table = GradeTable({"A": Unlimited(), "B": cny(5)})
    assert [table.limit({"grade": g}) for g in ("A", "B", "X", None)] == [Unlimited(), UpTo(cny(5)), ZERO, ZERO]
    codes = [table.part({"grade": g}).reason.code for g in ("A", "B", "X", None)]
    assert codes == ["limit_grade_unlimited", "limit_grade_ceiling", "limit_grade_not_named", "limit_fact_missing"]
    assert list(table.limit_many({"grade": Labels.of(["A", "B", "X", None])})) == [
        Unlimited(), UpTo(cny(5)), ZERO, ZERO,
    ]  # fmt: skip


def test_the_forecast_stands_in_for_sales_and_sales_for_the_forecast() -> None:
    """Which of the two counts, by what is known; where that is unknown, the lower."""
    rule = need()
    base: Record = {"grade": "B", "payment_days": 15}

    def source(**known: Any) -> Any:
        return rule.part({**base, **known}).reason.figures.get("source")

    both = {"average_monthly_sales_6m": 100, "sales_forecast_monthly": 300}
    assert source(**both, matured_items=6) == "average_monthly_sales_6m"
    assert source(**both, matured_items=5) == "sales_forecast_monthly"
    assert source(**both) == "average_monthly_sales_6m"
    assert source(**{**both, "sales_forecast_monthly": 50}) == "sales_forecast_monthly"
    assert source(sales_forecast_monthly=300, matured_items=6) == "sales_forecast_monthly"
    assert source(average_monthly_sales_6m=100, matured_items=5) == "average_monthly_sales_6m"
    missing = rule.part({**base, "matured_items": 5})
    assert (missing.limit, missing.reason.figures["facts"]) == (ZERO, "average_monthly_sales_6m")


def test_a_need_without_factors_looks_at_no_grade() -> None:
    """One factor for everyone, the buffer may be zero, and negative figures are zero."""
    rule = NeedFromSales("sales", currency="EUR")
    assert rule.inputs == ("sales", "payment_days")
    assert rule.limit({"sales": 100, "payment_days": 30}) == UpTo(Money(100, "EUR"))
    for row in ({"sales": -100, "payment_days": 30}, {"sales": 100, "payment_days": -1}):
        assert rule.limit(row) == UpTo(Money(0, "EUR"))
    assert rule.limit({"sales": -100, "payment_days": -30}) == UpTo(Money(0, "EUR"))


@pytest.mark.parametrize(("currency", "expected"), [("EUR", "33.33"), ("JPY", "33"), ("KWD", "33.333")])
def test_a_part_is_cut_to_the_minor_unit_of_its_currency(currency: str, expected: str) -> None:
    """100 over three, in currencies of two, no and three decimals."""
    rule = NeedFromSales("sales", currency=currency)
    assert rule.limit({"sales": 100, "payment_days": 10}) == UpTo(Money(expected, currency))
    assert rule.limit_many({"sales": np.array([100]), "payment_days": np.array([10])})[0] == UpTo(
        Money(expected, currency)
    )


def test_left_out_binds_nothing() -> None:
    """By choice a part with a missing fact has no opinion."""
    rule = need(missing="leave_out")
    assert rule.limit({"grade": "A", "payment_days": 30}) == Unset()
    assert rule.part({}).reason.code == "limit_fact_left_out"
    assert rule.limit_many({"grade": Labels.of(["A", None])}).kind.tolist() == [0, 0]


def test_capacity_goes_by_equity_then_by_capital_then_is_zero() -> None:
    """A negative equity is known, and is no capacity; a substitute is asked only where it is unknown."""
    rule = capacity()
    rows: list[Record] = [
        {"grade": "C", "equity": 6_000_000},
        {"grade": "C", "equity": -1, "paid_in_capital": 10_000_000},
        {"grade": "C", "paid_in_capital": 10_000_000},
        {"grade": "C", "paid_in_capital": 1_000_000},
        {"grade": "C"},
        {"grade": "D", "paid_in_capital": 1_000_000},
        {"equity": 6_000_000},
    ]
    amounts = ["300000", "0", "200000", "50000", "0", None, "0"]
    assert [rule.limit(row) for row in rows] == [Unset() if a is None else UpTo(cny(a)) for a in amounts]
    codes = ["limit_share", "limit_share", "limit_share_at_most", "limit_share", "limit_fact_missing"]
    assert [rule.part(row).reason.code for row in rows][:5] == codes
    assert rule.inputs == ("equity", "grade", "paid_in_capital")


def test_a_starter_climbs_and_falls_back() -> None:
    """Steps by items paid on time; unknown lateness counts as late, an unknown age as new."""
    rule = starter()
    fine = {"matured_items": 3, "most_days_late_12m": 0}
    amounts = [rule.limit({**fine, "on_time_items": n}) for n in (0, 2, 3, 5, 6)]
    assert amounts == [UpTo(cny(a)) for a in (100_000, 100_000, 150_000, 150_000)] + [Unset()]
    assert rule.limit({**fine, "on_time_items": 6, "most_days_late_12m": 16}) == UpTo(cny(100_000))
    assert rule.limit({"on_time_items": 6}) == UpTo(cny(100_000))
    assert rule.limit({"matured_items": 6, "tenure_months": 6}) == Unset()
    assert rule.limit({"matured_items": 6}) == UpTo(cny(100_000))


def test_lowest_of_unset_and_unlimited() -> None:
    """All unset is unset; unlimited without an amount is unlimited, whatever the minimum."""
    wide = LowestOf([GradeTable({"A": Unlimited(), "B": cny(5)}), need()], "CNY", minimum=cny(1), round_to=cny(1))
    assert wide.limit({"grade": "A", "payment_days": 30}) == ZERO
    rule = LowestOf([GradeTable({"A": Unlimited(), "B": cny(5)}), EnteredOnly()], "CNY", minimum=cny(9))
    assert [rule.limit({"grade": g}) for g in "AB"] == [Unlimited(), ZERO]
    assert [r.code for r in rule.derive({"grade": "A"}).reasons] == ["limit_unlimited"]
    assert [r.code for r in rule.derive({"grade": "B"}).reasons] == ["limit_binds", "limit_below_minimum"]
    nothing = LowestOf([EnteredOnly()], "CNY")
    assert nothing.derive({}).reasons[0].code == "limit_unset"
    assert limit_many(rule, {"grade": Labels.of(["A", "B"])}, "CNY").kind.tolist() == [1, 2]


def test_half_even_goes_to_the_even_step() -> None:
    """25 and 35 by tens; down takes both below."""
    table = GradeTable({"A": cny(25), "B": cny(35)})
    for rounding, expected in (("half_even", [20, 40]), ("down", [20, 30])):
        rule = LowestOf([table], "CNY", round_to=cny(10), rounding=rounding)  # type: ignore[arg-type]
        assert [rule.limit({"grade": g}) for g in "AB"] == [UpTo(cny(n)) for n in expected]
        assert list(rule.limit_many({"grade": Labels.of(["A", "B"])})) == [UpTo(cny(n)) for n in expected]
    assert [r.code for r in rule.derive({"grade": "A"}).reasons] == ["limit_binds", "limit_rounded"]


def test_the_derivation_says_it_in_words() -> None:
    """Figures, formula and what binds, in both languages."""
    row: Record = {
        "grade": "C", "payment_days": 30, "sales_forecast_monthly": Decimal(150_000), "equity": 6_000_000,
    }  # fmt: skip
    derived = manufacturer().derive(row)
    said = [text(part.reason) for part in derived.parts]
    assert said[1] == (
        "'need': 150000 a month ('sales_forecast_monthly') × (30 + 15 days) / 30 × 0.75 = 168,750.00 CNY"
    )
    assert text(derived.reasons[0]) == "'starter' is the lowest: 100,000.00 CNY"
    assert derived.reasons[0].rule == "parts[3]"
    assert text(derived.reasons[0], "zh") == "'starter' 最低:100,000.00 CNY"


def test_every_reason_has_its_texts() -> None:
    """No placeholder stays empty in anything that a rule says."""
    rows: list[Record] = [
        {}, {"grade": "A"}, {"grade": "D"}, {"grade": "X"},
        {"grade": "C", "payment_days": 30, "average_monthly_sales_6m": 99_999, "equity": 10**9, "matured_items": 9,
         "tenure_months": 9},
        {"grade": "C", "payment_days": 30, "average_monthly_sales_6m": 9, "paid_in_capital": 10**9},
        {"matured_items": 1, "on_time_items": 4, "most_days_late_12m": 1},
        {"matured_items": 1, "on_time_items": 4, "most_days_late_12m": 99},
        {"matured_items": 1, "on_time_items": 6, "most_days_late_12m": 1},
    ]  # fmt: skip
    inner = LowestOf([manufacturer(), EnteredOnly(), _Fixed()], "CNY")
    outer = LowestOf([inner, GradeTable({"A": Unlimited(), "B": cny(1)})], "CNY", name="outer")
    for row in rows:
        for rule in (manufacturer(), inner, outer, LowestOf([need(missing="leave_out")], "CNY")):
            derived = rule.derive(row)
            for reason in (*(part.reason for part in derived.parts), *derived.reasons):
                assert reason.code in ENGLISH
                assert reason.code in CHINESE
                assert "…" not in text(reason) + text(reason, "zh"), reason


@attrs.frozen
class _Fixed:
    """A host's own rule, without a columnar door."""

    inputs: tuple[str, ...] = ("equity", "frozen")

    def limit(self, values: Record) -> Limit:
        if values.get("frozen") is True:
            return UpTo(cny(0))
        return Unset() if values.get("equity") is None else UpTo(cny(1_000_000))


def test_a_rule_of_the_host_is_asked_row_by_row() -> None:
    """Its record holds what the columns hold: flags with gaps need their fields, NaN is missing."""
    columns = {"equity": np.array([1.0, np.nan, 2.0]), "frozen": Numbers([0, 0, 1], 0, [False, True, False])}
    fields = {"equity": Field("equity", "number"), "frozen": Field("frozen", "flag")}
    found = limit_many(_Fixed(), columns, "CNY", fields=fields)
    assert list(found) == [UpTo(cny(1_000_000)), Unset(), ZERO]
    assert LowestOf([_Fixed()], "CNY").derive({"equity": 1}).parts[0].name == "_Fixed"
    assert list(limit_many(_Fixed(), {"other": np.arange(2)}, "CNY")) == [Unset(), Unset()]
    with pytest.raises(CurrencyMismatch):
        limit_many(_Fixed(), columns, "EUR", fields=fields)
    with pytest.raises(CurrencyMismatch):
        LowestOf([_Fixed()], "EUR").limit({"equity": 1})
    with pytest.raises(CurrencyMismatch):
        limit_many(manufacturer(), {"grade": Labels.of(["A"])}, "EUR")


def test_columns_of_every_kind() -> None:
    """Amounts of the currency, decimals, integers and floats that are decimals give one limit."""
    rule = ShareOf("equity", "0.5", currency="EUR")
    minor = [12_34, 0]
    given: list[Any] = [
        Amounts(minor, "EUR"), Numbers(minor, 2), Numbers([n * 100 for n in minor], 4), np.array([12.34, 0.0]),
        Amounts(minor, Labels([0, -1], ("EUR",))),
    ]  # fmt: skip
    for column in given:
        assert list(rule.limit_many({"equity": column})) == [UpTo(Money("6.17", "EUR")), UpTo(Money(0, "EUR"))]
    for wrong in (np.array([0.001]), np.array([np.inf]), Labels.of(["x"]), np.array([2**63 + 1], dtype=np.uint64)):
        with pytest.raises(InvalidInput, match=r"^equity"):
            rule.limit_many({"equity": wrong})
    with pytest.raises(CurrencyMismatch):
        rule.limit_many({"equity": Amounts(minor, "USD")})
    with pytest.raises(InvalidInput, match="plain numbers"):
        need().limit_many({"payment_days": Amounts(minor, "EUR")})


@pytest.mark.parametrize("value", [1.5, "1", True, Decimal("NaN"), Decimal("1e18"), Decimal("1e-19"), 10**18])
def test_a_figure_that_is_no_exact_number_is_refused(value: Any) -> None:
    """By the name of the field."""
    with pytest.raises(InvalidInput, match=r"^equity: "):
        capacity().limit({"grade": "A", "equity": value})


def test_nan_is_missing_and_a_grade_is_text() -> None:
    """In a record too; and a limit past 63 bits is an error, not a wrap."""
    assert capacity().limit({"grade": "A", "equity": float("nan")}) == ZERO
    with pytest.raises(InvalidInput, match=r"^grade: "):
        ceiling().limit({"grade": 1})
    with pytest.raises(AmountTooLarge):
        ShareOf("equity", 1, currency="EUR").limit({"equity": 10**17})


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: GradeTable({}), "amounts"),
        (lambda: GradeTable({"A": Unlimited()}), "amounts"),
        (lambda: GradeTable({"A": cny(-1)}), "amounts"),
        (lambda: GradeTable({"A": 5}), "amounts"),
        (lambda: GradeTable({"": cny(1)}), "amounts"),
        (lambda: need(factors={}), "factors"),
        (lambda: need(factors={"A": "-1"}), "factors"),
        (lambda: need(forecast=None), "forecast"),
        (lambda: need(buffer_days=-1), "buffer_days"),
        (lambda: need(missing="guess"), "missing"),
        (lambda: need(currency="EURO"), "currency"),
        (lambda: need(name=""), "name"),
        (lambda: capacity(at_most=cny(-1)), "at_most"),
        (lambda: capacity(otherwise=need()), "otherwise"),
        (lambda: ShareOf("equity", 0.5, currency="EUR"), "shares"),
        (lambda: Starter(NEW, cny(10), [(3, cny(5))]), "steps"),
        (lambda: Starter(NEW, cny(10), [(3, cny(15)), (3, cny(20))]), "steps"),
        (lambda: Starter(NEW, cny(10), [(3, None), (5, cny(20))]), "steps"),
        (lambda: StarterStep(0, None), "on_time_items"),
        (lambda: LowestOf([], "CNY"), "parts"),
        (lambda: LowestOf([need(), need()], "CNY"), "parts"),
        (lambda: LowestOf([need()], "CNY", round_to=cny(0)), "round_to"),
        (lambda: LowestOf([need()], "CNY", minimum=cny(0)), "minimum"),
        (lambda: LowestOf([need()], "CNY", rounding="up"), "rounding"),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_made(make: Any, path: str) -> None:
    """Each by its path."""
    with pytest.raises(InvalidInput, match=f"^{path}"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: GradeTable({"A": cny(1), "B": Money(1, "EUR")}),
        lambda: capacity(currency="EUR"),
        lambda: Starter(NEW, cny(1), [(1, Money(2, "EUR"))]),
        lambda: LowestOf([need()], "EUR"),
        lambda: LowestOf([need()], "CNY", minimum=Money(1, "EUR")),
    ],
)
def test_two_currencies_do_not_mix(make: Any) -> None:
    """Within one rule, nor between a rule and its parts."""
    with pytest.raises(CurrencyMismatch):
        make()


def test_rules_travel() -> None:
    """They compare by content and survive pickling, conditions compiled again."""
    rule = manufacturer()
    again = pickle.loads(pickle.dumps(rule))
    row: Record = {"grade": "C", "payment_days": 30, "sales_forecast_monthly": 150_000, "equity": 6_000_000}
    assert again == rule
    assert hash(again) == hash(rule)
    assert again.limit(row) == rule.limit(row) == UpTo(cny(100_000))
    assert rule.substituted == ("average_monthly_sales_6m", "sales_forecast_monthly", "equity")


def test_a_condition_on_the_gap_itself_can_break_the_law() -> None:
    """``is None`` is never unknown, so a rule can be made to favour what is missing: the law is worth a check."""
    odd = Starter(Missing("equity"), cny(10))
    assert odd.limit({}) == UpTo(cny(10))
    assert Starter(Compare("equity", ">", 0), cny(10)).limit({}) == UpTo(cny(10))


def test_a_rule_may_be_a_part_of_another() -> None:
    """The inner result is rounded first; its part and its limit are what the outer one sees."""
    inner = LowestOf([ceiling(), capacity()], "CNY", round_to=cny(10_000), name="inner")
    outer = LowestOf([inner, GradeTable({"C": cny(55_555)})], "CNY")
    row: Record = {"grade": "C", "equity": 999_999}
    assert inner.part(row).limit == outer.derive(row).parts[0].limit == UpTo(cny(40_000))
    assert inner.part(row).reason.figures["of"] == "capacity"
    assert outer.limit_many({"grade": Labels.of(["C"]), "equity": np.array([999_999])})[0] == outer.limit(row)


def test_a_column_without_rows() -> None:
    """No rows in, no limits out; a rule without inputs has as many as the columns have rows."""
    assert len(limit_many(manufacturer(), {}, "CNY")) == 0
    assert limit_many(EnteredOnly(), {"x": np.arange(3)}, "CNY").same(LimitColumn.constant(Unset(), 3, "CNY"))
