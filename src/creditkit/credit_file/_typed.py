"""Observed values as the values of their fields, and values as integers in a column.

Files bring text, records bring typed values; both become the same value here. In a column a value is a
*cell*, an int64: a number scaled to its field's decimals, 0 or 1, a day since 1970, or the code of a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias, cast

from creditkit.columns import Value, scaled
from creditkit.credit_file._found_nothing import found_nothing
from creditkit.errors import InvalidInput
from creditkit.money import divided
from creditkit.rules import Field, Kind, deciding_integer

#: A number whose field leaves the decimals open has so many in a file.
OPEN_DECIMALS = 6
#: Cells stay below this in size: what is larger is a slip, not a figure.
LARGEST_CELL = 2**62

_NUMBER = re.compile(r"([+-]?[0-9]{1,30})(?:\.([0-9]{1,30}))?", re.ASCII)
_FLAGS = {"true": True, "yes": True, "1": True, "是": True, "false": False, "no": False, "0": False, "否": False}
_NUMERIC = (Kind.number, Kind.money, Kind.days)
_EPOCH = date(1970, 1, 1).toordinal()
#: A Decimal with a power of ten beyond these is refused before it is made an integer.
_POWERS = (-40, 40)


def decimals_of(field: Field) -> int:
    """How many decimals the numbers of a field have in a file."""
    grid = field.grid
    return OPEN_DECIMALS if grid is None else grid


def typed(value: object, field: Field) -> Value:
    """An observed value as one of the field. None and NaN are what :func:`found_nothing` says of the field.

    A share or mean that is finer than its field is rounded half to even, once, here; of counts, days and
    money a finer value does not fit.

    Raises:
        InvalidInput: the value does not fit the field.
    """
    if value is None or (isinstance(value, float) and value != value):
        return found_nothing(field)
    return _READ[field.kind](value, field)


def _text(value: object, field: Field) -> Value:
    if not isinstance(value, str):
        raise InvalidInput(field.name, value, "text")
    if field.choices is not None and value not in field.choices:
        raise InvalidInput(field.name, value, ", ".join(field.choices))
    return value


def _flag(value: object, field: Field) -> Value:
    known = _FLAGS.get(str(value).strip().lower()) if isinstance(value, (str, int)) else None
    if known is None:
        raise InvalidInput(field.name, value, "true, false, yes, no, 1, 0")
    return known


def _day(value: object, field: Field) -> Value:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise InvalidInput(field.name, value, "a day, as 2026-12-31")
    return day


def _number(value: object, field: Field) -> Value:
    return number_of(_cell_of_number(value, field), field, decimals_of(field))


@lru_cache(maxsize=512)
def _limits(field: Field) -> tuple[int, bool, int, int]:
    """Decimals, whether a finer value is rounded, and the least and the largest cell.

    Shares and means may be given finer than they are kept; counts, days and money may not.
    """
    places = decimals_of(field)
    low = None if field.least is None else deciding_integer(field.least, "<", places)
    high = None if field.most is None else deciding_integer(field.most, ">", places)
    may_round = field.kind is Kind.number and field.grid != 0
    return places, may_round, 1 - LARGEST_CELL if low is None else low, LARGEST_CELL - 1 if high is None else high


def _cell_of_number(value: object, field: Field) -> int:
    places, may_round, low, high = _limits(field)
    top, bottom = _exact(value, field)
    top *= 10**places
    cell = top if bottom == 1 else divided(top, bottom)
    rounded = cell * bottom != top and not (isinstance(value, float) and cell / 10**places == value)
    if rounded and not may_round:
        raise InvalidInput(field.name, value, f"at most {places} decimals" if places else "a whole number")
    if not low <= cell <= high:
        bound = field.least if cell < low else field.most
        accepted = "a smaller number" if bound is None else f"{'at least' if cell < low else 'at most'} {bound}"
        raise InvalidInput(field.name, value, accepted)
    return cell


def _exact(value: object, field: Field) -> tuple[int, int]:
    """The number exactly as it was given, as a quotient."""
    if type(value) is int:
        return value, 1
    if isinstance(value, str) and (match := _NUMBER.fullmatch(value.strip())):
        whole, part = match[1], match[2] or ""
        return int(whole + part), 10 ** len(part)
    if isinstance(value, (Decimal, float)) and _sensible(value):
        return value.as_integer_ratio()
    raise InvalidInput(field.name, value, "a plain number, as 0.97")


def _sensible(value: Decimal | float) -> bool:
    """Finite, and of a size that can be made an integer at no cost."""
    if not isinstance(value, Decimal):
        return value - value == 0 and abs(value) < 1e40
    power = value.as_tuple().exponent
    in_reach = isinstance(power, int) and _POWERS[0] < power < _POWERS[1]
    return in_reach and (not value or value.adjusted() < _POWERS[1])


_READ: dict[Kind, Callable[[Any, Field], Value]] = {
    Kind.text: _text, Kind.flag: _flag, Kind.date: _day,
    Kind.number: _number, Kind.money: _number, Kind.days: _number,
}  # fmt: skip

Number: TypeAlias = "int | Decimal"


def number_of(cell: int, field: Field, places: int) -> Number:
    """The number of a cell: a count or days as an int, all else as a Decimal with the field's decimals."""
    return cell if places == 0 and field.kind is not Kind.money else scaled(cell, places)


def day_of(number: int) -> date:
    """The day of a number of days since 1970."""
    return date.fromordinal(number + _EPOCH)


def value_of(cell: int, field: Field, texts: tuple[str, ...]) -> Value:
    """The value of a cell."""
    if field.kind is Kind.text:
        return texts[cell]
    if field.kind is Kind.flag:
        return bool(cell)
    return day_of(cell) if field.kind is Kind.date else number_of(cell, field, decimals_of(field))


def cell_of(value: object, field: Field, code_of: Callable[[str], int]) -> int | None:
    """The cell of an observed value; None where nothing was found.

    Raises:
        InvalidInput: the value does not fit the field.
    """
    if field.kind in _NUMERIC and value is not None and value == value:
        return _cell_of_number(value, field)
    read = typed(value, field)
    if isinstance(read, str):
        return code_of(read)
    return read.toordinal() - _EPOCH if isinstance(read, date) else cast("int | None", read)
