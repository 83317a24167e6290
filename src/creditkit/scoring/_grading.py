"""Grading: from points to a grade, by cut-offs, overrides and what was in force before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
from attrs import field

from creditkit.columns import Columns, Ints, Numbers, rebuilt, scaled
from creditkit.errors import InvalidInput
from creditkit.facts import Standing
from creditkit.rules import fields_of
from creditkit.rules._edges import deciding_integer, decimals_of
from creditkit.rules._panels import Answers, Panel
from creditkit.rules._scalar import text
from creditkit.scoring._card import Scorecard
from creditkit.scoring._grade import Grade, Trace
from creditkit.scoring._grade_many import grade_many
from creditkit.scoring._limits import MOST_DECIMALS, Bounds, adjustment_of, bounds_of, clamped, cutoffs_of, share_of
from creditkit.scoring._overrides import Override, OverrideKind, Rises
from creditkit.scoring._past import Held, Past, Positions, earlier, past_of
from creditkit.scoring._score import Score
from creditkit.scoring._scores import Scores
from creditkit.scoring._verify_grading import verify_grading

if TYPE_CHECKING:
    from creditkit.columns import Record
    from creditkit.reasons import Finding
    from creditkit.rules import Fields

#: What grading itself adds to the values that overrides look at.
ADDED = ("score", "coverage")

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_ZERO = Decimal(0)


def _overrides(given: Iterable[Override]) -> tuple[Override, ...]:
    return tuple(given)


def _items(cutoffs: Mapping[str, Decimal]) -> tuple[tuple[str, Decimal], ...]:
    return tuple(cutoffs.items())


class Fired(NamedTuple):
    """What overrides say of a record, and what follows from that for every grade.

    Args:
        answers: what each condition said.
        lifts: whether a floor or a lift applies.
        cap: the best position that the caps leave; 0 without one.
        set: the worst position that is set, if any is.
    """

    answers: Answers
    lifts: bool
    cap: int
    set: int | None


#: Without overrides.
NONE_FIRED = Fired((), False, 0, None)


@attrs.frozen(slots=False)
class Grading:
    """Grades by points, with overrides and hysteresis.

    Args:
        cutoffs: the fewest points of each label, best first; pairs or a mapping. Points at a cut-off have
            reached it; below the lowest one the last label holds.
        overrides: caps, floors, sets and lifts.
        minimum_coverage: a score that covers less of its card is capped at ``thin``.
        thin: the best grade of such a score; the worst label where it is left out.
        rises: how soon a grade may rise above the one in force; None is at once.
        adjustment_bounds: within these the sum of all adjustments is held, once.
        score_bounds: within these score and adjustment together are held.

    The order is: cut-off, then lifts and floors (the best counts), then caps (the lowest counts), then sets (the
    worst counts), then hysteresis. So a lift never beats a cap, and a cap never beats a set.

    Raises:
        InvalidInput: cut-offs that do not fall, a label twice, an override that names another label, bounds
            that are none.

    >>> from creditkit.rules import Compare
    >>> from creditkit.scoring import Numeric
    >>> card = Scorecard([Numeric("on_time_rate", ["0.80", "0.95"], [40, 79, 90], better="higher")])
    >>> new = Override(Compare("tenure_months", "<", 6), cap="C", reason="new_customer")
    >>> grading = Grading({"A": 80, "B": 60, "C": 0}, overrides=[new])
    >>> grade = grading.grade(card.score({"on_time_rate": 1}), {"tenure_months": 3})
    >>> grade.label, grade.cut_off, [reason.code for reason in grade.reasons]
    ('C', 'A', ['grade_cut_off', 'new_customer'])
    """

    cutoffs: Mapping[str, Decimal] = field(converter=cutoffs_of, eq=_items)
    overrides: tuple[Override, ...] = field(default=(), kw_only=True, converter=_overrides)
    minimum_coverage: Decimal = field(default=_ZERO, kw_only=True, converter=share_of)
    thin: str | None = field(default=None, kw_only=True)
    rises: Rises | None = field(default=None, kw_only=True)
    adjustment_bounds: Bounds | None = field(default=None, kw_only=True, converter=bounds_of)
    score_bounds: Bounds | None = field(default=None, kw_only=True, converter=bounds_of)

    __reduce__ = rebuilt

    def __attrs_post_init__(self) -> None:
        for i, one in enumerate(self.overrides):
            if not isinstance(one, Override):
                raise InvalidInput(f"overrides[{i}]", one, "an Override")
            self._known(one.grade, f"overrides[{i}].{one.kind}")
        self._known(self.thin, "thin")
        if not (self.rises is None or isinstance(self.rises, Rises)):
            raise InvalidInput("rises", self.rises, "Rises(…) or None")
        low, high = self.adjustment_bounds or (_ZERO, _ZERO)
        if not low <= 0 <= high:
            raise InvalidInput("adjustment_bounds", (low, high), "bounds with zero between them")

    def _known(self, label: str | None, path: str) -> None:
        if label is not None and label not in self.cutoffs:
            raise InvalidInput(path, label, f"one of {', '.join(self.cutoffs)}")

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The grades, best first."""
        return tuple(self.cutoffs)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The position of each label."""
        return {label: i for i, label in enumerate(self.cutoffs)}

    @property
    def inputs(self) -> tuple[str, ...]:
        """The fields that overrides look at, each once; not the two that grading adds itself."""
        names = [n for one in self.overrides for n in (*fields_of(one.when), *([one.at_most] if one.at_most else []))]
        return tuple(name for name in dict.fromkeys(names) if name not in ADDED)

    @cached_property
    def worst_when_thin(self) -> int:
        """The position of the best grade that a thin file may have."""
        return len(self.labels) - 1 if self.thin is None else self.place[self.thin]

    @cached_property
    def least_coverage(self) -> int:
        """The smallest coverage, in ten-thousandths, that is not thin."""
        return deciding_integer(self.minimum_coverage, ">=", 4) or 0

    @cached_property
    def own_decimals(self) -> int:
        """The decimals that the bounds need."""
        bounds = (*(self.adjustment_bounds or ()), *(self.score_bounds or ()))
        return max(map(decimals_of, bounds), default=0)

    def thresholds(self, decimals: int) -> list[int]:
        """The cut-offs as deciding integers at so many decimals, rising; without the lowest, which decides nothing."""
        if decimals not in self._thresholds:
            falling = list(self.cutoffs.values())[:-1]
            self._thresholds[decimals] = [deciding_integer(c, ">=", decimals) or 0 for c in reversed(falling)]
        return self._thresholds[decimals]

    @cached_property
    def _thresholds(self) -> dict[int, list[int]]:
        return {}

    @cached_property
    def _bounds_at(self) -> dict[int, tuple[int, int]]:
        return {}

    @cached_property
    def _panel(self) -> Panel[Fired]:
        return Panel([one.when for one in self.overrides], self._fired)

    def _fired(self, answers: Answers) -> Fired:
        caps, sets = ([to for _, to in self.fired(kind, answers)] for kind in ("cap", "set"))
        lifts = any(self.fired(kind, answers) for kind in ("floor", "lift"))
        return Fired(answers, lifts, max(caps, default=0), max(sets, default=None))

    @cached_property
    def _added_at(self) -> tuple[int | None, int | None]:
        """Where among the fields of the panel those stand that grading adds itself."""
        fields = self._panel.fields
        score, coverage = (fields.index(name) if name in fields else None for name in ADDED)
        return score, coverage

    def grade(
        self,
        score: Score,
        values: Record = _NOTHING,
        *,
        adjustment: Decimal = _ZERO,
        standings: Sequence[Standing] = (),
        as_of: date | None = None,
    ) -> Grade:
        """The grade of one record.

        Args:
            score: its score.
            values: what overrides look at.
            adjustment: the sum of all adjustments in force, with at most 6 decimals.
            standings: of this party, in any order: what earlier reviews left behind.
            as_of: standings from this day on are passed over; None where the caller has seen to that.

        Raises:
            InvalidInput: a value of the wrong type, an adjustment with more decimals.
        """
        given = applied = adjustment
        if adjustment is not _ZERO:
            given = adjustment_of(adjustment)
            applied = given if self.adjustment_bounds is None else clamped(given, self.adjustment_bounds)
        added, decimals = self._sum(score, applied)
        units = added if self.score_bounds is None else self._bounded(added, decimals)
        fired = self._answered(score, values, units, decimals) if self.overrides else NONE_FIRED
        before = earlier(standings, as_of) if standings else []
        past = self.past(before) if before else None
        at, lifted, capped, computed = self._course(score, values, fired, units, decimals)
        final = computed
        if past is not None and self.rises is not None:
            final = past.held(final, self.rises.at_most_steps)
        course = (at, lifted, capped, computed, final)
        trace = Trace(self, values, fired.answers, course, given, added, tuple(before), past)
        return Grade(self.labels[final], score, applied, units, decimals, trace)

    def _answered(self, score: Score, values: Record, units: int, decimals: int) -> Fired:
        """What the overrides say of the values and of what grading adds to them."""
        panel = self._panel
        of_score, of_coverage = self._added_at
        seen = list(map(values.get, panel.fields))
        if of_score is not None:
            seen[of_score] = scaled(units, decimals)
        if of_coverage is not None:
            seen[of_coverage] = score.coverage
        return panel.of(seen, lambda: self.seen(score, values, units, decimals))

    def _course(
        self, score: Score, values: Record, fired: Fired, units: int, decimals: int
    ) -> tuple[int, int, int, int]:
        """The positions by cut-offs, after lifts and floors, after caps, and after sets."""
        at = len(self.labels) - 1 - bisect_right(self.thresholds(decimals), units)
        thin = self.thinned(score) or 0 if self.least_coverage else 0
        lifted = at
        if fired.lifts:
            record = self.seen(score, values, units, decimals)
            lifted = min([at, *[to for _, to in self.raised(fired.answers, record, at)]])
        capped = max(lifted, thin, fired.cap)
        return at, lifted, capped, capped if fired.set is None else fired.set

    def grade_many(
        self,
        scores: Scores,
        columns: Columns = _NOTHING,
        *,
        adjustment: Ints | Numbers | None = None,
        held: Held | None = None,
    ) -> Positions:
        """Grades in columns; row i equals ``grade`` of record i.

        Args:
            scores: the scores.
            columns: what overrides look at. A field without a column is missing throughout.
            adjustment: int64, shape (rows,), at the decimals of the scores; or Numbers of their own decimals, where
                a missing one is none.
            held: what was in force, from :func:`creditkit.scoring.held`; None is nothing.

        Returns:
            intp, shape (rows,): positions in ``labels``; -1 for a row whose score was refused.

        Raises:
            InvalidInput: a column of the wrong type or length.
        """
        return grade_many(self, scores, columns, adjustment, held)

    def past(self, standings: Sequence[Standing]) -> Past | None:
        """What earlier reviews left behind; None without hysteresis or without a grade in force."""
        if self.rises is None or not standings:
            return None
        return past_of(standings, self.place, self.rises.after_reviews)

    @cached_property
    def by_kind(self) -> Mapping[OverrideKind, tuple[tuple[int, int, bool], ...]]:
        """Of each kind: the overrides, the position that each names or its steps, and whether unknown applies."""
        found: dict[OverrideKind, list[tuple[int, int, bool]]] = {"cap": [], "floor": [], "set": [], "lift": []}
        for i, one in enumerate(self.overrides):
            to = one.lift if one.grade is None else self.place[one.grade]
            found[one.kind].append((i, to, one.unknown == "apply"))
        return {kind: tuple(ones) for kind, ones in found.items()}

    def fired(self, kind: OverrideKind, answers: Sequence[bool | None]) -> list[tuple[int, int]]:
        """The overrides of a kind that apply, and the positions (of a lift, the steps) that they name."""
        return [(i, to) for i, to, anyway in self.by_kind[kind] if answers[i] or (anyway and answers[i] is None)]

    def raised(self, answers: Sequence[bool | None], values: Record, at: int) -> list[tuple[int, int]]:
        """The floors and lifts that apply, and how high each takes the grade."""
        found = self.fired("floor", answers)
        for i, steps in self.fired("lift", answers):
            name = self.overrides[i].at_most
            most = 0 if name is None else self.place.get(text(values.get(name), name) or "")
            if most is not None:
                found.append((i, max(at - steps, most)))
        return found

    def thinned(self, score: Score) -> int | None:
        """The position that a thin file is capped at; None where it is not thin."""
        if self.least_coverage and score.coverage_units < self.least_coverage:
            return self.worst_when_thin
        return None

    def verify(self, fields: Fields, card: Scorecard | None = None) -> tuple[Finding, ...]:
        """What is wrong with the grading; see :func:`creditkit.scoring.verify_grading`."""
        return verify_grading(self, fields, card)

    def seen(self, score: Score, values: Record, units: int, decimals: int) -> Record:
        """What overrides look at: the values, and what grading adds to them."""
        added: dict[str, Any] = {"score": scaled(units, decimals), "coverage": score.coverage}
        return {**values, **{name: added[name] for name in ADDED if name in self._panel.fields}}

    def _sum(self, score: Score, adjustment: Decimal) -> tuple[int, int]:
        """Score and adjustment together, as an integer at decimals that hold both and all bounds."""
        own = score.card.decimals
        decimals = max(own, self.own_decimals, decimals_of(adjustment) if adjustment else 0)
        if decimals > MOST_DECIMALS:
            raise InvalidInput("adjustment", adjustment, f"at most {MOST_DECIMALS} decimals")
        units = score.units if decimals == own else score.units * int(10 ** (decimals - own))
        if adjustment:
            units += deciding_integer(adjustment, "==", decimals) or 0
        return units, decimals

    def _bounded(self, units: int, decimals: int) -> int:
        if decimals not in self._bounds_at:
            low, high = (deciding_integer(bound, "==", decimals) or 0 for bound in self.score_bounds or ())
            self._bounds_at[decimals] = low, high
        low, high = self._bounds_at[decimals]
        return min(max(units, low), high)


#: For policies that do not grade: one label for everyone.
UNGRADED = Grading({"none": 0})
