"""Planted faults: each is refused by its path, with a stable code, and none hides another."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from types import MappingProxyType
from typing import NamedTuple

import pytest

from creditkit.policy import PolicyError, parse_policy
from creditkit.reasons import Finding, text
from creditkit.reasons._chinese import CHINESE
from creditkit.reasons._english import ENGLISH
from house_policy import changed


class Fault(NamedTuple):
    """One fault: what is replaced by what, where it has to be found, under which code, and with which figures."""

    old: str
    new: str
    path: str
    code: str
    figures: Mapping[str, object] = MappingProxyType({})


FAULTS = {
    # the file as a whole
    "schema missing": Fault("schema = 1\n", "", "schema", "policy_key_missing"),
    "schema newer": Fault("schema = 1\n", "schema = 2\n", "schema", "policy_schema_unknown", {"given": 2}),
    "schema as text": Fault("schema = 1\n", 'schema = "1"\n', "schema", "policy_type_wrong", {"given": "1"}),
    "name missing": Fault('name = "house"\n', "", "name", "policy_key_missing"),
    "name empty": Fault('name = "house"\n', 'name = ""\n', "name", "policy_type_wrong"),
    "version as number": Fault('version = "2026.1"', "version = 2026.1", "version", "policy_type_wrong"),
    "unknown key at the top": Fault(
        'currency = "CNY"\n', 'currency = "CNY"\nowner = "me"\n', "owner", "policy_key_unknown"
    ),
    "misspelt section": Fault("[measures]", "[measure]", "measure", "policy_key_unknown", {"near": "measures"}),
    "misspelt required key": Fault(
        'currency = "CNY"\n', 'curency = "CNY"\n', "curency", "policy_key_unknown", {"near": "currency"}
    ),
    "currency unknown": Fault('"CNY"', '"RMB"', "currency", "policy_currency_unknown", {"given": "RMB", "near": "CNY"}),
    "currency like nothing": Fault('"CNY"', '"Q"', "currency", "policy_currency_unknown", {"given": "Q"}),
    "day that is none": Fault('2026-01-01', '"2026-02-30"', "effective_from", "policy_type_wrong"),
    "day with a time": Fault("2026-01-01", "2026-01-01T00:00:00", "effective_from", "policy_type_wrong"),
    "label in another language": Fault('zh = "本公司政策"', 'fr = "x"', "label.fr", "policy_key_unknown"),
    "description as number": Fault('description = "for tests"', "description = 7", "description", "policy_type_wrong"),
    # fields and sources
    "kind of field unknown": Fault(
        'kind = "money"', 'kind = "mony"', "fields.deposit.kind", "policy_choice_unknown", {"near": "money"}
    ),
    "field named like a word of the language": Fault(
        "[fields.deposit]", "[fields.not]", "fields.not.name", "policy_value_refused", {"given": "not"}
    ),
    "computed field declared": Fault("[fields.deposit]", "[fields.grade]", "fields.grade", "policy_field_computed"),
    "bounds the wrong way round": Fault("most = 600", "most = -1", "fields.bureau_index.most", "policy_value_refused"),
    "bound with more decimals": Fault(
        "most = 600", "most = 600.5", "fields.bureau_index.most", "policy_value_refused"
    ),
    "choices that repeat": Fault(
        'choices = ["steel", "retail", "food"]', 'choices = ["steel", "steel", "retail", "food"]',
        "fields.branch.choices", "policy_value_refused",
    ),
    "source of no field": Fault(
        "branch = {", "brnch = {", "file.brnch", "policy_field_unknown", {"near": "branch"}
    ),
    "source named twice": Fault('["bureau", "sales"]', '["bureau", "bureau"]', "file.bureau_index.sources",
                                "policy_value_refused"),
    "age below zero": Fault("max_age_days = 180", "max_age_days = -1", "file.bureau_index.max_age_days",
                            "policy_type_wrong", {"given": -1}),
    # types
    "text for an int": Fault("window_days = 360", 'window_days = "360"', "measures.window_days", "policy_type_wrong",
                             {"given": "360"}),
    "decimal for an int": Fault("window_days = 360", "window_days = 60.9", "measures.window_days",
                                "policy_type_wrong"),
    "flag for an int": Fault("tolerance_days = 3", "tolerance_days = true", "measures.tolerance_days",
                             "policy_type_wrong", {"given": "true"}),
    "int for a flag": Fault("pool_group = false", "pool_group = 0", "exposure.pool_group", "policy_type_wrong"),
    "list for a text": Fault('weight = "amount"', 'weight = ["amount"]', "measures.weight", "policy_type_wrong"),
    "table for a list": Fault("edges = [0.80, 0.95]", "edges = { a = 1 }", "scorecard.characteristics[0].edges",
                              "policy_type_wrong"),
    "list for a table": Fault("residue = { amount = \"500\", share = 0.01 }", "residue = [500]", "measures.residue",
                              "policy_type_wrong"),
    "share as percent": Fault("share = 0.01", 'share = "1%"', "measures.residue.share", "policy_type_wrong"),
    "share above one": Fault("minimum_coverage = 0.6", "minimum_coverage = 60", "grading.minimum_coverage",
                             "policy_type_wrong"),
    "not a number": Fault("edges = [300]", "edges = [nan]", "scorecard.characteristics[1].edges[0]",
                          "policy_type_wrong", {"given": "NaN"}),
    "infinite": Fault("edges = [300]", "edges = [inf]", "scorecard.characteristics[1].edges[0]", "policy_type_wrong"),
    "huge": Fault("edges = [300]", "edges = [1e400000]", "scorecard.characteristics[1].edges[0]",
                  "policy_type_wrong"),
    "huge integer": Fault("edges = [300]", "edges = [1000000000000000000]", "scorecard.characteristics[1].edges[0]",
                          "policy_type_wrong"),
    "more digits than a float keeps": Fault(
        "edges = [300]", "edges = [0.1234567890123456789]", "scorecard.characteristics[1].edges[0]",
        "policy_type_wrong",
    ),
    "longer window is shorter": Fault("extend_to_days = 730", "extend_to_days = 30", "measures.extend_to_days",
                                      "policy_value_refused"),
    # the scorecard
    "edges that fall": Fault("edges = [0.80, 0.95]", "edges = [0.95, 0.80]", "scorecard.characteristics[0].edges[1]",
                             "policy_value_refused"),
    "edges that are one": Fault("edges = [0.80, 0.95]", "edges = [0.8, 0.80]", "scorecard.characteristics[0].edges[1]",
                                "policy_value_refused"),
    "too few points": Fault("points = [0, 20, 30]", "points = [0, 20]", "scorecard.characteristics[0].points",
                            "policy_value_refused"),
    "points that fall as it gets better": Fault(
        "points = [0, 20, 30]", "points = [0, 30, 20]", "scorecard.characteristics[0].points", "policy_value_refused"
    ),
    "hiding pays": Fault("missing = { points = 0 }", "missing = { points = 9 }",
                         "scorecard.characteristics[0].missing", "policy_value_refused"),
    "fallback unknown": Fault(
        "missing = { points = 0 }", 'missing = "leave-out"', "scorecard.characteristics[0].missing",
        "policy_choice_unknown", {"near": "leave_out"},
    ),
    "misspelt fact": Fault(
        'name = "on_time_rate"', 'name = "on_time_rte"', "scorecard.characteristics[0].name", "policy_field_unknown",
        {"given": "on_time_rte", "near": "on_time_rate"},
    ),
    "text scored as a number": Fault('name = "bureau_index"', 'name = "country"', "scorecard.characteristics[1].name",
                                     "policy_type_wrong"),
    "value of no choice": Fault(
        'values = ["steel"]', 'values = ["stel"]', "scorecard.characteristics[2].bins[0].values[0]",
        "policy_choice_unknown", {"near": "steel"},
    ),
    "value in two bins": Fault('values = ["retail", "food"]', 'values = ["retail", "steel"]',
                               "scorecard.characteristics[2].bins[1].values[1]", "policy_name_twice"),
    "characteristic twice": Fault('name = "bureau_index"', 'name = "on_time_rate"',
                                  "scorecard.characteristics[1].name", "policy_name_twice"),
    "group unknown": Fault('group = "means"', 'group = "mean"', "scorecard.characteristics[2].group",
                           "policy_choice_unknown", {"near": "means"}),
    "type unknown": Fault('type = "categorical"', 'type = "category"', "scorecard.characteristics[2].type",
                          "policy_choice_unknown", {"near": "categorical"}),
    "type missing": Fault('type = "categorical"\n', "", "scorecard.characteristics[2].type", "policy_key_missing"),
    "decimals of points": Fault("points = [0, 20, 30]", "points = [0, 20.125, 30]",
                                "scorecard.characteristics[0].points", "policy_value_refused"),
    # grading
    "cut-offs that rise": Fault('["B", 30]', '["B", 60]', "grading.cutoffs[1][1]", "policy_type_wrong"),
    "grade twice": Fault('["B", 30]', '["A", 30]', "grading.cutoffs[1][0]", "policy_name_twice"),
    "grade unknown in an override": Fault('cap = "C"', 'cap = "F"', "grading.overrides[0].cap", "policy_grade_unknown"),
    "grade unknown for a thin file": Fault('thin = "C"', 'thin = "c"', "grading.thin", "policy_grade_unknown",
                                           {"near": "C"}),
    "override that does two things": Fault('set = "D"', 'set = "D"\ncap = "C"', "grading.overrides[2]",
                                           "policy_one_of"),
    "override with a misspelt effect": Fault('set = "D"', 'sett = "D"', "grading.overrides[2].sett",
                                            "policy_key_unknown", {"near": "set"}),
    "override that does nothing": Fault('set = "D"\n', "", "grading.overrides[2]", "policy_one_of"),
    "lift up to no field": Fault('at_most = "parent_grade"', 'at_most = "parent_grad"', "grading.overrides[1].at_most",
                                 "policy_field_unknown", {"near": "parent_grade"}),
    "adjustment bounds": Fault("floor = -40", "floor = 40", "grading.adjustments.floor", "policy_type_wrong"),
    "score bounds": Fault("score_bounds = [0, 100]", "score_bounds = [100, 0]", "grading.score_bounds[1]",
                          "policy_type_wrong"),
    # conditions
    "misspelt field in a condition": Fault(
        "litigation >= 1", "litigaton >= 1", "grading.overrides[0].when", "condition_invalid",
        {"given": "litigaton", "at": 0, "near": "litigation"},
    ),
    "grade that no cut-off gives": Fault(
        "grade == 'A'", "grade == 'E'", "terms.rows[0].when", "condition_invalid", {"given": "E"}
    ),
    "condition with a percent sign": Fault("tenure_months < 6\"", "on_time_rate < 5%\"", "limits.parts[3].when",
                                           "condition_invalid"),
    "condition that calls": Fault("order_amount <= 5000", "abs(order_amount) <= 5000", "exemptions[0].when",
                                  "condition_invalid"),
    "condition that is no text": Fault('"order_amount <= 5000"', "5000", "exemptions[0].when", "policy_type_wrong"),
    "bomb of nested conditions": Fault(
        "order_amount <= 5000", "(" * 900 + "order_amount <= 5000" + ")" * 900, "exemptions[0].when",
        "condition_invalid",
    ),
    "text compared with a number": Fault("litigation >= 1", "litigation >= '1'", "grading.overrides[0].when",
                                         "condition_invalid"),
    # limits
    "amount with too many decimals": Fault("500000.50", "500000.505", "limits.parts[0].amounts[2][1]",
                                           "policy_type_wrong"),
    "amount below zero": Fault("minimum = 20000", "minimum = -1", "limits.minimum", "policy_type_wrong"),
    "amount with a comma": Fault('"5000000"', '"5,000,000"', "limits.parts[0].amounts[0][1]", "policy_type_wrong"),
    "amount past 63 bits": Fault('"5000000"', '"1e30"', "limits.parts[0].amounts[0][1]", "policy_type_wrong"),
    "grade unknown in a limit": Fault('["B", 0.08]', '["b", 0.08]', "limits.parts[2].shares[1][0]",
                                      "policy_grade_unknown", {"near": "B"}),
    "pair of three": Fault('["B", 0.08]', '["B", 0.08, 1]', "limits.parts[2].shares[1]", "policy_type_wrong"),
    "steps that fall": Fault("on_time_items = 6", "on_time_items = 2", "limits.parts[3].steps",
                             "policy_value_refused"),
    "sales that are no money": Fault('sales = "average_monthly_sales_6m"', 'sales = "country"',
                                     "limits.parts[1].sales", "policy_type_wrong"),
    "share and shares": Fault('of = "equity"\n', 'of = "equity"\nshare = 1\n', "limits.parts[2]", "policy_one_of"),
    # exposure, terms
    "component unknown": Fault('"open_orders"', '"orders"', "exposure.components[1]", "policy_choice_unknown",
                               {"near": "open_orders"}),
    "component twice": Fault('"open_orders"', '"open_items"', "exposure.components[1]", "policy_name_twice"),
    "hit policy unknown": Fault('hit = "first"', 'hit = "any"', "terms.hit", "policy_choice_unknown"),
    "days missing": Fault("then = { days = 60 }", "then = {}", "terms.rows[0].then.days", "policy_key_missing"),
    "prepayment above all": Fault("prepayment_share = 0.5", "prepayment_share = 1.5",
                                  "terms.rows[1].then.prepayment_share", "policy_type_wrong"),
    # checks and exemptions
    "check without its limit": Fault("days = 60\nthen", "then", "checks[1].days", "policy_key_missing"),
    "outcome unknown": Fault('share_of_limit = 0.3\nthen = "prepay"', 'share_of_limit = 0.3\nthen = "pre-pay"',
                             "checks[3].then", "policy_choice_unknown", {"near": "prepay"}),
    "two checks of one code": Fault('type = "prepayment"', 'type = "prepayment"\ncode = "utilisation"',
                                    "checks[4].code", "policy_name_twice"),
    "check that looks for nothing": Fault("above = 200000\nshare_of_limit = 0.3\n", "", "checks[3].above",
                                          "policy_value_refused"),
    "exempt from no check": Fault('except = ["old_debt"]', 'except = ["old_dept"]', "exemptions[0].except[0]",
                                  "policy_check_unknown", {"near": "old_debt"}),
    "facts that nobody declared": Fault('"registration_id", ', '"registration_no", ', "checks[5].facts[0]",
                                        "policy_field_unknown", {"near": "registration_id"}),
    # ageing and collection
    "ageing edges that fall": Fault("edges = [0, 30, 90]", "edges = [0, 90, 30]", "aging.edges[2]",
                                    "policy_value_refused"),
    "priority row too short": Fault('["C", [2, 1, 1]]', '["C", [2, 1]]', "priority.rows[2][C]",
                                    "policy_value_refused"),
    "priority class": Fault('["C", [2, 1, 1]]', '["C", [2, 1, 4]]', "priority.rows[2][1][2]", "policy_type_wrong"),
    "priority of no grade": Fault('["D", [1, 1, 1]]', '["E", [1, 1, 1]]', "priority.rows[3][0]",
                                  "policy_grade_unknown"),
    "two steps on a day": Fault("day = 7", "day = -3", "collection.steps[1].day", "policy_value_refused"),
    "template with a format": Fault("逾期 {oldest_overdue_days} 天", "逾期 {oldest_overdue_days!r} 天",
                                    "texts.zh.old_debt", "policy_type_wrong"),
    "texts in another language": Fault("[texts.zh]", "[texts.fr]", "texts.fr", "policy_key_unknown"),
}  # fmt: skip


def problems_of(text: str) -> tuple[Finding, ...]:
    """All problems of a text."""
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, source="house.toml")
    return caught.value.problems


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_where_it_is(name: str) -> None:
    """One problem, at the path, with its code and figures."""
    fault = FAULTS[name]
    (problem,) = problems_of(changed((fault.old, fault.new)))
    assert (problem.path, problem.reason.code, problem.severity) == (fault.path, fault.code, "error")
    assert fault.figures.items() <= problem.reason.figures.items()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_can_be_said(name: str) -> None:
    """In both languages, with every figure that the text names."""
    fault = FAULTS[name]
    for problem in problems_of(changed((fault.old, fault.new))):
        for language, texts in (("en", ENGLISH), ("zh", CHINESE)):
            named = {figure for _, figure, _, _ in Formatter().parse(texts[problem.reason.code]) if figure}
            assert named <= set(problem.reason.figures)
            assert text(problem.reason, language)  # type: ignore[arg-type]


def test_there_are_enough_faults() -> None:
    """At least 45, of 14 kinds."""
    assert len(FAULTS) >= 45
    assert len({fault.code for fault in FAULTS.values()}) >= 14


TEN = (
    "misspelt section", "day that is none", "kind of field unknown", "text for an int", "misspelt fact",
    "edges that are one", "grade unknown in an override", "misspelt field in a condition", "amount with a comma",
    "exempt from no check", "texts in another language",
)  # fmt: skip


def test_ten_faults_at_once() -> None:
    """None hides another, none makes another up, and they come in the order of the file."""
    faults = [FAULTS[name] for name in TEN if name != "misspelt section"]
    found = problems_of(changed(*((fault.old, fault.new) for fault in faults)))
    assert len(faults) == 10
    assert {(one.path, one.reason.code) for one in found} == {(fault.path, fault.code) for fault in faults}
    assert len(found) == 10


def test_a_hundred_faults_in_pairs() -> None:
    """Any two faults that do not touch the same text are both found, if neither takes the other's ground away."""
    names = list(FAULTS)
    for one, other in zip(names, names[len(names) // 2 :], strict=False):
        first, second = FAULTS[one], FAULTS[other]
        if one in ("misspelt section", "type missing", "type unknown") or other in ("type missing", "type unknown"):
            continue
        found = {
            (p.path, p.reason.code) for p in problems_of(changed((first.old, first.new), (second.old, second.new)))
        }
        assert (first.path, first.code) in found, (one, other, found)


def test_the_message_lists_them_path_first() -> None:
    """With the caret under the place of a condition."""
    fault = FAULTS["misspelt field in a condition"]
    with pytest.raises(PolicyError) as caught:
        parse_policy(changed((fault.old, fault.new), ("schema = 1\n", "")), source="house.toml")
    lines = str(caught.value).splitlines()
    assert lines[0] == "house.toml: 2 problems"
    assert lines[1] == "  schema: the key 'schema' is missing"
    assert lines[2].startswith("  grading.overrides[0].when: 'litigaton' at character 0 cannot stand there")
    assert lines[3:] == ["    litigaton >= 1", "    ^"]
