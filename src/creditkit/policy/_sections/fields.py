"""``[fields.NAME]`` and ``[file]``: own facts beside the catalogue, and which source wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from creditkit.credit_file import SourceRule
from creditkit.policy._catalogue import COMPUTED, base_fields, with_own_rules
from creditkit.policy._compounds import Many, Named
from creditkit.policy._kinds import Number, Text, Whole
from creditkit.policy._problems import BAD, Bad, sound, under
from creditkit.policy._reading import Reading
from creditkit.policy._shapes import REQUIRED, Key, Shape
from creditkit.rules import Field, Fields, Kind, declared

_KINDS = tuple(kind.value for kind in Kind)
_BOUND = Number(Decimal("-1e17"), Decimal("1e17"), "number")


def _bare(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The unit of money is its currency, and decides; of anything else it is for people."""
    return given if given["kind"] == Kind.money.value else {**given, "unit": None}


FIELD = Shape(
    (
        Key("kind", Text(_KINDS), REQUIRED),
        Key("decimals", Whole(0, 18)),
        Key("better", Text(("higher", "lower"))),
        Key("choices", Many(Text(), 1)),
        Key("unit", Text()),
        Key("least", _BOUND),
        Key("most", _BOUND),
    ),
    bare=_bare,
)
FIELDS = Named(FIELD)

SOURCE = Shape((Key("sources", Many(Text()), []), Key("max_age_days", Whole())))
FILE = Named(SOURCE)


def declare(given: Any, path: str, reading: Reading) -> Any:
    """Declares the policy's own fields beside those of the catalogue; from here on conditions can be read.

    A field that could not be read is declared as far as its name goes, so that no condition over it is
    blamed as well.
    """
    if isinstance(given, Bad):
        return BAD
    own: dict[str, Field] = {}
    bad = False
    for name, table in given.items():
        field = _field(name, table, under(path, name), reading)
        bad = bad or isinstance(field, Bad)
        if not isinstance(field, Bad):
            own[name] = field
    reading.fields = declared({**base_fields(reading.currency), **own}.values())
    reading.unread |= {name for name in given if name not in own and isinstance(name, str)}
    return BAD if bad else tuple(own.values())


def _field(name: Any, table: Any, path: str, reading: Reading) -> Field | Bad:
    if name in COMPUTED:
        return reading.problems.add(path, "policy_field_computed", given=name)
    if not sound(table) or isinstance(name, Bad):
        return BAD
    options = {key: value for key, value in table.items() if key != "kind"}
    if table["kind"] == Kind.money.value:
        options.setdefault("unit", reading.currency)
    return reading.built(path, Field, name, table["kind"], **options)


def own_fields(fields: Fields, currency: str) -> Iterable[Field]:
    """The fields that a policy declares itself: others than the catalogue's, without what is computed."""
    base = base_fields(currency)
    return (field for name, field in fields.items() if name not in COMPUTED and base.get(name) != field)


def fields_tree(fields: Fields, currency: str) -> dict[str, Any]:
    """``[fields]`` as a tree."""
    return {field.name: _field_tree(field, currency) for field in own_fields(fields, currency)}


def _field_tree(field: Field, currency: str) -> dict[str, Any]:
    own = field.kind is Kind.money and field.unit == currency
    return {
        "kind": field.kind.value,
        "decimals": field.decimals,
        "better": field.better,
        "choices": None if field.choices is None else list(field.choices),
        "unit": None if own else field.unit,
        "least": field.least,
        "most": field.most,
    }


def read_sources(given: Any, path: str, reading: Reading) -> Any:
    """``[file]`` as rules, each over a declared field."""
    if isinstance(given, Bad):
        return BAD
    rules: list[Any] = []
    for name, table in given.items():
        at = under(path, str(name))
        if isinstance(name, str) and name not in reading.fields and name not in reading.unread:
            near = reading.problems.nearest(name, reading.fields)
            rules.append(reading.problems.add(at, "policy_field_unknown", given=name, near=near))
        else:
            rules.append(reading.built(at, _rule, name, table))
    return tuple(rules) if sound(rules) else BAD


def _rule(name: str, table: Mapping[str, Any]) -> SourceRule:
    return SourceRule(name, tuple(table.get("sources", ())), table.get("max_age_days"))


def sources_tree(rules: Iterable[SourceRule]) -> dict[str, Any]:
    """``[file]`` as a tree: the rules that are not the catalogue's own."""
    usual = {rule.field: rule for rule in with_own_rules(())}
    own = (rule for rule in rules if usual.get(rule.field) != rule)
    return {rule.field: {"sources": list(rule.sources), "max_age_days": rule.max_age_days} for rule in own}
