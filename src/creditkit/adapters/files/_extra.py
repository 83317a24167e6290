"""Further columns of parties.csv: each cell an undated observation of source ``parties``."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from creditkit.adapters.files._csv import Read
from creditkit.columns import Column, Ints, Labels, join_labels
from creditkit.facts import Facts
from creditkit.facts._schema import TABLES

SOURCE = "parties"


def with_party_columns(facts: Facts, read: Read, gone: Ints) -> Facts:
    """The facts with an observation for every filled cell of the columns that the table of parties has not.

    Args:
        facts: what was taken.
        read: the file of parties.
        gone: record numbers of parties that were set aside after reading; nothing is observed of them.
    """
    if not read.extra:
        return facts
    alive = np.flatnonzero(~np.isin(read.rows, gone))
    party = cast(Labels, read.columns["party_id"])
    recorded = read.columns.get("recorded_at")
    instants = np.full(len(party), "NaT", dtype="datetime64[us]") if recorded is None else cast("Any", recorded)
    out = dict(facts.columns("observations"))
    for name, labels in read.extra.items():
        rows = alive[labels.codes[alive] >= 0]
        said = np.empty(len(rows), dtype=object)
        said[:] = labels.take(rows).texts()
        more: dict[str, Column] = {
            "party_id": party.take(rows),
            "name": Labels.constant(name, len(rows)),
            "value": said,
            "source": Labels.constant(SOURCE, len(rows)),
            "observed_on": np.full(len(rows), "NaT", dtype="datetime64[D]"),
            "recorded_at": instants[rows],
        }
        out = {field: _joined(out[field], more[field]) for field in out}
    tables = {table: facts.columns(table) for table in TABLES}
    return Facts.from_columns({**tables, "observations": out}, kept=facts.kept, rates=facts.rates)


def _joined(above: Column, below: Column) -> Column:
    if isinstance(above, Labels) and isinstance(below, Labels):
        labels, codes = join_labels((above, below))
        return Labels(np.concatenate(codes), labels)
    return np.concatenate([cast("Any", above), cast("Any", below)])
