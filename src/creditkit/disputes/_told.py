"""Facts in which documents say what is in dispute. They stay in columns: only the documents of cases are read.

A version of a document differs from the row that it was made of in what it says of disputes and in when that was
recorded; all else is taken over, row by row, so that whatever is coded stays coded as it was.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

import numpy as np

from creditkit.columns import Column, Columns, Ints, Labels, Mask, Numbers, rows_where
from creditkit.disputes._case import Case
from creditkit.disputes._spans import about
from creditkit.facts import Document, Facts
from creditkit.facts._moments import integers, micros
from creditkit.facts._record_columns import columns_of
from creditkit.facts._schema import TABLES
from creditkit.facts._to_records import records

#: What the versions of a document may differ in.
_DIFFERS = ("disputed", "disputed_on", "disputed_amount", "dispute_ended_on", "our_fault_on", "recorded_at")


def concerned(facts: Facts, cases: Iterable[Case]) -> Ints:
    """The rows of the documents that cases are about, or were at any time."""
    return rows_where(_among(facts.columns("invoices")["document_id"], {one for case in cases for one in about(case)}))


def documents_in(facts: Facts, rows: Ints) -> list[Document]:
    """The documents of some rows, in their order."""
    columns, parts = facts.columns("invoices"), facts.columns("instalments")
    ids = set(cast(Labels, columns["document_id"]).take(rows).texts())
    mine = rows_where(_among(parts["document_id"], ids))
    tables = {"invoices": _taken(columns, rows), "instalments": _taken(parts, mine)}
    return cast("list[Document]", list(records("invoices", tables)))


def with_versions(facts: Facts, rows: Ints, given: Sequence[Document], versions: Sequence[Document]) -> Facts:
    """The facts with other versions of some documents in the place of all that there were.

    Args:
        facts: the facts.
        rows: the rows of all versions that go.
        given: the documents of those rows.
        versions: what comes, each made of one of them with its number, the last recorded by then.
    """
    if not versions:
        return facts
    tables = {name: facts.columns(name) for name in TABLES}
    base = _bases(rows, given, versions)
    tables["instalments"] = _instalments(tables, rows, base, versions)
    stays = np.ones(len(tables["invoices"]["recorded_at"]), dtype=np.bool_)
    stays[rows] = False
    index = np.concatenate([rows_where(stays), base])
    order = np.argsort(index, kind="stable")  # a version stands where the row that it was made of stood
    said = columns_of({"invoices": versions})["invoices"]
    tables["invoices"] = {
        name: _part(_joined(_part(column, rows_where(stays)), said[name]), order)
        if name in _DIFFERS
        else _part(column, index[order])
        for name, column in tables["invoices"].items()
    }
    return Facts.from_columns(tables, kept=facts.kept, rates=facts.rates)


def _bases(rows: Ints, given: Sequence[Document], versions: Iterable[Document]) -> Ints:
    """The row that each version was made of."""
    known: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, document in zip(rows.tolist(), given, strict=True):
        known[document.document_id].append((micros(document.recorded_at), row))
    for found in known.values():
        found.sort()
    places = (
        (found := known[one.document_id])[bisect_right(found, micros(one.recorded_at), key=lambda at: at[0]) - 1][1]
        for one in versions
    )
    return np.fromiter(places, np.int64)


def _instalments(tables: Mapping[str, Columns], rows: Ints, base: Ints, versions: Sequence[Document]) -> Columns:
    """The instalments, each recorded with the version that it belongs to."""
    whole = tables["instalments"]
    ids = cast(Labels, tables["invoices"]["document_id"])
    gone = _among(whole["document_id"], set(ids.take(rows).texts()))
    if not gone.any():
        return whole
    parts: dict[tuple[str | None, int], list[int]] = defaultdict(list)
    names, moments = cast(Labels, whole["document_id"]).texts(), integers(whole["recorded_at"])
    for row in rows_where(gone).tolist():
        parts[names[row], int(moments[row])].append(row)
    instants = integers(tables["invoices"]["recorded_at"])[base].tolist()
    index, recorded = rows_where(~gone).tolist(), moments[~gone].tolist()
    for version, instant in zip(versions, instants, strict=True):
        own = parts[version.document_id, instant]
        index += own
        recorded += [micros(version.recorded_at)] * len(own)
    found = _taken(whole, np.array(index, dtype=np.int64))
    return {**found, "recorded_at": np.array(recorded, dtype=np.int64).view("datetime64[us]")}


def _among(column: Column, texts: Collection[str | None]) -> Mask:
    """The rows with one of the texts."""
    labels = cast(Labels, column)
    mask: Mask = np.array([*(label in texts for label in labels.labels), False], dtype=np.bool_)[labels.codes]
    return mask


def _taken(columns: Columns, rows: Ints) -> dict[str, Column]:
    return {name: _part(column, rows) for name, column in columns.items()}


def _part(column: Column, rows: Ints) -> Column:
    return column[rows] if isinstance(column, np.ndarray) else column.take(rows)


def _joined(upper: Column, lower: Column) -> Column:
    """Days, instants, flags or amounts that may be missing, one below the other."""
    if not isinstance(upper, Numbers):
        return np.concatenate([cast(Ints, upper), cast(Ints, lower)])
    below = cast(Numbers, lower)
    missing = [_missing(upper), _missing(below)]
    return Numbers(np.concatenate([upper.values, below.values]), upper.decimals, np.concatenate(missing))


def _missing(column: Numbers) -> Mask:
    return np.zeros(len(column), dtype=np.bool_) if column.missing is None else column.missing
