"""One comparison over a column of any type, by the deciding integer, the rounded edge or the codes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from creditkit.columns import Amounts, Codes, Column, Labels, Mask, Numbers
from creditkit.errors import InvalidInput
from creditkit.money import exponent
from creditkit.rules._blocks import Gaps, Leaf, buffer, compared, constant, either, joined
from creditkit.rules._conditions import Constant
from creditkit.rules._edges import FloatType, Op, deciding_integer, rounded_edge

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}

_NAT = np.iinfo(np.int64).min
_DAY_ONE = date(1970, 1, 1).toordinal()


def leaf(column: Column, op: Op, constant: Constant, gaps: Gaps, path: str) -> Leaf:
    """A comparison of a column with a constant.

    Raises:
        InvalidInput: the column does not hold what the constant is.
    """
    if isinstance(constant, Decimal):
        return _of_numbers(column, op, constant, gaps, path)
    if isinstance(constant, bool):
        return compared(flags(column, path), COMPARE["=="], constant == (op == "=="), gaps)
    if isinstance(constant, str):
        return _of_labels(column, frozenset((constant,)), op == "==", gaps, path)
    return compared(day_numbers(column, path), COMPARE[op], constant.toordinal() - _DAY_ONE, gaps)


def leaf_in(column: Column, constants: tuple[Constant, ...], gaps: Gaps, path: str) -> Leaf:
    """Whether the values of a column are among some constants."""
    if isinstance(constants[0], str):
        return _of_labels(column, frozenset(map(str, constants)), among=True, gaps=gaps, path=path)
    return joined([leaf(column, "==", constant, gaps, path) for constant in constants], either)


def _of_numbers(column: Column, op: Op, edge: Decimal, gaps: Gaps, path: str) -> Leaf:
    if isinstance(column, np.ndarray) and column.dtype.name in ("float64", "float32"):
        to: FloatType = "float64" if column.dtype.name == "float64" else "float32"
        nearest = column.dtype.type(rounded_edge(edge, to, path))
        return compared(column, COMPARE[op], nearest, gaps, never_of_gaps=op != "!=")
    values, decimals = integers(column, path)
    whole = deciding_integer(edge, op, decimals)
    sure = _sure(values.dtype, op, whole)
    return compared(values, COMPARE[op] if sure is None else constant(sure), whole, gaps)


def integers(column: Column, path: str) -> tuple[npt.NDArray[Any], int]:
    """The integers of a column, and how many decimals they carry."""
    if isinstance(column, Numbers):
        return column.values, column.decimals
    if isinstance(column, Amounts):
        return column.minor, exponent(column.currency) if isinstance(column.currency, str) else _one(
            column.currency, path
        )
    if isinstance(column, np.ndarray) and column.dtype.kind in "iu":
        return column, 0
    raise _refused(column, "Numbers, Amounts, or an array of integers, float64 or float32", path)


def _refused(column: Column, accepted: str, path: str, remedy: str = "") -> InvalidInput:
    given = f"array of {column.dtype.name}" if isinstance(column, np.ndarray) else type(column).__name__
    return InvalidInput(path, given, accepted, remedy)


def _one(currency: Labels, path: str) -> int:
    """The decimals of the one currency that a column of amounts is in."""
    names = {currency.labels[code] for code in np.unique(currency.codes).tolist() if code >= 0}
    if len(names) > 1:
        raise InvalidInput(path, ", ".join(sorted(names)), "amounts in one currency", "convert them first")
    return exponent(names.pop()) if names else 0


def _sure(dtype: np.dtype[Any], op: Op, edge: int | None) -> bool | None:
    """The answer for every integer of a type that cannot hold the edge; None where it can."""
    if edge is None:
        return op == "!="
    info = np.iinfo(dtype)
    if edge > info.max:
        return op in ("<", "<=", "!=")
    return op in (">", ">=", "!=") if edge < info.min else None


def day_numbers(column: Column, path: str) -> npt.NDArray[np.int64]:
    """Days as int64, NaT the least of them."""
    if isinstance(column, np.ndarray) and column.dtype == np.dtype("datetime64[D]"):
        return column.view(np.int64)
    raise _refused(column, "an array of datetime64[D]", path, "a moment is not a day: cut it with astype")


def flags(column: Column, path: str) -> npt.NDArray[Any]:
    """Flags as bool, or as 0 and 1."""
    if isinstance(column, np.ndarray) and column.dtype == np.bool_:
        return column
    if isinstance(column, Numbers) and column.decimals == 0:
        there = column.values if column.missing is None else column.values[~column.missing]
        if not there.size or (there.min() >= 0 and there.max() <= 1):
            return column.values
    raise _refused(column, "an array of bool, or Numbers of 0 and 1 where some are missing", path)


def labelled(column: Column, path: str) -> Labels:
    """A column of text, coded; an array of numpy's own text type is coded here.

    Raises:
        InvalidInput: the column holds no text.
    """
    if isinstance(column, Labels):
        return column
    if isinstance(column, np.ndarray) and column.dtype.kind == "U":
        return Labels.of(column.tolist())
    raise _refused(column, "Labels, or an array of text", path, "code it once with Labels.of")


#: Up to so many labels are compared one by one, by the bytes of a code; a look-up costs as much as these.
_FEW = {1: 6, 2: 8, 4: 5, 8: 2}


def _of_labels(column: Column, texts: Collection[str], among: bool, gaps: Gaps, path: str) -> Leaf:
    """Asks each label once whether it is among the texts; rows are told by their codes, as narrow as they came."""
    given = labelled(column, path)
    codes, few = given.stored, _FEW[given.stored.itemsize]
    answers = [(label in texts) is among for label in given.labels]
    yes, no = ([code for code, answer in enumerate(answers) if answer is wanted] for wanted in (True, False))
    if not yes or not no:
        return compared(codes, constant(bool(yes)), None, gaps)
    if len(yes) <= few:
        return compared(codes, _any_of, yes, gaps, never_of_gaps=True)
    if len(no) <= few:
        return compared(codes, _none_of, no, gaps)
    if codes.itemsize == 1:
        table = bytes([*answers, *[False] * (256 - len(answers))])
        return compared(codes, _translate, table, gaps, never_of_gaps=True)
    return compared(codes, _look_up, np.array([*answers, False]), gaps, never_of_gaps=True)


def _any_of(codes: Codes, among: Sequence[int], out: Mask) -> None:
    np.equal(codes, among[0], out=out)
    for code in among[1:]:
        np.logical_or(out, codes == code, out=out)


def _none_of(codes: Codes, among: Sequence[int], out: Mask) -> None:
    np.not_equal(codes, among[0], out=out)
    for code in among[1:]:
        np.logical_and(out, codes != code, out=out)


def _translate(codes: Codes, table: bytes, out: Mask) -> None:
    """Every byte by a table of 256; the byte of -1 is the last of them."""
    out[:] = np.frombuffer(codes.tobytes().translate(table), dtype=np.bool_)


def _look_up(codes: Codes, answers: Mask, out: Mask) -> None:
    out[:] = answers[codes.astype(np.intp, copy=False)]


def gaps_of(column: Column, path: str) -> Gaps:
    """Where a column has no value: NaN, NaT, the code -1, an amount without a currency.

    Raises:
        InvalidInput: as it is asked, of a block with an infinity.
    """
    if isinstance(column, Numbers):
        missing = column.missing if column.missing is not None and column.missing.any() else None
        return lambda rows: None if missing is None else missing[rows]
    if isinstance(column, Amounts):
        return _no_gaps if isinstance(column.currency, str) else gaps_of(column.currency, path)
    if isinstance(column, Labels):
        return _no_gaps if column.complete else _gaps_at(column.stored, -1)
    if column.dtype.kind == "f":
        return _gaps_of_floats(column, path)
    return _gaps_at(column.view(np.int64), _NAT) if column.dtype.kind == "M" else _no_gaps


def _no_gaps(rows: slice) -> None:  # noqa: ARG001
    return None


def _gaps_at(values: Codes, nothing: int) -> Gaps:
    out = buffer()

    def gaps(rows: slice) -> Mask | None:
        block = values[rows]
        gone = np.equal(block, nothing, out=out[: len(block)])
        return gone if gone.any() else None

    return gaps


def _gaps_of_floats(values: npt.NDArray[Any], path: str) -> Gaps:
    out = buffer()

    def gaps(rows: slice) -> Mask | None:
        block = values[rows]
        finite = out[: len(block)]
        if np.isfinite(block, out=finite).all():
            return None
        infinite = np.isinf(block)
        if infinite.any():
            row = rows.start + int(infinite.argmax())
            raise InvalidInput(f"{path}[{row}]", float(values[row]), "a finite number, or NaN for a missing one")
        np.logical_not(finite, out=finite)
        return finite

    return gaps
