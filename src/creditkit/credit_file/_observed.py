"""What sources say: observations, and the labels and days of the party, read under their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, cast

import attrs
import numpy as np

from creditkit.columns import Value
from creditkit.credit_file._catalogue import CATALOGUE
from creditkit.credit_file._items import rows_of
from creditkit.credit_file._known import Statement
from creditkit.credit_file._party import DATES, TEXTS, own_party
from creditkit.credit_file._plan import Plan
from creditkit.credit_file._source_rules import PARTY
from creditkit.credit_file._typed import day_of, typed
from creditkit.errors import InvalidInput
from creditkit.facts import Snapshot
from creditkit.facts._at_hand import at_hand
from creditkit.facts._moments import EVERYTHING, day_number, micros
from creditkit.reasons import Finding, Reason
from creditkit.receivables import NO_DAY


class Saying(NamedTuple):
    """An observation as it stands: whatever the source gave, not yet read under its field."""

    name: str
    value: object
    source: str
    observed: int
    recorded: int


@attrs.frozen
class Heard:
    """What was said of each field and fits it, and a finding for all else."""

    said: dict[str, list[Statement]]
    findings: list[Finding]


def sayings(snapshot: Snapshot, party_id: str) -> list[Saying]:
    """Every observation of a party, and what its own data say in labels and days."""
    out = list(_of_party(snapshot, party_id))
    told = at_hand(snapshot, "observations")
    if told is not None:
        mine = [one for one in told if one.party_id == party_id]
        return out + [
            Saying(one.name, one.value, one.source, day_number(one.observed_on), micros(one.recorded_at))
            for one in mine
        ]
    view, rows = snapshot.view("observations"), rows_of(snapshot, "observations", party_id)
    if not len(rows):
        return out
    names, sources = view.labels("name"), view.labels("source")
    columns = (
        [names.labels[code] for code in names.codes[rows].tolist()],
        cast("np.ndarray[Any, Any]", view.column("value"))[rows].tolist(),
        [sources.labels[code] for code in sources.codes[rows].tolist()],
        view.days("observed_on").view(np.int64)[rows].tolist(),
        view.days("recorded_at").view(np.int64)[rows].tolist(),
    )
    out.extend(map(Saying._make, zip(*columns, strict=True)))
    return out


def _of_party(snapshot: Snapshot, party_id: str) -> Iterator[Saying]:
    party = own_party(snapshot, party_id)
    if party is None:
        return
    for name, column in TEXTS.items():
        text = party.text(column)
        if text is not None:
            yield Saying(name, text, PARTY, snapshot.day, EVERYTHING)
    for name, column in DATES.items():
        day = party.day(column)
        if day != NO_DAY and day <= snapshot.day:
            yield Saying(name, day_of(day), PARTY, snapshot.day, EVERYTHING)


def heard(party_id: str, given: Iterable[Saying], plan: Plan) -> Heard:
    """What was said, read under the fields of the plan."""
    said: dict[str, list[Statement]] = {}
    odd: list[tuple[Saying, InvalidInput]] = []
    strange: set[str] = set()
    for one in given:
        field = plan.fields.get(one.name)
        if field is None:
            strange.add(one.name)
            continue
        try:
            value: Value = typed(one.value, field)
        except InvalidInput as error:
            odd.append((one, error))
            continue
        said.setdefault(one.name, []).append(Statement(one.source, value, one.observed, one.recorded))
    odd.sort(key=lambda pair: (pair[0].name, pair[0].source, pair[0].observed, pair[0].recorded))
    findings = [_unfit(party_id, one, error) for one, error in odd]
    return Heard(said, [*findings, *unused(strange)])


def _unfit(party_id: str, one: Saying, error: InvalidInput) -> Finding:
    figures = {"source": one.source, "given": cast(Value, one.value), "accepted": error.accepted}
    return Finding("warning", f"files[{party_id}].{one.name}", Reason("value_unfit", figures))


def unused(names: Iterable[str]) -> list[Finding]:
    """Names of observations that are no field, nor any fact of the catalogue: usually a slip."""
    return [
        Finding("note", f"observations[{name}]", Reason("observation_unused", {"field": name}))
        for name in sorted(names)
        if name not in CATALOGUE
    ]
