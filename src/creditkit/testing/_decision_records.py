"""Laws of decision records: the digest covers what a decision could look at, and a recorded decision replays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TypeAlias

from creditkit.errors import InvalidInput
from creditkit.facts import Document, Fact, Facts, Moment, Order, Snapshot
from creditkit.ledger import Entry, Ledger, MemoryStore, Stored
from creditkit.loop import (
    Replay,
    assess,
    assessment_entry,
    check,
    connected,
    decisions_of,
    digest_of,
    order_entry,
    replayed,
)
from creditkit.loop._outcomes import assessed_figures, checked_figures
from creditkit.policy import Policy
from creditkit.testing._doors import taken
from creditkit.testing._reshaped import known, without_terms

#: Whatever makes a digest of what a snapshot shows of a party, or of everything.
Digest: TypeAlias = Callable[[Snapshot, "str | None"], str]
#: Whatever works a recorded decision out again.
ReplayOf: TypeAlias = Callable[[Stored, Policy, Facts, str], Replay]
#: Decisions are recorded long after all that is drawn.
_WHEN = datetime(2100, 1, 1, tzinfo=UTC)


def _replayed(stored: Stored, policy: Policy, facts: Facts, party_id: str) -> Replay:
    return replayed(stored, policy, facts, party_id=party_id)


def check_digest(facts: Facts, as_of: date, known_at: Moment | None = None, *, digest: Digest = digest_of) -> None:
    """Law: the digest of facts depends on nothing but what a snapshot sees.

    Records and columns, rows in any order, and facts without what is recorded or dated later have one digest, of
    everything and of each party.

    Args:
        facts: any facts.
        as_of: the day.
        known_at: up to when facts had been recorded.
        digest: makes it; others may be held to the law.

    Raises:
        AssertionError: two forms of the same facts have different digests.
    """
    plain = without_terms(facts)
    forms = {
        "as columns": (plain, taken(plain)),
        "backwards": (facts, Facts(list(facts)[::-1], rates=facts.rates)),
        "without what lies ahead": (facts, known(facts, as_of, known_at)),
    }
    for name, (one, other) in forms.items():
        first, second = one.at(as_of, known_at), other.at(as_of, known_at)
        assert first.parties() == second.parties(), f"{name}: other parties"
        for party in (None, *first.parties()):
            assert digest(first, party) == digest(second, party), f"{name}: another digest of {party or 'everything'}"


def check_digest_notices(
    facts: Facts,
    other: Facts,
    policy: Policy,
    as_of: date,
    known_at: Moment | None = None,
    *,
    digest: Digest = digest_of,
) -> None:
    """Law: of two sets of facts with one digest of a party, every decision about that party is the same.

    Args:
        facts: any facts.
        other: the same with something changed, added or left out.
        policy: decides.
        as_of: the day.
        known_at: up to when facts had been recorded.
        digest: makes it.

    Raises:
        AssertionError: a decision differs, and the digest does not.
    """
    first, second = facts.at(as_of, known_at), other.at(as_of, known_at)
    for party in sorted({*first.parties()} & {*second.parties()}):
        if digest(first, party) == digest(second, party):
            one, two = _decided(policy, first, party), _decided(policy, second, party)
            assert one == two, f"{party}: one digest, two decisions"


def check_digest_is_enough(
    facts: Facts, policy: Policy, as_of: date, known_at: Moment | None = None, *, digest: Digest = digest_of
) -> None:
    """Law: the facts of the parties that are connected with one are enough to decide about it, and to replay.

    Args:
        facts: any facts.
        policy: decides.
        as_of: the day.
        known_at: up to when facts had been recorded.
        digest: makes it.

    Raises:
        AssertionError: without the facts of strangers the digest or a decision differs.
    """
    snapshot = facts.at(as_of, known_at)
    for party in snapshot.parties():
        circle = frozenset(connected(snapshot, party))
        alone = Facts(_about(snapshot, circle), rates=facts.rates).at(as_of)
        assert digest(alone, party) == digest(snapshot, party), f"{party}: another digest without strangers"
        one, two = _decided(policy, snapshot, party), _decided(policy, alone, party)
        assert one == two, f"{party}: another decision without strangers"


def _about(snapshot: Snapshot, circle: frozenset[str]) -> Iterator[Fact]:
    """The facts that a snapshot shows of some parties; of an allocation to a stranger also the stranger's document."""
    part = snapshot.restrict(circle & frozenset(snapshot.parties()))
    whole = {one.document_id: one for one in snapshot.records("invoices") if isinstance(one, Document)}
    ends = [part.allocations.labels(name).texts() for name in ("to_id", "from_id")]
    shown = {*part.invoices.labels("document_id").texts(), None}
    yield from (
        whole[name] for name in sorted({n for names in ends for n in names if n is not None and n not in shown})
    )
    for table in ("parties", "invoices", "allocations", "orders", "deliveries", "observations"):
        yield from part.records(table)
    kept: tuple[Fact, ...] = (*part.adjustments, *part.holds, *part.standings, *part.events)
    yield from kept


def _decided(policy: Policy, snapshot: Snapshot, party: str) -> object:
    """Every decision about a party, as figures; the error where it cannot be scored."""
    orders = {one.order.order_id: checked_figures(one) for one in decisions_of(policy, snapshot, party)}
    try:
        return assessed_figures(assess(policy, snapshot, party)), orders
    except InvalidInput as error:
        return str(error), orders


def check_decisions_replay(
    policy: Policy, facts: Facts, as_of: date, known_at: Moment | None = None, *, replay: ReplayOf = _replayed
) -> None:
    """Law: every decision that was recorded is the same when it is worked out again, whatever became known later.

    Args:
        policy: decides.
        facts: any facts, with their future.
        as_of: the day of the decisions.
        known_at: up to when facts had been recorded; None sees all of them.
        replay: works a decision out again.

    Raises:
        AssertionError: a decision differs, or another policy passes for the one that decided.
    """
    seen = known(facts, as_of, known_at).at(as_of, known_at)
    for party, entry in _entries(policy, seen):
        (receipt,) = Ledger(MemoryStore(), name="decisions").append(entry, recorded_at=_WHEN, salt=bytes(16))
        found = replay(receipt.stored, policy, facts, party)
        assert found.same, f"{entry.entry_id}: {[str(one.reason) for one in found.findings]}"
        spoiled = Stored(receipt.stored.row._replace(policy="0" * 64))
        assert not replay(spoiled, policy, facts, party).same, f"{entry.entry_id}: any policy passes"


def _entries(policy: Policy, snapshot: Snapshot) -> Iterator[tuple[str, Entry]]:
    for party in snapshot.parties():
        try:
            yield party, assessment_entry(f"assess/{party}", f"p/{party}", assess(policy, snapshot, party))
        except InvalidInput:  # a value that the scorecard refuses: there is no decision to record
            continue
        for order in snapshot.records("orders"):
            if isinstance(order, Order) and order.party_id == party:
                decision = check(policy, snapshot, order)
                yield party, order_entry(f"check/{order.order_id}", f"p/{party}", decision, policy, snapshot)
