"""Law: what the columns say is what plain bookkeeping over the records says, on every ledger."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditkit.aging import Buckets, age, kpis
from creditkit.columns import Amounts, Labels, Numbers
from creditkit.facts import Facts, Moment, Snapshot
from creditkit.money import Money
from creditkit.receivables import OpenItems, Residue, behaviour, book, open_items
from creditkit.testing import LAST_LOOK, PlainBook, amounts, days, facts, moments, same_contents
from plain_figures import Rules, aged_cells, open_rows, plain_behaviour, plain_kpis

as_ofs = days(max_day=LAST_LOOK, latest_first=True)
known_ats = st.none() | moments()
#: A broken twin has to be found out, not shrunk.
GENERATED = settings(phases=[Phase.generate], derandomize=True, max_examples=300)


def rows_of(items: OpenItems) -> list[dict[str, Any]]:
    """Open items as the plain reference lists them."""
    return [
        {
            "document_id": item.document_id,
            "party_id": item.party_id,
            "open": item.open,
            "issued_on": item.issued_on,
            "due_on": item.due_on,
            "days_past_due": item.days_past_due,
            "disputed": item.disputed.minor,
            "unapplied": "unapplied" in item.flags,
            "basis": items.basis[i],
        }
        for i, item in enumerate(items)
    ]


def as_bag(rows: list[dict[str, Any]]) -> Counter[tuple[tuple[str, object], ...]]:
    return Counter(tuple(row.items()) for row in rows)


def check_open_items(calculate: Any, known: Facts, as_of: date, known_at: Moment | None) -> None:
    """The same rows, in whatever order."""
    found, wanted = as_bag(calculate(known.at(as_of, known_at))), as_bag(open_rows(PlainBook(known, as_of, known_at)))
    assert found == wanted, f"only in columns: {found - wanted}; only in plain: {wanted - found}"


@given(facts(), as_ofs, known_ats)
def test_open_items(known: Facts, as_of: date, known_at: Moment | None) -> None:
    """Open amount, effective due date and what it rests on, days past due, dispute, unapplied rests."""
    check_open_items(lambda snapshot: rows_of(open_items(snapshot)), known, as_of, known_at)


def test_open_items_broken() -> None:
    """An open amount that is off by one minor unit is seen."""

    def off_by_one(snapshot: Snapshot) -> list[dict[str, Any]]:
        return [
            {**row, "open": row["open"] + Money.of_minor(1, row["open"].currency)}
            for row in rows_of(open_items(snapshot))
        ]

    @GENERATED
    @given(facts(), as_ofs)
    def run(known: Facts, as_of: date) -> None:
        check_open_items(off_by_one, known, as_of, None)

    with pytest.raises(AssertionError, match=r"only in columns"):
        run()


@given(facts(), as_ofs, known_ats)
def test_parts(known: Facts, as_of: date, known_at: Moment | None) -> None:
    """Every settlement: how much, of which kind, from which day, of which money."""
    kept = book(known.at(as_of, known_at))
    names = kept.documents.labels("document_id").take(kept.document).texts()
    kinds = (
        "cash",
        "credit_note",
        "write_off",
        "discount",
        "deduction",
        "withholding_tax",
        "bill",
        "contra",
        "exchange",
        "factoring",
    )
    on, money_in = (days.view("datetime64[D]").tolist() for days in (kept.parts.on, kept.parts.money_in))
    found = Counter(
        (names[item], minor, day, came, kinds[kind])
        for item, minor, day, came, kind in zip(
            kept.parts.item.tolist(), kept.parts.minor.tolist(), on, money_in, kept.parts.kind.tolist(), strict=True
        )
    )
    wanted = Counter(
        (item.document.document_id, part.minor, part.on, part.money_in, part.kind)
        for item in PlainBook(known, as_of, known_at).items
        for part in item.parts
    )
    assert found == wanted, f"only in columns: {found - wanted}; only in plain: {wanted - found}"


def cells_of(items: OpenItems, buckets: Buckets, basis: Any) -> dict[tuple[str, str, int | str], tuple[int, ...]]:
    columns = age(items, buckets, basis=basis).columns()
    texts = [column.texts() for column in columns.values() if isinstance(column, Labels)]
    numbers = [
        c.minor.tolist() if isinstance(c, Amounts) else c.values.tolist()
        for c in columns.values()
        if not isinstance(c, Labels)
    ]  # type: ignore[union-attr]
    place = {name: i for i, name in enumerate(buckets.names)}
    return {
        (party, currency, place.get(bucket, bucket)): values  # type: ignore[arg-type,misc]
        for party, currency, bucket, values in zip(*texts, zip(*numbers, strict=True), strict=True)
    }


edges = st.lists(st.integers(-40, 130), min_size=1, max_size=5, unique=True).map(sorted)


@given(facts(), as_ofs, known_ats, edges, st.sampled_from(["right", "left"]), st.sampled_from(["due", "issue"]))
def test_aging(known: Facts, as_of: date, known_at: Moment | None, spans: list[int], closed: Any, basis: str) -> None:
    """Counts, amounts and disputed parts of every cell, whatever the edges, the closed side and the basis."""
    names = [f"span {i}" for i in range(len(spans) + 1)]
    buckets = Buckets(spans, closed=closed, names=names)
    found = cells_of(open_items(known.at(as_of, known_at)), buckets, basis)
    wanted = aged_cells(open_rows(PlainBook(known, as_of, known_at)), as_of, edges=spans, closed=closed, basis=basis)
    assert found == wanted, f"only in columns: {found - wanted}; only in plain: {wanted - found}"


@given(st.integers(-200, 200), edges, st.sampled_from(["right", "left"]))
def test_bucket_of_a_day(late: int, spans: list[int], closed: Any) -> None:
    """The bucket of a number of days is the one that an item of that age falls into."""
    buckets = Buckets(spans, closed=closed, names=[f"span {i}" for i in range(len(spans) + 1)])
    as_of = date(2025, 6, 30)
    item = OpenItems(as_of=as_of, party=Labels.of(["C"]), open=Amounts([1], "EUR"), due=[as_of - timedelta(days=late)])
    [(_, bucket, _, _)] = age(item, buckets).of("C")
    assert bucket == buckets.of(late)


rules = st.builds(
    Rules,
    window_days=st.integers(1, 400),
    tolerance_days=st.integers(0, 20),
    weight=st.sampled_from(["count", "amount"]),
    residue_amount=st.none() | amounts(max_minor=200_000),
    residue_share=st.none() | st.integers(0, 8).map(lambda n: Fraction(n, 8)),
    residue_rule=st.sampled_from(["larger", "smaller"]),
    minimum_items=st.integers(0, 3),
    extend_to_days=st.none() | st.integers(400, 800),
    disputed=st.sampled_from(["count", "exclude"]),
)


def measured(snapshot: Snapshot, given: Rules) -> dict[tuple[str, str], dict[str, object]]:
    share = None if given.residue_share is None else Decimal(int(given.residue_share * 8)) / 8
    residue = None
    if given.residue_amount is not None or share is not None:
        residue = Residue(given.residue_amount, share, given.residue_rule)  # type: ignore[arg-type]
    found = behaviour(
        snapshot,
        window_days=given.window_days,
        tolerance_days=given.tolerance_days,
        weight=given.weight,  # type: ignore[arg-type]
        residue=residue,
        minimum_items=given.minimum_items,
        extend_to_days=given.extend_to_days,
        disputed=given.disputed,  # type: ignore[arg-type]
    )
    columns = {name: plain_column(column) for name, column in found.columns().items()}
    keys = list(zip(columns.pop("party_id"), columns.pop("currency"), strict=True))
    assert keys == sorted(keys)
    return {key: {name: column[row] for name, column in columns.items()} for row, key in enumerate(keys)}


def plain_column(column: Any) -> list[Any]:
    if isinstance(column, Labels):
        return list(column.texts())
    if isinstance(column, Amounts):
        return column.minor.tolist()
    assert isinstance(column, Numbers)
    gone = [False] * len(column) if column.missing is None else column.missing.tolist()
    return [None if missing else value for value, missing in zip(column.values.tolist(), gone, strict=True)]


def check_behaviour(calculate: Any, known: Facts, as_of: date, known_at: Moment | None, given: Rules) -> None:
    """Every figure of every party and currency."""
    wanted = plain_behaviour(PlainBook(known, as_of, known_at), given)
    same_contents(calculate(known.at(as_of, known_at), given), wanted, "behaviour in columns and by plain loops")


@pytest.mark.own_decimal
@given(facts(), as_ofs, known_ats, st.just(Rules()) | rules)
def test_behaviour(known: Facts, as_of: date, known_at: Moment | None, given: Rules) -> None:
    """Every figure, numerator and denominator, under any parameters."""
    check_behaviour(measured, known, as_of, known_at, given)


def test_behaviour_broken() -> None:
    """A window that is a day short is seen."""

    def short(snapshot: Snapshot, given: Rules) -> dict[tuple[str, str], dict[str, object]]:
        return measured(snapshot, attrs.evolve(given, window_days=given.window_days - 1))

    @GENERATED
    @given(facts(), as_ofs)
    def run(known: Facts, as_of: date) -> None:
        check_behaviour(short, known, as_of, None, Rules())

    with pytest.raises(AssertionError, match=r"differ"):
        run()


@given(facts(), as_ofs, known_ats)
def test_kpis(known: Facts, as_of: date, known_at: Moment | None) -> None:
    """Every KPI is the exact quotient, rounded once."""
    plain = PlainBook(known, as_of, known_at)
    found = kpis(known.at(as_of, known_at))
    currencies = sorted({d.amount.currency for d in plain.documents.values()})
    assert [kpi.currency for kpi in found[::9]] == currencies
    for kpi in found:
        exact = plain_kpis(plain, kpi.currency)[kpi.code]
        assert kpi.value is None if exact is None else kpi.value is not None
        if exact is not None and kpi.value is not None:
            assert Fraction(kpi.value) == Fraction(round(exact * 10_000), 10_000), kpi
