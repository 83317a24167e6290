"""The conditions that a full credit policy needs can all be written, and its table of terms is proved."""

from __future__ import annotations

import pytest

from creditkit.rules import Field, Fields, Row, Table, compiled, declared, fields_of, parse, show, verify_table

_COUNTS = ("matured_items", "tenure_months", "months_since_write_off", "late_items_12m", "required_items_missing")
_DAYS = ("oldest_overdue_days", "guarantee_days_left", "file_age_days", "insured_limit_days_left")
_SHARES = ("coverage", "utilisation", "claims_share_of_capital", "overdue_5d_share", "dbt_90d_minus_dbt_365d")
_AMOUNTS = ("order_amount", "uncovered_amount", "overdue_5d_amount", "prepayment_shortfall")
_FLAGS = (
    "custom_made",
    "sanctions_match",
    "blacklisted",
    "insolvency_open",
    "parent_guarantee",
    "insured_limit_reduced",
)

FIELDS: Fields = declared(
    [
        *(Field(name, "number", decimals=0, least=0) for name in _COUNTS),
        *(Field(name, "days", least=0) for name in _DAYS),
        *(Field(name, "number", decimals=4) for name in _SHARES),
        *(Field(name, "money", unit="CNY") for name in _AMOUNTS),
        *(Field(name, "flag") for name in _FLAGS),
        Field("grade", "text", choices=["A", "B", "C", "D", "E"]),
        Field("tax_credit_grade", "text", choices=["A", "B", "M", "C", "D"]),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "parent_guarantee == True and guarantee_days_left >= 60",
        "matured_items < 6 or tenure_months < 6",
        "coverage < 0.60",
        "claims_share_of_capital > 0.20",
        "sanctions_match == True or tax_credit_grade == 'D'",
        "grade == 'C' and (matured_items < 6 or tenure_months < 6)",
        "grade == 'A' and tenure_months >= 36 and late_items_12m == 0 and utilisation <= 0.80",
        "uncovered_amount <= 0",
        "order_amount <= 5000 and oldest_overdue_days <= 15",
        "overdue_5d_share > 0.20 and overdue_5d_amount > 50000",
        "utilisation > 1.00",
        "required_items_missing >= 1 or file_age_days > 365",
        "insured_limit_reduced == True or insured_limit_days_left < 30",
        "dbt_90d_minus_dbt_365d >= 10",
    ],
)
def test_it_is_written_as_it_is_printed(text: str) -> None:
    """Read and printed again, the text of a policy does not change; nothing known is an unknown answer."""
    condition = parse(text, FIELDS)
    assert show(condition) == text
    assert compiled(condition, FIELDS)({}) is None
    assert set(fields_of(condition)) <= set(FIELDS)


TERMS = [
    "grade == 'E'",
    "grade == 'D'",
    "grade == 'C' and (matured_items < 6 or tenure_months < 6)",
    "grade == 'C' and custom_made == True",
    "grade == 'C'",
    "grade == 'B' and custom_made == True",
    "grade == 'B'",
    "grade == 'A' and custom_made == True",
    "grade == 'A'",
]


def test_the_terms_are_complete() -> None:
    """By the first row that is true each grade has its terms; only a missing grade is left over."""
    table = Table("first", [Row(parse(when, FIELDS), i) for i, when in enumerate(TERMS)], -1)
    assert [(f.reason.code, dict(f.witness or {})["grade"]) for f in verify_table(table, FIELDS, "terms")] == [
        ("table_gap_missing", None)
    ]


def test_the_order_of_the_rows_matters() -> None:
    """With the general row first, the special ones are never reached, and a gap has its witness."""
    table = Table("first", [Row(parse(when, FIELDS), i) for i, when in enumerate(reversed(TERMS[:-2]))], -1)
    found = {f.path: f for f in verify_table(table, FIELDS, "terms")}
    dead = [path for path, finding in found.items() if finding.reason.code == "row_never_reached"]
    assert dead == ["terms.rows[1]", "terms.rows[3]", "terms.rows[4]"]
    assert found["terms.otherwise"].reason.code == "table_gap"
    assert dict(found["terms.otherwise"].witness or {})["grade"] == "A"
