"""Events of the loop kept in the ledger: reservations of room, releases of orders, temporary limits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from creditkit.columns import Value
from creditkit.dates import plain_day
from creditkit.errors import InvalidInput
from creditkit.facts import Event, Order
from creditkit.facts._moments import EVERYTHING, micros
from creditkit.ledger import Entry, Ledger, Stored
from creditkit.ledger._figures import figures_of, texts_of
from creditkit.ledger._reversals import Reversals
from creditkit.limits import Release
from creditkit.limits._temporary import KIND as TEMPORARY
from creditkit.loop._waiting import RELEASE, RESERVATION
from creditkit.money import Money

if TYPE_CHECKING:
    from creditkit.facts import Moment

#: The kinds of events that decide about limits and orders.
EVENT_KINDS = (RESERVATION, RELEASE, TEMPORARY)
#: The type of an entry that ends another one, and the key of its effect that says which.
ENDED, ENDS = "ended", "ends"


def event_entry(
    event: Event,
    *,
    entry_id: str,
    stream: str,
    until: date | None = None,
    payload: Mapping[str, str] | None = None,
    causes: Iterable[str] = (),
    policy: str | None = None,
) -> Entry:
    """An event as an entry: its kind is the type, its figures are the effect.

    Args:
        event: of any kind, such as ``TemporaryLimit(…).event(…)``. Its party, id and time of recording are left
            out: the entry has a stream, an id and a time of its own.
        entry_id: the host's own id; the same again is the same event.
        stream: the party's pseudonym.
        until: the last day on which it counts; None is for good.
        payload: who and why; it can be redacted.
        causes: entries from which it follows, such as the decision.
        policy: the fingerprint of the policy that led to it.

    Raises:
        InvalidInput: figures that an effect cannot hold.

    >>> called = Event("C-7", "promise_broken", on=date(2026, 7, 1), figures={"promise_id": "P-3"})
    >>> event_entry(called, entry_id="e-1", stream="p-31").effect["promise_id"]
    'P-3'
    """
    return Entry(
        entry_id, stream, event.kind, valid_from=event.on, valid_to=until, effect=texts_of(event.figures),
        payload=payload or {}, causes=tuple(causes), policy=policy,
    )  # fmt: skip


def reservation_entry(
    order: Order,
    *,
    entry_id: str,
    stream: str,
    on: date,
    until: date | None = None,
    payload: Mapping[str, str] | None = None,
    causes: Iterable[str] = (),
    policy: str | None = None,
) -> Entry:
    """Room for an order, taken from a day on: the order is decided, and counts as exposure.

    Of several clerks who reserve the last room at once the ledger lets one through, if each says in ``expected`` how
    many events the streams of all who share the room had when he looked (:func:`connected`); the others get
    ``StreamMoved`` and look again.

    Args:
        order: which was approved.
        entry_id: the host's own id; the same again is the same event.
        stream: the party's pseudonym.
        on: the first day on which it counts.
        until: the last day on which it counts; then it expires by itself. None is for good.
        payload: who and why; it can be redacted.
        causes: entries from which it follows, such as the decision.
        policy: the fingerprint of the policy that led to it.

    Raises:
        InvalidInput: something that is no order, days in the wrong order.

    >>> order = Order("SO-7", "C-7", Money("1250.00", "CNY"), placed_on=date(2026, 7, 1))
    >>> entry = reservation_entry(order, entry_id="r-1", stream="p-31", on=date(2026, 7, 1), until=date(2026, 7, 5))
    >>> entry.type, entry.effect["order_id"], entry.effect["amount"]
    ('reservation', 'SO-7', '1250.00')
    """
    if not isinstance(order, Order):
        raise InvalidInput("order", order, "an Order")
    figures: dict[str, Value] = {
        "order_id": order.order_id, "amount": order.amount.amount, "currency": order.amount.currency,
        "placed_on": order.placed_on,
    }  # fmt: skip
    if order.ship_on is not None:
        figures["ship_on"] = order.ship_on
    if order.prepaid is not None:
        figures["prepaid"] = order.prepaid.amount
    return event_entry(
        Event(order.party_id, RESERVATION, on=on, figures=figures), entry_id=entry_id, stream=stream, until=until,
        payload=payload, causes=causes, policy=policy,
    )  # fmt: skip


def release_entry(
    release: Release,
    *,
    entry_id: str,
    stream: str,
    payload: Mapping[str, str] | None = None,
    causes: Iterable[str] = (),
    policy: str | None = None,
) -> Entry:
    """A held order that somebody let go, near an amount and for some days.

    Args:
        release: which order, at what, from when.
        entry_id: the host's own id; the same again is the same event.
        stream: the party's pseudonym.
        payload: who and why; it can be redacted.
        causes: entries from which it follows, such as the decision.
        policy: the fingerprint of the policy that led to it.

    >>> release = Release("SO-7", Money("1250.00", "CNY"), date(2026, 7, 1), valid_days=3)
    >>> release_entry(release, entry_id="x-1", stream="p-31").valid_to
    datetime.date(2026, 7, 3)
    """
    if not isinstance(release, Release):
        raise InvalidInput("release", release, "a Release")
    figures: dict[str, Value] = {
        "order_id": release.order_id, "amount": release.amount.amount, "currency": release.amount.currency,
        "tolerance": release.tolerance, "valid_days": release.valid_days,
    }  # fmt: skip
    return event_entry(
        Event(stream, RELEASE, on=release.released_on, figures=figures), entry_id=entry_id, stream=stream,
        until=release.last_day, payload=payload, causes=causes, policy=policy,
    )  # fmt: skip


def ended_entry(ends: str, *, entry_id: str, stream: str, on: date, payload: Mapping[str, str] | None = None) -> Entry:
    """The end of a reservation, release or temporary limit: from a day on it counts no more.

    Before that day it did count, and a snapshot of an earlier day says so. An entry that should never have been is
    reversed instead (``reverses``): then it never counted.

    Args:
        ends: the entry that comes to its end.
        entry_id: the host's own id; the same again is the same event.
        stream: the party's pseudonym.
        on: the first day on which it does not count any more.
        payload: who and why; it can be redacted.

    >>> ended_entry("r-1", entry_id="r-1/free", stream="p-31", on=date(2026, 7, 3)).effect["ends"]
    'r-1'
    """
    return Entry(entry_id, stream, ENDED, valid_from=on, effect={ENDS: ends}, payload=payload or {})


def ledger_events(
    source: Ledger | Iterable[Stored],
    as_of: date,
    known_at: Moment | int | None = None,
    *,
    parties: Mapping[str, str] | None = None,
    kinds: Collection[str] = EVENT_KINDS,
) -> tuple[Event, ...]:
    """The events that count on a day, as the facts that the loop reads.

    An event counts from its first day to its last, unless it was reversed, or ended by then. The facts of the
    same day and time of knowledge get them: ``Facts([*facts, *ledger_events(ledger, day)]).at(day)``.

    Args:
        source: the ledger, or events of it, those of each stream in the order of their positions.
        as_of: the day.
        known_at: what was recorded by then, a moment or a position; None is everything.
        parties: from streams to parties; events of other streams are left out. None takes the streams themselves.
        kinds: which types of entries are events.

    Returns:
        The events in the order of their positions, with typed figures, the entry's id and the time of recording.

    Raises:
        InvalidInput: figures that are not what their types say.

    >>> from datetime import datetime
    >>> from creditkit.ledger import MemoryStore
    >>> from creditkit.limits import TemporaryLimit
    >>> ledger, when = Ledger(MemoryStore(), name="limits"), datetime.fromisoformat("2026-07-01T09:00:00+00:00")
    >>> peak = TemporaryLimit("add", Money("150000", "CNY"), date(2026, 7, 15), date(2026, 8, 31))
    >>> entry = event_entry(peak.event("C-7", on=date(2026, 7, 1)), entry_id="t-1", stream="p-31")
    >>> _ = ledger.append(entry, recorded_at=when, salt=bytes(16))
    >>> (event,) = ledger_events(ledger, date(2026, 7, 20), parties={"p-31": "C-7"})
    >>> event.party_id, TemporaryLimit.of(event) == peak
    ('C-7', True)
    """
    return tuple(
        Event(
            party, stored.type, on=stored.valid_from, figures=figures_of(stored.figures), event_id=stored.entry_id,
            recorded_at=stored.recorded_at,
        )
        for stored, party in _standing(source, as_of, known_at, parties, kinds)
    )  # fmt: skip


def reserved_orders(
    source: Ledger | Iterable[Stored],
    as_of: date,
    known_at: Moment | int | None = None,
    *,
    parties: Mapping[str, str] | None = None,
    known: Collection[str] = (),
) -> tuple[Order, ...]:
    """The orders that stand behind the reservations that count on a day.

    A reservation only says that an order is decided; what it takes up is the order's. Where the host's order book does
    not show the order yet, this gives it, or the room would be given away twice.

    Args:
        source: the ledger, or events of it, those of each stream in the order of their positions.
        as_of: the day.
        known_at: what was recorded by then, a moment or a position; None is everything.
        parties: from streams to parties; None takes the streams themselves.
        known: the numbers of the orders that the facts have already; these are left out.

    Returns:
        Each order once, as it was reserved last.

    >>> from datetime import datetime
    >>> from creditkit.ledger import MemoryStore
    >>> ledger, when = Ledger(MemoryStore(), name="limits"), datetime.fromisoformat("2026-07-01T09:00:00+00:00")
    >>> order = Order("SO-7", "C-7", Money("1250.00", "CNY"), placed_on=date(2026, 7, 1))
    >>> entry = reservation_entry(order, entry_id="r-1", stream="C-7", on=date(2026, 7, 1), until=date(2026, 7, 5))
    >>> _ = ledger.append(entry, recorded_at=when, salt=bytes(16))
    >>> [[str(one.amount) for one in reserved_orders(ledger, date(2026, 7, day))] for day in (5, 6)]
    [['1250.00 CNY'], []]
    """
    found: dict[str, Order] = {}
    for event in ledger_events(source, as_of, known_at, parties=parties, kinds=(RESERVATION,)):
        figures = event.figures
        order_id, currency = cast(str, figures["order_id"]), cast(str, figures["currency"])
        prepaid = figures.get("prepaid")
        found[order_id] = Order(
            order_id, event.party_id, Money(cast(str, figures["amount"]), currency),
            placed_on=cast(date, figures["placed_on"]), ship_on=cast("date | None", figures.get("ship_on")),
            prepaid=None if prepaid is None else Money(cast(str, prepaid), currency), recorded_at=event.recorded_at,
        )  # fmt: skip
    return tuple(order for order_id, order in found.items() if order_id not in known)


def _standing(
    source: Ledger | Iterable[Stored],
    as_of: date,
    known_at: Moment | int | None,
    parties: Mapping[str, str] | None,
    kinds: Collection[str],
) -> Iterator[tuple[Stored, str]]:
    """The events that count, and whose they are."""
    day = plain_day("as_of", as_of).isoformat()
    events = list(source.events(known_at=known_at) if isinstance(source, Ledger) else _known(source, known_at))
    reversals = Reversals(events)
    ended = {
        (stored.stream, stored.figures.get(ENDS))
        for stored in events
        if stored.type == ENDED and stored.row.valid_from <= day and stored.entry_id not in reversals
    }
    for stored in events:
        row = stored.row
        if row.type not in kinds or not row.valid_from <= day <= (row.valid_to or day):
            continue
        party = row.stream if parties is None else parties.get(row.stream)
        if party is not None and row.entry_id not in reversals and (row.stream, row.entry_id) not in ended:
            yield stored, party


def _known(events: Iterable[Stored], known_at: Moment | int | None) -> Iterator[Stored]:
    """The events that were recorded by then."""
    if isinstance(known_at, int):
        return (stored for stored in events if stored.pos <= known_at)
    until = micros(known_at, "known_at", absent=EVERYTHING)
    return (stored for stored in events if micros(stored.recorded_at) <= until)
