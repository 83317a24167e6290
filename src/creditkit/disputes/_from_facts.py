"""From facts to penalties: what happened, as entries that the ledger does not hold yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from creditkit.disputes._repair import RepairRules
from creditkit.errors import InvalidInput
from creditkit.facts import Event, Snapshot
from creditkit.ledger import Entry, Stored

#: Where events come from: a snapshot, or the events themselves.
Happened: TypeAlias = "Snapshot | Iterable[Event]"


def penalties_of(
    happened: Happened, rules: RepairRules, *, streams: Mapping[str, str] | None = None,
    recorded: Iterable[Entry | Stored] = (), policy: str | None = None,
) -> tuple[Entry, ...]:  # fmt: skip
    """The penalties for what happened, those left out that are recorded already; oldest first.

    The id of an entry says what it is for: ``promise_broken/C-7/EV-12``, or the day in place of an event without an
    id. So a job may ask every night and under every policy: an event costs points once, by the policy that was in
    force when it was first recorded.

    Args:
        happened: a snapshot, or events.
        rules: what the kinds of events cost; other kinds cost nothing. An event whose figure ``cause`` is one of
            ``rules.never_for`` gives a penalty that no repair touches.
        streams: the stream of each party, by party id; None is the party's id. With it every party needs one.
        recorded: what is in the ledger.
        policy: the fingerprint of the policy.

    Raises:
        InvalidInput: a party without a stream where streams are given.

    >>> from datetime import date
    >>> from creditkit.disputes import Penalty
    >>> rules = RepairRules([Penalty("promise_broken", -3, 365)])
    >>> [entry] = penalties_of([Event("C-7", "promise_broken", on=date(2026, 2, 3), event_id="EV-12")], rules)
    >>> entry.entry_id, entry.figures
    ('promise_broken/C-7/EV-12', {'points': '-3'})
    """
    known = {one.entry_id for one in recorded}
    entries = (
        rules.penalty(
            event.kind, stream, entry_id=entry_id, on=event.on, cause=_cause(event), policy=policy,
            causes=() if event.event_id is None else (event.event_id,),
        )
        for event, stream, entry_id in _named(_costly(happened, rules), streams)
        if entry_id not in known
    )  # fmt: skip
    return tuple(sorted(entries, key=lambda entry: (entry.valid_from, entry.entry_id)))


def _costly(happened: Happened, rules: RepairRules) -> Iterator[Event]:
    events = happened.events if isinstance(happened, Snapshot) else happened
    return (event for event in events if rules.penalty_of(event.kind) is not None)


def _named(events: Iterable[Event], streams: Mapping[str, str] | None) -> Iterator[tuple[Event, str, str]]:
    """Each event with its stream and the id of its entry. Of events without an id the second of a day gets a number;
    with an id the last one given stands for all, as a correction does.
    """
    seen: Counter[str] = Counter()
    found: dict[str, tuple[Event, str]] = {}
    for event in events:
        stream = event.party_id if streams is None else streams.get(event.party_id)
        if stream is None:
            raise InvalidInput(f"streams[{event.party_id}]", None, "the stream of every party with an event")
        name = f"{event.kind}/{stream}/{event.event_id or event.on.isoformat()}"
        seen[name] += event.event_id is None
        found[name if seen[name] < 2 else f"{name}/{seen[name]}"] = event, stream
    return ((event, stream, name) for name, (event, stream) in found.items())


def _cause(event: Event) -> str | None:
    cause = event.figures.get("cause")
    return cause if isinstance(cause, str) and cause else None
