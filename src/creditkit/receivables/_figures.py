"""The figures of payment behaviour, worked out in columns from the book."""

from __future__ import annotations

import attrs
import numpy as np

from creditkit.columns import LARGEST_SUM, Amounts, Column, Ints, Labels, Mask, Numbers, coded, rows_where
from creditkit.errors import AmountTooLarge
from creditkit.facts import Snapshot
from creditkit.receivables._book import PAYS, Book, book
from creditkit.receivables._due import NO_DAY
from creditkit.receivables._kernels import counts, extreme, full_months, sums
from creditkit.receivables._paid import Disputed, Paid, Residue, asked, paid
from creditkit.receivables._ratios import Ratio

_DAYS_PER_MONTH = 30
#: Ratios of minor units, or weighted by them.
_OF_MONEY = frozenset(
    {
        "days_beyond_terms", "days_beyond_terms_signed", "days_to_pay", "overdue_share",
        "settled_only_days_beyond_terms_by_amount", "settled_only_days_beyond_terms_signed_by_amount",
    }
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Measures:
    """The parameters of :func:`creditkit.receivables.behaviour`, checked."""

    window_days: int
    tolerance_days: int
    by_amount: bool
    minimum_items: int
    extend_to_days: int
    residue: Residue | None
    disputed: Disputed


@attrs.frozen(eq=False)
class Figures:
    """Rows by party and currency, and a column or ratio a figure."""

    party: Labels
    currency: Labels
    columns: dict[str, Column | Ratio]
    money: frozenset[str]


@attrs.frozen(eq=False)
class _Rows:
    """The rows of the result: which one each document and each item belongs to, and the labels of each."""

    of_document: Ints
    of_item: Ints
    party: Labels
    currency: Labels

    def __len__(self) -> int:
        return len(self.party)


def figures(snapshot: Snapshot, measures: Measures) -> Figures:
    """Works out every figure. Each group of figures is a function of its own below.

    What measures how a party pays leaves out what could not be asked for. What stands on the day, what was
    invoiced, since when there is business, and the reading for parity with other systems leave out nothing.
    """
    kept = book(snapshot)
    rows = _rows(kept)
    settled = paid(kept, measures.residue)
    day = snapshot.day
    columns: dict[str, Column | Ratio] = {
        **_on_time(kept, rows, asked(kept, settled, measures.residue, measures.disputed), day, measures),
        **_days(kept, rows, day, measures),
        **_standing(kept, rows, day),
        **_volume(kept, rows, snapshot, measures.window_days),
        **_tenure(kept, rows, settled, day),
        **_settled_only(kept, rows, settled, day, measures.window_days),
    }
    money = _OF_MONEY | {"on_time_rate"} if measures.by_amount else _OF_MONEY
    return Figures(rows.party, rows.currency, columns, money)


def _rows(kept: Book) -> _Rows:
    """A row for each party and currency that has a document, sorted."""
    party = kept.documents.labels("party_id").compact()
    currency = kept.documents.amounts().currencies.compact()
    width = max(len(currency.labels), 1)
    key = party.codes * width + currency.codes
    pairs = rows_where(counts(key, len(party.labels) * width))
    row_of = np.zeros(len(party.labels) * width, dtype=np.int64)
    row_of[pairs] = np.arange(len(pairs))
    of_document = row_of[key]
    return _Rows(
        of_document, of_document[kept.document], coded(pairs // width, party.labels, complete=True),
        coded(pairs % width, currency.labels, complete=True),
    )  # fmt: skip


def _on_time(kept: Book, rows: _Rows, settled: Paid, day: int, measures: Measures) -> dict[str, Column | Ratio]:
    """The cohort by due date. A party with too few items in the window is looked at over the longer one."""
    group, n = rows.of_item, len(rows)
    last = kept.due + measures.tolerance_days
    matured = (last <= day) & (settled.owed > 0)
    cohort = matured & (kept.due > day - measures.window_days)
    few = counts(group[cohort], n) < measures.minimum_items
    if measures.extend_to_days > measures.window_days:
        longer = matured & (kept.due > day - measures.extend_to_days)
        cohort = np.where(few[group], longer, cohort)
    punctual = cohort & (settled.on != NO_DAY) & (settled.on <= last)
    bottom, top = items, on_time = counts(group[cohort], n), counts(group[punctual], n)
    if measures.by_amount:
        bottom, top = (sums(group[mask], settled.owed[mask], n) for mask in (cohort, punctual))
    enough = items >= measures.minimum_items
    return {
        "cohort_window_days": Numbers(np.where(few, measures.extend_to_days, measures.window_days)),
        "cohort_items": Numbers(items),
        "late_items": Numbers(items - on_time),
        "on_time_rate": Ratio(np.where(enough, top, 0), np.where(enough, bottom, 0)),
    }


def _within(days: Ints, day: int, window: int) -> Mask:
    """In the window; NO_DAY lies before every one."""
    inside: Mask = (days > day - window) & (days <= day)
    return inside


def _days(kept: Book, rows: _Rows, day: int, measures: Measures) -> dict[str, Column | Ratio]:
    """Amount-weighted days of what was paid in the window; overdue rests count at today's days."""
    parts = kept.parts
    due, group = kept.due[parts.item], rows.of_item
    paid = kept.telling(PAYS[parts.kind] & _within(parts.money_in, day, measures.window_days), parts.item)
    dated, late = rows_where(paid & (due != NO_DAY)), rows_where(kept.telling(kept.overdue(day)))
    rest = kept.open - kept.disputed if measures.disputed == "exclude" else kept.open
    who = np.concatenate([group[parts.item[dated]], group[late]])
    weight = np.concatenate([parts.minor[dated], rest[late]])
    beyond = np.concatenate([(parts.money_in - due)[dated], (day - kept.due)[late]])
    paid_rows = rows_where(paid)
    item = parts.item[paid_rows]
    to_pay = np.maximum(parts.money_in[paid_rows] - kept.issued[item], 0)
    signed, capped = _means(who, weight, beyond, len(rows))
    return {
        "days_beyond_terms": capped,
        "days_beyond_terms_signed": signed,
        "days_to_pay": _means(group[item], parts.minor[paid_rows], to_pay, len(rows))[0],
    }


def _means(who: Ints, weight: Ints, days: Ints, rows: int) -> tuple[Ratio, Ratio]:
    """Amount-days over amounts, as they are and with days before the due day as 0.

    The products are checked as floats before int64 could wrap.
    """
    products = weight.astype(np.float64) * days
    if float(np.abs(products, out=products).sum()) >= LARGEST_SUM:
        raise AmountTooLarge("amounts times days add up to 2**62 or more; a sum of them could wrap")
    total = sums(who, weight, rows)
    signed, capped = (Ratio(sums(who, weight * d, rows), total) for d in (days, np.maximum(days, 0)))
    return signed, capped


def _standing(kept: Book, rows: _Rows, day: int) -> dict[str, Column | Ratio]:
    """What is open and overdue on the day."""
    group, n = rows.of_item, len(rows)
    unpaid, late = kept.open > 0, kept.overdue(day)
    overdue, balance = sums(group[late], kept.open[late], n), sums(group[unpaid], kept.open[unpaid], n)
    oldest = extreme(group[late], kept.due[late], n, largest=False, absent=day)
    return {
        "open_count": Numbers(counts(group[unpaid], n)),
        "open_amount": Amounts(balance, rows.currency),
        "overdue_count": Numbers(counts(group[late], n)),
        "overdue_amount": Amounts(overdue, rows.currency),
        "overdue_share": Ratio(overdue, balance),
        "oldest_days_past_due": Numbers(day - oldest),
        "disputed_amount": Amounts(sums(group, kept.disputed, n), rows.currency),
        "unapplied_amount": Amounts(sums(rows.of_document, kept.unapplied, n), rows.currency),
    }


def _volume(kept: Book, rows: _Rows, snapshot: Snapshot, window: int) -> dict[str, Column | Ratio]:
    """What was invoiced in the window, how often, and how much of it was ever disputed."""
    documents = kept.documents
    issued = documents.days("issued_on").view(np.int64)
    mine = (documents.labels("kind").codes == 0) & _within(issued, snapshot.day, window)
    group, n = rows.of_document[mine], len(rows)
    number = counts(group, n)
    other = mine & np.isnat(documents.days("our_fault_on"))
    disputed = other & (documents.flags("disputed") | ~np.isnat(documents.days("disputed_on")))
    return {
        "invoiced_count": Numbers(number),
        "invoiced_amount": Amounts(sums(group, documents.amounts().minor[mine], n), rows.currency),
        "invoices_per_month": Ratio(number * _DAYS_PER_MONTH, np.full(n, window)),
        "dispute_rate": Ratio(counts(rows.of_document[disputed], n), counts(rows.of_document[other], n)),
    }


def _tenure(kept: Book, rows: _Rows, settled: Paid, day: int) -> dict[str, Column | Ratio]:
    """Full months since the issue of the first invoice that was paid."""
    done = settled.on != NO_DAY
    first = extreme(rows.of_item[done], kept.issued[done], len(rows), largest=False, absent=NO_DAY)
    gone = first == NO_DAY
    months = full_months(np.where(gone, day, first).view("datetime64[D]"), np.int64(day).view("datetime64[D]"))
    return {"tenure_months": Numbers(np.where(gone, 0, months), 0, gone)}


def _settled_only(kept: Book, rows: _Rows, settled: Paid, day: int, window: int) -> dict[str, Column | Ratio]:
    """Over the items paid in full in the window and nothing else."""
    done = rows_where(_within(settled.on, day, window) & (kept.due != NO_DAY))
    group, n = rows.of_item[done], len(rows)
    on, amount = settled.on[done], settled.owed[done]
    number = counts(group, n)
    beyond, to_pay = on - kept.due[done], np.maximum(on - kept.issued[done], 0)
    signed, capped = _means(group, amount, beyond, n)
    return {
        "settled_only_count": Numbers(number),
        "settled_only_amount": Amounts(sums(group, amount, n), rows.currency),
        "settled_only_late_rate": Ratio(counts(group[beyond > 0], n), number),
        "settled_only_days_to_pay": Ratio(sums(group, to_pay, n), number),
        "settled_only_days_beyond_terms": Ratio(sums(group, np.maximum(beyond, 0), n), number),
        "settled_only_days_beyond_terms_signed": Ratio(sums(group, beyond, n), number),
        "settled_only_days_beyond_terms_by_amount": capped,
        "settled_only_days_beyond_terms_signed_by_amount": signed,
    }
