"""Shares and factors by grade: what a part multiplies by, and for whom it has no opinion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from creditkit.columns import Columns, Ints, Mask
from creditkit.errors import InvalidInput
from creditkit.limits._figures import labels
from creditkit.rules._edges import edge

Ratio: TypeAlias = "Decimal | int | str"


def ratio_of(value: Ratio, path: str) -> Decimal:
    """A share or factor: exact and not negative."""
    ratio = edge(value, path)
    if ratio < 0:
        raise InvalidInput(path, value, "zero or a positive number")
    return ratio


def ratios_of(given: Mapping[str, Ratio], path: str) -> Mapping[str, Decimal]:
    """Shares or factors by grade, at least one."""
    if not given:
        raise InvalidInput(path, given, "at least one grade")
    return MappingProxyType({grade_name(g, path): ratio_of(value, f"{path}[{g!r}]") for g, value in given.items()})


def grade_name(grade: object, path: str) -> str:
    """A grade: text that is not empty."""
    if not isinstance(grade, str) or not grade:
        raise InvalidInput(path, grade, "grades as texts that are not empty")
    return grade


class Groups:
    """Rows by the ratio that holds for them: those of a grade that is named, of no grade, of another.

    Args:
        columns: the values.
        grade: the column of grades; not read where one ratio holds for all.
        ratios: one for all, or one by grade.
        rows: how many rows there are.
    """

    def __init__(self, columns: Columns, grade: str, ratios: Decimal | Mapping[str, Decimal], rows: int) -> None:
        self.ungraded: Mask = np.zeros(rows, dtype=np.bool_)
        self.codes: Ints = np.zeros(rows, dtype=np.int64)
        self._ratios: list[Decimal] = []
        if isinstance(ratios, Decimal):
            self._ratios = [ratios]
            return
        coded = labels(columns, grade, rows)
        self.ungraded = coded.codes < 0
        self._ratios = list(ratios.values())
        place = {name: i for i, name in enumerate(ratios)}
        self.codes = np.array([*(place.get(label, -1) for label in coded.labels), -1], dtype=np.int64)[coded.codes]

    @property
    def unnamed(self) -> Mask:
        """Rows with a grade for which there is no ratio."""
        unnamed: Mask = (self.codes < 0) & ~self.ungraded
        return unnamed

    def __iter__(self) -> Iterator[tuple[npt.NDArray[Any], Decimal]]:
        """The rows of each ratio."""
        for code, ratio in enumerate(self._ratios):
            yield np.flatnonzero(self.codes == code), ratio
