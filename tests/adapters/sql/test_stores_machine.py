"""Whatever is done to a ledger in a database, it says what the same ledger in memory says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from creditkit.adapters.sql import SqlStore
from creditkit.errors import CreditkitError
from creditkit.ledger import Entry, Ledger, MemoryStore, Store, Stored, Writer

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = date(2026, 3, 1)
STREAMS = st.sampled_from(["c-1", "c-2", "信用 3"])
#: Few of them, so that many are given again: with the same content, with other content, as a target.
IDS = st.integers(0, 30).map(lambda number: f"e{number}")
POINTS = st.none() | st.integers(-20, 20).map(str)
PAYLOADS = st.dictionaries(st.sampled_from(["who", "why"]), st.sampled_from(["", "Åse", "纺织", "it's"]), max_size=2)


class Broken(Exception):
    """What goes wrong in the host while a transaction is open."""


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """A penalty, a credit, a repair or a note."""
    points = draw(POINTS)
    repairs = draw(st.none() | IDS) if points and not points.startswith("-") else None
    return Entry(
        draw(IDS),
        draw(STREAMS),
        "noted",
        points=points,
        valid_from=DAY + timedelta(draw(st.integers(0, 5))),
        payload=draw(PAYLOADS),
        repairs=repairs,
    )


class Stores(RuleBasedStateMachine):
    """Two ledgers that are told the same."""

    opened: Callable[[str], Store]
    names = count()

    def __init__(self) -> None:
        super().__init__()
        self.name = f"m{next(self.names)}"
        self.now = START
        self.model = Ledger(MemoryStore(), name="model")
        self.ledger = Ledger(self.opened(self.name), name="model")
        self.old: dict[int, Any] = {}

    def both(self, call: Callable[..., Any]) -> Any:
        """Tells both, and compares what they say: the same value, or the same error."""
        self.now += timedelta(seconds=1)
        said = [
            _said(call, ledger, recorded_at=self.now, salt=len(self.old).to_bytes(16, "big")) for ledger in self.each
        ]
        assert said[0] == said[1]
        return said[0]

    @property
    def each(self) -> tuple[Ledger, Ledger]:
        return self.model, self.ledger

    @rule(batch=st.lists(entries(), min_size=1, max_size=5))
    def append(self, batch: list[Entry]) -> None:
        """New entries, entries given again, and ids given again with other content: all of it, or nothing."""
        self.both(lambda ledger, **at: ledger.append(*batch, **at))

    @rule(entry_id=IDS)
    def append_again(self, entry_id: str) -> None:
        """A retry of what is recorded is left as it is, unless it is redacted and its payload is gone."""
        stored = self.model.find(entry_id)
        if stored is not None:
            (receipt,) = self.both(lambda ledger, **at: ledger.append(stored.entry, **at))
            assert not receipt.created

    @rule(name=IDS, whose=IDS)
    def reverse(self, name: str, whose: str) -> None:
        """Takes an entry back, where it stands."""
        stored = self.model.find(whose)
        stream = "c-1" if stored is None else stored.stream
        entry = Entry(f"r{name}", stream, "reversal", valid_from=DAY, reverses=whose)
        self.both(lambda ledger, **at: ledger.append(entry, **at))

    @rule(name=IDS, whose=IDS)
    def redact(self, name: str, whose: str) -> None:
        """Removes a payload, or is told why not."""
        self.both(lambda ledger, **at: ledger.redact(whose, redaction_id=f"x{name}", valid_from=DAY, **at))

    @rule(stream=STREAMS, seq=st.integers(0, 6))
    def append_if_unmoved(self, stream: str, seq: int) -> None:
        """Goes on only where nobody else has."""
        entry = Entry(f"s{stream}{seq}", stream, "noted", points="-1", valid_from=DAY)
        self.both(lambda ledger, **at: ledger.append(entry, expected={stream: seq}, **at))

    @precondition(lambda self: len(self.model) > 0)
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        """What was put and redacted in a transaction that fails is not there."""
        pos = data.draw(st.integers(0, len(self.model) - 1))
        last = self.model.store.last()
        assert last is not None
        for ledger in self.each:
            with pytest.raises(Broken), ledger.store.write() as writer:
                _put_and_fail(writer, pos, last)

    @rule()
    def open_again(self) -> None:
        """A new start of the program, after which nothing is remembered but what is stored."""
        self.ledger = Ledger(self.opened(self.name), name="model")

    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        """Any part of it, as known at a position or at a moment."""
        size = len(self.model)
        pos = data.draw(st.none() | st.integers(0, max(size - 1, 0)))
        stream = data.draw(st.none() | STREAMS)
        known = pos if pos is None or not size else data.draw(st.sampled_from([pos, self._moment(pos)]))
        self.both(lambda ledger, **_: tuple(ledger.events(stream=stream, known_at=known)))
        self.both(lambda ledger, **_: ledger.adjustments(as_of=DAY + timedelta(3), known_at=known, stream=stream))
        start, stop = data.draw(st.integers(0, size + 1)), data.draw(st.none() | st.integers(0, size + 1))
        self.both(lambda ledger, **_: tuple(ledger.store.scan(start, stop, stream=stream)))

    def _moment(self, pos: int) -> datetime:
        (stored,) = self.model.store.scan(pos, pos + 1)
        return stored.recorded_at

    @invariant()
    def sound_and_equal(self) -> None:
        """Every hash fits, every row is the model's, and what was known at an earlier size has not moved."""
        rows = [[stored.row for stored in ledger.store.scan()] for ledger in self.each]
        assert rows[0] == rows[1]
        assert self.ledger.store.last() == self.model.store.last()
        assert {one.severity for one in self.ledger.verify()} <= {"warning"}  # of repairs that came first
        self.old.setdefault(len(rows[0]), self.model.checkpoint())
        for checkpoint in self.old.values():
            assert self.ledger.checkpoint(checkpoint.size) == checkpoint
        assert {one.severity for one in self.ledger.verify(tuple(self.old.values()))} <= {"warning"}


def _put_and_fail(writer: Writer, pos: int, last: Stored) -> None:
    writer.redact(pos)
    writer.put(Stored(last.row._replace(pos=last.pos + 1, stream="lost", seq=0, entry_id="lost", prev=None)))
    raise Broken


def _said(call: Callable[..., Any], ledger: Ledger, **at: Any) -> Any:
    try:
        return call(ledger, **at)
    except CreditkitError as error:
        return type(error), str(error)


def run(opened: Callable[[str], Store], examples: int, steps: int, **more: Any) -> None:
    """Tries sequences of operations on stores of that kind."""
    kind = type("OpenedStores", (Stores,), {"opened": staticmethod(partial(opened))})
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    run_state_machine_as_test(kind, settings=chosen)


def test_a_store_is_its_model(opened: Callable[[str], SqlStore]) -> None:
    """Some sequences of operations on each store."""
    run(opened, 8, 15)


@pytest.mark.deep
def test_a_store_is_its_model_at_length(opened: Callable[[str], SqlStore]) -> None:
    """Many sequences, and long ones."""
    run(opened, 300, 50)


class Forgetful(MemoryStore):
    """The broken twin: it leaves out an event of a stream."""

    def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
        """All but the third."""
        return (one for one in super().scan(start, stop, stream=stream) if stream is None or one.row.seq != 2)


def test_a_store_that_is_not_its_model_is_noticed() -> None:
    """The machine can fail; what it finds is not made any shorter here."""
    stores: dict[str, Store] = {}
    with pytest.raises(AssertionError):
        run(lambda name: stores.setdefault(name, Forgetful()), 100, 30, phases=[Phase.generate], database=None)
