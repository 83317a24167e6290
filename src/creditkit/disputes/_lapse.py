"""The lapse of disputes that documents come with: from columns of the host, where no case stands behind them.

Such a row says since when it is in dispute, so the day of its lapse follows from the row alone. It is written where
the end of the dispute stands, unless that is earlier; a snapshot shows no end that lies ahead. So the facts are right
on every day, as known at any moment.
"""

from __future__ import annotations

from datetime import date

import attrs

from creditkit.columns import rows_where, some
from creditkit.disputes._rules import DisputeRules
from creditkit.disputes._spans import days_later
from creditkit.facts import Document, Facts
from creditkit.facts._moments import day_number, integers
from creditkit.facts._schema import TABLES
from creditkit.receivables import NO_DAY

#: A claim that would lapse beyond the calendar never does.
_LAST_DAY = day_number(date.max)


def lapsed_facts(facts: Facts, rules: DisputeRules) -> Facts:
    """The facts, in which a dispute that a document itself is dated with lapses as the claim of a case does.

    It ends ``lapses_after_days`` days after ``disputed_on``, where it has not ended before. That depends on the row
    alone, so the facts are right for every day. A dispute without a known day (``disputed``) stays until it is ended:
    counted from the issue it would mostly have lapsed before it was raised. :func:`disputed_facts` and
    :func:`disputed_snapshot` do this, too.

    Args:
        facts: of the host, without the cases: what a case has found that we owe does not lapse.
        rules: when a dispute lapses; where it never does, the facts are as they were.

    >>> from creditkit.money import Money
    >>> from creditkit.receivables import open_items
    >>> facts = Facts(
    ...     [Document("1", "C", Money("200", "EUR"), issued_on=date(2026, 1, 5), disputed_on=date(2026, 3, 2))]
    ... )
    >>> facts = lapsed_facts(facts, DisputeRules(lapses_after_days=30))
    >>> [open_items(facts.at(day))[0].disputed for day in (date(2026, 3, 31), date(2026, 4, 1))]
    [Money('200.00', 'EUR'), Money('0.00', 'EUR')]
    """
    days = rules.lapses_after_days
    if days is None:
        return facts
    columns = facts.columns("invoices")
    since, until = integers(columns["disputed_on"]), integers(columns["dispute_ended_on"])
    rows = rows_where(since != NO_DAY)
    lapse, ended = since[rows] + days, until[rows]
    late = (lapse <= _LAST_DAY) & ((ended == NO_DAY) | (ended > lapse))
    if not some(late):
        return facts
    until = until.copy()
    until[rows[late]] = lapse[late]
    tables = {name: facts.columns(name) for name in TABLES}
    tables["invoices"] = {**columns, "dispute_ended_on": until.view("datetime64[D]")}
    return Facts.from_columns(tables, kept=facts.kept, rates=facts.rates)


def lapsed(document: Document, days: int | None) -> Document:
    """One document, of which the dated dispute of its own has lapsed after so many days; None is never."""
    if days is None or document.disputed_on is None:
        return document
    end, known = days_later(document.disputed_on, days), document.dispute_ended_on
    if end is None or (known is not None and known <= end):
        return document
    return attrs.evolve(document, dispute_ended_on=end)
