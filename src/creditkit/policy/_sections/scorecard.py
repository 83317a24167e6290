"""``[scorecard]``: characteristics with their points, or a plug-in that scores."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from creditkit.errors import InvalidInput
from creditkit.policy._compounds import Many, OrPlugin, Tagged, WordOr
from creditkit.policy._kinds import Fact, Flag, Number, Text, Whole
from creditkit.policy._plugging import plugged, used_tree
from creditkit.policy._plugins import Used
from creditkit.policy._problems import BAD, Bad, sound
from creditkit.policy._reading import Reading
from creditkit.policy._shapes import REQUIRED, Key, Shape
from creditkit.rules import Kind
from creditkit.rules._fields import NUMERIC as NUMERIC_KINDS
from creditkit.scoring import (
    Categorical,
    Characteristic,
    Fallback,
    Give,
    LeaveOut,
    Numeric,
    Refuse,
    Scorecard,
    Scorer,
)

_REFUSE, _LEAVE_OUT = "refuse", "leave_out"


def _fallback(given: Any) -> Fallback:
    if isinstance(given, dict):
        return Give(given["points"])
    return LeaveOut() if given == _LEAVE_OUT else Refuse()


def _fallback_tree(given: Fallback) -> Any:
    if isinstance(given, Give):
        return {"points": given.points}
    return _LEAVE_OUT if isinstance(given, LeaveOut) else _REFUSE


FALLBACK = WordOr((_REFUSE, _LEAVE_OUT), Shape((Key("points", Number(), REQUIRED),)))
SPECIAL = Shape((Key("value", Number(), REQUIRED), Key("points", Number(), REQUIRED)))
BIN = Shape((Key("values", Many(Text(), 1), REQUIRED), Key("points", Number(), REQUIRED)))
GROUP = Shape((Key("name", Text(), REQUIRED),))


def _numeric(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    if not sound((given["edges"], given["points"])):
        return BAD
    options = _readable(given)
    special = options.pop("special", [])
    if not reading.each_once(f"{path}.special[{{}}].value", (one["value"] for one in special)):
        return BAD
    options["special"] = {one["value"]: one["points"] for one in special}
    made = reading.built(path, Numeric, **options)
    return made if sound(given) else BAD


def _readable(given: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that could be read. A name at fault does not hide what else is wrong: another stands in for it."""
    options = {key: value for key, value in given.items() if sound(value)}
    return {**options, "name": options.get("name", "name"), **_fallbacks(options)}


def _fallbacks(options: Mapping[str, Any]) -> dict[str, Fallback]:
    return {key: _fallback(options[key]) for key in ("missing", "unseen") if key in options}


def _categorical(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    chosen = _chosen(given, path, reading)
    if not sound(given["bins"]) or isinstance(chosen, Bad) or not _bins_apart(given["bins"], path, reading):
        return BAD
    options = _readable(given)
    points = {tuple(one["values"]): one["points"] for one in options.pop("bins")}
    made = reading.built(path, Categorical, options.pop("name"), points, **options)
    return made if sound(given) else BAD


def _bins_apart(bins: list[Any], path: str, reading: Reading) -> bool:
    """Whether no value stands in two bins."""
    seen: set[str] = set()
    good = True
    for i, one in enumerate(bins):
        for j, value in enumerate(one["values"]):
            if value in seen:
                reading.problems.add(f"{path}.bins[{i}].values[{j}]", "policy_name_twice", given=value)
                good = False
            seen.add(value)
    return good


def _chosen(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    """Holds the values of a characteristic to the choices of its field."""
    name = given["name"]
    if isinstance(name, Bad) or name in reading.unread or reading.fields[name].choices is None:
        return name
    return _among(given["bins"], reading.fields[name].choices or (), path, reading)


def _among(bins: Any, choices: tuple[str, ...], path: str, reading: Reading) -> Any:
    found: list[Any] = []
    for i, one in enumerate(bins if isinstance(bins, list) else []):
        values = one["values"] if isinstance(one, dict) else BAD
        for j, value in enumerate(values if isinstance(values, list) else []):
            if isinstance(value, str) and value not in choices:
                at = f"{path}.bins[{i}].values[{j}]"
                found.append(reading.problems.unlisted(at, "policy_choice_unknown", value, choices))
    return BAD if found else bins


_COMMON = (Key("group", Text()), Key("withholdable", Flag(), False))
NUMERIC = Shape(
    (
        Key("name", Fact(NUMERIC_KINDS), REQUIRED),
        Key("edges", Many(Number()), REQUIRED),
        Key("points", Many(Number(), 1), REQUIRED),
        Key("closed", Text(("left", "right")), "left"),
        Key("better", Text(("higher", "lower"))),
        Key("missing", FALLBACK, _REFUSE),
        Key("special", Many(SPECIAL), []),
        *_COMMON,
    ),
    make=_numeric,
)
CATEGORICAL = Shape(
    (
        Key("name", Fact((Kind.text,)), REQUIRED),
        Key("bins", Many(BIN, 1), REQUIRED),
        Key("missing", FALLBACK, _REFUSE),
        Key("unseen", FALLBACK, _REFUSE),
        *_COMMON,
    ),
    make=_categorical,
)
CHARACTERISTIC = Tagged({"numeric": NUMERIC, "categorical": CATEGORICAL})


def _card(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    characteristics = given.get("characteristics", [])
    if not isinstance(characteristics, list):
        return BAD
    names = [BAD if isinstance(one, Bad) else one.name for one in characteristics]
    once = reading.each_once(f"{path}.characteristics[{{}}].name", names)
    grouped = _grouped(characteristics, given.get("groups"), path, reading)
    if not once or not grouped:
        return BAD
    options = {key: given[key] for key in ("base", "decimals") if key in given}
    return reading.tried(path, Scorecard, characteristics, **options)


def _grouped(characteristics: list[Any], groups: Any, path: str, reading: Reading) -> bool:
    """Whether each group that a characteristic names is among those listed, where any are."""
    if not groups or not sound(groups):
        return True
    names = reading.groups = tuple(group["name"] for group in groups)
    good = reading.each_once(f"{path}.groups[{{}}].name", names)
    for i, one in enumerate(characteristics):
        if not isinstance(one, Bad) and one.group is not None and one.group not in names:
            at = f"{path}.characteristics[{i}].group"
            reading.problems.unlisted(at, "policy_choice_unknown", one.group, names)
            good = False
    return good


SCORECARD = OrPlugin(
    Shape(
        (
            Key("base", Number(), Decimal(0)),
            Key("decimals", Whole(0, 6), 2),
            Key("groups", Many(GROUP, known_by="name"), [], prose=True),
            Key("characteristics", Many(CHARACTERISTIC, known_by="name"), []),
        ),
        make=_card,
    ),
    make=lambda table, path, reading: plugged("scorers", table, path, reading),
)


def scorecard_tree(scorer: Scorer, used: Used | None, groups: list[str]) -> dict[str, Any]:
    """``[scorecard]`` as a tree.

    Raises:
        InvalidInput: a scorer of the host's own that no plug-in stands for.
    """
    if used is not None:
        return used_tree(used)
    if not isinstance(scorer, Scorecard):
        raise InvalidInput(
            "scorer", scorer, "a Scorecard", "or name its plug-in: Policy(…, used={'scorecard': Used(…)})"
        )
    return {
        "base": scorer.base,
        "decimals": scorer.decimals,
        "groups": [{"name": name} for name in groups],
        "characteristics": [_characteristic_tree(one) for one in scorer.characteristics],
    }


def _characteristic_tree(one: Characteristic) -> dict[str, Any]:
    common = {"name": one.name, "group": one.group, "withholdable": one.withholdable}
    if isinstance(one, Numeric):
        special = [{"value": value, "points": points} for value, points in one.special.items()]
        tree = {"type": "numeric", "edges": list(one.edges), "points": list(one.points), "closed": one.closed}
        return {**tree, **common, "better": one.better, "missing": _fallback_tree(one.missing), "special": special}
    bins = [{"values": list(values), "points": points} for values, points in one.points.items()]
    tree = {"type": "categorical", "bins": bins, "unseen": _fallback_tree(one.unseen)}
    return {**tree, **common, "missing": _fallback_tree(one.missing)}
