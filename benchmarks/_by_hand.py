"""The ``manufacturer`` policy written out by hand, for the records of ``benchmarks.decision``: a floor to measure by.

Every figure stands in the code; what those records never have (holds, disputes, groups, write-offs, orders, a second
currency, a thin file) is left out, nothing is checked and nothing explained.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from creditkit.columns import Record, scaled
from creditkit.facts import Allocation, Document, Observation, Party
from creditkit.money import divided

D = Decimal
#: Field, edges, points from the lowest value up, points where it is missing; edges that a value has to pass.
PASSED = (
    ("days_beyond_terms", [D(3), D(10), D(20), D(40)], [12, 9, 6, 3, 0], 5),
    ("oldest_overdue_days", [3, 15, 30, 60], [8, 6, 4, 2, 0], 3),
    ("debt_ratio", [D("0.50"), D("0.65"), D("0.80")], [8, 6, 3, 0], 0),
    ("litigation_24m", [0, 2, 5], [5, 3, 1, 0], 0),
)
#: The same with edges that a value has to reach.
REACHED = (
    ("on_time_rate", [D("0.60"), D("0.80"), D("0.90"), D("0.95"), D("0.98")], [0, 2, 6, 11, 15, 18], 8),
    ("fulfilment_rate", [D("0.90"), D("0.95"), D("0.98")], [0, 3, 5, 7], 3),
    ("current_ratio", [D("1.0"), D("1.2"), D("1.5")], [0, 2, 4, 5], 0),
    ("paid_in_capital", [D(1_000_000), D(5_000_000), D(20_000_000)], [1, 3, 5, 6], 0),
    ("months_in_business", [12, 36, 60, 120], [0, 1, 3, 4, 5], 0),
    ("bureau_score", [D(50), D(65), D(80)], [0, 3, 5, 7], 0),
    ("tenure_months", [6, 12, 24, 60], [0, 1, 3, 5, 6], 0),
)
WORDS = (
    ("tax_credit_grade", {"A": 4, "B": 3, "M": 2, "C": 1, "D": 0, None: 0}),
    ("industry_risk", {"low": 6, "moderate": 4, "elevated": 2, "high": 0, None: 0}),
    ("country_risk", {"low": 3, "medium": 1, "high": 0, None: 0}),
)
CUT_OFFS, GRADES = [40, 55, 70, 85], "EDCBA"
CEILING = {"A": 5_000_000_00, "B": 2_000_000_00, "C": 500_000_00}
#: Of sales and of equity, in hundredths.
FACTORS, SHARES = {"A": 125, "B": 100, "C": 75}, {"A": 10, "B": 8, "C": 5}
STEP, LEAST = 10_000_00, 20_000_00
PREPAY, HOLD, REFUSE = 1, 2, 3


def points_of(known: Record) -> int:
    """The score."""
    get, total = known.get, 0
    for name, edges, points, missing in PASSED:
        value: Any = get(name)
        total += missing if value is None else points[bisect_left(edges, value)]
    for name, edges, points, missing in REACHED:
        value = get(name)
        total += missing if value is None else points[bisect_right(edges, value)]
    for name, words in WORDS:
        total += words[get(name)]  # type: ignore[index]
    return total


def is_new(known: Any) -> bool:
    """Whether there are too few items or months to go by."""
    return bool(known["matured_items"] < 6 or known["tenure_months"] < 6)


def grade_of(points: int, known: Any) -> str:
    """The grade: cut-offs, caps, sets."""
    grade, oldest = GRADES[bisect_right(CUT_OFFS, points)], known["oldest_overdue_days"]
    if is_new(known) or oldest > 30:
        grade = max(grade, "C")
    if oldest > 60:
        grade = max(grade, "D")
    return "E" if oldest > 90 or known["insolvency_open"] else grade


def terms_of(grade: str, known: Any) -> tuple[int, int]:
    """Days, and the prepayment in hundredths."""
    if grade in "DE":
        return 0, 100
    if grade == "C":
        return 30, 50 if is_new(known) else 30
    return (45 if grade == "B" else 60), 0


def limit_of(grade: str, days: int, known: Any) -> int:
    """The proposed limit in minor units."""
    if grade in "DE":
        return 0
    sales, equity = (int(known[name] * 100) for name in ("average_monthly_sales_6m", "equity"))
    found = [CEILING[grade], sales * (days + 15) * FACTORS[grade] // 3_000, equity * SHARES[grade] // 100]
    if is_new(known):
        paid = known["on_time_items"]
        if paid < 3 or known["most_days_late_12m"] > 15:
            found.append(100_000_00)
        elif paid < 6:
            found.append(150_000_00)
    least = min(found) // STEP * STEP
    return least if least >= LEAST else 0


def outcome_of(amount: int, prepaid_share: int, limit: int, exposure: int, known: Any) -> int:
    """What becomes of an order without a prepayment; amounts in minor units."""
    oldest = known["oldest_overdue_days"]
    due = divided(amount * prepaid_share, 100)
    uncovered = amount - due
    worst = PREPAY if due else 0
    if not (amount <= 5_000_00 and oldest <= 15):
        share, late = known.get("overdue_5d_share"), known["overdue_5d_amount"]
        if oldest > 15 or exposure + uncovered > limit or (share is not None and share > D("0.20") and late > 50_000):
            worst = HOLD
        elif uncovered > 200_000_00 and uncovered * 10 > limit * 3:
            worst = PREPAY
        if oldest > 60:
            worst = REFUSE
    return REFUSE if known["insolvency_open"] else worst


def months(start: date, end: date) -> int:
    """Full calendar months."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def figures_of(records: Sequence[Any], day: date) -> tuple[dict[str, Any], int]:
    """What the records say, as the policy measures it, and what is open in minor units."""
    known: dict[str, Any] = {}
    paid: dict[str, date] = {}
    documents: list[Document] = []
    for one in records:
        if type(one) is Document:
            documents.append(one)
        elif type(one) is Allocation:
            paid[one.to_id] = one.value_on
        elif type(one) is Observation:
            known[one.name] = one.value
        elif type(one) is Party:
            known["months_in_business"] = months(one.registered_on, day)  # type: ignore[arg-type]
    _of_items([(d, paid.get(d.document_id)) for d in documents if d.issued_on <= day], day, known)
    return known, sum(d.amount.minor for d in documents if d.document_id not in paid)


def _of_items(  # noqa: C901  (one pass, as one would write it by hand)
    items: Sequence[tuple[Document, date | None]], day: date, known: dict[str, Any]
) -> None:
    today, year = day.toordinal(), day.toordinal() - 365
    cohorts: dict[int, list[tuple[int, bool]]] = {365: [], 730: []}
    late, late_5d, oldest, slowest, open_minor, sold, beyond, weight = 0, 0, 0, 0, 0, 0, 0, 0
    first = day
    for one, on in items:
        minor, due, came = one.amount.minor, one.due_on.toordinal(), None if on is None else on.toordinal()  # type: ignore[union-attr]
        if came is not None:
            first = min(first, one.issued_on)
        if one.issued_on.toordinal() > today - 180:
            sold += minor
        if due + 3 <= today:
            for span, cohort in cohorts.items():
                if due > today - span:
                    cohort.append((minor, came is not None and came <= due + 3))
        if came is None:
            open_minor += minor
            if due < today and minor > max(500_00, minor // 100):
                late, oldest = late + minor, max(oldest, today - due)
                late_5d += minor if today - due > 5 else 0
                beyond, weight = beyond + minor * (today - due), weight + minor
                slowest = max(slowest, today - due)
            continue
        if came > year:
            beyond, weight = beyond + minor * max(came - due, 0), weight + minor
            slowest = max(slowest, came - due) if due <= today else slowest
    cohort = cohorts[365] if len(cohorts[365]) >= 6 else cohorts[730]
    known["matured_items"], known["on_time_items"] = len(cohort), sum(was for _, was in cohort)
    if len(cohort) >= 6:
        top, bottom = sum(minor for minor, was in cohort if was), sum(minor for minor, _ in cohort)
        known["on_time_rate"] = scaled(divided(top * 10**4, bottom), 4)
    if weight:
        known["days_beyond_terms"] = scaled(divided(beyond * 10**4, weight), 4)
    known["overdue_5d_share"] = scaled(divided(late_5d * 10**4, open_minor), 4) if open_minor else None
    known["overdue_5d_amount"], known["oldest_overdue_days"] = scaled(late_5d, 2), oldest
    known["tenure_months"], known["most_days_late_12m"] = months(first, day), slowest
    known["average_monthly_sales_6m"] = scaled(divided(sold, 6), 2)
