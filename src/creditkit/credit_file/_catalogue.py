"""The catalogue of named facts, so that a ready-made policy finds its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import attrs

from creditkit.credit_file._catalogue_observed import COMPUTED, OBSERVED
from creditkit.credit_file._catalogue_own import LEDGER, PARTY
from creditkit.credit_file._catalogued import CataloguedFact
from creditkit.credit_file._source_rules import SourceRule
from creditkit.errors import InvalidInput
from creditkit.money import is_currency
from creditkit.rules import Field, Fields, Kind, declared

#: Every named fact: unit, kind, usual sources, staleness, labels.
CATALOGUE: Mapping[str, CataloguedFact] = MappingProxyType(
    {fact.name: fact for fact in (*LEDGER, *PARTY, *OBSERVED, *COMPUTED)}
)
#: What later steps compute: declared, so that conditions can name it, and never part of a file.
COMPUTED_NAMES = frozenset(fact.name for fact in COMPUTED)
LEDGER_NAMES = frozenset(fact.name for fact in LEDGER)
PARTY_NAMES = frozenset(fact.name for fact in PARTY)


@cache
def catalogue_fields(currency: str | None = None) -> Fields:
    """The fields of the catalogue by name, read-only: what a policy's conditions may name.

    Args:
        currency: the unit of the money fields; None leaves it open.

    Raises:
        InvalidInput: no such currency.

    >>> from creditkit.rules import parse
    >>> condition = parse("matured_items < 6 or overdue_5d_amount > 50000", catalogue_fields("CNY"))
    """
    if currency is not None and not is_currency(currency):
        raise InvalidInput("currency", currency, "an ISO 4217 currency code, or None")
    return declared(in_currency(fact.field, currency) for fact in CATALOGUE.values())


def in_currency(field: Field, currency: str | None) -> Field:
    """The field, with the currency as its unit if it holds money and names none."""
    if field.kind is not Kind.money or field.unit is not None or currency is None:
        return field
    return attrs.evolve(field, unit=currency)


@cache
def catalogue_rules() -> tuple[SourceRule, ...]:
    """The usual sources and ages of all facts that somebody observes.

    >>> next(rule for rule in catalogue_rules() if rule.field == "litigation_24m").max_age_days
    90
    """
    return tuple(
        SourceRule(fact.name, fact.sources, fact.max_age_days)
        for fact in CATALOGUE.values()
        if fact.origin in ("party", "observed")
    )
