"""Laws of what disputes do as facts: exposure stays, nothing is seen too early, and so much is in dispute as counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from creditkit.disputes import Case, DisputeRules, disputed_snapshot
from creditkit.facts import Document, Facts, Moment, Snapshot
from creditkit.limits import exposures
from creditkit.receivables import open_items
from creditkit.testing._contents import same_contents

#: Makes a snapshot in which documents say what is in dispute, as ``disputed_snapshot`` does.
Disputed: TypeAlias = Callable[..., Snapshot]


def check_disputes_keep_exposure(
    facts: Facts,
    given: Iterable[Case],
    rules: DisputeRules,
    as_of: date,
    known_at: Moment | None = None,
    *,
    disputed: Disputed = disputed_snapshot,
) -> None:
    """Law: a dispute changes what is in dispute, and nothing that is owed: balances, due days and exposure stay.

    Args:
        facts: the ledger.
        given: the cases.
        rules: of the policy.
        as_of: of the snapshot.
        known_at: of the snapshot.
        disputed: makes the snapshot with the disputes.

    Raises:
        AssertionError: an exposure or an open item is another with the disputes.
    """
    plain = facts.at(as_of, known_at)
    told = disputed(facts, tuple(given), rules, as_of=as_of, known_at=known_at)
    same_contents(_owed(plain), _owed(told), "what is owed without and with disputes")


def _owed(snapshot: Snapshot) -> dict[str, object]:
    items = open_items(snapshot)
    rows = zip(
        items.document.texts(), items.open.minor.tolist(), items.open.currencies.texts(), items.due.tolist(),
        strict=True,
    )  # fmt: skip
    found = exposures(snapshot, "EUR").columns()
    return {"items": sorted(rows, key=repr), "exposure": found}


def check_disputes_no_look_ahead(
    facts: Facts,
    given: Iterable[Case],
    rules: DisputeRules,
    as_of: date,
    known_at: Moment,
    *,
    disputed: Disputed = disputed_snapshot,
) -> None:
    """Law: steps recorded after ``known_at``, or dated after ``as_of``, change nothing that is read then.

    Args:
        facts: the ledger.
        given: the cases, with their future.
        rules: of the policy.
        as_of: of the snapshot.
        known_at: of the snapshot.
        disputed: makes the snapshot with the disputes.

    Raises:
        AssertionError: a document says something else if later steps are there.
    """
    whole = tuple(given)
    cut = [case for one in whole if (case := one.known_at(known_at)) is not None]
    same_contents(
        _said(disputed(facts, whole, rules, as_of=as_of, known_at=known_at)),
        _said(disputed(facts, cut, rules, as_of=as_of, known_at=known_at)),
        "documents with and without later steps",
    )
    dated = [case for one in whole if (case := one.at(as_of, known_at)) is not None]
    same_contents(
        _that_day(disputed(facts, whole, rules, as_of=as_of, known_at=known_at)),
        _that_day(disputed(facts, dated, rules, as_of=as_of, known_at=known_at)),
        "the day with and without steps of later days",
    )


def _that_day(snapshot: Snapshot) -> object:
    """What is in dispute on the day, and since when; of what is ahead a snapshot shows no day."""
    items = open_items(snapshot)
    rows = sorted(zip(items.document.texts(), items.due.tolist(), items.disputed.tolist(), strict=True), key=repr)
    return rows, [snapshot.invoices.column(name) for name in ("disputed_on", "dispute_ended_on", "our_fault_on")]


def _said(snapshot: Snapshot) -> object:
    names = ("document_id", "disputed", "disputed_on", "disputed_amount", "dispute_ended_on", "our_fault_on")
    return [snapshot.invoices.column(name) for name in names]


def check_disputed_amounts(
    facts: Facts,
    given: Iterable[Case],
    rules: DisputeRules,
    as_of: date,
    known_at: Moment | None = None,
    *,
    disputed: Disputed = disputed_snapshot,
) -> None:
    """Law: of each item so much is in dispute as a plain count of days and amounts gives.

    The count goes through every day on which a case was open, or a document that no case was about by then was in
    dispute by its own columns. Where the rules bound a party's share of open items, the claims of cases that are open
    together never exceed it, and no item more than the plain count.

    Args:
        facts: the ledger.
        given: the cases.
        rules: of the policy.
        as_of: of the snapshot.
        known_at: of the snapshot.
        disputed: makes the snapshot with the disputes.

    Raises:
        AssertionError: another amount of an item is in dispute.
    """
    known = [case for one in given if (case := one.known_at(known_at)) is not None]
    snapshot = disputed(facts, known, rules, as_of=as_of, known_at=known_at)
    items = open_items(snapshot)
    found: dict[str, int] = {}
    opens: dict[str, int] = {}
    for row in range(len(items)):
        document_id = items.document[row] or ""
        found[document_id] = found.get(document_id, 0) + int(items.disputed[row])
        opens[document_id] = opens.get(document_id, 0) + max(int(items.open.minor[row]), 0)
    shown = {one.document_id: one for one in snapshot.records("invoices") if isinstance(one, Document)}
    room = _room(rules, shown, opens)
    plain = facts.at(as_of, known_at).records("invoices")
    given_as = {one.document_id: one for one in plain if isinstance(one, Document)}
    for document_id, document in shown.items():
        if document.kind != "invoice":
            continue
        counted = [_claimed_on(case, document, rules, as_of) for case in known]
        if all(one is None for one in counted):
            own = min(_own_claim(given_as[document_id], rules, as_of), opens.get(document_id, 0))
            assert found.get(document_id, 0) == own, f"{document_id}: {found.get(document_id, 0)}, not {own} of its own"
        else:
            owed, claimed = (sum(one[i] for one in counted if one is not None) for i in (0, 1))
            most = min(owed + claimed, document.amount.minor, opens.get(document_id, 0))
            got = found.get(document_id, 0)
            assert got <= most, f"{document_id}: {got} in dispute, at most {most}"
            assert rules.at_most_open_share is not None or got == most, f"{document_id}: {got}, not {most}"
            owner = document.party_id, document.amount.currency
            room[owner] = room.get(owner, 0) - max(got - min(owed, opens.get(document_id, 0)), 0)
    assert rules.at_most_open_share is None or min(room.values(), default=0) >= 0, f"above the bound: {room}"


def _room(rules: DisputeRules, shown: Mapping[str, Document], opens: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """The share of each party's open items in a currency that claims may cover."""
    share = rules.at_most_open_share or 0
    balance: dict[tuple[str, str], int] = {}
    for document_id, minor in opens.items():
        document = shown[document_id]
        owner = document.party_id, document.amount.currency
        balance[owner] = balance.get(owner, 0) + (minor if document.kind == "invoice" else 0)
    return {owner: minor * share.numerator // share.denominator for owner, minor in balance.items()}


def _claimed_on(case: Case, document: Document, rules: DisputeRules, day: date) -> tuple[int, int] | None:
    """What is owed and claimed of a document on a day, counted day by day; None if the case is not about it by then."""
    begun = (one for one in case.course if one.step.on <= day)
    named = any(item.document_id == document.document_id for one in begun for item in one.items)
    if not named or (case.party_id, case.currency) != (document.party_id, document.amount.currency):
        return None
    before = (case.registered_on + timedelta(days=n) for n in range(max((day - case.registered_on).days, 0)))
    used = sum(_on(case, document, on)[1] is not None for on in before)
    owed, claimed = _on(case, document, day)
    lapsed = rules.lapses_after_days is not None and used >= rules.lapses_after_days
    return owed, 0 if claimed is None or lapsed else claimed


def _on(case: Case, document: Document, day: date) -> tuple[int, int | None]:
    """What is owed of a document on a day, and what is claimed; None if no claim is open."""
    standings = [one for one in case.course if one.step.on <= day]
    if not standings:
        return 0, None
    then = standings[-1]
    if then.state in ("registered", "investigating", "mediating"):
        items = [item for item in then.items if item.document_id == document.document_id]
        return 0, next((document.amount.minor if one.whole else one.amount.minor for one in items), None)
    owed = [one.credit.minor for one in then.verdicts if one.document_id == document.document_id]
    return sum(owed) if then.state == "resolved" else 0, None


def _own_claim(document: Document, rules: DisputeRules, day: date) -> int:
    """What a document says by itself to be in dispute on a day, counted day by day; without a day it never lapses."""
    minor = document.amount.minor if document.disputed_amount is None else document.disputed_amount.minor
    since, ended = document.disputed_on, document.dispute_ended_on
    if ended is not None and ended <= day:
        return 0
    if since is None:
        return minor if document.disputed else 0
    used = sum(since + timedelta(days=n) < day for n in range(max((day - since).days, 0)))
    lapsed = rules.lapses_after_days is not None and used >= rules.lapses_after_days
    return 0 if since > day or lapsed else minor
