"""The terms of the points of an event: what its effect says about how they count.

They stand in the event itself, as texts, so a replay needs no policy, and a later policy changes nothing that was
recorded. Keys that are not among the terms are the host's own and pass. The names of the terms are reserved: a wrong
value, or a term where it means nothing, is refused when the event is recorded, for afterwards it could not be mended.

Points are whole millionths here (:data:`UNIT`), in every sum and comparison: scores have at most six decimals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias, cast

import attrs

from creditkit.errors import InvalidInput
from creditkit.facts._records import MOST_DECIMALS
from creditkit.money import divided

#: So many units are one point.
UNIT: int = 10**MOST_DECIMALS
#: Points of one event stay below this, so that the sum over a stream fits 63 bits.
LARGEST_POINTS = 10**9

Kind: TypeAlias = Literal["penalty", "repair", "conduct", "credit", "reversal", "other"]
RoundingOfShare: TypeAlias = Literal["down", "half_even", "up"]

_NUMBER = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,6}))?")
_SHARE = re.compile(r"([01])(?:\.([0-9]{1,12}))?")
_CAP = re.compile(r"([^\s=]+)=([0-9]{1,9}(?:\.[0-9]{1,6})?)/([1-9][0-9]{0,4})")
_PLAIN = f"a number below 10**9 in plain digits, with at most {MOST_DECIMALS} decimals"


class Cap(NamedTuple):
    """At most so many units take effect of the events of a group within so many days, this one's included.

    >>> terms_of({"points": "-3", "caps": "promise_broken=9/365"}).caps
    (Cap(group='promise_broken', at_most=9000000, within=365),)
    """

    group: str
    at_most: int
    within: int


@attrs.frozen
class Terms:
    """What an effect says about points. Points are in units of one millionth.

    Attributes:
        kind: what the event is to the fold.
        points: what it states; None where it states none.
        repairs, reverses, redacts: the entry that it makes up for, takes back, or was redacted by it.
        share: of the points lost by the penalty that it repairs.
        rounding: how a share becomes points.
        decimals: of what a share or a decay comes to.
        caps: the groups in which it counts, with their bounds.
        decays: whether what it costs falls day by day to nothing after its last day.
        final: whether nothing but a reversal makes up for it.
        after_days: conduct makes up for penalties that are so many days old.
        asserts: the points that its stream is said to have.

    >>> terms = terms_of({"repairs": "late-2026-02", "points": "5"})
    >>> terms.kind, terms.restores(12 * UNIT) // UNIT, terms.restores(3 * UNIT) // UNIT
    ('repair', 5, 3)
    """

    kind: Kind
    points: int | None = None
    repairs: str | None = None
    reverses: str | None = None
    redacts: str | None = None
    share: Fraction | None = None
    rounding: RoundingOfShare = "down"
    decimals: int = 0
    caps: tuple[Cap, ...] = ()
    decays: bool = False
    final: bool = False
    after_days: int = 0
    asserts: int | None = None

    @property
    def step(self) -> int:
        """The units of the last of its decimals."""
        return int(10 ** (MOST_DECIMALS - self.decimals))

    def restores(self, lost: int) -> int:
        """What a repair would give back of so many units lost, before caps: never more than was lost."""
        if self.share is None:
            return min(self.points or 0, lost)
        steps = divided(lost * self.share.numerator, self.share.denominator * self.step, self.rounding)
        return min(steps * self.step, lost)


def terms_of(figures: Mapping[str, str]) -> Terms:
    """Reads the terms of an effect.

    Args:
        figures: the whole effect, text by key, as :attr:`creditkit.ledger.Entry.figures` has it.

    ============== =================================================================================
    ``points``     below zero a penalty; above it a credit, a repair, or good conduct
    ``repairs``    the penalty; with ``points`` (at most so many) or ``share`` (``"0.8"`` of the points lost)
    ``round``      how a share is rounded: ``down`` (the default), ``half_even``, ``up``
    ``decimals``   of a share or a decay; by default those of ``points``, or none
    ``reverses``   the event that is as if it had never been
    ``caps``       ``"promise_broken=9/365"``: at most 9 points of that group in 365 days; several with spaces
    ``decay``      ``linear``: what a penalty costs falls to nothing on the day after its last
    ``final``      ``yes``: no repair and no conduct counts for this penalty
    ``up_to``      ``lost``: good conduct, up to what is still lost
    ``after_days`` conduct counts for penalties that are at least so many days old
    ``asserts``    the points that the stream has
    ``redacts``    the event whose payload was removed
    ============== =================================================================================

    Raises:
        InvalidInput: a value that does not read, or a term where it means nothing; the path names it.

    >>> terms_of({"points": "-12", "final": "yes", "colour": "the host's own"}).kind
    'penalty'
    >>> terms_of({"repairs": "late-2026-02", "share": "0.8"}).restores(12 * UNIT) // UNIT
    9
    >>> terms_of({"repairs": "late-2026-02", "share": "1.2"})
    Traceback (most recent call last):
    creditkit.errors.InvalidInput: effect.share: '1.2' given; accepted: a share from 0 to 1 in plain digits, such as 0.8
    """
    kind = _kind(figures)
    _check_kind(kind, figures)
    points = figures.get("points")
    return Terms(
        kind=kind,
        points=None if points is None else units_of(points, "points"),
        repairs=figures.get("repairs"),
        reverses=figures.get("reverses"),
        redacts=figures.get("redacts"),
        share=_share(figures.get("share")),
        rounding=cast("RoundingOfShare", _word(figures, "round", ("down", "half_even", "up")) or "down"),
        decimals=_decimals(figures.get("decimals"), points),
        caps=_caps(figures.get("caps")),
        decays=_word(figures, "decay", ("linear",)) is not None,
        final=_word(figures, "final", ("yes",)) is not None,
        after_days=_whole(figures.get("after_days", "0"), "effect.after_days", 99_999),
        asserts=None if "asserts" not in figures else units_of(figures["asserts"], "effect.asserts"),
    )


def units_of(text: str, path: str) -> int:
    """A number in plain digits, in units. Raises InvalidInput.

    >>> units_of("-2.5", "points")
    -2500000
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise InvalidInput(path, text, _PLAIN)
    sign, whole, part = match.groups()
    return int(sign + whole + (part or "").ljust(MOST_DECIMALS, "0"))


def _kind(figures: Mapping[str, str]) -> Kind:
    for key, kind in (("reverses", "reversal"), ("repairs", "repair"), ("up_to", "conduct")):
        if key in figures:
            return cast("Kind", kind)
    units = units_of(figures.get("points", "0"), "points")
    return "penalty" if units < 0 else "credit" if units > 0 else "other"


#: What is not called "a" and its kind.
_CALLED: Mapping[str, str] = {"conduct": "good conduct", "other": "an entry that moves no points"}
#: Which kinds of event a term means something to; the other terms stand anywhere.
_MEANT_FOR: Mapping[str, tuple[str, ...]] = {
    "points": ("penalty", "repair", "conduct", "credit", "other"),
    "repairs": ("repair",),
    "share": ("repair",),
    "up_to": ("conduct",),
    "after_days": ("conduct",),
    "decay": ("penalty", "other"),
    "final": ("penalty", "other"),
    "asserts": ("other",),
    "redacts": ("other",),
}


def _check_kind(kind: Kind, figures: Mapping[str, str]) -> None:
    for key, kinds in _MEANT_FOR.items():
        if key in figures and kind not in kinds:
            path = key if key in ("points", "repairs") else f"effect.{key}"
            raise InvalidInput(path, figures[key], f"no such term in {_CALLED.get(kind, f'a {kind}')}")
    if kind == "repair" and ("points" in figures) == ("share" in figures):
        raise InvalidInput("effect.share", figures.get("share"), "either points or a share, for a repair")
    if kind == "conduct":
        _word(figures, "up_to", ("lost",))
    if kind in ("repair", "conduct"):
        _check_gain(kind, figures.get("points"))


def _check_gain(kind: Kind, points: str | None) -> None:
    if points is None and kind == "conduct":
        raise InvalidInput("points", points, "points of zero or more, for conduct")
    if points is not None and units_of(points, "points") < 0:
        raise InvalidInput(
            "points", points, f"points of zero or more, for a {kind}", "a penalty is an entry of its own"
        )


def _share(text: str | None) -> Fraction | None:
    if text is None:
        return None
    match = _SHARE.fullmatch(text)
    share = None if match is None else Fraction(int(match[1] + (match[2] or "")), 10 ** len(match[2] or ""))
    if share is None or share > 1:
        raise InvalidInput("effect.share", text, "a share from 0 to 1 in plain digits, such as 0.8")
    return share


def _word(figures: Mapping[str, str], key: str, words: tuple[str, ...]) -> str | None:
    text = figures.get(key)
    if text is not None and text not in words:
        raise InvalidInput(f"effect.{key}", text, ", ".join(words))
    return text


def _whole(text: str, path: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= most):
        raise InvalidInput(path, text, f"a whole number from 0 to {most}")
    return int(text)


def _decimals(text: str | None, points: str | None) -> int:
    if text is None:
        return len((points or "").partition(".")[2])
    return _whole(text, "effect.decimals", MOST_DECIMALS)


def _caps(text: str | None) -> tuple[Cap, ...]:
    caps: list[Cap] = []
    for i, part in enumerate([] if text is None else text.split(" ")):
        match = _CAP.fullmatch(part)
        if match is None or match[1] in {cap.group for cap in caps}:
            accepted = "group=at most/within days, such as promise_broken=9/365, once a group"
            raise InvalidInput(f"effect.caps[{i}]", part, accepted)
        caps.append(Cap(match[1], units_of(match[2], "effect.caps"), int(match[3])))
    return tuple(caps)
