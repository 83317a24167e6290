"""Laws of facts, open items and ageing, as checks that a host can hold its own code to.

Each raises AssertionError with the first differences, and returns None where the law holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias, cast

from creditkit.aging import UNAPPLIED, age, kpis
from creditkit.columns import Amounts, Columns, Labels
from creditkit.facts import Facts, Moment, Snapshot
from creditkit.policy import Policy
from creditkit.receivables import behaviour, open_items
from creditkit.testing._contents import same_contents
from creditkit.testing._doors import taken
from creditkit.testing._loop import whole_review
from creditkit.testing._plain import PlainBook
from creditkit.testing._reshaped import known, later, moved, split, without_terms

#: Whatever a calculator makes of a snapshot; results are compared by :func:`creditkit.testing.contents`.
Calculate: TypeAlias = Callable[[Snapshot], object]
#: An ageing as a table: ``party_id``, ``currency``, ``bucket``, ``amount`` and ``disputed_amount``.
AgingTable: TypeAlias = Callable[[Snapshot], Columns]
#: Amounts in minor units under any key.
Totals: TypeAlias = Mapping[object, int]


def aging_table(snapshot: Snapshot) -> Columns:
    """The ageing by party and currency, as the command line writes it."""
    return age(open_items(snapshot)).columns()


def every_figure(snapshot: Snapshot) -> dict[str, object]:
    """Open items, ageing, behaviour, KPIs and findings of a snapshot."""
    items = open_items(snapshot)
    return {
        "parties": snapshot.parties(),
        "open_items": items,
        "aging": age(items),
        "by_issue": age(items, basis="issue"),
        "behaviour": behaviour(snapshot),
        "kpis": kpis(snapshot),
        "findings": snapshot.findings,
        "kept": (snapshot.adjustments, snapshot.holds, snapshot.standings, snapshot.events),
        "records": [list(snapshot.records(table)) for table in ("parties", "orders", "deliveries", "observations")],
    }


def aging_totals(snapshot: Snapshot) -> Totals:
    """Amounts and disputed amounts by currency and bucket."""
    columns = age(open_items(snapshot), by=("currency",)).columns()
    out: dict[object, int] = {}
    for name in ("amount", "disputed_amount"):
        for currency, bucket, minor in _cells(columns, "currency", name):
            out[name, currency, bucket] = out.get((name, currency, bucket), 0) + minor
    return out


def _cells(columns: Columns, key: str, amount: str) -> Iterable[tuple[str | None, str | None, int]]:
    keys, buckets = cast(Labels, columns[key]).texts(), cast(Labels, columns["bucket"]).texts()
    return zip(keys, buckets, cast(Amounts, columns[amount]).minor.tolist(), strict=True)


def check_tie_out(
    facts: Facts, as_of: date, *, known_at: Moment | None = None, calculate: AgingTable = aging_table
) -> None:
    """Σ buckets, less what is unapplied, is documents less allocations, for each party and currency.

    The right-hand side is plain bookkeeping over the records (:class:`creditkit.testing.PlainBook`). No bucket
    but ``unapplied`` is negative, ``unapplied`` is never positive, and what is disputed stays inside its bucket.

    Args:
        facts: the ledger.
        as_of: of the snapshot.
        known_at: of the snapshot.
        calculate: the ageing to hold to it.
    """
    columns = calculate(facts.at(as_of, known_at))
    currency = cast(Labels, columns["currency"]).texts()
    disputed = cast(Amounts, columns["disputed_amount"]).minor.tolist()
    sums: dict[tuple[str, str], int] = {}
    for (party, bucket, minor), code, part in zip(
        _cells(columns, "party_id", "amount"), currency, disputed, strict=True
    ):
        key = (party or "", code or "")
        sums[key] = sums.get(key, 0) + minor
        assert minor <= 0 if bucket == UNAPPLIED else minor >= 0, f"{key}: {bucket} is {minor}"
        assert 0 <= part <= max(minor, 0), f"{key}: of {minor} in {bucket} {part} is disputed"
    wanted = {key: minor for key, minor in PlainBook(facts, as_of, known_at).balances().items() if minor}
    same_contents(
        {key: minor for key, minor in sorted(sums.items()) if minor},
        dict(sorted(wanted.items())),
        "buckets and documents less allocations",
    )


def check_no_look_ahead(
    calculate: Calculate | Policy,
    facts: Facts,
    as_of: date,
    known_at: Moment | None = None,
    *,
    later: Iterable[object] = (),
) -> None:
    """What is recorded after ``known_at``, or dated after ``as_of``, changes nothing.

    The result is compared with that of a ledger in which none of it has happened yet.

    Args:
        calculate: any function of a snapshot; :func:`creditkit.testing.contents` says how results compare. Of a
            policy: the whole review under it.
        facts: the ledger, with its future.
        as_of: of the snapshot.
        known_at: of the snapshot.
        later: further facts, recorded after ``known_at`` or dated after ``as_of``.
    """
    run = whole_review(calculate) if isinstance(calculate, Policy) else calculate
    whole = facts.and_also(later) if later else facts  # type: ignore[arg-type]
    before = known(whole, as_of, known_at)
    same_contents(
        run(whole.at(as_of, known_at)),
        run(before.at(as_of, known_at)),
        "figures with and without what lies ahead",
    )


def check_aging_depends_on_days_past_due(
    facts: Facts, as_of: date, *, days: int, known_at: Moment | None = None, calculate: Calculate = aging_table
) -> None:
    """With all dates and ``as_of`` moved by so many days, nothing changes but dates.

    Contract terms are left out: no shift of days keeps the ends of months.
    """
    plain = without_terms(facts)
    shifted = later(plain, days).at(as_of + timedelta(days=days), moved(known_at, days))
    same_contents(
        calculate(plain.at(as_of, known_at)),
        calculate(shifted),
        f"figures before and after a shift of {days} days",
        dates=False,
    )


def check_parts_add_up(
    facts: Facts,
    as_of: date,
    *,
    known_at: Moment | None = None,
    parts: Sequence[Iterable[str]] | None = None,
    measure: Callable[[Snapshot], Totals] = aging_totals,
) -> None:
    """Figures of disjoint parts of the parties add up to those of all.

    Args:
        facts: the ledger.
        as_of: of the snapshot.
        known_at: of the snapshot.
        parts: party ids; together all parties, each once. None is each party by itself.
        measure: the amounts to hold to it.
    """
    whole = facts.at(as_of, known_at)
    pieces = [[party] for party in whole.parties()] if parts is None else parts
    sums: dict[object, int] = {}
    for piece in pieces:
        for key, minor in measure(whole.restrict(piece)).items():
            sums[key] = sums.get(key, 0) + minor
    _same_totals(measure(whole), sums, "the whole and the sum of its parts")


def check_splitting_changes_nothing(
    facts: Facts, as_of: date, *, known_at: Moment | None = None, measure: Callable[[Snapshot], Totals] = aging_totals
) -> None:
    """An invoice in two instalments that are due on its own day counts as the invoice did."""
    halves = split(facts)
    _same_totals(measure(facts.at(as_of, known_at)), measure(halves.at(as_of, known_at)), "whole invoices and halves")


def _same_totals(left: Totals, right: Totals, what: str) -> None:
    one, other = ({repr(key): minor for key, minor in side.items()} for side in (left, right))
    keys = sorted({*one, *other})
    same_contents({key: one.get(key, 0) for key in keys}, {key: other.get(key, 0) for key in keys}, what)


def check_records_equal_columns(
    facts: Facts,
    as_of: date,
    *,
    known_at: Moment | None = None,
    through: Callable[[Facts], Facts] = taken,
    calculate: Calculate = every_figure,
) -> None:
    """Facts give the same figures whichever door they came through; as records they come back the same.

    Args:
        facts: the ledger; contract terms, which columns do not carry, are left out.
        as_of: of the snapshots compared.
        known_at: of the snapshots compared.
        through: the way in to hold to it, for example through the files of an adapter; columns by default.
        calculate: the figures to compare.
    """
    plain = without_terms(facts)
    assert Facts(list(facts), rates=facts.rates).same(facts), "the records of the facts make other facts"
    other = through(plain)
    same_contents(
        calculate(plain.at(as_of, known_at)),
        calculate(other.at(as_of, known_at)),
        "figures from records and from columns",
    )
