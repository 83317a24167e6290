"""``[dispute]`` and ``[repair]``: how cases run, what events cost, and what gives it back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from creditkit.columns import scaled
from creditkit.disputes import STATES, DisputeRules, Penalty, RepairRule, RepairRules
from creditkit.disputes._penalties import LONGEST
from creditkit.disputes._repairs import USUAL
from creditkit.errors import InvalidInput
from creditkit.facts._records import MOST_DECIMALS
from creditkit.policy._compounds import Many
from creditkit.policy._kinds import SHARE, Fact, Number, Text, Whole
from creditkit.policy._reading import Reading
from creditkit.policy._shapes import REQUIRED, WORDS, Key, Shape

#: Numbers of a policy have at most so many digits.
_DIGITS = 15
_POINTS = Number(Decimal(0), Decimal(10**9), "number above 0")


def _dispute(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, DisputeRules, **given)


#: Every state but the last may have a deadline.
DEADLINES = Shape(tuple(Key(state, Whole(0, LONGEST)) for state in STATES if state != "closed"))
DISPUTE = Shape(
    (
        Key("deadlines_days", DEADLINES, {}),
        Key("lapses_after_days", Whole(0, LONGEST)),
        Key("at_most_open_share", SHARE),
    ),
    make=_dispute,
)


def dispute_tree(rules: DisputeRules) -> dict[str, Any]:
    """``[dispute]`` as a tree.

    Raises:
        InvalidInput: a share that no decimal of 15 digits is equal to, such as a third.
    """
    share = rules.at_most_open_share
    return {
        "deadlines_days": dict(rules.deadlines_days),
        "lapses_after_days": rules.lapses_after_days,
        "at_most_open_share": None if share is None else _decimal(share, "dispute.at_most_open_share"),
    }


def _decimal(share: Fraction, path: str) -> Decimal:
    units = share * 10**_DIGITS
    if units.denominator != 1:
        raise InvalidInput(path, str(share), f"a share of at most {_DIGITS} decimals, to be written in a file")
    return scaled(units.numerator, _DIGITS)


def _penalty(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, Penalty, **given)


def _rule(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    named = {"from_" if key == "from" else key: value for key, value in given.items()}
    return reading.built(path, RepairRule, **named)


def _repair(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.tried(path, RepairRules, **given)


PENALTY = Shape(
    (
        Key("event", Text(), REQUIRED),
        Key("points", Number(Decimal(-(10**9)), Decimal(0), "number below 0"), REQUIRED),
        Key("expires_days", Whole(1, LONGEST), REQUIRED),
        Key("at_most", _POINTS),
        Key("within_days", Whole(1, LONGEST), 365),
        Key("decay", Text(("none", "linear")), "none"),
        Key("facts", Many(Fact()), []),
        Key("label", WORDS, {}, prose=True),
    ),
    make=_penalty,
)
RULE = Shape(
    (
        Key("outcome", Text(), REQUIRED),
        Key("effect", Text(tuple(USUAL)), REQUIRED),
        Key("share", SHARE, Decimal(1)),
        Key("points", _POINTS),
        Key("from", Text(("penalty", "decision", "performance"))),
        Key("after_days", Whole(0, LONGEST), 0),
        Key("at_most", _POINTS),
        Key("late_days", Whole(0, LONGEST), 3),
        Key("label", WORDS, {}, prose=True),
    ),
    make=_rule,
)
REPAIR = Shape(
    (
        Key("round", Text(("down", "half_even", "up")), "down"),
        Key("decimals", Whole(0, MOST_DECIMALS), 0),
        Key("at_most_per_year", _POINTS),
        Key("cooling_off_days", Whole(0, LONGEST), 0),
        Key("never_for", Many(Text()), []),
        Key("penalties", Many(PENALTY, known_by="event"), []),
        Key("rules", Many(RULE, known_by="outcome"), []),
    ),
    make=_repair,
)


def repair_tree(rules: RepairRules) -> dict[str, Any]:
    """``[repair]`` as a tree."""
    keys = ("round", "decimals", "at_most_per_year", "cooling_off_days")
    return {
        **{key: getattr(rules, key) for key in keys},
        "never_for": list(rules.never_for),
        "penalties": [_penalty_tree(one) for one in rules.penalties],
        "rules": [_rule_tree(one) for one in rules.rules],
    }


def _penalty_tree(penalty: Penalty) -> dict[str, Any]:
    keys = ("event", "points", "expires_days", "at_most", "within_days", "decay", "label")
    return {**{key: getattr(penalty, key) for key in keys}, "facts": list(penalty.facts)}


def _rule_tree(rule: RepairRule) -> dict[str, Any]:
    """A rule; the day that it counts from is left out where it follows from the effect."""
    keys = ("outcome", "effect", "share", "points", "after_days", "at_most", "late_days", "label")
    usual = rule.from_ == USUAL[rule.effect]
    return {**{key: getattr(rule, key) for key in keys}, "from": None if usual else rule.from_}
