"""What holds of every record: proofs over all cells, or a record that breaks them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from creditkit.columns import Record
from creditkit.errors import InvalidInput
from creditkit.rules._cells import axes
from creditkit.rules._conditions import And, Atom, Compare, Condition, In, Missing, Not
from creditkit.rules._diagrams import ALL, Diagrams
from creditkit.rules._fields import Fields, Kind
from creditkit.rules._fit import check_condition
from creditkit.rules._holds import holds


@attrs.frozen
class Proof:
    """The answer to "does this hold of every record?". True in a boolean context where it does.

    Args:
        witness: a record that breaks it, None where it holds.
        other: where it takes two records to break it (monotony), the second.

    >>> from creditkit.rules import Field, always, declared
    >>> proof = always(Compare("score", "<", 80), declared([Field("score", "number", decimals=0)]), missing=False)
    >>> bool(proof), proof.witness
    (False, {'score': Decimal('80')})
    """

    witness: Record | None = None
    other: Record | None = None

    def __bool__(self) -> bool:
        return self.witness is None


class Space:
    """All records over the fields that some conditions mention, and the sets of those that make each true.

    Raises:
        InvalidInput: a condition that does not fit the fields.
    """

    def __init__(self, conditions: Iterable[Condition], fields: Fields, also: Iterable[str] = ()) -> None:
        given = tuple(conditions)
        for condition in given:
            check_condition(condition, fields)
        # Axes with few cells first: the many cells then stand near the leaves, where equal parts merge.
        self.axes = tuple(sorted(axes(given, fields, also), key=lambda axis: len(axis.values)))
        self.place = {axis.field.name: i for i, axis in enumerate(self.axes)}
        self.sets = Diagrams([len(axis.values) for axis in self.axes])

    def true(self, condition: Condition) -> int:
        """The records of which a condition is true."""
        return self._bits(condition)[0]

    def _bits(self, condition: Condition) -> tuple[int, int]:
        """The records of which a condition is true, and those of which it is true or unknown."""
        if isinstance(condition, (Compare, In, Missing)):
            return self._atom(condition)
        if isinstance(condition, Not):
            true, possible = self._bits(condition.arg)
            return self.sets.complement(possible), self.sets.complement(true)
        join = self.sets.both if isinstance(condition, And) else self.sets.either
        true, possible = self._bits(condition.args[0])
        for arg in condition.args[1:]:
            more, or_more = self._bits(arg)
            true, possible = join(true, more), join(possible, or_more)
        return true, possible

    def _atom(self, atom: Atom) -> tuple[int, int]:
        place = self.place[atom.field]
        answers = [holds(atom, {atom.field: value}) for value in self.axes[place].values]
        cells = self.sets.cells
        return cells(place, (a is True for a in answers)), cells(place, (a is not False for a in answers))

    def known(self) -> int:
        """The records in which nothing is missing."""
        full = ALL
        for place, axis in enumerate(self.axes):
            full = self.sets.both(full, self.sets.cells(place, (value is not None for value in axis.values)))
        return full

    def example(self, found: int) -> Record | None:
        """A record of a set, or None."""
        cells = self.sets.example(found, [axis.usual for axis in self.axes])
        return None if cells is None else self._record(cells)

    def _record(self, cells: Iterable[int]) -> Record:
        return {axis.field.name: axis.values[cell] for axis, cell in zip(self.axes, cells, strict=True)}

    def nothing_in(self, found: int) -> Proof:
        """Proved where the set is empty."""
        return Proof(self.example(found))

    def rising(self, found: int, name: str, *, up: bool) -> Proof:
        """Proved where a record stays in the set as one of its fields rises (or, with up false, falls)."""
        place = self.place[name]
        axis = self.axes[place]
        for cell in range(len(axis.values) - 2):
            before, after = (cell, cell + 1) if up else (cell + 1, cell)
            lost = self.sets.without(
                self.sets.restricted(found, place, before), self.sets.restricted(found, place, after)
            )
            record = self.example(lost)
            if record is not None:
                return Proof({**record, name: axis.values[before]}, {**record, name: axis.values[after]})
        return Proof()


def implies(one: Condition, other: Condition, fields: Fields) -> Proof:
    """Whether the other condition is true wherever the one is.

    >>> from creditkit.rules import Field, declared
    >>> fields = declared([Field("score", "number", decimals=0)])
    >>> bool(implies(Compare("score", ">", 79), Compare("score", ">=", 80), fields))
    True
    """
    space = Space((one, other), fields)
    return space.nothing_in(space.sets.without(space.true(one), space.true(other)))


def always(condition: Condition, fields: Fields, *, missing: bool = True) -> Proof:
    """Whether the condition is true of every record; with ``missing=False``, of every one that lacks nothing.

    >>> from creditkit.rules import Field, declared
    >>> always(Compare("score", ">=", 0), declared([Field("score", "number", least=0)])).witness
    {'score': None}
    """
    space = Space((condition,), fields)
    among = ALL if missing else space.known()
    return space.nothing_in(space.sets.without(among, space.true(condition)))


def never(condition: Condition, fields: Fields) -> Proof:
    """Whether the condition is true of no record.

    >>> from creditkit.rules import Field, declared, parse
    >>> fields = declared([Field("score", "number", decimals=0, least=0, most=100)])
    >>> bool(never(parse("score > 100", fields), fields)), never(parse("score > 99", fields), fields).witness
    (True, {'score': Decimal('100')})
    """
    space = Space((condition,), fields)
    return space.nothing_in(space.true(condition))


def monotone(
    condition: Condition, field: str, fields: Fields, direction: Literal["rising", "falling"] = "rising"
) -> Proof:
    """Whether a condition that is true stays true as one field rises (or falls) and all others stay.

    Missing values of the field have no place in its order and are left out. The witness and the other
    record differ in this field alone; the condition is true of the first and not of the second.

    Raises:
        InvalidInput: a field without an order: text without choices.

    >>> from creditkit.rules import Field, declared
    >>> fields = declared([Field("days", "days", least=0)])
    >>> broken = monotone(Compare("days", "<", 30), "days", fields)
    >>> broken.witness, broken.other
    ({'days': 15}, {'days': 30})
    """
    space = Space((condition,), fields, also=(field,))
    check_order(field, fields)
    return space.rising(space.true(condition), field, up=direction == "rising")


def check_order(field: str, fields: Fields) -> None:
    """Raises InvalidInput for a field whose values have no order."""
    if fields[field].kind is Kind.text and fields[field].choices is None:
        raise InvalidInput("field", field, "a field with an order: text needs choices")
