"""The exposure to every party, in columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

import attrs
import numpy as np

from creditkit.columns import Amounts, Columns, Ints, Labels, check_sums
from creditkit.errors import InvalidInput, RateMissing, UnknownParty
from creditkit.facts import Snapshot
from creditkit.limits._exposure import COMPONENTS, PARTS, Exposure
from creditkit.limits._stages import Stages, stages
from creditkit.money import Money, Rates, divided, exponent
from creditkit.reasons import Reason
from creditkit.receivables._kernels import sums


@attrs.frozen(eq=False, slots=False)
class Exposures:
    """The exposure to many parties. ``exposures.of(party_id)`` is one of them as a value.

    Args:
        party_id: the parties, each once.
        currency: of each party's row.
        minor: int64 minor units by component, shape (rows,): ``open_orders``, ``delivered``, ``billed``,
            ``open_items``, ``bills``, and ``unapplied``, which is taken off.
        problems: by party, why its figures are not complete (``rate_missing``); what is known is counted.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> bills = [Document(f"{i}", f"C-{i}", Money(i, "EUR"), issued_on=date(2025, 1, 1)) for i in (7, 8)]
    >>> found = exposures(Facts(bills).at(date(2025, 6, 30)), "EUR")
    >>> found.party_id.texts(), found.total.tolist(), found.of("C-8").open_items
    (['C-7', 'C-8'], [700, 800], Money('8.00', 'EUR'))
    """

    party_id: Labels
    currency: Labels
    minor: Mapping[str, Ints]
    problems: Mapping[str, tuple[Reason, ...]]

    def __len__(self) -> int:
        return len(self.party_id)

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        """The row of each party."""
        return {party: row for row, party in enumerate(self.party_id.texts()) if party is not None}

    @property
    def total(self) -> Ints:
        """int64, shape (rows,): the components less what is unapplied, in minor units."""
        total: Ints = sum((self.minor[name] for name in COMPONENTS), -self.minor["unapplied"])
        return total

    def of(self, party_id: str) -> Exposure:
        """One party's exposure.

        Raises:
            UnknownParty: there is no row of it.
        """
        row = self._rows.get(party_id)
        if row is None:
            raise UnknownParty(party_id)
        currency = self.currency[row] or ""
        parts = (Money.of_minor(int(self.minor[name][row]), currency) for name in PARTS)
        return Exposure(*parts, problems=self.problems.get(party_id, ()))

    def columns(self) -> Columns:
        """Party, currency, the components and the total, a column each."""
        amounts = {name: Amounts(self.minor[name], self.currency) for name in PARTS}
        total = Amounts(self.total, self.currency)
        return MappingProxyType({"party_id": self.party_id, "currency": self.currency, **amounts, "exposure": total})


@attrs.frozen
class Rules:
    """How amounts are counted and converted."""

    components: frozenset[str]
    less_unapplied: bool
    haircut: Fraction
    max_rate_age_days: int | None

    def ratio(self, snapshot: Snapshot, base: str, quote: str) -> Fraction:
        """Minor units of ``quote`` for one of ``base``."""
        rates: Rates = snapshot.memo("rates", lambda: snapshot.rates)
        major = rates.ratio(base, quote, snapshot.as_of, max_age_days=self.max_rate_age_days)
        return major * Fraction(10 ** exponent(quote), 10 ** exponent(base))

    def counts(self, name: str) -> bool:
        """Whether a component counts."""
        return self.less_unapplied if name == "unapplied" else name in self.components

    def converted(self, name: str, minor: int, ratio: Fraction) -> int:
        """A component in another currency, rounded once, half-even; what is unapplied without the haircut."""
        by = ratio if name == "unapplied" else ratio * self.haircut
        return divided(minor * by.numerator, by.denominator)


def exposures(
    snapshot: Snapshot,
    currencies: Mapping[str, str] | str,
    *,
    horizon_days: int | None = None,
    components: Collection[str] = COMPONENTS,
    less_unapplied: bool = True,
    haircut: Decimal | None = None,
    max_rate_age_days: int | None = None,
    without_orders: Collection[str] = (),
) -> Exposures:
    """The exposure to many parties, as :func:`~creditkit.limits.exposure` gives it for one.

    Args:
        snapshot: what may be known.
        currencies: the currency of each party that is wanted; one code is for all parties of the snapshot.
        horizon_days: as there, and so are the others.
        components: which stages count.
        less_unapplied: whether what is unapplied is taken off.
        haircut: by which share amounts in other currencies count more.
        max_rate_age_days: how old a rate may be.
        without_orders: orders that do not count.

    Raises:
        InvalidInput: an unknown currency or component, a haircut below zero, a negative horizon.
        UnknownParty: no known fact is about one of the parties.
        AmountTooLarge: a sum does not fit 63 bits.

    >>> from datetime import date
    >>> from creditkit.facts import Document, Facts
    >>> bill = Document("1", "C-7", Money("12.50", "EUR"), issued_on=date(2025, 1, 1))
    >>> exposures(Facts([bill]).at(date(2025, 6, 30)), "EUR").of("C-7").total
    Money('12.50', 'EUR')
    """
    rules = rules_of(horizon_days, components, less_unapplied, haircut, max_rate_age_days)
    wanted = _wanted(snapshot, currencies)
    found = stages(snapshot, horizon_days, frozenset(without_orders))
    party = Labels(np.arange(len(wanted)), tuple(wanted), distinct=True)
    minor = {name: np.zeros(len(wanted), dtype=np.int64) for name in PARTS}
    problems: dict[str, tuple[Reason, ...]] = {}
    sheet = _Sheet(found, party, rules)
    for currency, rows in _by_currency(wanted):
        sheet.convert(snapshot, currency, rows, minor, problems)
    out = Exposures(party, Labels.of(list(wanted.values())), MappingProxyType(minor), MappingProxyType(problems))
    check_sums(out.total, "exposures")
    return out


def rules_of(
    horizon_days: int | None,
    components: Collection[str],
    less_unapplied: bool,
    haircut: Decimal | None,
    max_rate_age_days: int | None,
) -> Rules:
    """The rules, checked."""
    unknown = sorted(set(components).difference(COMPONENTS))
    if unknown:
        raise InvalidInput("components", unknown[0], ", ".join(COMPONENTS))
    if horizon_days is not None and horizon_days < 0:
        raise InvalidInput("horizon_days", horizon_days, "zero or more days, or None")
    return Rules(frozenset(components), less_unapplied, haircut_of(haircut), max_rate_age_days)


def haircut_of(haircut: Decimal | None) -> Fraction:
    """By what an amount in another currency is multiplied.

    Raises:
        InvalidInput: no Decimal, not finite, or below zero.
    """
    if haircut is None:
        return Fraction(1)
    if type(haircut) is not Decimal or not haircut.is_finite() or haircut < 0:
        raise InvalidInput("haircut", haircut, "a Decimal from 0", "write 5% as Decimal('0.05')")
    return 1 + Fraction(*haircut.as_integer_ratio())


def _wanted(snapshot: Snapshot, currencies: Mapping[str, str] | str) -> Mapping[str, str]:
    if isinstance(currencies, str):
        exponent(currencies)
        return dict.fromkeys(snapshot.parties(), currencies)
    for party, currency in currencies.items():
        exponent(currency)
        if not snapshot.knows(party):
            raise UnknownParty(party)
    return currencies


def _parties(snapshot: Snapshot) -> Mapping[str, None]:
    """Every party of the snapshot, sorted."""
    return snapshot.memo("parties", lambda: dict.fromkeys(snapshot.parties()))


def _by_currency(wanted: Mapping[str, str]) -> Iterator[tuple[str, Ints]]:
    given = Labels.of(list(wanted.values()))
    for code, currency in enumerate(given.labels):
        yield currency, np.flatnonzero(given.codes == code)


class _Sheet:
    """The stages summed by party, currency and component, in the currencies they came in."""

    def __init__(self, found: Stages, party: Labels, rules: Rules) -> None:
        self.rules = rules
        self.parties = party.labels
        self.sums: dict[str, dict[str, Ints]] = {}
        place = {name: row for row, name in enumerate(party.labels)}
        for name, minor, view, rows in found.parts():
            if rules.counts(name) and len(view):
                self._add(name, minor, view.labels("party_id"), view.amounts().currencies, rows, place)

    def _add(
        self, name: str, minor: Ints, party: Labels, currency: Labels, rows: Ints | None, place: Mapping[str, int]
    ) -> None:
        """Sums one component; nothing of the parties that are not wanted."""
        where = np.array([place.get(label, -1) for label in party.labels], dtype=np.int64)
        owner, code = where[party.codes], currency.codes
        if rows is not None:
            owner, code = owner[rows], code[rows]
        kept = np.flatnonzero((owner >= 0) & (minor != 0))
        several = len(currency.labels)
        table = sums(owner[kept] * several + code[kept], minor[kept], len(place) * several).reshape(-1, several)
        for column in np.flatnonzero((table != 0).any(axis=0)).tolist():
            by_component = self.sums.setdefault(currency.labels[column], {})
            by_component[name] = by_component.get(name, 0) + table[:, column]

    def convert(
        self,
        snapshot: Snapshot,
        currency: str,
        rows: Ints,
        minor: dict[str, Ints],
        problems: dict[str, tuple[Reason, ...]],
    ) -> None:
        """Adds every currency to the rows of the parties whose currency this is."""
        for base in sorted(self.sums):
            by_component = self.sums[base]
            if base == currency:
                for name, amounts in by_component.items():
                    minor[name][rows] += amounts[rows]
                continue
            owing = rows[np.any([amounts[rows] != 0 for amounts in by_component.values()], axis=0)]
            if not len(owing):
                continue
            try:
                ratio = self.rules.ratio(snapshot, base, currency)
            except RateMissing:
                reason = Reason("rate_missing", {"base": base, "quote": currency, "on": snapshot.as_of})
                for row in owing.tolist():
                    problems[self.parties[row]] = (*problems.get(self.parties[row], ()), reason)
                continue
            for name, amounts in by_component.items():
                there = owing[amounts[owing] != 0]
                units = [self.rules.converted(name, one, ratio) for one in amounts[there].tolist()]
                minor[name][there] += np.array(units, dtype=np.int64)
