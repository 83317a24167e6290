"""What a store has to do. Which store it is makes no difference to the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from creditkit.ledger._stored import Moving, Stored, Tip


class Writer(Protocol):
    """One exclusive transaction. It sees everything recorded so far, what it has put itself included."""

    def find(self, entry_id: str) -> Stored | None:
        """The event of that id, or None."""

    def last(self, stream: str | None = None) -> Stored | None:
        """The last event of the ledger, or of one stream; None where there is none."""

    def recorded(self, stream: str) -> Iterator[Stored]:
        """The events of a stream that were recorded before this transaction, in order; for balances and reversals.

        It is for the transaction's own connection to answer. A second one might not be had while others wait for this
        transaction to end.
        """
        ...

    def put(self, stored: Stored) -> None:
        """Adds an event. Its position is the next of the ledger and of its stream; another one is an error."""

    def redact(self, pos: int) -> None:
        """Removes salt and payload of the event at a position, and nothing else; again is no error."""


@runtime_checkable
class BatchWriter(Writer, Protocol):
    """A writer that can answer for a whole batch at once. The ledger asks it so where it can."""

    def find_many(self, entry_ids: Iterable[str]) -> Mapping[str, Stored]:
        """The events of those ids, by id; what is not there is left out."""
        ...

    def tips(self, streams: Iterable[str]) -> Mapping[str, Tip]:
        """Where each stream ends, by stream; streams without events are left out."""
        ...


class Store(Protocol):
    """Keeps the rows of one ledger.

    ``write()`` is exclusive: of two writers one waits, or raises ``StoreBusy`` after the store's own time limit. What
    was put is durable when the block is left, and visible to every reader from then on, all of it at once. An
    exception inside the block leaves nothing behind and goes through unchanged.
    """

    def write(self) -> AbstractContextManager[Writer]:
        """Opens the transaction."""
        ...

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
        """The events at positions from ``start`` up to ``stop``, which is left out, in order; of one stream if given.

        A scan sees one state of the ledger: what is recorded while it runs is in it whole or not at all.
        """
        ...

    def find(self, entry_id: str) -> Stored | None:
        """The event of that id, or None."""

    def last(self) -> Stored | None:
        """The last event; None for an empty ledger."""
        ...


@runtime_checkable
class HeadSource(Store, Protocol):
    """A store that keeps apart from its events where its ledger ends. A verification holds them to each other."""

    def head(self) -> tuple[int, bytes | None]:
        """How many events were recorded, and the leaf of the last of them; None for an empty ledger."""
        ...


@runtime_checkable
class MoveSource(Store, Protocol):
    """A store that can give what a replay reads of an event and no more. The ledger asks it so where it can."""

    def moves(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Moving]:
        """The same events as :meth:`Store.scan` gives, each as a tuple of some of its columns.

        They are those that :data:`creditkit.ledger.MOVING` names, in that order.
        """
        ...
