"""What has changed: figures by their path, things by their name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from creditkit import testing as kit
from creditkit.policy import Change, Policy, diff, parse_policy
from house_policy import HOUSE, changed

POLICY = parse_policy(HOUSE)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("window_days = 360", "window_days = 365", ("measures.window_days", "360", "365")),
        ("window_days = 360\n", "", ("measures.window_days", "360", "365")),
        ("edges = [300]", "edges = [301]", ("scorecard.characteristics[bureau_index].edges", '["300"]', '["301"]')),
        ('["B", 30]', '["B", 31]', ("grading.cutoffs[B]", '["B","30"]', '["B","31"]')),
        ("litigation >= 1", "litigation > 1", ("grading.overrides[lawsuit].when", "litigation >= 1", "litigation > 1")),
        ("buffer_days = 15\n", "", ("limits.parts[need].buffer_days", "15", "0")),
        ("days = 30, prep", "days = 45, prep", ("terms.rows[1].then.days", "30", "45")),
        ("days = 60\nthen", "days = 61\nthen", ("checks[oldest_overdue].days", "60", "61")),
        ("day = 7", "day = 8", ("collection.steps[call].day", "7", "8")),
        ("most = 600", "most = 700", ("fields.bureau_index.most", "600", "700")),
        ("rise", "rise", None),
        ("for tests", "for people", None),
        ("rises = { after_reviews = 2, at_most_steps = 1 }\n", "",
         ("grading.rises", '{"after_reviews":2,"at_most_steps":1}', None)),
        ("missing = { points = 0 }", "missing = { points = -1 }",
         ("scorecard.characteristics[on_time_rate].missing.points", "0", "-1")),
        ("missing = { points = 0 }", 'missing = "refuse"',
         ("scorecard.characteristics[on_time_rate].missing", '{"points":"0"}', "refuse")),
        ('[[checks]]\ntype = "prepayment"\n', "",
         ("checks[prepayment]", '{"type":"prepayment"}', None)),
    ],
)  # fmt: skip
def test_one_change(old: str, new: str, change: tuple[str, str | None, str | None] | None) -> None:
    """Where it is, what it was and what it is; none where nothing decides otherwise."""
    found = diff(POLICY, parse_policy(HOUSE.replace(old, new, 1)))
    assert found == (() if change is None else (Change(*change),))
    back = diff(parse_policy(HOUSE.replace(old, new, 1)), POLICY)
    assert back == tuple(Change(one.path, one.after, one.before) for one in found)


def test_order_is_told_once() -> None:
    """Checks that only changed their places are one change."""
    first, second = '[[checks]]\ntype = "prepayment"\n', '[[checks]]\ntype = "utilisation"\notherwise = "hold"\n'
    swapped = changed((first, "@"), (second, first)).replace("@", second)
    (change,) = diff(POLICY, parse_policy(swapped))
    assert change.path == "checks"
    assert change.before is not None
    assert change.before.startswith("utilisation, ")


@given(kit.policies(), kit.policies())
@settings(max_examples=15)
def test_no_difference_is_the_same_fingerprint(one: Policy, other: Policy) -> None:
    """Of two policies, and of a policy with itself."""
    assert diff(one, one) == ()
    assert (diff(one, other) == ()) == (one.fingerprint == other.fingerprint)
