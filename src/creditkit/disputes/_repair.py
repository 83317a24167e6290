"""Repair rules as policy data: from an event to its penalty, from an outcome to what it gives back.

The rules write entries for the ledger. All that decides about the points stands in the entries themselves, so a
later policy changes nothing that was recorded, and a replay needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import attrs
from attrs import field

from creditkit.dates import plain_day
from creditkit.disputes._conduct import clean_quarters, in_force, penalties_in
from creditkit.disputes._penalties import (
    Penalty,
    are_words,
    days_from,
    given_points,
    is_above_zero,
    later,
    one_of,
    words,
)
from creditkit.disputes._repairs import RepairRule, ShareRounding
from creditkit.errors import InvalidInput
from creditkit.facts import Snapshot
from creditkit.ledger import Entry, Stored
from creditkit.reasons import Figure, Finding, Reason
from creditkit.receivables import Residue

#: An entry that is to be recorded, or one that is.
Recorded: TypeAlias = "Entry | Stored"


@attrs.frozen
class Refused:
    """An outcome that gives nothing back, and why.

    Args:
        reason: ``repair_without_rule``, ``repair_never``, ``repair_not_performed``, ``repair_after_expiry`` or, of a
            case, ``repair_reversed``.

    >>> lost = Entry("p-1", "c-7f3a", "promise_broken", points="-3", valid_from=date(2026, 2, 3))
    >>> RepairRules().repair("no_malice", lost, entry_id="p-1/r", decided_on=date(2026, 3, 1)).reason.code
    'repair_without_rule'
    """

    reason: Reason


def _penalties(given: Iterable[Penalty]) -> tuple[Penalty, ...]:
    return tuple(given)


def _rules(given: Iterable[RepairRule]) -> tuple[RepairRule, ...]:
    return tuple(given)


def _decimals(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or not 0 <= value <= 6:
        raise InvalidInput(attribute.name, value, "a whole number of decimals from 0 to 6")


@attrs.frozen
class RepairRules:
    """What events cost, and what gives it back.

    Args:
        penalties: what each kind of event costs.
        rules: what each outcome gives back; one rule for each outcome, one of them for good conduct at most.
        round: how a share of the points lost is rounded, at ``decimals``: ``down``, ``half_even`` or ``up``.
        decimals: of what shares and linear decay come to.
        at_most_per_year: all that is given back within 365 days in one stream; None is no cap. A reversal gives
            nothing back: it says that nothing was to be lost.
        cooling_off_days: a restoration, and good conduct, counts no earlier than so many days after the penalty's
            own day.
        never_for: kinds of penalties, and causes of penalties, that no repair touches. A reversal still does.

    Raises:
        InvalidInput: an event or an outcome twice, a name that is both, two rules for good conduct.

    >>> rules = RepairRules(
    ...     [Penalty("contract_breached", -12, 365)],
    ...     [RepairRule("customer_fault_performed", "restore", share="0.8")],
    ... )
    >>> lost = rules.penalty("contract_breached", "c-7f3a", entry_id="breach-1", on=date(2026, 2, 3))
    >>> back = rules.repair(
    ...     "customer_fault_performed",
    ...     lost,
    ...     entry_id="breach-1/performed",
    ...     decided_on=date(2026, 3, 1),
    ...     performed_on=date(2026, 3, 9),
    ... )
    >>> back.valid_from, back.figures["share"]
    (datetime.date(2026, 3, 9), '0.8')
    """

    penalties: tuple[Penalty, ...] = field(default=(), converter=_penalties)
    rules: tuple[RepairRule, ...] = field(default=(), converter=_rules)
    round: ShareRounding = field(default="down", kw_only=True, validator=one_of("down", "half_even", "up"))
    decimals: int = field(default=0, kw_only=True, validator=_decimals)
    at_most_per_year: Decimal | None = field(
        default=None, kw_only=True, converter=given_points, validator=is_above_zero
    )
    cooling_off_days: int = field(default=0, kw_only=True, validator=days_from(0))
    never_for: tuple[str, ...] = field(default=(), kw_only=True, converter=words, validator=are_words)

    def __attrs_post_init__(self) -> None:
        named: dict[str, str] = {}
        places = [(f"penalties[{i}].event", one.event) for i, one in enumerate(self.penalties)]
        places += [(f"rules[{i}].outcome", one.outcome) for i, one in enumerate(self.rules)]
        for path, name in places:
            if name in named:
                raise InvalidInput(path, name, "a name that stands nowhere else", f"it stands in {named[name]}")
            named[name] = path
        adding = [i for i, one in enumerate(self.rules) if one.effect == "add"]
        if len(adding) > 1:
            raise InvalidInput(f"rules[{adding[1]}].effect", "add", "one rule for good conduct")

    def penalty_of(self, event: str) -> Penalty | None:
        """What an event costs; None where it costs nothing."""
        return next((one for one in self.penalties if one.event == event), None)

    def rule_for(self, outcome: str) -> RepairRule | None:
        """What an outcome gives back; None where it gives nothing."""
        return next((one for one in self.rules if one.outcome == outcome), None)

    @property
    def conduct(self) -> RepairRule | None:
        """The rule for good conduct."""
        return next((one for one in self.rules if one.effect == "add"), None)

    def wait(self, rule: RepairRule) -> int:
        """How many days after a penalty's own day a rule counts at the earliest.

        Restorations and good conduct cool off. A reversal and a waiver do not: they say something of the penalty.
        """
        cools = rule.effect in ("restore", "add")
        return max(rule.after_days, self.cooling_off_days) if cools else rule.after_days

    def penalty(
        self, event: str, stream: str, *, entry_id: str, on: date, cause: str | None = None,
        causes: Iterable[str] = (), payload: Mapping[str, str] | None = None, policy: str | None = None,
    ) -> Entry:  # fmt: skip
        """The entry of a penalty.

        Args:
            event: a kind that has a penalty.
            stream: whose.
            entry_id: of the entry; the same event gets the same id, whenever it is asked for.
            on: the day of the event.
            cause: why it came about, in a word of :attr:`never_for` where it is one: ``fraud``.
            causes: ids of the facts or entries from which it follows.
            payload: who and why, in words; it can be redacted.
            policy: the fingerprint of the policy.

        Raises:
            InvalidInput: a kind that has no penalty.
        """
        found = self.penalty_of(event)
        if found is None:
            raise InvalidInput("event", event, ", ".join(one.event for one in self.penalties) or "no event at all")
        final = event in self.never_for or cause in self.never_for
        return found.entry(
            stream, entry_id=entry_id, on=plain_day("on", on), decimals=self.decimals, final=final, causes=causes,
            effect=None if cause is None else {"cause": cause}, payload=payload, policy=policy,
        )  # fmt: skip

    def repair(
        self, outcome: str, penalty: Recorded, *, entry_id: str, decided_on: date, performed_on: date | None = None,
        causes: Iterable[str] = (), payload: Mapping[str, str] | None = None, policy: str | None = None,
    ) -> Entry | Refused:  # fmt: skip
        """The entry by which an outcome gives back what a penalty cost, or why there is none.

        Args:
            outcome: that a rule names.
            penalty: the entry that cost the points.
            entry_id: of the new entry.
            decided_on: the day of the decision.
            performed_on: the day on which the customer had done what was decided; None is not yet. What was done
                before the decision counts from the decision.
            causes: ids of the facts or entries from which it follows.
            payload: who and why, in words; it can be redacted.
            policy: the fingerprint of the policy.

        Raises:
            InvalidInput: an entry that cost no points, or the outcome ``good_conduct``, which
                :meth:`good_conduct` gives.
        """
        if penalty.points is None or penalty.points >= 0:
            raise InvalidInput("penalty", penalty.entry_id, "an entry with points below zero")
        rule = self.rule_for(outcome)
        if rule is None:
            return Refused(Reason("repair_without_rule", {"outcome": outcome}))
        if rule.effect == "add":
            raise InvalidInput("outcome", outcome, "an outcome of a case", "good_conduct(…) gives entries for conduct")
        more: dict[str, Any] = {"causes": causes, "payload": payload, "policy": policy}
        if rule.effect == "reverse":
            return Entry(
                entry_id, penalty.stream, outcome, reverses=penalty.entry_id, valid_from=penalty.valid_from, **more
            )
        start = self._start(rule, penalty, plain_day("decided_on", decided_on), performed_on)
        if isinstance(start, Refused):
            return start
        return Entry(
            entry_id, penalty.stream, outcome, points=rule.points, repairs=penalty.entry_id, valid_from=start,
            effect=rule.terms(self.round, self.decimals, self.at_most_per_year), **more,
        )  # fmt: skip

    def _start(
        self, rule: RepairRule, penalty: Recorded, decided_on: date, performed_on: date | None
    ) -> date | Refused:
        """The first day on which a repair counts, or why there is none."""
        if not self._repairable(penalty):
            return Refused(Reason("repair_never", {"penalty": penalty.entry_id, "event": penalty.type}))
        day = decided_on
        if rule.from_ == "performance":
            if performed_on is None:
                return Refused(Reason("repair_not_performed", {"outcome": rule.outcome}))
            day = max(day, plain_day("performed_on", performed_on))
        day = max(day, later(penalty.valid_from, self.wait(rule)))
        if penalty.valid_to is not None and day > penalty.valid_to:
            figures: dict[str, Figure] = {"penalty": penalty.entry_id, "from": day, "expires_on": penalty.valid_to}
            return Refused(Reason("repair_after_expiry", figures))
        return day

    def _repairable(self, penalty: Recorded) -> bool:
        figures = penalty.figures
        touched = penalty.type in self.never_for or figures.get("cause") in self.never_for
        return figures.get("final") != "yes" and not touched

    def good_conduct(
        self, snapshot: Snapshot, party_id: str, *, stream: str | None = None, events: Iterable[Recorded] = (),
        residue: Residue | None = None, policy: str | None = None,
    ) -> tuple[Entry, ...]:  # fmt: skip
        """The entries for clean quarters that are not recorded yet, oldest first.

        An entry counts from the first day after its quarter. Its id says which quarter it is for
        (``good_conduct/c-7f3a/2026-Q1``), and what is among ``events`` is left out: a job may ask every night,
        and under another policy too. A quarter without a penalty to make up for earns nothing.

        Args:
            snapshot: what may be known.
            party_id: whose conduct.
            stream: its stream; by default the party's id.
            events: all that is recorded in the stream.
            residue: how much may stay open on an item that counts as paid.
            policy: the fingerprint of the policy.

        Raises:
            UnknownParty: no known fact is about the party.
        """
        rule, stream, events = self.conduct, stream or party_id, tuple(events)
        if rule is None:
            return ()
        wait = self.wait(rule)
        open_ones = [one for one in penalties_in(events) if self._repairable(one)]
        known = {one.entry_id for one in events}
        quarters = clean_quarters(snapshot, party_id, events=events, late_days=rule.late_days, residue=residue)
        terms = {**rule.terms(self.round, self.decimals, self.at_most_per_year), "up_to": "lost"}
        terms["after_days"] = str(wait)
        return tuple(
            Entry(
                entry_id, stream, rule.outcome, points=rule.points, valid_from=quarter.follows, effect=terms,
                policy=policy,
            )
            for quarter in quarters
            if (entry_id := f"{rule.outcome}/{stream}/{quarter}") not in known
            and any(in_force(one, quarter.follows, wait) for one in open_ones)
        )  # fmt: skip

    def verify(self, inputs: Iterable[str] = ()) -> tuple[Finding, ...]:
        """What is odd about the rules.

        Args:
            inputs: the facts that the scorecard looks at.

        ========================== ======== ==========================================================
        code                       severity found where
        ========================== ======== ==========================================================
        penalty_measured_twice     warning  the scorecard looks at a fact in which the event shows
        penalty_above_its_cap      note     one event costs more than all of its kind may
        repair_never_in_time       warning  every penalty expires before the rule can count
        repair_rounds_to_nothing   warning  the share of a penalty's points rounds to none
        repair_above_yearly_cap    note     a rule gives more points than all repairs of a year may
        ========================== ======== ==========================================================

        >>> rules = RepairRules([Penalty("paid_late", -3, 365, facts=["on_time_rate"])])
        >>> [finding.reason.code for finding in rules.verify(["on_time_rate"])]
        ['penalty_measured_twice']
        """
        from creditkit.disputes._repair_flaws import flaws

        return tuple(flaws(self, frozenset(inputs)))
