"""The conformance suite of stores: every promise of ``Store`` and its writers, and of ``MoveSource``, on any store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from creditkit.ledger import BatchWriter, HeadSource, Row, Store, Stored, Writer
from creditkit.testing._store_events import COMPOSED, Chain, same_row, same_rows
from creditkit.testing._store_moves import check_moves
from creditkit.testing._store_threads import (
    check_all_or_nothing,
    check_many_writers,
    check_reader_never_waits,
    check_second_writer_waits,
)

Factory: TypeAlias = Callable[[], Store]


def check_store(factory: Factory, *, reopen: Callable[[Store], Store] | None = None) -> None:
    """Law: a store keeps every promise of :class:`~creditkit.ledger.Store` and its writers.

    Texts and bytes come back unchanged; positions have no gaps; a transaction is there whole or not at all, whatever
    ends it; readers see one state and never wait for a writer; of two writers one waits or is told ``StoreBusy``; a
    redaction removes salt and payload and nothing else; answers for a batch are those of each question in it; what
    it gives for a replay is what its events say.

    Args:
        factory: makes a store that is empty; called often. What it opens it has to close itself.
        reopen: gives another store on the same data, as after a new start of the program; None where there is none.

    Raises:
        AssertionError: a promise that is broken, and how.

    >>> from creditkit.ledger import MemoryStore
    >>> check_store(MemoryStore)
    """
    for promise in PROMISES:
        promise(factory())
    if reopen is not None:
        _check_reopened(factory(), reopen)


def _check_empty(store: Store) -> None:
    """An empty store has nothing, for readers and for the writer."""
    _holds(store, [])
    with store.write() as writer:
        _nothing(writer)
    with store.write():
        pass
    _holds(store, [])


def _nothing(writer: Writer) -> None:
    assert writer.find("nobody") is None, "a writer finds an event in an empty store"
    assert writer.last() is None, "a writer of an empty store has a last event"
    assert writer.last("nowhere") is None, "a stream of an empty store has a last event"


def _check_order_and_ranges(store: Store) -> None:
    """Events come in order of position, by range and by stream, from several transactions."""
    chain = Chain()
    for streams in (["b"], ["a", "b", "c"], ["a", "a", "c", "b"]):
        _put(store, chain.events(*streams))
    _holds(store, chain.put)


def _check_texts(store: Store) -> None:
    """Texts and bytes come back as they were given, whatever stands in them."""
    chain = Chain()
    for text in COMPOSED:
        chain.event(text, entry_id=f"{text}/id", type=text, payload=text, effect=text, causes=text, policy=text)
    chain.event("decomposed", payload="e\u0301")
    chain.event("empty", payload="", effect="", causes="", policy="", salt=b"")
    chain.event("none", policy=None, valid_to=None)
    chain.event("bytes", salt=bytes(range(256)), policy="x")
    chain.event("long", payload="纺织 " * 100_000, effect="y" * 100_000)
    _put(store, chain.put)
    _holds(store, chain.put)


def _check_many(store: Store) -> None:
    """Many events in one transaction, and ranges far into them."""
    chain = Chain()
    events = chain.events(*(f"s{place % 7}" for place in range(600)))
    _put(store, events)
    same_rows(store.scan(), events, "scan of 600 events")
    same_rows(store.scan(512, 577), events[512:577], "scan(512, 577)")
    same_rows(store.scan(stream="s3"), events[3::7], "scan of one stream among seven")


def _check_own_puts(store: Store) -> None:
    """A writer sees what it has put, in the same transaction and on top of what was recorded."""
    chain = Chain()
    _put(store, chain.events("a", "b"))
    with store.write() as writer:
        for event in chain.events("b", "c", "b"):
            writer.put(event)
            same_row(writer.last(), event, "last() after put")
            same_row(writer.last(event.stream), event, "last(stream) after put")
            same_row(writer.find(event.entry_id), event, "find() after put")
        same_row(writer.last("a"), chain.put[0], "last(stream) of what was recorded before")
        same_rows(writer.recorded("b"), chain.put[1:2], "recorded(stream) after puts into it")
        same_rows(writer.recorded("c"), [], "recorded(stream) of a stream that is new")
        same_row(writer.find(chain.put[1].entry_id), chain.put[1], "find() of what was recorded before")
        assert writer.find("nobody") is None, "a writer finds what is not there"
    _holds(store, chain.put)


def _check_refusals(store: Store) -> None:
    """A position, a sequence or an id that is not due is an error, and nothing is recorded."""
    chain = Chain()
    kept = list(chain.events("a", "b", "a"))
    _put(store, kept)
    due = chain.event("a")
    wrong = {
        "a position too far": due.row._replace(pos=due.pos + 1),
        "a position that is taken": due.row._replace(pos=due.pos - 1),
        "a sequence too far": due.row._replace(seq=due.seq + 1),
        "a sequence that is taken": due.row._replace(seq=due.seq - 1),
        "the sequence of another stream": due.row._replace(stream="b"),
        "a new stream that does not begin at 0": due.row._replace(stream="new"),
        "an id that is recorded": due.row._replace(entry_id=kept[1].entry_id),
    }
    for what, row in wrong.items():
        _refused(store, what, [], row)
    _refused(store, "an id that was put a moment ago", [due], chain.event("a").row._replace(entry_id=due.entry_id))
    for pos in (-1, len(kept), len(kept) + 5):
        with _expected(f"redact({pos}) of {len(kept)} events"), store.write() as writer:
            writer.redact(pos)
    _holds(store, kept)


def _refused(store: Store, what: str, before: Sequence[Stored], row: Row) -> None:
    with _expected(f"put of {what}"), store.write() as writer:
        for event in before:
            writer.put(event)
        writer.put(Stored(row))


@contextmanager
def _expected(what: str) -> Iterator[None]:
    try:
        yield
    except Exception:  # noqa: BLE001 - whatever a store says, it has to refuse
        return
    raise AssertionError(f"{what} is not refused")


class _Abandoned(BaseException):
    """Ends a transaction as Ctrl-C does: no ``except Exception`` sees it."""


def _check_exceptions(store: Store) -> None:
    """An exception leaves nothing behind and goes through unchanged; the store works on."""
    chain = Chain()
    kept = list(chain.events("a", "b"))
    _put(store, kept)
    for error in (ValueError("mine"), StopIteration(), KeyError("k"), _Abandoned()):
        out = _raised(store, chain.copy().events("a", "c"), error)
        assert out is error, f"{error!r} was raised in a transaction, {out!r} came out of it"
        _holds(store, kept)
    _put(store, chain.events("b"))
    _holds(store, chain.put)


def _raised(store: Store, events: Sequence[Stored], error: BaseException) -> BaseException | None:
    """What comes out of a transaction that puts, redacts and then raises."""
    try:
        with store.write() as writer:
            for event in events:
                writer.put(event)
            writer.redact(0)
            _raise(error)
    except BaseException as out:  # noqa: BLE001 - it is compared
        return out
    return None


def _raise(error: BaseException) -> None:
    raise error


def _check_redaction(store: Store) -> None:
    """A redaction removes salt and payload of one event, and nothing else; again is no error."""
    chain = Chain()
    _put(store, chain.events("a", "b", "a"))
    with store.write() as writer:
        own = chain.event("c")
        writer.put(own)
        writer.redact(0)
        writer.redact(own.pos)
        writer.redact(0)
        same_row(writer.find(chain.put[1].entry_id), chain.put[1], "find() of another event, after a redaction")
        assert writer.last("nowhere") is None, "last() of a stream without events, after a redaction"
        assert writer.find("nobody") is None, "find() of an id that is not there, after a redaction"
    chain.redact(0)
    chain.redact(own.pos)
    _holds(store, chain.put)
    with store.write() as writer:
        writer.redact(0)
    _holds(store, chain.put)
    _put(store, chain.events("a"))
    _holds(store, chain.put)


def _check_one_state(store: Store) -> None:
    """A scan that has begun goes on as if nothing were recorded or redacted meanwhile."""
    chain = Chain()
    _put(store, chain.events(*"ababa"))
    before = list(chain.put)
    whole, some, stream = store.scan(), store.scan(1, None), store.scan(stream="a")
    begun = [[next(whole)], [next(some)], [next(stream)]]
    with store.write() as writer:
        for event in chain.events("a", "b"):
            writer.put(event)
        for pos in (3, 4):
            writer.redact(pos)
    chain.redact(3)
    chain.redact(4)
    same_rows([*begun[0], *whole], before, "a scan begun before something was recorded")
    same_rows([*begun[1], *some], before[1:], "a scan from 1 begun before something was recorded")
    same_rows([*begun[2], *stream], before[::2], "a scan of a stream begun before something was recorded")
    _holds(store, chain.put)


def _check_batches(store: Store) -> None:
    """A batch of questions gets the answers of each question, with what the transaction has put itself."""
    chain = Chain()
    _put(store, chain.events(*(f"s{place % 5}" for place in range(40))))
    with store.write() as writer:
        if not isinstance(writer, BatchWriter):
            return
        _same_answers(writer, chain, "before anything is put")
        for event in chain.events("s1", "new", "s1"):
            writer.put(event)
        _same_answers(writer, chain, "after events were put")


def _same_answers(writer: BatchWriter, chain: Chain, when: str) -> None:
    ids = [event.entry_id for event in chain.put]
    names = [*ids, "nobody", *ids[:3], *(f"nobody {place}" for place in range(600))]
    alone = {name: stored for name in names if (stored := writer.find(name)) is not None}
    many = writer.find_many(name for name in names)
    assert dict(many) == alone, f"find_many {when}: {_lacks(many, alone)}"
    streams = [*dict.fromkeys(event.stream for event in chain.put), "nowhere", "s1", *(f"s{p}x" for p in range(600))]
    tips = {name: stored.tip for name in streams if (stored := writer.last(name)) is not None}
    found = writer.tips(name for name in streams)
    assert dict(found) == tips, f"tips {when}: {_lacks(found, tips)}"
    assert not {*writer.find_many([]), *writer.tips([])}, "an empty batch has answers"


def _lacks(found: Iterable[str], wanted: Iterable[str]) -> str:
    differs = sorted(set(found) ^ set(wanted))[:3]
    return f"other names than one by one: {differs}" if differs else "other events than one by one"


def _check_reopened(store: Store, reopen: Callable[[Store], Store]) -> None:
    """What was recorded and redacted is there after a new start, and writing goes on."""
    chain = Chain()
    _put(store, chain.events("a", "b", "a"))
    with store.write() as writer:
        writer.redact(1)
    chain.redact(1)
    for stream in ("b", "c"):
        store = reopen(store)
        _holds(store, chain.put)
        _put(store, chain.events(stream))
    _holds(reopen(store), chain.put)


def _put(store: Store, events: Iterable[Stored]) -> None:
    with store.write() as writer:
        for event in events:
            writer.put(event)


def _holds(store: Store, events: Sequence[Stored]) -> None:
    """A store gives exactly these events, by each way of asking."""
    same_rows(store.scan(), events, "scan()")
    same_row(store.last(), events[-1] if events else None, "last()")
    if isinstance(store, HeadSource):
        head = len(events), events[-1].leaf if events else None
        assert store.head() == head, f"head() is {store.head()!r}, and {head!r} was recorded"
    for event in events:
        same_row(store.find(event.entry_id), event, f"find({event.entry_id[:40]!r})")
    assert store.find("nobody") is None, "find() of an id that is not there"
    size = len(events)
    for start, stop in ((0, 0), (0, 1), (1, None), (1, size), (size - 1, size + 3), (size, None), (2, 1), (0, size)):
        if start >= 0:
            end = size if stop is None else stop
            wanted = [event for event in events if start <= event.pos < end]
            same_rows(store.scan(start, stop), wanted, f"scan({start}, {stop})")
            for name in list(dict.fromkeys(event.stream for event in wanted))[:3]:
                own = [event for event in wanted if event.stream == name]
                same_rows(store.scan(start, stop, stream=name), own, f"scan({start}, {stop}, stream={name[:40]!r})")
    same_rows(store.scan(stream="nowhere"), [], "scan() of a stream without events")


PROMISES: tuple[Callable[[Store], None], ...] = (
    _check_empty,
    _check_order_and_ranges,
    _check_texts,
    _check_many,
    _check_own_puts,
    _check_refusals,
    _check_exceptions,
    _check_redaction,
    _check_one_state,
    _check_batches,
    check_moves,
    check_second_writer_waits,
    check_many_writers,
    check_reader_never_waits,
    check_all_or_nothing,
)
