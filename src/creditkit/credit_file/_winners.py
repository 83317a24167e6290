"""Whom to believe, for all parties and one field at a time: the columnar twin of ``resolved``."""

from __future__ import annotations

import attrs
import numpy as np

from creditkit.columns import Ints, Mask
from creditkit.credit_file._known import Statement
from creditkit.credit_file._observed_many import NOTHING, Sayings
from creditkit.credit_file._plan import Plan
from creditkit.credit_file._source_rules import SourceRule
from creditkit.credit_file._typed import value_of
from creditkit.rules import Field


@attrs.frozen(eq=False)
class Own:
    """What our own books give for a field: the cell of each party, and which parties have one."""

    cell: Ints
    there: Mask
    source: str


@attrs.frozen(eq=False)
class Column:
    """A field of all parties.

    Args:
        cell: the value that counts.
        there: which parties have one, if only "searched, and nothing found".
        odd: which parties have a finding: all is stale, or the fresh sources contradict each other.
    """

    cell: Ints
    there: Mask
    odd: Mask


@attrs.frozen(eq=False)
class Ordered:
    """The observations of a plan in order of belief: by field, party, freshness, source, look, recording."""

    sayings: Sayings
    stale: Mask
    rank: Ints
    bounds: Ints

    @classmethod
    def of(cls, sayings: Sayings, plan: Plan, day: int) -> Ordered:
        """Sorts the observations once, for all fields."""
        rules = [plan.rules.get(name) or SourceRule(name) for name in plan.fields]
        rank = _ranks(sayings, rules)
        ages = np.array([-1 if rule.max_age_days is None else rule.max_age_days for rule in rules] or [0])
        age = ages[sayings.field]
        stale = (age >= 0) & (sayings.observed < day - age)
        order = np.lexsort((~sayings.recorded, ~sayings.observed, rank, stale, sayings.party, sayings.field))
        columns = {name: getattr(sayings, name)[order] for name in _ROWS}
        bounds = np.searchsorted(columns["field"], np.arange(len(rules) + 1))
        return cls(attrs.evolve(sayings, **columns), stale[order], rank[order], bounds)

    def said(self, position: int, row: int, field: Field) -> list[Statement]:
        """What was said of a field of a party."""
        start, stop = self.bounds[position : position + 2].tolist()
        first, last = np.searchsorted(self.sayings.party[start:stop], (row, row + 1)).tolist()
        mine, texts = slice(start + first, start + last), self.sayings.texts.get(position, ())
        columns = (getattr(self.sayings, name)[mine].tolist() for name in ("source", "cell", "observed", "recorded"))
        return [
            Statement(
                self.sayings.sources[source],
                None if cell == NOTHING else value_of(cell, field, texts),
                observed,
                recorded,
            )
            for source, cell, observed, recorded in zip(*columns, strict=True)
        ]


_ROWS = ("field", "party", "source", "observed", "recorded", "cell")


def _ranks(sayings: Sayings, rules: list[SourceRule]) -> Ints:
    """How far down each observation's source stands in the rule of its field."""
    width = max(len(sayings.sources), 1)
    table = np.zeros((len(rules), width), dtype=np.int64)
    for i in np.unique(sayings.field).tolist():
        rank = list(map(rules[i].rank, sayings.sources))
        order = sorted(range(len(rank)), key=rank.__getitem__)
        table[i, order] = np.arange(len(order))
    return table[sayings.field, sayings.source]


def column_of(ordered: Ordered, position: int, rule: SourceRule | None, own: Own | None, rows: int) -> Column:
    """One field of all parties."""
    part = slice(ordered.bounds[position], ordered.bounds[position + 1])
    said = ordered.sayings
    party, source, cells, stale = said.party[part], said.source[part], said.cell[part], ordered.stale[part]
    best = np.flatnonzero(np.append(True, party[1:] != party[:-1])) if len(party) else np.zeros(0, dtype=np.int64)
    cell, fresh, old = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.bool_), np.zeros(rows, dtype=np.bool_)
    cell[party[best]] = cells[best]
    fresh[party[best]], old[party[best]] = ~stale[best], stale[best]
    if own is not None:
        ours = own.there & ~(fresh & _before(said.sources, source, best, party, rule, own.source, rows))
        cell, fresh, old = np.where(ours, own.cell, cell), fresh | own.there, old & ~own.there
    odd = old.copy()
    words = _words(party, source, len(said.sources))
    against = ~stale[words] & (cells[words] != cell[party[words]])
    if own is not None:
        odd |= own.there & (own.cell != cell)
        ours = np.append(np.array([name == own.source for name in said.sources], dtype=np.bool_), False)
        against &= ~(ours[source[words]] & own.there[party[words]])  # what our books said before is not another voice
    odd[party[words[against]]] = True
    return Column(cell, fresh, odd)


def _before(
    sources: tuple[str, ...], source: Ints, best: Ints, party: Ints, rule: SourceRule | None, own: str, rows: int
) -> Mask:
    """The parties whose best observation is of a source that stands before our own books."""
    believed = rule or SourceRule("any")
    first = np.array([believed.rank(name) < believed.rank(own) for name in sources] + [False])
    out = np.zeros(rows, dtype=np.bool_)
    out[party[best]] = first[source[best]]
    return out


def _words(party: Ints, source: Ints, width: int) -> Ints:
    """The first row of each party and source: its word, for rows stand in order of belief."""
    first: Ints = np.unique(party * max(width, 1) + source, return_index=True)[1]
    return first
