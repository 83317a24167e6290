"""What the libraries share: values of Python as columns, and columns in the three shapes that a frame can hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from creditkit.columns import Amounts, Column, Columns, Ints, Labels, Mask, Numbers, join_labels, readonly
from creditkit.errors import AmountTooLarge, InvalidInput
from creditkit.money import exponent

#: What is left when amounts are two columns and objects are typed.
Plain: TypeAlias = "npt.NDArray[Any] | Numbers | Labels"

ACCEPTED = "numbers, text, flags, days or moments, one kind in a column"
#: What Numbers can carry.
MOST_DECIMALS = 18
_LIMIT = 2**63


# Python's values as a column


def typed(values: Sequence[Any], gone: Mask, path: str) -> Plain:
    """Objects as a column of their kind.

    Args:
        values: one a row.
        gone: the rows that have none.
        path: for errors.

    Raises:
        InvalidInput: values of no kind or of several.
    """
    there = [value for value, missing in zip(values, gone.tolist(), strict=True) if not missing]
    kinds = {_kind(type(value)) for value in there}
    if not kinds:
        return Labels(np.full(len(values), -1, dtype=np.int64), ())
    if kinds == {str}:
        return Labels.of([None if missing else value for value, missing in zip(values, gone, strict=True)])
    if kinds <= {int, Decimal}:
        whole = exact(there, path)
        return spaced(whole, gone, kinds == {int})
    if kinds == {bool}:
        return spaced(Numbers(np.array(there, dtype=np.int64)), gone, False, flags=True)
    if kinds == {float}:
        return _filled(np.array(there, dtype=np.float64), gone, np.nan)
    if kinds in ({date}, {datetime}):
        return _times(there, gone, path)
    names = ", ".join(sorted({type(value).__name__ for value in there}))
    raise InvalidInput(path, names, ACCEPTED, "cast the column first")


def _kind(of: type) -> type:
    """The plain type of a value, numpy's too; a bool is no int and a datetime no date."""
    for plain, others in (
        (bool, (bool, np.bool_)), (int, (int, np.integer)), (float, (float, np.floating)), (str, (str,)),
        (Decimal, (Decimal,)), (datetime, (datetime,)), (date, (date,)),
    ):  # fmt: skip
        if issubclass(of, others):
            return plain
    return of


def _times(there: Sequence[Any], gone: Mask, path: str) -> npt.NDArray[Any]:
    zoned = [getattr(value, "tzinfo", None) is not None for value in there]
    if any(zoned) and not all(zoned):
        raise InvalidInput(path, "moments with and without a zone", ACCEPTED)
    if not isinstance(there[0], datetime):
        return _filled(np.array(there, dtype="datetime64[D]"), gone, np.datetime64("NaT", "D"))
    naive = [value.astimezone(UTC).replace(tzinfo=None) if any(zoned) else value for value in there]
    moments = _filled(np.array(naive, dtype="datetime64[us]"), gone, np.datetime64("NaT", "us"))
    return moments if any(zoned) else days_if_midnight(moments)


def _filled(there: npt.NDArray[Any], gone: Mask, nothing: object) -> npt.NDArray[Any]:
    out = np.full(len(gone), nothing, dtype=there.dtype)
    out[~gone] = there
    return readonly(out)


def exact(numbers: Sequence[int | Decimal], path: str) -> Numbers:
    """Whole numbers and decimals as Numbers, with as many decimals as the longest has.

    Raises:
        InvalidInput: an infinity; more decimals or digits than Numbers carry.
    """
    pairs = [_as_pair(number, path) for number in numbers]
    decimals = max((places for _, places in pairs), default=0)
    whole = [digits if places == decimals else digits * 10 ** (decimals - places) for digits, places in pairs]
    return Numbers(fitting(whole, path), decimals)


def _as_pair(number: int | Decimal, path: str) -> tuple[int, int]:
    """A number as a whole number and the decimals that it carries."""
    if not isinstance(number, Decimal):
        return int(number), 0
    head, _, tail = str(number).partition(".")
    if len(tail) <= MOST_DECIMALS and (head + tail).removeprefix("-").isdigit():
        return int(head + tail), len(tail)
    return _unusual(number, path)


def _unusual(number: Decimal, path: str) -> tuple[int, int]:
    """The same of a number that is written with an exponent, or is none."""
    if not number.is_finite():
        raise InvalidInput(path, number, "finite numbers")
    sign, digits, power = number.as_tuple()
    whole = int("".join(map(str, digits))) * (-1 if sign else 1)
    places = -cast("int", power)
    while places > MOST_DECIMALS and whole % 10 == 0:
        whole, places = whole // 10, places - 1 if whole else MOST_DECIMALS
    if places > MOST_DECIMALS:
        raise InvalidInput(path, number, f"at most {MOST_DECIMALS} decimals")
    if places < -MOST_DECIMALS and whole:
        raise InvalidInput(path, number, "numbers within 63 bits at the decimals of the column")
    return (whole, places) if places >= 0 else (whole * 10 ** min(-places, MOST_DECIMALS), 0)


def fitting(whole: Sequence[int], path: str) -> Ints:
    """Whole numbers as int64.

    Raises:
        InvalidInput: one does not fit.
    """
    wrong = next((number for number in whole if not -_LIMIT <= number < _LIMIT), None)
    if wrong is not None:
        raise InvalidInput(path, wrong, "numbers within 63 bits at the decimals of the column")
    return np.array(whole, dtype=np.int64)


def spaced(there: Numbers, gone: Mask, whole: bool, *, flags: bool = False) -> Plain:
    """Numbers with the rows that have none put in between; a plain array where the type allows it."""
    if not gone.any():
        if flags:
            return readonly(there.values.astype(np.bool_))
        return there.values if whole else there
    return Numbers(_filled(there.values, gone, 0), there.decimals, gone)


def integers(values: npt.NDArray[Any], gone: Mask, path: str) -> Plain:
    """An integer column: an array, or Numbers where some are missing."""
    if not gone.any():
        return readonly(values)
    if values.dtype == np.uint64:
        return Numbers(fitting(np.where(gone, 0, values).tolist(), path), 0, gone)
    return Numbers(np.where(gone, 0, values).astype(np.int64), 0, gone)


def flags(values: npt.NDArray[Any], gone: Mask) -> Plain:
    """A column of truth values: an array, or Numbers of 0 and 1 where some are missing."""
    return Numbers(np.where(gone, 0, values).astype(np.int64), 0, gone) if gone.any() else readonly(values)


def floats(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A float column as it is; half precision in single, which holds it exactly."""
    return readonly(values.astype(np.float32) if values.dtype == np.float16 else values)


def days_if_midnight(moments: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Days where no moment has a time of day, else the moments."""
    days = moments.astype("datetime64[D]")
    return readonly(days if bool(((days == moments) | np.isnat(moments)).all()) else moments)


def recoded(codes: Ints, labels: Sequence[str | None]) -> Labels:
    """Labels of which some may be missing themselves, or stand twice."""
    if None not in labels:
        return Labels(codes, cast("Sequence[str]", labels), distinct=len(set(labels)) == len(labels))
    known = Labels.of(labels)
    return Labels(np.append(known.codes, -1)[codes], known.labels, distinct=True)


# Columns in the shapes of a frame


def spread(columns: Columns) -> dict[str, Plain]:
    """The columns with amounts as two and arrays of objects and texts typed; the order stays.

    Raises:
        InvalidInput: a name that amounts need for their currency is taken; objects of no kind.
    """
    out: dict[str, Plain] = {}
    for name, column in columns.items():
        if isinstance(column, Amounts):
            out[name] = _major(column)
            if not _says(columns.get("currency"), column.currencies):
                out[_free(f"{name}_currency", columns)] = column.currencies
        elif isinstance(column, (Numbers, Labels)):
            out[name] = column
        else:
            out[name] = _array(name, column)
    return out


def _array(name: str, column: npt.NDArray[Any]) -> Plain:
    if column.dtype.kind == "U":
        return Labels.of(column.tolist())
    if column.dtype.kind == "O":
        values = column.tolist()
        gone = np.array([value is None or (isinstance(value, float) and value != value) for value in values], np.bool_)
        return typed(values, gone, f"columns[{name!r}]")
    if column.dtype.kind not in "biufM":
        raise InvalidInput(f"columns[{name!r}]", column.dtype.name, ACCEPTED)
    return column


def _says(column: Column | None, currencies: Labels) -> bool:
    if not isinstance(column, Labels):
        return False
    if column.labels == currencies.labels and np.array_equal(column.codes, currencies.codes):
        return True
    return column.same(currencies)


def _free(name: str, columns: Columns) -> str:
    if name in columns:
        raise InvalidInput(f"columns[{name!r}]", name, "a name that the currency of the amounts does not need")
    return name


def _major(column: Amounts) -> Numbers:
    """Amounts as decimals of major units: as many as the most exact of the currencies has."""
    currencies = column.currencies
    used = np.unique(currencies.codes[currencies.codes >= 0]).tolist()
    places = {code: exponent(currencies.labels[code]) for code in used}
    decimals = max(places.values(), default=0)
    if len(set(places.values())) > 1:
        factor = np.ones(len(currencies.labels) + 1, dtype=np.int64)
        for code, own in places.items():
            factor[code] = 10 ** (decimals - own)
        minor = _times_exactly(column.minor, factor[currencies.codes])
    else:
        minor = column.minor
    gone = currencies.codes < 0
    return Numbers(np.where(gone, 0, minor), decimals, gone) if gone.any() else Numbers(minor, decimals)


def _times_exactly(minor: Ints, factor: Ints) -> Ints:
    most = int(np.abs(minor.astype(np.float64)).max(initial=0)) * int(factor.max(initial=1))
    if most >= _LIMIT // 2:
        raise AmountTooLarge("the amounts do not fit 63 bits at the decimals of the most exact of their currencies")
    product: Ints = minor * factor
    return product


def once(labels: Labels) -> Labels:
    """The same texts, no label twice, as categories have to be."""
    if labels.distinct or len(set(labels.labels)) == len(labels.labels):
        return labels
    pool, (codes,) = join_labels((labels,))
    return Labels(codes, pool, distinct=True)


def decimals_of(column: Numbers) -> list[Decimal | None]:
    """Every row as a Decimal."""
    values = list(map(Decimal, [f"{value}E-{column.decimals}" for value in column.values.tolist()]))
    if column.missing is None:
        return list(values)
    return [None if gone else value for value, gone in zip(values, column.missing.tolist(), strict=True)]


def missing_of(column: Numbers) -> Mask:
    """The rows without a value."""
    return np.zeros(len(column), dtype=np.bool_) if column.missing is None else column.missing


def category_codes(labels: Labels, categories: Sequence[str]) -> Ints | None:
    """The codes of labels among the categories that a frame has already; None where one is not among them."""
    place = {text: i for i, text in enumerate(categories)}
    of_code = np.array([*(place.get(label, -2) for label in labels.labels), -1], dtype=np.int64)
    codes: Ints = of_code[labels.codes]
    return None if bool((codes == -2).any()) else codes
