"""Conditions that are asked together of one record, each value looked at once.

Conditions compare fields with constants, so of each field only the cell counts in which its value lies: between
which constants, or which word. A panel finds the cells, one look-up a field, and puts them together as one number;
what the conditions say of that joint cell is worked out once, by their closures, and remembered. Customers are
many and cells are few: most of them lie in cells that others have been in.

Whatever has no cell (another type, an infinity, NaN) makes a table raise; then the closures are asked, and they say
what is wrong with it, as they do of every record in a cell that is new. So a panel answers and refuses as
:func:`creditkit.rules.holds` does.
"""

from __future__ import annotations

import operator
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

from creditkit.columns import Record, Value
from creditkit.rules._closures import closure
from creditkit.rules._conditions import Atom, Compare, Condition, atoms_of, constants_of

T = TypeVar("T")
Answers: TypeAlias = "tuple[bool | None, ...]"
#: How to find a value of one type, where to look for it, and what stands there: its part of the joint cell.
Lookup: TypeAlias = "tuple[Callable[[Any, Any], Any], Any, Sequence[int | None] | Mapping[int | None, int]]"
#: Constants of one type at which something changes: where a value reaches them, and where it passes them.
_Cuts: TypeAlias = "tuple[list[Any], list[Any]]"

#: Joint cells that a panel remembers; then it starts anew, so that odd data cannot fill the memory.
MOST = 4_096
#: What a table raises on whatever it has no place for.
ODD = (KeyError, TypeError, IndexError, ArithmeticError)

#: The outermost finite numbers: what lies beyond is not told by a table.
_FENCES: Mapping[type, tuple[Any, Any]] = {
    Decimal: (Decimal("-1E+999999"), Decimal("1E+999999")),
    float: (-sys.float_info.max, sys.float_info.max),
}


class Panel(Generic[T]):
    """Conditions that are asked together.

    Args:
        conditions: in order; checked already.
        make: what is made of the answers, which are in that order: what the panel gives. It has to follow from them
            alone, for it is remembered; it is never None.

    >>> both = Panel([Compare("score", "<", 80), Compare("grade", "==", "A")], tuple)
    >>> both({"score": 70, "grade": "B"}), both({"score": Decimal("80")})
    ((True, False), (False, None))
    """

    def __init__(self, conditions: Sequence[Condition], make: Callable[[Answers], T]) -> None:
        self._given = tuple(conditions), make
        self._checks = tuple(map(closure, conditions))
        self._make = make
        self._known: dict[int, T] = {}
        atoms: dict[str, list[Atom]] = {}
        for condition in conditions:
            for atom in atoms_of(condition):
                atoms.setdefault(atom.field, []).append(atom)
        self.fields = tuple(atoms)
        self._plan = _plan(atoms.values())

    def __reduce__(self) -> tuple[object, ...]:
        return Panel, self._given

    def __call__(self, record: Record) -> T:
        """What is made of the answers for one record.

        Raises:
            InvalidInput: a value of the wrong type, or an infinity.
        """
        return self.of(map(record.get, self.fields), lambda: record)

    def of(self, values: Iterable[Value], record: Callable[[], Record]) -> T:
        """The same, where the values are at hand in the order of ``fields``; the record is made if it is needed."""
        cell = 0
        try:
            for value, tables in zip(values, self._plan, strict=True):
                if value is not None:
                    find, where, parts = tables[type(value)]
                    cell += parts[find(where, value)]  # type: ignore[operator]
        except ODD:
            return self._asked(record())
        found = self._known.get(cell)
        return self._new(cell, record()) if found is None else found

    def _asked(self, record: Record) -> T:
        return self._make(tuple([check(record) for check in self._checks]))

    def _new(self, cell: int, record: Record) -> T:
        found = self._asked(record)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[cell] = found
        return found


def _plan(fields: Iterable[list[Atom]]) -> tuple[dict[type, Lookup], ...]:
    """The tables of each field, by type. A missing value has the part 0 and needs none."""
    plan, unit = [], 1
    for atoms in fields:
        tables, cells = _tables(atoms)
        plan.append({kind: _weighed(table, unit) for kind, table in tables.items()})
        unit *= cells + 1
    return tuple(plan)


def _weighed(table: Lookup, unit: int) -> Lookup:
    """The table with its cells, from 0, as parts of a joint cell."""
    find, where, cells = table
    if isinstance(cells, Mapping):
        return find, where, {place: (cell + 1) * unit for place, cell in cells.items()}
    return find, where, [None if cell is None else (cell + 1) * unit for cell in cells]


def _tables(atoms: Sequence[Atom]) -> tuple[dict[type, Lookup], int]:
    """The tables for what one field is compared with, and how many cells they have."""
    constants = [constant for atom in atoms for constant in constants_of(atom)]
    kinds = set(map(type, constants))
    if len(kinds) > 1:  # whatever the value is, one of the comparisons refuses it
        return {}, 0
    if not kinds:  # asked only whether it is there
        there: Lookup = (bisect_right, [], [0])
        return {**dict.fromkeys((str, bool, int, date, Decimal), there), float: _fenced(float, [], bisect_right)}, 1
    if bool in kinds:
        return {bool: (operator.getitem, (0, 1), (0, 1))}, 2
    if str in kinds:
        words = {word: i for i, word in enumerate(dict.fromkeys(constants))}
        return {str: (dict.get, words, {**{i: i for i in words.values()}, None: len(words)})}, len(words) + 1
    cuts = _cuts(atoms)
    cells = len(cuts[0]) + len(cuts[1]) + 1
    if date in kinds:
        return {date: (_of_dates, cuts, range(cells))}, cells
    return _of_numbers(cuts, cells), cells


def _cuts(atoms: Iterable[Atom]) -> _Cuts:
    """Where comparisons change: ``<`` and ``>=`` where a constant is reached, ``<=`` and ``>`` where it is passed."""
    reached: set[Any] = set()
    passed: set[Any] = set()
    for atom in atoms:
        op = atom.op if isinstance(atom, Compare) else "=="
        reached.update(constants_of(atom) if op not in ("<=", ">") else ())
        passed.update(constants_of(atom) if op not in ("<", ">=") else ())
    return sorted(reached), sorted(passed)


def _of_numbers(cuts: _Cuts, cells: int) -> dict[type, Lookup]:
    """The tables of numbers: an integer reaches what is no larger, and passes what is smaller."""
    reached, passed = cuts
    ratios = [edge.as_integer_ratio() for edge in reached], [edge.as_integer_ratio() for edge in passed]
    whole = sorted([-(-top // low) for top, low in ratios[0]] + [top // low + 1 for top, low in ratios[1]])
    tables: dict[type, Lookup] = {int: (bisect_right, whole, range(cells))}
    for kind in (Decimal, float):
        sides = list(map(kind, reached)), list(map(kind, passed))
        if reached and passed:
            tables[kind] = _FIND[kind], sides, [*range(cells), None]
        else:
            tables[kind] = _fenced(kind, sides[0] or sides[1], bisect_right if reached else bisect_left)
    return tables


def _fenced(number: type, edges: list[Any], find: Callable[[Any, Any], int]) -> Lookup:
    below, above = _FENCES[number]
    return find, [below, *edges, above], [None, *range(len(edges) + 1), None]


def _of_dates(where: _Cuts, value: date) -> int:
    return bisect_right(where[0], value) + bisect_left(where[1], value)


def _of_decimals(where: _Cuts, value: Decimal) -> int:
    return bisect_right(where[0], value) + bisect_left(where[1], value) if value.is_finite() else -1


def _of_floats(where: _Cuts, value: float) -> int:
    return bisect_right(where[0], value) + bisect_left(where[1], value) if value - value == 0 else -1


_FIND: Mapping[type, Callable[[Any, Any], int]] = {Decimal: _of_decimals, float: _of_floats}
