"""What can go wrong with a ledger by the caller's or the store's doing."""

from __future__ import annotations

from creditkit.errors import CreditkitError, shown


class EntryConflict(CreditkitError, ValueError):
    """An id that is in the ledger already was given with other content.

    Args:
        entry_id: the id.
        differs: the parts in which the two differ (``points``, ``payload`` …).
    """

    def __init__(self, entry_id: str, differs: tuple[str, ...]) -> None:
        super().__init__(entry_id, differs)
        self.entry_id = entry_id
        self.differs = differs

    def __str__(self) -> str:
        return (
            f"entry {shown(self.entry_id)} is recorded already, with other content in: {', '.join(self.differs)}. "
            "A correction is a new entry that reverses it"
        )


class StreamMoved(CreditkitError, ValueError):
    """Somebody else recorded in a stream since the caller looked."""

    def __init__(self, stream: str, expected: int, found: int) -> None:
        super().__init__(stream, expected, found)
        self.stream = stream
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return f"stream {shown(self.stream)}: {self.found} events recorded, {self.expected} expected; look again"


class BalanceBroken(CreditkitError, ValueError):
    """A balance assertion does not hold: the points of a stream are not what was asserted."""

    def __init__(self, entry_id: str, stream: str, asserted: object, found: object) -> None:
        super().__init__(entry_id, stream, asserted, found)
        self.entry_id = entry_id
        self.stream = stream
        self.asserted = asserted
        self.found = found

    def __str__(self) -> str:
        return f"balance {shown(self.entry_id)}: stream {shown(self.stream)} has {self.found}, not {self.asserted}"


class CheckpointConflict(CreditkitError, ValueError):
    """A checkpoint goes back on one that is published. Nothing was published.

    Args:
        why: ``other_ledger``, ``backwards`` (smaller than the published one) or ``forked`` (the ledger does not begin
            with what the published one names).
        published: the origin, or the size, of the published one.
        given: the origin, or the size, of the one that was to follow it.
    """

    def __init__(self, why: str, published: object, given: object) -> None:
        super().__init__(why, published, given)
        self.why = why
        self.published = published
        self.given = given

    def __str__(self) -> str:
        said = {
            "other_ledger": "checkpoints of another ledger are published there",
            "backwards": "a larger checkpoint is published",
            "forked": "the ledger does not begin with what is published: one of the two was rewritten",
        }
        return f"{said[self.why]}: {shown(self.published)} published, {shown(self.given)} given"


class StoreBusy(CreditkitError, TimeoutError):
    """Another writer held the store for longer than its time limit; nothing was recorded. Try again."""


class StoreDamaged(CreditkitError, ValueError):
    """A store holds what no ledger wrote, or lacks what one did; ``verify`` says where."""
