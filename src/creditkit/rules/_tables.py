"""Decision tables: rows of a condition and an outcome, and DMN's hit policies unique, first and collect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, Literal, NoReturn, TypeAlias, TypeVar, get_args

import attrs
import numpy as np
import numpy.typing as npt

from creditkit.columns import Columns, Mask, Record, readonly, rows_of
from creditkit.errors import InvalidInput
from creditkit.rules._closures import Check, closure
from creditkit.rules._conditions import Condition, fields_of
from creditkit.rules._holds import unknown_fields
from creditkit.rules._many import Plan, blocks

T = TypeVar("T")
Hit: TypeAlias = Literal["unique", "first", "collect"]

HITS: tuple[str, ...] = get_args(Hit)

#: The row of a match that no row of the table made.
OTHERWISE = -1


@attrs.frozen
class Row(Generic[T]):
    """One row: where ``when`` is true, ``then`` is the outcome.

    >>> from creditkit.rules import Compare
    >>> Row(Compare("score", ">=", 80), "A").then
    'A'
    """

    when: Condition
    then: T


@attrs.frozen
class Match(Generic[T]):
    """The outcome of a table for one record.

    Args:
        value: the outcome.
        row: the row that gave it, from 0; -1 where ``otherwise`` did.
        unknown: the missing fields for which some row, that could have decided instead, came out unknown.

    >>> from creditkit.rules import Compare
    >>> found = Table("first", [Row(Compare("score", ">=", 80), 60)], 0).decide({"score": None})
    >>> found.value, found.row == OTHERWISE, found.unknown
    (0, True, ('score',))
    """

    value: T
    row: int
    unknown: tuple[str, ...] = ()


def _rows(rows: Iterable[Row[T]]) -> tuple[Row[T], ...]:
    return tuple(rows)


@attrs.frozen
class Table(Generic[T]):
    """A decision table. A row matches on true alone, never on unknown.

    Args:
        hit: ``unique``: at most one row may be true, two raise. ``first``: the first that is true decides.
            ``collect``: all that are true count; asked with :meth:`collect`.
        rows: the rows, in order; without any, ``otherwise`` decides everything.
        otherwise: the outcome where no row is true.

    Raises:
        InvalidInput: no such hit policy.

    >>> from creditkit.rules import Compare
    >>> terms = Table("first", [Row(Compare("score", ">=", 80), 60), Row(Compare("score", ">=", 60), 30)], 0)
    >>> terms.decide({"score": 70}), terms.decide({})
    (Match(value=30, row=1, unknown=()), Match(value=0, row=-1, unknown=('score',)))
    """

    hit: Hit
    rows: tuple[Row[T], ...] = attrs.field(converter=_rows)
    otherwise: T
    _checks: tuple[Check, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.hit not in HITS:
            raise InvalidInput("hit", self.hit, ", ".join(HITS))
        object.__setattr__(self, "_checks", tuple(closure(row.when) for row in self.rows))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.hit, self.rows, self.otherwise)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The fields that the rows look at, each once, in order of first appearance."""
        return tuple(dict.fromkeys(name for row in self.rows for name in fields_of(row.when)))

    def decide(self, record: Record) -> Match[T]:
        """The outcome for one record.

        Raises:
            InvalidInput: the table collects; two rows of a unique table are true; a value of the wrong type.
        """
        self._wants(collect=False)
        answers = [check(record) for check in self._checks]
        row = answers.index(True) if True in answers else OTHERWISE
        if self.hit == "unique" and answers.count(True) > 1:
            self._overlap([i for i, answer in enumerate(answers) if answer])
        before = answers[:row] if self.hit == "first" and row != OTHERWISE else answers
        unknown = self._unknown(before, record) if None in before else ()
        return Match(self.otherwise if row == OTHERWISE else self.rows[row].then, row, unknown)

    def collect(self, record: Record) -> tuple[Match[T], ...]:
        """The outcomes of all rows that are true, in order; of ``otherwise`` where none is.

        Raises:
            InvalidInput: the table does not collect; a value of the wrong type.
        """
        self._wants(collect=True)
        answers = [check(record) for check in self._checks]
        unknown = self._unknown(answers, record)
        found = [Match(self.rows[i].then, i, unknown) for i, answer in enumerate(answers) if answer]
        return tuple(found) or (Match(self.otherwise, OTHERWISE, unknown),)

    def decide_many(self, columns: Columns) -> npt.NDArray[np.intp]:
        """The row that decides each record, shape (records,); -1 for ``otherwise``.

        Raises:
            InvalidInput: as :meth:`decide`, and for columns as :func:`creditkit.rules.holds_many`.
        """
        self._wants(collect=False)
        decided = np.full(rows_of(columns), OTHERWISE, dtype=np.intp)
        plan = Plan(columns)
        leaves = [plan.leaf(row.when) for row in self.rows]
        for block in blocks(len(decided)):
            part = decided[block]
            hits = [leaf(block)[0] for leaf in leaves]
            if self.hit == "unique" and hits:
                self._check_unique(hits, block.start)
            for row in reversed(range(len(hits))):
                np.copyto(part, row, where=hits[row])
        return readonly(decided)

    def collect_many(self, columns: Columns) -> Mask:
        """Which rows are true of which records: bool, shape (rows of the table, records).

        Raises:
            InvalidInput: as :meth:`collect`, and for columns as :func:`creditkit.rules.holds_many`.
        """
        self._wants(collect=True)
        found = np.empty((len(self.rows), rows_of(columns)), dtype=np.bool_)
        plan = Plan(columns)
        leaves = [plan.leaf(row.when) for row in self.rows]
        for block in blocks(found.shape[1]):
            for row, leaf in enumerate(leaves):
                found[row, block] = leaf(block)[0]
        return readonly(found)

    def _wants(self, *, collect: bool) -> None:
        if (self.hit == "collect") is not collect:
            raise InvalidInput("hit", self.hit, "collect" if collect else "unique or first", "ask the other way")

    def _unknown(self, answers: list[bool | None], record: Record) -> tuple[str, ...]:
        rows = (row for row, answer in zip(self.rows, answers, strict=False) if answer is None)
        return tuple(dict.fromkeys(name for row in rows for name in unknown_fields(row.when, record)))

    def _check_unique(self, hits: list[Mask], start: int) -> None:
        many = np.zeros(len(hits[0]), dtype=np.uint16)
        for hit in hits:
            many += hit
        if many.max(initial=0) > 1:
            at = int((many > 1).argmax())
            self._overlap([i for i, hit in enumerate(hits) if hit[at]], f", record {start + at}")

    def _overlap(self, rows: list[int], where: str = "") -> NoReturn:
        raise InvalidInput(
            "rows",
            f"rows {rows} all true{where}",
            "one true row",
            "find overlaps with creditkit.rules.verify_table",
        )
