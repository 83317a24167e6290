"""What a file is asked for: its fields, whom to believe about each, how to measure, in which currency."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

import attrs

from creditkit.credit_file._catalogue import (
    CATALOGUE,
    COMPUTED_NAMES,
    LEDGER_NAMES,
    PARTY_NAMES,
    catalogue_fields,
    in_currency,
)
from creditkit.credit_file._exchange import one_currency
from creditkit.credit_file._measures import Measures
from creditkit.credit_file._source_rules import SourceRule
from creditkit.credit_file._typed import decimals_of
from creditkit.errors import InvalidInput
from creditkit.money import exponent
from creditkit.rules import Field, Fields, Kind

_NUMERIC = (Kind.number, Kind.money, Kind.days)
_OWN = LEDGER_NAMES | PARTY_NAMES
#: Facts made of amounts: they need to know in which currency.
OF_AMOUNTS = frozenset(
    {name for name in _OWN if CATALOGUE[name].field.kind is Kind.money}
    | {"on_time_rate", "days_beyond_terms", "days_to_pay", "overdue_share", "overdue_5d_share", "fulfilment_rate"}
)


def _places(plan: Plan) -> dict[str, int]:
    return {name: decimals_of(plan.fields[name]) for name in plan.own}


@attrs.frozen(eq=False)
class Plan:
    """What a file is asked for.

    Args:
        fields: in order; what later steps compute is left out, money has its currency where one is known.
        own: the names among them that our own books give.
        rules: by field.
        currency: of the amounts; None where nothing says one, and then there are none.
        places: the decimals of each name that our own books give.
    """

    fields: Fields
    own: frozenset[str]
    rules: Mapping[str, SourceRule]
    measures: Measures
    currency: str | None
    places: Mapping[str, int] = attrs.field(init=False, default=attrs.Factory(_places, takes_self=True))


def planned(
    fields: Fields | None,
    rules: Sequence[SourceRule],
    measures: Measures,
    currency: str | None,
    held: Callable[[], set[str]],
) -> Plan:
    """Checks what was asked for.

    All but ``held`` is as :func:`creditkit.credit_file.credit_file` takes it. ``held`` gives the currencies of
    the documents, orders and parties in question; it is asked only where nobody names one.
    """
    given = catalogue_fields() if fields is None else fields
    kept = {name: field for name, field in given.items() if name not in COMPUTED_NAMES}
    own = frozenset(kept.keys() & _OWN)
    of_amounts = kept.keys() & OF_AMOUNTS
    unit = _unit([kept[name] for name in of_amounts], currency)
    if unit is None and of_amounts:
        unit = one_currency(held())
    if unit is not None and fields is None:
        kept = {name: field for name, field in catalogue_fields(unit).items() if name in kept}
    elif unit is not None and any(field.kind is Kind.money and field.unit is None for field in kept.values()):
        kept = {name: in_currency(field, unit) for name, field in kept.items()}
    for name in own:
        if kept[name].kind is not CATALOGUE[name].field.kind:
            _check_kind(kept[name])
    return Plan(kept, own, _by_field(rules, given), measures, unit)


def _unit(own: list[Field], currency: str | None) -> str | None:
    """The currency that the call or the fields name for the amounts of our own books."""
    if currency is not None:
        exponent(currency)
    units = {field.unit for field in own if field.kind is Kind.money and field.unit is not None}
    if currency is not None:
        units.add(currency)
    if len(units) > 1:
        raise InvalidInput(
            "currency", ", ".join(sorted(units)), "one currency for all amounts of the ledger and the party"
        )
    return next(iter(units), None)


def _check_kind(field: Field) -> None:
    """A number may be declared as any kind of number; all else keeps the kind that our own books give."""
    given = CATALOGUE[field.name].field.kind
    if field.kind not in _NUMERIC or given not in _NUMERIC:
        accepted = "number, money, days" if given in _NUMERIC else given.value
        raise InvalidInput(f"fields[{field.name}].kind", field.kind.value, f"{accepted}, as our own books give it")


def _by_field(rules: Sequence[SourceRule], fields: Fields) -> dict[str, SourceRule]:
    out: dict[str, SourceRule] = {}
    for i, rule in enumerate(rules):
        if rule.field in out:
            raise InvalidInput(f"rules[{i}].field", rule.field, "one rule a field")
        if rule.field not in fields and rule.field not in CATALOGUE:
            near = get_close_matches(rule.field, [*fields, *CATALOGUE], n=1)
            remedy = f"did you mean {near[0]!r}?" if near else ""
            raise InvalidInput(f"rules[{i}].field", rule.field, "a declared field", remedy)
        out[rule.field] = rule
    return out
