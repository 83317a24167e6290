"""What accounts were read from, so that nothing goes on from accounts of something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from creditkit.errors import InvalidInput
from creditkit.ledger._store import Store
from creditkit.ledger._stored import Stored

if TYPE_CHECKING:
    from creditkit.ledger._accounts import Accounts


@attrs.frozen
class Source:
    """Of which events accounts are.

    Args:
        size: up to which position, left out.
        stream: of which stream; None for all.
        leaf: of the event before that position, which names the ledger and no other; None for none.
    """

    size: int
    stream: str | None = None
    leaf: bytes | None = attrs.field(default=None, repr=False)


def source_of(store: Store, size: int, stream: str | None) -> Source:
    """What a reading of a store up to a position is of."""
    return Source(size, stream, _leaf_before(store, size))


def check_since(since: Accounts, store: Store, size: int, stream: str | None) -> None:
    """Raises InvalidInput for accounts from which a reading up to a position cannot go on.

    What was recorded since would be added to what it does not follow, and nothing would show it.
    """
    source = since._source  # noqa: SLF001  (nobody else is to know it)
    if source is None:
        raise InvalidInput("since", since, "accounts of Ledger.accounts, or of all events from the first on")
    if source.size > size:
        raise InvalidInput("since", f"size {source.size}", f"accounts of at most {size} events")
    if source.size and source.stream != stream:
        given, accepted = _of(source.stream), _of(stream)
        raise InvalidInput("since", f"accounts of {given}", f"accounts of {accepted}", "read them with the same stream")
    if source.leaf != _leaf_before(store, source.size):
        raise InvalidInput(
            "since", since, f"accounts of this ledger as it is: its event at position {source.size - 1} is another",
            "replay from the start, without since",
        )  # fmt: skip


def _of(stream: str | None) -> str:
    return "all streams" if stream is None else f"stream {stream!r}"


def _leaf_before(store: Store, size: int) -> bytes | None:
    """The leaf of the last event before a position; None where there is none."""
    return next((stored.leaf for stored in store.scan(size - 1, size)), None) if size else None


class Passing:
    """Events on their way to a replay, and what they are of once they are through.

    Args:
        events: in order of position.
        since: what the events before them were of.
    """

    def __init__(self, events: Iterable[Stored], since: Source | None) -> None:
        self._events = events
        self._since = since
        self._count = 0
        self._last: Stored | None = None

    def __iter__(self) -> Iterator[Stored]:
        for stored in self._events:
            self._last = stored
            self._count += 1
            yield stored

    @property
    def source(self) -> Source | None:
        """What all of them are of; None where some are missing, so that nobody can tell."""
        since, last = self._since, self._last
        if since is None or last is None:
            return since
        whole = since.stream is None and last.pos + 1 == since.size + self._count
        return Source(last.pos + 1, None, last.leaf) if whole else None
