"""The events that a verification has seen: by id, as lean as it goes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count


class Seen:
    """Where each id stood first, and in which stream.

    A million events are to fit: a place is where an event came, which is its position wherever a ledger is sound.
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._streams: list[str] = []
        self._elsewhere: dict[int, object] = {}

    def __contains__(self, entry_id: str) -> bool:
        return entry_id in self._places

    def add(self, entry_id: str, stream: str, pos: object) -> None:
        """The next event. An id that is there already stays where it was."""
        place = len(self._streams)
        if pos != place:
            self._elsewhere[place] = pos
        self._streams.append(stream)
        self._places.setdefault(entry_id, place)

    def are_new(self, entry_ids: Sequence[str]) -> bool:
        """Whether none of the ids is there yet, nor comes twice."""
        return self._places.keys().isdisjoint(entry_ids) and len(set(entry_ids)) == len(entry_ids)

    def extend(self, entry_ids: Sequence[str], streams: Sequence[str]) -> None:
        """The next events, of new ids, each at the position at which it comes."""
        self._places.update(zip(entry_ids, count(len(self._streams)), strict=False))
        self._streams.extend(streams)

    def of(self, entry_id: str) -> tuple[int, object, str] | None:
        """Place, position and stream of an entry; None where there is none."""
        place = self._places.get(entry_id)
        return None if place is None else (place, self._elsewhere.get(place, place), self._streams[place])

    def before(self, place: int, entry_id: str) -> tuple[int, object, str] | None:
        """The same of an entry that came before a place."""
        found = self.of(entry_id)
        return found if found is not None and found[0] < place else None
