"""A whole card and grading of a mid-size manufacturer: a new customer, and one that keeps its accounts back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from creditkit.columns import Record, Value
from creditkit.rules import Field, Kind, declared, parse
from creditkit.scoring import Categorical, Give, Grading, Numeric, Override, Refuse, Rises, Scorecard
from creditkit.testing import check_grades_agree, check_scalar_equals_columns

D = Decimal
Groups = dict[str, tuple[Numeric | Categorical, ...]]


def higher(name: str, bins: dict[str, int], group: str, missing: int = 0, **rest: Any) -> Numeric:
    """Points for "at least", highest first; below the last the points of ``else``."""
    edges = [edge for edge in reversed(bins) if edge != "else"]
    return Numeric(
        name, edges, list(reversed(bins.values())), better="higher", group=group, missing=Give(missing), **rest
    )


def lower(name: str, bins: dict[str, int], group: str, missing: int = 0, **rest: Any) -> Numeric:
    """Points for "at most", lowest first; above the last the points of ``else``."""
    edges = [edge for edge in bins if edge != "else"]
    return Numeric(
        name, edges, list(bins.values()), closed="right", better="lower", group=group, missing=Give(missing), **rest
    )


def named(name: str, points: dict[Any, int], group: str) -> Categorical:
    return Categorical(name, points, group=group, missing=Give(0), unseen=Refuse(), withholdable=True)


HIDE: dict[str, Any] = {"withholdable": True}
CARD = Scorecard(
    [
        higher("on_time_rate", {"0.98": 18, "0.95": 15, "0.90": 11, "0.80": 6, "0.60": 2, "else": 0}, "willingness", 8),
        lower("days_beyond_terms", {"3": 12, "10": 9, "20": 6, "40": 3, "else": 0}, "willingness", 5),
        lower("oldest_overdue_days", {"3": 8, "15": 6, "30": 4, "60": 2, "else": 0}, "willingness", 3),
        higher("fulfilment_rate", {"0.98": 7, "0.95": 5, "0.90": 3, "else": 0}, "willingness", 3),
        lower("debt_ratio", {"0.50": 8, "0.65": 6, "0.80": 3, "else": 0}, "ability", **HIDE),
        higher("current_ratio", {"1.5": 5, "1.2": 4, "1.0": 2, "else": 0}, "ability", **HIDE),
        higher("paid_in_capital", {"20000000": 6, "5000000": 5, "1000000": 3, "else": 1}, "ability", **HIDE),
        higher("months_in_business", {"120": 5, "60": 4, "36": 3, "12": 1, "else": 0}, "ability", **HIDE),
        named("tax_credit_grade", {"A": 4, "B": 3, "M": 2, "C": 1, "D": 0}, "ability"),
        higher("bureau_score", {"80": 7, "65": 5, "50": 3, "else": 0}, "ability", **HIDE),
        named("industry_risk", {"low": 6, "moderate": 4, "elevated": 2, "high": 0}, "environment"),
        higher("tenure_months", {"60": 6, "24": 5, "12": 3, "6": 1, "else": 0}, "environment"),
        lower("litigation_24m", {"0": 5, "2": 3, "5": 1, "else": 0}, "environment", **HIDE),
        named("country_risk", {"low": 3, "medium": 1, "high": 0}, "environment"),
    ],
    decimals=0,
)
FIELDS = declared(
    [
        *(Field(name, Kind.number, least=0) for name in ("coverage", "matured_items", "tenure_months")),
        Field("oldest_overdue_days", Kind.days, least=0, better="lower"),
    ]
)
RULES = (
    ("matured_items < 6 or tenure_months < 6", {"cap": "C"}, "new_customer", "note"),
    ("coverage < 0.60", {"cap": "C"}, "coverage_60", "apply"),
    ("coverage < 0.40", {"cap": "D"}, "coverage_40", "apply"),
    ("oldest_overdue_days > 30", {"cap": "C"}, "overdue_30", "note"),
    ("oldest_overdue_days > 60", {"cap": "D"}, "overdue_60", "note"),
    ("oldest_overdue_days > 90", {"set": "E"}, "party_default", "note"),
)
GRADING = Grading(
    {"A": 85, "B": 70, "C": 55, "D": 40, "E": 0},
    overrides=[
        Override(parse(when, FIELDS), reason=reason, unknown=unknown, **what)  # type: ignore[arg-type]
        for when, what, reason, unknown in RULES
    ],
    rises=Rises(after_reviews=2, at_most_steps=1),
    adjustment_bounds=(-40, 5),
    score_bounds=(0, 100),
)
NEW: dict[str, Value] = {
    "debt_ratio": D("0.62"), "current_ratio": D("1.22"), "paid_in_capital": D(10_000_000), "months_in_business": 63,
    "tax_credit_grade": "B", "bureau_score": 68, "industry_risk": "moderate", "tenure_months": 0,
    "litigation_24m": 0, "country_risk": "low", "matured_items": 0,
}  # fmt: skip
#: 87 points: all known, and six points for the debt ratio, four for the current ratio, five without a lawsuit.
OLD: dict[str, Value] = {
    **NEW, "on_time_rate": D("0.96"), "days_beyond_terms": 10, "oldest_overdue_days": 0, "fulfilment_rate": D("0.99"),
    "paid_in_capital": D(20_000_000), "months_in_business": 130, "tax_credit_grade": "B", "bureau_score": 81,
    "tenure_months": 40, "matured_items": 60,
}  # fmt: skip
BAD_NEWS: Record = {"debt_ratio": D("0.86"), "current_ratio": D("0.8"), "litigation_24m": 7}


def test_a_new_customer_is_a_c() -> None:
    """19 + 27 + 12 = 58 points, 55 of 100 points of weight known; capped twice, of which nothing is lost."""
    score = CARD.score(NEW)
    assert [(g.name, g.points, g.maximum) for g in score.groups] == [
        ("willingness", 19, 45),
        ("ability", 27, 35),
        ("environment", 12, 20),
    ]
    assert (score.points, score.maximum, score.coverage) == (58, 100, D("0.55"))
    grade = GRADING.grade(score, NEW)
    assert grade.label == "C"
    assert [reason.code for reason in grade.reasons] == ["grade_cut_off", "new_customer", "coverage_60"]
    unknown = [finding.reason.figures["override"] for finding in grade.unknown]
    assert unknown == ["overdue_30", "overdue_60", "party_default"]


def test_a_customer_that_hides_bad_news_fares_as_if_it_told() -> None:
    """87 - 6 - 4 - 5 = 72 and B, hidden as disclosed; the coverage falls to 82%."""
    assert CARD.score(OLD).points == 87
    hidden = {name: value for name, value in OLD.items() if name not in BAD_NEWS}
    kept, told = CARD.score(hidden), CARD.score({**OLD, **BAD_NEWS})
    assert (kept.points, kept.coverage, told.points) == (72, D("0.82"), 72)
    assert GRADING.grade(kept, hidden).label == GRADING.grade(told, {**OLD, **BAD_NEWS}).label == "B"


@pytest.mark.parametrize(("days", "label"), [(30, "A"), (31, "C"), (61, "D"), (90, "D"), (91, "E")])
def test_overdue_days_cap_and_set(days: int, label: str) -> None:
    """More than 30, 60 and 90 days; the points of the card fall too, and the cap is what counts."""
    values = {**OLD, "on_time_rate": D(1), "current_ratio": 2, "debt_ratio": D("0.5"), "oldest_overdue_days": days}
    assert GRADING.grade(CARD.score(values), values).label == label


def test_both_doors_agree_on_these_customers() -> None:
    """Points, coverage and grades, row by row."""
    rows = [NEW, OLD, {**OLD, **BAD_NEWS}, {}, {**OLD, "oldest_overdue_days": 95}, {**OLD, "industry_risk": "moon"}]
    check_scalar_equals_columns(CARD, rows)
    check_grades_agree(GRADING, CARD, rows, adjustments=[D(n) for n in (0, 9, -50, 3, -1, 0)])


def test_verify_has_only_notes_on_this_card() -> None:
    """Neutral values for what nobody can know of a new customer are worth more than the worst bin, and said."""
    found = CARD.verify()
    assert {finding.severity for finding in found} == {"note"}
    assert [f.reason.figures["characteristic"] for f in found] == [
        "on_time_rate", "days_beyond_terms", "oldest_overdue_days", "fulfilment_rate",
    ]  # fmt: skip
    assert GRADING.verify(FIELDS, CARD) == ()
