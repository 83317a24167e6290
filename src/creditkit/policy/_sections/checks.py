"""``[[checks]]`` and ``[[exemptions]]``: what an order has to pass, and who is spared what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from creditkit.errors import InvalidInput
from creditkit.limits import (
    ConditionCheck,
    DocumentValue,
    Exemption,
    Holds,
    MissingFacts,
    OldestOverdue,
    OrderCheck,
    Outcome,
    OverdueAmount,
    Prepayment,
    Utilisation,
)
from creditkit.policy._compounds import Many, Tagged
from creditkit.policy._kinds import Amount, Fact, Number, Text, When, Whole
from creditkit.policy._plugging import plugged, used_tree
from creditkit.policy._plugins import Used
from creditkit.policy._problems import BAD, Bad, sound
from creditkit.policy._reading import Reading
from creditkit.policy._shapes import REQUIRED, Key, Shape

_WARN = "warn"
_THEN = Text((_WARN, "prepay", "hold", "refuse"))
_OUTCOMES = ("then", "otherwise", "unset")


def _outcome(word: Any) -> Any:
    return word if word == _WARN else Outcome[word]


def _word(outcome: Any) -> str:
    return outcome if isinstance(outcome, str) else outcome.name


def _made(build: Callable[..., OrderCheck]) -> Any:
    """Makes a check of its keys, with its outcomes for their words."""

    def make(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
        if not sound(given):
            return BAD
        options = {key: _outcome(value) if key in _OUTCOMES else value for key, value in given.items()}
        return reading.built(path, build, **options)

    return make


def _code(usual: str) -> Key:
    return Key("code", Text(), usual)


def _then(usual: str) -> Key:
    return Key("then", _THEN, usual)


_UNKNOWN = Key("unknown", Text(("hold", "pass", "note")), "hold")

#: Of each type of check: its class and its keys.
_TYPES: dict[str, tuple[Any, tuple[Key, ...]]] = {
    "utilisation": (
        Utilisation,
        (
            _code("utilisation"),
            Key("limit_share", Number(Decimal(0)), Decimal(1)),
            Key("exceeded", Text((">", ">=")), ">"),
            Key("otherwise", _THEN, "hold"),
            Key("unset", _THEN, "hold"),
        ),
    ),
    "oldest_overdue": (
        OldestOverdue,
        (_code("oldest_overdue"), Key("days", Whole(), REQUIRED), _then("hold"), _UNKNOWN),
    ),
    "overdue_amount": (
        OverdueAmount,
        (_code("overdue_amount"), Key("above", Amount(), REQUIRED), _then("hold"), _UNKNOWN),
    ),
    "document_value": (
        DocumentValue,
        (_code("document_value"), Key("above", Amount()), Key("share_of_limit", Number(Decimal(0))), _then("hold")),
    ),
    "prepayment": (Prepayment, (_code("prepayment"), _then("prepay"))),
    "missing_facts": (
        MissingFacts,
        (_code("facts_missing"), Key("facts", Many(Fact(), 1), REQUIRED), _then("hold")),
    ),
    "holds": (Holds, (_code("holds"), _then("hold"))),
    "condition": (
        ConditionCheck,
        (
            Key("code", Text(), REQUIRED),
            Key("fails_when", When(), REQUIRED),
            _then("hold"),
            _UNKNOWN,
        ),
    ),
}
SHAPES = {name: Shape(keys, make=_made(build)) for name, (build, keys) in _TYPES.items()}
_NAMES = {build: name for name, (build, _) in _TYPES.items()}


def _plugged(table: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return plugged("checks", table, path, reading)


CHECK = Tagged(SHAPES, make=_plugged)
CHECKS = Many(CHECK, known_by="code")


#: Checks that every policy has, whether it names them or not.
_ALWAYS = ("holds", "problems")


def read_checks(given: Any, path: str, reading: Reading) -> Any:
    """The checks, each with a code of its own; exemptions may name them from here on."""
    if isinstance(given, Bad):
        return BAD
    codes = [BAD if isinstance(one, Bad) else one.code for one in given]
    reading.codes = (*(code for code in codes if isinstance(code, str)), *_ALWAYS)
    reading.codes_whole = BAD not in codes
    return given if reading.each_once(f"{path}[{{}}].code", codes) and sound(given) else BAD


def _exemption(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    excepted = given.get("except", [])
    good = True
    for i, code in enumerate(excepted if isinstance(excepted, list) else ()):
        if isinstance(code, str) and code not in reading.codes and reading.codes_whole:
            at = f"{path}.except[{i}]"
            reading.problems.unlisted(at, "policy_check_unknown", code, reading.codes)
            good = False
    if not sound(given) or not good:
        return BAD
    return reading.built(path, Exemption, given["code"], given["when"], tuple(excepted))


EXEMPTION = Shape(
    (Key("code", Text(), REQUIRED), Key("when", When(), REQUIRED), Key("except", Many(Text()), [])), make=_exemption
)
EXEMPTIONS = Many(EXEMPTION, known_by="code")


def read_exemptions(given: Any, path: str, reading: Reading) -> Any:
    """The exemptions, each with a code of its own."""
    if isinstance(given, Bad):
        return BAD
    codes = [BAD if isinstance(one, Bad) else one.code for one in given]
    return given if reading.each_once(f"{path}[{{}}].code", codes) and sound(given) else BAD


def checks_tree(rules: Iterable[OrderCheck], used: Mapping[str, Used]) -> list[dict[str, Any]]:
    """``[[checks]]`` as a tree.

    Raises:
        InvalidInput: a check of the host's own that no plug-in stands for.
    """
    return [_check_tree(one, used, f"checks[{i}]") for i, one in enumerate(rules)]


def _check_tree(check: OrderCheck, used: Mapping[str, Used], path: str) -> dict[str, Any]:
    if path in used:
        return used_tree(used[path])
    name = _NAMES.get(type(check))
    if name is None:
        raise InvalidInput(path, check, "a check of creditkit.limits", f"name its plug-in: used={{{path!r}: Used(…)}}")
    tree = {key: getattr(check, key) for key in SHAPES[name].names}
    words = {key: _word(value) for key, value in tree.items() if key in _OUTCOMES and value is not None}
    lists = {key: list(value) for key, value in tree.items() if isinstance(value, tuple)}
    return {"type": name, **tree, **words, **lists}


def exemptions_tree(exemptions: Iterable[Exemption]) -> list[dict[str, Any]]:
    """``[[exemptions]]`` as a tree."""
    return [{"code": one.code, "when": one.when, "except": list(one.except_)} for one in exemptions]
