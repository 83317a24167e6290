"""What open items can be aged by beside party and currency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

import numpy as np

from creditkit.columns import Ints, Labels, coded
from creditkit.facts import Snapshot, View


class Attributes(Mapping[str, Labels]):
    """Labels by name, each made when it is first asked for: few calculators ask for any."""

    def __init__(self, names: tuple[str, ...], make: Callable[[str], Labels]) -> None:
        self._names, self._make = names, make
        self._made: dict[str, Labels] = {}

    def __getitem__(self, name: str) -> Labels:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __reduce__(self) -> tuple[object, ...]:
        return dict, (dict(self),)


#: Labels of the party that items can be aged by.
_OF_PARTY = ("kind", "identity", "parent_id", "country", "industry")


def attributes_of(snapshot: Snapshot, documents: View, positions: Ints) -> Mapping[str, Labels]:
    """What items can be aged by beside party and currency: the document's entity and the party's labels."""
    parties = snapshot.view("parties")

    @cache
    def rows() -> Ints:
        """The row of each item's party; one past the last where the party has none."""
        party = documents.labels("party_id")
        place = {name: row for row, name in enumerate(parties.labels("party_id").texts())}
        row_of = np.array([*(place.get(label, len(parties)) for label in party.labels), len(parties)], dtype=np.int64)
        of_items: Ints = row_of[party.codes[positions]]
        return of_items

    def make(name: str) -> Labels:
        if name == "entity_id":
            return documents.labels(name).take(positions)
        labels = parties.labels(name)
        return coded(np.append(labels.codes, -1)[rows()], labels.labels, distinct=labels.distinct)

    return Attributes(("entity_id", *_OF_PARTY), make)
