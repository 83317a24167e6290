"""Hysteresis: what was in force before, and whether a better grade may take its place.

Grades are positions here, from 0 for the best. Earlier reviews are told from standings: ``grade`` is
what was in force after each, ``computed`` what it came to. Where a host recorded only the first, a grade
that stood for as many reviews as are needed has shown enough: nothing was held back longer than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING, Any, cast

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns import Labels, Mask, readonly
from creditkit.errors import InvalidInput
from creditkit.facts import Standing

if TYPE_CHECKING:
    from creditkit.scoring._grading import Grading

Positions = npt.NDArray[np.intp]
#: Nothing was in force.
NONE = -1


@attrs.frozen
class Past:
    """What earlier reviews left behind for one party.

    Args:
        in_force: the grade in force.
        better: how many reviews in a row, the latest first, came to a better one.
        rises: whether these are enough, should this review come to a better one too.
        best: the best grade that they allow: the worst of those that they came to.
    """

    in_force: int
    better: int
    rises: bool
    best: int

    def held(self, computed: int, steps: int | None) -> int:
        """The grade in force from now on, given the one just computed."""
        if computed >= self.in_force:
            return computed
        if not self.rises:
            return self.in_force
        return max(computed, self.best, 0 if steps is None else self.in_force - steps)


def past_of(standings: Sequence[Standing], place: Mapping[str, int], reviews: int) -> Past | None:
    """What the standings of one party say; None where none of them has a grade that the grading knows.

    Args:
        standings: in any order, all from before this review.
        place: the position of each label.
        reviews: how many reviews in a row a rise takes, this one included.
    """
    known = [standing for standing in standings if standing.grade in place]
    if not known:
        return None
    latest = sorted(known, key=lambda standing: standing.valid_from, reverse=True)
    in_force = place[cast(str, latest[0].grade)]
    run = len(list(takewhile(lambda standing: standing.grade == latest[0].grade, latest)))
    before = [place.get(standing.computed or "") for standing in latest[: reviews - 1]]
    better = len(list(takewhile(lambda one: run >= reviews if one is None else one < in_force, before)))
    best = max((one for one in before[:better] if one is not None), default=0)
    return Past(in_force, better, better == reviews - 1, best)


def earlier(standings: Iterable[Standing], as_of: date | None) -> list[Standing]:
    """The standings from before a day; with None all of them."""
    return [standing for standing in standings if as_of is None or standing.valid_from < as_of]


def _positions(values: npt.ArrayLike) -> Positions:
    return cast("Positions", readonly(np.asarray(values, dtype=np.intp)))


def _flags(values: npt.ArrayLike) -> Mask:
    return readonly(np.asarray(values, dtype=np.bool_))


@attrs.frozen(eq=False)
class Held:
    """What was in force, in columns: row by row what hysteresis has to know. Made by :func:`held`.

    Args:
        in_force: intp, shape (rows,): the position of the grade in force among the labels; -1 for none.
        rises: bool, shape (rows,): whether enough reviews came to a better grade, should this one too.
        best: intp, shape (rows,): the position of the best grade that those reviews allow.

    Raises:
        InvalidInput: columns of different lengths.

    >>> one = Held(in_force=[1, 1], rises=[False, True], best=[0, 0])
    >>> one.of(np.array([0, 0]), steps=None).tolist()
    [1, 0]
    """

    in_force: Positions = attrs.field(converter=_positions)
    rises: Mask = attrs.field(converter=_flags)
    best: Positions = attrs.field(converter=_positions)

    def __attrs_post_init__(self) -> None:
        shape = self.in_force.shape
        if len(shape) != 1 or not shape == self.rises.shape == self.best.shape:
            raise InvalidInput("held", (shape, self.rises.shape, self.best.shape), "three columns of one length")

    def __len__(self) -> int:
        return len(self.in_force)

    def of(self, computed: npt.NDArray[Any], steps: int | None) -> Positions:
        """The grades in force from now on, given those just computed: :meth:`Past.held`, row by row."""
        reached = np.maximum(computed, self.best)
        if steps is not None:
            reached = np.maximum(reached, self.in_force - steps)
        risen = np.where(self.rises, reached, self.in_force)
        return np.where(computed >= self.in_force, computed, risen)


def held(standings: Iterable[Standing], party_ids: Labels | Sequence[str], grading: Grading, as_of: date) -> Held:
    """What was in force for each party before a day, for :meth:`Grading.grade_many`.

    Args:
        standings: of any parties, in any order, one a party and day, such as ``snapshot.standings``.
        party_ids: the rows.
        grading: whose labels and ``rises`` count.
        as_of: standings from this day on are passed over.

    >>> from creditkit.facts import Standing
    >>> from creditkit.scoring import Grading, Rises
    >>> grading = Grading({"A": 80, "B": 60, "C": 0}, rises=Rises(after_reviews=2))
    >>> before = [Standing("P1", grade="C", computed="B", valid_from=date(2026, 1, 1))]
    >>> one = held(before, ["P1", "P2"], grading, date(2026, 4, 1))
    >>> one.in_force.tolist(), one.rises.tolist(), one.best.tolist()
    ([2, -1], [True, False], [1, 0])
    """
    by_party: dict[str, list[Standing]] = {}
    for standing in earlier(standings, as_of):
        by_party.setdefault(standing.party_id, []).append(standing)
    names = party_ids.texts() if isinstance(party_ids, Labels) else party_ids
    rows = [grading.past(by_party.get(name or "", ())) for name in names]
    return Held(
        np.array([NONE if row is None else row.in_force for row in rows], dtype=np.intp),
        np.array([row is not None and row.rises for row in rows], dtype=np.bool_),
        np.array([0 if row is None else row.best for row in rows], dtype=np.intp),
    )
