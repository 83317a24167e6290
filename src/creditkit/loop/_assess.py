"""The assessment of one party: from its credit file to its limit and its position, each step explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import attrs

from creditkit.columns import Record, Value
from creditkit.credit_file import CreditFile
from creditkit.credit_file._file import file_of
from creditkit.credit_file._plan import Plan
from creditkit.errors import InvalidInput
from creditkit.facts import Snapshot, Standing
from creditkit.limits import Derivation, InForce, Limit, LimitRule, Position, Terms, Unlimited, UpTo
from creditkit.loop._desk import UTILISATION, Desk, desk
from creditkit.loop._position import counting, position, utilisation_in_force
from creditkit.money import Money
from creditkit.policy import Policy
from creditkit.reasons import Finding
from creditkit.scoring import Grade, Score


@attrs.frozen(eq=False, kw_only=True, slots=False)
class Assessment:
    """One party, whole. Made by :func:`assess`.

    Args:
        party_id, as_of: who, and when.
        policy: the fingerprint of the policy.
        file: what is known, and from where.
        score, grade: with their contributions and reasons.
        terms: what the policy's table gives.
        proposed: the limit that the policy's rule comes to, and how; in the policy's currency.
        in_force: the limit that is in force, and where it is from.
        limit: the limit that counts: the one in force; where none is, unset if a group's limit holds, else the
            proposed one.
        values: everything that conditions saw: the file, the score, the coverage, the grade, the terms.

    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.policy import ready_made
    >>> known = Facts([Party("C-7", currency="CNY", country="CN")]).at(date(2026, 6, 30))
    >>> found = assess(ready_made("manufacturer"), known, "C-7")
    >>> found.grade.label, found.file.values["country"], found.position.headroom, found.standing().computed
    ('E', 'CN', Money('0.00', 'CNY'), 'E')
    """

    party_id: str
    as_of: date
    policy: str
    file: CreditFile
    score: Score
    grade: Grade
    terms: Terms
    proposed: Derivation
    in_force: InForce
    limit: Limit
    values: Record = attrs.field(repr=False)
    _work: Desk = attrs.field(repr=False, alias="work")

    def __reduce__(self) -> tuple[object, ...]:
        """It is assessed again: policy and snapshot say everything."""
        return assess, (self._work.policy, self._work.snapshot, self.party_id)

    @cached_property
    def position(self) -> Position:
        """What the party owes, all its open orders included, against the limit and the pools it is in."""
        return position(self._work, self.party_id, self.limit, self.terms, self.values)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is odd: in the file, in the rules of the grade, about the limit."""
        return (*self.file.findings, *self.grade.unknown, *self.in_force.findings)

    def standing(self) -> Standing:
        """What the host records, so that later reviews know what was in force: the grade, and the limit in force.

        A limit that was only proposed is not in it: it comes into force when somebody approves it.
        """
        base = self.in_force.base
        limit: Money | Literal["unlimited"] | None
        limit = base.amount if isinstance(base, UpTo) else "unlimited" if isinstance(base, Unlimited) else None
        return Standing(
            self.party_id, grade=self.grade.label, computed=self.grade.computed, limit=limit, valid_from=self.as_of
        )  # fmt: skip


def assess(policy: Policy, snapshot: Snapshot, party_id: str) -> Assessment:
    """Assesses one party: file, score, grade, terms, limit, position.

    Args:
        policy: the policy.
        snapshot: what may be known.
        party_id: whom.

    Raises:
        UnknownParty: no known fact is about it, or the snapshot is restricted to others.
        InvalidInput: a value that the scorecard refuses; something that is no policy, snapshot or party id.

    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.policy import ready_made
    >>> new = Facts([Party("C-7", currency="CNY")]).at(date(2026, 6, 30))
    >>> found = assess(ready_made("manufacturer"), new, "C-7")
    >>> found.score.points, found.grade.label, found.terms.prepayment_share
    (Decimal('19'), 'E', Decimal('1'))
    """
    work = desk(policy, snapshot)
    if not isinstance(party_id, str):
        raise InvalidInput("party_id", party_id, "the id of a party, as text")
    return assessed(work, party_id, work.snapshot)


def assessed(work: Desk, party_id: str, snapshot: Snapshot, plan: Plan | None = None) -> Assessment:
    """The same, on a desk that several assessments share.

    Args:
        work: the desk.
        party_id: whom.
        snapshot: the desk's, or the whole of it: orders of others wait in the same line as those that are shown.
        plan: what the file may be kept to; None is all fields of the policy.
    """
    policy = work.policy
    file = file_of(snapshot, party_id, policy.file_plan if plan is None else plan)
    known: dict[str, Value] = dict(file.values)
    if UTILISATION in policy.inputs:
        known[UTILISATION] = utilisation_in_force(work, party_id)
    score = policy.scorer.score(known)
    grade = policy.grading.grade(
        score, known, adjustment=work.adjustments.get(party_id, Decimal(0)), standings=work.standings_of(party_id),
        as_of=snapshot.as_of,
    )  # fmt: skip
    graded = {**known, "score": grade.points, "coverage": score.coverage, "grade": grade.label}
    terms = policy.terms.decide(graded).value
    values = MappingProxyType({**graded, "payment_days": terms.days, "prepayment_share": terms.prepayment_share})
    proposed = derived(policy.limits, values)
    in_force = work.in_force(party_id)
    limit = counting(work, party_id, proposed.limit)
    return Assessment(
        party_id=party_id, as_of=snapshot.as_of, policy=work.fingerprint, file=file, score=score, grade=grade,
        terms=terms, proposed=proposed, in_force=in_force,
        limit=limit, values=values, work=work,
    )  # fmt: skip


def derived(rule: LimitRule, values: Record) -> Derivation:
    """What a rule proposes, with its derivation where the rule tells one."""
    derive: Callable[[Record], Derivation] | None = getattr(rule, "derive", None)
    return Derivation(rule.limit(values), (), ()) if derive is None else derive(values)
