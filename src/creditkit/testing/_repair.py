"""Strategies for repair rules and what they record, and the law of the nightly job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias, cast

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from creditkit.disputes import Penalty, Refused, RepairRule, RepairRules
from creditkit.facts import Facts, Snapshot
from creditkit.ledger import Entry, Ledger, MemoryStore, Stored

#: What a job records: from what may be known, a party, what is in its stream, and the fingerprint of a policy.
Nightly: TypeAlias = "Callable[[RepairRules, Snapshot, str, Sequence[Stored], str], tuple[Entry, ...]]"

_EVENTS = ("promise_broken", "dispute_unfounded", "contract_breached")
_OUTCOMES = ("our_fault", "no_malice", "mediated_and_performed", "customer_fault_performed")
_FIRST, _SPAN = date(2026, 1, 1), 40
_RECORDED = datetime(2026, 1, 1, tzinfo=UTC)


def _points() -> SearchStrategy[Any]:
    return st.integers(1, 12) | st.sampled_from(["0.5", "2.25", "7.125"])


def _penalty(event: str) -> SearchStrategy[Penalty]:
    return st.builds(
        Penalty, st.just(event), _points().map(lambda points: f"-{points}"), st.integers(1, _SPAN),
        at_most=st.none() | _points(), within_days=st.integers(1, _SPAN),
        decay=cast(Any, st.sampled_from(["none", "linear"])),
    )  # fmt: skip


def _rule(outcome: str) -> SearchStrategy[RepairRule]:
    share = st.sampled_from(["0.8", "1", "0.333"])
    own: dict[str, Any] = {
        "after_days": st.integers(0, _SPAN // 2), "at_most": st.none() | _points(),
    }  # fmt: skip
    days = st.sampled_from(["decision", "performance"])
    kinds: list[SearchStrategy[RepairRule]] = [
        st.builds(RepairRule, st.just(outcome), st.just("reverse")),
        st.builds(RepairRule, st.just(outcome), st.just("waive"), share=share, from_=days, **own),
        st.builds(RepairRule, st.just(outcome), st.just("restore"), share=share, from_=days, **own),
        st.builds(RepairRule, st.just(outcome), st.just("restore"), points=_points(), from_=days, **own),
    ]
    return st.one_of(kinds)


def _conduct() -> SearchStrategy[RepairRule]:
    return st.builds(
        RepairRule, st.just("good_conduct"), st.just("add"), points=_points(), after_days=st.integers(0, _SPAN // 2),
        at_most=st.none() | _points(), late_days=st.integers(0, 5),
    )  # fmt: skip


@st.composite
def repair_rules(draw: DrawFn) -> RepairRules:
    """Rules of every effect, with caps, cooling-off, decay, rounding and kinds that nothing makes up for."""
    events = draw(st.lists(st.sampled_from(_EVENTS), unique=True))
    outcomes = draw(st.lists(st.sampled_from(_OUTCOMES), unique=True))
    conduct = draw(st.lists(_conduct(), max_size=1))
    return RepairRules(
        [draw(_penalty(event)) for event in events],
        [*(draw(_rule(outcome)) for outcome in outcomes), *conduct],
        round=draw(st.sampled_from(["down", "half_even", "up"])),
        decimals=draw(st.integers(0, 3)),
        at_most_per_year=draw(st.none() | _points()),
        cooling_off_days=draw(st.integers(0, _SPAN // 2)),
        never_for=draw(st.lists(st.sampled_from([*_EVENTS, "fraud"]), max_size=2)),
    )


@st.composite
def ruled_histories(draw: DrawFn, rules: RepairRules | None = None, *, max_size: int = 6) -> list[Entry]:
    """What rules record of events, outcomes and clean quarters, in an order in which it can be recorded.

    Args:
        draw: filled in by Hypothesis.
        rules: the rules; drawn by default.
        max_size: at most so many penalties, and as many repairs.
    """
    rules = draw(repair_rules()) if rules is None else rules
    days = st.integers(0, _SPAN).map(lambda days: _FIRST + timedelta(days=days))
    lost = [
        rules.penalty(event, "c-1", entry_id=f"p{i}", on=draw(days), cause=draw(st.none() | st.just("fraud")))
        for i, event in enumerate(draw(_some([one.event for one in rules.penalties], max_size)))
    ]
    found: list[Entry] = list(lost)
    reversed_: set[str] = set()
    outcomes = [rule.outcome for rule in rules.rules if rule.effect != "add"]
    for i, outcome in enumerate(draw(_some(outcomes if lost else [], max_size))):
        penalty = draw(st.sampled_from(lost))
        performed = draw(st.none() | days)
        made = rules.repair(outcome, penalty, entry_id=f"r{i}", decided_on=draw(days), performed_on=performed)
        if not isinstance(made, Refused) and made.reverses not in reversed_:
            reversed_ |= {made.reverses} if made.reverses else set()
            found.append(made)
    return found


def _some(names: Sequence[str], most: int) -> SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=most) if names else st.just([])


def good_conduct_of(
    rules: RepairRules, snapshot: Snapshot, party_id: str, events: Sequence[Stored], policy: str
) -> tuple[Entry, ...]:
    """The library's own job: the clean quarters that are not recorded yet."""
    return rules.good_conduct(snapshot, party_id, events=events, policy=policy)


def check_nightly_job(
    rules: RepairRules, facts: Facts, party_id: str, nights: Iterable[date], *,
    recorded: Sequence[Entry] = (), job: Nightly = good_conduct_of,
) -> None:  # fmt: skip
    """A job that runs on many nights, and twice on each, leaves the points of one that runs on the last.

    Policies change on the way: what was recorded under one is not recorded again under the next.

    Args:
        rules: of every policy on the way.
        facts: all that is known, none of it corrected later.
        party_id: whose stream.
        nights: when the job runs.
        recorded: what is in the stream before the first.
        job: what it records.
    """
    ordered = sorted(set(nights))
    often, once = ([night for night in ordered for _ in (0, 1)], ordered[-1:])
    ledgers = [_run(rules, facts, party_id, some, recorded, job) for some in (often, once)]
    left, right = ({entry.entry_id: entry.figures for entry in ledger.events()} for ledger in ledgers)
    assert left == right, f"nights {ordered}: {left} and {right}"


def _run(
    rules: RepairRules, facts: Facts, party_id: str, nights: Iterable[date], recorded: Sequence[Entry], job: Nightly
) -> Ledger:
    ledger = Ledger(MemoryStore(), name="points")
    if recorded:
        ledger.append(*recorded, recorded_at=_RECORDED, salt=bytes(16))
    for place, night in enumerate(nights):
        policy = f"{place}" * 64
        entries = job(rules, facts.at(night), party_id, tuple(ledger.events(stream=party_id)), policy[:64])
        if entries:
            ledger.append(*entries, recorded_at=_RECORDED, salt=bytes(16))
    return ledger
