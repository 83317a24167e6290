"""Plug-ins: named by the file, made by the host, told apart by name, version and parameters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest

from creditkit import testing as kit
from creditkit.columns import Record
from creditkit.errors import InvalidInput
from creditkit.limits import Checks, Limit, Outcome, Passed, Unset, Utilisation
from creditkit.policy import Plugin, Plugins, Policy, PolicyError, Used, diff, dump_policy, parse_policy
from creditkit.reasons import Reason
from creditkit.scoring import Numeric, Scorecard


@attrs.frozen(kw_only=True)
class TurnoverShare:
    """A limit rule of a host."""

    share: Decimal
    ceiling: str = "0"
    regions: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ("annual_sales",)

    def __attrs_post_init__(self) -> None:
        if self.share > 1:
            raise InvalidInput("share", self.share, "a share up to 1")

    def limit(self, values: Record) -> Limit:
        """None."""
        return Unset()


@attrs.frozen(kw_only=True)
class Weekday:
    """A check of a host."""

    code: str = "weekday"
    inputs: tuple[str, ...] = ()

    def judge(self, order: Any, position: Any) -> Any:
        """Nothing against it."""
        return Passed(Reason("weekday"))


def card(**options: Any) -> Scorecard:
    """A scorer of a host."""
    return Scorecard([Numeric("on_time_rate", ["0.9"], [0, options["points"]])])


PLUGINS = Plugins(
    scorers={"acme.card": Plugin(card, version="1")},
    limits={"acme.turnover-share": Plugin(TurnoverShare, version="3"), "acme.broken": Plugin(lambda: 7, version="1")},
    checks={"acme.weekday": Plugin(Weekday, version="2")},
)
TEXT = """
schema = 1
name = "house"
currency = "EUR"
[scorecard]
use = "acme.card"
version = "1"
with = { points = 10 }
description = "their own"
[limits]
use = "acme.turnover-share"
version = "3"
with = { share = 0.10, ceiling = "2000000.00", regions = ["north", "süd"] }
[[checks]]
type = "utilisation"
[[checks]]
use = "acme.weekday"
version = "2"
[[exemptions]]
code = "sunday"
when = "order_amount < 10"
except = ["weekday"]
"""


def problems(text: str) -> list[tuple[str, str]]:
    """Paths and codes of all problems."""
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, plugins=PLUGINS)
    return [(one.path, one.reason.code) for one in caught.value.problems]


def test_they_get_what_the_file_says() -> None:
    """Numbers exact, lists as tuples."""
    policy = parse_policy(TEXT, plugins=PLUGINS)
    assert policy.limits == TurnoverShare(share=Decimal("0.10"), ceiling="2000000.00", regions=("north", "süd"))
    assert policy.scorer.score({"on_time_rate": 1}).points == 10
    assert policy.checks.rules == (Utilisation(), Weekday())
    assert policy.used["checks[1]"] == Used("acme.weekday", "2")
    kit.check_policy_round_trip(policy, plugins=PLUGINS)
    kit.check_fingerprint_ignores_form(policy, plugins=PLUGINS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("share = 0.10", "share = 0.11"),
        ('ceiling = "2000000.00"', 'ceiling = "2000000"'),
        ('ceiling = "2000000.00"', "ceiling = 2000000"),
        ("points = 10", "points = 10.0"),
        ('["north", "süd"]', '["süd", "north"]'),
    ],
)
def test_parameters_decide(old: str, new: str) -> None:
    """To a plug-in a text is not a number, and a whole number is not a decimal."""
    one, other = (parse_policy(text, plugins=PLUGINS) for text in (TEXT, TEXT.replace(old, new)))
    assert one.fingerprint != other.fingerprint
    assert len(diff(one, other)) == 1


def test_how_a_number_is_written_does_not() -> None:
    """0.10 and 0.1 are one number."""
    other = parse_policy(TEXT.replace("0.10", "0.1"), plugins=PLUGINS)
    assert other.fingerprint == parse_policy(TEXT, plugins=PLUGINS).fingerprint


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("acme.turnover-share", "acme.turnover", "limits.use", "policy_plugin_unknown"),
        ("acme.turnover-share", "acme.weekday", "limits.use", "policy_plugin_unknown"),
        ('version = "3"', 'version = "4"', "limits.version", "policy_plugin_version"),
        ('version = "3"\n', "", "limits.version", "policy_key_missing"),
        ("share = 0.10", "share = 1.5", "limits.with", "policy_plugin_failed"),
        ("share = 0.10", "shares = 0.10", "limits.with", "policy_plugin_failed"),
        ("share = 0.10", "share = { a = 1 }", "limits.with.share", "policy_type_wrong"),
        ("share = 0.10", "share = nan", "limits.with.share", "policy_type_wrong"),
        ("share = 0.10", "share = 2026-01-01", "limits.with.share", "policy_type_wrong"),
        ("points = 10", "", "scorecard.with", "policy_plugin_failed"),
        ('use = "acme.weekday"', 'use = "acme.weekday"\ntype = "holds"', "checks[1].type", "policy_key_unknown"),
        ('use = "acme.turnover-share"\nversion = "3"\nwith', 'use = "acme.broken"\nversion = "1"\n#', "limits",
         "policy_plugin_unfit"),
    ],
)  # fmt: skip
def test_what_can_go_wrong(old: str, new: str, path: str, code: str) -> None:
    """Each by its path."""
    assert TEXT.count(old) == 1 or old == 'version = "3"'
    text = TEXT.replace(old, new)
    if path != "checks[1].type" and "weekday" not in new:
        assert problems(text) == [(path, code)]
    else:
        assert (path, code) in problems(text)


def test_none_handed_in() -> None:
    """The problem lists what there is."""
    with pytest.raises(PolicyError, match=r"acme\.turnover-share"):
        parse_policy(TEXT)


def test_a_part_of_the_host_needs_a_name() -> None:
    """Without one it works, and has no fingerprint; with one it has."""
    rule = TurnoverShare(share=Decimal("0.1"))
    bare = Policy(name="house", currency="EUR", limits=rule)
    with pytest.raises(InvalidInput, match="used"):
        _ = bare.fingerprint
    assert bare != Policy(name="house", currency="EUR", limits=rule)
    named = Policy(
        name="house", currency="EUR", limits=rule,
        used={"limits": Used("acme.turnover-share", "3", {"share": Decimal("0.1")})},
    )  # fmt: skip
    assert parse_policy(dump_policy(named), plugins=PLUGINS) == named
    checks = Policy(name="house", currency="EUR", checks=Checks([Weekday()]))
    with pytest.raises(InvalidInput, match=r"checks\[0\]"):
        dump_policy(checks)
    scorer = Policy(name="house", currency="EUR", scorer=object())  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="scorecard"):
        dump_policy(scorer)


def test_refused() -> None:
    """No plug-in, no version."""
    with pytest.raises(InvalidInput, match="Plugin"):
        Plugins(limits={"a": TurnoverShare})  # type: ignore[dict-item]
    with pytest.raises(InvalidInput, match="version"):
        Plugin(TurnoverShare, version="")
    with pytest.raises(InvalidInput, match="make"):
        Plugin(7, version="1")  # type: ignore[arg-type]
    assert Outcome.hold.name == "hold"
