"""Sets of records as decision diagrams.

A record is a choice of one cell on each axis. A diagram asks for the cell on one axis after the
other and ends in "in the set" or "not"; equal parts are kept once, and an axis that makes no difference
is not asked for. The sets of a table of boxes then stay small where a walk over all cells would not: six
axes of eighteen cells are 34 million of them. (Bryant, "Graph-Based Algorithms for Boolean Function
Manipulation", 1986; with several values a node: Srinivasan et al., "Algorithms for Discrete Function
Manipulation", 1990.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from creditkit.errors import InvalidInput

#: The empty set and the set of all records.
NOTHING: Final = 0
ALL: Final = 1

#: What is given up at. A table that a person wrote needs hundreds; this many take some ten seconds.
NODES = 300_000
#: So many axes: sets are walked by recursion, an axis a level or two of the stack.
AXES = 150


class Diagrams:
    """A workshop of sets: each is the number of its diagram, and equal sets have equal numbers.

    Args:
        sizes: how many cells each axis has.
        nodes: how many different nodes may be made before the work is given up.
    """

    def __init__(self, sizes: Sequence[int], nodes: int = NODES) -> None:
        self.sizes = tuple(sizes)
        if len(self.sizes) > AXES:
            accepted = f"conditions over at most {AXES} fields"
            raise InvalidInput("rows", f"{len(self.sizes)} fields", accepted, "split the table")
        self.limit = nodes
        last = len(self.sizes)
        self.nodes: list[tuple[int, tuple[int, ...]]] = [(last, ()), (last, ())]
        self.numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self.intersections: dict[tuple[int, int], int] = {}
        self.complements: dict[int, int] = {NOTHING: ALL, ALL: NOTHING}

    def node(self, axis: int, parts: tuple[int, ...]) -> int:
        """The set that on one axis is made of these parts, a part for each cell."""
        if parts.count(parts[0]) == len(parts):
            return parts[0]
        key = (axis, parts)
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = len(self.nodes)
            self.nodes.append(key)
            if number > self.limit:
                accepted = "conditions that divide the records into fewer cells"
                remedy = "split the table, or compare fewer fields with fewer constants"
                raise InvalidInput("rows", f"more than {self.limit} nodes", accepted, remedy)
        return number

    def cells(self, axis: int, chosen: Iterable[bool]) -> int:
        """The records whose cell on one axis is among the chosen."""
        return self.node(axis, tuple(ALL if yes else NOTHING for yes in chosen))

    def both(self, one: int, other: int) -> int:
        """The records in both sets."""
        if other in (one, ALL):
            return one
        if one == ALL:
            return other
        if NOTHING in (one, other) or self.complements.get(one) == other:
            return NOTHING
        key = (one, other) if one < other else (other, one)
        found = self.intersections.get(key)
        if found is None:
            axis = min(self.nodes[one][0], self.nodes[other][0])
            pairs = zip(self.parts(one, axis), self.parts(other, axis), strict=True)
            found = self.intersections[key] = self.node(axis, tuple(self.both(a, b) for a, b in pairs))
        return found

    def parts(self, number: int, axis: int) -> tuple[int, ...]:
        """What a set is for each cell of an axis that none of its nodes comes before."""
        own, parts = self.nodes[number]
        return parts if own == axis else (number,) * self.sizes[axis]

    def complement(self, number: int) -> int:
        """The records outside a set."""
        found = self.complements.get(number)
        if found is None:
            axis, parts = self.nodes[number]
            found = self.node(axis, tuple(self.complement(part) for part in parts))
            self.complements[number], self.complements[found] = found, number
        return found

    def either(self, one: int, other: int) -> int:
        """The records in one set or in both."""
        return self.complement(self.both(self.complement(one), self.complement(other)))

    def without(self, one: int, other: int) -> int:
        """The records in the one set and not in the other."""
        return self.both(one, self.complement(other))

    def restricted(self, number: int, axis: int, cell: int) -> int:
        """The records that would be in the set if their cell on the axis were this one."""
        return self._mapped(number, axis, lambda parts: parts[cell], {})

    def _mapped(self, number: int, axis: int, choose: Callable[[tuple[int, ...]], int], done: dict[int, int]) -> int:
        own, parts = self.nodes[number]
        if own > axis:
            return number
        if number not in done:
            mapped = (
                choose(parts)
                if own == axis
                else self.node(own, tuple(self._mapped(part, axis, choose, done) for part in parts))
            )
            done[number] = mapped
        return done[number]

    def example(self, number: int, usual: Sequence[Sequence[int]]) -> tuple[int, ...] | None:
        """The cells of one record in the set, the first possible on each axis; None for the empty set."""
        if number == NOTHING:
            return None
        found = [order[0] for order in usual]
        while number != ALL:
            axis, parts = self.nodes[number]
            found[axis] = next(cell for cell in usual[axis] if parts[cell] != NOTHING)
            number = parts[found[axis]]
        return tuple(found)
