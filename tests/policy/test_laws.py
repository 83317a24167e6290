"""The laws of policy files, on drawn policies and on those that exist; and that they can fail."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

from creditkit import testing as kit
from creditkit.policy import Policy, dump_policy, parse_policy
from creditkit.rules import Table
from house_policy import HOUSE


@given(kit.policies())
@settings(max_examples=30)
def test_what_is_written_reads_the_same(policy: Policy) -> None:
    """In both forms, prose and all."""
    kit.check_policy_round_trip(policy)


@given(kit.policies())
@settings(max_examples=15)
def test_form_does_not_move_the_fingerprint(policy: Policy) -> None:
    """Nor do defaults written out, nor prose."""
    kit.check_fingerprint_ignores_form(policy)


def test_the_house_policy() -> None:
    """The one with something in every section."""
    policy = parse_policy(HOUSE)
    kit.check_policy_round_trip(policy)
    kit.check_fingerprint_ignores_form(policy)


def test_a_writer_that_forgets_is_found() -> None:
    """The broken twin: terms get lost."""

    def forgetful(policy: Policy, **options: Any) -> str:
        return dump_policy(attrs.evolve(policy, terms=Table("first", (), policy.terms.otherwise)), **options)

    with pytest.raises(AssertionError, match="another policy"):
        kit.check_policy_round_trip(parse_policy(HOUSE), dump=forgetful)


def test_a_writer_that_drops_prose_is_found() -> None:
    """The broken twin: labels are not kept."""

    def silent(policy: Policy, **options: Any) -> str:
        return dump_policy(attrs.evolve(policy, labels={}), **options)

    with pytest.raises(AssertionError, match="another policy"):
        kit.check_policy_round_trip(parse_policy(HOUSE), dump=silent)


@pytest.mark.parametrize(
    "broken",
    [
        lambda policy: f"{policy.fingerprint}{len(policy.prose)}",
        lambda policy: f"{policy.fingerprint}{policy.scorer.characteristics[0].edges}",
        lambda policy: f"{policy.fingerprint}{list(policy.fields)}{policy.labels}",
    ],
)
def test_a_fingerprint_that_sees_form_is_found(broken: Any) -> None:
    """The broken twins: they count prose, show numbers as they are written, see the order of keys."""
    with pytest.raises(AssertionError, match="moves the fingerprint"):
        kit.check_fingerprint_ignores_form(parse_policy(HOUSE), fingerprint=broken)


def test_a_policy_made_in_python_is_one_that_is_read() -> None:
    """The same parts have the same fingerprint, wherever they come from."""
    made = Policy(name="house", version="1", currency="EUR", effective_from=date(2026, 1, 1))
    read = parse_policy('schema = 1\nname = "house"\nversion = "1"\ncurrency = "EUR"\neffective_from = 2026-01-01')
    assert made == read
    assert made.fingerprint == read.fingerprint
    assert hash(made) == hash(read)
