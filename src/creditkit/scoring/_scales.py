"""Characteristics made ready to score: one reader a door, and a table of points by bin.

Both doors turn a value into the number of its bin and look the points up. The bins of a scale are
numbered: the bins between edges or of named values, special values, then missing, then unseen. All that
a score says of a bin is worked out here once: only the value itself is filled in when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import attrs

from creditkit.columns import scaled
from creditkit.errors import InvalidInput
from creditkit.rules._edges import deciding_integer
from creditkit.scoring._characteristics import Categorical, Characteristic, Numeric
from creditkit.scoring._fallbacks import Fallback, Give, LeaveOut
from creditkit.scoring._lookups import Lookup, numeric_lookups, word_lookups
from creditkit.scoring._readers import Fill, column_reader, label_reader, number_reader, word_reader

if TYPE_CHECKING:
    from creditkit.columns import Value
    from creditkit.reasons import Figure


@attrs.frozen
class Bin:
    """A bin of a characteristic.

    Args:
        label: as people read it: ``< 0.8``, ``steel``, ``missing``.
        points: what it earns; None where the characteristic is left out.
        code: of the reason that a score gives for it.

    >>> from creditkit.scoring import Give, Numeric, Scorecard
    >>> card = Scorecard([Numeric("on_time_rate", ["0.80", "0.95"], [0, 20, 30], missing=Give(8))])
    >>> low, none = (card.score({"on_time_rate": value}).contributions[0].bin for value in (0.7, None))
    >>> low.label, low.points, none.label, none.points
    ('< 0.8', Decimal('0'), 'missing', Decimal('8'))
    """

    label: str
    points: Decimal | None
    code: str


class Loss(NamedTuple):
    """What a score says of a bin that does not earn all that its characteristic can.

    A tuple that sorts as reasons are listed: by what is lost, the most first, then as in the card.

    Args:
        rank: the units lost, negative.
        place: of the characteristic in the card.
        characteristic, code, rule: of the reason; the rule is the bin's path in the card.
        figures: of the reason, with room for the value.
    """

    rank: int
    place: int
    characteristic: str
    code: str
    figures: dict[str, Figure]
    rule: str


@attrs.frozen(eq=False)
class Scale:
    """A characteristic ready to score.

    Args:
        name: the field.
        bins: all bins by number.
        units: points of each bin at the card's decimals, as integers; None where it is left out.
        known: units of weight that count as covered where a value is in the bin: all or none.
        weight: the most units that a value can earn.
        least: the fewest units that any scored value earns.
        earned: the points of each bin; zero where it is left out.
        losses: what a score says of each bin; None where nothing is lost.
        lookups: the quick way from a value to its bin and units, by type.
        bin_of: the bin of any plain value. Raises InvalidInput where it is refused.
        fill: writes the bins of a column; REFUSED where a row is.
    """

    name: str
    bins: tuple[Bin, ...]
    units: tuple[int | None, ...]
    known: tuple[int, ...]
    weight: int
    least: int
    earned: tuple[Decimal, ...]
    maximum: Decimal
    losses: tuple[Loss | None, ...]
    lookups: Mapping[type, Lookup]
    bin_of: Callable[[Value], int]
    fill: Fill


def units_of(points: Decimal, decimals: int, path: str) -> int:
    """Points as an integer at so many decimals.

    Raises:
        InvalidInput: they need more decimals.
    """
    whole = deciding_integer(points, "==", decimals)
    if whole is None:
        raise InvalidInput(path, points, f"at most {decimals} decimals")
    return whole


def scale_of(characteristic: Characteristic, decimals: int, place: int = 0) -> Scale:
    """Makes the characteristic at a place of its card ready to score with points of so many decimals."""
    path = f"characteristics[{place}]"
    bins, known, ready = _numeric(characteristic) if isinstance(characteristic, Numeric) else _words(characteristic)
    units = tuple(None if b.points is None else units_of(b.points, decimals, f"{path}.points") for b in bins)
    weight = units_of(characteristic.maximum, decimals, f"{path}.points")
    if weight < 0:
        raise InvalidInput(f"{path}.points", str(characteristic.maximum), "a best bin of zero or more")
    lookups, bin_of, fill = ready(units)
    scale = Scale(
        name=characteristic.name,
        bins=bins,
        units=units,
        known=tuple(weight if one else 0 for one in known),
        weight=weight,
        least=min(unit for unit in units if unit is not None),
        earned=tuple(scaled(unit or 0, decimals) for unit in units),
        maximum=scaled(weight, decimals),
        losses=(),
        lookups=lookups,
        bin_of=bin_of,
        fill=fill,
    )
    return attrs.evolve(scale, losses=tuple(_loss(scale, place, i, decimals) for i in range(len(bins))))


def _loss(scale: Scale, place: int, bin_: int, decimals: int) -> Loss | None:
    lost = scale.weight - (scale.units[bin_] or 0)
    if lost <= 0:
        return None
    figures: dict[str, Figure] = {
        "characteristic": scale.name,
        "value": None,
        "points": scale.earned[bin_],
        "maximum": scale.maximum,
        "lost": scaled(lost, decimals),
    }
    return Loss(-lost, place, scale.name, scale.bins[bin_].code, figures, f"characteristics[{place}].bins[{bin_}]")


def _fallback(name: str, what: str, fallback: Fallback) -> Bin | None:
    """The bin of missing or unseen values; None where they are refused."""
    if isinstance(fallback, Give):
        return Bin(what, fallback.points, f"{name}_{what}")
    return Bin(what, None, f"{name}_{what}") if isinstance(fallback, LeaveOut) else None


def _shown(edge: Decimal) -> str:
    """An edge without idle zeros: 0.90 and 0.9 are one edge, and policies that are equal write equal tables."""
    text = format(edge, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _interval_labels(one: Numeric) -> list[str]:
    shown = [_shown(value) for value in one.edges]
    if not shown:
        return ["any"]
    below, above = ("<", "≥") if one.closed == "left" else ("≤", ">")
    between = [
        f"{low} ≤ x < {high}" if one.closed == "left" else f"{low} < x ≤ {high}" for low, high in pairwise(shown)
    ]
    return [f"{below} {shown[0]}", *between, f"{above} {shown[-1]}"]


#: Given the units by bin: the quick look-ups, and the readers of either door.
_Readers = tuple[Mapping[type, Lookup], "Callable[[Value], int]", "Fill"]
#: Bins by number, which of them count as covered, and what makes the readers.
_Ready = tuple[tuple[Bin, ...], tuple[bool, ...], Callable[[tuple["int | None", ...]], _Readers]]


def _numeric(one: Numeric) -> _Ready:
    bins = [Bin(label, points, one.name) for label, points in zip(_interval_labels(one), one.points, strict=True)]
    special = {value: len(bins) + i for i, value in enumerate(one.special)}
    bins += [Bin(format(value, "f"), points, one.name) for value, points in one.special.items()]
    known = [True] * len(bins)
    fallback = _fallback(one.name, "missing", one.missing)
    missing = None if fallback is None else len(bins)
    if fallback is not None:
        bins.append(fallback)
        known.append(False)

    def ready(units: tuple[int | None, ...]) -> _Readers:
        quick = numeric_lookups(one, units, missing)
        return quick, number_reader(one, special, missing), column_reader(one, special, missing)

    return tuple(bins), tuple(known), ready


def _words(one: Categorical) -> _Ready:
    bins = [Bin(", ".join(values), points, one.name) for values, points in one.points.items()]
    known = [True] * len(bins)
    code = {value: i for i, values in enumerate(one.points) for value in values}
    places: dict[str, int | None] = {}
    for what, fallback in (("missing", one.missing), ("unseen", one.unseen)):
        place = _fallback(one.name, what, fallback)
        places[what] = None if place is None else len(bins)
        if place is not None:
            bins.append(place)
            known.append(what == "unseen" and place.points is not None)
    missing, unseen = places["missing"], places["unseen"]

    def ready(units: tuple[int | None, ...]) -> _Readers:
        quick = word_lookups(code, units, missing)
        return quick, word_reader(one, code, missing, unseen), label_reader(one, code, missing, unseen)

    return tuple(bins), tuple(known), ready
