"""``[limits]``: the lowest of several parts, or a plug-in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from creditkit.errors import InvalidInput
from creditkit.limits import (
    EnteredOnly,
    GradeTable,
    LimitRule,
    LowestOf,
    NeedFromSales,
    ShareOf,
    Starter,
    StarterStep,
    Unlimited,
)
from creditkit.policy._compounds import Many, OrPlugin, Tagged, Tuple
from creditkit.policy._kinds import UNLIMITED, Amount, Fact, Number, Text, When, Whole
from creditkit.policy._plugging import plugged, used_tree
from creditkit.policy._plugins import Used
from creditkit.policy._problems import BAD, sound
from creditkit.policy._reading import Reading
from creditkit.policy._sections.grading import among_grades
from creditkit.policy._shapes import REQUIRED, Key, Shape
from creditkit.rules import Kind
from creditkit.rules._fields import NUMERIC

_MONEY = Fact((Kind.money, Kind.number))
_NUMBER = Fact(NUMERIC)
_GRADE = Key("grade", Fact((Kind.text,)), "grade")
_MISSING = Key("missing", Text(("zero", "leave_out")), "zero")


def _by_grade(pairs: Any, path: str, reading: Reading) -> Any:
    """Pairs of a grade and a value as a mapping: each grade once, and one of the policy's."""
    if not isinstance(pairs, list):
        return BAD
    names = [one[0] if isinstance(one, list) else BAD for one in pairs]
    once = reading.each_once(f"{path}[{{}}][0]", names)
    known = [among_grades(name, f"{path}[{i}][0]", reading) for i, name in enumerate(names)]
    return dict(pairs) if once and all(known) and sound(pairs) else BAD


def _grade_table(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    options = dict(given)
    amounts = options.pop("amounts")
    if not sound(amounts):
        return BAD
    limits = {grade: Unlimited() if amount == UNLIMITED else amount for grade, amount in amounts.items()}
    return reading.built(path, GradeTable, limits, **options)


def _need(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, NeedFromSales, **given, currency=reading.currency)


def _share(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    options = dict(given)
    ways = [key for key in ("share", "shares") if key in options]
    if len(ways) != 1:
        said = ", ".join(ways) or "none"
        return reading.problems.add(path, "policy_one_of", given=said, accepted="share, shares")
    shares = options.pop(ways[0])
    return reading.built(path, ShareOf, options.pop("of"), shares, currency=reading.currency, **options)


def _step(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    if not sound(given):
        return BAD
    amount = None if given["amount"] == UNLIMITED else given["amount"]
    return reading.built(path, StarterStep, given["on_time_items"], amount)


def _starter(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, Starter, **given)


def _name(usual: str) -> Key:
    return Key("name", Text(), usual)


_RATIO = Number(Decimal(0))
_PAIRS = Many(Tuple((Text(), _RATIO)), 1)
GRADE_TABLE = Shape(
    (
        Key("amounts", Many(Tuple((Text(), Amount(unlimited=True))), 1), REQUIRED, make=_by_grade),
        _GRADE,
        _name("grade_ceiling"),
    ),
    make=_grade_table,
)
NEED = Shape(
    (
        Key("sales", _MONEY, REQUIRED),
        Key("forecast", _MONEY),
        Key("forecast_when", When()),
        Key("days", _NUMBER, "payment_days"),
        Key("buffer_days", Whole(), 0),
        Key("factors", _PAIRS, make=_by_grade),
        _GRADE,
        _MISSING,
        _name("need"),
    ),
    make=_need,
)
_SHARE_KEYS = (
    Key("of", _MONEY, REQUIRED),
    Key("share", _RATIO),
    Key("shares", _PAIRS, make=_by_grade),
    Key("at_most", Amount()),
    _GRADE,
    _MISSING,
    _name("capacity"),
)
SHARE_OTHERWISE = Shape(_SHARE_KEYS, make=_share)
SHARE = Shape((*_SHARE_KEYS, Key("otherwise", SHARE_OTHERWISE)), make=_share)
STEP = Shape((Key("on_time_items", Whole(1), REQUIRED), Key("amount", Amount(unlimited=True), REQUIRED)), make=_step)
STARTER = Shape(
    (
        Key("when", When(), REQUIRED),
        Key("start", Amount(), REQUIRED),
        Key("steps", Many(STEP), []),
        Key("reset_when", When()),
        Key("items", _NUMBER, "on_time_items"),
        _name("starter"),
    ),
    make=_starter,
)


def _plugged(table: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return plugged("limits", table, path, reading)


PART = Tagged({"grade_table": GRADE_TABLE, "need": NEED, "share": SHARE, "starter": STARTER}, make=_plugged)


def _limits(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    options = dict(given)
    parts = options.pop("parts")
    if isinstance(parts, list) and not any(map(sound, parts)):
        return BAD
    return reading.tried(path, LowestOf, parts, reading.currency, **options)


LIMITS = OrPlugin(
    Shape(
        (
            Key("round_to", Amount()),
            Key("rounding", Text(("down", "half_even")), "down"),
            Key("minimum", Amount()),
            Key("parts", Many(PART, 1, known_by="name"), REQUIRED),
        ),
        make=_limits,
    ),
    make=_plugged,
)


def limits_tree(rule: LimitRule, used: Mapping[str, Used], path: str = "limits") -> dict[str, Any] | None:
    """``[limits]`` as a tree; None where people enter the limits.

    Raises:
        InvalidInput: a rule of the host's own that no plug-in stands for.
    """
    if path in used:
        return used_tree(used[path])
    if isinstance(rule, EnteredOnly):
        return None
    if not isinstance(rule, LowestOf):
        rule = _alone(rule, path)
    parts = [_part_tree(part, used, f"{path}.parts[{i}]") for i, part in enumerate(rule.parts)]
    return {"round_to": rule.round_to, "rounding": rule.rounding, "minimum": rule.minimum, "parts": parts}


def _alone(rule: LimitRule, path: str) -> LowestOf:
    """One of our parts by itself is the lowest of one part."""
    if isinstance(rule, (GradeTable, NeedFromSales, ShareOf, Starter)):
        return LowestOf((rule,), rule.currency)
    raise InvalidInput(path, rule, "a rule of creditkit.limits", f"or name its plug-in: used={{{path!r}: Used(…)}}")


def _part_tree(part: LimitRule, used: Mapping[str, Used], path: str) -> dict[str, Any]:
    if path in used:
        return used_tree(used[path])
    if isinstance(part, GradeTable):
        amounts = [[g, UNLIMITED if isinstance(a, Unlimited) else a] for g, a in part.amounts.items()]
        return {"type": "grade_table", "amounts": amounts, "grade": part.grade, "name": part.name}
    if isinstance(part, NeedFromSales):
        keys = ("sales", "forecast", "forecast_when", "days", "buffer_days", "grade", "missing", "name")
        factors = None if part.factors is None else _pairs(part.factors)
        return {"type": "need", **{key: getattr(part, key) for key in keys}, "factors": factors}
    if isinstance(part, ShareOf):
        return {"type": "share", **_share_tree(part)}
    if isinstance(part, Starter):
        return {"type": "starter", **_starter_tree(part)}
    raise InvalidInput(path, part, "a part of creditkit.limits", f"or name its plug-in: used={{{path!r}: Used(…)}}")


def _pairs(given: Mapping[str, Any]) -> list[list[Any]]:
    return [[grade, value] for grade, value in given.items()]


def _share_tree(part: ShareOf) -> dict[str, Any]:
    shares = {"shares": _pairs(part.shares)} if isinstance(part.shares, Mapping) else {"share": part.shares}
    keys = ("of", "at_most", "grade", "missing", "name")
    otherwise = None if part.otherwise is None else _share_tree(part.otherwise)
    return {**{key: getattr(part, key) for key in keys}, **shares, "otherwise": otherwise}


def _starter_tree(part: Starter) -> dict[str, Any]:
    keys = ("when", "start", "reset_when", "items", "name")
    steps = [
        {"on_time_items": step.on_time_items, "amount": UNLIMITED if step.amount is None else step.amount}
        for step in part.steps
    ]
    return {**{key: getattr(part, key) for key in keys}, "steps": steps}
