"""Which cases wait for longer than the policy allows, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

import attrs

from creditkit.dates import plain_day
from creditkit.disputes._case import Case
from creditkit.disputes._rules import DisputeRules
from creditkit.disputes._states import State
from creditkit.facts import Moment
from creditkit.money import Money
from creditkit.reasons import Figure, Finding, Reason

#: The code of the finding, by the state in which a case waits.
_WAITS: Mapping[State, str] = MappingProxyType(
    {
        "registered": "dispute_waits_registered",
        "investigating": "dispute_waits_investigating",
        "mediating": "dispute_waits_mediating",
        "resolved": "dispute_waits_resolved",
    }
)


@attrs.frozen(kw_only=True)
class OverdueCase:
    """A case that has been in a state for too long.

    Args:
        case_id, party_id: which case, whose.
        state, since: where it stands, and since when.
        due_on: the last day on which it would have been in time.
        days_over: how many days ago that was, from 1.
        responsible: the role that has to answer; None where none was named.
        disputed: how much is in dispute.

    >>> from creditkit.disputes import DisputedItem, open_case
    >>> case = open_case("D", "C", [DisputedItem("1", Money("5", "EUR"))], category="price", on=date(2026, 3, 2))
    >>> [late] = overdue_cases([case], DisputeRules(deadlines_days={"registered": 2}), date(2026, 3, 7))
    >>> str(late.due_on), late.days_over, late.disputed, late.finding.reason.code
    ('2026-03-04', 3, Money('5.00', 'EUR'), 'dispute_waits_registered')
    """

    case_id: str
    party_id: str
    state: State
    since: date
    due_on: date
    days_over: int
    responsible: str | None
    disputed: Money

    @property
    def finding(self) -> Finding:
        """The same for a list of findings."""
        figures: dict[str, Figure] = {
            "case": self.case_id,
            "since": self.since,
            "days_over": self.days_over,
            "responsible": self.responsible,
        }
        return Finding("warning", f"cases[{self.case_id}]", Reason(_WAITS[self.state], figures))


def deadline(case: Case, rules: DisputeRules) -> date | None:
    """The last day on which the case is in time in its state; None where the state has no deadline.

    Days count from the one on which the state was entered; an amendment does not start them again.

    >>> from creditkit.disputes import DisputedItem, open_case
    >>> case = open_case("D", "C", [DisputedItem("1", Money("5", "EUR"))], category="price", on=date(2026, 3, 2))
    >>> str(deadline(case, DisputeRules(deadlines_days={"registered": 2})))
    '2026-03-04'
    """
    days = rules.deadlines_days.get(case.state)
    return None if days is None or days > (date.max - case.since).days else case.since + timedelta(days=days)


def cases_at(cases: Iterable[Case], as_of: date, known_at: Moment | None = None) -> Iterator[Case]:
    """The cases as they stood on a day; those that were not registered are left out."""
    return (case for one in cases if (case := one.at(as_of, known_at)) is not None)


def overdue_cases(
    cases: Iterable[Case], rules: DisputeRules, as_of: date, *, known_at: Moment | None = None
) -> tuple[OverdueCase, ...]:
    """The cases past their deadline on a day, the longest over first.

    Args:
        cases: of any state; those without a deadline never show.
        rules: the deadlines.
        as_of: the day, to its end. On the deadline itself a case is in time.
        known_at: up to when steps had been recorded; None is all that is known by now.

    >>> from creditkit.disputes import DisputedItem, open_case
    >>> case = open_case("D", "C", [DisputedItem("1", Money("5", "EUR"))], category="price", on=date(2026, 3, 2))
    >>> rules = DisputeRules(deadlines_days={"registered": 2})
    >>> [(row.state, row.days_over) for row in overdue_cases([case], rules, date(2026, 3, 7))]
    [('registered', 3)]
    """
    day = plain_day("as_of", as_of)
    rows = [row for case in cases_at(cases, day, known_at) if (row := _over(case, rules, day)) is not None]
    return tuple(sorted(rows, key=lambda row: (-row.days_over, row.case_id)))


def _over(case: Case, rules: DisputeRules, day: date) -> OverdueCase | None:
    due_on = deadline(case, rules)
    if due_on is None or day <= due_on:
        return None
    return OverdueCase(
        case_id=case.case_id,
        party_id=case.party_id,
        state=case.state,
        since=case.since,
        due_on=due_on,
        days_over=(day - due_on).days,
        responsible=case.now.responsible,
        disputed=case.disputed,
    )
