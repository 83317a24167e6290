"""How entries become events: one batch, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import attrs

from creditkit.errors import InvalidInput
from creditkit.ledger._differences import differences
from creditkit.ledger._effects import Effects
from creditkit.ledger._entry import Entry
from creditkit.ledger._errors import EntryConflict, StreamMoved
from creditkit.ledger._recorder import Recorder
from creditkit.ledger._references import References
from creditkit.ledger._store import BatchWriter, Writer
from creditkit.ledger._stored import Stored, Tip


@attrs.frozen
class Receipt:
    """What became of one entry.

    Args:
        stored: the event in the ledger.
        created: False where it was there already, recorded by an earlier call with the same content.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> [again] = ledger.append(entry, recorded_at=datetime(2026, 2, 4, tzinfo=UTC), salt=bytes(16))
    >>> receipt.created, again.created, again.stored == receipt.stored
    (True, False, True)
    """

    stored: Stored
    created: bool


class Batch:
    """The entries of one call, recorded in order inside its transaction.

    Args:
        writer: the transaction.
        recorder: puts the events.
        effects: those that the ledger has read before.
    """

    def __init__(self, writer: Writer, recorder: Recorder, effects: Effects) -> None:
        self._writer = writer
        self._recorder = recorder
        self._effects = effects

    def record(self, entries: Sequence[Entry], expected: Mapping[str, int]) -> tuple[Receipt, ...]:
        """A receipt for each entry; an error means that none may be kept.

        Raises:
            EntryConflict, StreamMoved, BalanceBroken, InvalidInput: as :meth:`creditkit.ledger.Ledger.append` says.
        """
        known = _found(self._writer, _named(entries))
        new = {entry.stream for entry in entries if entry.entry_id not in known}
        tips = _tips(self._writer, {*new, *expected}) if new else {}
        if new:
            self._recorder.start()
            _as_expected(expected, tips)
        references = References(known, self._of_stream)
        return tuple([self._one(place, entry, known, tips, references) for place, entry in enumerate(entries)])

    def _one(
        self, place: int, entry: Entry, known: dict[str, Stored], tips: dict[str, Tip | Stored], references: References
    ) -> Receipt:
        stored = known.get(entry.entry_id)
        if stored is not None:
            if differs := differences(entry, stored):
                raise EntryConflict(entry.entry_id, differs)
            return Receipt(stored, created=False)
        try:
            effect = self._effects.text_of(entry)
            references.check(entry)
        except InvalidInput as error:
            raise error.under(f"entries[{place}]") from None
        stored = self._recorder.record(entry, effect, tips.get(entry.stream))
        known[entry.entry_id] = tips[entry.stream] = stored
        return Receipt(stored, created=True)

    def _of_stream(self, stream: str) -> Iterator[Stored]:
        """What is recorded in a stream, and what this call has put there."""
        return chain(self._writer.recorded(stream), self._recorder.put_in(stream))


def _named(entries: Sequence[Entry]) -> set[str]:
    """The ids of the entries, and those that they name."""
    names = {entry.entry_id for entry in entries}
    names.update([entry.repairs for entry in entries if entry.repairs is not None])
    names.update([entry.reverses for entry in entries if entry.reverses is not None])
    return names


def _found(writer: Writer, entry_ids: Iterable[str]) -> dict[str, Stored]:
    """The events of those ids, asked for at once where the writer can."""
    if (many := _in_batches(writer)) is not None:
        return dict(many.find_many(entry_ids))
    return {name: stored for name in entry_ids if (stored := writer.find(name)) is not None}


def _tips(writer: Writer, streams: Iterable[str]) -> dict[str, Tip | Stored]:
    """Where each stream ends, asked for at once where the writer can."""
    if (many := _in_batches(writer)) is not None:
        return {**many.tips(streams)}
    return {name: stored for name in streams if (stored := writer.last(name)) is not None}


def _in_batches(writer: Writer) -> BatchWriter | None:
    """By its type, whose answer is remembered: ``isinstance`` goes through all attributes each time, for 17 µs."""
    return writer if issubclass(type(writer), BatchWriter) else None  # type: ignore[return-value]


def _as_expected(expected: Mapping[str, int], tips: Mapping[str, Tip | Stored]) -> None:
    for stream, count in expected.items():
        recorded = tips[stream].seq + 1 if stream in tips else 0
        if recorded != count:
            raise StreamMoved(stream, count, recorded)
