"""Columns and records: the two shapes of tabular data in creditkit.

A *record* is a mapping from names to plain values, *columns* are a mapping from the same
names to arrays. There is no shared class: a dictionary is enough for both.

A column is a numpy array, or one of three small values for what numpy has no type for:
:class:`Numbers` (decimals as scaled integers), :class:`Labels` (dictionary-coded text) and
:class:`Amounts` (money in minor units). They hold read-only arrays and compare by identity;
:meth:`Labels.same` and its twins compare by content for tests.
"""

from creditkit.columns._arrays import (
    LARGEST_SUM,
    Codes,
    Days,
    Ints,
    Mask,
    Record,
    Value,
    check_sums,
    quotients,
    readonly,
    repeated,
    restore,
    rows_where,
    scaled,
    some,
)
from creditkit.columns._labels import Labels, coded, join_labels
from creditkit.columns._numbers import Amounts, Numbers
from creditkit.columns._rebuilt import rebuilt
from creditkit.columns._tables import Column, Columns, rows_of, same_column, same_columns

__all__ = [
    "LARGEST_SUM",
    "Amounts",
    "Codes",
    "Column",
    "Columns",
    "Days",
    "Ints",
    "Labels",
    "Mask",
    "Numbers",
    "Record",
    "Value",
    "check_sums",
    "coded",
    "join_labels",
    "quotients",
    "readonly",
    "rebuilt",
    "repeated",
    "restore",
    "rows_of",
    "rows_where",
    "same_column",
    "same_columns",
    "scaled",
    "some",
]
