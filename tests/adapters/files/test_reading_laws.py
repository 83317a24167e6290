"""Laws of reading: what was written comes back, fast ways equal the slow one, every record counts."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from creditkit.adapters.files import _csv, _numbers
from creditkit.adapters.files._csv import Read, read_table
from creditkit.adapters.files._spelling import InputMapping
from creditkit.columns import Labels, Numbers
from creditkit.facts._schema import DOCUMENT_KINDS, Field, Table

TABLE = Table(
    "sheet",
    (
        Field("id", "id", required=True),
        Field("label", "label"),
        Field("kind", "choice", choices=DOCUMENT_KINDS),
        Field("amount", "amount", required=True),
        Field("part", "amount"),
        Field("day", "date", required=True),
        Field("later", "date"),
        Field("recorded", "moment"),
        Field("flag", "flag"),
        Field("limit", "limit"),
    ),
)
NAMES = [field.name for field in TABLE.fields]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Rows = Sequence[Sequence[str]]
Accepted = dict[int, tuple[object, ...]]
Rejected = list[tuple[int, str, str]]


# The plain reader: one cell at a time, nothing shared with the code under test


def is_huge(text: str) -> bool:
    """Whether the text is a number with an exponent, and 10**19 or more; texts here are short."""
    parts = re.fullmatch(r"[+-]?([0-9]*)\.?([0-9]*)[eE]([+-]?[0-9]+)", text)
    if parts is None:
        return False
    mantissa = Fraction(int(parts[1] + parts[2] or "0"), 10 ** len(parts[2]))
    exponent = max(min(int(parts[3]), 60), -60)
    return mantissa * Fraction(10) ** exponent >= 10**19


def plain_number(text: str, mapping: InputMapping) -> Fraction | str:
    """A number by walking through its characters."""
    if re.fullmatch(r"[+-]?(nan|inf|infinity|∞)|#num!|#div/0!", text, re.IGNORECASE):
        return "amount_not_finite"
    body = text.removesuffix("-") if not text.startswith(("+", "-")) else text[1:]
    whole, mark, part = body.partition(mapping.decimal)
    digits = set("0123456789")
    groups = whole.split(mapping.thousands) if mapping.thousands else [whole]
    if len(groups) > 1:
        sizes = [len(group) for group in groups]
        if not (1 <= sizes[0] <= 3 and sizes[-1] == 3 and all(size in (2, 3) for size in sizes[1:-1])):
            return "amount_too_large" if is_huge(text) else "amount_invalid"
    whole = "".join(groups)
    if not set(whole + part) <= digits or not (whole or part) or (not whole and not mark):
        return "amount_too_large" if is_huge(text) else "amount_invalid"
    if len(whole.lstrip("0")) > 19:
        return "amount_too_large"
    value = Fraction(int(whole or "0") * 10 ** len(part) + int(part or "0"), 10 ** len(part))
    decimals = len(part.rstrip("0"))
    if decimals > 6:
        return "amount_too_precise"
    if value * 10**decimals >= 2**63:
        return "amount_too_large"
    return -value if "-" in text else value


def plain_day(text: str) -> date | None:
    """An ISO day by its three runs of digits."""
    runs = text.split("-")
    if [len(run) for run in runs] != [4, 2, 2] or not set("".join(runs)) <= set("0123456789"):
        return None
    try:
        return date(*map(int, runs))
    except ValueError:
        return None


def plain_moment(text: str) -> int | None:
    """A day's last microsecond, or an ISO instant that ends in Z or an offset."""
    day = plain_day(text)
    if day is not None:
        return (day.toordinal() - EPOCH.toordinal() + 1) * 86_400_000_000 - 1
    if not text.isascii() or not re.fullmatch(r"....-..-..[T ]..:..(:..(\.\d{1,6})?)?(Z|[+-]..:?..)", text):
        return None
    try:
        return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None


def plain_cell(field: Field, text: str, mapping: InputMapping) -> tuple[object, str | None]:
    """The value of a cell and the code of its fault."""
    if not text:
        missing = "id_missing" if field.kind == "id" else "field_missing"
        return (False if field.kind == "flag" else None), (missing if field.required else None)
    if "\0" in text:
        return None, "text_unreadable"
    if field.kind in ("id", "label"):
        return text, None
    if field.kind == "choice":
        return text, None if text in field.choices else "choice_unknown"
    if field.kind == "flag":
        known = {"true": True, "yes": True, "y": True, "1": True, "是": True}
        known |= {"false": False, "no": False, "n": False, "0": False, "否": False}
        return known.get(text.casefold()), None if text.casefold() in known else "flag_invalid"
    if field.kind in ("date", "moment"):
        when = plain_day(text) if field.kind == "date" else plain_moment(text)
        return when, "date_invalid" if when is None else None
    if field.kind == "limit" and text.casefold() == "unlimited":
        return "unlimited", None
    number = plain_number(text, mapping)
    return number, number if isinstance(number, str) else None


def plainly(rows: Rows, mapping: InputMapping) -> tuple[Accepted, Rejected]:
    """The plain loop over records: the first fault of each, or its values."""
    accepted: Accepted = {}
    rejected: Rejected = []
    for number, row in enumerate(rows, start=1):
        cells = [plain_cell(field, text.strip(), mapping) for field, text in zip(TABLE.fields, row, strict=True)]
        fault = next(((n, code) for n, (_, code) in zip(NAMES, cells, strict=True) if code is not None), None)
        if fault is None:
            accepted[number] = tuple(value for value, _ in cells)
        else:
            rejected.append((number, *fault))
    return accepted, rejected


def read_rows(rows: Rows, mapping: InputMapping, chunk: int = 3) -> Read:
    """Writes the rows with csv.writer and reads them in small chunks."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(_csv, "CHUNK", chunk):
        path = Path(folder) / "sheet.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=mapping.delimiter, quoting=csv.QUOTE_ALL).writerows([NAMES, *rows])
        return read_table(path, TABLE, mapping)


def values_of(read: Read) -> Accepted:
    """The accepted rows as plain values."""

    def value(field: Field, i: int) -> object:
        column = read.columns[field.name]
        if isinstance(column, Labels):
            return Fraction(column[i]) if field.kind == "limit" and column[i] not in (None, "unlimited") else column[i]
        if isinstance(column, Numbers):
            gone = column.missing is not None and column.missing[i]
            return None if gone else Fraction(int(column.values[i]), 10**column.decimals)
        assert isinstance(column, np.ndarray)
        item = column[i]
        if np.isnat(item) if column.dtype.kind == "M" else False:
            return None
        return int(item.astype(np.int64)) if field.kind == "moment" else item.item()

    return {int(row): tuple(value(f, i) for f in TABLE.fields) for i, row in enumerate(read.rows)}


def check_equals_the_plain_reader(rows: Rows, mapping: InputMapping) -> None:
    """The same rows accepted with the same values, the others rejected for the same reason."""
    read = read_rows(rows, mapping)
    accepted, rejected = plainly(rows, mapping)
    assert values_of(read) == accepted
    assert [(r.row, r.field, r.reason.code) for r in read.rejected] == rejected


def check_every_record_counts(read: Read, given_records: int) -> None:
    """Accepted and rejected rows are the records given, each once, in their order."""
    seen = [*read.rows.tolist(), *(rejection.row for rejection in read.rejected)]
    assert sorted(seen) == list(range(1, given_records + 1))
    assert read.given == given_records
    assert all(a.row < b.row for a, b in pairwise(read.rejected))


# Cells: mostly such as books hold, and anything at all

anything = st.text(st.characters(codec="utf-8"), max_size=6)
digits = st.text("0123456789", min_size=1, max_size=8)
signs = st.sampled_from(["", "-", "+"])
amounts = st.one_of(
    st.decimals(-(10**9), 10**9, places=2).map(str),
    st.builds("{}{}.{:.6}{}".format, signs, digits, digits, st.sampled_from(["", "00"])),
    digits,
    st.sampled_from(["", "1,234.50", "1.234,50", "12.50-", ".5", "5.", " 7 "]),
    st.sampled_from(["1e5", "1e400", "nan", "0.1234567"]),
    st.text("0123456789.,-+ eE", max_size=12),
)  # fmt: skip
days = st.dates().map(str) | st.sampled_from(["", "2012-02-30", "2012-1-5", "20120105", " 2012-01-05"])
moments = days | st.datetimes(timezones=st.just(timezone(timedelta(hours=8)))).map(str) | st.datetimes().map(str)
flags = st.sampled_from(["", "Yes", "no", "TRUE", "0", "是", "perhaps"])
kinds = st.sampled_from(["", *DOCUMENT_KINDS, " invoice", "Invoice", "RE"])
ids = st.text("ABC", min_size=1, max_size=2) | anything
limits = amounts | st.sampled_from(["unlimited", "Unlimited"])
rows = st.lists(
    st.tuples(ids, anything, kinds, amounts, amounts, days, days, moments, flags, limits),
    min_size=1,
    max_size=12,
)
spellings = st.sampled_from(
    [
        InputMapping(),
        InputMapping(thousands=","),
        InputMapping(decimal=",", thousands=".", delimiter=";"),
        InputMapping(decimal=",", thousands=" "),
    ]
)
SOUND = ("A", "", "invoice", "1.00", "", "2012-01-05", "", "", "", "")


def with_amount(text: str) -> tuple[str, ...]:
    return (*SOUND[:3], text, *SOUND[4:])


def amounts_of(*texts: str) -> list[tuple[str, ...]]:
    return [with_amount(text) for text in texts]


@given(rows, spellings)
@example(amounts_of("9007199254740.993", "0.000001", "8.41"), InputMapping())
@example(amounts_of("12345678901234567", "8.41", "-12345678901234.56"), InputMapping())
@example(amounts_of("1.00", "5\n6", "2.00"), InputMapping())
@example(amounts_of("1.234,50", "1234,50", "-12.345.678,90"), InputMapping(decimal=",", thousands="."))
def test_the_fast_ways_read_as_the_plain_reader(sheet: Rows, mapping: InputMapping) -> None:
    """On anything that a file may hold, columns equal a plain loop over cells, values and reasons alike."""
    check_equals_the_plain_reader(sheet, mapping)


@given(st.lists(st.lists(anything, max_size=12), max_size=12))
def test_every_record_counts(sheet: list[list[str]]) -> None:
    """Records of any width and content: accepted and rejected ones add up to those given."""
    records = [row for row in sheet if len(row) > 1]
    check_every_record_counts(read_rows(records, InputMapping()), len(records))


whole_rows = st.lists(
    st.tuples(
        st.text("ABC甲乙 -=\"',;\n", min_size=1, max_size=5).filter(lambda t: t == t.strip()),
        st.none() | st.text("ABC甲乙\"',;\n", min_size=1, max_size=5).filter(lambda t: t == t.strip()),
        st.none() | st.sampled_from(DOCUMENT_KINDS),
        st.integers(-(10**14), 10**14),
        st.none() | st.integers(-(10**14), 10**14),
        st.dates(),
        st.none() | st.dates(),
        st.none() | st.datetimes(timezones=st.just(UTC)),
        st.booleans(),
        st.none() | st.just("unlimited"),
    ),
    max_size=12,
)


def written(row: tuple[object, ...], decimal: str = ".") -> list[str]:
    """A row of values as canonical cells; amounts are in cents."""
    cells = ["" if value is None else str(value) for value in row]
    for i in (3, 4):
        value = row[i]
        if isinstance(value, int):
            whole, cents = divmod(abs(value), 100)
            cells[i] = f"{'-' if value < 0 else ''}{whole}{decimal}{cents:02}"
    return cells


def check_round_trip(sheet: list[tuple[object, ...]], write: Callable[[tuple[object, ...]], list[str]]) -> None:
    """What was written is what is read."""
    read = read_rows([write(row) for row in sheet], InputMapping())
    expected = {
        i: tuple(
            Fraction(v, 100) if name in ("amount", "part") and isinstance(v, int)
            else (v - EPOCH) // timedelta(microseconds=1) if isinstance(v, datetime)
            else v
            for name, v in zip(NAMES, row, strict=True)
        )
        for i, row in enumerate(sheet, start=1)
    }  # fmt: skip
    assert values_of(read) == expected


@given(whole_rows)
def test_what_is_written_is_read(sheet: list[tuple[object, ...]]) -> None:
    """Typed values survive the way through a canonical file."""
    check_round_trip(sheet, written)


# Each law can fail


def test_the_equality_can_fail() -> None:
    """Floats trusted beyond 15 digits, and the plain reader no longer agrees."""
    sheet = [with_amount("9007199254740993"), with_amount("1.5")]
    check_equals_the_plain_reader(sheet, InputMapping())
    with mock.patch.object(_numbers, "_EXACT", float("inf")), pytest.raises(AssertionError):
        check_equals_the_plain_reader(sheet, InputMapping())


def test_the_count_can_fail() -> None:
    """A reader that loses a rejected row is found out."""
    read = read_rows([SOUND, with_amount("x")], InputMapping())
    check_every_record_counts(read, 2)
    lossy = Read(**{**{a: getattr(read, a) for a in Read.__slots__ if a != "__weakref__"}, "rejected": ()})
    with pytest.raises(AssertionError):
        check_every_record_counts(lossy, 2)


def test_the_round_trip_can_fail() -> None:
    """A writer that drops the sign is found out."""
    row = ("A", None, "invoice", -150, None, date(2012, 1, 5), None, None, False, None)
    check_round_trip([row], written)
    with pytest.raises(AssertionError):
        check_round_trip([row], lambda r: [cell.lstrip("-") for cell in written(r)])
