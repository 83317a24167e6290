"""The review of a portfolio as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import attrs
import numpy as np

from creditkit.aging import Aging, Basis, Kpi, age, kpis, worklist
from creditkit.columns import Columns, Ints, Labels
from creditkit.errors import InvalidInput
from creditkit.facts import Moment, Snapshot
from creditkit.limits import Decision
from creditkit.loop._assess import Assessment, assess
from creditkit.loop._desk import Desk, desk, is_snapshot
from creditkit.loop._findings import all_findings, findings_table
from creditkit.loop._orders import decisions
from creditkit.loop._portfolio import Portfolio, portfolio
from creditkit.loop._tables import contributions_table, decisions_table, limits_table, scores_table
from creditkit.loop._totals import Totals, totals
from creditkit.policy import Policy
from creditkit.reasons import Finding, Language, Rejection
from creditkit.receivables import Behaviour, OpenItems, behaviour, findings, open_items
from creditkit.scoring import Scores


@attrs.frozen(eq=False)
class Judged:
    """What a policy says of a portfolio.

    Args:
        policy, snapshot: of the review.
        portfolio: the parties in columns.
        decisions: on the orders that wait, in the order of checking.
        worklist: whom to call first.

    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.policy import ready_made
    >>> judged = review(ready_made("manufacturer"), Facts([Party("C-7", currency="CNY")]).at(date(2026, 6, 30))).judged
    >>> judged.portfolio.party_ids, judged.decisions
    (('C-7',), ())
    """

    policy: Policy
    snapshot: Snapshot
    portfolio: Portfolio
    decisions: tuple[Decision, ...]
    worklist: Columns

    def __reduce__(self) -> tuple[object, ...]:
        """It is judged again: policy and snapshot say everything."""
        return _judged_again, (self.policy, self.snapshot)


@attrs.frozen(eq=False)
class Review:
    """What a review found.

    Args:
        policy: the fingerprint of the policy; None where there was none.
        as_of, known_at: of the snapshot.
        open_items, aging, behaviour, kpis: the figures.
        findings: odd but usable data; with a policy also what is odd in the credit files and about limits.
        totals: per currency, how the balance comes about; see :class:`Totals`.
        basis: what the ageing counts from.
        judged: what the policy says; None where there was none.

    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.policy import ready_made
    >>> found = review(ready_made("manufacturer"), Facts([Party("C-7", currency="CNY")]).at(date(2026, 6, 30)))
    >>> found.scores[0].points, found.party("C-7").grade.label, found.tables()["limits"]["party_id"].texts()
    (Decimal('19'), 'E', ['C-7'])
    """

    policy: str | None
    as_of: date
    known_at: Moment | None
    open_items: OpenItems
    aging: Aging
    behaviour: Behaviour
    kpis: tuple[Kpi, ...]
    findings: tuple[Finding, ...]
    totals: tuple[Totals, ...]
    basis: Basis = "due"
    judged: Judged | None = attrs.field(default=None, repr=False)

    @property
    def _judged(self) -> Judged:
        if self.judged is None:
            raise InvalidInput("policy", None, "a review with a policy", "review(policy, snapshot)")
        return self.judged

    @property
    def scores(self) -> Scores:
        """The scores of all parties, sorted by party.

        Raises:
            InvalidInput: the review was made without a policy; so for all that a policy says.
        """
        return self._judged.portfolio.scores

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions on the orders that wait, in the order of checking."""
        return self._judged.decisions

    @property
    def rejected(self) -> tuple[Rejection, ...]:
        """The parties that could not be scored, and the value that is at fault."""
        return () if self.judged is None else self.judged.portfolio.scores.rejected

    def party(self, party_id: str) -> Assessment:
        """One party of the review, whole, as :func:`assess` gives it.

        Raises:
            UnknownParty: no known fact is about it.
        """
        return assess(self._judged.policy, self._judged.snapshot, party_id)

    def tables(self, language: Language = "en") -> Mapping[str, Columns]:
        """The tables that the command line writes, by file name without ending, each sorted by its key.

        Args:
            language: of the messages of findings.
        """
        tables = {
            "aging": self.aging.columns(),
            "open_items": _items(self.open_items, self.aging, self.basis),
            "behaviour": self.behaviour.columns(),
        }
        if self.judged is not None:
            tables |= {
                "scores": scores_table(self.judged.portfolio),
                "contributions": contributions_table(self.judged.portfolio),
                "limits": limits_table(self.judged.portfolio),
                "decisions": decisions_table(self.judged.decisions),
                "worklist": self.judged.worklist,
                "findings": findings_table(
                    self.findings,
                    frozenset(self.judged.snapshot.whole.parties()),
                    language,
                    self.judged.policy.templates(language),
                ),
            }
        return MappingProxyType(tables)


def review(policy: Policy | None, snapshot: Snapshot) -> Review:
    """Reviews a portfolio.

    Args:
        policy: what decides; None gives what needs no policy: open items, ageing in the standard buckets, behaviour
            over 365 days, KPIs.
        snapshot: what may be known. A restricted one is reviewed as part of the whole: pools and orders of parties
            that it leaves out count. It is taken at its word as to what is in dispute: make it of facts to which the
            policy's rules were applied, by :func:`apply_ledger` or :func:`creditkit.disputes.lapsed_facts`.

    Raises:
        InvalidInput: a fact of a type that a condition of the policy cannot take; something that is no policy or
            snapshot.

    >>> from creditkit.facts import Document, Facts
    >>> from creditkit.money import Money
    >>> facts = Facts(
    ...     [Document("1", "C-7", Money("12.50", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))]
    ... )
    >>> review(None, facts.at(date(2025, 3, 2))).aging.total("EUR")
    Money('12.50', 'EUR')
    """
    if policy is not None and not isinstance(policy, Policy):
        raise InvalidInput(
            "policy", policy, "a Policy, or None", "read one with load_policy(path), or take ready_made(name)"
        )
    is_snapshot(snapshot)
    items = open_items(snapshot)
    basis: Basis = "due" if policy is None else policy.basis
    ageing = age(items, None if policy is None else policy.buckets, basis=basis)
    judged = None if policy is None else _judge(desk(policy, snapshot), items)
    found = (*snapshot.findings, *findings(snapshot, items))
    if judged is not None:
        found = (*found, *all_findings(judged.portfolio, judged.decisions))
    return Review(
        None if policy is None else policy.fingerprint, snapshot.as_of, snapshot.known_at, items, ageing,
        _behaviour(policy, snapshot), kpis(snapshot), found, totals(snapshot, ageing), basis, judged,
    )  # fmt: skip


def _judged_again(policy: Policy, snapshot: Snapshot) -> Judged:
    return _judge(desk(policy, snapshot), open_items(snapshot))


def _judge(work: Desk, items: OpenItems) -> Judged:
    found = portfolio(work)
    graded = {name: found.columns[name] for name in ("party_id", "grade", "score")}
    listed = worklist(
        items, work.policy.priority, work.policy.collection, graded=graded, rates=work.rates,
        max_rate_age_days=work.policy.exposure.rate_max_age_days,
    )  # fmt: skip
    return Judged(work.policy, work.snapshot, found, decisions(work), listed)


def _behaviour(policy: Policy | None, snapshot: Snapshot) -> Behaviour:
    """How parties pay, measured as the policy says."""
    if policy is None:
        return behaviour(snapshot)
    how = policy.measures
    return behaviour(
        snapshot, window_days=how.window_days, tolerance_days=how.tolerance_days, weight=how.weight,
        residue=how.residue, minimum_items=how.minimum_items, extend_to_days=how.extend_to_days,
        disputed=how.disputed,
    )  # fmt: skip


def _items(items: OpenItems, ageing: Aging, basis: Basis) -> Columns:
    """The open items with their buckets, sorted by document and due date."""
    order = _order(items)
    names = ageing.names
    day = int(np.datetime64(items.as_of, "D").astype(np.int64))
    since = items.due if basis == "due" else items.issued
    bucket = ageing.buckets.positions(since.view(np.int64), day)
    bucket = np.where(np.isnat(since), len(names) - 2, bucket)
    bucket = np.where(items.unapplied, len(names) - 1, bucket)
    sorted_items = items.where(order)
    return MappingProxyType(
        {
            "invoice_id": sorted_items.document,
            "party_id": sorted_items.party,
            "currency": sorted_items.open.currencies,
            "open_amount": sorted_items.open,
            "issued_on": sorted_items.issued,
            "due_on": sorted_items.due,
            "days_past_due": sorted_items.days_past_due,
            "bucket": Labels(bucket[order], names),
            "disputed": sorted_items.disputed > 0,
        }
    )


def _order(items: OpenItems) -> Ints:
    """Rows by document id as text; instalments of one document stay in order of their due dates."""
    ids = items.document.texts()
    return np.array(sorted(range(len(ids)), key=lambda row: ids[row] or ""), dtype=np.int64)
