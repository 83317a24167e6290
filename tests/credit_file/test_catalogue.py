"""The catalogue: every name is complete, and a full policy finds its inputs."""

from __future__ import annotations

import pickle

import pytest

from creditkit.credit_file import CATALOGUE, catalogue_fields, catalogue_rules
from creditkit.errors import InvalidInput
from creditkit.rules import ConditionError, Kind, fields_of, parse, show

CONDITIONS = [
    # grades
    "parent_guarantee == True and guarantee_days_left >= 60",
    "manual_lift_approved == True",
    "matured_items < 6 or tenure_months < 6",
    "coverage < 0.60",
    "coverage < 0.40",
    "oldest_overdue_days > 30",
    "months_since_write_off < 36",
    "defendant_claims_share_of_capital > 0.20",
    "on_abnormal_operations_list == True or tax_credit_grade == 'D'",
    "worst_group_member_grade == 'E'",
    "on_dishonest_debtor_list == True or insolvency_open == True or bill_dishonoured_180d == True",
    "sanctions_match == True",
    # limits and terms
    "matured_items < 6",
    "grade == 'E'",
    "grade == 'C' and (matured_items < 6 or tenure_months < 6)",
    "grade == 'C' and custom_made == True",
    # order checks
    "uncovered_amount <= 0",
    "order_amount <= 5000 and oldest_overdue_days <= 15",
    "grade == 'A' and tenure_months >= 36 and late_items_12m == 0 and utilisation <= 0.80",
    "urgent == True",
    "sanctions_match == True or blacklisted == True",
    "insolvency_open == True",
    "overdue_5d_share > 0.20 and overdue_5d_amount > 50000",
    "frozen == True",
    "utilisation_after > 1.00",
    "utilisation_after > 0.90",
    "uncovered_share_of_limit > 0.30 and uncovered_amount > 200000",
    "prepayment_shortfall > 0",
    "insurance_stopped == True",
    "required_items_missing >= 1 or file_age_days > 365",
    "promises_broken_open >= 1",
    "payer_differs_from_contract == True",
    # provision, alerts, suppliers
    "insolvency_open == True or oldest_overdue_days > 365",
    "oldest_overdue_days >= 3",
    "consecutive_late_periods >= 2",
    "dbt_90d_minus_dbt_365d >= 10",
    "new_cases_90d >= 2 or new_claims_share_of_capital > 0.05",
    "legal_representative_changed == True",
    "owner_changed == True or registered_address_changed == True or capital_reduced == True",
    "capital_reduced == True or buyers_changed_180d >= 2",
    "order_changes_90d >= 3",
    "our_shipment_late_days >= 1",
    "bill_dishonoured_30d == True",
    "utilisation > 0.90",
    "insured_limit_reduced == True or insured_limit_days_left < 30",
    "days_to_overdue_notice <= 10",
    "days_to_limitation <= 180",
    "security_days_left < 60",
    "days_delivered_without_acceptance > 30",
    "oldest_delivery_late_days > 30",
]
CHARACTERISTICS = [
    "on_time_rate", "days_beyond_terms", "oldest_overdue_days", "fulfilment_rate", "debt_ratio", "current_ratio",
    "paid_in_capital", "months_in_business", "tax_credit_grade", "bureau_score", "industry_risk", "tenure_months",
    "litigation_24m", "country_risk",
]  # fmt: skip
REQUIRED = [
    "registration_id", "registered_on", "paid_in_capital", "litigation_24m", "sanctions_checked_on",
    "contract_signed", "payer_bank_account", "annual_accounts", "parent_guarantee",
]  # fmt: skip


@pytest.mark.parametrize("text", CONDITIONS)
def test_every_condition_of_a_full_policy_is_read(text: str) -> None:
    """Conditions of grades, limits, terms, checks and alerts find their fields and print as they were written."""
    condition = parse(text, catalogue_fields("CNY"))
    assert show(condition) == text
    assert set(fields_of(condition)) <= set(CATALOGUE)


def test_what_a_full_policy_scores_and_requires_is_named() -> None:
    """No characteristic and no required item of the policy is missing from the catalogue."""
    assert {*CHARACTERISTICS, *REQUIRED} <= set(CATALOGUE)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("litigation_24m", 90),
        ("sanctions_checked_on", 90),
        ("bureau_score", 365),
        ("annual_accounts", 548),
        ("site_visit", 730),
        ("industry_risk", 365),
    ],
)
def test_ages_of_the_policy(name: str, days: int) -> None:
    """The ages that the manufacturer's policy gives stand in the catalogue and in its rules."""
    assert CATALOGUE[name].max_age_days == days
    assert [rule.max_age_days for rule in catalogue_rules() if rule.field == name] == [days]


def test_facts_are_complete() -> None:
    """Each has two labels, a direction that its kind allows, and sources unless a later step computes it."""
    for name, fact in CATALOGUE.items():
        assert fact.name == name
        assert set(fact.label) == {"en", "zh"}
        assert all(fact.label.values())
        assert bool(fact.sources) is (fact.origin != "computed")
        assert fact.from_ledger is (fact.origin == "ledger")
    labels = [fact.label[language] for fact in CATALOGUE.values() for language in ("en", "zh")]
    assert len(set(labels)) == len(labels)


def test_trust_is_one_order() -> None:
    """Sources of one fact stand in the order of trust of the policy."""
    order = [
        "court",
        "registry",
        "tax",
        "credit_china",
        "insurer",
        "bureau",
        "audited_accounts",
        "erp",
        "customer",
        "sales",
    ]
    for name, fact in CATALOGUE.items():
        ranks = [order.index(source) for source in fact.sources if source in order]
        assert ranks == sorted(ranks), name


def test_money_is_in_the_currency_asked_for() -> None:
    """Money has the currency as its unit; without one it has none; a currency that is none is refused."""
    money = [name for name, fact in CATALOGUE.items() if fact.field.kind is Kind.money]
    assert {catalogue_fields("CNY")[name].unit for name in money} == {"CNY"}
    assert {catalogue_fields()[name].unit for name in money} == {None}
    with pytest.raises(InvalidInput, match="currency"):
        catalogue_fields("RMB")


def test_a_slip_is_offered_the_nearest_name() -> None:
    """A misspelt fact in a condition is refused with the fact that was meant."""
    with pytest.raises(ConditionError, match="tenure_months"):
        parse("tenure_month < 6", catalogue_fields("CNY"))


def test_facts_travel() -> None:
    """A catalogued fact is a value: pickled and read again it is equal."""
    assert pickle.loads(pickle.dumps(CATALOGUE["debt_ratio"])) == CATALOGUE["debt_ratio"]
