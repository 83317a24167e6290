"""Identity of rows: which rows are about the same thing, and which of them repeat each other."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from creditkit.columns import Column, Ints, Labels, Mask
from creditkit.facts._moments import integers


def key_codes(columns: Sequence[Column]) -> Ints:
    """One number a row, equal where all the columns are equal: dense, from 0."""
    key = _codes(columns[0])
    for column in columns[1:]:
        codes = _codes(column)
        codes = codes - codes.min(initial=0)
        key = np.unique(key * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)[1]
    return key


#: Up to so many rows plain Python is quicker than sorting columns.
_SHORT = 1_024


def any_again(columns: Sequence[Column]) -> bool:
    """Whether any row is equal to another in all the columns."""
    rows = len(columns[0])
    if rows > _SHORT:
        return bool(rows) and int(np.bincount(key_codes(columns)).max()) > 1
    plain = [c.codes.tolist() if isinstance(c, Labels) else integers(c).tolist() for c in columns]
    return len(set(zip(*plain, strict=True))) < rows


def _codes(column: Column) -> Ints:
    if isinstance(column, Labels):
        return column.codes
    if isinstance(column, np.ndarray):
        return np.unique(column, return_inverse=True)[1]
    raise TypeError("keys are made of labels and days")


@attrs.frozen(eq=False)
class Again:
    """Rows whose key an earlier row has: earlier by recording time, then by place.

    Args:
        first: the first row of the same key, −1 for that row itself.
        same_record: the row repeats key and recording time of an earlier row: not a correction.
    """

    first: Ints
    same_record: Mask


def duplicates(keys: Ints, recorded: Ints, alive: Mask) -> Again | None:
    """Which rows repeat the key of an earlier row that is still in; None if no row does.

    What was recorded first counts as first, wherever it stands: a later record takes nothing from it.
    """
    rows = np.flatnonzero(alive & (keys >= 0))
    if not len(rows) or np.bincount(keys[rows]).max() <= 1:
        return None
    first_of_key = np.full(int(keys.max()) + 1, -1, dtype=np.int64)
    order = rows[np.lexsort((recorded[rows], keys[rows]))]
    starts = np.append(True, keys[order][1:] != keys[order][:-1])
    first_of_key[keys[order[starts]]] = order[starts]
    first = np.full(len(keys), -1, dtype=np.int64)
    first[rows] = np.where(first_of_key[keys[rows]] == rows, -1, first_of_key[keys[rows]])
    repeats = (keys[order][1:] == keys[order][:-1]) & (recorded[order][1:] == recorded[order][:-1])
    same_record = np.zeros(len(keys), dtype=np.bool_)
    same_record[order[1:][repeats]] = True
    return Again(first, same_record)
