"""Flaws of a policy that can be read, each planted, each with its path."""

from __future__ import annotations

import attrs
import pytest

from creditkit.limits import Checks, ConditionCheck, Exemption, Terms
from creditkit.policy import Policy, parse_policy, verify
from creditkit.reasons import Finding, text
from creditkit.rules import Compare, Row, Table
from house_policy import HOUSE, changed

POLICY = parse_policy(HOUSE)
KNOWN = {(one.path, one.reason.code) for one in verify(POLICY)}


def found(policy: Policy) -> dict[tuple[str, str], Finding]:
    """What is new against the house policy."""
    return {(one.path, one.reason.code): one for one in verify(policy) if (one.path, one.reason.code) not in KNOWN}


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("grade == 'A'", "grade == 'A' and grade == 'B'", "terms.rows[0]", "row_never_true"),
        ("grade in ('B', 'C') and 6 <= tenure_months < 120", "grade == 'A'", "terms.rows[1]", "row_never_reached"),
        ('hit = "first"', 'hit = "unique"', "terms.otherwise", "table_gap"),
        ("grade in ('B', 'C')", "grade == 'B'", "terms.rows", "grade_without_terms"),
        (', ["D", 0]]\n[[limits.parts]]', "]\n[[limits.parts]]", "limits.parts[0].amounts", "grade_without_limit"),
        ("oldest_overdue_days > 30 and", "(oldest_overdue_days > 30 or oldest_overdue_days <= 30) or",
         "checks[7].fails_when", "check_always_fails"),
        ("oldest_overdue_days > 30 and", "oldest_overdue_days < 0 and", "checks[7].fails_when",
         "check_never_fails"),
        ("order_amount <= 5000", "order_amount < 0", "exemptions[0].when", "exemption_never_true"),
        ("litigation >= 1", "litigation < 0", "grading.overrides[0].when", "override_never_true"),
        ('set = "D"', 'cap = "A"', "grading.overrides[2]", "override_without_effect"),
        ('["C", 15], ["D", 0]]', '["C", 15], ["D", 10]]', "grading.cutoffs[3]", "cut_off_gap"),
        ("litigation >= 1", "grade == 'A'", "grading", "fact_not_yet_known"),
        ("grade == 'A'", "utilisation_after > 1", "terms", "fact_not_yet_known"),
        ("branch = { sources", "# branch = { sources", "fields.branch", "fact_without_source"),
        ('sanctioned = "制裁名单"\n', "", "grading.overrides[2]", "text_missing"),
        ("逾期 {oldest_overdue_days} 天", "逾期 {days} 天", "texts.zh.old_debt", "text_figure_unknown"),
        ('["C", [2, 1, 1]]', '["C", [2, 3, 1]]', "priority.rows[2]", "priority_later_with_age"),
        (', ["D", [1, 1, 1]]]', "]", "priority.rows", "priority_grade_without_row"),
    ],
)  # fmt: skip
def test_a_flaw_is_found(old: str, new: str, path: str, code: str) -> None:
    """Where it is, and it can be said."""
    flaws = (
        found(parse_policy(changed((old, new))))
        if (path, code) not in KNOWN
        else {(one.path, one.reason.code): one for one in verify(parse_policy(changed((old, new))))}
    )
    assert (path, code) in flaws, list(flaws)
    for finding in flaws.values():
        assert text(finding.reason, "zh") != text(finding.reason, "en")


def test_witnesses() -> None:
    """A record that shows the gap, a grade that shows the lack."""
    flaws = {one.reason.code: one for one in verify(POLICY)}
    witness = flaws["table_gap"].witness
    assert witness is not None
    assert POLICY.terms.decide(witness).row == -1
    assert flaws["grade_without_terms"].witness == {"grade": "D"}


def test_a_policy_made_in_python_is_held_to_the_fields() -> None:
    """Undeclared facts and conditions that do not fit come first, and alone."""
    terms = Table("first", [Row(Compare("scor", ">", 1), Terms(30))], Terms(0))
    (finding,) = verify(Policy(name="house", currency="EUR", terms=terms))
    assert (finding.path, finding.reason.code) == ("terms", "fact_undeclared")
    check = ConditionCheck("a", Compare("country", "==", True))
    (finding,) = verify(Policy(name="house", currency="EUR", checks=Checks([check])))
    assert (finding.path, finding.reason.code) == ("checks[0].fails_when", "condition_unfit")


def test_a_table_that_is_too_fine_to_prove_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note instead of an endless proof; the other parts are proved all the same."""
    monkeypatch.setattr("creditkit.rules._diagrams.Diagrams.__init__.__defaults__", (3,))
    notes = {one.path for one in verify(POLICY) if one.reason.code == "policy_not_proved"}
    assert "terms" in notes
    assert any(one.path.startswith("scorecard") for one in verify(POLICY))


def test_exemptions_may_spare_what_every_policy_has() -> None:
    """The hold of an account is a check, whether the file names it or not."""
    exempt = Exemption("small", Compare("order_amount", "<", 10), ["holds"])
    policy = Policy(name="house", currency="EUR", checks=Checks([], exemptions=[exempt]))
    assert verify(policy) == ()
    assert attrs.evolve(policy, version="2") != policy
