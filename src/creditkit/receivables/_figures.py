"""The figures of payment behaviour, worked out in columns from the book."""

from __future__ import annotations

import attrs
import numpy as np

from creditkit.columns import LARGEST_SUM, Amounts, Column, Ints, Labels, Mask, Numbers
from creditkit.errors import AmountTooLarge
from creditkit.facts import Snapshot
from creditkit.money import Money
from creditkit.receivables._book import PAYS, TAKES_OFF, Book, book
from creditkit.receivables._due import NO_DAY
from creditkit.receivables._kernels import completed, counts, extreme, full_months, sums
from creditkit.receivables._open_items import disputed_amounts
from creditkit.receivables._ratios import Ratio

_DAYS_PER_MONTH = 30


@attrs.frozen(kw_only=True)
class Measures:
    """The parameters of :func:`creditkit.receivables.behaviour`, checked."""

    window_days: int
    tolerance_days: int
    by_amount: bool
    minimum_items: int
    extend_to_days: int
    residue_amount: Money | None
    residue_share: tuple[int, int] | None
    larger_residue: bool


@attrs.frozen(eq=False)
class Figures:
    """Rows by party and currency, and a column or ratio a figure."""

    party: Labels
    currency: Labels
    columns: dict[str, Column | Ratio]
    money: frozenset[str]


@attrs.frozen(eq=False)
class _Paid:
    """Per item: what was to be paid in the end, and the day by which it was (NO_DAY if it was not)."""

    owed: Ints
    on: Ints


@attrs.frozen(eq=False)
class _Rows:
    """The rows of the result: which one each document belongs to, and the labels of each."""

    of_document: Ints
    party: Labels
    currency: Labels

    def __len__(self) -> int:
        return len(self.party)


def figures(snapshot: Snapshot, measures: Measures) -> Figures:
    """Works out every figure. Each group of figures is a function of its own below."""
    kept = book(snapshot)
    rows = _rows(kept)
    paid = _paid(kept, measures)
    day = snapshot.day
    columns: dict[str, Column | Ratio] = {
        **_on_time(kept, rows, paid, day, measures),
        **_days(kept, rows, day, measures.window_days),
        **_standing(kept, rows, day),
        **_volume(kept, rows, snapshot, measures.window_days),
        **_tenure(kept, rows, paid, day),
        **_settled_only(kept, rows, paid, day, measures.window_days),
    }
    money = {"days_beyond_terms", "days_beyond_terms_signed", "days_to_pay", "overdue_share"}
    money |= {name for name in columns if name.startswith("settled_only_") and name.endswith("_by_amount")}
    if measures.by_amount:
        money.add("on_time_rate")
    return Figures(rows.party, rows.currency, columns, frozenset(money))


def _rows(kept: Book) -> _Rows:
    """A row for each party and currency that has a document, sorted."""
    party = kept.documents.labels("party_id").compact()
    currency = kept.documents.amounts().currencies.compact()
    width = max(len(currency.labels), 1)
    key = party.codes * width + currency.codes
    pairs = np.flatnonzero(counts(key, len(party.labels) * width))
    row_of = np.zeros(len(party.labels) * width, dtype=np.int64)
    row_of[pairs] = np.arange(len(pairs))
    return _Rows(row_of[key], Labels(pairs // width, party.labels), Labels(pairs % width, currency.labels))


def _paid(kept: Book, measures: Measures) -> _Paid:
    parts = kept.parts
    off = TAKES_OFF[parts.kind]
    owed = kept.minor - sums(parts.item[off], parts.minor[off], len(kept.minor))
    pays = np.flatnonzero(PAYS[parts.kind])
    enough = np.maximum(owed - _residue(kept, owed, measures), 1)
    on = completed(parts.item[pays], parts.minor[pays], parts.money_in[pays], enough, NO_DAY)
    return _Paid(owed, np.where(owed > 0, on, NO_DAY))


def _residue(kept: Book, owed: Ints, measures: Measures) -> Ints:
    """What may stay open on each item, in minor units, rounded down."""
    none = np.zeros(len(owed), dtype=np.int64)
    amount = share = none
    if measures.residue_amount is not None:
        currency = kept.documents.amounts().currencies.take(kept.document)
        same = np.array([label == measures.residue_amount.currency for label in currency.labels] + [False])
        amount = np.where(same[currency.codes], measures.residue_amount.minor, 0)
    if measures.residue_share is not None:
        top, bottom = measures.residue_share
        share = np.array([value * top // bottom for value in owed.tolist()], dtype=np.int64)
    if measures.residue_amount is None or measures.residue_share is None:
        return np.maximum(amount, share)
    return np.maximum(amount, share) if measures.larger_residue else np.minimum(amount, share)


def _on_time(kept: Book, rows: _Rows, paid: _Paid, day: int, measures: Measures) -> dict[str, Column | Ratio]:
    """The cohort by due date. A party with too few items in the window is looked at over the longer one."""
    group = rows.of_document[kept.document]
    last = kept.due + measures.tolerance_days
    matured = (kept.due != NO_DAY) & (last <= day) & (paid.owed > 0)
    short = matured & (kept.due > day - measures.window_days)
    few = counts(group[short], len(rows)) < measures.minimum_items
    longer = matured & (kept.due > day - measures.extend_to_days)
    cohort = np.where(few[group], longer, short)
    punctual = cohort & (paid.on != NO_DAY) & (paid.on <= last)
    items = counts(group[cohort], len(rows))
    weights = paid.owed if measures.by_amount else np.ones(len(paid.owed), dtype=np.int64)
    enough = items >= measures.minimum_items
    top = sums(group[punctual], weights[punctual], len(rows))
    bottom = sums(group[cohort], weights[cohort], len(rows))
    return {
        "cohort_window_days": Numbers(np.where(few, measures.extend_to_days, measures.window_days)),
        "cohort_items": Numbers(items),
        "late_items": Numbers(items - counts(group[punctual], len(rows))),
        "on_time_rate": Ratio(np.where(enough, top, 0), np.where(enough, bottom, 0)),
    }


def _within(days: Ints, day: int, window: int) -> Mask:
    inside: Mask = (days > day - window) & (days <= day) & (days != NO_DAY)
    return inside


def _days(kept: Book, rows: _Rows, day: int, window: int) -> dict[str, Column | Ratio]:
    """Amount-weighted days of what was paid in the window; overdue rests count at today's days."""
    parts = kept.parts
    due, issued = (
        kept.due[parts.item],
        kept.documents.days("issued_on").view(np.int64)[kept.document[parts.item]],
    )
    paid = PAYS[parts.kind] & _within(parts.money_in, day, window)
    dated = np.flatnonzero(paid & (due != NO_DAY))
    late = np.flatnonzero((kept.open > 0) & (kept.due != NO_DAY) & (kept.due < day))
    group = rows.of_document[kept.document]
    who = np.concatenate([group[parts.item[dated]], group[late]])
    weight = np.concatenate([parts.minor[dated], kept.open[late]])
    beyond = np.concatenate([(parts.money_in - due)[dated], (day - kept.due)[late]])
    paid_rows = np.flatnonzero(paid)
    to_pay = np.maximum(parts.money_in - issued, 0)[paid_rows]
    return {
        "days_beyond_terms": _mean(who, weight, np.maximum(beyond, 0), len(rows)),
        "days_beyond_terms_signed": _mean(who, weight, beyond, len(rows)),
        "days_to_pay": _mean(group[parts.item[paid_rows]], parts.minor[paid_rows], to_pay, len(rows)),
    }


def _mean(who: Ints, weight: Ints, days: Ints, rows: int) -> Ratio:
    """Amount-days over amounts; the products are checked as floats before int64 could wrap."""
    if len(days) and float(np.abs(weight.astype(np.float64) * days).sum()) >= LARGEST_SUM:
        raise AmountTooLarge("amounts times days add up to 2**62 or more; a sum of them could wrap")
    return Ratio(sums(who, weight * days, rows), sums(who, weight, rows))


def _standing(kept: Book, rows: _Rows, day: int) -> dict[str, Column | Ratio]:
    """What is open and overdue on the day."""
    group = rows.of_document[kept.document]
    unpaid = kept.open > 0
    late = unpaid & (kept.due != NO_DAY) & (kept.due < day)
    n = len(rows)
    overdue, balance = sums(group[late], kept.open[late], n), sums(group[unpaid], kept.open[unpaid], n)
    oldest = extreme(group[late], kept.due[late], n, largest=False, absent=day)
    return {
        "open_count": Numbers(counts(group[unpaid], n)),
        "open_amount": Amounts(balance, rows.currency),
        "overdue_count": Numbers(counts(group[late], n)),
        "overdue_amount": Amounts(overdue, rows.currency),
        "overdue_share": Ratio(overdue, balance),
        "oldest_days_past_due": Numbers(day - oldest),
        "disputed_amount": Amounts(sums(group, disputed_amounts(kept), n), rows.currency),
        "unapplied_amount": Amounts(sums(rows.of_document, kept.unapplied, n), rows.currency),
    }


def _volume(kept: Book, rows: _Rows, snapshot: Snapshot, window: int) -> dict[str, Column | Ratio]:
    """What was invoiced in the window, how often, and how much of it was ever disputed."""
    documents = kept.documents
    issued = documents.days("issued_on").view(np.int64)
    mine = (documents.labels("kind").codes == 0) & _within(issued, snapshot.day, window)
    group, n = rows.of_document[mine], len(rows)
    number = counts(group, n)
    disputed = mine & (documents.flags("disputed") | ~np.isnat(documents.days("disputed_on")))
    return {
        "invoiced_count": Numbers(number),
        "invoiced_amount": Amounts(sums(group, documents.amounts().minor[mine], n), rows.currency),
        "invoices_per_month": Ratio(number * _DAYS_PER_MONTH, np.full(n, window)),
        "dispute_rate": Ratio(counts(rows.of_document[disputed], n), number),
    }


def _tenure(kept: Book, rows: _Rows, paid: _Paid, day: int) -> dict[str, Column | Ratio]:
    """Full months since the issue of the first invoice that was paid."""
    done = paid.on != NO_DAY
    issued = kept.documents.days("issued_on").view(np.int64)[kept.document]
    first = extreme(rows.of_document[kept.document[done]], issued[done], len(rows), largest=False, absent=NO_DAY)
    gone = first == NO_DAY
    months = full_months(np.where(gone, day, first).view("datetime64[D]"), np.int64(day).view("datetime64[D]"))
    return {"tenure_months": Numbers(np.where(gone, 0, months), 0, gone)}


def _settled_only(kept: Book, rows: _Rows, paid: _Paid, day: int, window: int) -> dict[str, Column | Ratio]:
    """Over the items paid in full in the window and nothing else."""
    done = np.flatnonzero(_within(paid.on, day, window) & (kept.due != NO_DAY))
    group, n = rows.of_document[kept.document[done]], len(rows)
    on, due, amount = paid.on[done], kept.due[done], paid.owed[done]
    issued = kept.documents.days("issued_on").view(np.int64)[kept.document[done]]
    number = counts(group, n)
    beyond, to_pay = on - due, np.maximum(on - issued, 0)
    early_as_zero = np.maximum(beyond, 0)
    return {
        "settled_only_count": Numbers(number),
        "settled_only_amount": Amounts(sums(group, amount, n), rows.currency),
        "settled_only_late_rate": Ratio(counts(group[beyond > 0], n), number),
        "settled_only_days_to_pay": Ratio(sums(group, to_pay, n), number),
        "settled_only_days_beyond_terms": Ratio(sums(group, early_as_zero, n), number),
        "settled_only_days_beyond_terms_signed": Ratio(sums(group, beyond, n), number),
        "settled_only_days_beyond_terms_by_amount": _mean(group, amount, early_as_zero, n),
        "settled_only_days_beyond_terms_signed_by_amount": _mean(group, amount, beyond, n),
    }
