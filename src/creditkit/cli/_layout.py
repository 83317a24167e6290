"""Amounts, shares, bars and columns of a terminal, in which a Chinese character takes two places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from unicodedata import east_asian_width

from creditkit.money import Money, divided

#: What fills a bar.
FULL = "█"


def width_of(cell: str) -> int:
    """Places that a text takes on a terminal.

    >>> width_of("A"), width_of("优")
    (1, 2)
    """
    return sum(1 + (east_asian_width(character) in "WF") for character in cell)


def padded(cell: str, width: int) -> str:
    """A text at the left of so many places, with a blank after it."""
    return cell + " " * max(width - width_of(cell), 1)


def plain(amount: Money) -> str:
    """An amount with its thousands set off, without its currency.

    >>> plain(Money("1234567.80", "CNY"))
    '1,234,567.80'
    """
    return f"{amount.amount:,}"


def money(amount: Money) -> str:
    """An amount with its currency.

    >>> money(Money("1234567.80", "CNY"))
    '1,234,567.80 CNY'
    """
    return f"{plain(amount)} {amount.currency}"


def percent(share: Decimal) -> str:
    """A share in per cent, at two decimals where it is not whole, half-even, as the tables round shares.

    >>> percent(Decimal("0.5")), percent(Decimal("0.0525")), percent(Decimal("0.329571"))
    ('50%', '5.25%', '32.96%')
    """
    top, bottom = share.as_integer_ratio()
    sign, hundredths = "-" if top < 0 else "", divided(abs(top) * 10_000, bottom)
    whole, rest = divmod(hundredths, 100)
    return f"{sign}{whole}%" if not rest else f"{sign}{whole}.{rest:02d}%"


def bar(size: int, largest: int, room: int) -> str:
    """A bar as long as its share of the room; a largest of zero has none.

    >>> bar(5, 10, 4)
    '██'
    """
    return FULL * ((2 * abs(size) * room + largest) // (2 * largest)) if largest else ""


def columns(rows: Sequence[Sequence[str]], right: Iterable[int] = (), indent: str = "  ") -> Iterator[str]:
    """Rows as lines with straight columns.

    Args:
        rows: cells, as many in each row.
        right: positions of the columns that end at their right side: numbers.
        indent: before each line.
    """
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    at_right = frozenset(right)
    for row in rows:
        cells = []
        for i, (cell, width) in enumerate(zip(row, widths, strict=True)):
            blanks = " " * (width - width_of(cell))
            cells.append(blanks + cell if i in at_right else cell + blanks)
        yield indent + "  ".join(cells).rstrip()


def folded(text: str, width: int) -> str:
    """A text cut to so many places, with dots where it was longer.

    >>> folded("overdue for 20 days", 10)
    'overdue f…'
    """
    if width_of(text) <= width:
        return text
    kept, left = "", width - 1
    for character in text:
        left -= width_of(character)
        if left < 0:
            break
        kept += character
    return f"{kept}…"


def wrapped(text: str, width: int = 100, indent: str = "  ") -> Iterator[str]:
    """A list in words over as many lines as it takes, broken after commas.

    >>> list(wrapped("Not looked up: equity, grade of the parent", width=24))
    ['  Not looked up: equity,', '    grade of the parent']
    """
    line = indent
    for part in text.split(", "):
        joined = line + part if line.isspace() else f"{line}, {part}"
        if width_of(joined) > width - 1 and not line.isspace():
            yield f"{line},"
            line = f"{indent}  {part}"
        else:
            line = joined
    yield line
