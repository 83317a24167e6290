"""The past of a simulated policy: what was in force before it, and from then on what it came to itself.

A recorded standing holds two things that come from two places: the grade that the policy of those days gave,
and the limit that people set. From the first simulated day on the first is the simulated policy's own
affair, and the second stays as people decided it. So recorded standings of these days keep their limit and lose
their grade, and the grades that the simulated policy came to are standings without a limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from creditkit.columns import Columns
from creditkit.facts import Adjustment, Event, Facts, Hold, Standing
from creditkit.facts._schema import TABLES

Kept = Adjustment | Hold | Standing | Event


@attrs.frozen(eq=False)
class Past:
    """The facts that one simulated policy sees. It grows day by day: each day gives a new one.

    Args:
        given: the ledger.
        first: the first simulated day; standings from before it are the start that all policies share.
        own: the grades that the policy came to, oldest first.
    """

    given: Facts
    first: date
    own: tuple[Standing, ...] = ()
    _tables: Mapping[str, Columns] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_tables", {name: self.given.columns(name) for name in TABLES})

    def after(self, standings: Iterable[Standing]) -> Past:
        """The past once a day is over."""
        return attrs.evolve(self, own=(*self.own, *standings))

    def facts(self) -> Facts:
        """The ledger with the policy's own grades in the place of the recorded ones.

        Own standings stand first and are always known, so that a recorded standing of the same party and day, which
        would hide them, is known later; it is given the own grade beside its limit.
        """
        own = {(one.party_id, one.valid_from): one for one in self.own}
        recorded = (self._without_grade(fact, own) for fact in self.given.kept)
        return Facts.from_columns(self._tables, kept=(*self.own, *recorded), rates=self.given.rates)

    def _without_grade(self, fact: Kept, own: Mapping[tuple[str, date], Standing]) -> Kept:
        if not isinstance(fact, Standing) or fact.valid_from < self.first:
            return fact
        mine = own.get((fact.party_id, fact.valid_from))
        if mine is None:
            return attrs.evolve(fact, grade=None, computed=None)
        return attrs.evolve(fact, grade=mine.grade, computed=mine.computed)
