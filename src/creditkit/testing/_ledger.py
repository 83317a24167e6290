"""Strategies for entries and whole ledgers, and the laws of recording, looking back and redacting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from unicodedata import normalize

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from creditkit.canonical import numeral
from creditkit.facts import Adjustment, Moment
from creditkit.ledger import Accounts, Entry, Ledger, MemoryStore, Receipt, Store, Stored, accounts_of
from creditkit.ledger._encoding import header_of
from creditkit.testing._points import histories, point_days
from creditkit.testing._values import FIRST_DAY, LAST_DAY, days

#: Records entries in a ledger, with a salt of its own.
Append: TypeAlias = "Callable[[Ledger, Sequence[Entry]], Sequence[Receipt]]"
#: What is read of a ledger as known at a moment or a position; anything that can be compared.
Look: TypeAlias = "Callable[[Ledger, Moment | int], object]"
#: Redacts an entry of a ledger under the id of the redaction.
Redact: TypeAlias = "Callable[[Ledger, str, str], object]"
#: Replays a ledger from its start in so many events at a time.
Replay: TypeAlias = "Callable[[Ledger, Sequence[int]], Accounts]"

_STARTS = datetime(2026, 6, 1, tzinfo=UTC)
_STREAMS = ("c-1", "c-2", "客户")
_SALT = bytes(range(16))
#: No surrogates, no NUL, and composed already: what an entry takes.
_LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), max_codepoint=0x24FF) | st.sampled_from(
    '信用"\\\n\t😀'
)


def _texts(*, min_size: int = 0) -> SearchStrategy[str]:
    text = st.text(_LETTERS, min_size=min_size, max_size=8)
    return text.map(lambda one: normalize("NFC", one)).filter(lambda one: len(one.strip()) >= min_size)


def _by_key(keys: Sequence[str]) -> SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(keys), _texts(), max_size=2)


@st.composite
def entries(
    draw: DrawFn, *, streams: Sequence[str] = _STREAMS, min_day: date = FIRST_DAY, max_day: date = LAST_DAY
) -> Entry:
    """Entries of any content that refer to no other: texts in several scripts, payloads, points, windows.

    Args:
        draw: given by Hypothesis.
        streams: whose they are.
        min_day: the first day on which one may begin.
        max_day: the last day on which one may begin.
    """
    first = draw(days(min_day=min_day, max_day=max_day))
    last = draw(st.none() | st.integers(0, 400))
    return Entry(
        draw(_texts(min_size=1)),
        draw(st.sampled_from(list(streams))),
        draw(_texts(min_size=1).filter(lambda one: one not in ("balance", "redaction"))),
        points=draw(st.none() | st.decimals(-100, 100, places=2)),
        valid_from=first,
        valid_to=None if last is None else first + timedelta(days=last),
        payload=draw(_by_key(("who", "why", "evidence"))),
        effect=draw(_by_key(("amount", "currency", "note"))),
        causes=tuple(draw(st.lists(_texts(min_size=1), max_size=2))),
        policy=draw(st.none() | _texts(min_size=1)),
    )


@st.composite
def ledgers(
    draw: DrawFn, *, store: Callable[[], Store] = MemoryStore, name: str = "drawn", max_size: int = 5
) -> Ledger:
    """Ledgers with penalties, repairs, reversals and whatever else, in batches, some of it asserted, some redacted.

    Args:
        draw: given by Hypothesis.
        store: makes an empty store.
        name: the ledger's name.
        max_size: as for :func:`histories`; and at most so many entries of other content.
    """
    ledger = Ledger(store(), name=name)
    others = draw(st.lists(entries(), max_size=max_size))
    others = [attrs.evolve(one, entry_id=f"o{i}{one.entry_id}") for i, one in enumerate(others)]
    clock = _STARTS
    for batch in draw(_batches([*draw(histories(max_size=max_size)), *others])):
        clock += timedelta(seconds=draw(st.integers(0, 100_000)))
        ledger.append(*batch, recorded_at=clock, salt=_SALT)
    for i, place in enumerate(draw(st.lists(st.integers(0, 99), max_size=2))):
        stream, day = _STREAMS[place % 2], draw(point_days())
        asserts = numeral(ledger.accounts().balance(stream, day).total)
        balance = Entry(f"b{i}", stream, "balance", valid_from=day, effect={"asserts": asserts})
        ledger.append(balance, recorded_at=clock, salt=_SALT)
    ids = [stored.entry_id for stored in ledger.events()]
    for i, entry_id in enumerate(draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)) if ids else []):
        ledger.redact(entry_id, redaction_id=f"z{i}", valid_from=LAST_DAY, recorded_at=clock, salt=_SALT)
    return ledger


def _batches(entries: list[Entry]) -> SearchStrategy[list[list[Entry]]]:
    """Cut into batches of any size, their order kept."""
    cuts = st.lists(st.integers(0, len(entries)), max_size=4).map(sorted)
    return cuts.map(lambda at: [entries[a:b] for a, b in zip([0, *at], [*at, len(entries)], strict=True)])


def recorded(ledger: Ledger, entries: Sequence[Entry]) -> Sequence[Receipt]:
    """Records by :meth:`creditkit.ledger.Ledger.append`, at the time of the last event."""
    last = ledger.store.last()
    return ledger.append(*entries, recorded_at=_STARTS if last is None else last.recorded_at, salt=_SALT)


def redacted(ledger: Ledger, entry_id: str, redaction_id: str) -> Receipt:
    """Redacts by :meth:`creditkit.ledger.Ledger.redact`, at the time of the last event."""
    last = ledger.store.last()
    at = _STARTS if last is None else last.recorded_at
    return ledger.redact(entry_id, redaction_id=redaction_id, valid_from=LAST_DAY, recorded_at=at, salt=_SALT)


def looked(ledger: Ledger, known_at: Moment | int) -> object:
    """What a ledger says as known then: every header, all adjustments on some days."""
    accounts = ledger.accounts(known_at=known_at)
    headers = [header_of(stored.row) for stored in ledger.events(known_at=known_at)]
    return headers, accounts.size, _points(accounts)


def _points(accounts: Accounts) -> list[tuple[Adjustment, ...]]:
    return [accounts.adjustments(date(2026, 1, 1) + timedelta(days=13 * step)) for step in range(7)]


def check_retry(ledger: Ledger, entries: Sequence[Entry], *, append: Append = recorded) -> None:
    """Law: a call that is repeated changes nothing and says what was recorded the first time.

    Args:
        ledger: any ledger; the entries are recorded in it.
        entries: entries that it can take.
        append: what records, to hold others to it.

    Raises:
        AssertionError: the second call recorded something, or says something else.
    """
    first = append(ledger, entries)
    before = list(ledger.events())
    again = append(ledger, entries)
    assert list(ledger.events()) == before, "the second call changed the ledger"
    assert [one.stored for one in again] == [one.stored for one in first], "the second call tells of other events"
    assert not any(one.created for one in again), "the second call says that it recorded"


def check_known_at(
    ledger: Ledger, known_at: Sequence[Moment | int], grow: Callable[[Ledger], object], *, look: Look = looked
) -> None:
    """Law: what was known at a time stays what was known at that time, whatever is recorded or redacted later.

    Args:
        ledger: any ledger.
        known_at: positions, and moments before the last event's time.
        grow: records more in it.
        look: what is read, to hold other replays to it.

    Raises:
        AssertionError: something reads otherwise after the ledger has grown.
    """
    before = [look(ledger, known) for known in known_at]
    grow(ledger)
    for known, was in zip(known_at, before, strict=True):
        assert look(ledger, known) == was, f"as known at {known} it reads otherwise now"


def check_redaction(ledger: Ledger, entry_id: str, *, redact: Redact = redacted) -> None:
    """Law: a redaction takes payload and salt of one event away and changes nothing else: no points, no root.

    Args:
        ledger: a sound ledger.
        entry_id: an entry in it that can be redacted.
        redact: what redacts, to hold others to it.

    Raises:
        AssertionError: something else changed, or the payload is there still.
    """
    before, root = list(ledger.events()), ledger.checkpoint()
    points = _points(ledger.accounts())
    redact(ledger, entry_id, f"redaction of {entry_id}")
    after = list(ledger.events(known_at=len(before) - 1))
    gone = [one.pos for one, was in zip(after, before, strict=True) if one != was]
    assert gone in ([], [next(one.pos for one in before if one.entry_id == entry_id)]), f"events {gone} changed"
    assert [_kept(one) for one in after] == [_kept(one) for one in before], "more than salt and payload changed"
    stored = ledger.find(entry_id)
    assert stored is not None, "the event is gone"
    assert (stored.row.salt, stored.row.payload) == (None, None), "something is left"
    assert ledger.checkpoint(root.size) == root, "the root changed"
    assert _points(ledger.accounts()) == points, "the points changed"
    assert ledger.verify(root) == (), "the ledger does not verify"


def _kept(stored: Stored) -> tuple[object, ...]:
    return stored.row[:15]


def in_parts(ledger: Ledger, sizes: Sequence[int]) -> Accounts:
    """Replays page by page, each from the accounts of the pages before it."""
    accounts = accounts_of([])
    for size in sizes:
        accounts = accounts_of(ledger.store.scan(accounts.size, accounts.size + size), accounts)
    return ledger.accounts(since=accounts)


def check_replay_in_parts(
    ledger: Ledger, sizes: Sequence[int], days: Sequence[date], *, replay: Replay = in_parts
) -> None:
    """Law: a replay does not depend on the pages in which events come, nor on where a snapshot was taken.

    Args:
        ledger: any ledger.
        sizes: how many events at a time; the rest comes at once.
        days: on which the points are compared.
        replay: what replays, to hold others to it.

    Raises:
        AssertionError: the points of some stream differ on some day.
    """
    whole, parts = ledger.accounts(), replay(ledger, sizes)
    assert parts.size == whole.size, f"{parts.size} of {whole.size} events were read"
    for day in days:
        assert parts.adjustments(day) == whole.adjustments(day), f"the points of {day} differ"


def check_tampering_is_found(tampered: Ledger) -> None:
    """Law: whatever one changes in the rows of a sound ledger without making all its hashes anew is found.

    Args:
        tampered: a ledger over rows of which some were changed, lost, doubled or moved.

    Raises:
        AssertionError: nothing is found.
    """
    assert tampered.verify(), "nothing was found"
