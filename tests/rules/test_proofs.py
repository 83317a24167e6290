"""Laws: what is proved holds of every record, and what is refuted has a witness; held against brute force."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.columns import Record, Value, scaled
from creditkit.errors import InvalidInput
from creditkit.reasons import Finding, text
from creditkit.rules import (
    And,
    Compare,
    Condition,
    Field,
    Fields,
    Kind,
    Missing,
    Or,
    Row,
    Table,
    always,
    compiled,
    declared,
    fields_of,
    holds,
    implies,
    monotone,
    monotone_table,
    never,
    parse,
    reachable,
    read_value,
    verify_table,
)
from creditkit.rules._diagrams import Diagrams
from creditkit.testing._rules import conditions, field_sets, tables

Verify = Callable[[Table[Any], Fields], tuple[Finding, ...]]

few_fields = field_sets(max_size=2)


def all_values(field: Field) -> list[Value]:
    """Every value near the drawn constants, on the field's grid or, without one, at twice the resolution."""
    if field.kind is Kind.text:
        return [*(field.choices or ("A", "B", "C", "it's", "逾期", "none of these")), None]
    if field.kind is Kind.flag:
        return [False, True, None]
    if field.kind is Kind.date:
        return [*(date(2026, 1, 1) + timedelta(days=n) for n in range(-1, 7)), None]
    decimals = 2 if field.grid is None else min(field.grid, 2)
    step = {0: 1, 1: 1, 2: 5}[decimals]
    values = (scaled(n, decimals) for n in range(-6 * 10**decimals, 6 * 10**decimals + 1, step))
    inside = (
        v for v in values if (field.least is None or v >= field.least) and (field.most is None or v <= field.most)
    )
    return [*inside, None]


def all_records(names: tuple[str, ...], fields: Fields) -> Iterator[Record]:
    """Every record over these fields."""
    for values in product(*(all_values(fields[name]) for name in names)):
        yield dict(zip(names, values, strict=True))


def check_verified(table: Table[Any], fields: Fields, verify: Verify = verify_table) -> None:
    """The findings are those of a walk over all records, and every witness shows what it is said to show."""
    findings = verify(table, fields)
    checks = [compiled(row.when, fields) for row in table.rows]
    walked = [(r, [i for i, check in enumerate(checks) if check(r)]) for r in all_records(table.inputs, fields)]
    assert {(f.path, f.reason.code, f.reason.figures.get("other")) for f in findings} == set(walk(table, walked))
    for finding in findings:
        check_witness(table, fields, finding)


def walk(table: Table[Any], walked: list[tuple[Record, list[int]]]) -> Iterator[tuple[str, str, int | None]]:
    """What a plain loop over all records says of a table."""
    size = len(table.rows)
    for row, other in product(range(size), repeat=2):
        if table.hit == "unique" and other < row and any({row, other} <= set(hits) for _, hits in walked):
            yield f"rows[{row}]", "row_overlaps", other
    for row in range(size):
        if not any(row in hits for _, hits in walked):
            yield f"rows[{row}]", "row_never_true", None
        elif table.hit == "first" and not any(hits[:1] == [row] for _, hits in walked):
            yield f"rows[{row}]", "row_never_reached", None
    left = [record for record, hits in walked if not hits]
    if not left:
        yield "otherwise", "otherwise_never_reached", None
    else:
        whole = any(None not in record.values() for record in left)
        yield "otherwise", "table_gap" if whole else "table_gap_missing", None


def check_witness(table: Table[Any], fields: Fields, finding: Finding) -> None:
    """A witness is a record that its fields let in, and it behaves as the finding says."""
    assert text(finding.reason) != text(finding.reason, "zh")
    if finding.witness is None:
        assert finding.reason.code in ("row_never_true", "otherwise_never_reached")
        return
    for name, value in finding.witness.items():
        read_value(value, fields[name])
    hits = [i for i, row in enumerate(table.rows) if holds(row.when, finding.witness)]  # type: ignore[arg-type]
    figures = finding.reason.figures
    if finding.reason.code == "row_overlaps":
        assert {figures["row"], figures["other"]} <= set(hits)
    elif finding.reason.code == "row_never_reached":
        assert figures["row"] in hits[1:]
    else:
        assert not hits
        assert (None in finding.witness.values()) is (finding.reason.code == "table_gap_missing")


@settings(max_examples=40)
@given(st.data())
def test_tables_against_brute_force(data: st.DataObject) -> None:
    """Overlaps, dead rows and gaps are exactly those that a walk over all records finds."""
    fields = data.draw(few_fields)
    check_verified(data.draw(tables(fields, hits=("unique", "first", "collect"))), fields)


@settings(max_examples=40)
@given(st.data())
def test_reachable_rows_are_reached(data: st.DataObject) -> None:
    """Each row has a record that it decides, or none does."""
    fields = data.draw(few_fields)
    table = data.draw(tables(fields, hits=("first",)))
    decided = {table.decide(record).row for record in all_records(table.inputs, fields)}
    for row, record in zip([*range(len(table.rows)), -1], reachable(table, fields), strict=True):
        assert (record is not None) is (row in decided)
        assert record is None or table.decide(record).row == row


@settings(max_examples=40)
@given(st.data())
def test_implication_against_brute_force(data: st.DataObject) -> None:
    """implies, always and never are what a walk says, and their witnesses break them."""
    fields = data.draw(few_fields)
    one, other = data.draw(conditions(fields, max_leaves=3)), data.draw(conditions(fields, max_leaves=3))
    names = tuple(dict.fromkeys((*fields_of(one), *fields_of(other))))
    walked = [(holds(one, r), holds(other, r), None in r.values()) for r in all_records(names, fields)]
    proof = implies(one, other, fields)
    assert bool(proof) is all(b for a, b, _ in walked if a)
    assert proof or (holds(one, proof.witness or {}) and not holds(other, proof.witness or {}))
    assert bool(always(one, fields)) is all(a for a, _, _ in walked)
    own = [r for r in all_records(fields_of(one), fields) if None not in r.values()]
    assert bool(always(one, fields, missing=False)) is all(holds(one, r) for r in own)
    assert bool(never(one, fields)) is not any(a for a, _, _ in walked)


@settings(max_examples=40)
@given(st.data())
def test_monotony_against_brute_force(data: st.DataObject) -> None:
    """A condition is monotone where no step of the field, anything else alike, makes it false again."""
    fields = data.draw(few_fields)
    ordered = [f for f in fields.values() if f.kind is not Kind.text or f.choices]
    if not ordered:
        return
    field = data.draw(st.sampled_from(ordered))
    condition = data.draw(conditions(fields, max_leaves=3))
    names = tuple(dict.fromkeys((*fields_of(condition), field.name)))
    rest = [name for name in names if name != field.name]
    line = all_values(field)[:-1]
    broken = any(
        holds(condition, {**r, field.name: a}) and not holds(condition, {**r, field.name: b})
        for r in all_records(tuple(rest), fields)
        for a, b in pairwise(line)
    )
    proof = monotone(condition, field.name, fields)
    assert bool(proof) is not broken
    if not proof:
        assert proof.witness is not None
        assert proof.other is not None
        assert holds(condition, proof.witness)
        assert not holds(condition, proof.other)
        assert {k for k in names if proof.witness[k] != proof.other[k]} == {field.name}


SHARE = declared(
    [Field("share", "number", decimals=2, least=0, most=1), Field("days", "days", least=0), Field("score", "number")]
)


@pytest.mark.parametrize(
    ("condition", "proved"),
    [
        ("days > 29 or days < 30", False),
        ("days > 29 or days < 30 or days is None", True),
        ("days > 29 or days <= 29 or days is None", True),
        ("score > 29 or score < 30 or score is None", True),
        ("score > 29 or score < 29 or score is None", False),
        ("share <= 1 or share is None", True),
        ("share < 1 or share is None", False),
        ("not share > 1", False),
    ],
)
def test_what_always_holds(condition: str, proved: bool) -> None:
    """Missing counts, whole days have no values between 29 and 30, and bounds bound."""
    assert bool(always(parse(condition, SHARE), SHARE)) is proved


def test_whole_days_have_no_gap_between_neighbours() -> None:
    """Between 29 and 30 lies a score, but no day."""
    between = parse("29 < days and days < 30", SHARE)
    assert never(between, SHARE)
    assert never(parse("score > 29 and score < 30", SHARE), SHARE).witness == {"score": Decimal("29.5")}


def test_a_table_that_treats_a_better_payer_worse() -> None:
    """Found with two records that differ in the one field; mended, it is proved."""
    fields = declared([Field("score", "number", decimals=0, least=0, most=100), Field("custom", "flag")])
    rows = [Row(parse("score >= 80 and custom == True", fields), 1), Row(parse("score >= 60", fields), 2)]
    proof = monotone_table(Table("first", rows, 0), "score", fields, rank=int, direction="rising")
    assert not proof
    assert (proof.witness, proof.other) == ({"score": 70, "custom": True}, {"score": 80, "custom": True})
    mended = Table("first", [Row(parse("score >= 80 and custom == False", fields), 3), rows[1]], 0)
    assert monotone_table(mended, "score", fields, rank=int, direction="rising")
    assert not monotone_table(mended, "score", fields, rank=int, direction="falling")


def test_an_order_is_needed() -> None:
    """Text without choices does not rise, and unknown fields are unknown."""
    fields = declared([Field("name", "text"), Field("n", "number")])
    with pytest.raises(InvalidInput, match="order"):
        monotone(Missing("name"), "name", fields)
    with pytest.raises(InvalidInput, match="'n'"):
        implies(Compare("nn", "<", 1), Missing("n"), fields)


def big_table(fields: int, rows: int, edges: int, hit: Any) -> tuple[Table[int], Fields]:
    """Overlapping boxes, each with its own corner on every field: nothing in it is regular."""
    names = [f"f{i}" for i in range(fields)]
    numbers = declared([Field(name, "number", decimals=2) for name in names])
    made = []
    for row in range(rows):
        parts: list[Condition] = []
        for i, name in enumerate(names):
            low = (row * (i + 2) + i) % (edges - 1)
            parts.append(Compare(name, ">=", low * 10 + i))
            parts.append(Compare(name, "<", (low + 1 + (row + i) % (edges - 1 - low)) * 10 + i))
        made.append(Row(And(parts), row))
    return Table(hit, made, -1), numbers


@pytest.mark.parametrize("hit", ["unique", "first"])
def test_a_large_table_is_proved(hit: str) -> None:
    """Twenty rows over six fields with eight edges each: 34 million cells, far from all of them visited."""
    table, fields = big_table(6, 20, 8, hit)
    for finding in verify_table(table, fields):
        check_witness(table, fields, finding)


def test_the_bound_is_said() -> None:
    """Past the bound the work is given up, with a word on what to do."""
    diagrams = Diagrams([40], nodes=20)
    for cell in range(18):
        diagrams.cells(0, [i == cell for i in range(40)])
    with pytest.raises(InvalidInput, match="Split the table"):
        [diagrams.cells(0, [i > cell for i in range(40)]) for cell in range(20)]


def forgets_missing(table: Table[Any], fields: Fields) -> tuple[Finding, ...]:
    """Broken: a table that covers all values is taken to cover missing ones too."""
    return tuple(f for f in verify_table(table, fields) if f.reason.code != "table_gap_missing")


def ignores_the_grid(table: Table[Any], fields: Fields) -> tuple[Finding, ...]:
    """Broken: takes whole numbers for any numbers."""
    dense = declared([Field(name, "number") for name in fields])
    return verify_table(table, dense)


def test_the_check_can_fail() -> None:
    """A verifier without a sense of missing or of whole numbers is seen."""
    fields = declared([Field("days", "days")])
    split: list[Condition] = [Compare("days", "<=", 3), Compare("days", ">=", 4)]
    table = Table("unique", [Row(when, 0) for when in split], 1)
    check_verified(table, fields)
    for broken in (forgets_missing, ignores_the_grid):
        with pytest.raises(AssertionError):
            check_verified(table, fields, broken)
    everything = Table("first", [Row(Or([*split, Missing("days")]), 0), Row(split[0], 1)], 2)
    assert [f.reason.code for f in verify_table(everything, fields)] == ["row_never_reached", "otherwise_never_reached"]
