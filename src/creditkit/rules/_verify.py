"""Decision tables proved: no gap, no overlap, no dead row; or a record that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any, Literal, TypeVar

from creditkit.columns import Record
from creditkit.reasons import Figure, Finding, Reason, Severity
from creditkit.rules._diagrams import ALL, NOTHING
from creditkit.rules._fields import Fields, field_named
from creditkit.rules._proofs import Proof, Space, check_order
from creditkit.rules._tables import Table

T = TypeVar("T")


def verify_table(table: Table[T], fields: Fields, path: str = "") -> tuple[Finding, ...]:
    """The flaws of a table over all records that its fields allow, each with a witness if there can be one.

    ========================= ======== ===========================================================
    code                      severity what it says
    ========================= ======== ===========================================================
    row_overlaps              error    two rows of a unique table are true of the witness
    row_never_true            warning  no record makes the row true
    row_never_reached         warning  each record that makes it true is taken by an earlier row (first)
    table_gap                 warning  no row is true of the witness, although nothing is missing in it
                                       (a note where the hit policy is not unique)
    table_gap_missing         note     ``otherwise`` decides only where something is missing
    otherwise_never_reached   note     the rows leave nothing for ``otherwise``
    ========================= ======== ===========================================================

    The answer is exact. Only the fields that the rows mention count; a field's decimals, bounds and choices
    say which values there are.

    Args:
        table: the table.
        fields: the declared fields.
        path: where the table stands in a policy: findings read ``terms.rows[2]``.

    Raises:
        InvalidInput: a row does not fit the fields; or the rows divide the records so finely that 300,000
            nodes of a diagram do not hold them (20 rows over 6 fields with 8 edges each need a fraction).

    >>> from creditkit.rules import Compare, Field, Row, declared
    >>> fields = declared([Field("score", "number", decimals=0)])
    >>> rows = [Row(Compare("score", ">=", 80), "A"), Row(Compare("score", "<=", 80), "B")]
    >>> for finding in verify_table(Table("unique", rows, "-"), fields):
    ...     print(finding.path, finding.reason.code, dict(finding.witness))
    rows[1] row_overlaps {'score': Decimal('80')}
    otherwise table_gap_missing {'score': None}
    """
    space = Space((row.when for row in table.rows), fields)
    true = [space.true(row.when) for row in table.rows]
    root = f"{path}." if path else ""
    findings = [*_overlaps(table, space, true, root), *_dead(table, space, true, root)]
    return (*findings, *_rest(table, space, true, root))


def reachable(table: Table[T], fields: Fields) -> tuple[Record | None, ...]:
    """For each row, and last for ``otherwise``, a record that it decides; None where there is none.

    Raises:
        InvalidInput: as :func:`verify_table`.

    >>> from creditkit.rules import Field, Row, Table, declared, parse
    >>> fields = declared([Field("score", "number", decimals=0, least=0, most=100)])
    >>> rows = [Row(parse(when, fields), then) for when, then in (("score >= 80", "A"), ("score >= 90", "B"))]
    >>> [record is not None for record in reachable(Table("first", rows, "C"), fields)]
    [True, False, True]
    """
    space = Space((row.when for row in table.rows), fields)
    return tuple(map(space.example, _reached(table, space, [space.true(row.when) for row in table.rows])))


def monotone_table(
    table: Table[T],
    field: str,
    fields: Fields,
    rank: Callable[[T], int],
    direction: Literal["rising", "falling"],
) -> Proof:
    """Whether the outcome never gets a lower rank as one field rises (or falls) and all others stay.

    The witness and the other record differ in this field alone; the outcome of the second ranks lower.

    Args:
        table: a table that is unique or first; of a unique one the earlier of two rows counts.
        field: the field that moves; missing has no place in its order.
        fields: the declared fields.
        rank: how good an outcome is; higher is better.
        direction: where the better end of the field is.

    Raises:
        InvalidInput: as :func:`verify_table`; a field without an order.

    >>> from creditkit.rules import Field, Row, declared, parse
    >>> fields = declared([Field("score", "number", decimals=0, least=0, most=100)])
    >>> rows = [Row(parse(when, fields), days) for when, days in (("score >= 90", 30), ("score >= 80", 60))]
    >>> broken = monotone_table(Table("first", rows, 0), "score", fields, int, "rising")
    >>> broken.witness, broken.other
    ({'score': Decimal('85')}, {'score': Decimal('90')})
    """
    field_named(field, fields, "field")
    check_order(field, fields)
    space = Space((row.when for row in table.rows), fields, also=(field,))
    reached = _reached(table, space, [space.true(row.when) for row in table.rows], first=True)
    ranks = [rank(outcome) for outcome in (*(row.then for row in table.rows), table.otherwise)]
    for least in sorted(set(ranks))[1:]:
        good = NOTHING
        for found, own in zip(reached, ranks, strict=True):
            good = space.sets.either(good, found) if own >= least else good
        proof = space.rising(good, field, up=direction == "rising")
        if not proof:
            return proof
    return Proof()


def _reached(table: Table[Any], space: Space, true: list[int], *, first: bool = False) -> list[int]:
    """The records that each row, and last ``otherwise``, decides."""
    rest, reached = ALL, []
    for found in true:
        reached.append(space.sets.both(found, rest) if first or table.hit == "first" else found)
        rest = space.sets.without(rest, found)
    return [*reached, rest]


def _overlaps(table: Table[Any], space: Space, true: list[int], root: str) -> Iterator[Finding]:
    if table.hit != "unique":
        return
    for one, other in combinations(range(len(true)), 2):
        witness = space.example(space.sets.both(true[one], true[other]))
        if witness is not None:
            yield _finding("error", f"{root}rows[{other}]", "row_overlaps", {"row": other, "other": one}, witness)


def _dead(table: Table[Any], space: Space, true: list[int], root: str) -> Iterator[Finding]:
    for i, (found, reached) in enumerate(zip(true, _reached(table, space, true), strict=False)):
        where = f"{root}rows[{i}]"
        if found == NOTHING:
            yield _finding("warning", where, "row_never_true", {"row": i})
        elif reached == NOTHING:
            witness = space.example(found)
            yield _finding("warning", where, "row_never_reached", {"row": i}, witness)


def _rest(table: Table[Any], space: Space, true: list[int], root: str) -> Iterator[Finding]:
    rest = _reached(table, space, true)[-1]
    gap = space.example(space.sets.both(rest, space.known()))
    where = f"{root}otherwise"
    if rest == NOTHING:
        yield _finding("note", where, "otherwise_never_reached", {})
    elif gap is None:
        yield _finding("note", where, "table_gap_missing", {}, space.example(rest))
    else:
        yield _finding("warning" if table.hit == "unique" else "note", where, "table_gap", {}, gap)


def _finding(
    severity: Severity, path: str, code: str, figures: Mapping[str, Figure], witness: Record | None = None
) -> Finding:
    return Finding(severity, path, Reason(code, figures), witness)
