"""The sections ``[dispute]`` and ``[repair]``: read, written, compared, verified."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest

from creditkit.disputes import DisputeRules, Penalty, RepairRule, RepairRules
from creditkit.errors import InvalidInput
from creditkit.policy import Policy, PolicyError, diff, dump_policy, parse_policy, verify
from house_policy import HOUSE, changed

HEAD = 'schema = 1\nname = "house"\ncurrency = "EUR"\n'
POLICY = parse_policy(HOUSE)


def test_they_are_read() -> None:
    """As the classes that the steps take."""
    assert parse_policy(HOUSE).dispute == DisputeRules(
        deadlines_days={"registered": 3, "mediating": 30}, lapses_after_days=45, at_most_open_share="25%"
    )
    (penalty,) = POLICY.repair.penalties
    assert penalty == Penalty(
        "contract_breached", "-12.5", 400, at_most=25, within_days=300, decay="linear", facts=["dispute_rate"],
        label={"en": "Breach", "zh": "违约"},
    )  # fmt: skip
    assert POLICY.repair.rules[1] == RepairRule("no_malice", "waive", from_="performance", after_days=10)
    assert (POLICY.repair.round, POLICY.repair.decimals, POLICY.repair.never_for) == ("half_even", 1, ("fraud",))


def test_without_them_nothing_moves() -> None:
    """A policy that says nothing of disputes has the fingerprint that it had before there were any."""
    plain = parse_policy(HEAD)
    assert (plain.dispute, plain.repair) == (DisputeRules(), RepairRules())
    said = parse_policy(HEAD + '[dispute]\n[repair]\nround = "down"\ndecimals = 0\ncooling_off_days = 0\n')
    assert said.fingerprint == plain.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('effect = "reverse"', 'effect = "reverse"\nfrom = "penalty"'),
        ("share = 0.8\nat_most = 11", 'share = 0.80\nat_most = 11.0\nfrom = "performance"'),
        ('label = { en = "Breach", zh = "违约" }', 'label = "Broken"'),
        ("points = 8\n", "points = 8\nshare = 1\n"),
    ],
)
def test_what_says_the_same_is_the_same(old: str, new: str) -> None:
    """What an effect counts from unless it is said, spare zeros, and labels."""
    assert parse_policy(changed((old, new))).fingerprint == POLICY.fingerprint


def test_changes_are_told_by_name() -> None:
    """Penalties by their event, rules by their outcome."""
    after = parse_policy(changed(("points = -12.5", "points = -13"), ("share = 0.8\n", "share = 0.75\n")))
    assert [(one.path, one.before, one.after) for one in diff(POLICY, after)] == [
        ("repair.penalties[contract_breached].points", "-12.5", "-13"),
        ("repair.rules[customer_fault_performed].share", "0.8", "0.75"),
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[dispute]\ndeadlines_days = { closed = 3 }", "dispute.deadlines_days.closed"),
        ("[dispute]\nat_most_open_share = 1.2", "dispute.at_most_open_share"),
        ('[[repair.penalties]]\nevent = "a b"\npoints = -1\nexpires_days = 1', "repair.penalties[0].event"),
        ('[[repair.penalties]]\nevent = "a"\npoints = 0\nexpires_days = 1', "repair.penalties[0].points"),
        ('[[repair.penalties]]\nevent = "a"\npoints = -1\nexpires_days = 1\nfacts = ["x"]',
         "repair.penalties[0].facts[0]"),
        ('[[repair.rules]]\noutcome = "a"\neffect = "reverse"\nfrom = "decision"', "repair.rules[0].from"),
        ('[[repair.rules]]\noutcome = "a"\neffect = "add"', "repair.rules[0].points"),
        ('[[repair.rules]]\noutcome = "a"\neffect = "waive"\nshare = 0', "repair.rules[0].share"),
        ('[[repair.rules]]\noutcome = "a"\neffect = "waive"\n[[repair.rules]]\noutcome = "a"\neffect = "waive"',
         "repair.rules[1].outcome"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_place(text: str, path: str) -> None:
    """One problem each."""
    with pytest.raises(PolicyError) as caught:
        parse_policy(HEAD + text)
    assert [problem.path for problem in caught.value.problems] == [path]


def test_a_third_cannot_be_written() -> None:
    """A file has decimals only."""
    policy = Policy(name="house", currency="EUR", dispute=DisputeRules(at_most_open_share=Fraction(1, 3)))
    with pytest.raises(InvalidInput, match="at_most_open_share"):
        dump_policy(policy)


def test_a_penalty_for_what_the_card_measures_is_a_flaw() -> None:
    """Named with its place."""
    policy = attrs.evolve(POLICY, repair=RepairRules([Penalty("paid_late", -3, 365, facts=["on_time_rate"])]))
    found = [one for one in verify(policy) if one.path.startswith("repair")]
    assert [(one.severity, one.path, one.reason.code) for one in found] == [
        ("warning", "repair.penalties[0]", "penalty_measured_twice")
    ]
