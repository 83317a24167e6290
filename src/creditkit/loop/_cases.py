"""The cases of dispute that stand in a ledger, as facts: one ledger serves points and cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from creditkit.disputes import Case, DisputeRules, cases_of, dispute_findings, disputed_facts, overdue_cases
from creditkit.disputes._told import concerned, documents_in
from creditkit.facts import Facts, Moment
from creditkit.facts._moments import EVERYTHING, micros
from creditkit.ledger import Ledger
from creditkit.reasons import Finding


@attrs.frozen(eq=False)
class InDispute:
    """Facts in which documents say what is in dispute, the cases that say so, and what is odd about them.

    ``passed_over`` are streams with cases that belong to nobody.
    """

    facts: Facts
    cases: tuple[Case, ...] = ()
    findings: tuple[Finding, ...] = ()
    passed_over: frozenset[str] = frozenset()


def in_dispute(
    facts: Facts, ledger: Ledger, rules: DisputeRules | None, parties: Mapping[str, str], as_of: date,
    known_at: Moment | int | None,
) -> InDispute:  # fmt: skip
    """The cases of a ledger applied to the documents of a day; without rules the facts are as they were.

    Args:
        facts: what is known otherwise.
        ledger: whose events.
        rules: of the policy.
        parties: from streams to parties; cases in other streams are passed over.
        as_of: the day.
        known_at: what was recorded by then, a moment or a position.
    """
    if rules is None:
        return InDispute(facts)
    events = tuple(ledger.events(known_at=known_at))
    read = cases_of([one for one in events if one.stream in parties], parties=parties)
    lost = cases_of([one for one in events if one.stream not in parties])
    cases, moment = tuple(read), None if isinstance(known_at, int) else known_at
    told = disputed_facts(facts, cases, rules, as_of=as_of, known_at=moment)
    late = (one.finding for one in overdue_cases(cases, rules, as_of, known_at=moment))
    findings = (*read.findings, *_odd(facts, cases, moment), *late)
    return InDispute(told, cases, findings, passed_over=frozenset(one.party_id for one in lost))


def _odd(facts: Facts, cases: tuple[Case, ...], known_at: Moment | None) -> Iterator[Finding]:
    if cases:
        known = micros(known_at, "known_at", absent=EVERYTHING)
        documents = [one for one in documents_in(facts, concerned(facts, cases)) if micros(one.recorded_at) <= known]
        yield from dispute_findings(cases, sorted(documents, key=lambda one: micros(one.recorded_at)))
