"""Recording: identity, batches, expected streams, the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from typing import Any

import attrs
import pytest

from creditkit.canonical import canonical
from creditkit.errors import InvalidInput
from creditkit.ledger import Entry, EntryConflict, Ledger, MemoryStore, StreamMoved, Writer
from creditkit.ledger._encoding import commit_of, leaf_of
from tampered import AT, DAY, SALT, penalty


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(MemoryStore(), name="repair")


def record(ledger: Ledger, *entries: Entry, **options: Any) -> list[bool]:
    """Appends, and says which entries were created."""
    return [one.created for one in ledger.append(*entries, **{"recorded_at": AT, "salt": SALT, **options})]


def test_events_stand_one_after_another(ledger: Ledger) -> None:
    """Positions over the ledger, sequences over each stream, each event after the leaf before it in its stream."""
    assert record(ledger, penalty("a"), penalty("b", "c-2"), penalty("c")) == [True, True, True]
    a, b, c = ledger.events()
    assert [(one.pos, one.seq) for one in (a, b, c)] == [(0, 0), (1, 0), (2, 1)]
    assert [one.row.prev for one in (a, b, c)] == [None, None, a.leaf]
    assert [leaf_of(one.row) for one in (a, b, c)] == [a.leaf, b.leaf, c.leaf]
    assert len(ledger) == 3
    assert ledger.find("b") == b
    assert ledger.find("d") is None


def test_what_is_kept_is_what_was_given(ledger: Ledger) -> None:
    """Every part of an entry comes back; points in plain digits."""
    entry = Entry(
        "b", "客户-1", "dispute_resolved", points="+2.50", repairs="later", valid_from=DAY, valid_to=date(2026, 4, 1),
        payload={"who": "李", "why": 'said "so"\n'}, effect={"amount": "12.50"}, causes=("x", "y"), policy="f00",
    )  # fmt: skip
    record(ledger, entry)
    stored = ledger.find("b")
    assert stored is not None
    assert stored.entry == entry
    assert stored.row.effect == '{"amount":"12.50","points":"2.5","repairs":"later"}'
    assert (stored.causes, stored.policy, dict(stored.payload or {})) == (("x", "y"), "f00", dict(entry.payload))


def test_a_call_may_be_repeated(ledger: Ledger) -> None:
    """The same content under the same id is the event that is there, whatever time and salt come with it."""
    entries = penalty("a", payload={"who": "me"}), penalty("b")
    record(ledger, *entries)
    before = list(ledger.events())
    assert record(ledger, *entries, recorded_at=AT - timedelta(days=9), salt=b"s" * 20, expected={"c-1": 0}) == [
        False,
        False,
    ]
    assert record(ledger, penalty("a", points="-12.0", payload={"who": "me"})) == [False]
    assert list(ledger.events()) == before


def test_an_id_twice_in_a_batch(ledger: Ledger) -> None:
    """The second is the first; with other content nothing is recorded."""
    assert record(ledger, penalty("a"), penalty("a")) == [True, False]
    with pytest.raises(EntryConflict):
        record(ledger, penalty("b"), penalty("b", points="-1"))
    assert len(ledger) == 1


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({"points": "-13"}, ("points",)),
        ({"points": None}, ("points",)),
        ({"stream": "c-2"}, ("stream",)),
        ({"valid_from": date(2026, 3, 2)}, ("valid_from",)),
        ({"valid_to": date(2026, 3, 2)}, ("valid_to",)),
        ({"payload": {"who": "you"}}, ("payload",)),
        ({"payload": {}}, ("payload",)),
        ({"causes": ("x",)}, ("causes",)),
        ({"policy": "f"}, ("policy",)),
        ({"effect": {"amount": "1"}}, ("effect.amount", "effect.final")),
        ({"repairs": "x", "points": "3"}, ("points", "repairs")),
        ({"reverses": "x", "valid_to": date(2026, 3, 2)}, ("valid_to", "reverses")),
    ],
)
def test_other_content_is_refused_by_what_differs(
    ledger: Ledger, other: dict[str, Any], differs: tuple[str, ...]
) -> None:
    """The error names the parts, as the caller wrote them, and nothing of the batch is recorded."""
    given: dict[str, Any] = {"payload": {"who": "me"}, "effect": {"final": "yes"}}
    record(ledger, penalty("a", **given))
    with pytest.raises(EntryConflict, match=differs[0]) as caught:
        record(ledger, penalty("new"), penalty("a", **{**given, **other}))
    assert (caught.value.entry_id, caught.value.differs) == ("a", differs)
    assert len(ledger) == 1


def test_a_type_is_content_too(ledger: Ledger) -> None:
    """The code of what happened is compared like everything else."""
    record(ledger, Entry("a", "c", "late", valid_from=DAY))
    with pytest.raises(EntryConflict) as caught:
        record(ledger, Entry("a", "c", "later", valid_from=DAY))
    assert caught.value.differs == ("type",)


def test_an_effect_where_there_was_none_is_content_too(ledger: Ledger) -> None:
    """All keys of it are named, in order; and so are all keys where there is none any more."""
    bare, full = Entry("a", "c", "t", valid_from=DAY), {"points": "-3", "effect": {"final": "yes", "caps": "a=1/1"}}
    record(ledger, bare, attrs.evolve(bare, entry_id="b", **full))
    for entry in (attrs.evolve(bare, **full), attrs.evolve(bare, entry_id="b")):
        with pytest.raises(EntryConflict) as caught:
            record(ledger, entry)
        assert caught.value.differs == ("effect.caps", "effect.final", "points")


def test_expected_streams(ledger: Ledger) -> None:
    """Whoever decided on an older state is told; streams without events have none."""
    record(ledger, penalty("a"), penalty("b"), expected={"c-1": 0, "c-9": 0})
    with pytest.raises(StreamMoved, match="2 events recorded, 1 expected") as caught:
        record(ledger, penalty("c"), expected={"c-1": 1})
    assert (caught.value.stream, caught.value.expected, caught.value.found) == ("c-1", 1, 2)
    with pytest.raises(StreamMoved):
        record(ledger, penalty("c"), expected={"c-2": 1})
    assert record(ledger, penalty("c"), expected={"c-1": 2}) == [True]


def test_times_of_recording(ledger: Ledger) -> None:
    """Strictly later each time, a microsecond apart in a batch, in UTC whatever the zone given."""
    record(ledger, penalty("a"), penalty("b"), recorded_at=AT.astimezone(timezone(timedelta(hours=8))))
    record(ledger, penalty("c"), recorded_at=AT - timedelta(seconds=59))
    record(ledger, penalty("d"), recorded_at=AT + timedelta(seconds=1))
    assert [(one.recorded_at - AT) // timedelta(microseconds=1) for one in ledger.events()] == [0, 1, 2, 1_000_000]
    assert next(ledger.events()).row.recorded_at == "2026-03-01T09:00:00.000000Z"


def test_a_second_is_passed_in_a_batch(ledger: Ledger) -> None:
    """The microseconds of a batch run on into the next day."""
    record(ledger, penalty("a"), penalty("b"), recorded_at=datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC))
    assert [one.row.recorded_at[:26] for one in ledger.events()] == [
        "2026-02-28T23:59:59.999999",
        "2026-03-01T00:00:00.000000",
    ]


def test_a_clock_too_far_back_is_refused() -> None:
    """By more than the ledger's lag; at the lag itself the event is recorded after the last one."""
    ledger = Ledger(MemoryStore(), name="repair", max_lag=timedelta(seconds=5))
    record(ledger, penalty("a"))
    with pytest.raises(
        InvalidInput, match="recorded_at: '2026-03-01T08:59:54\\+00:00' given; accepted: a time at most"
    ):
        record(ledger, penalty("b"), recorded_at=AT - timedelta(seconds=6))
    assert record(ledger, penalty("b"), recorded_at=AT - timedelta(seconds=5)) == [True]


def test_a_time_far_in_the_future_is_got_over() -> None:
    """A clock that stood wrong for one call blocks the ledger; the message says how to go on."""
    store = MemoryStore()
    record(Ledger(store, name="repair"), penalty("a"), recorded_at=AT.replace(year=2062))
    with pytest.raises(
        InvalidInput, match=r"if the last event's time is what is wrong, Ledger\(…, max_lag=timedelta.max"
    ):
        record(Ledger(store, name="repair"), penalty("b"))
    ledger = Ledger(store, name="repair", max_lag=timedelta.max)
    assert record(ledger, penalty("b")) == [True]
    assert [one.recorded_at.year for one in ledger.events()] == [2062, 2062]
    assert ledger.verify() == ()


def test_expected_is_by_stream(ledger: Ledger) -> None:
    """A list says of no stream how many events it has."""
    with pytest.raises(InvalidInput, match=r"expected: .*how many events, by stream"):
        ledger.append(penalty("a"), recorded_at=AT, salt=SALT, expected=["c-1"])  # type: ignore[arg-type]


def test_each_entry_has_its_own_salt(ledger: Ledger) -> None:
    """Entries of a call that say the same are not to be told by it, whatever the length of the salt given."""
    for i, salt in enumerate((SALT, b"s" * 64, b"s" * 65, b"s" * 200)):
        record(ledger, penalty(f"a{i}", payload={"who": "me"}), penalty(f"b{i}", payload={"who": "me"}), salt=salt)
    rows = [stored.row for stored in ledger.events()]
    assert len({row.salt for row in rows}) == len({row.commit for row in rows}) == len(rows) == 8
    assert {len(row.salt or b"") for row in rows} == {32}
    assert all(row.commit == commit_of(row.salt or b"", '{"who":"me"}') for row in rows)


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"salt": b"short"}, "salt"),
        ({"salt": "s" * 16}, "salt"),
        ({"recorded_at": AT.replace(tzinfo=None)}, "recorded_at"),
        ({"recorded_at": DAY}, "recorded_at"),
        ({"recorded_at": datetime(9999, 1, 1, tzinfo=UTC)}, "recorded_at"),
        ({"recorded_at": datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))}, "recorded_at"),
        ({"expected": {"c-1": -1}}, "expected['c-1']"),
        ({"expected": {"c-1": True}}, "expected['c-1']"),
        ({"expected": {"c-1": 1.0}}, "expected['c-1']"),
    ],
)
def test_wrong_calls(ledger: Ledger, options: dict[str, Any], path: str) -> None:
    """Each argument is refused by its name, and nothing is recorded."""
    with pytest.raises(InvalidInput) as caught:
        record(ledger, penalty("a"), **options)
    assert caught.value.path == path
    assert len(ledger) == 0


def test_entries_only(ledger: Ledger) -> None:
    """What is no entry is refused by its place; no entries at all are no receipts."""
    with pytest.raises(InvalidInput, match=r"entries\[1\]"):
        ledger.append(penalty("a"), "b", recorded_at=AT, salt=SALT)  # type: ignore[arg-type]
    assert ledger.append(recorded_at=AT, salt=SALT) == ()


def test_terms_are_read_when_they_are_recorded(ledger: Ledger) -> None:
    """An effect that no replay could read is refused with the path to it."""
    with pytest.raises(InvalidInput) as caught:
        record(ledger, penalty("a"), penalty("b", effect={"caps": "nine"}))
    assert caught.value.path == "entries[1].effect.caps[0]"
    assert len(ledger) == 0


@pytest.mark.parametrize("name", ["", "a\nb", "a\x00b", "e\u0301", 5, "\ud800"])
def test_names_of_ledgers(name: Any) -> None:
    """One line of text in form C."""
    with pytest.raises(InvalidInput, match="name"):
        Ledger(MemoryStore(), name=name)


@pytest.mark.parametrize("lag", [timedelta(seconds=-1), 60])
def test_lags(lag: Any) -> None:
    """A lag is a timedelta of zero or more."""
    with pytest.raises(InvalidInput) as caught:
        Ledger(MemoryStore(), name="repair", max_lag=lag)
    assert str(caught.value) == f"max_lag: {lag!r} given; accepted: a timedelta of zero or more"


def test_one_store_holds_one_ledger(ledger: Ledger) -> None:
    """Under another name nothing is recorded and nothing read."""
    record(ledger, penalty("a"))
    other = Ledger(ledger.store, name="limits")
    calls = [
        lambda: record(other, penalty("b")), lambda: record(other, penalty("a")), lambda: len(other),
        lambda: list(other.events()), lambda: other.find("a"), other.accounts, other.checkpoint,
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(InvalidInput, match="'repair', the ledger that the store holds"):
            call()
    assert [finding.reason.code for finding in other.verify()] == ["event_of_other_ledger"]


def test_repr(ledger: Ledger) -> None:
    """It says its name."""
    assert "name='repair'" in repr(ledger)


def test_effects_of_one_kind_have_their_own_names() -> None:
    """Recorded one after another, each effect is the canonical text of its own entry, whatever its keys look like."""
    effects: list[dict[str, str]] = [
        {"share": "0.8"}, {"share": "0.8", 'a,"repairs': "x"}, {"a": ',"repairs":"x"', "points_of": "{", "share": "1"},
    ]  # fmt: skip
    names = ["b", "x", 'a"', "客户", ',"repairs":"x"', "b\\"]
    given = [
        Entry(f"{i} {j}", "c-1", "repaired", repairs=name, effect=effect, valid_from=DAY)
        for i, effect in enumerate(effects)
        for j, name in enumerate(names)
    ]
    given += [
        Entry(f"p {i}", "c-1", "late", points=points, effect=effect, valid_from=DAY)
        for i, (points, effect) in enumerate(product(["-12", "-12.0", "-1.2", "0", "-0.0", None], [{}, {"group": "a"}]))
    ]
    receipts = Ledger(MemoryStore(), name="repair").append(*given, recorded_at=AT, salt=SALT)
    assert [one.stored.row.effect for one in receipts] == [canonical(dict(one.figures)) for one in given]
    assert [one.stored.entry for one in receipts] == given


class PlainWriter:
    """A transaction that answers one question at a time, and nothing else."""

    def __init__(self, writer: Writer) -> None:
        self.find, self.last, self.recorded = writer.find, writer.last, writer.recorded
        self.put, self.redact = writer.put, writer.redact


class PlainStore(MemoryStore):
    """Its transactions are plain."""

    @contextmanager
    def write(self) -> Iterator[Writer]:
        with super().write() as writer:
            yield PlainWriter(writer)


def test_a_store_that_answers_one_question_at_a_time() -> None:
    """The same comes out: chains, repeated calls, references, expectations, refusals."""
    made = [Ledger(store, name="repair") for store in (MemoryStore(), PlainStore())]
    for one in made:
        one.append(penalty("a"), penalty("b", "c-2"), penalty("c"), recorded_at=AT, salt=SALT)
        one.append(penalty("d"), penalty("e", "c-3"), recorded_at=AT, salt=SALT, expected={"c-1": 2, "c-3": 0})
        again = one.append(penalty("a"), penalty("f", "c-2"), recorded_at=AT, salt=SALT)
        assert [(receipt.created, receipt.stored.entry_id) for receipt in again] == [(False, "a"), (True, "f")]
        one.append(Entry("r", "c-1", "x", repairs="a", points=3, valid_from=DAY), recorded_at=AT, salt=SALT)
        one.append(Entry("x", "c-1", "x", reverses="d", valid_from=DAY), recorded_at=AT, salt=SALT)
        with pytest.raises(InvalidInput, match="repairs"):
            one.append(Entry("s", "c-2", "x", repairs="a", points=3, valid_from=DAY), recorded_at=AT, salt=SALT)
        with pytest.raises(StreamMoved):
            one.append(penalty("g"), recorded_at=AT, salt=SALT, expected={"c-3": 0})
        with pytest.raises(EntryConflict):
            one.append(penalty("a", points="-1"), recorded_at=AT, salt=SALT)
        assert one.verify() == ()
    assert [stored.row for stored in made[0].events()] == [stored.row for stored in made[1].events()]
    assert [stored.seq for stored in made[1].events(stream="c-1")] == [0, 1, 2, 3, 4]


def test_a_repeated_call_gives_what_is_recorded(ledger: Ledger) -> None:
    """Event for event, in the order of the entries, whatever the time and the salt."""
    first = ledger.append(penalty("a"), penalty("b", "c-2"), recorded_at=AT, salt=SALT)
    again = ledger.append(penalty("b", "c-2"), penalty("a"), recorded_at=AT - timedelta(days=9), salt=b"t" * 16)
    assert [receipt.stored for receipt in again] == [first[1].stored, first[0].stored]
    assert [receipt.created for receipt in again] == [False, False]
