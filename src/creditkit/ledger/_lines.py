"""A ledger as lines of JSON, one an event, and back: whatever was proved of it is still proved.

A line is canonical JSON with four keys. ``header`` is what the leaf is hashed of, byte by byte, ``payload`` what the
commitment is, so a line is verified with a SHA-256 and an eye for braces. ``payload`` and ``salt`` are null once they
are redacted. Reading takes a line only in the very form that writing gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from creditkit.errors import InvalidInput
from creditkit.ledger._line import read, to_line, verify
from creditkit.ledger._store import Store, Writer
from creditkit.ledger._stored import Row, Stored
from creditkit.reasons import Finding, Reason


def to_lines(store: Store, start: int = 0, stop: int | None = None) -> Iterator[str]:
    """The events of a store from a position up to another, which is left out, one line each, without newlines.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> receipts = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> len(list(to_lines(ledger.store)))
    1
    """
    return map(to_line, store.scan(start, stop))


def from_lines(lines: Iterable[str], store: Store) -> int:
    """Records events from lines, exactly as they were, where the store ends; all of them or none.

    Each is verified as :func:`from_line` does, and against the one before it: position, chain of its stream, time of
    recording. What only the whole ledger tells, ``Ledger(store, name=…).verify(against=checkpoint)`` finds; a whole
    rewrite is found with a checkpoint only.

    Returns:
        How many events were recorded.

    Raises:
        InvalidInput: the first line that does not verify, by its path (``lines[7].leaf``), from 0.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> receipts = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> copy = MemoryStore()
    >>> from_lines(to_lines(ledger.store), copy), Ledger(copy, name="repair").checkpoint() == ledger.checkpoint()
    (1, True)
    """
    with store.write() as writer:
        chain, count = _Chain(writer), 0
        for count, line in enumerate(lines, 1):
            try:
                row = read(line)
                verify(row)
                chain.check(row)
            except InvalidInput as error:
                raise error.under(f"lines[{count - 1}]") from None
            writer.put(Stored(row))
            chain.go_on(row)
        return count


def check_lines(lines: Iterable[str]) -> tuple[Finding, ...]:
    """Every wrong line of a whole ledger, with the first thing that is wrong with it; empty where all can be recorded.

    It goes on with what a wrong line says; one that cannot be read at all counts as one event.

    >>> [(finding.severity, finding.path, finding.reason.code) for finding in check_lines(["{}"])]
    [('error', 'lines[0]', 'line_refused')]
    """
    chain, found = _Chain(None), []
    for i, line in enumerate(lines):
        row = None
        try:
            row = read(line)
            verify(row)
            chain.check(row)
        except InvalidInput as error:
            found.append(_finding(error.under(f"lines[{i}]")))
        chain.go_on(row)
    return tuple(found)


class _Chain:
    """What the next event has to be: after those of a store, if there is one, and after those that came since."""

    def __init__(self, writer: Writer | None) -> None:
        self._writer = writer
        self._last = self._of_store(None)
        self._found_nothing = self._last is None
        self._due = 0 if self._last is None else self._last.pos + 1
        self._tips: dict[str, Row | None] = {}
        self._ids: set[str] = set()

    def check(self, row: Row) -> None:
        """Raises of an event that cannot be the next one."""
        last, tip = self._last, self._tip(row.stream)
        if last is not None and row.ledger != last.ledger:
            raise InvalidInput("header.ledger", row.ledger, f"the ledger of the event before, {last.ledger}")
        _is("header.pos", row.pos, self._due)
        _is("header.seq", row.seq, 0 if tip is None else tip.seq + 1)
        if row.prev != (None if tip is None else tip.leaf):
            raise InvalidInput("header.prev", row.prev and row.prev.hex(), "the leaf of the stream's event before")
        if last is not None and row.recorded_at <= last.recorded_at:
            raise InvalidInput("header.recorded_at", row.recorded_at, f"a time after {last.recorded_at}")
        if row.entry_id in self._ids or not self._is_new(row.entry_id):
            raise InvalidInput("header.id", row.entry_id, "an id that is not in the ledger")

    def go_on(self, row: Row | None) -> None:
        """Takes an event as the last; None is one that could not be read."""
        self._due = (self._due if row is None else row.pos) + 1
        if row is not None:
            self._last = self._tips[row.stream] = row
            self._ids.add(row.entry_id)

    def _tip(self, stream: str) -> Row | None:
        if stream not in self._tips:
            self._tips[stream] = self._of_store(stream)
        return self._tips[stream]

    def _of_store(self, stream: str | None) -> Row | None:
        last = None if self._writer is None else self._writer.last(stream)
        return None if last is None else last.row

    def _is_new(self, entry_id: str) -> bool:
        return self._found_nothing or self._writer is None or self._writer.find(entry_id) is None


def _is(path: str, given: int, due: int) -> None:
    if given != due:
        raise InvalidInput(path, given, f"{due}, the next one")


def _finding(error: InvalidInput) -> Finding:
    figures = {"given": str(error.given), "accepted": error.accepted}
    return Finding("error", error.path, Reason("line_refused", figures))
