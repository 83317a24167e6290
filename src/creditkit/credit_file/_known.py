"""What is known of a field, who says it, and who says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import attrs

from creditkit.columns import Value
from creditkit.credit_file._source_rules import SourceRule
from creditkit.credit_file._typed import day_of
from creditkit.reasons import Figure, Finding, Reason
from creditkit.receivables import NO_DAY


@attrs.frozen
class Known:
    """What a file holds about a field.

    Args:
        value: the value. None is "searched, and nothing found" where that says nothing plain; where it does, it is
            what it says: no case is 0 cases. What nobody looked for has no ``Known`` at all.
        source: who says it; ``ledger`` and ``party`` are our own books.
        observed_on: when it was seen; None where the source does not say.
        stale: nothing fresher is there: the value is shown, and does not count.
        agreeing, conflicting: the other sources whose latest fresh word is the same, or another.

    >>> from creditkit.credit_file import SourceRule, credit_file
    >>> from creditkit.facts import Facts, Observation
    >>> said = [
    ...     Observation("C-7", "debt_ratio", "0.62", source="sales"),
    ...     Observation("C-7", "debt_ratio", "0.81", source="bureau"),
    ... ]
    >>> rule = SourceRule("debt_ratio", ("bureau", "sales"))
    >>> known = credit_file(Facts(said).at(date(2026, 3, 2)), "C-7", rules=[rule]).known["debt_ratio"]
    >>> known.value, known.source, known.conflicting
    (Decimal('0.8100'), 'bureau', ('sales',))
    """

    value: Value
    source: str
    observed_on: date | None = None
    stale: bool = False
    agreeing: tuple[str, ...] = ()
    conflicting: tuple[str, ...] = ()


def _read_only(known: Mapping[str, Known]) -> Mapping[str, Known]:
    return MappingProxyType(dict(known))


@attrs.frozen(unsafe_hash=False, eq=True)
class CreditFile:
    """What is known about a party on a day, with where it comes from.

    Args:
        party_id, as_of: whose file, and of which day.
        known: by field, in the order of the fields; what nobody looked for is not in it.
        findings: stale facts, sources that contradict each other, values that do not fit, rates that are missing.

    >>> from creditkit.credit_file import credit_file
    >>> from creditkit.facts import Facts, Party
    >>> file = credit_file(Facts([Party("C-7", registered_on=date(2021, 3, 1))]).at(date(2026, 3, 2)), "C-7")
    >>> file.values["months_in_business"], file.known["months_in_business"].source, "litigation" in file.values
    (60, 'party', False)
    """

    party_id: str
    as_of: date
    known: Mapping[str, Known] = attrs.field(converter=_read_only)
    findings: tuple[Finding, ...] = ()

    @property
    def values(self) -> Mapping[str, Value]:
        """The values that count, for conditions and scorecards.

        None is "searched, and nothing found"; a name that is absent was not searched, or not lately.
        """
        return {name: known.value for name, known in self.known.items() if not known.stale}

    def __reduce__(self) -> tuple[object, ...]:
        return CreditFile, (self.party_id, self.as_of, dict(self.known), self.findings)


class Statement(NamedTuple):
    """One word of one source: ``observed`` in days since 1970 (NO_DAY where undated), ``recorded`` an instant."""

    source: str
    value: Value
    observed: int
    recorded: int


_ANY = SourceRule("any")


def resolved(said: Sequence[Statement], rule: SourceRule | None, day: int) -> Known:
    """Whom to believe: the fresh before the stale, then by source, by day of the look, by recording."""
    rule = rule or _ANY
    limit = None if rule.max_age_days is None else day - rule.max_age_days
    if len(said) == 1:
        only = said[0]
        return Known(only.value, only.source, _date(only.observed), _stale(only, limit))
    ordered = sorted(said, key=lambda s: (_stale(s, limit), rule.rank(s.source), -s.observed, -s.recorded))
    words: dict[str, Statement] = {}
    for one in ordered:
        words.setdefault(one.source, one)
    best, *others = words.values()
    stale = _stale(best, limit)
    fresh = [] if stale else [one for one in others if not _stale(one, limit)]
    return Known(
        best.value, best.source, _date(best.observed), stale,
        tuple(one.source for one in fresh if one.value == best.value),
        tuple(one.source for one in fresh if one.value != best.value),
    )  # fmt: skip


def _stale(one: Statement, limit: int | None) -> bool:
    return limit is not None and one.observed < limit


def _date(observed: int) -> date | None:
    return None if observed == NO_DAY else day_of(observed)


def finding_on(party_id: str, name: str, known: Known, said: Sequence[Statement], rule: SourceRule | None) -> Finding:
    """What is odd about what was said of a field: all of it is stale, or the sources contradict each other."""
    path = f"files[{party_id}].{name}"
    figures: dict[str, Figure] = {"field": name, "source": known.source, "value": known.value}
    if known.stale:
        if known.observed_on is not None:
            figures["observed_on"] = known.observed_on
        figures["max_age_days"] = None if rule is None else rule.max_age_days
        return Finding("warning", path, Reason("fact_stale", figures))
    latest: dict[str, Statement] = {}
    for one in said:
        if one.source not in latest or one[2:] > latest[one.source][2:]:
            latest[one.source] = one
    others: dict[str, Figure] = {source: latest[source].value for source in known.conflicting}
    reason = Reason("sources_conflict", {**figures, "others": ", ".join(known.conflicting)})
    return Finding("warning", path, reason, {known.source: known.value, **others})
