"""What a ledger does to facts: points, cases of dispute, and what found nobody to count for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

import attrs

from creditkit.disputes import Case, DisputeRules
from creditkit.errors import InvalidInput
from creditkit.facts import Adjustment, Facts, Moment
from creditkit.facts._schema import TABLES
from creditkit.ledger import Accounts, Ledger, Stored, terms_of
from creditkit.ledger._reversals import Reversals
from creditkit.loop._cases import in_dispute
from creditkit.loop._desk import exact_sum
from creditkit.reasons import Figure, Finding, Reason

#: Why an event counts as it does on a day.
State: TypeAlias = Literal["counts", "ahead", "expired", "reversed", "nothing_left", "reversal"]


@attrs.frozen
class PointEvent:
    """One event of a stream that has to do with points, as it stands on a day.

    Args:
        entry_id, type: its id, and what happened.
        on: its day.
        points: what it states; None for a share or a reversal.
        share: of the points lost, where it states that, as text.
        about: the entry that it repairs or reverses.
        counts: the points that count that day.
        until: the last day on which it can count: that of its penalty where it repairs one; None is for good.
        state: whether it counts, or why it does not.

    >>> from datetime import UTC, datetime
    >>> from creditkit.facts import Party
    >>> from creditkit.ledger import Entry, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> lost = Entry("p", "c-1", "promise_broken", points="-3", valid_from=date(2026, 2, 3), valid_to=date(2026, 5, 3))
    >>> _ = ledger.append(lost, recorded_at=datetime(2026, 2, 3, 9, tzinfo=UTC), salt=bytes(16))
    >>> [event] = apply_ledger(Facts([Party("C-7")]), ledger, date(2026, 6, 1), parties={"c-1": "C-7"}).events_of("C-7")
    >>> event.points, event.counts, event.state
    (Decimal('-3'), Decimal('0'), 'expired')
    """

    entry_id: str
    type: str
    on: date
    points: Decimal | None
    share: str | None
    about: str | None
    counts: Decimal
    until: date | None
    state: State


@attrs.frozen(eq=False)
class Applied:
    """A ledger applied to facts.

    Args:
        facts: the facts with the adjustments, and with documents that say what is in dispute.
        as_of: the day that they are for. Another day may need others.
        ledger, known_at: whose events, and up to when they were recorded.
        accounts: the points of all streams.
        parties: the party of each stream that has one among the facts.
        adjustments: those that were added.
        events: how many events are known.
        findings: streams that belong to nobody; what is odd about the cases, and which of them wait too long.
        cases: the cases of dispute that stand in the ledger, where they were asked for.

    >>> from datetime import UTC, datetime
    >>> from creditkit.facts import Party
    >>> from creditkit.ledger import Entry, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> lost = Entry("p", "c-1", "promise_broken", points="-3", valid_from=date(2026, 2, 3))
    >>> _ = ledger.append(lost, recorded_at=datetime(2026, 2, 3, 9, tzinfo=UTC), salt=bytes(16))
    >>> applied = apply_ledger(Facts([Party("C-7")]), ledger, date(2026, 3, 1), parties={"c-1": "C-7"})
    >>> applied.adjustments[0].points, applied.streams_of("C-7"), applied.without_party
    (Decimal('-3'), ('c-1',), ())
    """

    facts: Facts
    as_of: date
    ledger: Ledger
    known_at: Moment | int | None
    accounts: Accounts
    parties: Mapping[str, str]
    adjustments: tuple[Adjustment, ...]
    events: int
    findings: tuple[Finding, ...]
    cases: tuple[Case, ...] = ()

    @property
    def without_party(self) -> tuple[str, ...]:
        """The streams that belong to nobody among the facts."""
        return tuple(stream for stream in self.accounts.streams if stream not in self.parties)

    def streams_of(self, party_id: str) -> tuple[str, ...]:
        """The streams of a party, in order of their first events."""
        return tuple(stream for stream, party in self.parties.items() if party == party_id)

    def events_of(self, party_id: str) -> tuple[PointEvent, ...]:
        """What has to do with the points of a party, oldest first, also what does not count that day."""
        found = (event for stream in self.streams_of(party_id) for event in self._events(stream))
        return tuple(sorted(found, key=lambda event: (event.on, event.entry_id)))

    def _events(self, stream: str) -> Iterator[PointEvent]:
        events = tuple(self.ledger.events(stream=stream, known_at=self.known_at))
        reversed_ = Reversals(events)
        lines = {line.entry_id: line for line in self.accounts.balance(stream, self.as_of).lines}
        ends = {one.entry_id: one.valid_to for one in events}
        for event in events:
            kind = terms_of(event.figures).kind
            if kind == "other":
                continue
            about = event.figures.get("repairs") or event.figures.get("reverses")
            line = lines.get(event.entry_id)
            last = [end for end in (event.valid_to, ends.get(about or "")) if end is not None]
            until = line.valid_to if line is not None else min(last, default=None)
            state: State = "reversal" if kind == "reversal" else "counts"
            if event.entry_id in reversed_:
                state = "reversed"
            elif line is None and kind != "reversal":
                state = _why_not(event, until, self.as_of)
            yield PointEvent(
                event.entry_id, event.type, event.valid_from, event.points, event.figures.get("share"), about,
                Decimal(0) if line is None else line.worth, until, state,
            )  # fmt: skip


def _why_not(event: Stored, until: date | None, as_of: date) -> State:
    if event.valid_from > as_of:
        return "ahead"
    return "expired" if until is not None and until < as_of else "nothing_left"


def apply_ledger(
    facts: Facts, ledger: Ledger, as_of: date, known_at: Moment | int | None = None, *,
    parties: Mapping[str, str] | None = None, disputes: DisputeRules | None = None,
) -> Applied:  # fmt: skip
    """The facts of a day with the points that a ledger gives and takes on that day, and with its cases of dispute.

    Args:
        facts: what is known otherwise.
        ledger: whose events; verify it first.
        as_of: the day. What counts on another day may differ, so apply the ledger again for it.
        known_at: what was recorded by then, a moment or a position; None is everything.
        parties: from streams to parties, where streams are pseudonyms; None takes the streams themselves.
        disputes: the rules by which the cases in the ledger count, those of the policy; None passes them over.

    Returns:
        The facts, and what belongs to nobody: a stream without a party is a finding, a warning where points count
        or cases stand in it. Nothing is lost in silence.

    Raises:
        InvalidInput: something that is no ledger.
        BalanceBroken: a balance assertion in the ledger is false.

    >>> from datetime import UTC, datetime
    >>> from creditkit.facts import Party
    >>> from creditkit.ledger import Entry, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> lost = Entry("p", "c-1", "promise_broken", points="-3", valid_from=date(2026, 2, 3))
    >>> _ = ledger.append(lost, recorded_at=datetime(2026, 2, 3, 9, tzinfo=UTC), salt=bytes(16))
    >>> applied = apply_ledger(Facts([Party("C-7")]), ledger, date(2026, 3, 1), parties={"c-1": "C-7"})
    >>> [str(one.points) for one in applied.facts.at(date(2026, 3, 1)).adjustments]
    ['-3']
    """
    if not isinstance(ledger, Ledger):
        raise InvalidInput("ledger", ledger, "a Ledger", "write Ledger(store, name=…)")
    known = facts.at(as_of)
    accounts = ledger.accounts(known_at=known_at)
    named = {stream: stream if parties is None else parties.get(stream) for stream in accounts.streams}
    whose = {stream: party for stream, party in named.items() if party is not None and known.knows(party)}
    every = accounts.adjustments(as_of)
    counted = tuple(attrs.evolve(one, party_id=whose[one.party_id]) for one in every if one.party_id in whose)
    found = in_dispute(facts, ledger, disputes, whose, as_of, known_at)
    tables = {name: found.facts.columns(name) for name in TABLES}
    with_points = Facts.from_columns(tables, kept=(*facts.kept, *counted), rates=facts.rates)
    findings = (*_findings(named, whose, every, found.passed_over), *found.findings)
    return Applied(with_points, as_of, ledger, known_at, accounts, whose, counted, accounts.size, findings, found.cases)


def _findings(
    named: Mapping[str, str | None],
    whose: Mapping[str, str],
    every: tuple[Adjustment, ...],
    with_cases: Container[str],
) -> Iterator[Finding]:
    """A finding for each stream that belongs to nobody; a warning where points or cases are lost with it."""
    lost: dict[str, list[Decimal]] = {}
    for one in every:
        if one.party_id not in whose:
            lost.setdefault(one.party_id, []).append(one.points)
    number = Counter(one.party_id for one in every)
    for stream, party in named.items():
        if stream in whose:
            continue
        figures: dict[str, Figure] = {
            "stream": stream,
            "events": number[stream],
            "points": exact_sum(lost.get(stream, ())),
        }
        finding = "stream_without_party"
        if party is not None and party != stream:
            finding = "stream_of_unknown_party"
            figures["party_id"] = party
        yield Finding(
            "warning" if number[stream] or stream in with_cases else "note",
            f"streams[{stream}]",
            Reason(finding, figures),
        )
