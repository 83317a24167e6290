"""What each type of column of each library becomes, and what is refused."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from creditkit.adapters.frames import columns, frame_like
from creditkit.adapters.frames._library import library
from creditkit.columns import Amounts, Column, Columns, Labels, Numbers, same_column
from creditkit.errors import AmountTooLarge, ExtraMissing, InvalidInput

D = Decimal
DAY, NOON = date(2026, 3, 31), datetime(2026, 3, 31, 12)  # noqa: DTZ001


def needed(name: str) -> Any:
    """A library, or the word that it is not installed."""
    return pytest.importorskip(name, reason=f"{name} is not installed")


def same(column: Column, expected: Column) -> bool:
    """Same type, dtype and content."""
    return same_column(column, expected)


def days(*values: str) -> Any:
    return np.array(values, dtype="datetime64[D]")


def moments(*values: str, unit: str = "us") -> Any:
    return np.array(values, dtype=f"datetime64[{unit}]")


# pandas


def test_pandas_numbers_are_what_they_are() -> None:
    """numpy's types pass through; a nullable type is an array as long as nothing is missing."""
    pandas = needed("pandas")
    frame = pandas.DataFrame({"int": [1, 2], "float": [0.5, None], "flag": [True, False]})
    frame["small"] = np.array([1, 2], dtype=np.int8)
    frame["half"] = np.array([0.5, 1], dtype=np.float16)
    frame["full"] = pandas.array([1, 2], dtype="Int64")
    frame["gaps"] = pandas.array([1, None], dtype="Int32")
    frame["large"] = pandas.array([7, None], dtype="UInt64")
    frame["yes"] = pandas.array([True, None], dtype="boolean")
    frame["nullable"] = pandas.array([0.5, None], dtype="Float64")
    frame["sparse"] = pandas.arrays.SparseArray([0, 5])
    found = columns(frame)
    assert same(found["int"], np.array([1, 2]))
    assert same(found["float"], np.array([0.5, np.nan]))
    assert same(found["flag"], np.array([True, False]))
    assert same(found["small"], np.array([1, 2], dtype=np.int8))
    assert same(found["half"], np.array([0.5, 1], dtype=np.float32))
    assert same(found["full"], np.array([1, 2]))
    assert same(found["gaps"], Numbers([1, 0], 0, [False, True]))
    assert same(found["large"], Numbers([7, 0], 0, [False, True]))
    assert same(found["yes"], Numbers([1, 0], 0, [False, True]))
    assert same(found["nullable"], np.array([0.5, np.nan]))
    assert same(found["sparse"], np.array([0, 5]))


def test_pandas_objects_are_typed_by_what_they_are() -> None:
    """One kind a column, missing values of any spelling."""
    pandas = needed("pandas")
    gap = [None, np.nan, pandas.NA, pandas.NaT]
    frame = pandas.DataFrame(
        {
            name: pandas.Series([value, *gap], dtype=object)
            for name, value in {
                "text": "a", "whole": 3, "decimal": D("1.50"), "flag": True, "day": DAY, "moment": NOON,
                "zoned": NOON.replace(tzinfo=timezone(timedelta(hours=2))), "float": 0.5,
            }.items()
        }
        | {"nothing": pandas.Series([None] * 5, dtype=object)}
    )  # fmt: skip
    found, gone = columns(frame), [False, True, True, True, True]
    assert same(found["text"], Labels.of(["a", None, None, None, None]))
    assert same(found["whole"], Numbers([3, 0, 0, 0, 0], 0, gone))
    assert same(found["decimal"], Numbers([150, 0, 0, 0, 0], 2, gone))
    assert same(found["flag"], Numbers([1, 0, 0, 0, 0], 0, gone))
    assert same(found["day"], days("2026-03-31", *["NaT"] * 4))
    assert same(found["moment"], moments("2026-03-31T12", *["NaT"] * 4))
    assert same(found["zoned"], moments("2026-03-31T10", *["NaT"] * 4))
    assert same(found["float"], np.array([0.5, *[np.nan] * 4]))
    assert same(found["nothing"], Labels([-1] * 5, ()))


def test_pandas_text_categories_and_times() -> None:
    """A categorical lends its codes; midnights without a zone are days."""
    pandas = needed("pandas")
    frame = pandas.DataFrame(
        {
            "text": ["b", None, "a", "b"],
            "coded": pandas.Categorical.from_codes([1, -1, 0, 1], categories=["x", "y", "never"]),
            "numbered": pandas.Categorical([10, 20, 10, 10]),
            "day": pandas.to_datetime(["2026-03-31", None, "2026-04-01", "2026-04-01"]),
            "moment": pandas.to_datetime(["2026-03-31 12:00", None, "2026-04-01 00:00", "2026-04-01 00:00"]),
            "zoned": pandas.to_datetime(["2026-03-31 00:00", None, None, None]).tz_localize("UTC"),
        }
    )
    found: Any = columns(frame)
    assert found["text"].texts() == ["b", None, "a", "b"]
    assert (found["coded"].codes.tolist(), found["coded"].labels) == ([1, -1, 0, 1], ("x", "y", "never"))
    assert same(found["numbered"], np.array([10, 20, 10, 10]))
    assert same(found["day"], days("2026-03-31", "NaT", "2026-04-01", "2026-04-01"))
    assert found["moment"].dtype.name.startswith("datetime64[")
    assert found["zoned"].dtype.name.startswith("datetime64[")
    assert found["zoned"].dtype != np.dtype("datetime64[D]")
    assert found["moment"][0] == np.datetime64("2026-03-31T12")


def test_pandas_columns_that_are_kept_in_arrow() -> None:
    """They are read as Arrow's own."""
    pandas, arrow = needed("pandas"), needed("pyarrow")
    frame = pandas.DataFrame(
        {
            "decimal": pandas.Series([D("1.25"), None], dtype=pandas.ArrowDtype(arrow.decimal128(10, 2))),
            "text": pandas.Series(["a", None], dtype=pandas.ArrowDtype(arrow.string())),
            "int": pandas.Series([1, None], dtype="int64[pyarrow]"),
        }
    )
    found = columns(frame)
    assert same(found["decimal"], Numbers([125, 0], 2, [False, True]))
    assert same(found["text"], Labels.of(["a", None]))
    assert same(found["int"], Numbers([1, 0], 0, [False, True]))


def test_pandas_frames_line_up() -> None:
    """As many rows take the index of the frame; a categorical stays one, with its own categories if they do."""
    pandas = needed("pandas")
    like = pandas.DataFrame({"grade": pandas.Categorical(["A", "B"], ["A", "B", "C"])}, index=["p", "q"])
    made = frame_like({"grade": Labels.of(["C", None]), "rate": Numbers([125, 50], 2)}, like=like)
    assert made.index.tolist() == ["p", "q"]
    assert made["grade"].dtype == like["grade"].dtype
    assert made["grade"].tolist()[0] == "C"
    assert made["rate"].tolist() == [D("1.25"), D("0.50")]
    other = frame_like({"grade": Labels.of(["Z", "A", "Z"])}, like=like)
    assert other["grade"].tolist() == ["Z", "A", "Z"]
    assert other["grade"].cat.categories.tolist() == ["Z", "A"]
    assert other.index.tolist() == [0, 1, 2]


def test_pandas_columns_need_names_of_their_own() -> None:
    """Two columns under one name are told apart by nobody, and a number is no name."""
    pandas = needed("pandas")
    with pytest.raises(InvalidInput, match="each column once"):
        columns(pandas.DataFrame([[1, 2]], columns=["a", "a"]))
    with pytest.raises(InvalidInput, match="text as the names"):
        columns(pandas.DataFrame([[1]]))
    assert list(columns(pandas.DataFrame([[1]]), {"a": 0})) == ["a"]  # type: ignore[dict-item]


# polars


def test_polars_columns() -> None:
    """Every type of polars that has one of ours."""
    polars = needed("polars")
    frame = polars.DataFrame(
        {
            "int": polars.Series([1, None], dtype=polars.Int16),
            "full": polars.Series([1, 2], dtype=polars.UInt8),
            "wide": polars.Series([1, None], dtype=polars.Int128),
            "float": [0.5, None],
            "single": polars.Series([0.5, None], dtype=polars.Float32),
            "flag": [True, None],
            "yes": [True, False],
            "decimal": [D("1.25"), None],
            "text": ["b", None],
            "enum": polars.Series(["y", None], dtype=polars.Enum(["x", "y"])),
            "coded": polars.Series(["only here", None], dtype=polars.Categorical),
            "day": [DAY, None],
            "moment": [NOON, None],
            "zoned": polars.Series([NOON.replace(tzinfo=UTC), None]).dt.convert_time_zone("Europe/Berlin"),
            "midnight": [datetime(2026, 3, 31), None],  # noqa: DTZ001
            "nothing": [None, None],
            "object": polars.Series([DAY, None], dtype=polars.Object),
        }
    )
    found: Any = columns(frame)
    gap = [False, True]
    assert same(found["int"], Numbers([1, 0], 0, gap))
    assert same(found["full"], np.array([1, 2], dtype=np.uint8))
    assert same(found["wide"], Numbers([1, 0], 0, gap))
    assert same(found["float"], np.array([0.5, np.nan]))
    assert same(found["single"], np.array([0.5, np.nan], dtype=np.float32))
    assert same(found["flag"], Numbers([1, 0], 0, gap))
    assert same(found["yes"], np.array([True, False]))
    assert same(found["decimal"], Numbers([125, 0], 2, gap))
    assert same(found["text"], Labels.of(["b", None]))
    assert (found["enum"].codes.tolist(), found["enum"].labels) == ([1, -1], ("x", "y"))
    assert (found["coded"].codes.tolist(), found["coded"].labels) == ([0, -1], ("only here",))
    assert same(found["day"], days("2026-03-31", "NaT"))
    assert same(found["moment"], moments("2026-03-31T12", "NaT"))
    assert same(found["zoned"], moments("2026-03-31T12", "NaT"))
    assert same(found["midnight"], days("2026-03-31", "NaT"))
    assert same(found["nothing"], Labels([-1, -1], ()))
    assert same(found["object"], days("2026-03-31", "NaT"))


def test_polars_numbers_beyond_63_bits_are_refused() -> None:
    """By the path of the column."""
    polars = needed("polars")
    with pytest.raises(InvalidInput, match=r"frame\['x'\].*63 bits"):
        columns(polars.DataFrame({"x": polars.Series([2**100], dtype=polars.Int128)}))
    with pytest.raises(InvalidInput, match=r"frame\['x'\].*63 bits"):
        columns(polars.DataFrame({"x": [D("1E+18"), D("0.01")]}))


def test_polars_frames() -> None:
    """Numbers become decimals of polars, exactly; text is text unless the frame has a categorical of that name."""
    polars = needed("polars")
    like = polars.DataFrame({"grade": polars.Series(["A"], dtype=polars.Enum(["A", "B"]))})
    most = 2**63 - 1
    made = frame_like({"grade": Labels.of(["B", None]), "x": Numbers([most, 5], 18), "id": Labels.of(["a", "b"])}, like)
    assert made.schema["grade"] == polars.Enum(["A", "B"])
    assert made.schema["id"] == polars.String
    assert made["x"].dtype.is_decimal()
    assert made["x"].to_list() == [D("9.223372036854775807"), D("0.000000000000000005")]
    assert same(columns(made)["x"], Numbers([most, 5], 18))
    assert frame_like({"grade": Labels.of(["Z"])}, like).schema["grade"] == polars.Enum(["Z"])
    categorical = polars.DataFrame({"grade": polars.Series(["A"], dtype=polars.Categorical)})
    assert frame_like({"grade": Labels.of(["Z"])}, categorical).schema["grade"] == polars.Categorical


def test_a_lazy_frame_is_collected_first() -> None:
    """The remedy says how."""
    polars = needed("polars")
    with pytest.raises(InvalidInput, match=r"Call collect\(\) first"):
        columns(polars.LazyFrame({"x": [1]}))


# pyarrow


def test_arrow_columns() -> None:
    """Every type of Arrow that has one of ours, in one chunk or several, from a slice or not."""
    arrow = needed("pyarrow")
    one = arrow.table(
        {
            "int": arrow.array([1, None], arrow.int32()),
            "large": arrow.array([2**64 - 1, 0], arrow.uint64()),
            "float": arrow.array([0.5, None]),
            "flag": arrow.array([True, None]),
            "decimal": arrow.array([D("1.25"), None]),
            "narrow": arrow.array([D("-1.25"), None], arrow.decimal128(5, 2)),
            "negative": arrow.array([D("1200"), None], arrow.decimal128(5, -2)),
            "wide": arrow.array([D("1.25"), None], arrow.decimal256(50, 2)),
            "text": arrow.array(["b", None]),
            "long": arrow.array(["b", None], arrow.large_string()),
            "coded": arrow.DictionaryArray.from_arrays(arrow.array([1, None]), arrow.array(["x", "y"])),
            "hole": arrow.DictionaryArray.from_arrays(arrow.array([1, 0]), arrow.array(["x", None])),
            "numbered": arrow.DictionaryArray.from_arrays(arrow.array([1, 0]), arrow.array([10, 20])),
            "day": arrow.array([DAY, None]),
            "day64": arrow.array([DAY, None], arrow.date64()),
            "moment": arrow.array([NOON, None], arrow.timestamp("ms")),
            "zoned": arrow.array([NOON.replace(tzinfo=UTC), None], arrow.timestamp("us", "Europe/Berlin")),
            "nothing": arrow.nulls(2),
        }
    )
    gap = [False, True]
    expected: Columns = {
        "int": Numbers([1, 0], 0, gap), "large": np.array([2**64 - 1, 0], dtype=np.uint64),
        "float": np.array([0.5, np.nan]), "flag": Numbers([1, 0], 0, gap), "decimal": Numbers([125, 0], 2, gap),
        "narrow": Numbers([-125, 0], 2, gap), "negative": Numbers([1200, 0], 0, gap), "wide": Numbers([125, 0], 2, gap),
        "text": Labels.of(["b", None]), "long": Labels.of(["b", None]), "coded": Labels.of(["y", None]),
        "hole": Labels.of([None, "x"]), "numbered": np.array([20, 10]), "day": days("2026-03-31", "NaT"),
        "day64": days("2026-03-31", "NaT"), "moment": moments("2026-03-31T12", "NaT", unit="ms"),
        "zoned": moments("2026-03-31T12", "NaT"), "nothing": Labels([-1, -1], ()),
    }  # fmt: skip
    for table in (one, one.to_batches()[0], arrow.concat_tables([one, one, one]).slice(2, 2)):
        found = columns(table)
        for name, column in expected.items():
            if name == "numbered" and table is not one:
                continue
            assert same(found[name], column), name


def test_arrow_frames() -> None:
    """Decimals of Arrow, dictionaries where the frame has one, a batch for a batch."""
    arrow = needed("pyarrow")
    like = arrow.table({"grade": arrow.array(["A"]).dictionary_encode()})
    made = frame_like({"grade": Labels.of(["B"]), "id": Labels.of(["x"]), "rate": Numbers([-5], 2)}, like)
    assert [str(kind) for kind in made.schema.types] == [
        "dictionary<values=string, indices=int64, ordered=0>", "string", "decimal128(19, 2)",
    ]  # fmt: skip
    assert made["rate"].to_pylist() == [D("-0.05")]
    assert isinstance(frame_like({"x": np.array([1])}, like.to_batches()[0]), arrow.RecordBatch)
    with pytest.raises(InvalidInput, match="63 bits"):
        columns(arrow.table({"x": [D("123456789012345678901.5")]}))


# all


@pytest.mark.parametrize("name", ["pandas", "polars", "pyarrow"])
def test_what_has_no_column_of_ours_is_refused(name: str) -> None:
    """Lists and durations, by the path of the column."""
    made = getattr(needed(name), "table" if name == "pyarrow" else "DataFrame")
    for values in ([[1], [2]], [timedelta(1), timedelta(2)]):
        with pytest.raises(InvalidInput, match=r"frame\['x'\]"):
            columns(made({"x": values}))


def test_columns_are_chosen_and_named() -> None:
    """By our name first; a name that is not there is told with those that are."""
    given = {"Kunde": Labels.of(["C-7"]), "Betrag": np.array([1])}
    assert list(columns(given, {"amount": "Betrag"})) == ["amount"]
    with pytest.raises(InvalidInput, match=r"names\['amount'\]: 'Betr' given; accepted: one of: Kunde, Betrag"):
        columns(given, {"amount": "Betr"})


def test_amounts_become_two_columns() -> None:
    """In major units at the decimals of the most exact currency; a currency column that is there is enough."""
    mixed = Amounts([1250, 100, 5], Labels.of(["EUR", "JPY", None]))
    found: Any = frame_like({"owed": mixed}, like={})
    assert same(found["owed"], Numbers([1250, 10000, 0], 2, [False, False, True]))
    assert found["owed_currency"].texts() == ["EUR", "JPY", None]
    assert list(frame_like({"currency": Labels.of(["EUR"]), "owed": Amounts([1], "EUR")}, like={})) == [
        "currency",
        "owed",
    ]
    assert list(frame_like({"currency": Labels.of(["USD"]), "owed": Amounts([1], "EUR")}, like={})) == [
        "currency", "owed", "owed_currency",
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match="owed_currency"):
        frame_like({"owed_currency": Labels.of(["x"]), "owed": Amounts([1], "EUR")}, like={})
    with pytest.raises(AmountTooLarge):
        frame_like({"owed": Amounts([2**62, 1], Labels.of(["JPY", "EUR"]))}, like={})


def test_arrays_of_text_and_of_objects_are_typed() -> None:
    """Objects of one kind are columns; of several they are refused, as are numbers beyond what a column carries."""
    found = frame_like({"u": np.array(["a", "b"]), "o": np.array([D("1.5"), None], dtype=object)}, like={})
    assert same(found["u"], Labels.of(["a", "b"]))
    assert same(found["o"], Numbers([15, 0], 1, [False, True]))
    large = D("1E+999999999999")
    for wrong in (
        [large],
        [1, "a"],
        [DAY, NOON],
        [1, 0.5],
        [2**63],
        [D("Infinity")],
        [D("1E-19")],
        [D("1E+19")],
        [True, 1],
    ):
        with pytest.raises(InvalidInput, match=r"columns\['o'\]"):
            frame_like({"o": np.array(wrong, dtype=object)}, like={})
    exact = frame_like({"o": np.array([D("1.0E-18"), D("0E-30"), D("0E+99")], dtype=object)}, like={})
    assert same(exact["o"], Numbers([1, 0, 0], 18))
    with pytest.raises(InvalidInput, match="complex"):
        frame_like({"c": np.array([1j])}, like={})
    zoned = np.array([NOON, NOON.replace(tzinfo=UTC)], dtype=object)
    with pytest.raises(InvalidInput, match="with and without a zone"):
        frame_like({"o": zoned}, like={})


def test_labels_that_stand_twice_become_categories_that_do_not() -> None:
    """No library takes a category twice."""
    pandas = needed("pandas")
    like = pandas.DataFrame({"x": pandas.Categorical(["q"])})
    made = frame_like({"x": Labels([0, 1, 2, -1], ("a", "b", "a"))}, like)
    assert made["x"].tolist()[:3] == ["a", "b", "a"]


@pytest.mark.parametrize("given", [[1, 2], "text", None, np.array([1])])
def test_what_is_no_frame_is_refused(given: object) -> None:
    """With what is accepted."""
    with pytest.raises(InvalidInput, match="a pandas or polars DataFrame"):
        columns(given)
    with pytest.raises(InvalidInput, match="a pandas or polars DataFrame"):
        frame_like({}, like=given)


def test_a_frame_of_another_library_gets_a_hint() -> None:
    """Whatever speaks Arrow can be read through it."""

    class Relation:
        def __arrow_c_stream__(self) -> object:
            return None

    with pytest.raises(InvalidInput, match=r"Pass pyarrow\.table\(frame\)"):
        columns(Relation())


def test_a_library_that_is_absent_is_told_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """pandas can hold columns of Arrow; without pyarrow there is nothing to read them with."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        ExtraMissing, match=r"pyarrow is not installed; install it with: pip install 'creditkit\[arrow\]'"
    ):
        library("pyarrow")


def test_nothing_is_imported_before_a_frame_comes() -> None:
    """Importing the adapter loads none of the libraries."""
    import subprocess

    program = "import sys, creditkit.adapters.frames; print({'pandas', 'polars', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
