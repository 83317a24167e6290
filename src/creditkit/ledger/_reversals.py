"""Which entries are taken back, as reversals and reversals of reversals come in."""

from __future__ import annotations

from collections.abc import Iterable

from creditkit.ledger._stored import Stored


class Reversals:
    """The reversals of a ledger or a stream, in order of position.

    An entry is taken back while at least one reversal of it stands, and a reversal stands unless it is taken back
    itself. A reversal names an entry that was recorded before it, so what it changes is a chain back in time.

    >>> reversals = Reversals()
    >>> reversals.add("wrong", "late-2026-02")
    >>> "late-2026-02" in reversals
    True
    >>> reversals.add("rightly so", "wrong")
    >>> "late-2026-02" in reversals
    False
    """

    def __init__(self, events: Iterable[Stored] = ()) -> None:
        self._target: dict[str, str] = {}
        self._standing: dict[str, int] = {}
        for stored in events:
            if '"reverses":' in stored.row.effect:
                self.add(stored.entry_id, stored.figures["reverses"])

    def __contains__(self, entry_id: str) -> bool:
        return self._standing.get(entry_id, 0) > 0

    def add(self, entry_id: str, target: str) -> None:
        """One more reversal, and what it makes stand or fall behind it.

        A reversal whose id was there before, or was reversed before it came, is passed over: no ledger records one, and
        a store that somebody changed must not send us round in a circle.
        """
        if entry_id == target or entry_id in self._target or entry_id in self._standing:
            return
        self._target[entry_id] = target
        step, name = 1, target
        while True:
            before = name in self
            self._standing[name] = self._standing.get(name, 0) + step
            if (name in self) == before or name not in self._target:
                return
            step, name = -step, self._target[name]
