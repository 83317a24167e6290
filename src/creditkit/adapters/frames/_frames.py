"""The two doors: any frame as columns, and columns as a frame of the same library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar, cast

import attrs

from creditkit.adapters.frames import _arrow, _pandas, _polars
from creditkit.adapters.frames._plain import Plain, spread
from creditkit.columns import Column, Columns, rows_of
from creditkit.errors import InvalidInput

F = TypeVar("F")
Read: TypeAlias = "Callable[[Any, str, str], Column]"
Write: TypeAlias = "Callable[[Mapping[str, Plain], Any], Any]"

ACCEPTED = "a pandas or polars DataFrame, a pyarrow Table or RecordBatch, or columns"


@attrs.frozen
class _Library:
    """How the frames of one library are read and written."""

    names: Callable[[Any], list[Any]]
    read: Read
    write: Write


_ARROW = _Library(_arrow.names, _arrow.read, _arrow.write)
_LIBRARIES = {
    ("pandas", "DataFrame"): _Library(_pandas.names, _pandas.read, _pandas.write),
    ("polars", "DataFrame"): _Library(_polars.names, _polars.read, _polars.write),
    ("pyarrow", "Table"): _ARROW,
    ("pyarrow", "RecordBatch"): _ARROW,
}


def columns(frame: object, names: Mapping[str, str] | None = None) -> Columns:
    """The columns of a frame, exactly as they are: nothing is rounded, and what is coded is not coded again.

    ============================  =====================================================================
    the frame's column            becomes
    ============================  =====================================================================
    integers                      an array; with missing values ``Numbers``
    floats                        an array; what is missing is NaN, and whoever uses it decides what NaN is
    decimals                      ``Numbers`` with their decimals
    categorical, enum, dictionary ``Labels`` with its codes
    text                          ``Labels``, coded once
    flags                         an array of bool; with missing values ``Numbers`` of 0 and 1
    days                          an array of datetime64[D]
    moments                       an array of datetime64, in UTC where they have a zone; days if there is
                                  no zone and all of them are midnight, since pandas has no days of its own
    nothing but missing values    ``Labels`` without a label, where the column has no type
    ============================  =====================================================================

    Args:
        frame: a pandas or polars DataFrame, a pyarrow Table or RecordBatch; columns are taken as they are.
        names: the columns to take, each under the name that it shall have: ``{"party_id": "Kunde"}``.
            None takes all under their own names.

    Raises:
        InvalidInput: no frame; a column that is not there, that comes twice, or whose values are of no
            kind or of several (durations, lists, text beside numbers); a number beyond 63 bits.

    >>> from creditkit.columns import Labels
    >>> table = {"Kunde": Labels.of(["C-7"]), "Land": Labels.of(["DE"])}
    >>> list(columns(table, {"party_id": "Kunde"}))
    ['party_id']
    """
    found = _library_of(frame)
    known = list(cast("Columns", frame)) if found is None else found.names(frame)
    wanted = {name: name for name in known} if names is None else dict(names)
    if names is None and len(wanted) < len(known):
        twice = next(name for name in known if known.count(name) > 1)
        raise InvalidInput("frame", twice, "each column once", "rename one of the two, or name the others in `names`")
    out: dict[str, Column] = {}
    for name, theirs in wanted.items():
        out[name] = _column(frame, found, known, name, theirs)
    rows_of(out)
    return MappingProxyType(out)


def _column(frame: object, found: _Library | None, known: list[Any], name: object, theirs: str) -> Column:
    if not isinstance(name, str):
        raise InvalidInput("frame", name, "text as the names of columns", "name the columns in `names`")
    if known.count(theirs) != 1:
        listed = ", ".join(map(str, known))
        raise InvalidInput(f"names[{name!r}]", theirs, f"one of: {listed}", "each column has a name of its own")
    if found is None:
        return cast("Columns", frame)[theirs]
    return found.read(frame, theirs, f"frame[{theirs!r}]")


def frame_like(columns: Columns, like: F) -> F:
    """Columns as a frame of the same library as another one.

    ``Numbers`` become decimals (Python's in pandas), or integers where they have none, nullable where some are missing;
    arrays become what they are. ``Labels`` become text, or a categorical where ``like`` has one
    of that name. ``Amounts`` become two columns: the amount in major units, exact, and its currency under
    ``<name>_currency``; the second is left out where the columns have a ``currency`` that says the same.

    Args:
        columns: what a calculator gives: ``scores.columns()``, ``worklist(...)``.
        like: a frame of the library that is wanted; of pandas, with as many rows, it lends its index.

    Raises:
        InvalidInput: ``like`` is no frame; the columns differ in length; an array of no kind.

    >>> from creditkit.columns import Amounts
    >>> sorted(frame_like({"amount": Amounts([1250], "EUR")}, like={"any": "columns"}))
    ['amount', 'amount_currency']
    """
    found = _library_of(like)
    rows_of(columns)
    plain = spread(columns)
    return cast("F", plain if found is None else found.write(plain, like))


def _library_of(frame: object) -> _Library | None:
    """How to read a frame, by the name of its class; None for plain columns."""
    for kind in type(frame).__mro__:
        module = kind.__module__.partition(".")[0]
        if (module, kind.__name__) in _LIBRARIES:
            return _LIBRARIES[module, kind.__name__]
        if (module, kind.__name__) == ("polars", "LazyFrame"):
            raise InvalidInput("frame", "LazyFrame", ACCEPTED, "call collect() first")
    if isinstance(frame, Mapping):
        return None
    remedy = "pass pyarrow.table(frame)" if hasattr(frame, "__arrow_c_stream__") else ""
    raise InvalidInput("frame", type(frame).__name__, ACCEPTED, remedy)
