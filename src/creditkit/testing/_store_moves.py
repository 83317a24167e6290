"""What a store gives for a replay is what its events say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from creditkit.ledger import MOVING, MoveSource, Store, Stored
from creditkit.testing._store_events import COMPOSED, Chain

#: More events than a store is likely to read at once.
MANY = 5_000


def check_moves(store: Store) -> None:
    """A replay is given what a scan would give it, of one state, where the store offers it."""
    if not isinstance(store, MoveSource):
        return
    _same_moves(store, [], "of an empty store")
    chain = Chain()
    chain.events(*(f"s{place % 7}" for place in range(MANY)))
    for text in COMPOSED:
        chain.event(text, entry_id=f"{text}/id", type=text, effect=text)
    chain.event("s1", valid_to=None)
    _put(store, chain.put)
    before = list(chain.put)
    _same_moves(store, before, "of many events")
    whole, stream = store.moves(), store.moves(stream="s1")
    begun = [next(whole)], [next(stream)]
    _put(store, chain.events("s1", "s1"))
    _same([*begun[0], *whole], before, "moves() begun before something was recorded")
    own = [event for event in before if event.stream == "s1"]
    _same([*begun[1], *stream], own, "moves(stream='s1') begun before something was recorded")


def _same_moves(store: MoveSource, events: Sequence[Stored], when: str) -> None:
    size = len(events)
    for start, stop in ((0, None), (1, size), (0, 1), (size // 2, size // 2 + 9), (3, 2), (size, None), (0, size + 5)):
        asked = events[start : size if stop is None else stop]
        for stream in (None, "s1", COMPOSED[3], "nowhere"):
            wanted = [event for event in asked if stream in (None, event.stream)]
            _same(store.moves(start, stop, stream=stream), wanted, f"moves({start}, {stop}, stream={stream!a}) {when}")


def _same(found: Iterable[tuple[object, ...]], events: Sequence[Stored], what: str) -> None:
    for move, event in zip_longest(found, events):
        assert move is not None, f"{what}: event {event.pos} is missing"
        assert event is not None, f"{what}: {tuple(move)!a} is too much"
        due = [getattr(event.row, name) for name in MOVING]
        same = [*move] == due and [type(value) for value in move] == [type(value) for value in due]
        assert same, f"{what}: {tuple(move)!a} where event {event.pos} has {tuple(due)!a}"


def _put(store: Store, events: Sequence[Stored]) -> None:
    with store.write() as writer:
        for event in events:
            writer.put(event)
