"""Everything that the sample promises is in it, in about the shares that it states."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from creditkit.credit_file import CATALOGUE, catalogue_fields, catalogue_rules, credit_file, credit_files
from creditkit.facts import (
    Adjustment,
    Allocation,
    AllocationKind,
    Delivery,
    Document,
    Event,
    Fact,
    Facts,
    Hold,
    Observation,
    Order,
    Party,
    Standing,
)
from creditkit.limits import TemporaryLimit
from creditkit.money import Money
from creditkit.sample._accounts import accounts
from creditkit.sample._dice import Dice
from creditkit.sample._temperaments import TEMPERAMENTS
from creditkit.sample._terms import TERMS

LAST = date(2025, 12, 31)
Records = tuple[Fact, ...]


def of(ledger: Records, kind: type[Any]) -> list[Any]:
    return [fact for fact in ledger if isinstance(fact, kind)]


def final(ledger: Records, kind: type[Any], key: str) -> dict[str, Any]:
    """The last version of each id; versions stand in order of recording."""
    return {getattr(fact, key): fact for fact in of(ledger, kind)}


def test_every_kind_of_record_is_there(ledger: Records) -> None:
    """All ten kinds of fact occur."""
    kinds = (Party, Document, Allocation, Order, Delivery, Observation, Adjustment, Hold, Standing, Event)
    assert {type(fact) for fact in ledger} == set(kinds)


def test_the_size_is_as_stated(ledger: Records) -> None:
    """Some twelve thousand documents of two hundred accounts."""
    kinds = Counter(document.kind for document in final(ledger, Document, "document_id").values())
    assert 5_500 < kinds["invoice"] < 7_800
    assert 4_200 < kinds["receipt"] < 6_000
    assert 150 < kinds["credit_note"] < 400
    assert len(final(ledger, Party, "party_id")) == 200


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_twenty_accounts_hold_every_temperament_and_term(seed: int) -> None:
    """They are dealt from decks, so no seed leaves one out."""
    made = accounts(Dice(seed), 200, date(2024, 1, 1).toordinal(), LAST.toordinal())
    for start in range(0, 200, 20):
        twenty = made[start : start + 20]
        assert Counter(a.temperament.name for a in twenty) == {t.name: t.share for t in TEMPERAMENTS}
        assert Counter(a.terms.name for a in twenty) == {t.name: t.share for t in TERMS}


def test_parties_are_of_all_sorts(ledger: Records) -> None:
    """Suppliers, groups, twins of one legal entity, all four sorts of limit, two currencies, gaps."""
    parties = list(final(ledger, Party, "party_id").values())
    assert sum(p.kind == "supplier" for p in parties) == 8
    assert 15 <= sum(p.parent_id is not None for p in parties) <= 45
    assert {p.parent_id for p in parties} - {None} <= {p.party_id for p in parties}
    shared = Counter(p.identity for p in parties if p.identity)
    assert sum(n == 2 for n in shared.values()) == 9
    assert {p.currency for p in parties} == {"CNY", "EUR"}
    assert 40 <= sum(p.currency == "EUR" for p in parties) <= 60
    limits = [p.credit_limit for p in parties if p.kind == "customer"]
    assert None in limits
    assert "unlimited" in limits
    assert any(isinstance(v, Money) and not v for v in limits)
    assert sum(isinstance(v, Money) and bool(v) for v in limits) > 100
    assert any(p.payment_terms is None for p in parties)
    assert any(p.name and ord(p.name[0]) > 0x4E00 for p in parties)
    assert len(of(ledger, Party)) > 200  # limits were changed


def test_twins_are_one_company(ledger: Records) -> None:
    """Two codes of one legal entity agree in all that the register says."""
    by_identity = defaultdict(list)
    for party in final(ledger, Party, "party_id").values():
        by_identity[party.identity].append(party)
    for identity, twins in by_identity.items():
        if identity is not None:
            assert len({(p.name, p.country, p.registered_on, p.registered_capital) for p in twins}) == 1


def test_every_kind_of_settlement_occurs(ledger: Records) -> None:
    """Cash, credit notes, write-offs, discounts and the rest, some reversed."""
    claims = final(ledger, Allocation, "allocation_id").values()
    assert {claim.kind for claim in claims} == set(get_args(AllocationKind))
    assert any(claim.reversed_on for claim in claims)
    assert any(claim.from_id is None for claim in claims)


def test_receipts_are_of_all_sorts(ledger: Records) -> None:
    """For several invoices, in parts, in advance, matched late, left over, refunded or void."""
    documents = final(ledger, Document, "document_id")
    claims = [c for c in final(ledger, Allocation, "allocation_id").values() if c.from_id]
    receipts = {i: d for i, d in documents.items() if d.kind == "receipt"}
    from_receipts = [c for c in claims if c.from_id in receipts]
    assert max(Counter(c.from_id for c in from_receipts).values()) >= 4
    assert max(Counter(c.to_id for c in from_receipts).values()) >= 3
    assert any(c.value_on > receipts[c.from_id].issued_on for c in from_receipts)
    assert any(receipts[c.from_id].issued_on < documents[c.to_id].issued_on > c.value_on for c in from_receipts)
    assert any(receipts[c.from_id].issued_on < documents[c.to_id].issued_on <= c.value_on for c in from_receipts)
    used: Counter[str] = Counter()
    for claim in claims:
        used[claim.from_id] += 0 if claim.reversed_on else claim.amount.minor
    assert any(used[i] < d.amount.minor for i, d in receipts.items() if d.settled_on is None)
    assert any(d.settled_on for d in receipts.values())


def test_credit_notes_are_used_and_unused(ledger: Records) -> None:
    """Some wait; those that cancel an invoice name it, and so does the invoice issued instead."""
    documents = final(ledger, Document, "document_id")
    used = {c.from_id for c in of(ledger, Allocation)}
    notes = [d for d in documents.values() if d.kind == "credit_note"]
    assert 0 < sum(n.document_id not in used for n in notes) < len(notes) / 2
    cancelled = {n.replaces_id for n in notes if n.replaces_id}
    reissued = {d.replaces_id for d in documents.values() if d.kind == "invoice" and d.replaces_id}
    assert cancelled & reissued
    assert reissued - cancelled  # deferrals and dishonoured bills
    assert all(documents[i].kind == "invoice" for i in cancelled | reissued)


def test_due_dates_and_instalments(ledger: Records) -> None:
    """Most invoices state a due date, some leave it to the terms, some have none at all."""
    terms = {p.party_id: p.payment_terms for p in of(ledger, Party)}
    invoices = [d for d in final(ledger, Document, "document_id").values() if d.kind == "invoice"]
    bare = [d for d in invoices if d.due_on is None]
    assert 0.03 < len(bare) / len(invoices) < 0.15
    assert {terms[d.party_id] is None for d in bare} == {True, False}
    parts = [d for d in invoices if d.instalments]
    assert len(parts) > 100
    assert all(sum(p.amount.minor for p in d.instalments) == d.amount.minor for d in parts)


def test_disputes_are_of_all_sorts(ledger: Records) -> None:
    """Whole and in part, ended and not, and undated in the old system."""
    invoices = final(ledger, Document, "document_id").values()
    disputed = [d for d in invoices if d.disputed_on]
    assert {d.disputed_amount is None for d in disputed} == {True, False}
    assert {d.dispute_ended_on is None for d in disputed} == {True, False}
    assert any(d.disputed and d.recorded_at is None for d in invoices)


def test_documents_name_their_orders(ledger: Records) -> None:
    """An invoice names the order that it bills, a receipt the one that it came in for."""
    documents = final(ledger, Document, "document_id").values()
    orders = final(ledger, Order, "order_id")
    named = [d for d in documents if d.order_id and d.order_id in orders]
    assert {d.kind for d in named} == {"invoice", "receipt"}
    assert all(orders[d.order_id].party_id == d.party_id for d in named)
    billed = {d.order_id for d in named if d.kind == "invoice"}
    ended = [order.order_id for order in orders.values() if order.status == "billed"]
    assert sum(order_id in billed for order_id in ended) > 0.99 * len(ended)  # the last may not be posted yet
    prepaid = {order_id: order.prepaid for order_id, order in orders.items() if order.prepaid}
    assert all(prepaid.get(d.order_id, d.amount) == d.amount for d in named if d.kind == "receipt")


def test_groups_share_limits(ledger: Records) -> None:
    """Some parents have a limit for the whole group, others have none; nobody else is a parent."""
    parties = final(ledger, Party, "party_id")
    parents = {p.parent_id for p in parties.values() if p.parent_id}
    assert {parties[parent].credit_limit is None for parent in parents} == {True, False}
    assert all(int(parent[2:]) % 20 == 3 for parent in parents)


def test_orders_end_in_all_ways(ledger: Records) -> None:
    """Most are billed; some are open, shipped or cancelled, and some are prepaid."""
    orders = final(ledger, Order, "order_id").values()
    shares = Counter(order.status for order in orders)
    assert set(shares) == {"open", "shipped", "billed", "cancelled"}
    assert shares["billed"] > 0.9 * len(orders)
    assert {order.prepaid == order.amount for order in orders if order.prepaid} == {True, False}
    assert any(order.status == "open" and order.ship_on > LAST for order in orders)


def test_recording_takes_time(ledger: Records) -> None:
    """Some postings are days late, some are dates and some moments, and many facts were corrected."""
    documents = of(ledger, Document)
    lags: Counter[int] = Counter()
    for d in documents:
        if d.recorded_at is not None:
            recorded = d.recorded_at.date() if isinstance(d.recorded_at, datetime) else d.recorded_at
            lags[(recorded - d.issued_on).days] += 1
    assert lags[0] > 0.3 * lags.total()
    assert all(lags[days] for days in range(6))
    assert {type(d.recorded_at) for d in documents} == {datetime, date, type(None)}
    assert all(d.recorded_at.tzinfo is UTC for d in documents if isinstance(d.recorded_at, datetime))
    assert len(documents) - len({d.document_id for d in documents}) > 100
    changed = defaultdict(set)
    for d in documents:
        changed[d.document_id].add((d.amount, d.due_on))
    assert len({i for i, seen in changed.items() if len({a for a, _ in seen}) > 1}) > 5
    assert len({i for i, seen in changed.items() if len({day for _, day in seen}) > 1}) > 10


def test_observations_disagree_age_and_are_missing(ledger: Records) -> None:
    """Several sources, stale looks, conflicts, searches without result, and gaps."""
    seen = of(ledger, Observation)
    sources = {"registry", "bureau", "tax", "court", "insurer", "audited_accounts", "sales", "erp", "credit_manager"}
    assert {o.source for o in seen} == sources
    assert len({o.name for o in seen}) == 31
    litigation = [o for o in seen if o.name == "litigation_24m"]
    assert sum(o.value == 0 for o in litigation) > 0.7 * len(litigation)
    assert any(o.value is None for o in seen)
    newest: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for o in sorted(seen, key=lambda o: o.observed_on):
        newest[o.party_id, o.name][o.source] = o
    assert any(len({repr(o.value) for o in by.values()}) > 1 for by in newest.values())
    assert any((LAST - o.observed_on).days > 365 for by in newest.values() for o in by.values())
    searched = {o.party_id for o in litigation}
    assert 3 < len({p.party_id for p in of(ledger, Party)} - searched) < 40
    for name in ("sanctions_match", "insolvency_open"):
        looks = {o.party_id: o for o in sorted(seen, key=lambda o: o.observed_on) if o.name == name}
        fresh = sum((LAST - o.observed_on).days <= 90 for o in looks.values())
        assert 160 < fresh < 200


def test_every_observation_is_a_fact_of_the_catalogue(ledger: Records) -> None:
    """Each name is catalogued, each value fits its field, and no source says anything unexpected."""
    facts = Facts(ledger).at(LAST)
    files = credit_files(facts, catalogue_fields("CNY"), catalogue_rules(), currency="CNY")
    kinds = Counter(finding.reason.code for finding in files.findings)
    assert {o.name for o in of(ledger, Observation)} <= set(CATALOGUE)
    assert "value_unfit" not in kinds
    assert 30 < kinds["fact_stale"] < 150
    assert 15 < kinds["sources_conflict"] < 100


def test_an_observation_that_fits_no_field_is_noticed(ledger: Records) -> None:
    """The broken twin: a class of risk that the catalogue does not know."""
    wrong = Observation("C-0001", "industry_risk", "2", source="insurer", observed_on=LAST)
    found = credit_file(Facts([*ledger, wrong]).at(LAST), "C-0001", catalogue_fields("CNY"), catalogue_rules())
    assert "value_unfit" in {finding.reason.code for finding in found.findings}


def test_reviews_are_recorded(ledger: Records) -> None:
    """All but the newest customers had reviews; those who stopped paying are held."""
    customers = {p.party_id for p in of(ledger, Party) if p.kind == "customer"}
    standings = of(ledger, Standing)
    reviewed = {s.party_id for s in standings}
    assert reviewed < customers
    assert len(reviewed) > 0.9 * len(customers)
    assert 5 <= len(of(ledger, Hold)) <= 10
    assert {a.points < 0 for a in of(ledger, Adjustment)} == {True, False}
    assert {s.grade for s in standings} == {"A", "B", "C", "D"}
    assert {s.computed == s.grade for s in standings if s.computed} == {True, False}
    assert all(s.computed <= s.grade for s in standings if s.computed)
    assert {s.limit.currency for s in standings if isinstance(s.limit, Money)} == {"CNY", "EUR", "USD"}


def test_events_say_what_the_loop_reads(ledger: Records) -> None:
    """Promises kept and broken, orders reserved and released by number, limits for a while, now and from a day on."""
    events = defaultdict(list)
    for event in of(ledger, Event):
        events[event.kind].append(event)
    kinds = "notice promise promise_kept promise_broken release reservation temporary_limit"
    assert set(events) == set(kinds.split())
    orders = final(ledger, Order, "order_id")
    for event in (*events["release"], *events["reservation"]):
        assert orders[event.figures["order_id"]].party_id == event.party_id
    promised = {event.figures["promise_id"] for event in events["promise"]}
    told = {event.figures["promise_id"] for event in (*events["promise_kept"], *events["promise_broken"])}
    assert told <= promised
    raised = [TemporaryLimit.of(event) for event in events["temporary_limit"]]
    assert {limit.covers(LAST) for limit in raised} == {True, False}
    assert all(limit.ends_on > LAST for limit in raised)


def test_payers_pay_as_their_temperament_says(ledger: Records) -> None:
    """Prompt payers are on time, slow ones late; those who slip get worse, those who improve better."""
    made = accounts(Dice(2025), 200, date(2024, 1, 1).toordinal(), LAST.toordinal())
    temper = {a.party.party_id: a.temperament.name for a in made}
    documents = final(ledger, Document, "document_id")
    late: dict[tuple[str, int], list[int]] = defaultdict(list)
    for claim in final(ledger, Allocation, "allocation_id").values():
        invoice = documents[claim.to_id]
        if claim.kind in ("cash", "bill") and invoice.due_on and not invoice.instalments and not claim.reversed_on:
            late[temper[invoice.party_id], invoice.issued_on.year].append((claim.value_on - invoice.due_on).days)
    middle = {key: sorted(days)[len(days) // 2] for key, days in late.items()}
    assert middle["prompt", 2025] <= 0 < 3 < middle["slow", 2025] < 20
    assert middle["slipping", 2024] + 10 < middle["slipping", 2025]
    assert middle["improving", 2025] + 10 < middle["improving", 2024]
    assert middle["discount", 2025] < -10


def test_the_seasons_show(ledger: Records) -> None:
    """February, with the holidays, is the weakest month."""
    placed = Counter(o.placed_on.month for o in final(ledger, Order, "order_id").values())
    assert min(placed, key=lambda month: placed[month]) == 2
    assert max(placed.values()) > 1.5 * placed[2]
