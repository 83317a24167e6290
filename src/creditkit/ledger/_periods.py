"""Spans of time as retention rules name them: ``10 years``, ``6 months``, ``90 days``."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, TypeAlias, cast

import attrs

from creditkit.dates import add_months
from creditkit.dates._calendar import shifted
from creditkit.errors import InvalidInput

Unit: TypeAlias = Literal["days", "months", "years"]

_TEXT = re.compile(r"([1-9][0-9]{0,4}) (day|month|year)s?", re.ASCII)
_ACCEPTED = "a number and its unit: '10 years', '6 months', '90 days'"
_MONTHS = {"months": 1, "years": 12}


@attrs.frozen
class Period:
    """A span of whole days, months or years.

    >>> Period.of("10 years").after(date(2026, 12, 31))
    datetime.date(2036, 12, 31)
    """

    number: int
    unit: Unit

    @classmethod
    def of(cls, text: object, path: str = "period") -> Period:
        """A period from its text.

        Raises:
            InvalidInput: another text.
        """
        if isinstance(text, Period):
            return text
        found = _TEXT.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise InvalidInput(path, text, _ACCEPTED)
        return cls(int(found[1]), cast(Unit, f"{found[2]}s"))

    def __str__(self) -> str:
        return f"{self.number} {self.unit if self.number > 1 else self.unit[:-1]}"

    def after(self, day: date) -> date:
        """The last day of the period that begins after a day; the last day there is where it would lie beyond.

        A month ends on the same day of the month, or on its last one.
        """
        try:
            if self.unit == "days":
                return shifted(day, days=self.number)
            return add_months(day, self.number * _MONTHS[self.unit])
        except (InvalidInput, OverflowError, ValueError):
            return date.max
