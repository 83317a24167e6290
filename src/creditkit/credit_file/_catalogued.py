"""One named fact of the catalogue, and short ways to write many of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import attrs

from creditkit.columns import Value
from creditkit.credit_file._found_nothing import found_nothing
from creditkit.reasons import Language
from creditkit.rules import Field, Kind

#: Where a fact comes from: the ledger, the party's own data, observations only, or a later step (score, grade …).
Origin: TypeAlias = Literal["ledger", "party", "observed", "computed"]
Better: TypeAlias = Literal["higher", "lower"]


def _read_only(label: Mapping[Language, str]) -> Mapping[Language, str]:
    return MappingProxyType(dict(label))


@attrs.frozen(unsafe_hash=False, eq=True)
class CataloguedFact:
    """A named fact: what it holds, who usually says it, and for how long that is good.

    Args:
        field: name, kind, decimals, direction, choices, unit and bounds. Money has no unit here:
            :func:`catalogue_fields` fills the currency in.
        sources: who usually says it, the most trusted first. Empty for what a later step computes.
        max_age_days: how old an observation may be; None is any age.
        label: what people call it, ``en`` and ``zh``.
        origin: ``ledger``, ``party``, ``observed`` or ``computed``.
        found_nothing: what a search that found nothing means, where that is plain: no case on a court's list is
            0 cases, no entry on a sanctions list is no match. None where it means nothing in particular.

    >>> from creditkit.credit_file import CATALOGUE
    >>> fact = CATALOGUE["litigation_24m"]
    >>> fact.label["en"], fact.sources, fact.max_age_days, fact.found_nothing
    ('Payment cases as defendant, 24 months', ('court', 'registry', 'credit_china', 'bureau'), 90, 0)
    """

    field: Field
    sources: tuple[str, ...]
    max_age_days: int | None
    label: Mapping[Language, str] = attrs.field(converter=_read_only)
    origin: Origin = "observed"
    found_nothing: Value = None

    @property
    def name(self) -> str:
        """The name of the fact."""
        return self.field.name

    @property
    def from_ledger(self) -> bool:
        """Whether the ledger gives it: invoices, payments, orders, holds and events."""
        return self.origin == "ledger"

    def __reduce__(self) -> tuple[object, ...]:
        return CataloguedFact, (
            self.field,
            self.sources,
            self.max_age_days,
            dict(self.label),
            self.origin,
            self.found_nothing,
        )


@attrs.frozen
class Shelf:
    """Writes facts that share an origin and, unless said otherwise, their sources and age."""

    origin: Origin
    sources: tuple[str, ...] = ()
    max_age_days: int | None = None

    def fact(self, field: Field, en: str, zh: str) -> CataloguedFact:
        """A fact of any kind."""
        label: Mapping[Language, str] = {"en": en, "zh": zh}
        return CataloguedFact(field, self.sources, self.max_age_days, label, self.origin, found_nothing(field))

    def share(
        self, name: str, en: str, zh: str, better: Better | None = None, most: int | None = 1, least: int | None = 0
    ) -> CataloguedFact:
        """A share at four decimals, 1 being all."""
        bounds: dict[str, Any] = {"least": least, "most": most}
        return self.fact(Field(name, Kind.number, decimals=4, better=better, unit="share", **bounds), en, zh)

    def count(self, name: str, en: str, zh: str, better: Better | None = None, unit: str = "items") -> CataloguedFact:
        """A whole number that is not negative."""
        return self.fact(Field(name, Kind.number, decimals=0, better=better, unit=unit, least=Decimal(0)), en, zh)

    def mean(self, name: str, en: str, zh: str, better: Better | None = None, unit: str = "days") -> CataloguedFact:
        """A mean at four decimals that is not negative."""
        return self.fact(Field(name, Kind.number, decimals=4, better=better, unit=unit, least=Decimal(0)), en, zh)

    def days(self, name: str, en: str, zh: str, better: Better | None = None, least: int | None = 0) -> CataloguedFact:
        """Whole days."""
        bound = None if least is None else Decimal(least)
        return self.fact(Field(name, Kind.days, better=better, unit="days", least=bound), en, zh)

    def money(self, name: str, en: str, zh: str, better: Better | None = None, least: int | None = 0) -> CataloguedFact:
        """An amount, gross of tax."""
        bound = None if least is None else Decimal(least)
        return self.fact(Field(name, Kind.money, better=better, least=bound), en, zh)

    def number(self, name: str, en: str, zh: str, **options: Any) -> CataloguedFact:
        """A number with options of its own."""
        return self.fact(Field(name, Kind.number, **options), en, zh)

    def flag(self, name: str, en: str, zh: str, better: Better | None = None) -> CataloguedFact:
        """Yes or no."""
        return self.fact(Field(name, Kind.flag, better=better), en, zh)

    def date(self, name: str, en: str, zh: str) -> CataloguedFact:
        """A day."""
        return self.fact(Field(name, Kind.date), en, zh)

    def text(
        self, name: str, en: str, zh: str, choices: tuple[str, ...] | None = None, better: Better | None = None
    ) -> CataloguedFact:
        """A word; choices stand in rising order."""
        return self.fact(Field(name, Kind.text, choices=choices, better=better), en, zh)
