"""Where checkpoints are published, and the rule that a published one is never gone back on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from creditkit.ledger._checkpoints import Checkpoint, SignedCheckpoint
from creditkit.ledger._errors import CheckpointConflict


class CheckpointSink(Protocol):
    """Keeps the published checkpoints of one ledger, best where the ledger's keeper cannot change them."""

    def publish(self, text: str) -> None:
        """Keeps the text of a signed checkpoint; it is durable when the call returns."""

    def latest(self) -> str | None:
        """The text that was published last; None where there is none."""


class MemorySink:
    """Keeps checkpoints in a list; gone with the process.

    >>> MemorySink().latest() is None
    True
    """

    def __init__(self) -> None:
        self._texts: list[str] = []

    def publish(self, text: str) -> None:
        """Keeps the text of a signed checkpoint.

        Raises:
            CheckpointConflict: it goes back on the one before it.
            InvalidInput: it is no signed checkpoint.
        """
        check_onward(self.latest(), text)
        self._texts.append(text)

    def latest(self) -> str | None:
        """The text that was published last; None where there is none."""
        return self._texts[-1] if self._texts else None

    def checkpoints(self) -> tuple[SignedCheckpoint, ...]:
        """All that was published, in order."""
        return tuple(map(SignedCheckpoint.parse, self._texts))


def check_onward(latest: str | None, text: str) -> None:
    """Whether a sink may take a text after its latest: what can be told without the ledger.

    Raises:
        CheckpointConflict: it is of another ledger, smaller, or of the same size with another root.
        InvalidInput: a text is no signed checkpoint.
    """
    new = SignedCheckpoint.parse(text).checkpoint
    if latest is None:
        return
    old = SignedCheckpoint.parse(latest).checkpoint
    _check_follows(old, new)
    if old.size == new.size and old.root != new.root:
        raise CheckpointConflict("forked", old.size, new.size)


def publish(sink: CheckpointSink, signed: SignedCheckpoint, root_at: Callable[[int], bytes]) -> None:
    """Publishes a checkpoint, if what was published last is a beginning of it. Published already, it is left at that.

    Args:
        sink: where to.
        signed: what to publish.
        root_at: the root of the ledger's own tree at a size, as :meth:`Tree.root` gives it.

    Raises:
        CheckpointConflict: the latest in the sink is of another ledger, is larger, or is of a ledger that went
            another way; nothing is published.
        InvalidInput: the latest in the sink is no signed checkpoint.
    """
    latest, new = sink.latest(), signed.checkpoint
    if latest == signed.text:
        return
    if latest is not None:
        old = SignedCheckpoint.parse(latest).checkpoint
        _check_follows(old, new)
        if root_at(old.size) != old.root:
            raise CheckpointConflict("forked", old.size, new.size)
    sink.publish(signed.text)


def _check_follows(old: Checkpoint, new: Checkpoint) -> None:
    """What has to be so whatever the roots are."""
    if old.origin != new.origin:
        raise CheckpointConflict("other_ledger", old.origin, new.origin)
    if old.size > new.size:
        raise CheckpointConflict("backwards", old.size, new.size)
