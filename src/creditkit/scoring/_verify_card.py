"""What is wrong with a scorecard: proved, or shown by a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

from creditkit.columns import scaled
from creditkit.reasons import Finding, Reason
from creditkit.scoring._attainable import Reached, fits, reached_bins
from creditkit.scoring._characteristics import Categorical, Characteristic, Numeric
from creditkit.scoring._fallbacks import Give, Refuse
from creditkit.scoring._scales import Scale

if TYPE_CHECKING:
    from creditkit.columns import Record, Value
    from creditkit.reasons import Figure, Severity
    from creditkit.rules import Fields
    from creditkit.scoring._card import Scorecard


def verify_card(card: Scorecard, fields: Fields | None = None) -> tuple[Finding, ...]:
    """What is wrong with a scorecard, or odd about it, characteristic by characteristic.

    ============================= ======== ==============================================================
    code                          severity found where
    ============================= ======== ==============================================================
    ``field_undeclared``          error    the field is not among those given
    ``field_of_other_kind``       error    the field does not hold what the characteristic reads
    ``choice_refused``            error    a choice of the field is in no bin, and unseen values are refused
    ``withholding_pays``          warning  leaving the value out can score more than disclosing it
    ``characteristic_never_matters`` warning all values earn the same
    ``bin_never_reached``         warning  no value of the field falls into the bin
    ``missing_above_worst``       note     a missing value earns more than the worst bin; not marked withholdable
    ``points_not_monotone``       note     points rise and fall, and ``better`` is not said
    ``missing_refused``           note     a record without the value cannot be scored
    ============================= ======== ==============================================================

    The witness of ``withholding_pays`` and ``missing_above_worst`` is the record in which the value is disclosed;
    the other record lacks that value and is the same otherwise. Only what cannot be kept back may be exempt from
    the first: what can be is marked ``withholdable``, and then the card itself refuses to pay for hiding.

    Args:
        card: the card.
        fields: which values there are; without them, any value of the kind that a characteristic reads.

    >>> from creditkit.scoring import LeaveOut, Numeric, Scorecard
    >>> debt = Numeric("debt_ratio", ["0.5"], [10, 0], better="lower", missing=LeaveOut())
    >>> card = Scorecard([debt, Numeric("on_time_rate", ["0.9"], [0, 10], better="higher")])
    >>> finding = next(f for f in verify_card(card) if f.reason.code == "withholding_pays")
    >>> shown = dict(finding.witness)
    >>> card.score(shown).points, card.score({**shown, "debt_ratio": None}).points
    (Decimal('10.00'), Decimal('20.00'))
    """
    all_bins = [reached_bins(one, scale, fields) for one, scale in zip(card.characteristics, card.scales, strict=True)]
    best = {scale.name: _best(scale, bins) for scale, bins in zip(card.scales, all_bins, strict=True)}
    found: list[Finding] = []
    for i, (one, scale, bins) in enumerate(zip(card.characteristics, card.scales, all_bins, strict=True)):
        path = f"characteristics[{i}]"
        found += _of_field(one, fields, path)
        if all(all_bins):
            found += _withholding(card, one, scale, bins, best, path)
        found += _shape(one, scale, bins, path)
        if isinstance(one.missing, Refuse):
            found.append(_finding("note", f"{path}.missing", "missing_refused", one.name, {}))
    return tuple(found)


def _finding(
    severity: Severity,
    path: str,
    code: str,
    name: str,
    figures: Mapping[str, Figure],
    witness: Record | None = None,
) -> Finding:
    return Finding(severity, path, Reason(code, {"characteristic": name, **figures}), witness)


def _best(scale: Scale, bins: Reached) -> Value:
    """The value that earns most; a known one before a missing one."""
    scored = {place: scale.units[place] for place in bins if scale.units[place] is not None}
    return bins[max(scored, key=lambda place: (scored[place] or 0, bins[place] is not None))] if scored else None


def _of_field(one: Characteristic, fields: Fields | None, path: str) -> Iterator[Finding]:
    if fields is None:
        return
    if one.name not in fields:
        near = get_close_matches(one.name, list(fields), n=1)
        yield _finding("error", f"{path}.name", "field_undeclared", one.name, {"nearest": near[0]} if near else {})
    elif not fits(one, fields[one.name]):
        kind = fields[one.name].kind.value
        yield _finding("error", f"{path}.name", "field_of_other_kind", one.name, {"kind": kind})
    elif isinstance(one, Categorical) and isinstance(one.unseen, Refuse):
        named = {word for words in one.points for word in words}
        for choice in fields[one.name].choices or ():
            if choice not in named:
                yield _finding("error", f"{path}.points", "choice_refused", one.name, {"choice": choice})


def _withholding(
    card: Scorecard, one: Characteristic, scale: Scale, bins: Reached, best: Record, path: str
) -> Iterator[Finding]:
    """Hiding pays most where all else is at its best: what is left out is weighed up by what is left in."""
    hidden = next((place for place, value in bins.items() if value is None), None)
    shown = [(scale.units[p], value) for p, value in bins.items() if value is not None and scale.units[p] is not None]
    if hidden is None or not shown:
        return
    witness = {**best, one.name: min(shown, key=lambda pair: pair[0] or 0)[1]}
    disclosed, kept = card.points_of(witness), card.points_of({**witness, one.name: None})
    if kept <= disclosed:
        return
    figures: dict[str, Figure] = {
        "hidden": scaled(kept, card.decimals),
        "disclosed": scaled(disclosed, card.decimals),
    }
    if isinstance(one.missing, Give):
        yield _finding("note", f"{path}.missing", "missing_above_worst", one.name, figures, witness)
    else:
        yield _finding("warning", f"{path}.missing", "withholding_pays", one.name, figures, witness)


def _shape(one: Characteristic, scale: Scale, bins: Reached, path: str) -> Iterator[Finding]:
    earned = {scale.units[place] for place in bins}
    if len(earned) == 1 and (None not in earned or not scale.weight):
        yield _finding("warning", path, "characteristic_never_matters", one.name, {"points": scale.earned[min(bins)]})
    for place, reached in enumerate(scale.bins):
        if place not in bins:
            figures: dict[str, Figure] = {"bin": reached.label}
            yield _finding("warning", f"{path}.bins[{place}]", "bin_never_reached", one.name, figures)
    if isinstance(one, Numeric) and one.better is None:
        steps = {a < b for a, b in pairwise(one.points) if a != b}
        if len(steps) > 1:
            yield _finding("note", f"{path}.points", "points_not_monotone", one.name, {})
