"""Worked cases from outside: derivations, cover, releases, authority, tax, temporary limits."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditkit.facts import Facts, Party
from creditkit.limits import (
    Authority,
    Limit,
    Release,
    TemporaryLimit,
    Unlimited,
    Unset,
    UpTo,
    guarantee_additive,
    largest_net,
    limit_in_force,
    lowest,
    quota_share,
)
from house_limits import cny, manufacturer

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "limits.toml").read_text(encoding="utf-8"))


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case.get("what", name)) for case in CASES[name]]


def limit(text: str) -> Limit:
    return {"unset": Unset(), "unlimited": Unlimited()}.get(text) or UpTo(cny(text))


@pytest.mark.parametrize("case", cases("derive"))
def test_derivations(case: Mapping[str, Any]) -> None:
    """Each part by itself, the result, and which part binds; the quick way gives the same."""
    numbers = {
        name: Decimal(value) if isinstance(value, str) and name != "grade" else value
        for name, value in case["values"].items()
    }
    derived = manufacturer().derive(numbers)
    parts = {part.name: part.limit for part in derived.parts if part.limit != Unset()}
    assert parts == {name: limit(amount) for name, amount in case["parts"].items()}
    assert derived.limit == limit(case["limit"]) == manufacturer().limit(numbers)
    assert derived.reasons[0].figures["part"] == case["binds"]


@pytest.mark.parametrize("case", cases("quota_share"))
def test_quota_share(case: Mapping[str, Any]) -> None:
    """The largest limit at which our own loss stays within the base; one cent more and it does not."""
    given = case["given"]
    base, insured, cover = cny(given["base"]), cny(given["insured"]), Decimal(given["cover"])
    found = quota_share(base, insured, cover)
    assert found == cny(case["limit"])

    def loss(minor: int) -> int:
        top, low = cover.as_integer_ratio()
        return minor * low - top * min(minor, insured.minor)

    low = cover.as_integer_ratio()[1]
    assert loss(found.minor) <= base.minor * low < loss(found.minor + 1)


@pytest.mark.parametrize("case", cases("guarantee"))
def test_guarantee(case: Mapping[str, Any]) -> None:
    """A guarantee adds its covered share."""
    given = case["given"]
    assert guarantee_additive(cny(given["base"]), cny(given["guarantee"]), given["share"]) == cny(case["limit"])


@pytest.mark.parametrize("case", cases("release"))
def test_release(case: Mapping[str, Any]) -> None:
    """To the cent and to the day."""
    release = Release("O-1", cny(case["released"]), case["released_on"], case["tolerance"], case["valid_days"])
    assert all(release.covers(cny(amount), day) for amount, day in case["covers"])
    assert not any(release.covers(cny(amount), day) for amount, day in case["not_covers"])


@pytest.mark.parametrize("case", cases("authority"))
def test_authority(case: Mapping[str, Any]) -> None:
    """The excess over the limit, inclusive."""
    authority = Authority("manager", UpTo(cny(case["authority"])))
    excess = [cny(after) - cny(case["limit"]) for after in case["after"]]
    assert [authority.may_release(one) for one in excess] == case["may"]


@pytest.mark.parametrize("case", cases("net"))
def test_largest_net(case: Mapping[str, Any]) -> None:
    """One cent more net is over the gross."""
    gross, rate = cny(case["gross"]), Decimal(case["rate"])
    net = largest_net(gross, rate)
    more = net + cny("0.01")
    assert net == cny(case["net"])
    assert net + net.times(rate) <= gross < more + more.times(rate)


@pytest.mark.parametrize("case", cases("lowest"))
def test_lowest(case: Mapping[str, Any]) -> None:
    """Zero, unset and unlimited are three."""
    assert lowest([limit(one) for one in case["limits"]]) == limit(case["lowest"])


@pytest.mark.parametrize("case", cases("temporary"))
def test_temporary(case: Mapping[str, Any]) -> None:
    """Day by day, through the facts; the base is the same throughout."""
    events = [
        TemporaryLimit(one["mode"], cny(one["amount"]), one["starts_on"], one["ends_on"]).event(
            "C", on=case["days"][0][0], event_id=f"T-{i}"
        )
        for i, one in enumerate(case["limits"])
    ]
    facts = Facts([Party("C", credit_limit=cny(case["base"])), *events])
    for day, amount in case["days"]:
        now = limit_in_force(facts.at(day), "C")
        assert (now.limit, now.base) == (limit(amount), limit(case["base"]))
        for ahead, later in now.later:
            assert limit_in_force(facts.at(ahead), "C").limit == later
