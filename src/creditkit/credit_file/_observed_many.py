"""What sources say about all parties, coded: one row an observation, distinct values read once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import attrs
import numpy as np

from creditkit.columns import Ints, Labels, Mask, join_labels
from creditkit.credit_file._party import DATES, TEXTS
from creditkit.credit_file._plan import Plan
from creditkit.credit_file._source_rules import PARTY
from creditkit.credit_file._typed import cell_of
from creditkit.errors import InvalidInput
from creditkit.facts import Snapshot
from creditkit.facts._moments import EVERYTHING
from creditkit.receivables import NO_DAY

#: The cell of "searched, and nothing found".
NOTHING = int(np.iinfo(np.int64).min)


class _Coder(dict[object, int]):
    """Gives each new value the next code. ``__missing__`` keeps the hit path in C."""

    def __missing__(self, value: object) -> int:
        code = self[value] = len(self)
        return code


@attrs.frozen(eq=False)
class Sayings:
    """Every observation of a field of the plan, as far as it fits.

    Args:
        field: the position of its field in the plan.
        party: the row of its party.
        source: a position in ``sources``.
        observed, recorded: days since 1970 and an instant.
        cell: its value; NOTHING is "searched, and nothing found".
        sources: the sources, sorted.
        texts: the texts of each field of text, by code.
        odd: the rows of parties of which something did not fit its field.
        strange: names of observations that are no field.
    """

    field: Ints
    party: Ints
    source: Ints
    observed: Ints
    recorded: Ints
    cell: Ints
    sources: tuple[str, ...]
    texts: dict[int, tuple[str, ...]]
    odd: Ints
    strange: tuple[str, ...]


@attrs.frozen(eq=False)
class _Raw:
    """Rows before their values are read."""

    field: Ints
    party: Ints
    source: Labels
    value: list[object]
    observed: Ints
    recorded: Ints


def sayings_of_all(snapshot: Snapshot, plan: Plan, place: dict[str, int]) -> Sayings:
    """Every observation, and what the parties' own data say in labels and days."""
    position = {name: i for i, name in enumerate(plan.fields)}
    raws = [_observations(snapshot, position, place), *_of_parties(snapshot, position, place)]
    field, party, observed, recorded = (
        np.concatenate([cast(Ints, getattr(raw, name)) for raw in raws])
        for name in ("field", "party", "observed", "recorded")
    )
    sources, source = join_labels([raw.source for raw in raws])
    order = sorted(range(len(sources)), key=sources.__getitem__)
    rank = np.empty(len(sources), dtype=np.int64)
    rank[order] = np.arange(len(order))
    cells, texts = _cells([value for raw in raws for value in raw.value], field, plan)
    fits = cells[1]
    return Sayings(
        field[fits], party[fits], rank[np.concatenate(source)][fits], observed[fits], recorded[fits], cells[0][fits],
        tuple(sources[i] for i in order), texts, np.unique(party[~fits]), _strange(snapshot, position),
    )  # fmt: skip


def _observations(snapshot: Snapshot, position: dict[str, int], place: dict[str, int]) -> _Raw:
    view = snapshot.view("observations")
    names, party = view.labels("name"), view.labels("party_id")
    field = np.array([*(position.get(label, -1) for label in names.labels), -1], dtype=np.int64)[names.codes]
    rows = np.flatnonzero(field >= 0)
    owner = np.array([*(place.get(label, -1) for label in party.labels), -1], dtype=np.int64)[party.codes[rows]]
    value = cast("np.ndarray[Any, Any]", view.column("value"))[rows].tolist()
    observed, recorded = (view.days(name).view(np.int64)[rows] for name in ("observed_on", "recorded_at"))
    return _Raw(field[rows], owner, view.labels("source").take(rows), value, observed, recorded)


def _of_parties(snapshot: Snapshot, position: dict[str, int], place: dict[str, int]) -> Iterator[_Raw]:
    parties = snapshot.view("parties")
    party = parties.labels("party_id")
    owner = np.array([*(place.get(label, -1) for label in party.labels), -1], dtype=np.int64)[party.codes]
    for name, column in {**TEXTS, **DATES}.items():
        if name not in position:
            continue
        if name in TEXTS:
            rows = np.flatnonzero(parties.labels(column).codes >= 0)
            value: list[object] = list(parties.labels(column).take(rows).texts())
        else:
            days = parties.days(column).view(np.int64)
            rows = np.flatnonzero((days != NO_DAY) & (days <= snapshot.day))
            value = parties.days(column)[rows].tolist()
        yield _Raw(
            np.full(len(rows), position[name]), owner[rows], Labels.constant(PARTY, len(rows)), value,
            np.full(len(rows), snapshot.day), np.full(len(rows), EVERYTHING),
        )  # fmt: skip


def _strange(snapshot: Snapshot, position: dict[str, int]) -> tuple[str, ...]:
    names = snapshot.view("observations").labels("name").compact()
    return tuple(label for label in names.labels if label not in position)


def _cells(values: list[object], field: Ints, plan: Plan) -> tuple[tuple[Ints, Mask], dict[int, tuple[str, ...]]]:
    """The cell of each value and whether it fits; values that stand often are read once.

    1, True and Decimal(1) are one key to a dictionary, so the type is part of it.
    """
    coder = _Coder()
    keys = zip(field.tolist(), map(type, values), values, strict=True)
    codes = np.fromiter(map(coder.__getitem__, keys), np.int64, len(values))
    cells, fits = np.zeros(len(coder), dtype=np.int64), np.ones(len(coder), dtype=np.bool_)
    pools: dict[int, _Coder] = {}
    fields = list(plan.fields.values())
    for code, key in enumerate(cast("dict[tuple[int, type, object], int]", coder)):
        own = fields[key[0]]
        pool = pools.setdefault(key[0], _Coder()).__getitem__
        try:
            cell = cell_of(key[2], own, pool)
        except InvalidInput:
            fits[code] = False
            continue
        cells[code] = NOTHING if cell is None else cell
    return (cells[codes], fits[codes]), {i: tuple(map(str, pool)) for i, pool in pools.items()}
