"""Reservations, releases and temporary limits kept in the ledger, and read back as the events of the loop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.columns import Value
from creditkit.errors import InvalidInput
from creditkit.facts import Event, Fact, Facts, Order, Party
from creditkit.ledger import Entry, EntryConflict, Ledger, MemoryStore, StreamMoved
from creditkit.ledger._figures import figures_of, texts_of
from creditkit.limits import Checks, Outcome, Release, TemporaryLimit, Utilisation, limit_in_force
from creditkit.loop import (
    check,
    connected,
    ended_entry,
    event_entry,
    ledger_events,
    release_entry,
    reservation_entry,
    reserved_orders,
)
from creditkit.loop._waiting import waiting_orders
from creditkit.money import Money
from creditkit.policy import Policy

DAY = date(2026, 7, 1)
WHEN = datetime(2026, 7, 1, 9, tzinfo=UTC)
PARTIES = {"p-31": "C-7", "p-32": "C-8"}
SALT = bytes(16)
HOUSE = Policy(name="house", currency="EUR", checks=Checks([Utilisation()]))


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def order(number: str, amount: str = "600", party: str = "C-7") -> Order:
    return Order(number, party, eur(amount), placed_on=DAY)


def ledger_of(*entries: Entry) -> Ledger:
    """A ledger with the entries, an hour apart."""
    ledger = Ledger(MemoryStore(), name="limits")
    for hour, entry in enumerate(entries):
        ledger.append(entry, recorded_at=WHEN + timedelta(hours=hour), salt=SALT)
    return ledger


def reserved(number: str = "SO-1", until: date | None = None, entry_id: str = "r-1") -> Entry:
    return reservation_entry(order(number), entry_id=entry_id, stream="p-31", on=DAY, until=until)


def ids(ledger: Ledger, day: date = DAY, known_at: datetime | int | None = None) -> list[str | None]:
    return [event.event_id for event in ledger_events(ledger, day, known_at, parties=PARTIES)]


def test_a_reservation_decides_its_order() -> None:
    """With its event the order waits no longer, and counts as exposure."""
    known: list[Fact] = [Party("C-7", currency="EUR", credit_limit=eur("1000")), order("SO-1"), order("SO-2")]
    ledger = ledger_of(reserved())
    snapshot = Facts([*known, *ledger_events(ledger, DAY, parties=PARTIES)]).at(DAY)
    assert [one.order_id for one in waiting_orders(snapshot)] == ["SO-2"]
    assert check(HOUSE, snapshot, order("SO-2")).outcome is Outcome.hold
    assert check(HOUSE, Facts(known).at(DAY), order("SO-1")).outcome is Outcome.approve


def test_it_expires_by_itself() -> None:
    """The last day is included."""
    ledger = ledger_of(reserved(until=date(2026, 7, 5)))
    assert ids(ledger, date(2026, 6, 30)) == []
    assert ids(ledger, date(2026, 7, 5)) == ["r-1"]
    assert ids(ledger, date(2026, 7, 6)) == []


def test_an_end_counts_from_its_day() -> None:
    """Before that day the reservation stood, and still does for who looks back; the end can be taken back."""
    ledger = ledger_of(reserved(), ended_entry("r-1", entry_id="r-1/free", stream="p-31", on=date(2026, 7, 3)))
    assert ids(ledger, date(2026, 7, 2)) == ["r-1"]
    assert ids(ledger, date(2026, 7, 3)) == []
    assert ids(ledger, date(2026, 7, 3), known_at=0) == ["r-1"]
    assert ids(ledger, date(2026, 7, 3), known_at=WHEN) == ["r-1"]
    back = Entry("r-1/again", "p-31", "reversal", valid_from=DAY, reverses="r-1/free")
    ledger.append(back, recorded_at=WHEN + timedelta(days=1), salt=SALT)
    assert ids(ledger, date(2026, 7, 3)) == ["r-1"]


def test_an_end_of_another_stream_ends_nothing() -> None:
    """Whoever writes into one stream frees no room of another."""
    ledger = ledger_of(reserved(), ended_entry("r-1", entry_id="x", stream="p-32", on=DAY))
    assert ids(ledger) == ["r-1"]


def test_a_reversed_reservation_never_was() -> None:
    """Of a mistake nothing is left, on no day; who looks at what was known sees it."""
    ledger = ledger_of(reserved(), Entry("wrong", "p-31", "reversal", valid_from=DAY, reverses="r-1"))
    assert ids(ledger) == []
    assert ids(ledger, known_at=0) == ["r-1"]


def test_it_is_idempotent_by_its_id() -> None:
    """The same again is the same event, even with the expectation of the first call; another order is refused."""
    ledger = Ledger(MemoryStore(), name="limits")
    for created in (True, False):
        (receipt,) = ledger.append(reserved(), recorded_at=WHEN, salt=SALT, expected={"p-31": 0})
        assert receipt.created is created
    with pytest.raises(EntryConflict, match="effect"):
        ledger.append(reserved("SO-2"), recorded_at=WHEN, salt=SALT)


def test_a_release_is_read_as_one() -> None:
    """It covers the order near its amount, for its days."""
    release = Release("SO-1", eur("1250"), DAY, tolerance=Decimal("0.05"), valid_days=3)
    ledger = ledger_of(release_entry(release, entry_id="x-1", stream="p-31"))
    held = Order("SO-1", "C-7", eur("1312.50"), placed_on=DAY)
    for amount, day, waits in (("1312.50", 1, False), ("1312.51", 1, True), ("1250", 3, False), ("1250", 4, True)):
        asked = Order("SO-1", "C-7", eur(amount), placed_on=DAY)
        on = date(2026, 7, day)
        snapshot = Facts([asked, *ledger_events(ledger, on, parties=PARTIES)]).at(on)
        assert bool(waiting_orders(snapshot)) is waits, (amount, day)
    (event,) = ledger_events(ledger, DAY, parties=PARTIES)
    assert event.figures == {
        "order_id": "SO-1", "amount": Decimal("1250.00"), "currency": "EUR", "tolerance": Decimal("0.05"),
        "valid_days": 3,
    }  # fmt: skip
    assert held.amount == release.ceiling


def test_a_temporary_limit_is_one() -> None:
    """It lifts the limit in its window, until it is called back."""
    peak = TemporaryLimit("add", eur("500"), date(2026, 7, 10), date(2026, 7, 20))
    ledger = ledger_of(
        event_entry(peak.event("C-7", on=DAY), entry_id="t-1", stream="p-31"),
        ended_entry("t-1", entry_id="t-1/end", stream="p-31", on=date(2026, 7, 15)),
    )
    found = []
    for number in (9, 10, 14, 15):
        on = date(2026, 7, number)
        known = [Party("C-7", credit_limit=eur("1000")), *ledger_events(ledger, on, parties=PARTIES)]
        found.append(limit_in_force(Facts(known).at(on), "C-7").limit.amount)  # type: ignore[union-attr]
    assert found == [eur("1000"), eur("1500"), eur("1500"), eur("1000")]


def test_streams_and_kinds() -> None:
    """Streams that are not named are left out, and what is no event; other kinds are events if they are named."""
    promise = Event("C-8", "promise_broken", on=DAY, figures={"promise_id": "P-3"})
    ledger = ledger_of(
        reserved(),
        event_entry(promise, entry_id="e-1", stream="p-32"),
        Entry("late", "p-31", "contract_breached", points="-12", valid_from=DAY),
    )
    assert [event.party_id for event in ledger_events(ledger, DAY)] == ["p-31"]
    assert ledger_events(ledger, DAY, parties={"p-9": "C-9"}) == ()
    (again,) = ledger_events(ledger.events(stream="p-32"), DAY, parties=PARTIES, kinds=["promise_broken"])
    assert (again.party_id, again.kind, again.on, again.figures) == ("C-8", "promise_broken", DAY, promise.figures)
    assert again.recorded_at == WHEN + timedelta(hours=1)


def test_orders_that_the_book_does_not_show_yet() -> None:
    """They come out of the reservations, each once, without those that are known."""
    full = Order("SO-2", "C-7", eur("9"), placed_on=DAY, ship_on=date(2026, 7, 9), prepaid=eur("3"))
    ledger = ledger_of(reserved(), reservation_entry(full, entry_id="r-2", stream="p-31", on=DAY))
    first, second = reserved_orders(ledger, DAY, parties=PARTIES)
    assert (first.order_id, first.amount, first.placed_on, first.ship_on) == ("SO-1", eur("600"), DAY, None)
    assert (second.ship_on, second.prepaid, second.party_id) == (full.ship_on, full.prepaid, "C-7")
    assert reserved_orders(ledger, DAY, parties=PARTIES, known={"SO-1"}) == (second,)


def clerk(ledger: Ledger, number: str, known: Iterable[Fact], start: Barrier, said: list[str]) -> None:
    """Checks an order and reserves its room; looks again when somebody was quicker."""
    wanted, first = order(number), True
    while True:
        snapshot = Facts(known).at(DAY)
        streams = {one: stream for stream, one in PARTIES.items()}
        shared = [streams[party] for party in connected(snapshot, wanted.party_id)]
        events = [event for stream in shared for event in ledger.events(stream=stream)]
        expected = {stream: sum(event.stream == stream for event in events) for stream in shared}
        seen = [*ledger_events(events, DAY, parties=PARTIES), *reserved_orders(events, DAY, parties=PARTIES)]
        decision = check(HOUSE, Facts([*known, *seen]).at(DAY), wanted)
        if first:
            start.wait()  # both have seen the same room
            first = False
        if decision.outcome is not Outcome.approve:
            said.append(f"{number} {decision.outcome.name}")
            return
        entry = reservation_entry(wanted, entry_id=f"reserve/{number}", stream="p-31", on=DAY)
        try:
            ledger.append(entry, recorded_at=WHEN, salt=SALT, expected=expected)
        except StreamMoved:
            said.append(f"{number} moved")
        else:
            said.append(f"{number} reserved")
            return


def raced(*numbers: str) -> list[str]:
    """What the clerks of several orders say who look at the same time."""
    known: list[Fact] = [
        Party("C-7", currency="EUR", credit_limit=eur("1000"), parent_id="C-8"),
        Party("C-8", currency="EUR"),
    ]
    ledger, start, said = Ledger(MemoryStore(), name="limits"), Barrier(len(numbers)), list[str]()
    clerks = [Thread(target=clerk, args=(ledger, number, known, start, said)) for number in numbers]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join(timeout=30)
    assert len(ledger) == sum(word.endswith("reserved") for word in said)
    return said


def test_two_clerks_and_one_room() -> None:
    """Both checks approve; one reserves, the other is told that the stream moved, looks again and holds."""
    said = raced("SO-1", "SO-2")
    winner, loser = sorted(said, key=lambda word: not word.endswith("reserved"))[:2]
    assert winner.endswith("reserved")
    other = "SO-2" if winner.startswith("SO-1") else "SO-1"
    assert sorted(said) == sorted([winner, f"{other} moved", f"{other} hold"])
    assert loser.startswith(other)


def test_without_an_expectation_both_win() -> None:
    """The control: two reservations that expect nothing give the room away twice."""
    ledger = ledger_of(reserved("SO-1"), reservation_entry(order("SO-2"), entry_id="r-2", stream="p-31", on=DAY))
    orders = reserved_orders(ledger, DAY, parties=PARTIES)
    assert sum(one.amount.minor for one in orders) > eur("1000").minor


# figures as texts

VALUES: st.SearchStrategy[Value] = (
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.dates() | st.text(max_size=9)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
)  # fmt: skip
NAMES = st.from_regex(r"[a-z][a-z0-9_.-]{0,9}", fullmatch=True).filter(lambda name: name != "types")


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_figures_come_back(figures: dict[str, Value]) -> None:
    """Each with its type, decimals with their zeros."""
    found = figures_of(texts_of(figures))
    assert [(k, type(v), repr(v)) for k, v in found.items()] == [(k, type(v), repr(v)) for k, v in figures.items()]


@pytest.mark.parametrize(
    "figures",
    [{"types": 1}, {"": 1}, {"a b": 1}, {"a:b": 1}, {"数": 1}, {"x": Decimal("NaN")}, {"x": float("inf")},
     {"x": 10**41}, {"x": Decimal("1E-41")}, {"x": object()}],
)  # fmt: skip
def test_what_no_effect_holds(figures: dict[str, Value]) -> None:
    """It is refused by its name."""
    with pytest.raises(InvalidInput, match=r"^figures\."):
        texts_of(figures)


@pytest.mark.parametrize(
    ("effect", "path"),
    [
        ({"x": "1e5", "types": "x:number"}, "effect.x"),
        ({"x": "maybe", "types": "x:flag"}, "effect.x"),
        ({"x": "2026-02-30", "types": "x:day"}, "effect.x"),
        ({"x": "something", "types": "x:nothing"}, "effect.x"),
        ({"x": "1", "types": "x:money"}, "effect.types"),
        ({"x": "1", "types": "integer"}, "effect.types"),
    ],
)
def test_effects_that_do_not_read(effect: dict[str, str], path: str) -> None:
    """A text that is not of its type is told by its path."""
    with pytest.raises(InvalidInput) as error:
        figures_of(effect)
    assert error.value.path == path


def test_wrong_calls() -> None:
    """Each names what it wants."""
    with pytest.raises(InvalidInput, match=r"^order: "):
        reservation_entry("SO-1", entry_id="r", stream="p", on=DAY)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"^release: "):
        release_entry("SO-1", entry_id="r", stream="p")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"^as_of: "):
        ledger_events((), WHEN)
