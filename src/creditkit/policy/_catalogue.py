"""The facts that every policy knows, and the figures that the loop adds to them on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from creditkit.credit_file import CATALOGUE, SourceRule, catalogue_fields, catalogue_rules
from creditkit.rules import Field, Fields, Kind

#: Figures that the loop computes. A policy looks at them and cannot declare them.
COMPUTED = frozenset(name for name, fact in CATALOGUE.items() if fact.origin == "computed")


def base_fields(currency: str) -> Fields:
    """The catalogue's fields, amounts in the currency."""
    return catalogue_fields(currency)


def with_grades(fields: Fields, labels: Sequence[str]) -> Fields:
    """The fields, with the grades of the policy as the choices of ``grade``, the worst first."""
    if not labels:
        return fields
    return {**fields, "grade": Field("grade", Kind.text, better="higher", choices=tuple(reversed(labels)))}


def with_own_rules(own: Iterable[SourceRule]) -> tuple[SourceRule, ...]:
    """The catalogue's rules with those of a policy in place of them or after them."""
    rules = {rule.field: rule for rule in catalogue_rules()}
    return tuple({**rules, **{rule.field: rule for rule in own}}.values())
