"""The ledger of points that goes with the trade ledger: penalties, repairs, reversals and good conduct.

Broken promises are those of the facts. Breaches, disputes without ground and deductions are drawn for each customer,
with what became of them. Conduct is what a job at the end of each quarter would have found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from creditkit.disputes import Refused, RepairRules, penalties_of
from creditkit.facts import Facts, Snapshot
from creditkit.ledger import Entry, Ledger, MemoryStore, Pseudonyms
from creditkit.policy import Policy, ready_made
from creditkit.sample._dice import Dice
from creditkit.sample._ledger import LAST_DAY

#: Per cent of the customers that something happened with, and what.
HAPPENED = (
    (12, "contract_breached"),
    (10, "dispute_unfounded"),
    (8, "unauthorised_deduction"),
    (4, "bill_dishonoured"),
)
#: What became of it, by twentieths; None: nothing yet.
CAME_OF_IT = (
    *(["customer_fault_performed"] * 6), *(["no_malice"] * 2), *(["mediated_and_performed"] * 2),
    *(["our_fault"] * 3), *([None] * 7),
)  # fmt: skip
#: A job looks at a quarter so many days after its end.
AFTER = 6


def sample_pseudonyms(*, seed: int) -> Pseudonyms:
    """The names of the streams in :func:`sample_ledger`. The key follows from the seed, which no real one may.

    >>> sample_pseudonyms(seed=7).of("C-0001")
    '...'
    """
    return Pseudonyms(sha256(f"creditkit sample {seed}".encode()).digest(), scope="repair")


def sample_ledger(facts: Facts, *, seed: int, last_day: date = LAST_DAY) -> Ledger:
    """A synthetic ledger of points for the parties of the sample, under the rules of the policy ``manufacturer``.

    It holds penalties with and without repairs, reversals, and entries for clean quarters, all by
    :class:`~creditkit.disputes.RepairRules`, recorded at 18:00 UTC of the day on which each was known. Streams are
    pseudonyms; ``sample_pseudonyms(seed=seed).map(party_ids)`` leads back. The same arguments give an equal ledger.

    Args:
        facts: those of :func:`sample_facts`, with the same seed.
        seed: as there.
        last_day: nothing is recorded later.

    >>> from creditkit.sample import sample_facts
    >>> ledger = sample_ledger(sample_facts(seed=7, parties=20, months=12), seed=7)
    >>> len(ledger) > 0, ledger.verify()
    (True, ())
    """
    policy, names = ready_made("manufacturer"), sample_pseudonyms(seed=seed)
    whole, dice = facts.at(last_day), Dice(seed)
    parties = [party for party in whole.parties() if party not in _suppliers(whole)]
    streams = {party: names.of(party) for party in whole.parties()}
    known = list(_promises(whole, policy, streams))
    for party in parties:
        known += _story(dice.child(), streams[party], _first_day(facts, last_day), last_day, policy)
    known += _conduct(facts, policy, {party: streams[party] for party in parties}, known, last_day)
    return _recorded(known, seed, last_day)


def _suppliers(snapshot: Snapshot) -> frozenset[str | None]:
    parties = snapshot.view("parties")
    kinds = zip(parties.labels("party_id").texts(), parties.labels("kind").texts(), strict=True)
    return frozenset(party for party, kind in kinds if kind == "supplier")


def _first_day(facts: Facts, last_day: date) -> date:
    issued = facts.at(last_day).invoices.days("issued_on")
    first: date = issued.min().item()
    return first


#: An entry, and the day on which it was known.
_Known = tuple[date, Entry]


def _promises(whole: Snapshot, policy: Policy, streams: dict[str, str]) -> Iterator[_Known]:
    for entry in penalties_of(whole, policy.repair, streams=streams, policy=policy.fingerprint):
        yield entry.valid_from, entry


def _story(dice: Dice, stream: str, first: date, last: date, policy: Policy) -> list[_Known]:
    """What happened with one customer, and what became of it."""
    found: list[_Known] = []
    for percent, event in HAPPENED:
        if not dice.chance(percent):
            continue
        on = date.fromordinal(dice.between(first.toordinal(), last.toordinal() - 20))
        lost = policy.repair.penalty(
            event, stream, entry_id=f"{event}/{stream}/1", on=on, policy=policy.fingerprint,
            payload={"note": "synthetic"},
        )  # fmt: skip
        found += [(on, lost), *_came_of(dice, policy, lost)]
    return [one for one in found if one[0] < last]


def _came_of(dice: Dice, policy: Policy, lost: Entry) -> Iterator[_Known]:
    """What became of a penalty."""
    outcome = dice.pick(CAME_OF_IT)
    decided = lost.valid_from + timedelta(days=dice.between(5, 60))
    performed = decided + timedelta(days=dice.between(3, 40))
    if outcome is None:
        return
    entry = policy.repair.repair(
        outcome, lost, entry_id=f"{outcome}/{lost.entry_id}", decided_on=decided, performed_on=performed,
        causes=(lost.entry_id,), policy=policy.fingerprint,
    )  # fmt: skip
    if not isinstance(entry, Refused):
        yield (decided if outcome in ("our_fault", "no_malice") else performed), entry


def _conduct(
    facts: Facts, policy: Policy, streams: dict[str, str], known: Sequence[_Known], last: date
) -> Iterator[_Known]:
    """Clean quarters, as a job found them quarter by quarter with what was known by then."""
    rules, recorded = policy.repair, list(known)
    for night in _nights(_first_day(facts, last), last):
        snapshot = facts.at(night, night)
        by_stream: dict[str, list[Entry]] = {}
        for day, entry in recorded:
            if day < night:
                by_stream.setdefault(entry.stream, []).append(entry)
        for entry in _earned(rules, snapshot, policy, streams, by_stream):
            recorded.append((night, entry))
            yield night, entry


def _earned(
    rules: RepairRules, snapshot: Snapshot, policy: Policy, streams: dict[str, str], by_stream: dict[str, list[Entry]]
) -> Iterator[Entry]:
    for party, stream in streams.items():
        if stream in by_stream and snapshot.knows(party):
            yield from rules.good_conduct(
                snapshot, party, stream=stream, events=by_stream[stream], residue=policy.measures.residue,
                policy=policy.fingerprint,
            )  # fmt: skip


def _nights(first: date, last: date) -> Iterator[date]:
    """Some days after the end of each quarter."""
    for year in range(first.year, last.year + 1):
        for month in (1, 4, 7, 10):
            night = date(year, month, 1) + timedelta(days=AFTER)
            if first < night < last:
                yield night


def _recorded(known: Iterable[_Known], seed: int, last: date) -> Ledger:
    """The ledger of what was known, recorded in the evening of each day."""
    ledger = Ledger(MemoryStore(), name="repair")
    days: dict[date, list[Entry]] = {}
    for day, entry in known:
        if day <= last:
            days.setdefault(day, []).append(entry)
    for day in sorted(days):
        ledger.append(
            *days[day], recorded_at=datetime.combine(day, time(18), UTC),
            salt=sha256(f"creditkit sample {seed} {day}".encode()).digest(),
        )  # fmt: skip
    return ledger
